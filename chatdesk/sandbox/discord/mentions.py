"""Who a message mentions, and whom of them it would notify under its `allowed_mentions`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chatdesk.sandbox.discord.permissions import Permission

if TYPE_CHECKING:
    from chatdesk.sandbox.discord.breaches import Breaches, Path
    from chatdesk.sandbox.discord.channel import Channel
    from chatdesk.sandbox.discord.errors import Json
    from chatdesk.sandbox.discord.guild import Guild

_USER = re.compile(r"<@!?(\d+)>")
_ROLE = re.compile(r"<@&(\d+)>")
_EVERYONE = re.compile(r"@(everyone|here)\b")
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_KINDS = ("users", "roles", "everyone")
MOST_NAMED = 100


@dataclass(frozen=True)
class Mentions:
    """The people and roles a message names, and whether it reaches everybody; only those let through."""

    users: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    everyone: bool = False

    def live(self) -> list[str]:
        """As they stand in the text: what `_live_mentions` holds."""
        people = [f"<@{user}>" for user in self.users]
        return (["@everyone"] if self.everyone else []) + people + [f"<@&{role}>" for role in self.roles]


def check_allowed(breaches: Breaches, allowed: object, at: Path) -> None:
    """The form of `allowed_mentions`."""
    if allowed is None:
        return
    if not isinstance(allowed, dict):
        breaches.add("MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType", at)
        return
    for index, kind in enumerate(breaches.sequence(allowed.get("parse"), (*at, "parse"))):
        breaches.choice(kind, _KINDS, (*at, "parse", index))
    for kind in ("users", "roles"):
        named = breaches.sequence(allowed.get(kind), (*at, kind))
        if len(named) > MOST_NAMED:
            breaches.add("BASE_TYPE_MAX_LENGTH", f"Must be {MOST_NAMED} or fewer in length.", (*at, kind))
        if named and kind in (allowed.get("parse") or []):
            message = f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.'
            breaches.add("MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", message, at)


def mentioned(
    guild: Guild, channel: Channel, author: str, text: str, *, allowed: Json | None, replied: str | None
) -> Mentions:
    """Whom a text notifies. Without `allowed_mentions` everything in it counts, and the author replied to."""
    text = _CODE.sub("", text)
    users = [user for user in dict.fromkeys(_USER.findall(text)) if guild.anybody(user)]
    roles = [role for role in dict.fromkeys(_ROLE.findall(text)) if role in guild.roles]
    everyone = bool(_EVERYONE.search(text))
    if allowed is not None:
        users = _let_through(users, allowed, "users")
        roles = _let_through(roles, allowed, "roles")
        everyone = everyone and "everyone" in (allowed.get("parse") or [])
    if replied and (allowed is None or allowed.get("replied_user", False)) and replied not in users:
        users.append(replied)
    if channel.is_direct:
        return Mentions(tuple(users))
    if not guild.may(channel, author, Permission.MENTION_EVERYONE):
        roles = [role for role in roles if guild.roles[role].get("mentionable")]
        everyone = False
    return Mentions(tuple(users), tuple(roles), everyone)


def _let_through(found: list[str], allowed: Json, kind: str) -> list[str]:
    if kind in (allowed.get("parse") or []):
        return found
    named = {str(item) for item in allowed.get(kind) or []}
    return [item for item in found if item in named]
