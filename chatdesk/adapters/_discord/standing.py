"""How the app stands in a room: what the room is, what the server is, and what the app lacks there. Asks the wire."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import aiohttp
import discord

from chatdesk.adapters._discord.failures import MISSING_ACCESS, error_to_failure
from chatdesk.adapters._discord.permissions import GROUP_ROOM, INTAKE_ROOM, VIEW_CHANNEL, missing, permissions_of
from chatdesk.adapters._discord.spans import Payload
from chatdesk.adapters._discord.wire import ApiError, Wire
from chatdesk.core.delivery import Cause, Delivery, DeliveryFailed, Fix, Gone

UNREACHED: Final = (ApiError, aiohttp.ClientError, OSError, TimeoutError)


@dataclass(frozen=True, slots=True)
class Standing:
    """A room, its server and ourselves there, as Discord tells them."""

    channel: Payload
    guild: Payload
    member: Payload

    @property
    def name(self) -> str:
        """Return the room as people there write it."""
        return f"#{self.channel.get('name') or self.channel['id']}"

    def lacks(self, needed: discord.Permissions) -> tuple[str, ...]:
        """Return the permissions that the app lacks, as Discord's settings name them."""
        return tuple(missing(needed, self.channel, self.guild, self.member))

    def is_seen_by(self, user: str, roles: Iterable[str]) -> bool:
        """Whether a member sees the room."""
        return permissions_of(self.channel, self.guild, roles, user).view_channel


async def look_at(wire: Wire, room: str) -> Standing:
    """Return how the app stands in a room; raise what the wire raises."""
    channel = await wire.call("GET", "/channels/{channel_id}", channel_id=room)
    guild_id = str(channel["guild_id"])
    guild = await wire.call("GET", "/guilds/{guild_id}", guild_id=guild_id)
    route, bot = "/guilds/{guild_id}/members/{user_id}", await wire.bot()
    member = await wire.call("GET", route, guild_id=guild_id, user_id=bot)
    return Standing(dict(channel), dict(guild), dict(member))


OF_A_ROOM: Final = frozenset({Cause.LACKS, Cause.ROOM_GONE, Cause.PERSON_GONE})
"""Causes of which it is told in which room."""


async def explained(wire: Wire, failure: DeliveryFailed, delivery: Delivery) -> DeliveryFailed:
    """Return a failure whose fix names the room, and the permissions that are missing there; it never raises."""
    room = getattr(delivery.to, "room", "")
    if failure.fix is not None and failure.fix.cause in OF_A_ROOM and room and not isinstance(failure, Gone):
        failure.fix = await _in_room(wire, failure.fix, room, needed_for(delivery))
    return failure


async def _in_room(wire: Wire, fix: Fix, room: str, needed: discord.Permissions) -> Fix:
    try:
        standing = await look_at(wire, room)
        found = standing.lacks(needed) if fix.cause is Cause.LACKS else ()
    except ApiError as error:
        lacking = (VIEW_CHANNEL,) if error.code == MISSING_ACCESS and fix.cause is Cause.LACKS else fix.lacking
        return Fix(cause=fix.cause, room=room, lacking=lacking, reason=fix.reason)
    except Exception:  # noqa: BLE001 - it only adds to what is known already
        return Fix(cause=fix.cause, room=room, lacking=fix.lacking, reason=fix.reason)
    return Fix(cause=fix.cause, room=standing.name, lacking=found or fix.lacking, reason=fix.reason)


def needed_for(delivery: Delivery) -> discord.Permissions:
    """Return what the app needs where a delivery goes."""
    is_private = delivery.begins is not None and delivery.begins.members is not None
    return INTAKE_ROOM if is_private else GROUP_ROOM


def trouble(error: Exception, room: str) -> Fix:
    """Return what mends a room that could not even be looked at."""
    failure = error_to_failure(error)
    found = failure.fix or Fix(cause=Cause.OTHER, reason=failure.reason)
    lacking = (VIEW_CHANNEL,) if found.cause is Cause.LACKS else ()
    return Fix(cause=found.cause, room=room, lacking=lacking, reason=failure.reason)
