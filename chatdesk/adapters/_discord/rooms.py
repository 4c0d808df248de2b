"""The rooms that the policy names: whether the app may do there what it needs; else what is missing, and the fix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import discord
import structlog

from chatdesk.adapters._asking import Asking
from chatdesk.adapters._discord.failures import error_to_failure
from chatdesk.adapters._discord.permissions import GROUP_ROOM, INTAKE_ROOM, is_open_to_all
from chatdesk.adapters._discord.spans import PLATFORM
from chatdesk.adapters._discord.standing import UNREACHED, Standing, look_at, trouble
from chatdesk.adapters._discord.wire import Wire
from chatdesk.core.delivery import Cause, Fix

OPEN_TO_ALL: Final = "everybody on the server sees this room: make it private, or everybody reads what agents write"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class RoomTrouble:
    """A room of the policy that the desk cannot use, or something that works only in part; and what mends it."""

    room: str
    reason: str
    fix: Fix | None = None
    """The same for people, in any language."""


class Rooms:
    """The rooms that the policy names on Discord."""

    def __init__(self, wire: Wire, asking: Asking) -> None:
        self._wire = wire
        self._asking = asking
        self.open_to_all: frozenset[str] = frozenset()
        """The groups' rooms whose members are nobody's agents, since everybody sees them."""
        self.known: dict[str, Standing] = {}
        """The groups' rooms as they were looked at last; one that could not be is left out."""

    async def sync(self) -> tuple[RoomTrouble, ...]:
        """Look at every room of the policy; return those that cannot be used."""
        groups = {room for platform, room in self._asking.policy.agent_rooms if platform == PLATFORM}
        intake = self._asking.policy.rooms.get(PLATFORM)
        self.known = {}
        troubles = [await self._check(room, GROUP_ROOM, is_for_agents=True) for room in sorted(groups)]
        if intake is not None:
            troubles.append(await self._check(intake.intake, INTAKE_ROOM, is_for_agents=False))
        found = tuple(trouble for trouble in troubles if trouble is not None)
        self.open_to_all = frozenset(trouble.room for trouble in found if trouble.reason == OPEN_TO_ALL)
        for each in found:
            log.error("discord_room_unusable", room=each.room, reason=each.reason)
        return found

    async def _check(self, room: str, needed: discord.Permissions, *, is_for_agents: bool) -> RoomTrouble | None:
        try:
            standing = await look_at(self._wire, room)
        except UNREACHED as error:
            return RoomTrouble(room, error_to_failure(error).reason, trouble(error, room))
        if is_for_agents:
            self.known[room] = standing
            if is_open_to_all(standing.channel, standing.guild):
                return RoomTrouble(room, OPEN_TO_ALL, Fix(cause=Cause.ROOM_OPEN, room=standing.name))
        lacking = standing.lacks(needed)
        if not lacking:
            return None
        fix = Fix(cause=Cause.LACKS, room=standing.name, lacking=lacking)
        return RoomTrouble(room, f"the app may not: {', '.join(lacking)}; give it that in this room", fix)
