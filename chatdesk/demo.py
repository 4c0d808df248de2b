"""The demo: a local Slack and a local Discord in the browser, and one desk that serves both; a throw-away database."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

from pydantic import SecretStr

from chatdesk.adapters.slack import slack_manifest
from chatdesk.app import everything, run_until
from chatdesk.core.operations import OPERATIONS
from chatdesk.demo_time import offer_time
from chatdesk.sandbox.clock import SandboxClock
from chatdesk.sandbox.discord import DiscordSandbox, Guild
from chatdesk.sandbox.slack import BOT_USER, SlackSandbox, Workspace
from chatdesk.settings import Settings

DEMO_POLICY: Final = Path(__file__).parent / "desks" / "demo.yaml"
GUILD: Final = "700000000000000001"
APPLICATIONS_ROLE: Final = "700000000000000022"


class Somebody(NamedTuple):
    """A person of the demo, with an account on each platform."""

    slack: str
    discord: str
    name: str
    real_name: str
    locale: str
    title: str
    color: str
    roles: tuple[str, ...] = ()
    """Of the agents on Discord; on Slack the rooms tell."""


PEOPLE: Final = (
    Somebody("U0AMELIE", "700000000000000011", "amelie", "Amélie Roy", "fr-CA", "Enseignante", "#4c6ef5"),
    Somebody("U0NOAH", "700000000000000012", "noah", "Noah Clark", "en-US", "Resident", "#0ca678"),
    Somebody("U0INES", "700000000000000013", "ines", "Inès Martel", "fr-CA", "Agente, centre de services", "#e8590c"),
    Somebody(
        "U0SAM",
        "700000000000000014",
        "sam",
        "Sam Okafor",
        "en-GB",
        "Agent, application support",
        "#9c36b5",
        (APPLICATIONS_ROLE,),
    ),
    Somebody(
        "U0MAYA",
        "700000000000000015",
        "maya",
        "Maya Lindqvist",
        "en-US",
        "Support manager",
        "#c2255c",
        (APPLICATIONS_ROLE,),
    ),
)
AGENTS: Final = ("U0INES", "U0SAM", "U0MAYA")
TIME_ZONE: Final = "America/Toronto"


class Sandboxes(NamedTuple):
    """The two local platforms, on one port and one clock."""

    slack: SlackSandbox
    discord: DiscordSandbox

    def clock(self) -> datetime:
        """Return the sandbox's time, which the page can move."""
        return datetime.fromtimestamp(self.slack.workspace.clock.now(), UTC)


def workspace_seed() -> Mapping[str, Any]:
    """Return the local Slack: five people, the intake channel, two agents' channels, a place to talk."""
    everybody = [somebody.slack for somebody in PEOPLE]
    return {
        "team": {"id": "T0DESK", "name": "Northwind Faculty", "domain": "northwind"},
        "bot_token": "xoxb-sandbox",
        "app_token": "xapp-sandbox",
        "signing_secret": "sandbox-secret",
        "manifest": slack_manifest(OPERATIONS),
        "users": [_slack_user(somebody) for somebody in PEOPLE],
        "channels": [
            _channel("C0HELP", "help", "Need help? Write /ticket · Besoin d’aide ? Écrivez /ticket", everybody),
            _channel("C0TALK", "general", "Whatever is on your mind · De tout et de rien", everybody),
            _channel("C0DESK", "desk-agents", "Service desk · Centre de services", AGENTS, private=True),
            _channel("C0APPS", "apps-agents", "Applications", ("U0SAM", "U0MAYA"), private=True),
        ],
    }


def guild_seed() -> Mapping[str, Any]:
    """Return the local Discord: the same people and rooms; who is an agent, roles tell."""
    return {
        "guild": {"id": GUILD, "name": "Northwind Faculty"},
        "token": "sandbox.discord.token",
        "bot": {"id": "700000000000000003", "name": "chatdesk"},
        "users": [_discord_user(somebody) for somebody in PEOPLE],
        "roles": [
            {"id": APPLICATIONS_ROLE, "name": "applications", "permissions": "0"},
        ],
        "channels": [
            {"id": "700000000000000031", "name": "help", "type": 0, "topic": "Need help? Write /ticket"},
            {"id": "700000000000000033", "name": "apps-agents", "type": 0, "allow": [APPLICATIONS_ROLE]},
            {"id": "700000000000000034", "name": "general", "type": 0, "topic": "Whatever is on your mind"},
        ],
        "intents": ["message_content"],
    }


def _slack_user(somebody: Somebody) -> Mapping[str, Any]:
    return {
        "id": somebody.slack,
        "name": somebody.name,
        "real_name": somebody.real_name,
        "display_name": somebody.real_name,
        "locale": somebody.locale,
        "tz": TIME_ZONE,
        "title": somebody.title,
        "email": f"{somebody.name}@example.test",
        "color": somebody.color,
    }


def _discord_user(somebody: Somebody) -> Mapping[str, Any]:
    return {
        "id": somebody.discord,
        "name": somebody.name,
        "global_name": somebody.real_name,
        "locale": "fr" if somebody.locale.startswith("fr") else somebody.locale,
        "tz": TIME_ZONE,
        "title": somebody.title,
        "color": somebody.color,
        "roles": list(somebody.roles),
    }


def _channel(
    channel: str, name: str, topic: str, members: tuple[str, ...] | list[str], *, private: bool = False
) -> Mapping[str, Any]:
    return {"id": channel, "name": name, "is_private": private, "members": [*members, BOT_USER], "topic": topic}


async def serve(*, host: str, port: int, database_url: str | None = None, stop: asyncio.Event | None = None) -> None:
    """Run the demo until `stop`, or until SIGTERM or Ctrl-C; a fresh database each time unless one is named."""
    async with sandboxes(host=host, port=port) as platforms:
        with tempfile.TemporaryDirectory(prefix="chatdesk-demo-") as folder:
            settings = demo_settings(platforms, database_url or f"sqlite:///{folder}/demo.db")
            offered = partial(offer_time, platforms.slack.server.time)
            await run_until(settings, everything(settings), clock=platforms.clock, stop=stop, built=offered)


@asynccontextmanager
async def sandboxes(
    *, host: str = "127.0.0.1", port: int = 0, started: Callable[[], None] = lambda: None
) -> AsyncIterator[Sandboxes]:
    """Start both local platforms on one port, and stop them at the end."""
    clock = SandboxClock()
    slack = SlackSandbox(Workspace.from_seed(workspace_seed(), clock))
    discord = DiscordSandbox(Guild.from_seed(guild_seed(), clock), server=slack.server)
    await slack.start(host=host, port=port)
    await discord.start(host=host, port=port)
    started()
    try:
        yield Sandboxes(slack, discord)
    finally:
        await discord.stop()
        await slack.stop()


def demo_settings(platforms: Sandboxes, database_url: str) -> Settings:
    """Return settings that connect a desk to both local platforms: Slack over Socket Mode, Discord over its gateway."""
    return Settings.given(
        database_url=database_url,
        policy=str(DEMO_POLICY),
        slack_bot_token=SecretStr("xoxb-sandbox"),
        slack_app_token=SecretStr("xapp-sandbox"),
        slack_api_url=platforms.slack.api_url,
        discord_token=SecretStr("sandbox.discord.token"),
        discord_guild=GUILD,
        discord_api_url=platforms.discord.api_url,
        discord_gateway_url=platforms.discord.gateway_url,
    )
