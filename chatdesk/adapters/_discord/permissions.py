"""What somebody may do in a room, from Discord's own JSON; and what the app needs. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import discord

from chatdesk.adapters._discord.spans import Payload
from chatdesk.core.words import N_

_ANY_ROOM: Final = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    create_public_threads=True,
    manage_threads=True,
    embed_links=True,
    read_message_history=True,
)
GROUP_ROOM: Final = _ANY_ROOM | discord.Permissions(attach_files=True)
INTAKE_ROOM: Final = _ANY_ROOM | discord.Permissions(create_private_threads=True)
NEEDED: Final = GROUP_ROOM | INTAKE_ROOM
"""All that the app asks for when it is invited: no administration, nothing of other people's messages."""

VIEW_CHANNEL: Final = N_("View Channel")
_SHOWN: Final = {
    "read_messages": VIEW_CHANNEL,
    "send_messages": N_("Send Messages"),
    "send_messages_in_threads": N_("Send Messages in Threads"),
    "create_public_threads": N_("Create Public Threads"),
    "create_private_threads": N_("Create Private Threads"),
    "manage_threads": N_("Manage Threads"),
    "embed_links": N_("Embed Links"),
    "attach_files": N_("Attach Files"),
    "read_message_history": N_("Read Message History"),
}
"""The library's names to those in Discord's settings."""


def permissions_of(channel: Payload, guild: Payload, roles: Iterable[str], user: str) -> discord.Permissions:
    """Return what a member may do in a channel: by roles, then by the channel's overwrites."""
    everyone = str(guild["id"])
    held = {everyone, *roles}
    allowed = 0
    for role in guild.get("roles") or ():
        if str(role["id"]) in held:
            allowed |= int(role["permissions"])
    if discord.Permissions(allowed).administrator or str(guild.get("owner_id")) == user:
        return discord.Permissions.all()
    by_id = {str(each["id"]): each for each in channel.get("permission_overwrites") or ()}
    for group in ((everyone,), held - {everyone}, (user,)):
        overwrites = [by_id[each] for each in group if each in by_id]
        for each in overwrites:
            allowed &= ~int(each["deny"])
        for each in overwrites:
            allowed |= int(each["allow"])
    return discord.Permissions(allowed)


def is_open_to_all(channel: Payload, guild: Payload) -> bool:
    """Whether a member without any role sees a channel."""
    return permissions_of(channel, guild, (), "").view_channel


def missing(needed: discord.Permissions, channel: Payload, guild: Payload, member: Payload) -> list[str]:
    """Return the names of the permissions that a member lacks in a channel, as Discord's settings show them."""
    user = str((member.get("user") or {}).get("id"))
    held = permissions_of(channel, guild, [str(role) for role in member.get("roles") or ()], user)
    lacking = discord.Permissions(needed.value & ~held.value)
    return [_SHOWN.get(name, name.replace("_", " ").title()) for name, is_set in lacking if is_set]
