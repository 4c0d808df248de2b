"""The face of the desk towards Discord: posts out over REST, what people do in over the gateway. One for one guild.

Nothing is opened before it is needed, so a face can be built anywhere, and delivers in any process.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Final

import discord
import structlog

from chatdesk.adapters._asking import Asking
from chatdesk.adapters._discord.commands import commands
from chatdesk.adapters._discord.drafts import Draft, Drafts, MemoryDrafts
from chatdesk.adapters._discord.gateway import Gateway
from chatdesk.adapters._discord.invite import discord_invite
from chatdesk.adapters._discord.listening import Listening
from chatdesk.adapters._discord.platform import DiscordPlatform
from chatdesk.adapters._discord.rooms import Rooms, RoomTrouble
from chatdesk.adapters._discord.router import Router
from chatdesk.adapters._discord.spans import PLATFORM
from chatdesk.adapters._discord.stored_drafts import StoredDrafts
from chatdesk.adapters._discord.telling import Telling
from chatdesk.adapters._discord.threads import Parents
from chatdesk.adapters._discord.under_way import UnderWay
from chatdesk.adapters._discord.wire import ApiError, DiscordSettings, RestApi
from chatdesk.async_desk import AsyncDesk
from chatdesk.core.delivery import Cause
from chatdesk.core.hearing import RoomsUnusable
from chatdesk.core.model import Handle
from chatdesk.core.ports import Profile

DRAIN: Final = 8.0
"""Seconds that what is under way gets when the process ends."""
READY_WITHIN: Final = 60.0
"""Seconds that Discord gets to take the connection."""
DISCONNECT_WITHIN: Final = 3.0
COMMANDS: Final = "/applications/{application_id}/guilds/{guild_id}/commands"
NO_CONTENT: Final = RoomTrouble(
    "",
    "Message Content Intent is off: what people write in threads is heard only where they mention the app; buttons and "
    "commands work. Switch it on in the developer portal, under Bot, and start again.",
)

log = structlog.get_logger(__name__)


class DiscordFace:
    """Everything about one guild. `platform` is for the delivery job; the rest is for people who write."""

    def __init__(
        self,
        settings: DiscordSettings,
        desk: AsyncDesk,
        *,
        drafts: Drafts | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.settings = settings
        self.rest = RestApi(settings)
        self.platform = DiscordPlatform(self.rest)
        self.clock = clock
        self.asking = Asking(desk, PLATFORM)
        self.rooms = Rooms(self.rest, self.asking)
        self.router = Router(
            wire=self.rest, asking=self.asking, drafts=drafts or MemoryDrafts(), telling=Telling(self.rest)
        )
        self.listening = Listening(
            wire=self.rest,
            asking=self.asking,
            members=self.router.members,
            parents=Parents(self.rest, self._room_of),
            guild=lambda: self.home,
        )
        self._under_way = UnderWay()
        self._gateway: Gateway | None = None
        self._connection: asyncio.Task[None] | None = None
        self._troubles: tuple[RoomTrouble, ...] = ()
        self._has_told = False

    async def start(self) -> tuple[RoomTrouble, ...]:
        """Connect, with as much as Discord grants, and register the commands; return what works only in part."""
        reduced: tuple[RoomTrouble, ...] = ()
        try:
            await self._connect(message_content=True)
        except discord.PrivilegedIntentsRequired:
            reduced = (NO_CONTENT,)
            await self._connect(message_content=False)
        await self._register()
        return reduced

    async def ended(self) -> None:
        """Wait until the connection has ended for good; raise what ended it. It heals small breaks by itself."""
        if self._connection is not None:
            await asyncio.shield(self._connection)

    async def sync_rooms(self) -> tuple[RoomTrouble, ...]:
        """Look whether the desk may do in its rooms what it needs, and whether its agents still are agents.

        Return the rooms that cannot be used.
        """
        self._troubles = await self.rooms.sync()
        us = Profile(handle=Handle(PLATFORM, self.home, await self.rest.bot()))
        await self.router.members.check(self.rest, self.rooms, us)
        return self._troubles

    async def tell_troubles(self) -> None:
        """Have the managers told of the rooms that could not be used when they were looked at; the first time only."""
        found = (each.fix for each in self._troubles)
        troubles = tuple(fix for fix in found if fix is not None and fix.cause is not Cause.OTHER)
        if troubles and self.home and not self._has_told:
            await self.asking.notice(RoomsUnusable(platform=PLATFORM, workspace=self.home, troubles=troubles))
        self._has_told = True

    @property
    def home(self) -> str:
        """Return the guild of the desk; nothing while the app is in none."""
        return self._gateway.home if self._gateway else self.settings.guild

    async def close(self) -> None:
        """Finish what is under way, then disconnect."""
        await self._under_way.drain(DRAIN)
        await self._disconnect()
        await self.rest.close()

    async def _connect(self, *, message_content: bool) -> None:
        gateway = Gateway(
            self.settings,
            router=self.router,
            listening=self.listening,
            rooms=self.rooms,
            under_way=self._under_way,
            message_content=message_content,
            invited=self._register,
        )
        self._gateway = gateway
        try:
            async with asyncio.timeout(READY_WITHIN):
                await gateway.login(self.settings.token)
                self._connection = asyncio.create_task(gateway.connect(), name="discord gateway")
                await _ready(gateway, self._connection)
        except BaseException:
            await self._disconnect()
            raise

    async def _disconnect(self) -> None:
        gateway, self._gateway = self._gateway, None
        if gateway is not None and not gateway.is_closed():
            await gateway.close()
        if self._connection is not None:
            _, pending = await asyncio.wait({self._connection}, timeout=DISCONNECT_WITHIN)
            for connection in pending:  # the library tries for ever to launch a shard, closed or not
                connection.cancel()
            await asyncio.gather(self._connection, return_exceptions=True)
            self._connection = None

    async def _register(self) -> None:
        """Tell Discord the commands: those of one guild are there at once. In no guild, that waits for the first."""
        gateway = self._gateway
        assert gateway is not None
        if not gateway.home:
            log.warning("discord_in_no_server", fix="let the app in: chatdesk discord invite APPLICATION_ID")
            return
        body = commands(self.asking.operations.values())
        await self.rest.call(
            "PUT", COMMANDS, body=body, application_id=str(gateway.application_id), guild_id=gateway.home
        )

    def _room_of(self, channel: str) -> str | None:
        return self._gateway.room_of(channel) if self._gateway else None


async def _ready(gateway: Gateway, connection: asyncio.Task[None]) -> None:
    """Wait until the gateway is ready; raise what ended the connection before."""
    ready = asyncio.create_task(gateway.wait_until_ready())
    try:
        await asyncio.wait({connection, ready}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        ready.cancel()
    if connection.done():
        connection.result()


__all__ = [
    "ApiError",
    "DiscordFace",
    "DiscordSettings",
    "Draft",
    "Drafts",
    "MemoryDrafts",
    "RoomTrouble",
    "StoredDrafts",
    "discord_invite",
]
