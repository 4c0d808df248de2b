"""Who is in the groups' rooms: read whole at the start, then kept by what Slack tells. Agents are these members."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError

from chatdesk.adapters._asking import Asking
from chatdesk.adapters._slack.failures import error_code
from chatdesk.adapters._slack.profiles import Profiles
from chatdesk.adapters._slack.spans import PLATFORM
from chatdesk.adapters._slack.wire import Wire
from chatdesk.core.hearing import RoomJoined, RoomLeft, RoomMembers

PAGE: Final = 200
AT_ONCE: Final = 8
"""Look-ups of people under way at the same time."""

_FAILURES: Final = (SlackApiError, aiohttp.ClientError, OSError, TimeoutError)

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
            trouble = await self._sync_room(room)
        else:
            trouble = _agents_only(room, await self._info(room)) or await self._enrol(room, user)
        if trouble is not None:
            log.error("slack_room_unusable", room=trouble.room, reason=trouble.reason)

    async def left(self, room: str, user: str) -> None:
        """Take in that somebody left."""
        if room in self.group_rooms:
            await self._asking.notice(RoomLeft(room=room, who=await self._profiles.of(user)))

    async def can_post_in(self, room: str) -> bool:
        """Whether the desk is in a room, as far as Slack says; a post to a Slack that is down waits anyway."""
        trouble = await self._check(room)
        return trouble is None or trouble.reason not in ("not_in_channel", "channel_not_found")

    async def _enrol(self, room: str, user: str) -> RoomTrouble | None:
        is_person = await self._profiles.is_person(user)
        if is_person:
            await self._asking.notice(RoomJoined(room=room, who=await self._profiles.of(user)))
        return RoomTrouble(room, "member_unknown") if is_person is None else None

    async def _sync_room(self, room: str) -> RoomTrouble | None:
        """Tell who is in a room; where Slack does not say who somebody is, add those it knows and remove nobody."""
        trouble = await self._check(room, agents_only=True)
        if trouble is not None:
            return trouble
        try:
            users = await self._users(room)
        except _FAILURES as error:
            return RoomTrouble(room, _reason(error))
        turns = asyncio.Semaphore(AT_ONCE)
        known = await asyncio.gather(*(self._is_person(user, turns) for user in users))
        members = [await self._profiles.of(user) for user, is_person in zip(users, known, strict=True) if is_person]
        if None not in known:
            await self._asking.notice(RoomMembers(platform=PLATFORM, room=room, members=tuple(members)))
            return None
        for member in members:
            await self._asking.notice(RoomJoined(room=room, who=member))
        return RoomTrouble(room, "member_unknown")

    async def _check(self, room: str, *, agents_only: bool = False) -> RoomTrouble | None:
        try:
            channel = await self._info(room)
        except _FAILURES as error:
            return RoomTrouble(room, _reason(error))
        if channel.get("is_archived"):
            return RoomTrouble(room, "is_archived")
        if not (channel.get("is_member") or channel.get("is_im")):
            return RoomTrouble(room, "not_in_channel")
        return _agents_only(room, channel) if agents_only else None

    async def _info(self, room: str) -> dict[str, Any]:
        return dict((await self._wire.call("conversations.info", channel=room)).get("channel") or {})

    async def _users(self, room: str) -> list[str]:
        """Return who is in a room, without ourselves."""
        identity = await self._wire.identity()
        users: list[str] = []
        cursor: str | None = None
        while cursor != "":
            page = await self._wire.call("conversations.members", channel=room, cursor=cursor, limit=PAGE)
            users += [str(user) for user in page.get("members", ()) if user != identity.bot_user]
            cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
        return users

    async def _is_person(self, user: str, turns: asyncio.Semaphore) -> bool | None:
        async with turns:
            return await self._profiles.is_person(user)


def _agents_only(room: str, channel: dict[str, Any]) -> RoomTrouble | None:
    """Refuse a room that anybody can join: whoever is in it would be an agent."""
    return None if channel.get("is_private") else RoomTrouble(room, "not_private")


def _reason(error: Exception) -> str:
    return error_code(error) if isinstance(error, SlackApiError) else type(error).__name__
