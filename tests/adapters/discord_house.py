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
from chatdesk.core.model import Audience, TicketId
from chatdesk.core.operations import OPERATIONS
from chatdesk.core.policy import RoomsPolicy
from chatdesk.desks.calendars import Calendars
from chatdesk.desks.loader import load_policy
from chatdesk.jobs.deliver_posts import DeliverPosts, Patience
from chatdesk.sandbox.discord import DiscordSandbox, Guild
from chatdesk.store.outbox import Outbox
from chatdesk.store.store import SqlStore

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
    policy = load_policy("faculty")
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


class House:
    def __init__(self, sandbox, face, store, deliver, outbox) -> None:
        self.sandbox, self.face, self.store, self.deliver, self.outbox = sandbox, face, store, deliver, outbox
        self.act = sandbox.act
        self.reduced = ()

    async def settled(self) -> None:
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

    def ticket(self, number):
        with self.store.read() as unit:
            return unit.ticket(TicketId(number))

    def place(self, ticket, audience="public"):
        with self.store.read() as unit:
            return unit.find_place(ticket.id, Audience(audience))

    def newest(self):
        with self.store.read() as unit:
            return max(unit.queue(self.face.asking.policy.groups, 100), key=lambda ticket: ticket.id)

    # -- what people do
    async def open(self, who=AMELIE, **typed):
        answer = await self.command(who, "ticket open")
        answer = await self.choose(who, answer["message"], typed.pop("product", "other"))
        answer = await self.choose(who, answer["message"], typed.pop("kind", "question"))
        told = {"title": "Accès", "description": "Rien ne va", **typed}
        answer = await self.fill(who, answer, **told)
        assert answer["modal"] is None, answer
        await self.settled()
        return self.newest()

    async def command(self, who, name, channel=HELP, **options):
        answer = await self.act.command(as_=who, channel=channel, name=name, options=options)
        assert answer["ok"], answer
        return answer

    async def choose(self, who, message, value):
        """Choose in the last list of a message."""
        lists = [c for row in message["components"] for c in row["components"] if c["type"] == 3]
        custom_id = next(c["custom_id"] for c in lists if value in [option["value"] for option in c["options"]])
        return await self._press(who, message, custom_id, [value])

    async def fill(self, who, answer, **typed):
        """Fill in the modals, one after another, each field where it is asked for."""
        while True:
            modal = answer["modal"]
            fields = [c["component"]["custom_id"] for c in modal["components"] if c["type"] == 18]
            values = {field: typed[field.replace(".", "__")] for field in fields if field.replace(".", "__") in typed}
            answer = await self.act.submit(as_=who, modal=modal["id"], values=values)
            assert answer["ok"], answer
            assert not answer["errors"], answer
            further = [
                c["custom_id"]
                for row in (answer["message"] or {}).get("components", ())
                for c in row["components"]
                if c["custom_id"].startswith("next:")
            ]
            if not further or answer["message"]["components"][-1]["components"][0]["label"] not in CONTINUE:
                return answer
            answer = await self._press(who, answer["message"], further[0])

    async def press(self, who, message, verb):
        custom_id = next(
            c["custom_id"]
            for row in message["components"]
            for c in row["components"]
            if c["custom_id"].startswith((f"cd:{verb}:", f"{verb}:"))
        )
        return await self._press(who, message, custom_id)

    async def _press(self, who, message, custom_id, values=None):
        answer = await self.act.press(
            as_=who, channel=message["channel_id"], message=message["id"], custom_id=custom_id, values=values
        )
        assert answer["ok"], answer
        return answer

    async def history(self, who, channel):
        return (await self.act.history(as_=who, channel=channel))["messages"]

    async def card(self, who, ticket, audience="public"):
        place = self.place(ticket, audience)
        channel = place.room if place.thread == place.card else place.thread
        return next(m for m in await self.history(who, channel) if m["id"] == place.card)

    async def direct(self, who):
        state = await self.act.state(as_=who)
        [channel] = [c for c in state["channels"] if c["type"] == 1] or [None]
        return await self.history(who, channel["id"]) if channel else []


CONTINUE = ("Continue", "Continuer")


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


def words_of(thing) -> str:
    """Every text in a message or a modal."""
    if isinstance(thing, dict):
        return " ".join(
            words_of(value) for key, value in thing.items() if key in WORDY or isinstance(value, dict | list)
        )
    if isinstance(thing, list):
        return " ".join(words_of(value) for value in thing)
    return thing if isinstance(thing, str) else ""


WORDY = {"content", "title", "description", "name", "value", "label", "placeholder"}
