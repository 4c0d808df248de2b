"""Clients that cost little beside what they measure: signed requests over kept-alive connections, and Socket Mode."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Final

from aiohttp import WSMsgType, web

WINDOW: Final = 8
"""Requests under way at once: enough that the server is never idle."""
_OK: Final = b"HTTP/1.1 200"
_LENGTH: Final = b"Content-Length: "
Check = Callable[[bytes], bool]


class Refused(Exception):
    """A server did not say what it was expected to say."""


async def http_rate(port: int, requests: Sequence[bytes], check: Check = lambda _body: True) -> float:
    """Send the requests, a few at a time; return how many were answered a second."""
    window = min(WINDOW, len(requests))
    connections = [await asyncio.open_connection("127.0.0.1", port) for _ in range(window)]
    try:
        started = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for at, (reader, writer) in enumerate(connections):
                group.create_task(_ask(reader, writer, requests[at::window], check))
        return len(requests) / (time.perf_counter() - started)
    finally:
        for _, writer in connections:
            writer.close()


async def _ask(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, requests: Sequence[bytes], check: Check
) -> None:
    for request in requests:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        body = await reader.readexactly(_length_of(head))
        if not head.startswith(_OK) or not check(body):
            raise Refused((head + body).decode(errors="replace")[:300])


def _length_of(head: bytes) -> int:
    at = head.find(_LENGTH)
    return int(head[at + len(_LENGTH) : head.index(b"\r\n", at)]) if at >= 0 else 0


class SocketLoad:
    """The far end of an app's Socket Mode connection."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self._socket: web.WebSocketResponse | None = None
        self._waiting: list[str] = []
        self._missing = 0
        self._done = asyncio.Event()

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Take the app's connection and answer until it closes."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1})
        self._socket = socket
        self.open.set()
        async for message in socket:
            if message.type is WSMsgType.TEXT and message.data.startswith('{"envelope_id"'):
                await self._acknowledged(socket)
        return socket

    async def _acknowledged(self, socket: web.WebSocketResponse) -> None:
        if self._waiting:
            await socket.send_str(self._waiting.pop())
        self._missing -= 1
        if self._missing == 0:
            self._done.set()

    async def rate(self, envelopes: Sequence[str]) -> float:
        """Send the envelopes, a few at a time; return how many were acknowledged a second."""
        assert self._socket is not None
        window = min(WINDOW, len(envelopes))
        self._missing = len(envelopes)
        self._waiting = list(envelopes[window:])
        self._done.clear()
        started = time.perf_counter()
        for envelope in envelopes[:window]:
            await self._socket.send_str(envelope)
        async with asyncio.timeout(120):
            await self._done.wait()
        return len(envelopes) / (time.perf_counter() - started)
