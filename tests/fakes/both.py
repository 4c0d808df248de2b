"""A desk that serves a local Slack and a local Discord at once, over the real wire, and the time that they all share.

Let time pass with `go_on`: what is due fires when it is due, as on a desk that runs. `jump` turns the clock only, as if
the desk had been down, and `fire` does then what is due.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import timedelta

from chatdesk.app import build, everything, running
from chatdesk.demo import demo_settings, sandboxes
from chatdesk.demo_cast import cast_of
from chatdesk.demo_roster import enrol
from chatdesk.demo_time import do_what_is_due, next_timer
from tests.fakes.discord_people import DiscordPeople
from tests.fakes.wire_house import WireHouse
from tests.fakes.world import shipped

INSTANT = timedelta(milliseconds=1)


class Both:
    """The people of both platforms, around one desk."""

    def __init__(self, platforms, house) -> None:
        self.house = house
        self.slack = WireHouse(platforms.slack, house)
        desk = house.desk.desk
        self.discord = DiscordPeople(platforms.discord, desk.store, settle=self.settled, groups=desk.policy.groups)

    async def settled(self) -> None:
        await self.discord.sandbox.settled()
        await self.slack.settled()
        await self.discord.sandbox.settled()

    # -- time
    def jump(self, to) -> None:
        self.slack.sandbox.workspace.clock.jump((to + INSTANT).timestamp())

    async def fire(self) -> None:
        await do_what_is_due(self.house)
        await self.slack.settled()

    async def go_on(self, until) -> None:
        """Let time pass as a running desk sees it: every timer fires when it is due, and posts leave at once."""
        await self.fire()
        while (due := next_timer(self.house.desk.desk.store)) is not None and due <= until:
            self.jump(due)
            await self.fire()
        self.jump(until)


@asynccontextmanager
async def both_platforms(database_url, rooms=None, *, demo="faculty", at=None, **sections):
    """`rooms` gives a group the rooms on each platform that a test wants, in place of the demo's.

    `at` is when it begins; `sections` of the policy replace the demo's.
    """
    async with sandboxes(desk=demo) as platforms:
        if at is not None:
            platforms.slack.workspace.clock.jump(at.timestamp())
        async with a_desk(platforms, database_url, rooms, **sections) as both:
            yield both


@asynccontextmanager
async def a_desk(platforms, database_url, rooms=None, **sections):
    """Run a desk between platforms that are there already, on a database that another may have used."""
    platforms.discord.patience = 0.02
    settings = demo_settings(platforms, database_url)
    policy = shipped(settings.policy).model_copy(update=sections)
    if rooms is not None:
        groups = {name: group.model_copy(update={"rooms": rooms[name]}) for name, group in policy.groups.items()}
        policy = policy.model_copy(update={"groups": groups})
    async with (
        build(settings, policy, clock=platforms.clock) as house,
        running(house, settings, everything(settings)),
    ):
        await platforms.slack.connected()
        await platforms.discord.connected()
        enrol(house.desk.desk.store, cast_of(platforms.desk), platforms.clock())
        yield Both(platforms, house)
