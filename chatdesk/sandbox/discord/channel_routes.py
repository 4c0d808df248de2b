"""The routes of channels, the guild and its people, and of the app itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatdesk.sandbox.discord.breaches import Breaches
from chatdesk.sandbox.discord.errors import ApiError, Json, RateLimitedError
from chatdesk.sandbox.discord.guild_wire import bot_member, guild_on_wire, roles_on_wire
from chatdesk.sandbox.discord.intents import GUILDS, PRIVILEGED
from chatdesk.sandbox.discord.permissions import Permission
from chatdesk.sandbox.discord.route import Request, Route, RouteFamily
from chatdesk.sandbox.discord.thread_routes import LONGEST_NAME, check_thread_settings
from chatdesk.sandbox.discord.wire import channel_on_wire, member_on_wire, user_on_wire

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatdesk.sandbox.discord.channel import Channel
    from chatdesk.sandbox.discord.guild import Guild
    from chatdesk.sandbox.discord.messages import Messages
    from chatdesk.sandbox.discord.threads import Threads

RENAMES, RENAMES_WITHIN = 2, 600.0
_LIMITED_FLAGS = {"presences": 1 << 13, "members": 1 << 15, "message_content": 1 << 19}


class ChannelRoutes(RouteFamily):
    """What the app reads of the guild, and changes in its channels and threads."""

    def __init__(self, guild: Guild, messages: Messages, threads: Threads, gateway_url: Callable[[], str]) -> None:
        super().__init__(guild)
        self._messages = messages
        self._threads = threads
        self._gateway_url = gateway_url

    def table(self) -> list[Route]:
        """The routes."""
        return [
            Route("GET", "/users/@me", self._me),
            Route("GET", "/users/@me/guilds", self._guilds),
            Route("POST", "/users/@me/channels", self._direct),
            Route("GET", "/users/{user}", self._user),
            Route("GET", "/applications/@me", self._application),
            Route("GET", "/oauth2/applications/@me", self._application),
            Route("GET", "/gateway", lambda _request: {"url": self._gateway_url()}, authorized=False),
            Route("GET", "/gateway/bot", self._gateway),
            Route("GET", "/guilds/{guild}", self._get_guild),
            Route("GET", "/guilds/{guild}/channels", self._channels),
            Route("GET", "/guilds/{guild}/roles", self._roles),
            Route("GET", "/guilds/{guild}/members/{user}", self._member),
            Route("GET", "/channels/{channel}", self._get),
            Route("PATCH", "/channels/{channel}", self._edit),
            Route("DELETE", "/channels/{channel}", self._delete),
        ]

    # The app

    def _me(self, _request: Request) -> Json:
        return user_on_wire(self._guild.bot) | {"verified": True, "mfa_enabled": True, "locale": "en-US", "email": None}

    def _application(self, _request: Request) -> Json:
        guild = self._guild
        flags = sum(_LIMITED_FLAGS[name] for name in PRIVILEGED if name in guild.intents)
        owner = next(iter(guild.users.values()), guild.bot)
        return {
            "id": guild.application_id,
            "name": guild.bot["name"],
            "icon": None,
            "description": "",
            "summary": "",
            "bot_public": False,
            "bot_require_code_grant": False,
            "verify_key": "0" * 64,
            "flags": flags,
            "owner": user_on_wire(owner),
            "team": None,
            "bot": user_on_wire(guild.bot),
            "redirect_uris": [],
            "interactions_endpoint_url": None,
            "role_connections_verification_url": None,
            "approximate_guild_count": 1,
            "approximate_user_install_count": 0,
        }

    def _gateway(self, _request: Request) -> Json:
        limit = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
        return {"url": self._gateway_url(), "shards": 1, "session_start_limit": limit}

    def _guilds(self, _request: Request) -> list[Json]:
        guild = self._guild
        partial: Json = {
            "id": guild.id,
            "name": guild.name,
            "icon": None,
            "banner": None,
            "owner": False,
            "features": [],
        }
        return [partial | {"permissions": str(guild.bot_permissions)}]

    # The guild and its people

    def _need_guild(self, request: Request) -> None:
        if request.path["guild"] != self._guild.id:
            raise ApiError(10004)

    def _get_guild(self, request: Request) -> Json:
        self._need_guild(request)
        counted = request.query.get("with_counts") in {"1", "true", "True"}
        count = len(self._guild.users) + 1
        counts = {"approximate_member_count": count, "approximate_presence_count": count} if counted else {}
        return guild_on_wire(self._guild) | counts

    def _channels(self, request: Request) -> list[Json]:
        self._need_guild(request)
        rooms = [c for c in self._guild.channels.values() if c.thread is None and not c.is_direct]
        return [channel_on_wire(self._guild, channel) for channel in rooms]

    def _roles(self, request: Request) -> list[Json]:
        self._need_guild(request)
        return roles_on_wire(self._guild)

    def _member(self, request: Request) -> Json:
        self._need_guild(request)
        user = request.path["user"]
        if user == self._guild.bot_id:
            return bot_member(self._guild)
        if user not in self._guild.users:
            raise ApiError(10007 if self._guild.anybody(user) else 10013)
        return member_on_wire(self._guild.users[user])

    def _user(self, request: Request) -> Json:
        user = self._guild.anybody(request.path["user"])
        if user is None:
            raise ApiError(10013)
        return user_on_wire(user)

    def _direct(self, request: Request) -> Json:
        recipient = str(request.body.get("recipient_id"))
        if recipient == self._guild.bot_id:
            raise ApiError(50033)
        if self._guild.anybody(recipient) is None:
            raise ApiError(10013)
        return channel_on_wire(self._guild, self._guild.direct(recipient))

    # Channels

    def _get(self, request: Request) -> Json:
        return channel_on_wire(self._guild, self._guild.channel_for_app(request.path["channel"]))

    def _edit(self, request: Request) -> Json:
        channel, body = self._guild.channel_for_app(request.path["channel"]), request.body
        if channel.is_direct:
            raise ApiError(50024)
        breaches = Breaches()
        breaches.text(body.get("name"), LONGEST_NAME, ("name",), shortest=1)
        breaches.text(body.get("topic"), 1024, ("topic",))
        check_thread_settings(breaches, body)
        breaches.check()
        if channel.thread is not None:
            self._need_to_edit_thread(channel, body)
        else:
            self._guild.need(channel, Permission.MANAGE_CHANNELS)
        renamed = "name" in body and body["name"] != channel.name
        if renamed:
            self._rename(channel, body["name"])
        if channel.thread is not None:
            self._set_thread(channel, body)
            if renamed:
                self._messages.renamed(channel, self._guild.bot_id)
        else:
            channel.topic = body.get("topic", channel.topic)
            channel.slowmode = body.get("rate_limit_per_user", channel.slowmode) or 0
            self._guild.emit("CHANNEL_UPDATE", channel_on_wire(self._guild, channel), intent=GUILDS)
            self._guild.tell("state")
        return channel_on_wire(self._guild, channel)

    def _need_to_edit_thread(self, channel: Channel, body: Json) -> None:
        """An archived thread takes nothing before it is out of the archive; a locked one is for moderators."""
        thread = channel.thread
        assert thread is not None
        opens = body.get("archived") is False
        if thread.archived and not opens:
            changes = any(body.get(name) not in {None, value} for name, value in self._settings(channel).items())
            if changes:
                raise ApiError(50083)
        moderates = body.get("locked") is not None or thread.locked or "rate_limit_per_user" in body
        if moderates or (thread.owner != self._guild.bot_id and not (opens and len(body) == 1)):
            self._guild.need(channel, Permission.MANAGE_THREADS)

    def _settings(self, channel: Channel) -> Json:
        assert channel.thread is not None
        names = ("archived", "locked", "invitable", "auto_archive_duration")
        return {"name": channel.name} | {name: getattr(channel.thread, name) for name in names}

    def _rename(self, channel: Channel, name: str) -> None:
        """Rename it, so often in ten minutes of the calendar: who jumps through a week need not wait for each name."""
        now = self._guild.clock.now()
        recent = [at for at in channel.renamed_at if at > now - RENAMES_WITHIN]
        if len(recent) >= RENAMES:
            raise RateLimitedError(recent[0] + RENAMES_WITHIN - now)
        channel.renamed_at = [*recent, now]
        channel.name = name

    def _set_thread(self, channel: Channel, body: Json) -> None:
        thread = channel.thread
        assert thread is not None
        for name in ("locked", "invitable", "auto_archive_duration"):
            if body.get(name) is not None:
                setattr(thread, name, body[name])
        if body.get("rate_limit_per_user") is not None:
            channel.slowmode = body["rate_limit_per_user"]
        self._threads.set_archived(channel, archived=bool(body.get("archived", thread.archived)))

    def _delete(self, request: Request) -> Json:
        channel = self._guild.channel_for_app(request.path["channel"])
        shown = channel_on_wire(self._guild, channel)
        if channel.thread is not None:
            self._guild.need(channel, Permission.MANAGE_THREADS)
            self._threads.delete(channel)
        elif not channel.is_direct:
            self._guild.need(channel, Permission.MANAGE_CHANNELS)
            delete_channel(self._guild, self._threads, channel)
        return shown


def delete_channel(guild: Guild, threads: Threads, channel: Channel) -> None:
    """Delete a channel and the threads in it; of those the app hears nothing apart."""
    for thread in [t for t in guild.threads() if t.parent_id == channel.id]:
        del guild.channels[thread.id]
    if channel.thread is not None:
        threads.delete(channel)
        return
    gone = channel_on_wire(guild, channel)
    del guild.channels[channel.id]
    guild.emit("CHANNEL_DELETE", gone, intent=GUILDS)
    guild.tell("state")
