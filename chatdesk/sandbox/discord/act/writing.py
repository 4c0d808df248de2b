"""What people write: messages, edits, files, reactions."""

from __future__ import annotations

import base64 as base_64
import binascii
import re
from typing import TYPE_CHECKING

from chatdesk.sandbox.discord.act.base import Acts, answering
from chatdesk.sandbox.discord.content import LONGEST_CONTENT
from chatdesk.sandbox.discord.errors import ControlError
from chatdesk.sandbox.discord.files import Upload
from chatdesk.sandbox.discord.messages import Draft
from chatdesk.sandbox.discord.permissions import Permission
from chatdesk.sandbox.discord.wire import is_ephemeral, message_on_wire

if TYPE_CHECKING:
    from chatdesk.sandbox.discord.channel import Channel
    from chatdesk.sandbox.discord.errors import Json

_NAMED = re.compile(r"(?<![\w<])([@#])([\w.-]+)")


class Writing(Acts):
    """Each act answers once the app has read the events."""

    @answering
    async def say(self, *, as_: str, channel: str, content: str, reply_to: str | None = None) -> Json:
        """Write a message; in an archived thread that takes it out of the archive."""
        place = self._entered(channel, as_)
        draft = Draft({"content": self._typed(content)})
        if not draft.content["content"]:
            raise ControlError("empty_message", "an empty message cannot be sent")
        return await self._posted(place, as_, draft, reply_to)

    @answering
    async def upload(
        self,
        *,
        as_: str,
        name: str,
        channel: str | None = None,
        content: str | None = None,
        base64: str | None = None,
        text: str = "",
    ) -> Json:
        """Share a file; without a channel it waits for a modal's upload or a command's option."""
        self._guild.person(as_)
        place = self._entered(channel, as_) if channel else None
        data = _decoded(base64) if base64 is not None else (content or "").encode()
        file = self._sandbox.files.store(place.id if place else "ephemeral", Upload(name, data))
        if place is None:
            return {"file": file, "message": None, "deliveries": []}
        draft = Draft({"content": self._typed(text), "attachments": [file]})
        return {"file": file, **await self._posted(place, as_, draft, None)}

    def _entered(self, channel: str, user: str) -> Channel:
        """A place that person may write in."""
        guild = self._guild
        guild.person(user)
        place = guild.seen_channel(channel, user)
        needed = Permission.SEND_MESSAGES if place.thread is None else Permission.SEND_MESSAGES_IN_THREADS
        if not guild.may(place, user, needed):
            raise ControlError("missing_permissions", f"{user} may not write there")
        return place

    def _typed(self, text: str) -> str:
        """Text as the client sends it: `@name` and `#name` become mentions."""
        guild = self._guild
        people = {user["name"]: f"<@{key}>" for key, user in guild.users.items()}
        people[guild.bot["name"]] = f"<@{guild.bot_id}>"
        people |= {role["name"]: f"<@&{key}>" for key, role in guild.roles.items()}
        rooms = {c.name: f"<#{c.id}>" for c in guild.channels.values() if c.name}

        def mention(found: re.Match[str]) -> str:
            return (people if found[1] == "@" else rooms).get(found[2], found[0])

        text = _NAMED.sub(mention, text).strip()
        if len(text) > LONGEST_CONTENT:
            raise ControlError("message_too_long", f"a message holds {LONGEST_CONTENT} characters")
        return text

    async def _posted(self, place: Channel, user: str, draft: Draft, reply_to: str | None) -> Json:
        if reply_to is not None:
            draft.replies_to = self._message(place, reply_to, user)
        self._sandbox.threads.open_for_post(place, user)
        message = self._sandbox.messages.post(place, user, draft)
        place.read[user] = message["id"]
        deliveries = await self._delivered()
        return {"message": message_on_wire(message, user), "deliveries": deliveries}

    @answering
    async def edit(self, *, as_: str, channel: str, message: str, content: str) -> Json:
        """Change one's own message."""
        place, found = self._own(as_, channel, message)
        self._sandbox.messages.change(place, found, {"content": self._typed(content)}, None)
        return {"message": message_on_wire(found, as_), "deliveries": await self._delivered()}

    @answering
    async def delete(self, *, as_: str, channel: str, message: str) -> Json:
        """Delete one's own message, or dismiss what only one sees."""
        place = self._guild.seen_channel(channel, as_)
        found = self._message(place, message, as_)
        if not is_ephemeral(found):
            place, found = self._own(as_, channel, message)
        self._sandbox.messages.delete(place, found)
        return {"deliveries": await self._delivered()}

    def _own(self, as_: str, channel: str, message: str) -> tuple[Channel, Json]:
        self._guild.person(as_)
        place = self._guild.seen_channel(channel, as_)
        found = self._message(place, message, as_)
        if found["_author"] != as_:
            raise ControlError("not_yours", "one can only change one's own messages")
        self._sandbox.threads.need_active(place)
        return place, found

    @answering
    async def react(self, *, as_: str, channel: str, message: str, emoji: str) -> Json:
        """Add a reaction."""
        place, found = self._shared(as_, channel, message)
        self._sandbox.reactions.react(place, found, as_, emoji)
        return {"deliveries": await self._delivered()}

    @answering
    async def unreact(self, *, as_: str, channel: str, message: str, emoji: str) -> Json:
        """Take a reaction back."""
        place, found = self._shared(as_, channel, message)
        self._sandbox.reactions.unreact(place, found, as_, emoji)
        return {"deliveries": await self._delivered()}

    def _shared(self, as_: str, channel: str, message: str) -> tuple[Channel, Json]:
        """A message one can react to: not an ephemeral one, and not in an archived thread."""
        self._guild.person(as_)
        place = self._guild.seen_channel(channel, as_)
        self._sandbox.threads.need_active(place)
        return place, self._sandbox.messages.get(place, message)


def _decoded(text: str) -> bytes:
    try:
        return base_64.b64decode(text, validate=True)
    except binascii.Error:
        raise ControlError("invalid_base64") from None
