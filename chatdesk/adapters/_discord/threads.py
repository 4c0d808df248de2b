"""Threads: made once, however often one tries; opened again, closed, and in which room they are. Knows the wire."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Final

import structlog

from chatdesk.adapters._discord.failures import (
    ARCHIVED,
    CAUSES,
    MISSING_ACCESS,
    THREAD_EXISTS,
    THREAD_FULL,
    UNKNOWN_MEMBER,
    UNKNOWN_USER,
    error_to_failure,
)
from chatdesk.adapters._discord.spans import Payload
from chatdesk.adapters._discord.wire import ApiError, Wire
from chatdesk.core.delivery import Ambiguous, Cause, Fix, Permanent, Unauthorised

PRIVATE: Final = 12
THREAD_TYPES: Final = frozenset({10, 11, 12})
A_WEEK: Final = 10080
"""Minutes of silence after which Discord puts a thread out of sight; the desk goes on in it all the same."""
_MOST_KNOWN: Final = 20_000
_MEMBER: Final = "/channels/{channel_id}/thread-members/{user_id}"
_WITHOUT_THEM: Final = frozenset({UNKNOWN_MEMBER, UNKNOWN_USER, MISSING_ACCESS, THREAD_FULL})
"""Why somebody cannot be let in or shown out although we may: they left, do not see the room, or it is full."""

log = structlog.get_logger(__name__)


class Threads:
    """The threads of the desk's rooms."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def begin_at(self, room: str, message: str, name: str) -> Permanent | None:
        """Have a thread at a message of ours; return why there is none. A second one is refused, which is as good.

        Where no thread can be had the card stands all the same; the next message in it tries again.
        """
        try:
            await self.create_at(room, message, name)
        except Permanent as failure:
            log.warning("discord_thread_not_made", room=room, reason=failure.reason)
            return failure
        return None

    async def create_at(self, room: str, message: str, name: str) -> bool:
        """Make the thread of a message; say whether it was not there before."""
        try:
            await self._wire.call(
                "POST",
                "/channels/{channel_id}/messages/{message_id}/threads",
                channel_id=room,
                message_id=message,
                body={"name": name, "auto_archive_duration": A_WEEK},
            )
        except ApiError as error:
            if error.code == THREAD_EXISTS:
                return False
            raise _after_message(error) from error
        except Exception as error:
            raise Ambiguous(type(error).__name__) from error
        return True

    async def private(self, room: str, name: str) -> str:
        """Return the private thread of this name, made where there is none; people are let in by us alone."""
        found = await self.find_private(room, name)
        if not found:
            body = {"name": name, "type": PRIVATE, "invitable": False, "auto_archive_duration": A_WEEK}
            made = await self._wire.call("POST", "/channels/{channel_id}/threads", channel_id=room, body=body)
            found = str(made["id"])
        return found

    async def let_in(self, thread: str, users: Iterable[str]) -> Permanent | None:
        """Let people in; return why somebody could not be, which keeps nobody else out. Who is in stays in."""
        refused = None
        for user in users:
            refused = await self._member("PUT", thread, user) or refused
        return refused

    async def show_out(self, thread: str, users: Iterable[str]) -> None:
        """Take people out; who is not in, or nowhere any more, is out."""
        for user in users:
            await self._member("DELETE", thread, user)

    async def _member(self, method: str, thread: str, user: str) -> Permanent | None:
        try:
            await self._changed_member(method, thread, user)
        except ApiError as error:
            failure = error_to_failure(error)
            if error.code not in _WITHOUT_THEM:
                raise failure from error
            log.warning("discord_member_not_changed", thread=thread, method=method, reason=failure.reason)
            cause = Cause.PERSON_GONE if error.code == MISSING_ACCESS else CAUSES[error.code]
            return Permanent(failure.reason, fix=Fix(cause=cause, reason=failure.reason))
        return None

    async def _changed_member(self, method: str, thread: str, user: str) -> None:
        """Let somebody in or out; in the archive nobody comes or goes, so the thread is opened for it."""
        try:
            await self._wire.call(method, _MEMBER, channel_id=thread, user_id=user)
        except ApiError as error:
            if error.code != ARCHIVED:
                raise
            await self.reopen(thread)
            await self._wire.call(method, _MEMBER, channel_id=thread, user_id=user)

    async def find_private(self, room: str, name: str) -> str:
        """Return our private thread of a name, or nothing: a ticket's reference makes its name the only one."""
        channel = await self._wire.call("GET", "/channels/{channel_id}", channel_id=room)
        active = await self._wire.call("GET", "/guilds/{guild_id}/threads/active", guild_id=str(channel["guild_id"]))
        found = self._mine(active, room, name, await self._wire.bot())
        if not found:
            archived = await self._wire.call(
                "GET", "/channels/{channel_id}/threads/archived/private", channel_id=room, query={"limit": 100}
            )
            found = self._mine(archived, room, name, await self._wire.bot())
        return found

    @staticmethod
    def _mine(page: Payload, room: str, name: str, bot: str) -> str:
        mine = (
            str(thread["id"])
            for thread in page.get("threads") or ()
            if (str(thread.get("parent_id")), thread.get("name"), str(thread.get("owner_id"))) == (room, name, bot)
        )
        return next(mine, "")

    async def reopen(self, thread: str) -> bool:
        """Take a thread out of the archive; say whether it was locked, as that of an ended ticket is."""
        changed = await self._change(thread, {"archived": False})
        return bool((changed.get("thread_metadata") or {}).get("locked"))

    async def close(self, thread: str) -> None:
        """Lock and archive a thread. One that is not there needs no closing."""
        try:
            await self._change(thread, {"archived": True, "locked": True})
        except ApiError as error:
            if error.code == ARCHIVED:
                await self._change(thread, {"archived": False, "locked": True})
                await self._change(thread, {"archived": True})
                return
            failure = error_to_failure(error)
            if not isinstance(failure, Permanent):
                raise failure from error
            log.warning("discord_thread_not_closed", thread=thread, reason=failure.reason)

    async def lock(self, thread: str) -> None:
        """Lock a private thread, and leave it in sight: in the archive its card's buttons could not be pressed."""
        await self._change(thread, {"locked": True})

    async def _change(self, thread: str, body: Payload) -> Payload:
        changed = await self._wire.call("PATCH", "/channels/{channel_id}", channel_id=thread, body=body)
        return dict(changed)


class Parents:
    """In which room a thread is: from what the gateway told, else asked once."""

    def __init__(self, wire: Wire, known: Callable[[str], str | None] = lambda _channel: None) -> None:
        self._wire = wire
        self._known = known
        self._asked: OrderedDict[str, str] = OrderedDict()

    async def of(self, channel: str) -> str:
        """Return the room of a thread, or nothing where the channel is none."""
        known = self._known(channel)
        if known is not None:
            return known
        if channel not in self._asked:
            told = await self._wire.call("GET", "/channels/{channel_id}", channel_id=channel)
            self._asked[channel] = room_of_thread(told)
            while len(self._asked) > _MOST_KNOWN:
                self._asked.popitem(last=False)
        return self._asked[channel]


def room_of_thread(channel: Payload) -> str:
    """Return the room in which a channel is a thread, or nothing where it is none."""
    return str(channel["parent_id"]) if channel.get("type") in THREAD_TYPES else ""


def _after_message(error: ApiError) -> Exception:
    """Return what a refused thread means once its message is there: look before sending that again."""
    failure = error_to_failure(error)
    if isinstance(failure, Permanent | Unauthorised):
        return failure
    return Ambiguous(failure.reason, retry_after=failure.retry_after)
