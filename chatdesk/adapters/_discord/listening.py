"""What is said in threads, on its way to the desk: in order within a thread, once, and only if a person said it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final
from weakref import WeakValueDictionary

from chatdesk.adapters._asking import Asking
from chatdesk.adapters._discord.apologies import logged
from chatdesk.adapters._discord.events import (
    author_to_profile,
    deletion,
    is_said,
    message_origin,
    message_to_edited,
    message_to_heard,
)
from chatdesk.adapters._discord.members import Members
from chatdesk.adapters._discord.spans import PLATFORM, Payload
from chatdesk.adapters._discord.threads import Parents
from chatdesk.adapters._discord.wire import ApiError, Wire
from chatdesk.core.hearing import Happening
from chatdesk.core.model import Handle
from chatdesk.core.ports import Profile

PAUSES: Final = (0.5, 2.0, 8.0)
"""Seconds before each further try: Discord tells of a message once, so what fails here would be lost."""
_NOT_OURS: Final = frozenset({403, 404})


class Listening:
    """Hears threads."""

    def __init__(
        self,
        *,
        wire: Wire,
        asking: Asking,
        members: Members,
        parents: Parents,
        guild: Callable[[], str],
        pauses: tuple[float, ...] = PAUSES,
    ) -> None:
        self._wire = wire
        self._asking = asking
        self._members = members
        self._parents = parents
        self._guild = guild
        self._pauses = pauses
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def said(self, message: Payload, sees: frozenset[str] | None) -> None:
        """Hear a new message."""
        if is_said(message):
            await self._in_turn(message, lambda: self._said(message, sees))

    async def edited(self, message: Payload) -> None:
        """Hear that a message reads otherwise now."""
        if is_said(message) and message.get("edited_timestamp"):
            await self._in_turn(message, lambda: self._edited(message))

    async def deleted(self, channel: str, message: str) -> None:
        """Hear that a message is gone; whose it was, the desk knows where it heard it."""
        told = {"channel_id": channel, "id": message}
        await self._in_turn(told, lambda: self._deleted(told))

    async def _said(self, message: Payload, sees: frozenset[str] | None) -> None:
        if room := await self._room(message):
            await self._members.seen(author_to_profile(message, self._guild()), sees)
            await self._notice(message_to_heard(message, room, self._guild(), await self._wire.bot()))

    async def _edited(self, message: Payload) -> None:
        if room := await self._room(message):
            await self._notice(message_to_edited(message, room, self._guild(), await self._wire.bot()))

    async def _deleted(self, message: Payload) -> None:
        room = await self._room(message)
        if not room:
            return
        origin = message_origin(message, room, self._guild())
        us = Profile(handle=Handle(PLATFORM, self._guild(), await self._wire.bot()))
        author = await self._asking.author_of(origin, us)
        if author is not None:
            await self._notice(deletion(author, origin, str(message["channel_id"])))

    async def _in_turn(self, message: Payload, hear: Callable[[], Awaitable[None]]) -> None:
        """Hear a thread's messages in the order in which they came; what fails is tried again, the last time aloud."""
        async with self._turn(message):
            for pause in self._pauses:
                try:
                    await hear()
                except Exception as error:  # noqa: BLE001 - whatever it was, the words must not be lost to it
                    logged("hear", error)
                    await asyncio.sleep(pause)
                else:
                    return
            await hear()

    def _turn(self, message: Payload) -> asyncio.Lock:
        """Return the lock of a thread: its messages are heard in the order in which they came."""
        channel = str(message["channel_id"])
        turn = self._turns.get(channel)
        if turn is None:
            turn = self._turns[channel] = asyncio.Lock()
        return turn

    async def _room(self, message: Payload) -> str:
        """Return the room of the thread; a channel that is no thread, gone or not shown to us, is not our business."""
        try:
            return await self._parents.of(str(message["channel_id"]))
        except ApiError as error:
            if error.status in _NOT_OURS:
                return ""
            raise

    async def _notice(self, happening: Happening | None) -> None:
        if happening is not None:
            await self._asking.notice(happening)
