"""The gateway: sessions of the app, their events in order, resuming, and the ways a connection goes wrong."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import zlib
from typing import TYPE_CHECKING

from aiohttp import WSMsgType, web

from chatdesk.sandbox.discord.guild_wire import guild_create, members_chunk
from chatdesk.sandbox.discord.intents import HIGHEST, MESSAGE_CONTENT, disallowed
from chatdesk.sandbox.discord.session import Connection, Session
from chatdesk.sandbox.discord.wire import user_on_wire, without_content

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatdesk.sandbox.discord.errors import Json
    from chatdesk.sandbox.discord.guild import Event, Guild

HEARTBEAT, IDENTIFY, RESUME, RECONNECT, MEMBERS, INVALID_SESSION, HELLO, ACK = 1, 2, 6, 7, 8, 9, 10, 11
UNKNOWN_OPCODE, DECODE_ERROR, NOT_AUTHENTICATED, BAD_TOKEN, ALREADY_AUTHENTICATED = 4001, 4002, 4003, 4004, 4005
BAD_SEQUENCE, BAD_SHARD, BAD_INTENTS, DISALLOWED_INTENTS = 4007, 4010, 4013, 4014
GOING_AWAY = 1001
HEARTBEAT_INTERVAL_MS = 41_250
PATIENCE = 1.0
_QUIET_OPCODES = (3, 4, 31)  # presence, voice state and soundboard requests: accepted, nothing to say


class Gateway:
    """The app's sessions and connections. `identified` lists the shards and intents of every identify and resume."""

    def __init__(self, guild: Guild, gateway_url: Callable[[], str]) -> None:
        self.sessions: dict[str, Session] = {}
        self.identified: list[Json] = []
        self.heartbeat_interval_ms = HEARTBEAT_INTERVAL_MS
        self._guild = guild
        self._gateway_url = gateway_url
        self._connections: list[Connection] = []
        self._changed = asyncio.Condition()

    def __bool__(self) -> bool:
        return any(session.connected for session in self.sessions.values())

    def __len__(self) -> int:
        return sum(session.connected for session in self.sessions.values())

    # Events

    def publish(self, event: Event) -> int:
        """Hand an event to the sessions it is for; returns how many are connected."""
        guild_shard = int(self._guild.id) >> 22
        reached = 0
        for session in self.sessions.values():
            number, count = session.shard
            if number != (0 if event.direct else guild_shard % count):
                continue
            if event.intent and not session.intents & event.intent:
                continue
            session.dispatch(event.type, self._shown(event, session))
            reached += session.connected
        return reached

    def _shown(self, event: Event, session: Session) -> Json:
        """Without the message content intent others' messages are empty, but for mentions and direct messages."""
        is_message = event.type in {"MESSAGE_CREATE", "MESSAGE_UPDATE"}
        if not is_message or event.direct or session.intents & MESSAGE_CONTENT:
            return event.data
        bot = self._guild.bot_id
        meant = event.data["author"]["id"] == bot or any(user["id"] == bot for user in event.data["mentions"])
        return event.data if meant else without_content(event.data)

    # Waiting

    async def wait(self, count: int = 1) -> None:
        """Wait until that many sessions are connected."""
        async with self._changed:
            await self._changed.wait_for(lambda: len(self) >= count)

    async def wait_identified(self, count: int) -> None:
        """Wait until the app identified or resumed that often since the start."""
        async with self._changed:
            await self._changed.wait_for(lambda: len(self.identified) >= count)

    async def read(self) -> None:
        """Wait until the app has read every event sent so far. It answers a ping only after what came before."""
        live = [c for c in self._connections if c.session is not None and not c.silent]
        await asyncio.gather(*(self._read(connection) for connection in live))

    async def _read(self, connection: Connection) -> None:
        key = secrets.token_bytes(8)
        pong = connection.pongs[key] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(PATIENCE):
                await connection.outbox.join()
                await connection.socket.ping(key)
                await pong
        except (ConnectionError, TimeoutError):
            return
        finally:
            del connection.pongs[key]

    # One connection

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One connection, until either side closes it."""
        socket = web.WebSocketResponse(compress=False, autoping=False)
        await socket.prepare(request)
        zipped = request.query.get("compress") == "zlib-stream"
        connection = Connection(socket, request, zlib.compressobj() if zipped else None)
        self._connections.append(connection)
        pump = asyncio.create_task(connection.pump())
        try:
            hello = {"heartbeat_interval": self.heartbeat_interval_ms, "_trace": ["sandbox"]}
            connection.outbox.put_nowait({"op": HELLO, "s": None, "t": None, "d": hello})
            async for message in socket:
                if message.type is WSMsgType.PONG:
                    connection.ponged(bytes(message.data))
                elif message.type is WSMsgType.PING:
                    await socket.pong(message.data)
                elif message.type is WSMsgType.TEXT:
                    await self._take(connection, message.data)
        finally:
            pump.cancel()
            await self._gone(connection)
        return socket

    async def _gone(self, connection: Connection) -> None:
        connection.gone()
        if connection in self._connections:
            self._connections.remove(connection)
        session = connection.session
        if session is not None and session.connection is connection:
            session.connection = None
            # A session closed by the app itself with 1000 or 1001 is over.
            if connection.socket.close_code in {1000, GOING_AWAY}:
                self.sessions.pop(session.key, None)
        await self._tell_changed()

    async def _take(self, connection: Connection, text: str) -> None:
        try:
            payload = json.loads(text)
            op, data = int(payload["op"]), payload.get("d")
        except (ValueError, KeyError, TypeError):
            await connection.socket.close(code=DECODE_ERROR, message=b"Error while decoding payload.")
            return
        if op == HEARTBEAT:
            connection.outbox.put_nowait({"op": ACK, "s": None, "t": None, "d": None})
        elif op in {IDENTIFY, RESUME} and connection.session is not None:
            await connection.socket.close(code=ALREADY_AUTHENTICATED, message=b"Already authenticated.")
        elif op == IDENTIFY:
            await self._identify(connection, data)
        elif op == RESUME:
            await self._resume(connection, data)
        elif connection.session is None:
            await connection.socket.close(code=NOT_AUTHENTICATED, message=b"Not authenticated.")
        elif op == MEMBERS:
            connection.session.dispatch("GUILD_MEMBERS_CHUNK", members_chunk(self._guild, data))
        elif op not in _QUIET_OPCODES:
            await connection.socket.close(code=UNKNOWN_OPCODE, message=b"Unknown opcode.")

    async def _identify(self, connection: Connection, data: Json) -> None:
        shard = tuple(data.get("shard") or (0, 1))
        refusal = self._refusal(data, shard)
        if refusal is not None:
            code, reason = refusal
            await connection.socket.close(code=code, message=reason.encode())
            return
        session = Session(secrets.token_hex(16), data["intents"], (shard[0], shard[1]))
        self._attach(connection, session, "identify")
        session.dispatch("READY", self._ready(session))
        if (int(self._guild.id) >> 22) % shard[1] == shard[0]:
            session.dispatch("GUILD_CREATE", guild_create(self._guild))
        await self._tell_changed()

    def _refusal(self, data: Json, shard: tuple[int, ...]) -> tuple[int, str] | None:
        if str(data.get("token", "")).removeprefix("Bot ") != self._guild.token:
            return BAD_TOKEN, "Authentication failed."
        if len(shard) != 2 or not 0 <= shard[0] < shard[1]:  # noqa: PLR2004  # a shard's number and how many there are
            return BAD_SHARD, "Invalid shard."
        intents = data.get("intents")
        if not isinstance(intents, int) or not 0 <= intents <= HIGHEST:
            return BAD_INTENTS, "Invalid intent(s)."
        if disallowed(intents, self._guild.intents):
            return DISALLOWED_INTENTS, "Disallowed intent(s)."
        return None

    def _ready(self, session: Session) -> Json:
        guild = self._guild
        here = (int(guild.id) >> 22) % session.shard[1] == session.shard[0]
        return {
            "v": 10,
            "user": user_on_wire(guild.bot) | {"verified": True, "mfa_enabled": True, "email": None},
            "guilds": [{"id": guild.id, "unavailable": True}] if here else [],
            "session_id": session.key,
            "resume_gateway_url": self._gateway_url(),
            "shard": list(session.shard),
            "application": {"id": guild.application_id, "flags": 0},
            "private_channels": [],
            "_trace": ["sandbox"],
        }

    async def _resume(self, connection: Connection, data: Json) -> None:
        if data.get("token") != self._guild.token:
            await connection.socket.close(code=BAD_TOKEN, message=b"Authentication failed.")
            return
        session = self.sessions.get(str(data.get("session_id")))
        seen = data.get("seq") or 0
        if session is None:
            connection.outbox.put_nowait({"op": INVALID_SESSION, "s": None, "t": None, "d": False})
            return
        if seen > len(session.sent):
            await connection.socket.close(code=BAD_SEQUENCE, message=b"Invalid seq.")
            return
        if session.connection is not None:
            session.connection.cut()
        for payload in session.sent[seen:]:
            connection.outbox.put_nowait(payload)
        self._attach(connection, session, "resume")
        session.dispatch("RESUMED", {"_trace": ["sandbox"]})
        await self._tell_changed()

    def _attach(self, connection: Connection, session: Session, how: str) -> None:
        self.sessions[session.key] = session
        connection.session = session
        session.connection = connection
        self.identified.append({"how": how, "shard": list(session.shard), "intents": session.intents})

    async def _tell_changed(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    # What goes wrong

    def drop(self) -> None:
        """Cut every connection without a word; the sessions can be resumed."""
        for connection in list(self._connections):
            connection.cut()

    def reconnect(self) -> None:
        """Ask every connection to come back and resume, as before a deployment of Discord's."""
        for connection in self._connections:
            connection.outbox.put_nowait({"op": RECONNECT, "s": None, "t": None, "d": None})

    def invalidate(self) -> None:
        """End every session: the app has to identify again, and what it missed meanwhile is lost."""
        self.sessions.clear()
        for connection in self._connections:
            connection.outbox.put_nowait({"op": INVALID_SESSION, "s": None, "t": None, "d": False})

    def silence(self) -> None:
        """Leave the connections open but dead: nothing is sent any more, not even heartbeat acknowledgements."""
        for connection in self._connections:
            connection.silent = True

    async def close(self) -> None:
        """Close every connection politely."""
        for connection in list(self._connections):
            with contextlib.suppress(ConnectionError, TimeoutError):
                async with asyncio.timeout(0.2):
                    await connection.socket.close(code=GOING_AWAY)
