"""The demo: a local Slack and a local Discord in the browser, and one desk that serves both; a throw-away database."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Final, NamedTuple

from pydantic import SecretStr

from chatdesk.app import House, everything, run_until
from chatdesk.demo_cast import FACULTY, GUILD, cast_of, demo_policy, guild_seed, workspace_seed
from chatdesk.demo_roster import enrol
from chatdesk.demo_time import offer_time
from chatdesk.sandbox.clock import SandboxClock
from chatdesk.sandbox.discord import DiscordSandbox, Guild
from chatdesk.sandbox.slack import SlackSandbox, Workspace
from chatdesk.settings import Settings

DEMO_POLICY: Final = demo_policy()
PEOPLE: Final = cast_of().people


class Sandboxes(NamedTuple):
    """The two local platforms, on one port and one clock."""

    slack: SlackSandbox
    discord: DiscordSandbox
    desk: str = FACULTY
    """Whose demo it is."""

    def clock(self) -> datetime:
        """Return the sandbox's time, which the page can move."""
        return datetime.fromtimestamp(self.slack.workspace.clock.now(), UTC)


async def serve(
    *,
    host: str,
    port: int,
    desk: str = FACULTY,
    database_url: str | None = None,
    stop: asyncio.Event | None = None,
) -> None:
    """Run a desk's demo until `stop`, or until SIGTERM or Ctrl-C; a fresh database each time unless one is named."""
    async with sandboxes(host=host, port=port, desk=desk) as platforms:
        with tempfile.TemporaryDirectory(prefix="chatdesk-demo-") as folder:
            settings = demo_settings(platforms, database_url or f"sqlite:///{folder}/demo.db")

            def built(house: House) -> None:
                enrol(house.desk.desk.store, cast_of(desk), platforms.clock())
                offer_time(platforms.slack.server.time, house)

            await run_until(settings, everything(settings), clock=platforms.clock, stop=stop, built=built)


@asynccontextmanager
async def sandboxes(
    *, host: str = "127.0.0.1", port: int = 0, desk: str = FACULTY, started: Callable[[], None] = lambda: None
) -> AsyncIterator[Sandboxes]:
    """Start both local platforms of a desk's demo on one port, and stop them at the end."""
    clock = SandboxClock()
    slack = SlackSandbox(Workspace.from_seed(workspace_seed(desk), clock))
    discord = DiscordSandbox(Guild.from_seed(guild_seed(desk), clock), server=slack.server)
    await slack.start(host=host, port=port)
    await discord.start(host=host, port=port)
    started()
    try:
        yield Sandboxes(slack, discord, desk)
    finally:
        await discord.stop()
        await slack.stop()


def demo_settings(platforms: Sandboxes, database_url: str) -> Settings:
    """Return settings that connect a desk to both local platforms: Slack over Socket Mode, Discord over its gateway."""
    return Settings.given(
        database_url=database_url,
        policy=str(demo_policy(platforms.desk)),
        slack_bot_token=SecretStr("xoxb-sandbox"),
        slack_app_token=SecretStr("xapp-sandbox"),
        slack_api_url=platforms.slack.api_url,
        discord_token=SecretStr("sandbox.discord.token"),
        discord_guild=GUILD,
        discord_api_url=platforms.discord.api_url,
        discord_gateway_url=platforms.discord.gateway_url,
    )


__all__ = [
    "DEMO_POLICY",
    "GUILD",
    "PEOPLE",
    "Sandboxes",
    "demo_settings",
    "guild_seed",
    "sandboxes",
    "serve",
    "workspace_seed",
]
