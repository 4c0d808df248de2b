"""A desk that serves a local Slack and a local Discord at once, over the real wire."""

from __future__ import annotations

from contextlib import asynccontextmanager

from chatdesk.app import build, everything, running
from chatdesk.demo import demo_settings, sandboxes
from chatdesk.desks.loader import load_policy
from tests.fakes.discord_people import DiscordPeople
from tests.fakes.wire_house import WireHouse


class Both:
    """The people of both platforms, around one desk."""

    def __init__(self, platforms, house) -> None:
        self.house = house
        self.slack = WireHouse(platforms.slack, house)
        self.discord = DiscordPeople(platforms.discord, house.desk.desk.store, settle=self.settled)

    async def settled(self) -> None:
        await self.discord.sandbox.settled()
        await self.slack.settled()
        await self.discord.sandbox.settled()


@asynccontextmanager
async def both_platforms(database_url, rooms=None):
    """`rooms` gives a group the rooms on each platform that a test wants, in place of the demo's."""
    async with sandboxes() as platforms:
        settings = demo_settings(platforms, database_url)
        policy = load_policy(settings.policy)
        if rooms is not None:
            groups = {name: group.model_copy(update={"rooms": rooms[name]}) for name, group in policy.groups.items()}
            policy = policy.model_copy(update={"groups": groups})
        async with (
            build(settings, policy, clock=platforms.clock) as house,
            running(house, settings, everything(settings)),
        ):
            await platforms.slack.connected()
            await platforms.discord.connected()
            yield Both(platforms, house)
