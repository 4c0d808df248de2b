"""The local Discord put together: guild, REST, gateway and controls on the port and page of a sandbox server."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from chatdesk.sandbox.discord.act import Act
from chatdesk.sandbox.discord.channel_routes import ChannelRoutes
from chatdesk.sandbox.discord.command_routes import CommandRoutes
from chatdesk.sandbox.discord.commands import Commands
from chatdesk.sandbox.discord.composing import Composer
from chatdesk.sandbox.discord.control import add_control
from chatdesk.sandbox.discord.files import Files
from chatdesk.sandbox.discord.gateway import Gateway
from chatdesk.sandbox.discord.interaction_routes import InteractionRoutes
from chatdesk.sandbox.discord.interactions import Interactions
from chatdesk.sandbox.discord.limits import Limits
from chatdesk.sandbox.discord.message_routes import MessageRoutes
from chatdesk.sandbox.discord.messages import Messages
from chatdesk.sandbox.discord.modals import Modals
from chatdesk.sandbox.discord.reactions import Reactions
from chatdesk.sandbox.discord.rest import Call, RestApi
from chatdesk.sandbox.discord.thread_routes import ThreadRoutes
from chatdesk.sandbox.discord.threads import Threads
from chatdesk.sandbox.faults import Faults
from chatdesk.sandbox.live import Live
from chatdesk.sandbox.server import SandboxServer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from chatdesk.sandbox.discord.errors import Json
    from chatdesk.sandbox.discord.guild import Guild

API = "/api/v10"
GATEWAY = "/gateway"
PATIENCE = 0.05
DEFERRAL_TIMEOUT = 3.0


class DiscordSandbox:
    """A Discord for one guild and one app. `docs/sandbox-discord.md` is its manual.

    `patience` is how long an act waits for what the app does after its answer, `deferral_timeout` how long for the
    message that a deferral announces.
    """

    def __init__(self, guild: Guild, server: SandboxServer | None = None) -> None:
        self.guild = guild
        self.server = server or SandboxServer()
        self.patience = PATIENCE
        self.deferral_timeout = DEFERRAL_TIMEOUT
        self.faults = Faults()
        self.limits = Limits(guild.clock)
        self.threads = Threads(guild)
        self.messages = Messages(guild, self.threads)
        self.reactions = Reactions(guild)
        self.files = Files(guild, lambda: self.server.url)
        self.commands = Commands(guild)
        self.modals = Modals(guild, self.files)
        self.interactions = Interactions(guild)
        self.gateway = Gateway(guild, lambda: self.gateway_url)
        self.live = Live(guild)
        composer = Composer(self.files)
        families = (
            InteractionRoutes(
                guild,
                interactions=self.interactions,
                messages=self.messages,
                threads=self.threads,
                composer=composer,
                modals=self.modals,
            ),
            MessageRoutes(guild, self.messages, self.reactions, self.threads, composer),
            ThreadRoutes(guild, self.messages, self.threads),
            ChannelRoutes(guild, self.messages, self.threads, lambda: self.gateway_url),
            CommandRoutes(guild, self.commands),
        )
        routes = [route for family in families for route in family.table()]
        self.rest = RestApi(guild, routes, self.faults, self.limits, self.flush)
        self.act = Act(self)
        self.server.time.follow(guild.clock, self._tell_time)
        self._add_routes()

    def _add_routes(self) -> None:
        router = self.server.app.router
        router.add_route("*", API + "/{path:.+}", self.rest.serve)
        router.add_get(GATEWAY, self.gateway.serve)
        router.add_get(GATEWAY + "/", self.gateway.serve)
        router.add_get("/attachments/{channel}/{file}/{name}", self.files.serve)
        add_control(self, router)

    async def start(self, host: str = "127.0.0.1", port: int = 0, *, allowed_hosts: Iterable[str] = ()) -> None:
        """Listen, unless the server does already. The running event loop owns everything from here on."""
        await self.server.start(host, port, allowed_hosts=allowed_hosts)

    async def stop(self) -> None:
        """Close every connection and stop listening."""
        await self.live.close()
        await self.gateway.close()
        await self.server.stop()

    @property
    def url(self) -> str:
        """The sandbox's address, without a trailing slash."""
        return self.server.url

    @property
    def api_url(self) -> str:
        """The base of the REST API, without a trailing slash."""
        return self.server.url + API

    @property
    def gateway_url(self) -> str:
        """Where the app connects."""
        return f"ws://{self.server.host}:{self.server.port}{GATEWAY}"

    @property
    def ack_timeout(self) -> float:
        """Seconds the app has for its first answer to an interaction."""
        return self.interactions.answer_within

    @ack_timeout.setter
    def ack_timeout(self, seconds: float) -> None:
        self.interactions.answer_within = seconds

    @property
    def calls(self) -> list[Call]:
        """The calls the app made, oldest first."""
        return self.rest.calls

    async def connected(self, count: int = 1) -> None:
        """Wait until the app has that many gateway sessions connected, and read their first events."""
        await self.gateway.wait(count)
        await self.gateway.read()

    async def identified(self, count: int) -> None:
        """Wait until the app identified or resumed that often since the start."""
        await self.gateway.wait_identified(count)
        await self.gateway.read()

    async def settled(self) -> None:
        """Wait until the app has read every event, and has made no call for a moment."""
        while True:
            self.flush()
            await self.gateway.read()
            await self.rest.idle.wait()
            seen = len(self.calls)
            await asyncio.sleep(self.patience)
            if not self.rest.under_way and len(self.calls) == seen:
                return

    def _tell_time(self, now: float) -> None:
        self.guild.tell("clock", now=now)
        self.flush()

    def flush(self) -> list[Json]:
        """Hand out what happened: events to the app, notices to the pages. Reports each event and whom it reached."""
        events, self.guild.outgoing = self.guild.outgoing, []
        notices, self.guild.notices = self.guild.notices, []
        self.live.push(notices)
        return [{"type": event.type, "sent": self.gateway.publish(event)} for event in events]

    def reset(self) -> None:
        """Return to the seed. The app stays connected and its commands registered."""
        self.guild.reset()
        self.messages.forget()
        self.modals.forget()
        self.interactions.forget()
        self.files.forget()
        self.faults.clear()
        self.limits.clear()
        self.calls.clear()
        self.guild.tell("state")
        self.flush()
