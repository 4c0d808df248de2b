"""A shipped desk, given rooms on one local platform and served by the real app over the real wire.

`served(url, policy, platform)` yields a `ServedDesk`: its people are in `desk.people`, its time in `desk.clock`. It is
what the drivers call a house: `.slack` or `.discord`, `.house`, `.settled()`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from chatdesk.app import build, everything, running
from chatdesk.core.errors import TicketUnknown
from chatdesk.core.model import Handle, RosterEntry, TicketId
from chatdesk.core.policy_desk import PrivateThreads, RoomsPolicy
from chatdesk.core.ports import Profile
from chatdesk.demo import GUILD, PEOPLE, guild_seed, workspace_seed
from chatdesk.demo_time import do_what_is_due, next_timer
from chatdesk.sandbox.discord import DiscordSandbox, Guild
from chatdesk.sandbox.slack import BOT_USER, SlackSandbox, Workspace
from chatdesk.settings import Settings
from tests.fakes.discord_people import DiscordPeople
from tests.fakes.wire_house import WireHouse
from tests.fakes.world import done_here

ROOMS = {
    "intake": {"slack": "C0HELP", "discord": "700000000000000031"},
    "talk": {"slack": "C0TALK", "discord": "700000000000000034"},
}
"""The rooms in which everybody is: where tickets are opened, and another one."""
PATIENCE = 0.01
INSTANT = timedelta(milliseconds=1)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MOMENT = re.compile(r"next (?P<day>business day|\w+day) (?P<hour>\d{1,2}):(?P<minute>\d\d)")


def with_rooms(policy, platform: str):
    """Give every group of a policy a room on one platform (on Discord a role too), and the desk an intake."""
    groups = {
        name: group.model_copy(
            update={
                "rooms": {platform: room_of(platform, at)},
                "roles": {"discord": role_of(at)} if platform == "discord" else {},
            }
        )
        for at, (name, group) in enumerate(policy.groups.items())
    }
    return policy.model_copy(
        update={
            "groups": groups,
            "rooms": {platform: RoomsPolicy(intake=ROOMS["intake"][platform], private=_PRIVATE[platform])},
            "managers": {platform: (_account(MAYA, platform),)},
            "schedule": policy.schedule.model_copy(update={"report": None, "digest": None}),  # slow, and nobody asks
        }
    )


_PRIVATE = {"slack": PrivateThreads.DIRECT, "discord": PrivateThreads.THREAD}
MAYA = PEOPLE[-1]


def room_of(platform: str, group: int) -> str:
    """The room of a policy's group, by its place in the policy."""
    return f"C0GROUP{group}" if platform == "slack" else f"7000000000000001{group:02}"


def role_of(group: int) -> str:
    return f"7000000000000002{group:02}"


def _account(somebody, platform: str) -> str:
    return getattr(somebody, platform)


def _slack_seed(staff: tuple[frozenset[str], ...]) -> dict:
    seed = dict(workspace_seed())
    open_to_all = [channel for channel in seed["channels"] if not channel["is_private"]]
    of_groups = [
        {
            "id": room_of("slack", at),
            "name": f"group-{at}",
            "is_private": True,
            "members": [somebody.slack for somebody in PEOPLE if somebody.name in members] + [BOT_USER],
            "topic": "",
        }
        for at, members in enumerate(staff)
    ]
    return {**seed, "channels": [*open_to_all, *of_groups]}


def _discord_seed(staff: tuple[frozenset[str], ...]) -> dict:
    seed = dict(guild_seed())
    held = {
        person.discord: [role_of(at) for at, members in enumerate(staff) if person.name in members] for person in PEOPLE
    }
    roles = [{"id": role_of(at), "name": f"group-{at}", "permissions": "0"} for at in range(len(staff))]
    of_groups = [
        {"id": room_of("discord", at), "name": f"group-{at}", "type": 0, "allow": [role_of(at)]}
        for at in range(len(staff))
    ]
    open_to_all = [channel for channel in seed["channels"] if "allow" not in channel]
    users = [{**user, "roles": held[user["id"]]} for user in seed["users"]]
    return {**seed, "users": users, "roles": roles, "channels": [*open_to_all, *of_groups]}


@asynccontextmanager
async def served(database_url: str, policy, platform: str, staff: Mapping[str, tuple[str, ...]]):
    """Serve a policy on one platform. `staff` says who is in which group; the first Monday in March, 2035, 10:00."""
    policy = with_rooms(policy, platform)
    members = tuple(frozenset(who for who, groups in staff.items() if name in groups) for name in policy.groups)
    async with AsyncExitStack() as stack:
        if platform == "slack":
            sandbox = SlackSandbox(Workspace.from_seed(_slack_seed(members)))
            clock = sandbox.workspace.clock
        else:
            sandbox = DiscordSandbox(Guild.from_seed(_discord_seed(members)))
            clock = sandbox.guild.clock
        sandbox.patience = PATIENCE
        await sandbox.start(host="127.0.0.1", port=0)
        stack.push_async_callback(sandbox.stop)
        zone = ZoneInfo(policy.calendars[policy.desk.calendar].time_zone)
        clock.jump(datetime(2035, 3, 5, 10, tzinfo=zone).timestamp())
        settings = _settings(sandbox, platform, database_url)
        now = lambda: datetime.fromtimestamp(clock.now(), UTC)  # noqa: E731
        house = await stack.enter_async_context(build(settings, policy, clock=now))
        house.desk.run = done_here
        await stack.enter_async_context(running(house, settings, everything(settings)))
        await sandbox.connected()
        desk = ServedDesk(platform, sandbox, house, clock)
        await desk.settled()
        yield desk


def _settings(sandbox, platform: str, database_url: str) -> Settings:
    opened = {
        "slack": lambda: {
            "slack_bot_token": SecretStr("xoxb-sandbox"),
            "slack_app_token": SecretStr("xapp-sandbox"),
            "slack_api_url": sandbox.api_url,
        },
        "discord": lambda: {
            "discord_token": SecretStr("sandbox.discord.token"),
            "discord_guild": GUILD,
            "discord_api_url": sandbox.api_url,
            "discord_gateway_url": sandbox.gateway_url,
        },
    }[platform]()
    return Settings.given(database_url=database_url, policy="served", **opened)


class ServedDesk:
    """A desk on one platform, and what stands around it."""

    def __init__(self, platform: str, sandbox, house, clock) -> None:
        self.platform = platform
        self.sandbox = sandbox
        self.house = house
        self.policy = house.desk.desk.policy
        self.store = house.desk.desk.store
        self.clock = DeskClock(self, clock)
        self.slack = WireHouse(sandbox, house) if platform == "slack" else None
        self.discord = DiscordPeople(sandbox, self.store, settle=self.settled) if platform == "discord" else None
        self._next = self.policy.desk.first_number
        self._aside = self._next

    async def settled(self) -> None:
        """Wait until every event was answered and every post has left, moving the clock instead of sleeping."""
        await self.sandbox.settled()
        for _ in range(200):
            await self.house.deliver.finish()
            due = self.house.outbox.next_due(self.clock.now())
            if due is None:
                break
            self.clock.advance(max(due - self.clock.now(), timedelta(milliseconds=10)))
        await self.sandbox.settled()

    def place(self, ticket, audience):
        """Where a ticket is shown to an audience."""
        with self.store.read() as unit:
            return unit.find_place(ticket.id, audience)

    def newest(self):
        """The newest ticket, or None when there has been none since it was last asked for."""
        found = None
        with self.store.read() as unit, suppress(TicketUnknown):
            while True:
                found = unit.ticket(TicketId(self._next))
                self._next += 1
        return found

    async def set_aside(self) -> None:
        """Have the tickets that there are wait for nothing any more, so that time can go on without them."""
        self.newest()
        numbers = range(self._aside, self._next)
        self._aside = self._next
        await self.house.desk.run(partial(self._disarm, numbers))

    def _disarm(self, numbers: range) -> None:
        with self.store.begin() as unit:
            for number in numbers:
                unit.arm(TicketId(number), ())

    async def enrol(self, somebody, customer: str, shift: str) -> None:
        """Put somebody on a customer's roster, as whoever runs the desk does on its first day."""
        await somebody.types("/ticket list")  # the desk has to have met them
        with self.store.begin() as unit:
            person = unit.see(Profile(handle=self._handle(somebody)), "en").id
            unit.join_roster(RosterEntry(customer=customer, shift=shift, person=person, since=self.clock.now()))

    def strike_off(self, somebody) -> None:
        """Take somebody off every roster."""
        with self.store.begin() as unit:
            person = unit.see(Profile(handle=self._handle(somebody)), "en").id
            for entry in unit.roster_of(person):
                unit.leave_roster(entry.customer, entry.shift, person)

    def _handle(self, somebody) -> Handle:
        workspace = GUILD if self.platform == "discord" else self.sandbox.workspace.team["id"]
        return Handle(platform=self.platform, workspace=workspace, user=somebody.who)

    def ticket(self, ticket):
        """A ticket as it stands now."""
        with self.store.read() as unit:
            return unit.ticket(ticket.id)


class DeskClock:
    """The time of a desk: it only goes forward, and every timer fires when it is due."""

    def __init__(self, desk: ServedDesk, clock) -> None:
        self._desk = desk
        self._clock = clock
        policy = desk.policy
        self.zone = ZoneInfo(policy.calendars[policy.desk.calendar].time_zone)

    def now(self) -> datetime:
        return datetime.fromtimestamp(self._clock.now(), UTC)

    def local(self) -> datetime:
        """The wall clock of the desk's own calendar."""
        return self.now().astimezone(self.zone)

    def wall(self, moment: datetime) -> str:
        """A moment as the wall clock shows it: `Monday 16:00`."""
        return f"{moment.astimezone(self.zone):%A %H:%M}"

    def advance(self, span: timedelta) -> None:
        self._clock.advance(span.total_seconds())

    def moment(self, words: str) -> datetime:
        """Return the next instant of words such as `next monday 10:00`, `next business day 8:45`."""
        told = _MOMENT.fullmatch(words)
        assert told, words
        at = time(int(told["hour"]), int(told["minute"]))
        days = (self.local().date() + timedelta(days=ahead) for ahead in range(1, 30))
        day = next(day for day in days if self._is_meant(day, told["day"]))
        return datetime.combine(day, at, tzinfo=self.zone)

    def _is_meant(self, day: date, name: str) -> bool:
        if name != "business day":
            return WEEKDAYS[day.weekday()] == name
        calendar = self._desk.house.desk.desk.calendars(self._desk.policy.desk.calendar)
        return bool(calendar.hours(day))

    def in_business_days(self, count: int) -> datetime:
        """The same time of day, that many business days on."""
        day = now = self.local()
        while count:
            day += timedelta(days=1)
            count -= self._is_meant(day.date(), "business day")
        return datetime.combine(day.date(), now.timetz())

    async def to(self, moment: str | datetime) -> datetime:
        """Let time pass until a moment, as a running desk sees it; return it."""
        until = self.moment(moment) if isinstance(moment, str) else moment
        await self._fire()
        while (due := next_timer(self._desk.store)) is not None and due <= until:
            self._clock.jump((due + INSTANT).timestamp())
            await self._fire()
        self._clock.jump((until + INSTANT).timestamp())
        return until

    async def _fire(self) -> None:
        await do_what_is_due(self._desk.house)
        await self._desk.settled()
