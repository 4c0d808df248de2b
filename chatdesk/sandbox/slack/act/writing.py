"""What people write: messages, edits, files, reactions."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from chatdesk.sandbox.slack.act.base import Acts, answering
from chatdesk.sandbox.slack.errors import ControlError
from chatdesk.sandbox.slack.mrkdwn import LONGEST_TEXT, typed

if TYPE_CHECKING:
    from chatdesk.sandbox.slack.channel import Channel
    from chatdesk.sandbox.slack.errors import Json


class Writing(Acts):
    """Each act answers once the app acknowledged the events, or failed to."""

    def _typed(self, text: str) -> str:
        """Text as the client sends it."""
        if len(text) > LONGEST_TEXT:
            raise ControlError("msg_too_long", f"a message holds {LONGEST_TEXT} characters")
        return typed(text, self._workspace.names(), self._workspace.channel_names())

    def _thread(self, channel: Channel, thread_ts: str | None) -> Json:
        root = self._sandbox.messages.thread_for(channel, thread_ts)
        return {"thread_ts": root} if root else {}

    @answering
    async def say(self, *, as_: str, channel: str, text: str, thread_ts: str | None = None) -> Json:
        """Write a message."""
        self._workspace.person(as_)
        place = self._entered(channel, as_)
        if not text.strip():
            raise ControlError("no_text", "an empty message cannot be sent")
        thread = self._thread(place, thread_ts)
        message = self._sandbox.messages.post_as_person(place, as_, self._typed(text), **thread)
        return {"ts": message["ts"], "deliveries": await self._reports()}

    @answering
    async def upload(
        self,
        *,
        as_: str,
        name: str,
        channel: str | None = None,
        content: str | None = None,
        base64: str | None = None,
        mimetype: str | None = None,
        text: str = "",
        thread_ts: str | None = None,
    ) -> Json:
        """Share a file; without a channel it waits for a modal's file input."""
        self._workspace.person(as_)
        place = self._entered(channel, as_) if channel else None
        thread = self._thread(place, thread_ts) if place else {}
        data = _decoded(base64) if base64 is not None else (content or "").encode()
        file = self._sandbox.files.store(as_, name, data, mimetype)
        public = self._sandbox.files.public(file)
        if place is None:
            return {"ts": None, "file": public, "deliveries": []}
        file["_shared"].append(place.id)
        fields: Json = {"subtype": "file_share", "files": [public], "upload": False, "display_as_bot": False}
        message = self._sandbox.messages.post_as_person(place, as_, self._typed(text), **fields, **thread)
        return {"ts": message["ts"], "file": public, "deliveries": await self._reports()}

    @answering
    async def edit(self, *, as_: str, channel: str, ts: str, text: str) -> Json:
        """Change one's own message."""
        place, message = self._own(as_, channel, ts)
        self._sandbox.messages.change(place, message, {"text": self._typed(text)}, editor=as_)
        return {"ts": ts, "deliveries": await self._reports()}

    @answering
    async def delete(self, *, as_: str, channel: str, ts: str) -> Json:
        """Delete one's own message, or dismiss what only one sees."""
        place = self._workspace.seen_channel(channel, as_)
        message = self._sandbox.messages.shown(place, ts, as_)
        if message.get("is_ephemeral"):
            place.ephemerals.remove(message)
            self._workspace.changed(place, message.get("thread_ts"))
        else:
            self._sandbox.messages.delete(*self._own(as_, channel, ts))
        return {"deliveries": await self._reports()}

    def _own(self, as_: str, channel: str, ts: str) -> tuple[Channel, Json]:
        self._workspace.person(as_)
        place = self._entered(channel, as_)
        message = self._sandbox.messages.get(place, ts)
        if message.get("user") != as_:
            raise ControlError("not_yours", "one can only change one's own messages")
        return place, message

    @answering
    async def react(self, *, as_: str, channel: str, ts: str, name: str) -> Json:
        """Add a reaction."""
        self._workspace.person(as_)
        self._sandbox.messages.react(self._entered(channel, as_), ts, as_, name.strip(":"))
        return {"deliveries": await self._reports()}

    @answering
    async def unreact(self, *, as_: str, channel: str, ts: str, name: str) -> Json:
        """Take a reaction back."""
        self._workspace.person(as_)
        self._sandbox.messages.unreact(self._entered(channel, as_), ts, as_, name.strip(":"))
        return {"deliveries": await self._reports()}


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ControlError("invalid_base64") from None
