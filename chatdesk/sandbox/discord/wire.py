"""The objects of the wire: users, members, channels, threads and messages as Discord writes them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from chatdesk.sandbox.discord.channel import DIRECT, EPHEMERAL

if TYPE_CHECKING:
    from chatdesk.sandbox.discord.channel import Channel
    from chatdesk.sandbox.discord.errors import Json
    from chatdesk.sandbox.discord.guild import Guild

JOINED = "2026-01-01T00:00:00.000000+00:00"
HAS_THREAD = 1 << 5


def timestamp(seconds: float) -> str:
    """A time as Discord writes it."""
    return dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat(timespec="microseconds")


def user_on_wire(user: Json) -> Json:
    """A user object."""
    shown: Json = {
        "id": user["id"],
        "username": user["name"],
        "discriminator": "0",
        "global_name": user.get("global_name"),
        "avatar": None,
        "public_flags": 0,
        "flags": 0,
        "primary_guild": None,
    }
    return shown | ({"bot": True} if user.get("is_bot") else {})


def member_on_wire(user: Json, *, with_user: bool = True) -> Json:
    """A member object; in a message it comes without its user."""
    shown: Json = {
        "roles": list(user.get("roles", [])),
        "joined_at": JOINED,
        "premium_since": None,
        "deaf": False,
        "mute": False,
        "nick": user.get("nick"),
        "avatar": None,
        "flags": 0,
        "pending": False,
        "communication_disabled_until": None,
    }
    return shown | ({"user": user_on_wire(user)} if with_user else {})


def channel_on_wire(guild: Guild, channel: Channel) -> Json:
    """A channel object, or a thread's."""
    if channel.thread is not None:
        return thread_on_wire(guild, channel)
    if channel.type == DIRECT:
        recipient = guild.anybody(channel.recipient or "") or guild.bot
        last = channel.last_message_id()
        return {
            "id": channel.id,
            "type": 1,
            "last_message_id": last,
            "flags": 0,
            "recipients": [user_on_wire(recipient)],
        }
    return {
        "id": channel.id,
        "type": channel.type,
        "guild_id": guild.id,
        "name": channel.name,
        "topic": channel.topic,
        "position": channel.position,
        "permission_overwrites": channel.overwrites,
        "parent_id": channel.parent_id,
        "nsfw": False,
        "rate_limit_per_user": channel.slowmode,
        "last_message_id": channel.last_message_id(),
        "flags": 0,
    }


def thread_on_wire(guild: Guild, channel: Channel) -> Json:
    """A thread object, with the bot's membership where it is in."""
    thread = channel.thread
    assert thread is not None
    metadata: Json = {
        "archived": thread.archived,
        "auto_archive_duration": thread.auto_archive_duration,
        "archive_timestamp": timestamp(thread.archived_at or thread.created),
        "locked": thread.locked,
        "create_timestamp": timestamp(thread.created),
    }
    if channel.type == 12:  # noqa: PLR2004  # a private thread
        metadata["invitable"] = thread.invitable
    count = sum(1 for message in channel.messages.values() if message["type"] in {0, 19, 20, 23})
    shown: Json = {
        "id": channel.id,
        "type": channel.type,
        "guild_id": guild.id,
        "parent_id": channel.parent_id,
        "owner_id": thread.owner,
        "name": channel.name,
        "last_message_id": channel.last_message_id(),
        "member_count": min(len(thread.members), 50),
        "message_count": count,
        "total_message_sent": count,
        "rate_limit_per_user": channel.slowmode,
        "flags": 0,
        "thread_metadata": metadata,
    }
    if guild.bot_id in thread.members:
        shown["member"] = thread_member_on_wire(channel, guild.bot_id)
    return shown


def thread_member_on_wire(channel: Channel, user: str) -> Json:
    """Somebody's membership in a thread."""
    assert channel.thread is not None
    joined = timestamp(channel.thread.members[user])
    return {"id": channel.id, "user_id": user, "join_timestamp": joined, "flags": 1}


def message_on_wire(message: Json, viewer: str) -> Json:
    """A message object through somebody's eyes."""
    shown = {key: value for key, value in message.items() if not key.startswith("_")}
    shown["reactions"] = [_reaction(entry, viewer) for entry in message["_reactions"]]
    if not shown["reactions"]:
        del shown["reactions"]
    return shown


def _reaction(entry: Json, viewer: str) -> Json:
    me = viewer in entry["users"]
    count = len(entry["users"])
    details = {"burst": 0, "normal": count}
    shown: Json = {"emoji": entry["emoji"], "count": count, "count_details": details, "me": me}
    return shown | {"me_burst": False, "burst_colors": []}


def without_content(message: Json) -> Json:
    """A message as an app without the message content intent gets it."""
    return message | {"content": "", "embeds": [], "attachments": [], "components": []}


def is_ephemeral(message: Json) -> bool:
    """Whether only one person sees it."""
    return bool(message["flags"] & EPHEMERAL)
