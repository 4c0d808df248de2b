"""Who is an agent: whoever can see a group's room, or holds its role. Discord tells it with whatever a person does.

Listing a guild's members takes a privileged intent and memory for all of them, so nobody is listed: the desk learns of
an agent when they act, and that they are none any more when they act again.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

from chatdesk.adapters._asking import Asking
from chatdesk.adapters._discord.spans import PLATFORM
from chatdesk.core.hearing import RoomJoined, RoomLeft
from chatdesk.core.ports import Profile
from chatdesk.core.work import Work

MOST_KNOWN: Final = 20_000


class Members:
    """Keeps the desk's groups in line with who sees their rooms."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking
        self._known: OrderedDict[str, frozenset[str]] = OrderedDict()

    @property
    def rooms(self) -> dict[str, str]:
        """Return the groups' rooms here, each with its group."""
        return {
            room: group for (platform, room), group in self._asking.policy.agent_rooms.items() if platform == PLATFORM
        }

    @property
    def roles(self) -> dict[str, str]:
        """Return the roles that stand for a group here, each with the room of its group."""
        rooms = {group: room for room, group in self.rooms.items()}
        groups = self._asking.policy.groups.items()
        named = ((policy.roles.get(PLATFORM, ""), rooms.get(group, "")) for group, policy in groups)
        return {role: room for role, room in named if role and room}

    async def seen(self, who: Profile, sees: frozenset[str] | None) -> None:
        """Take in to which of the groups' rooms somebody belongs; nothing is written where it is known."""
        user = who.handle.user
        if sees is None or not self.rooms or self._known.get(user) == sees:
            return
        before = self._known.get(user)
        if before is None:
            before = await self._asking.view(self._rooms_of, who)
        for room in sees - before:
            await self._asking.notice(RoomJoined(room=room, who=who))
        for room in before - sees:
            await self._asking.notice(RoomLeft(room=room, who=who))
        self._known[user] = sees
        while len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)

    def _rooms_of(self, work: Work) -> frozenset[str]:
        groups = work.unit.groups_of(work.actor.id)
        return frozenset(room for room, group in self.rooms.items() if group in groups)
