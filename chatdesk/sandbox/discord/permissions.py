"""Discord's permission bits, as far as a desk meets them, and how roles and overwrites combine."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from chatdesk.sandbox.discord.errors import Json


class Permission(enum.IntFlag):
    """What somebody may do."""

    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    ADD_REACTIONS = 1 << 6
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    SEND_MESSAGES_IN_THREADS = 1 << 38
    PIN_MESSAGES = 1 << 51


EVERYTHING = (1 << 53) - 1
OF_EVERYBODY = int(
    Permission.ADD_REACTIONS
    | Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.USE_APPLICATION_COMMANDS
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.SEND_MESSAGES_IN_THREADS
)
OF_BOT = OF_EVERYBODY | int(
    Permission.MANAGE_MESSAGES | Permission.MANAGE_THREADS | Permission.CREATE_PRIVATE_THREADS | Permission.PIN_MESSAGES
)
IN_DIRECT_MESSAGES = OF_EVERYBODY | int(Permission.PIN_MESSAGES)


def bits(names: Iterable[str]) -> int:
    """The bits of permissions given by name."""
    value = 0
    for name in names:
        value |= Permission[name.upper()]
    return value


def with_overwrites(base: int, overwrites: Iterable[Json], everyone: str, roles: Iterable[str], user: str) -> int:
    """A member's permissions in a channel: everyone's overwrite, then those of the roles together, then their own."""
    if base & Permission.ADMINISTRATOR:
        return EVERYTHING
    by_id = {overwrite["id"]: overwrite for overwrite in overwrites}
    allowed = denied = 0
    for role in roles:
        allowed |= _bits(by_id.get(role), "allow")
        denied |= _bits(by_id.get(role), "deny")
    value = (base & ~_bits(by_id.get(everyone), "deny")) | _bits(by_id.get(everyone), "allow")
    value = (value & ~denied) | allowed
    value = (value & ~_bits(by_id.get(user), "deny")) | _bits(by_id.get(user), "allow")
    return value if value & Permission.VIEW_CHANNEL else 0


def _bits(overwrite: Json | None, kind: str) -> int:
    return int(overwrite[kind]) if overwrite else 0
