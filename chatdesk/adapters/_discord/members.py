"""Who is an agent: whoever can see a group's room, or holds its role. Discord tells it with whatever a person does.

Listing a guild's members takes a privileged intent and memory for all of them, so nobody is listed: the desk learns of
an agent when they act, and that they are none any more when they act again, or when it asks for the agents it knows.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from functools import cached_property
from typing import Final

import structlog

from chatdesk.adapters._asking import Asking
from chatdesk.adapters._discord.failures import UNKNOWN_MEMBER, UNKNOWN_USER
from chatdesk.adapters._discord.rooms import Rooms
from chatdesk.adapters._discord.spans import PLATFORM, Payload
from chatdesk.adapters._discord.standing import UNREACHED
from chatdesk.adapters._discord.wire import ApiError, Wire
from chatdesk.core.hearing import GroupJoined, GroupLeft
from chatdesk.core.model import Handle, PersonId
from chatdesk.core.ports import Profile
from chatdesk.core.work import Work

MOST_KNOWN: Final = 20_000

log = structlog.get_logger(__name__)

Accounts = Mapping[str, Mapping[PersonId, tuple[Handle, ...]]]
"""A group to its members, each with their accounts here."""


class Members:
    """Keeps the desk's groups in line with who sees their rooms or holds their roles."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking
        self._outside: OrderedDict[str, None] = OrderedDict()
        """Who was seen to belong to no group; who does belong to one is looked up: another process may know more."""

    @cached_property
    def rooms(self) -> dict[str, str]:
        """Return the groups' rooms here, each with its group."""
        return {
            room: group for (platform, room), group in self._asking.policy.agent_rooms.items() if platform == PLATFORM
        }

    @cached_property
    def roles(self) -> dict[str, frozenset[str]]:
        """Return the roles that make somebody an agent here, each with its groups: with or without rooms here."""
        groups = self._asking.policy.groups.items()
        named = [(policy.roles[PLATFORM], group) for group, policy in groups if PLATFORM in policy.roles]
        return {role: frozenset(group for each, group in named if each == role) for role, _ in named}

    async def seen(self, who: Profile, belongs: frozenset[str] | None) -> None:
        """Take in to which of the groups somebody belongs; nothing is written where it is known."""
        user = who.handle.user
        if belongs is None or not (self.rooms or self.roles) or (user in self._outside and not belongs):
            return
        before = await self._asking.view(_groups_of, who)
        for group in sorted(belongs - before):
            await self._asking.notice(GroupJoined(group=group, who=who))
        for group in sorted(before - belongs):
            await self._asking.notice(GroupLeft(group=group, who=who))
        self._outside.pop(user, None)
        if not belongs:
            self._outside[user] = None
        while len(self._outside) > MOST_KNOWN:
            self._outside.popitem(last=False)

    async def check(self, wire: Wire, rooms: Rooms, us: Profile) -> None:
        """Ask Discord about each agent whom the desk knows; who is none any more loses their rights now."""
        accounts = await self._asking.view(self._accounts, us)
        handles = {handle for people in accounts.values() for several in people.values() for handle in several}
        belongs = {handle: await self._groups(wire, rooms, handle) for handle in sorted(handles, key=_in_order)}
        for group, people in sorted(accounts.items()):
            for several in people.values():
                told = [belongs[handle] for handle in several]
                if not any(groups is None or group in groups for groups in told):
                    await self._drop(group, several)

    async def _drop(self, group: str, several: tuple[Handle, ...]) -> None:
        log.info("discord_agent_no_more", group=group, user=several[0].user)
        await self._asking.notice(GroupLeft(group=group, who=Profile(handle=several[0])))

    async def _groups(self, wire: Wire, rooms: Rooms, handle: Handle) -> frozenset[str] | None:
        """Return to which groups an account belongs now; None where Discord does not say."""
        route = "/guilds/{guild_id}/members/{user_id}"
        try:
            member: Payload = await wire.call("GET", route, guild_id=handle.workspace, user_id=handle.user)
        except ApiError as error:
            return frozenset() if error.code in (UNKNOWN_MEMBER, UNKNOWN_USER) else None
        except UNREACHED:
            return None
        held = [str(role) for role in member.get("roles") or ()]
        by_role = frozenset(group for role in held for group in self.roles.get(role, ()))
        return by_role | {group for room, group in self.rooms.items() if _is_in(rooms, room, handle.user, held)}

    def _accounts(self, work: Work) -> Accounts:
        return {group: work.unit.accounts_in(group, PLATFORM) for group in self._asking.policy.groups}


def _is_in(rooms: Rooms, room: str, user: str, roles: list[str]) -> bool:
    """Whether somebody sees a group's room; of one that could not be looked at, nothing is concluded."""
    if room in rooms.open_to_all:
        return False
    standing = rooms.known.get(room)
    return standing is None or standing.is_seen_by(user, roles)


def _groups_of(work: Work) -> frozenset[str]:
    return work.unit.groups_on(work.actor.id, PLATFORM)


def _in_order(handle: Handle) -> tuple[str, str]:
    return handle.workspace, handle.user
