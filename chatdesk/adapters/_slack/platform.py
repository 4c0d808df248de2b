"""Posts out: a delivery becomes one Web API call, and its outcome one of five. Knows the wire, never the database.

What an unknown outcome means for each kind of call: a message carries its key in its metadata and is looked for before
it is sent again; an edit is sent again, which changes nothing; an aside that only one person sees cannot be looked for
and is sent again, since being told twice is better than not at all.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Final

from chatdesk.adapters._context import Context
from chatdesk.adapters._drawing import charts_of, drawn
from chatdesk.adapters._slack.failures import NOT_THERE, error_to_failure
from chatdesk.adapters._slack.pacing import Pace
from chatdesk.adapters._slack.render import fallback_text, render
from chatdesk.adapters._slack.spans import PLATFORM, Block
from chatdesk.adapters._slack.uploads import Uploads
from chatdesk.adapters._slack.wire import Wire
from chatdesk.charts import Drawing, draw
from chatdesk.core.delivery import (
    Ambiguous,
    Delivery,
    DeliveryFailed,
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
from chatdesk.core.words import words_in

EVENT_TYPE: Final = "chatdesk_post"
INVALID_BLOCKS: Final = "invalid_blocks"
"""What Slack says where it cannot show a picture."""
PAGE: Final = 200
MOST_PAGES: Final = 25
PATIENCE: Final = 2.0
"""Seconds that a message waits here for its turn in a busy room; where it would be more, its lane waits instead."""
CLOCK_SKEW: Final = 300.0
"""Seconds that Slack's clock and ours may differ when we look back."""
_INERT: Final = {"parse": "none", "link_names": False}
"""Slack's own defaults differ between posting and editing."""


class SlackPlatform:
    """The desk's `Platform` towards Slack."""

    name = PLATFORM

    def __init__(
        self,
        wire: Wire,
        pace: Pace,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        drawing: Drawing = draw,
    ) -> None:
        self.wire = wire
        self.pace = pace
        self.pause = pause
        self.drawing = drawing
        self.uploads = Uploads(wire, pause)

    async def send(self, delivery: Delivery) -> Sent:
        """Draw and send; raise one of the DeliveryFailed."""
        if delivery.begins is not None and delivery.begins.members is not None:
            raise Permanent("Slack has no private threads: set `private: direct` in the policy's rooms")
        try:
            content = delivery_to_content(delivery)
        except (TypeError, ValueError) as error:
            raise Permanent(f"cannot be drawn: {error}") from error
        await self._introduce()
        match delivery.to:
            case ToRoom(room=room):
                return await self._post_with_charts(room, "", delivery, content)
            case ToThread(room=room, thread=thread):
                return await self._post_with_charts(room, thread, delivery, content)
            case ToPerson(handle=handle):
                return await self._post_with_charts(handle.user, "", delivery, content)
            case ToMessage(room=room, message=message):
                return await self._edit(room, message, content)
            case ToPersonAtThread():
                return await self._whisper(delivery.to, delivery, content)

    async def find(self, delivery: Delivery) -> Sent | None:
        """Look for a message by its key; raise where Slack does not let us see all that may hold it."""
        if isinstance(delivery.to, ToMessage | ToPersonAtThread):
            return None
        try:
            await self._introduce()
            return await self._look(delivery)
        except (Unauthorised, Permanent):
            raise
        except DeliveryFailed as failure:
            raise Ambiguous(failure.reason, retry_after=failure.retry_after) from failure

    async def _introduce(self) -> None:
        """Learn who we are before anything is sent, so that nothing can fail between sending and saying so."""
        try:
            await self.wire.identity()
        except Exception as error:
            failure = error_to_failure(error)
            raise Retry(failure.reason) if isinstance(failure, Ambiguous) else failure from error

    # -- sending
    async def _post_with_charts(self, room: str, thread: str, delivery: Delivery, content: Block) -> Sent:
        """Post a message with its charts as pictures, and their numbers as a file in its thread.

        Where Slack does not take the pictures, the message has tables, as an edit and an aside always have.
        """
        charts = charts_of(delivery.body)
        if not charts:
            return await self._post(room, thread, delivery, content)
        files = await drawn(charts, words_in(delivery.language), self.drawing)
        pictures = await self.uploads.pictures(files.pictures)
        try:
            sent = await self._post(room, thread, delivery, delivery_to_content(delivery, pictures))
        except Permanent as refused:
            if not pictures or refused.reason != INVALID_BLOCKS:
                raise
            sent = await self._post(room, thread, delivery, content)
        await self.uploads.share(files.sheet, sent.room, thread or sent.message)
        return sent

    async def _post(self, room: str, thread: str, delivery: Delivery, content: Block) -> Sent:
        metadata = {"event_type": EVENT_TYPE, "event_payload": {"key": delivery.key}}
        place = {"channel": room} | ({"thread_ts": thread} if thread else {})
        unfurl = {"unfurl_links": False, "unfurl_media": False}
        answer = await self._paced("chat.postMessage", room, **place, **content, **unfurl, metadata=metadata)
        return await self._sent(str(answer["channel"]), str(answer["ts"]), thread)

    async def _edit(self, room: str, message: str, content: Block) -> Sent:
        await self._call("chat.update", channel=room, ts=message, **content)
        return await self._sent(room, message)

    async def _whisper(self, to: ToPersonAtThread, delivery: Delivery, content: Block) -> Sent:
        """Tell one person at a thread, or directly where Slack would not show it to them there."""
        place = {"channel": to.room, "user": to.handle.user} | ({"thread_ts": to.thread} if to.thread else {})
        try:
            await self._paced("chat.postEphemeral", to.room, **place, **content)
        except Permanent as refused:
            if refused.reason not in NOT_THERE:
                raise
            return await self._post(to.handle.user, "", delivery, content)
        return Sent(room=to.room, message="", link="")

    async def _paced(self, method: str, room: str, **arguments: object) -> dict[str, Any]:
        wait = self.pace.turn(room, PATIENCE)
        if wait > PATIENCE:
            raise Retry("paced", retry_after=wait)
        if wait > 0:
            await self.pause(wait)
        try:
            return await self._call(method, **arguments)
        except Retry as limited:
            if limited.retry_after:
                self.pace.hold(room, limited.retry_after)
            raise

    async def _call(self, method: str, **arguments: object) -> dict[str, Any]:
        try:
            return await self.wire.call(method, **arguments)
        except Exception as error:
            raise error_to_failure(error, room=str(arguments.get("channel") or "")) from error

    async def _sent(self, room: str, message: str, thread: str = "") -> Sent:
        """Say where a message is; we know by now who we are, so this costs no call."""
        identity = await self.wire.identity()
        return Sent(room=room, message=message, link=identity.link_to(room, message, thread))

    # -- looking back
    async def _look(self, delivery: Delivery) -> Sent | None:
        match delivery.to:
            case ToThread(room=room, thread=thread):
                method, place = "conversations.replies", {"channel": room, "ts": thread}
            case ToPerson(handle=handle):
                opened = await self._call("conversations.open", users=handle.user)
                room, thread = str(opened["channel"]["id"]), ""
                method, place = "conversations.history", {"channel": room}
            case ToRoom(room=room):
                thread = ""
                method, place = "conversations.history", {"channel": room}
            case _:
                return None
        async for message in self._messages(method, place, delivery):
            if _key_of(message) == delivery.key:
                return await self._sent(room, str(message["ts"]), thread)
        return None

    async def _messages(self, method: str, place: dict[str, str], delivery: Delivery) -> AsyncIterator[Block]:
        oldest = f"{delivery.since.timestamp() - CLOCK_SKEW:.6f}" if delivery.since else None
        cursor: str | None = None
        for _ in range(MOST_PAGES):
            page = await self._call(
                method, **place, oldest=oldest, cursor=cursor, limit=PAGE, inclusive=True, include_all_metadata=True
            )
            for message in page.get("messages", ()):
                yield message
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return
        raise Ambiguous("too_much_to_read_back")


def delivery_to_content(delivery: Delivery, pictures: tuple[str, ...] = ()) -> Block:
    """Return the part of a call that says what is shown."""
    context = Context(words_in(delivery.language), delivery.people, delivery.links, pictures=pictures)
    return {"text": fallback_text(delivery.summary), "blocks": render(delivery.body, context), **_INERT}


def _key_of(message: Block) -> str | None:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != EVENT_TYPE:
        return None
    key = (metadata.get("event_payload") or {}).get("key")
    return str(key) if key is not None else None
