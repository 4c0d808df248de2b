"""The guild on the wire: its roles, the bot as a member, and what a connection hears when it becomes available."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatdesk.sandbox.discord import permissions
from chatdesk.sandbox.discord.wire import JOINED, channel_on_wire, member_on_wire, thread_on_wire

if TYPE_CHECKING:
    from chatdesk.sandbox.discord.errors import Json
    from chatdesk.sandbox.discord.guild import Guild

# Nobody here owns the guild, as a client grants everything to its owner.
OWNER = "1"


def role_on_wire(role: Json, position: int) -> Json:
    """A role object."""
    return {
        "id": role["id"],
        "name": role["name"],
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "icon": None,
        "unicode_emoji": None,
        "position": position,
        "permissions": str(role.get("permissions", "0")),
        "managed": bool(role.get("managed", False)),
        "mentionable": bool(role.get("mentionable", False)),
        "flags": 0,
    }


def roles_on_wire(guild: Guild) -> list[Json]:
    """All roles. Everybody's holds no more than the bot may do, as a client adds up the bot's permissions from it."""
    common = permissions.OF_EVERYBODY & guild.bot_permissions
    everyone = {"id": guild.id, "name": "@everyone", "permissions": str(common)}
    own: Json = {"id": guild.application_id, "name": guild.bot["name"], "managed": True}
    own["permissions"] = str(guild.bot_permissions)
    return [role_on_wire(role, at) for at, role in enumerate([everyone, own, *guild.roles.values()])]


def guild_on_wire(guild: Guild) -> Json:
    """A guild object."""
    return {
        "id": guild.id,
        "name": guild.name,
        "icon": None,
        "splash": None,
        "discovery_splash": None,
        "banner": None,
        "description": None,
        "owner_id": OWNER,
        "afk_channel_id": None,
        "afk_timeout": 300,
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw_level": 0,
        "features": [],
        "emojis": [],
        "stickers": [],
        "roles": roles_on_wire(guild),
        "application_id": None,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "rules_channel_id": None,
        "public_updates_channel_id": None,
        "safety_alerts_channel_id": None,
        "vanity_url_code": None,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "premium_progress_bar_enabled": False,
        "preferred_locale": guild.locale,
        "max_members": 500_000,
        "max_video_channel_users": 25,
    }


def guild_create(guild: Guild) -> Json:
    """What a connection hears of the guild when it becomes available; of the members only the bot itself."""
    rooms = [c for c in guild.channels.values() if c.thread is None and not c.is_direct]
    threads = [c for c in guild.active_threads() if c.sees(guild.bot_id)]
    return guild_on_wire(guild) | {
        "joined_at": JOINED,
        "large": False,
        "unavailable": False,
        "member_count": len(guild.users) + 1,
        "voice_states": [],
        "members": [bot_member(guild)],
        "channels": [channel_on_wire(guild, c) for c in rooms],
        "threads": [thread_on_wire(guild, c) for c in threads],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def any_member(guild: Guild, user: str) -> Json:
    """A person or the bot as a member."""
    return bot_member(guild) if user == guild.bot_id else member_on_wire(guild.users[user])


def members_chunk(guild: Guild, asked: Json) -> Json:
    """The members a connection asks for, by name or by id."""
    wanted = asked.get("user_ids")
    ids = [str(key) for key in (wanted if isinstance(wanted, list) else [wanted])] if wanted else []
    people = {guild.bot_id: bot_member(guild)} | {key: member_on_wire(user) for key, user in guild.users.items()}
    query = str(asked.get("query") or "").lower()
    found = [m for key, m in people.items() if (not ids or key in ids) and m["user"]["username"].startswith(query)]
    chunk: Json = {"guild_id": guild.id, "members": found[: asked.get("limit") or len(found)]}
    chunk |= {"chunk_index": 0, "chunk_count": 1, "not_found": [key for key in ids if key not in people]}
    return chunk | ({"nonce": asked["nonce"]} if asked.get("nonce") else {})


def bot_member(guild: Guild) -> Json:
    """The bot as a member, with its managed role."""
    return member_on_wire(guild.bot | {"roles": [guild.application_id]})
