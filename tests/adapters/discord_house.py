"""A whole desk in a local Discord over the real wire: unmodified discord.py, gateway and REST.

Drive it with `house.act.…` (what people do) and `await house.settled()` (until every post has left).
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import discord_quiet  # noqa: F401

from chatdesk.adapters.discord import DiscordFace, DiscordSettings
from chatdesk.async_desk import AsyncDesk
from chatdesk.core.desk import Desk
from chatdesk.core.operations import OPERATIONS
from chatdesk.core.policy_desk import RoomsPolicy
from chatdesk.desks.calendars import Calendars
from chatdesk.jobs.deliver_posts import DeliverPosts, Patience
from chatdesk.sandbox.discord import DiscordSandbox, Guild
from chatdesk.store.outbox import Outbox
from chatdesk.store.store import SqlStore
from tests.fakes.discord_people import DiscordPeople, words_of
from tests.fakes.world import shipped

GUILD, BOT = "700000000000000001", "700000000000000002"
AMELIE, NOAH, INES, SAM = (f"70000000000000001{n}" for n in range(4))
HELP, DESK_ROOM, APPS_ROOM = (f"70000000000000002{n}" for n in range(3))
AGENTS = "700000000000000030"
TOKEN = "sandbox.discord.token"


def seed() -> dict:
    people = (
        (AMELIE, "amelie", "Amélie Roy", "fr", []),
        (NOAH, "noah", "Noah Clark", "en-US", []),
        (INES, "ines", "Inès CANARYINES", "fr", [AGENTS]),
        (SAM, "sam", "Sam CANARYSAM", "en-US", [AGENTS]),
    )
    return {
        "guild": {"id": GUILD, "name": "Northwind Faculty"},
        "token": TOKEN,
        "application_id": "700000000000000003",
        "bot": {"id": BOT, "name": "chatdesk"},
        "users": [
            {"id": user, "name": name, "global_name": shown, "locale": locale, "roles": roles, "tz": "America/Toronto"}
            for user, name, shown, locale, roles in people
        ],
        "roles": [
            {"id": AGENTS, "name": "agents", "permissions": "0"},
            {"id": "700000000000000031", "name": "desk", "permissions": "0"},
        ],
        "channels": [
            {"id": HELP, "name": "help", "type": 0, "topic": ""},
            {"id": DESK_ROOM, "name": "desk", "type": 0, "topic": "", "allow": [AGENTS]},
            {"id": APPS_ROOM, "name": "apps", "type": 0, "topic": "", "allow": [AGENTS]},
        ],
        "intents": ["message_content"],
    }


def faculty(**desk):
    policy = shipped("faculty")
    rooms = {"service_desk": DESK_ROOM, "applications": APPS_ROOM}
    groups = {
        name: group.model_copy(update={"rooms": {"discord": rooms[name]}}) for name, group in policy.groups.items()
    }
    return policy.model_copy(
        update={
            "groups": groups,
            "rooms": {"discord": RoomsPolicy(intake=HELP)},
            "managers": {},
            "desk": policy.desk.model_copy(update=desk),
        }
    )


class House(DiscordPeople):
    def __init__(self, sandbox, face, store, deliver, outbox) -> None:
        super().__init__(sandbox, store, settle=self.until_settled, help_room=HELP)
        self.face, self.deliver, self.outbox = face, deliver, outbox
        self.reduced = ()

    async def until_settled(self) -> None:
        await self.sandbox.settled()
        for _ in range(50):
            await self.deliver.finish()
            due = self.outbox.next_due(self.now())
            if due is None:
                break
            self.sandbox.guild.clock.advance(max((due - self.now()).total_seconds(), 0.01))
        await self.sandbox.settled()

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.sandbox.guild.clock.now(), UTC)


@asynccontextmanager
async def discord_house(sqlite_url, *, policy=None, intents=("message_content",), start=True):
    sandbox = DiscordSandbox(Guild.from_seed(seed() | {"intents": list(intents)}))
    await sandbox.start(host="127.0.0.1", port=0)
    store = SqlStore(sqlite_url)
    clock = lambda: datetime.fromtimestamp(sandbox.guild.clock.now(), UTC)  # noqa: E731
    policy = policy or faculty()
    desk = Desk(store=store, policy=policy, calendars=Calendars(policy), operations=OPERATIONS)
    with ThreadPoolExecutor(1) as executor:
        async_desk = AsyncDesk(desk, executor=executor, clock=clock)
        settings = DiscordSettings(
            token=TOKEN, guild=GUILD, api_url=sandbox.api_url, gateway_url=sandbox.gateway_url, timeout=5.0
        )
        face = DiscordFace(settings, async_desk)
        outbox = Outbox(store)
        patience = Patience(read_back=timedelta(seconds=60))
        deliver = DeliverPosts(async_desk, outbox, {"discord": face.platform}, patience=patience)
        house = House(sandbox, face, store, deliver, outbox)
        try:
            if start:
                house.reduced = await face.start()
                await sandbox.connected()
            yield house
        finally:
            await face.close()
            await sandbox.stop()
            store.close()


__all__ = ["AMELIE", "BOT", "DESK_ROOM", "HELP", "INES", "NOAH", "SAM", "discord_house", "faculty", "words_of"]
