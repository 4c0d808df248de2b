"""A gateway session of the app: its events in order, kept for a resume, and the connection they travel on."""

from __future__ import annotations

import asyncio
import contextlib
import json
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aiohttp import web

    from chatdesk.sandbox.discord.errors import Json

DISPATCH = 0


@dataclass(eq=False)
class Connection:
    """One WebSocket of the app, before and after it identified."""

    socket: web.WebSocketResponse
    request: web.Request
    deflate: zlib._Compress | None
    session: Session | None = None
    silent: bool = False
    pongs: dict[bytes, asyncio.Future[None]] = field(default_factory=dict)
    outbox: asyncio.Queue[Json] = field(default_factory=asyncio.Queue)

    async def send(self, payload: Json) -> None:
        """Send a frame, as text or in the connection's one deflate stream."""
        text = json.dumps(payload)
        if self.deflate is None:
            await self.socket.send_str(text)
        else:
            await self.socket.send_bytes(self.deflate.compress(text.encode()) + self.deflate.flush(zlib.Z_SYNC_FLUSH))

    async def pump(self) -> None:
        """Write what is waiting. A silent connection swallows it, as one whose other side has died."""
        with contextlib.suppress(ConnectionError):
            while True:
                payload = await self.outbox.get()
                if not self.silent:
                    await self.send(payload)
                self.outbox.task_done()

    def ponged(self, key: bytes) -> None:
        """The app has read everything sent before this ping."""
        pong = self.pongs.get(key)
        if pong is not None and not pong.done():
            pong.set_result(None)

    def cut(self) -> None:
        """End the connection without a word; the session goes on."""
        if self.session is not None and self.session.connection is self:
            self.session.connection = None
        if self.request.transport is not None:
            self.request.transport.abort()

    def gone(self) -> None:
        """Nobody is going to answer a ping any more."""
        for pong in self.pongs.values():
            if not pong.done():
                pong.set_result(None)


@dataclass(eq=False)
class Session:
    """What an app identified for. It outlives its connection, so that the app can resume it."""

    key: str
    intents: int
    shard: tuple[int, int]
    sent: list[Json] = field(default_factory=list)
    connection: Connection | None = None

    @property
    def connected(self) -> bool:
        """Whether events reach the app at the moment."""
        return self.connection is not None

    def dispatch(self, kind: str, data: Json) -> None:
        """Number an event, keep it for a resume, and send it where the app is connected."""
        payload: Json = {"op": DISPATCH, "t": kind, "s": len(self.sent) + 1, "d": data}
        self.sent.append(payload)
        if self.connection is not None:
            self.connection.outbox.put_nowait(payload)
