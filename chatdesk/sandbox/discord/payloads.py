"""The payloads of interactions, as the gateway hands them to the app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatdesk.sandbox.discord.guild_wire import roles_on_wire
from chatdesk.sandbox.discord.wire import channel_on_wire, member_on_wire, message_on_wire, user_on_wire

if TYPE_CHECKING:
    from collections.abc import Iterable

    from chatdesk.sandbox.discord.channel import Channel
    from chatdesk.sandbox.discord.errors import Json
    from chatdesk.sandbox.discord.guild import Guild
    from chatdesk.sandbox.discord.interactions import Interaction

LOCALES = (
    *("id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl", "no", "pl", "pt-BR"),
    *("ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi", "th", "zh-CN", "ja", "zh-TW", "ko"),
)
ATTACHMENT_LIMIT = 10 * 1024 * 1024
IN_GUILD, IN_BOT_DM = 0, 1


def interaction_create(guild: Guild, begun: Interaction, data: Json) -> Json:
    """An INTERACTION_CREATE event."""
    channel, user = begun.channel, guild.users[begun.user]
    payload: Json = {
        "id": begun.id,
        "application_id": guild.application_id,
        "type": begun.type,
        "token": begun.token,
        "version": 1,
        "data": data,
        "channel_id": channel.id,
        "channel": channel_on_wire(guild, channel) | {"permissions": str(guild.permissions_in(channel, begun.user))},
        "app_permissions": str(guild.permissions_in(channel, guild.bot_id)),
        "locale": locale_of(user),
        "entitlements": [],
        "entitlement_sku_ids": [],
        "authorizing_integration_owners": {"0": guild.id},
        "context": IN_BOT_DM if channel.is_direct else IN_GUILD,
        "attachment_size_limit": ATTACHMENT_LIMIT,
    }
    if channel.is_direct:
        payload["user"] = user_on_wire(user)
    else:
        payload["guild_id"] = guild.id
        payload["guild"] = {"id": guild.id, "locale": guild.locale, "features": []}
        payload["guild_locale"] = guild.locale
        payload["member"] = member_with_permissions(guild, channel, user)
    if begun.source is not None:
        payload["message"] = message_on_wire(begun.source, guild.bot_id)
    return payload


def locale_of(user: Json) -> str:
    """A person's language, as Discord names languages."""
    wanted = str(user.get("locale", "en-US"))
    if wanted in LOCALES:
        return wanted
    language = wanted.partition("-")[0]
    return next((known for known in LOCALES if known.partition("-")[0] == language), "en-US")


def member_with_permissions(guild: Guild, channel: Channel, user: Json) -> Json:
    """A member object with what they may do here, as interactions carry it."""
    return member_on_wire(user) | {"permissions": str(guild.permissions_in(channel, user["id"]))}


def resolved(
    guild: Guild,
    channel: Channel,
    *,
    users: Iterable[str] = (),
    roles: Iterable[str] = (),
    channels: Iterable[str] = (),
    messages: Iterable[Json] = (),
    attachments: Iterable[Json] = (),
) -> Json:
    """The objects behind the ids in an interaction; kinds without any are left out."""
    found: Json = {"users": {}, "members": {}}
    for key in users:
        user = guild.anybody(key)
        if user is None:
            continue
        found["users"][key] = user_on_wire(user)
        if key in guild.users:
            member = member_with_permissions(guild, channel, user)
            found["members"][key] = {name: value for name, value in member.items() if name != "user"}
    found["roles"] = {key: _role(guild, key) for key in roles if key in guild.roles}
    found["channels"] = {key: _partial_channel(guild, channel, key) for key in channels if key in guild.channels}
    found["messages"] = {message["id"]: message_on_wire(message, guild.bot_id) for message in messages}
    found["attachments"] = {file["id"]: file | {"ephemeral": True} for file in attachments}
    return {kind: objects for kind, objects in found.items() if objects}


def _role(guild: Guild, key: str) -> Json:
    return next(role for role in roles_on_wire(guild) if role["id"] == key)


def _partial_channel(guild: Guild, channel: Channel, key: str) -> Json:
    allowed = guild.permissions_in(channel, guild.bot_id)
    return channel_on_wire(guild, guild.channels[key]) | {"permissions": str(allowed)}
