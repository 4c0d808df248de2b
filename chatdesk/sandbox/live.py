"""Pushes to open pages: which channel changed, which view opened, what the clock says."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from aiohttp import WSMsgType, web

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from chatdesk.sandbox.errors import Json


@dataclass(frozen=True)
class Notice:
    """Something an open page should hear: for one person, or for all who see the channel."""

    body: Json
    user: str | None = None
    channel: str | None = None


class Seen(Protocol):
    """A channel, as far as pushes need one."""

    def sees(self, user: str) -> bool:
        """Whether that person can read along."""


class Audience(Protocol):
    """Who is there, and in which channels."""

    @property
    def users(self) -> Mapping[str, object]:
        """The people by id."""

    @property
    def channels(self) -> Mapping[str, Seen]:
        """The channels by id."""


class Live:
    """The open pages, each with the person using it."""

    def __init__(self, audience: Audience) -> None:
        self._audience = audience
        self._pages: dict[asyncio.Queue[Json], tuple[str, web.WebSocketResponse]] = {}

    def push(self, notices: Iterable[Notice]) -> None:
        """Tell everybody what concerns them."""
        for notice in notices:
            for queue, (user, _) in self._pages.items():
                if self._concerns(notice, user):
                    queue.put_nowait(notice.body)

    def _concerns(self, notice: Notice, user: str) -> bool:
        if notice.user is not None:
            return notice.user == user
        if notice.channel is None:
            return True
        channel = self._audience.channels.get(notice.channel)
        return channel is not None and channel.sees(user)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One page, until it goes away."""
        user = request.query.get("as", "")
        if user not in self._audience.users:
            return web.json_response({"ok": False, "error": "user_not_found"}, status=400)
        socket = web.WebSocketResponse(heartbeat=20)
        await socket.prepare(request)
        queue: asyncio.Queue[Json] = asyncio.Queue()
        self._pages[queue] = (user, socket)
        sender = asyncio.create_task(_send_from(queue, socket))
        try:
            async for message in socket:
                if message.type is WSMsgType.ERROR:
                    break
        finally:
            sender.cancel()
            del self._pages[queue]
        return socket

    async def close(self) -> None:
        """Say goodbye to all pages."""
        for _, socket in list(self._pages.values()):
            with contextlib.suppress(ConnectionError, TimeoutError):
                async with asyncio.timeout(0.2):
                    await socket.close()


async def _send_from(queue: asyncio.Queue[Json], socket: web.WebSocketResponse) -> None:
    with contextlib.suppress(ConnectionError):
        while True:
            await socket.send_json(await queue.get())
