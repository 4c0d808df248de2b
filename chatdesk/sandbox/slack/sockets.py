"""Socket Mode: the app's WebSocket connections, payloads in envelopes, acknowledgements back."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

from chatdesk.sandbox.slack.workspace import APP_ID

if TYPE_CHECKING:
    from chatdesk.sandbox.slack.delivery import Kind, Retry
    from chatdesk.sandbox.slack.errors import Json

MOST_CONNECTIONS = 10
PING_EVERY = 10.0


@dataclass(eq=False)
class _Connection:
    socket: web.WebSocketResponse
    request: web.Request
    acks: dict[str, asyncio.Future[Any]] = field(default_factory=dict)
    draining: bool = False

    def fail(self) -> None:
        for ack in self.acks.values():
            if not ack.done():
                ack.set_exception(ConnectionError("the connection closed before the acknowledgement"))


class Sockets:
    """The open connections. A payload goes to any one of them, in turn."""

    def __init__(self) -> None:
        self._connections: list[_Connection] = []
        self._tickets: set[str] = set()
        self._turn = 0
        self.connected = asyncio.Condition()

    def __bool__(self) -> bool:
        return bool(self._connections)

    def __len__(self) -> int:
        return len(self._connections)

    def ticket(self) -> str:
        """A ticket for one connection, as `apps.connections.open` hands out."""
        ticket = secrets.token_hex(16)
        self._tickets.add(ticket)
        return ticket

    async def wait(self, count: int = 1) -> None:
        """Wait until that many connections are open."""
        async with self.connected:
            await self.connected.wait_for(lambda: len(self._connections) >= count)

    async def wait_fresh(self) -> None:
        """Wait until a connection is open that nobody asked to reconnect."""
        async with self.connected:
            await self.connected.wait_for(lambda: any(not c.draining for c in self._connections))

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One connection, until either side closes it."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.json_response({"ok": False, "error": "invalid_ticket"}, status=403)
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        if len(self._connections) >= MOST_CONNECTIONS:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return socket
        connection = _Connection(socket, request)
        self._connections.append(connection)
        await self._talk(connection)
        return socket

    async def _talk(self, connection: _Connection) -> None:
        pings = asyncio.create_task(_ping(connection.socket))
        try:
            await connection.socket.send_json(self._hello())
            async with self.connected:
                self.connected.notify_all()
            async for message in connection.socket:
                if message.type is WSMsgType.TEXT:
                    _acknowledge(connection, message.data)
        finally:
            pings.cancel()
            if connection in self._connections:
                self._connections.remove(connection)
            connection.fail()

    def _hello(self) -> Json:
        debug = {"host": "applink-sandbox", "build_number": 1, "approximate_connection_time": 18060}
        count = len(self._connections)
        info = {"app_id": APP_ID}
        return {"type": "hello", "num_connections": count, "debug_info": debug, "connection_info": info}

    async def send(self, kind: Kind, payload: Json, retry: Retry | None) -> Any:  # noqa: ANN401  # the app's JSON
        """Send an envelope over the next connection and wait for its acknowledgement's payload."""
        connection = self._next()
        envelope_id = secrets.token_hex(16)
        envelope: Json = {"envelope_id": envelope_id, "type": kind, "payload": payload}
        envelope["accepts_response_payload"] = kind != "events_api"
        if kind == "events_api":
            envelope["retry_attempt"] = retry.number if retry else 0
            envelope["retry_reason"] = retry.reason if retry else ""
        ack: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        connection.acks[envelope_id] = ack
        try:
            await connection.socket.send_json(envelope)
            return await ack
        finally:
            del connection.acks[envelope_id]
            if ack.done() and not ack.cancelled():
                ack.exception()

    def _next(self) -> _Connection:
        fresh = [c for c in self._connections if not c.draining] or self._connections
        if not fresh:
            raise ConnectionError("no connection is open")
        self._turn += 1
        return fresh[self._turn % len(fresh)]

    async def refresh(self) -> None:
        """Ask every connection to reconnect, as Slack does every few hours."""
        debug = {"host": "applink-sandbox"}
        for connection in list(self._connections):
            connection.draining = True
            with contextlib.suppress(ConnectionError):
                body = {"type": "disconnect", "reason": "refresh_requested", "debug_info": debug}
                await connection.socket.send_json(body)

    def drop(self) -> None:
        """Cut every connection without a word."""
        for connection in list(self._connections):
            self._connections.remove(connection)
            connection.fail()
            if connection.request.transport is not None:
                connection.request.transport.abort()

    async def close(self) -> None:
        """Close every connection politely."""
        for connection in list(self._connections):
            with contextlib.suppress(ConnectionError, TimeoutError):
                async with asyncio.timeout(0.2):
                    await connection.socket.close()
        self.drop()


async def _ping(socket: web.WebSocketResponse) -> None:
    """Slack's keep-alive. A connection that is gone ends in its own reading loop."""
    with contextlib.suppress(ConnectionError):
        while True:
            await asyncio.sleep(PING_EVERY)
            await socket.ping(b"Ping from applink-sandbox")


def _acknowledge(connection: _Connection, data: str) -> None:
    try:
        answer = json.loads(data)
    except ValueError:
        return
    ack = connection.acks.get(answer.get("envelope_id", ""))
    if ack is not None and not ack.done():
        ack.set_result(answer.get("payload") or None)
