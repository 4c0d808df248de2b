"""A whole desk in simcord, a Discord that somebody else wrote: our REST goes over HTTP, its gateway is in the process.

simcord has no sockets: it feeds the gateway's events to discord.py itself, and a door of ours hands each HTTP call to
its routes. So our own client and every route and body is judged by it; identify, heartbeat, resume and rate limits are
not, nor languages (everybody there is English), nor the nonce (it takes it and looks no further).
"""

from __future__ import annotations

import json
import warnings
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager

from aiohttp import web

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    import discord
    import simcord
    from simcord.backend.errors import BackendError
    from simcord.http.router import RouteNotImplemented, UnsupportedField, dispatch

from chatdesk.adapters._discord.gateway import Gateway
from chatdesk.adapters._discord.permissions import NEEDED
from chatdesk.adapters.discord import DiscordFace, DiscordSettings
from chatdesk.async_desk import AsyncDesk
from chatdesk.core.desk import Desk
from chatdesk.core.model import Audience, TicketId
from chatdesk.core.operations import OPERATIONS
from chatdesk.core.policy_desk import PrivateThreads, RoomsPolicy, Threads
from chatdesk.desks.calendars import Calendars
from chatdesk.jobs.deliver_posts import DeliverPosts
from chatdesk.store.outbox import Outbox
from chatdesk.store.store import SqlStore
from tests.fakes.world import shipped

TOKEN = "simcord.discord.token"
GROUPS = ("service_desk", "applications")
SIMCORD_ALSO_NEEDS = discord.Permissions(manage_channels=True)
"""To lock and archive a thread; Discord itself asks for Manage Threads there, which we have."""
BUTTON, LIST, LABEL = 2, 3, 18


class Door:
    """HTTP in front of simcord's routes. What it does not know is kept in `gaps`: never an answer to believe."""

    def __init__(self) -> None:
        self.backend = None
        self.gaps: list[str] = []
        self.refused: list[str] = []

    async def serve(self, request: web.Request) -> web.Response:
        path = "/" + request.match_info["path"]
        public = path.startswith(("/interactions/", "/webhooks/"))
        if not public and request.headers.get("Authorization") != f"Bot {TOKEN}":
            return _json({"code": 0, "message": "401: Unauthorized"}, status=401)
        told = await request.text()
        try:
            answer = dispatch(
                self.backend,
                request.method,
                path,
                json=json.loads(told) if told else None,
                params=dict(request.query),
            )
        except (RouteNotImplemented, UnsupportedField) as gap:
            self.gaps.append(str(gap))
            return _json(gap.to_json(), status=gap.status)
        except BackendError as error:
            self.refused.append(f"{request.method} {path}: {error}")
            return _json(error.to_json(), status=error.status)
        return web.Response(status=204) if answer is None else _json(answer)

    @asynccontextmanager
    async def opened(self):
        app = web.Application()
        app.router.add_route("*", "/api/v10/{path:.*}", self.serve)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        try:
            yield f"http://127.0.0.1:{runner.addresses[0][1]}/api/v10"
        finally:
            await runner.cleanup()


def _json(thing, status=200) -> web.Response:
    """Return JSON as Discord does: discord.py reads nothing with a charset as such."""
    return web.Response(body=json.dumps(thing), status=status, headers={"Content-Type": "application/json"})


class House:
    """What people do and see there."""

    def __init__(self, env, guild, people, rooms, *, store, deliver, face, door, closing) -> None:
        self.env, self.guild, self.door, self.face, self.closing = env, guild, door, face, closing
        self.store, self.outbox, self.deliver = store, Outbox(store), deliver
        self.amelie, self.noah, self.ines = people["amelie"], people["noah"], people["ines"]
        self.help, self.desk_room = rooms["help"], rooms["service_desk"]

    # -- the desk
    def ticket(self, number):
        with self.store.read() as unit:
            return unit.ticket(TicketId(number))

    def place(self, ticket, audience="public"):
        with self.store.read() as unit:
            return unit.find_place(ticket.id, Audience(audience))

    def newest(self):
        with self.store.read() as unit:
            return max(unit.queue(GROUPS, 100), key=lambda ticket: ticket.id)

    async def settled(self) -> None:
        """Wait until every post has left."""
        await self.env.settle()
        for _ in range(50):
            await self.deliver.finish()
            due = self.outbox.next_due(self.env.now())
            if due is None:
                break
            await self.env.advance_time(max((due - self.env.now()).total_seconds(), 0.01))
        await self.env.settle()

    async def restart(self) -> None:
        """End our process and begin another, as far as simcord can tell."""
        self.face = _face(self.face.settings, self.deliver.desk)
        self.closing.push_async_callback(self.face.rest.close)
        self.deliver.platforms["discord"] = self.face.platform
        await self.env.restart_bot(self.face._gateway)

    def forbid(self, permission) -> None:
        """Take a permission from everybody, the app too."""
        for role in (_role_of_app(self.guild)._role, self.guild.default_role._role):
            role.permissions &= ~discord.Permissions(**{permission: True}).value

    # -- what people do
    async def open(self, who, **typed):
        shown = await self.choose(who, await who.slash(self.help, "ticket open"), "other")
        shown = await self.choose(who, shown, "question")
        await self.fill(who, shown, **{"title": "Accès", "description": "Rien ne va", **typed})
        await self.settled()
        return self.newest()

    async def choose(self, who, shown, value):
        """Choose in the list of a message that has it."""
        message = shown.response
        lists = [c for row in message.components for c in row["components"] if c["type"] == LIST]
        custom_id = next(c["custom_id"] for c in lists if value in [option["value"] for option in c["options"]])
        return await who.select(message, [value], custom_id=custom_id)

    async def fill(self, who, shown, **typed):
        """Fill in the modals, one after another, each field where it is asked for."""
        while True:
            assert shown.modal is not None, shown
            fields = [c["component"]["custom_id"] for c in shown.modal["components"] if c["type"] == LABEL]
            shown = await who.submit_modal(shown, {field: typed[field] for field in fields if field in typed})
            further = [b for b in buttons_of(shown.response) if b["custom_id"].startswith("next:")]
            if not further or further[0]["label"] != "Continue":
                return shown
            shown = await who.click(shown.response, custom_id=further[0]["custom_id"])

    async def press(self, who, message, verb):
        """Press the button of a verb, or choose it in the message's menu."""
        wanted = (f"cd:{verb}:", f"{verb}:")
        pressed = next((b["custom_id"] for b in buttons_of(message) if b["custom_id"].startswith(wanted)), None)
        if pressed is not None:
            return await who.click(message, custom_id=pressed)
        menu, value = next(
            (menu["custom_id"], option["value"])
            for menu in components_of(message, LIST)
            for option in menu["options"]
            if option["value"].startswith(wanted)
        )
        return await who.select(message, [value], custom_id=menu)

    # -- what they see
    def channel(self, number):
        threads = (thread for room in self.guild.channels.values() for thread in room.threads)
        return next(c for c in (*self.guild.channels.values(), *threads) if str(c.id) == str(number))

    def history(self, who, channel):
        return self.channel(channel).history(viewer=who)

    def card(self, who, ticket, audience="public"):
        place = self.place(ticket, audience)
        channel = place.room if place.thread == place.card else place.thread
        return next(m for m in self.history(who, channel) if str(m.id) == place.card)

    def thread(self, number):
        """Return a thread as simcord tells of it."""
        return dispatch(self.env.backend, "GET", f"/channels/{number}")

    def members(self, number):
        told = dispatch(self.env.backend, "GET", f"/channels/{number}/thread-members")
        return {int(member["user_id"]) for member in told}

    def commands(self):
        path = f"/applications/{self.env.backend.application_id}/guilds/{self.guild.id}/commands"
        return dispatch(self.env.backend, "GET", path)

    def direct(self, who):
        return who.user.dm_channel.history(viewer=who.user)


def buttons_of(message):
    """Return a message's buttons as JSON, be it discord.py's or simcord's."""
    return [] if message is None else components_of(message, BUTTON)


def components_of(message, kind):
    """Return a message's components of a kind as JSON."""
    rows = [row if isinstance(row, dict) else row.to_dict() for row in message.components]
    return [c for row in rows for c in row.get("components", ()) if c["type"] == kind and "custom_id" in c]


def words_of(*messages) -> str:
    """Every text in messages."""
    embeds = [embed for message in messages for embed in message.embeds]
    fields = [text for embed in embeds for field in embed.fields for text in (field.name, field.value)]
    labels = [button["label"] for message in messages for button in buttons_of(message) if button.get("label")]
    told = [text for embed in embeds for text in (embed.title, embed.description, embed.footer.text)]
    return " ".join(text for text in (*(m.content for m in messages), *told, *fields, *labels) if text)


@asynccontextmanager
async def simcord_house(sqlite_url, *, private=False):
    """Give a desk in simcord. It ends in an error where simcord lacks what we ask of it, or our code fails."""
    door, store = Door(), SqlStore(sqlite_url)
    with ThreadPoolExecutor(1) as executor:
        async with door.opened() as url, simcord.run(_anybody(), shard_count=1) as env:
            door.backend = env.backend
            guild = env.create_guild("Northwind Faculty")
            people, rooms = _furnish(env, guild)
            policy = _faculty(rooms, private=private)
            desk = Desk(store=store, policy=policy, calendars=Calendars(policy), operations=OPERATIONS)
            async_desk = AsyncDesk(desk, executor=executor, clock=env.now)
            settings = DiscordSettings(token=TOKEN, guild=str(guild.id), api_url=url, timeout=5.0)
            face = _face(settings, async_desk)
            async with AsyncExitStack() as closing:
                closing.callback(store.close)
                closing.push_async_callback(face.rest.close)
                await env.restart_bot(face._gateway)
                await face._register()
                deliver = DeliverPosts(async_desk, Outbox(store), {"discord": face.platform})
                parts = {"store": store, "deliver": deliver, "face": face, "door": door, "closing": closing}
                yield House(env, guild, people, rooms, **parts)
                await env.settle()
    assert door.gaps == []


def _anybody() -> discord.AutoShardedClient:
    """Return a client that stands in until ours can be built: our policy names rooms that must be there first."""
    return discord.AutoShardedClient(intents=discord.Intents(guilds=True), shard_count=1)


def _face(settings, desk) -> DiscordFace:
    """Return what `DiscordFace.start` would connect: simcord connects it in its own way."""
    face = DiscordFace(settings, desk)
    parts = {"router": face.router, "listening": face.listening, "rooms": face.rooms, "under_way": face._under_way}
    parts |= {"invited": face._register}
    face._gateway = Gateway(settings, **parts, message_content=True)
    return face


def _furnish(env, guild):
    agents = guild.create_role("agents")
    app = _role_of_app(guild)
    app._role.permissions = (NEEDED | SIMCORD_ALSO_NEEDS).value
    hidden = {
        guild.default_role: discord.PermissionOverwrite(view_channel=False),
        agents: discord.PermissionOverwrite(view_channel=True),
        app: discord.PermissionOverwrite(view_channel=True),
    }
    rooms = {
        "help": guild.create_text_channel("help"),
        "service_desk": guild.create_text_channel("desk", overwrites=hidden),
        "applications": guild.create_text_channel("apps", overwrites=hidden),
    }
    shown = (("amelie", "Amélie Roy", ()), ("noah", "Noah Clark", ()), ("ines", "Inès CANARYINES", (agents,)))
    people = {
        name: guild.add_member(env.create_user(name, global_name=full), roles=roles) for name, full, roles in shown
    }
    return people, rooms


def _role_of_app(guild):
    return next(role for role in guild.roles.values() if role._role.managed)


def _faculty(rooms, *, private):
    policy = shipped("faculty")
    groups = {
        name: group.model_copy(update={"rooms": {"discord": str(rooms[name].id)}})
        for name, group in policy.groups.items()
    }
    intake = RoomsPolicy(intake=str(rooms["help"].id))
    if private:
        intake = intake.model_copy(update={"private": PrivateThreads.THREAD})
    desk = policy.desk.model_copy(update={"threads": Threads.PRIVATE}) if private else policy.desk
    return policy.model_copy(update={"groups": groups, "rooms": {"discord": intake}, "managers": {}, "desk": desk})
