"""Who is in the groups' rooms: read whole at the start, then kept by what Slack tells. Agents are these members."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Final

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError

from chatdesk.adapters._slack.asking import Asking
from chatdesk.adapters._slack.failures import error_code
from chatdesk.adapters._slack.profiles import Profiles
from chatdesk.adapters._slack.spans import PLATFORM
from chatdesk.adapters._slack.wire import Wire
from chatdesk.core.hearing import RoomJoined, RoomLeft, RoomMembers
from chatdesk.core.ports import Profile

PAGE: Final = 200
AT_ONCE: Final = 8
"""Look-ups of people under way at the same time."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class RoomTrouble:
    """A room of the policy that the desk cannot use, and Slack's word for why."""

    room: str
    reason: str


class Rooms:
    """The rooms that the policy names on Slack."""

    def __init__(self, *, wire: Wire, asking: Asking, profiles: Profiles) -> None:
        self._wire = wire
        self._asking = asking
        self._profiles = profiles

    @property
    def group_rooms(self) -> tuple[str, ...]:
        """Return the ids of the groups' rooms."""
        return tuple(room for platform, room in self._asking.policy.agent_rooms if platform == PLATFORM)

    async def sync(self) -> tuple[RoomTrouble, ...]:
        """Tell the desk who is in every group's room; return the rooms that cannot be used."""
        troubles = [await self._sync_room(room) for room in self.group_rooms]
        intake = self._asking.policy.rooms.get(PLATFORM)
        if intake is not None:
            troubles.append(await self._check(intake.intake))
        found = tuple(trouble for trouble in troubles if trouble is not None)
        for trouble in found:
            log.error("slack_room_unusable", room=trouble.room, reason=trouble.reason)
        return found

    async def joined(self, room: str, user: str) -> None:
        """Take in that somebody came; where it is the desk's own app, everybody who is there already."""
        if room not in self.group_rooms:
            return
        identity = await self._wire.identity()
        if user == identity.bot_user:
            await self._sync_room(room)
        elif not await self._profiles.is_bot(user):
            await self._asking.notice(RoomJoined(room=room, who=await self._profiles.of(user)))

    async def left(self, room: str, user: str) -> None:
        """Take in that somebody left."""
        if room in self.group_rooms:
            await self._asking.notice(RoomLeft(room=room, who=await self._profiles.of(user)))

    async def _sync_room(self, room: str) -> RoomTrouble | None:
        try:
            members = await self._members(room)
        except (SlackApiError, aiohttp.ClientError, OSError, TimeoutError) as error:
            return RoomTrouble(room, _reason(error))
        await self._asking.notice(RoomMembers(platform=PLATFORM, room=room, members=members))
        return None

    async def _check(self, room: str) -> RoomTrouble | None:
        try:
            channel = (await self._wire.call("conversations.info", channel=room))["channel"]
        except (SlackApiError, aiohttp.ClientError, OSError, TimeoutError) as error:
            return RoomTrouble(room, _reason(error))
        if channel.get("is_archived"):
            return RoomTrouble(room, "is_archived")
        return None if channel.get("is_member") else RoomTrouble(room, "not_in_channel")

    async def _members(self, room: str) -> tuple[Profile, ...]:
        """Return the people in a room, apps left out."""
        identity = await self._wire.identity()
        users: list[str] = []
        cursor: str | None = None
        while cursor != "":
            page = await self._wire.call("conversations.members", channel=room, cursor=cursor, limit=PAGE)
            users += [str(user) for user in page.get("members", ()) if user != identity.bot_user]
            cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
        turns = asyncio.Semaphore(AT_ONCE)
        found = await asyncio.gather(*(self._person(user, turns) for user in users))
        return tuple(profile for profile in found if profile is not None)

    async def _person(self, user: str, turns: asyncio.Semaphore) -> Profile | None:
        async with turns:
            return None if await self._profiles.is_bot(user) else await self._profiles.of(user)


def _reason(error: Exception) -> str:
    return error_code(error) if isinstance(error, SlackApiError) else type(error).__name__
