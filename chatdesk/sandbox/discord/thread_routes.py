"""The routes of threads: starting them, who is in, and the lists of active and archived ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatdesk.sandbox.discord.breaches import Breaches
from chatdesk.sandbox.discord.channel import PRIVATE_THREAD, PUBLIC_THREAD, TEXT, THREADS
from chatdesk.sandbox.discord.errors import ApiError, Json
from chatdesk.sandbox.discord.messages import RECIPIENT_ADD, RECIPIENT_REMOVE, STARTER, THREAD_CREATED, Draft
from chatdesk.sandbox.discord.permissions import Permission
from chatdesk.sandbox.discord.route import CREATED, NO_CONTENT, Request, Route, RouteFamily
from chatdesk.sandbox.discord.wire import (
    HAS_THREAD,
    message_on_wire,
    thread_member_on_wire,
    thread_on_wire,
    user_on_wire,
)

if TYPE_CHECKING:
    from chatdesk.sandbox.discord.channel import Channel
    from chatdesk.sandbox.discord.guild import Guild
    from chatdesk.sandbox.discord.messages import Messages
    from chatdesk.sandbox.discord.threads import Threads

ARCHIVE_DURATIONS = (60, 1440, 4320, 10080)
LONGEST_NAME = 100
LONGEST_SLOWMODE = 21_600


def check_thread_settings(breaches: Breaches, body: Json) -> None:
    """What a new thread and a changed one have in common."""
    if body.get("auto_archive_duration") is not None:
        breaches.choice(body["auto_archive_duration"], ARCHIVE_DURATIONS, ("auto_archive_duration",))
    breaches.number(body.get("rate_limit_per_user"), 0, LONGEST_SLOWMODE, ("rate_limit_per_user",))
    for name in ("archived", "locked", "invitable"):
        breaches.flag(body.get(name), (name,))


class ThreadRoutes(RouteFamily):
    """What the app does with threads."""

    def __init__(self, guild: Guild, messages: Messages, threads: Threads) -> None:
        super().__init__(guild)
        self._messages = messages
        self._threads = threads

    def table(self) -> list[Route]:
        """The routes."""
        members = "/channels/{channel}/thread-members"
        archived = "/channels/{channel}/threads/archived"
        return [
            Route("POST", "/channels/{channel}/messages/{message}/threads", self._start_from_message, CREATED),
            Route("POST", "/channels/{channel}/threads", self._start, CREATED),
            Route("PUT", members + "/@me", self._join, NO_CONTENT),
            Route("DELETE", members + "/@me", self._leave, NO_CONTENT),
            Route("PUT", members + "/{user}", self._add, NO_CONTENT),
            Route("DELETE", members + "/{user}", self._remove, NO_CONTENT),
            Route("GET", members + "/{user}", self._member),
            Route("GET", members, self._members),
            Route("GET", "/guilds/{guild}/threads/active", self._active),
            Route("GET", archived + "/public", self._archived_public),
            Route("GET", archived + "/private", self._archived_private),
            Route("GET", "/channels/{channel}/users/@me/threads/archived/private", self._archived_joined),
        ]

    # Starting

    def _settings(self, request: Request) -> Json:
        breaches, body = Breaches(), request.body
        breaches.needed_text(body.get("name"), LONGEST_NAME, ("name",))
        if body.get("type") is not None:
            breaches.choice(body["type"], THREADS, ("type",))
        check_thread_settings(breaches, body)
        breaches.check()
        return body

    def _home(self, request: Request) -> Channel:
        channel = self._guild.channel_for_app(request.path["channel"])
        if channel.type != TEXT:
            raise ApiError(50024)
        return channel

    def _start_from_message(self, request: Request) -> Json:
        guild, home = self._guild, self._home(request)
        message = self._messages.get(home, request.path["message"])
        settings = self._settings(request)
        guild.need(home, Permission.CREATE_PUBLIC_THREADS, Permission.READ_MESSAGE_HISTORY)
        if message["id"] in guild.channels or message["flags"] & HAS_THREAD:
            raise ApiError(160004)
        if message["type"] in {RECIPIENT_ADD, RECIPIENT_REMOVE, THREAD_CREATED, STARTER}:
            raise ApiError(50021)
        thread = self._threads.create(home, settings["name"], PUBLIC_THREAD, settings, key=message["id"])
        message["flags"] |= HAS_THREAD
        self._messages.touched(home, message)
        reference = {"type": 0, "guild_id": guild.id, "channel_id": home.id, "message_id": message["id"]}
        fields = {"message_reference": reference, "referenced_message": message_on_wire(message, guild.bot_id)}
        self._messages.post(thread, message["_author"], Draft({}, STARTER, fields=fields))
        return thread_on_wire(guild, thread)

    def _start(self, request: Request) -> Json:
        guild, home = self._guild, self._home(request)
        settings = self._settings(request)
        kind = settings.get("type") or PRIVATE_THREAD
        private = kind == PRIVATE_THREAD
        guild.need(home, Permission.CREATE_PRIVATE_THREADS if private else Permission.CREATE_PUBLIC_THREADS)
        thread = self._threads.create(home, settings["name"], kind, settings)
        if not private:
            reference = {"type": 0, "guild_id": guild.id, "channel_id": thread.id}
            draft = Draft({"content": thread.name}, THREAD_CREATED, HAS_THREAD, fields={"message_reference": reference})
            self._messages.post(home, guild.bot_id, draft)
        return thread_on_wire(guild, thread)

    # Members

    def _thread(self, request: Request) -> Channel:
        channel = self._guild.channel_for_app(request.path["channel"])
        if channel.thread is None:
            raise ApiError(50024)
        return channel

    def _active_thread(self, request: Request) -> Channel:
        thread = self._thread(request)
        self._threads.need_active(thread)
        return thread

    def _join(self, request: Request) -> None:
        self._threads.join(self._active_thread(request), self._guild.bot_id)

    def _leave(self, request: Request) -> None:
        self._threads.leave(self._active_thread(request), self._guild.bot_id)

    def _add(self, request: Request) -> None:
        guild, thread, user = self._guild, self._active_thread(request), request.path["user"]
        guild.need(thread, Permission.SEND_MESSAGES_IN_THREADS)
        state, home = thread.thread, guild.channels.get(thread.parent_id or "")
        assert state is not None
        if not state.invitable and state.owner != guild.bot_id:
            guild.need(thread, Permission.MANAGE_THREADS)
        if user not in guild.users and user != guild.bot_id:
            raise ApiError(10007 if guild.anybody(user) else 10013)
        if home is None or not home.sees(user):
            raise ApiError(50001)
        if self._threads.join(thread, user):
            added = user_on_wire(guild.anybody(user) or {})
            message = self._messages.post(thread, guild.bot_id, Draft({}, RECIPIENT_ADD))
            message["mentions"] = [added]

    def _remove(self, request: Request) -> None:
        guild, thread, user = self._guild, self._active_thread(request), request.path["user"]
        state = thread.thread
        assert state is not None
        if thread.type != PRIVATE_THREAD or state.owner != guild.bot_id:
            guild.need(thread, Permission.MANAGE_THREADS)
        if guild.anybody(user) is None:
            raise ApiError(10013)
        if self._threads.leave(thread, user):
            message = self._messages.post(thread, guild.bot_id, Draft({}, RECIPIENT_REMOVE))
            message["mentions"] = [user_on_wire(guild.anybody(user) or {})]

    def _member(self, request: Request) -> Json:
        thread, user = self._thread(request), request.path["user"]
        user = self._guild.bot_id if user == "@me" else user
        if thread.thread is None or user not in thread.thread.members:
            raise ApiError(10007)
        return thread_member_on_wire(thread, user)

    def _members(self, request: Request) -> list[Json]:
        thread = self._thread(request)
        if "members" not in self._guild.intents:
            raise ApiError(50001)
        return [thread_member_on_wire(thread, user) for user in (thread.thread.members if thread.thread else ())]

    # Lists

    def _listing(self, threads: list[Channel]) -> Json:
        bot = self._guild.bot_id
        mine = [thread_member_on_wire(t, bot) for t in threads if t.thread and bot in t.thread.members]
        return {"threads": [thread_on_wire(self._guild, thread) for thread in threads], "members": mine}

    def _active(self, request: Request) -> Json:
        if request.path["guild"] != self._guild.id:
            raise ApiError(10004)
        return self._listing([t for t in self._guild.active_threads() if t.sees(self._guild.bot_id)])

    def _archived(self, home: Channel, request: Request, kind: int) -> list[Channel]:
        self._guild.need(home, Permission.READ_MESSAGE_HISTORY)
        found = [t for t in self._guild.threads() if t.parent_id == home.id and t.type == kind]
        archived = [t for t in found if t.thread and t.thread.archived]
        archived.sort(key=lambda t: t.thread.archived_at if t.thread else 0, reverse=True)
        before = request.query.get("before")
        shown = [(t, thread_on_wire(self._guild, t)["thread_metadata"]["archive_timestamp"]) for t in archived]
        return [t for t, at in shown if before is None or at < before.replace("Z", "+00:00")]

    def _page(self, threads: list[Channel], request: Request) -> Json:
        limit = request.limit(50, 100)
        return self._listing(threads[:limit]) | {"has_more": len(threads) > limit}

    def _archived_public(self, request: Request) -> Json:
        return self._page(self._archived(self._home(request), request, PUBLIC_THREAD), request)

    def _archived_private(self, request: Request) -> Json:
        home = self._home(request)
        self._guild.need(home, Permission.MANAGE_THREADS)
        return self._page(self._archived(home, request, PRIVATE_THREAD), request)

    def _archived_joined(self, request: Request) -> Json:
        bot = self._guild.bot_id
        found = [t for t in self._guild.threads() if t.parent_id == self._home(request).id and t.type == PRIVATE_THREAD]
        joined = [t for t in found if t.thread and t.thread.archived and bot in t.thread.members]
        before = request.snowflake("before")
        joined = sorted((t for t in joined if not before or int(t.id) < before), key=lambda t: -int(t.id))
        return self._page(joined, request)
