"""Posts out: a delivery becomes a message, and a thread where one begins; its outcome is one of five. No database.

What an unknown outcome means for each kind of call: a message carries its key as nonce, by which Discord itself keeps
it from being there twice for some minutes, and is looked for before it is sent later; an edit is sent again.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from chatdesk.adapters._context import Context
from chatdesk.adapters._cutting import cut
from chatdesk.adapters._discord.failures import ARCHIVED, UNKNOWN_CHANNEL, error_to_failure
from chatdesk.adapters._discord.ingress import link_to
from chatdesk.adapters._discord.pictures import illustrated, with_pictures
from chatdesk.adapters._discord.render import Document
from chatdesk.adapters._discord.spans import PLATFORM, Payload
from chatdesk.adapters._discord.standing import explained
from chatdesk.adapters._discord.text import one_line
from chatdesk.adapters._discord.threads import PRIVATE, Threads
from chatdesk.adapters._discord.wire import FILES, ApiError, Wire
from chatdesk.adapters._drawing import charts_of
from chatdesk.charts import Drawing, draw
from chatdesk.core.delivery import (
    Ambiguous,
    Cause,
    Delivery,
    Fix,
    NewThread,
    Permanent,
    Retry,
    Sent,
    ToMessage,
    ToPerson,
    ToPersonAtThread,
    ToRoom,
    ToThread,
    Unauthorised,
)
from chatdesk.core.document import Link, PublicDocument, Small
from chatdesk.core.model import Handle
from chatdesk.core.words import N_, words_in

PAGE: Final = 100
MOST_PAGES: Final = 25
LONGEST_NONCE: Final = 25
LONGEST_NAME: Final = 100
CLOCK_SKEW: Final = timedelta(seconds=60)
"""How much Discord's clock and ours may differ when we look back."""
EPOCH: Final = 1_420_070_400_000
"""Discord's ids count milliseconds from here."""
NO_THREAD_IN_DIRECT: Final = "direct messages hold no thread here: write rooms.discord.private: thread in the policy"
FILES_REFUSED: Final = frozenset({40005, 50013})
"""Too large; not permitted, perhaps only to attach files."""
_MESSAGES: Final = "/channels/{channel_id}/messages"


class DiscordPlatform:
    """The desk's `Platform` towards Discord. It needs no gateway, so any process can deliver."""

    name = PLATFORM

    def __init__(self, wire: Wire, drawing: Drawing = draw) -> None:
        self.wire = wire
        self.drawing = drawing
        self.threads = Threads(wire)
        self._guilds: dict[str, str] = {}

    async def send(self, delivery: Delivery) -> Sent:
        """Draw and send; raise one of the DeliveryFailed."""
        try:
            payload = await illustrated(_body(delivery), _context(delivery), self.drawing)
        except (TypeError, ValueError) as error:
            raise Permanent(f"cannot be drawn: {error}") from error
        try:
            return await self._send_whole(delivery, payload)
        except Exception as error:
            raise await explained(self.wire, error_to_failure(error), delivery) from error

    async def find(self, delivery: Delivery) -> Sent | None:
        """Look for a message by its key; raise where Discord does not let us see all that may hold it."""
        try:
            return await self._find(delivery)
        except Exception as error:
            failure = error_to_failure(error)
            if isinstance(failure, Unauthorised | Permanent):
                raise failure from error
            raise Ambiguous(failure.reason, retry_after=failure.retry_after) from error

    # -- sending
    async def _send_whole(self, delivery: Delivery, payload: Payload) -> Sent:
        """Send a message with its files; where Discord does not take those, without them, and with tables."""
        try:
            return await self._send(delivery, payload)
        except ApiError as error:
            if FILES not in payload or error.code not in FILES_REFUSED:
                raise
        return await self._send(delivery, delivery_to_payload(delivery))

    async def _send(self, delivery: Delivery, payload: Payload) -> Sent:
        match delivery.to:
            case ToRoom(room=room):
                return await self._to_room(room, delivery, payload)
            case ToThread(room=room, thread=thread):
                guild = await self._guild(room)
                undone = await self._receive(room, thread, delivery)
                message = await self._to_thread(room, thread, delivery, payload)
                return Sent(room=room, message=message, link=link_to(guild, thread, message), undone=undone)
            case ToPerson() if delivery.begins is not None:
                raise Permanent(NO_THREAD_IN_DIRECT)
            case ToPerson(handle=handle) | ToPersonAtThread(handle=handle):
                channel = await self._direct(handle.user)
                message = await self._post(channel, delivery.key, payload)
                return Sent(room=channel, message=message, link=link_to("", channel, message))
            case ToMessage():
                return await self._edit(delivery.to, payload, is_over=delivery.ends)

    async def _to_room(self, room: str, delivery: Delivery, payload: Payload) -> Sent:
        """Post in a room, with the thread that begins there; a room that is gone is for the operator to mend."""
        try:
            guild = await self._guild(room)
            if delivery.begins is not None and delivery.begins.members is not None:
                return await self._in_private_thread(room, guild, delivery, payload)
            message = await self._post(room, delivery.key, payload)
        except ApiError as error:
            if error.code == UNKNOWN_CHANNEL:
                reason = f"discord_{error.code}: the room {room} is gone: name another in the policy"
                raise Permanent(reason, fix=Fix(cause=Cause.ROOM_GONE, room=room, reason=reason)) from error
            raise
        return await self._sent_in_room(guild, room, message, delivery)

    async def _in_private_thread(self, room: str, guild: str, delivery: Delivery, payload: Payload) -> Sent:
        assert delivery.begins is not None
        members = _users(delivery.begins.members or ())
        thread = await self.threads.private(room, thread_name(delivery.begins))
        refused = await self.threads.let_in(thread, members)
        message = await self._post(thread, delivery.key, payload)
        undone = await self._undone(refused, delivery)
        return Sent(room=room, message=message, thread=thread, link=link_to(guild, thread), undone=undone)

    async def _sent_in_room(self, guild: str, room: str, message: str, delivery: Delivery) -> Sent:
        """Return where a message is; a thread that begins with it has its id, and is where its link leads."""
        if delivery.begins is None:
            return Sent(room=room, message=message, link=link_to(guild, room, message))
        refused = await self.threads.begin_at(room, message, thread_name(delivery.begins))
        undone = await self._undone(refused, delivery)
        return Sent(room=room, message=message, link=link_to(guild, message), undone=undone)

    async def _undone(self, refused: Permanent | None, delivery: Delivery) -> Fix | None:
        """Return what is told of something that was refused beside a message that is there."""
        return None if refused is None else (await explained(self.wire, refused, delivery)).fix

    async def _receive(self, room: str, thread: str, delivery: Delivery) -> Fix | None:
        """Let in whom the message brings, show out whom it takes away, where the thread is one with members."""
        guests = delivery.guests
        if not (guests.welcome or guests.goodbye) or not await self._is_private(room, thread):
            return None
        await self.threads.show_out(thread, _users(guests.goodbye))
        refused = await self.threads.let_in(thread, _users(guests.welcome))
        return await self._undone(refused, delivery)

    async def _is_private(self, room: str, thread: str) -> bool:
        """Whether a thread has members of its own. One that is not there yet is none: its card lets people in."""
        try:
            told = await self.wire.call("GET", "/channels/{channel_id}", channel_id=thread)
        except ApiError as error:
            if error.code == UNKNOWN_CHANNEL:
                return False
            raise
        return told.get("type") == PRIVATE and str(told.get("parent_id")) == room

    async def _to_thread(self, room: str, thread: str, delivery: Delivery, payload: Payload) -> str:
        """Post in a thread; an archived one is opened, one that never came to be is made."""
        try:
            return await self._post(thread, delivery.key, payload)
        except ApiError as error:
            if error.code == ARCHIVED:
                return await self._into_archive(thread, delivery.key, payload)
            name = cut(delivery.summary, LONGEST_NAME)
            if error.code != UNKNOWN_CHANNEL or not await self.threads.create_at(room, thread, name):
                raise
        return await self._post(thread, delivery.key, payload)

    async def _into_archive(self, thread: str, key: str, payload: Payload) -> str:
        was_locked = await self.threads.reopen(thread)
        message = await self._post(thread, key, payload)
        if was_locked:
            await self.threads.close(thread)
        return message

    async def _edit(self, to: ToMessage, payload: Payload, *, is_over: bool) -> Sent:
        channel = to.thread or to.room
        guild = await self._guild(to.room)
        try:
            await self._change(channel, to.message, payload)
        except ApiError as error:
            if error.code != ARCHIVED:
                raise
            await self.threads.reopen(channel)
            await self._change(channel, to.message, payload)
        if is_over and to.thread:
            await self.threads.lock(to.thread)
        elif is_over:
            await self.threads.close(to.message)
        return Sent(room=to.room, message=to.message, link=link_to(guild, channel, to.message))

    async def _change(self, room: str, message: str, payload: Payload) -> None:
        route = f"{_MESSAGES}/{{message_id}}"
        await self.wire.call("PATCH", route, channel_id=room, message_id=message, body=payload)

    async def _post(self, channel: str, key: str, payload: Payload) -> str:
        body = {**payload, "nonce": key[:LONGEST_NONCE], "enforce_nonce": True}
        sent = await self.wire.call("POST", _MESSAGES, channel_id=channel, body=body)
        return str(sent["id"])

    async def _direct(self, user: str) -> str:
        """Return the channel of our direct messages with somebody; it is always the same."""
        opened = await self.wire.call("POST", "/users/@me/channels", body={"recipient_id": user})
        return str(opened["id"])

    async def _guild(self, room: str) -> str:
        """Return the guild of a room, asked once and before anything is sent there."""
        if room not in self._guilds:
            try:
                channel = await self.wire.call("GET", "/channels/{channel_id}", channel_id=room)
            except ApiError:
                raise
            except Exception as error:
                raise Retry(type(error).__name__) from error
            self._guilds[room] = str(channel.get("guild_id") or "")
        return self._guilds[room]

    # -- looking back
    async def _find(self, delivery: Delivery) -> Sent | None:
        match delivery.to:
            case ToRoom(room=room):
                return await self._find_in_room(room, delivery)
            case ToThread(room=room, thread=thread):
                guild = await self._guild(room)
                message = await self._look(thread, delivery)
                return Sent(room=room, message=message, link=link_to(guild, thread, message)) if message else None
            case ToPerson(handle=handle) | ToPersonAtThread(handle=handle):
                channel = await self._direct(handle.user)
                message = await self._look(channel, delivery)
                return Sent(room=channel, message=message, link=link_to("", channel, message)) if message else None
            case ToMessage():
                return None

    async def _find_in_room(self, room: str, delivery: Delivery) -> Sent | None:
        guild, begins = await self._guild(room), delivery.begins
        if begins is not None and begins.members is not None:
            thread = await self.threads.find_private(room, thread_name(begins))
            message = await self._look(thread, delivery) if thread else ""
            link = link_to(guild, thread)
            return Sent(room=room, message=message, thread=thread, link=link) if message else None
        message = await self._look(room, delivery)
        return await self._sent_in_room(guild, room, message, delivery) if message else None

    async def _look(self, channel: str, delivery: Delivery) -> str:
        """Return the id of our message with this key. Where Discord gives no keys back, its words tell it."""
        nonce, bot = delivery.key[:LONGEST_NONCE], await self.wire.bot()
        words = _possible_words(delivery)
        alike = ""
        async for message in self._messages(channel, delivery):
            if str((message.get("author") or {}).get("id")) != bot:
                continue
            if message.get("nonce") is not None and str(message["nonce"]) == nonce:
                return str(message["id"])
            if message.get("nonce") is None and words_of(message) in words:
                alike = str(message["id"])
        return alike

    async def _messages(self, channel: str, delivery: Delivery) -> AsyncIterator[Payload]:
        """Give the messages since the first try, or the newest ones where nobody knows when that was."""
        query: Payload = {"limit": PAGE}
        if delivery.since is not None:
            since = (delivery.since - CLOCK_SKEW).timestamp()
            query["after"] = str(max(int(since * 1000) - EPOCH, 0) << 22)
        for _ in range(MOST_PAGES):
            page: list[Any] = await self.wire.call("GET", _MESSAGES, channel_id=channel, query=dict(query))
            for message in page:
                yield message
            if len(page) < PAGE or "after" not in query:
                return
            query["after"] = str(max(int(message["id"]) for message in page))
        raise Ambiguous("too_much_to_read_back")


def delivery_to_payload(delivery: Delivery, pictures: int = 0) -> Payload:
    """Return what is shown, with so many of its charts as pictures, without the pictures themselves."""
    return with_pictures(_body(delivery), _context(delivery), pictures)


def _body(delivery: Delivery) -> Document:
    """Return what is said. Beside a thread nobody can be told alone here, so it goes to them with a way back."""
    body = delivery.body
    if not isinstance(delivery.to, ToPersonAtThread):
        return body
    link = link_to(delivery.to.handle.workspace, delivery.to.room, delivery.to.thread)
    back = Small((Link(link, words_in(delivery.language)(N_("Where it was said"))),))
    if isinstance(body, PublicDocument):
        return replace(body, blocks=(*body.blocks, back))
    return replace(body, blocks=(*body.blocks, back))


def _context(delivery: Delivery) -> Context:
    return Context(words_in(delivery.language), delivery.people, delivery.links)


def _possible_words(delivery: Delivery) -> frozenset[tuple[str, ...]]:
    """Return the words by which a message is found: its charts are pictures, or tables where they were not drawn."""
    counts = {0, len(charts_of(delivery.body))}
    return frozenset(words_of(delivery_to_payload(delivery, count)) for count in counts)


def _users(handles: Iterable[Handle]) -> list[str]:
    return [handle.user for handle in handles if handle.platform == PLATFORM]


def words_of(message: Payload) -> tuple[str, ...]:
    """Return a message's words, as they are before and after Discord has taken them."""
    words = [str(message.get("content") or "").strip()]
    for embed in message.get("embeds") or ():
        words += [str(embed.get("title") or "").strip(), str(embed.get("description") or "").strip()]
        words += [str(field.get("value") or "").strip() for field in embed.get("fields") or ()]
    return tuple(words)


def thread_name(begins: NewThread) -> str:
    """Return a thread's name. It never changes: Discord takes two names in ten minutes, and the card has the state."""
    return cut(one_line(begins.name), LONGEST_NAME) or "…"
