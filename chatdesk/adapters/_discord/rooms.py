"""The rooms that the policy names: whether the app may do there what it needs; else what is missing, and the fix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import aiohttp
import discord
import structlog

from chatdesk.adapters._asking import Asking
from chatdesk.adapters._discord.failures import error_to_failure
from chatdesk.adapters._discord.permissions import GROUP_ROOM, INTAKE_ROOM, is_open_to_all, missing
from chatdesk.adapters._discord.spans import PLATFORM
from chatdesk.adapters._discord.wire import ApiError, Wire

OPEN_TO_ALL: Final = "everybody on the server sees this room: make it private, or everybody reads what agents write"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class RoomTrouble:
    """A room of the policy that the desk cannot use, or something that works only in part; and what mends it."""

    room: str
    reason: str


class Rooms:
    """The rooms that the policy names on Discord."""

    def __init__(self, wire: Wire, asking: Asking) -> None:
        self._wire = wire
        self._asking = asking
        self.open_to_all: frozenset[str] = frozenset()
        """The groups' rooms whose members are nobody's agents, since everybody sees them."""

    async def sync(self) -> tuple[RoomTrouble, ...]:
        """Look at every room of the policy; return those that cannot be used."""
        groups = {room for platform, room in self._asking.policy.agent_rooms if platform == PLATFORM}
        intake = self._asking.policy.rooms.get(PLATFORM)
        troubles = [await self._check(room, GROUP_ROOM, is_for_agents=True) for room in sorted(groups)]
        if intake is not None:
            troubles.append(await self._check(intake.intake, INTAKE_ROOM, is_for_agents=False))
        found = tuple(trouble for trouble in troubles if trouble is not None)
        self.open_to_all = frozenset(trouble.room for trouble in found if trouble.reason == OPEN_TO_ALL)
        for trouble in found:
            log.error("discord_room_unusable", room=trouble.room, reason=trouble.reason)
        return found

    async def _check(self, room: str, needed: discord.Permissions, *, is_for_agents: bool) -> RoomTrouble | None:
        try:
            channel = await self._wire.call("GET", "/channels/{channel_id}", channel_id=room)
            guild_id = str(channel["guild_id"])
            guild = await self._wire.call("GET", "/guilds/{guild_id}", guild_id=guild_id)
            route, bot = "/guilds/{guild_id}/members/{user_id}", await self._wire.bot()
            member = await self._wire.call("GET", route, guild_id=guild_id, user_id=bot)
        except (ApiError, aiohttp.ClientError, OSError, TimeoutError) as error:
            return RoomTrouble(room, error_to_failure(error).reason)
        if is_for_agents and is_open_to_all(channel, guild):
            return RoomTrouble(room, OPEN_TO_ALL)
        names = missing(needed, channel, guild, member)
        return RoomTrouble(room, f"the app may not: {', '.join(names)}; give it that in this room") if names else None
