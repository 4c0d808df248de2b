"""The demo: a local Slack workspace in the browser, and a desk that serves it; one process, a throw-away database."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from pydantic import SecretStr

from chatdesk.adapters.slack import slack_manifest
from chatdesk.app import Role, run_until
from chatdesk.core.operations import OPERATIONS
from chatdesk.sandbox.slack import BOT_USER, SlackSandbox, Workspace
from chatdesk.settings import Settings

DEMO_POLICY: Final = Path(__file__).parent / "desks" / "demo.yaml"

PEOPLE: Final = (
    ("U0AMELIE", "amelie", "Amélie Roy", "fr-CA", "America/Toronto", "Enseignante", "#4c6ef5"),
    ("U0NOAH", "noah", "Noah Clark", "en-US", "America/Toronto", "Resident", "#0ca678"),
    ("U0INES", "ines", "Inès Martel", "fr-CA", "America/Toronto", "Agente, centre de services", "#e8590c"),
    ("U0SAM", "sam", "Sam Okafor", "en-GB", "America/Toronto", "Agent, application support", "#9c36b5"),
    ("U0MAYA", "maya", "Maya Lindqvist", "en-US", "America/Toronto", "Support manager", "#c2255c"),
)
AGENTS: Final = ("U0INES", "U0SAM", "U0MAYA")


def workspace_seed() -> Mapping[str, Any]:
    """Return the local workspace: five people, the intake channel, two agents' channels, a place to talk."""
    everybody = [user for user, *_ in PEOPLE]
    return {
        "team": {"id": "T0DESK", "name": "Northwind Faculty", "domain": "northwind"},
        "bot_token": "xoxb-sandbox",
        "app_token": "xapp-sandbox",
        "signing_secret": "sandbox-secret",
        "manifest": slack_manifest(OPERATIONS),
        "users": [
            {
                "id": user,
                "name": name,
                "real_name": real_name,
                "display_name": real_name,
                "locale": locale,
                "tz": zone,
                "title": title,
                "email": f"{name}@example.test",
                "color": color,
            }
            for user, name, real_name, locale, zone, title, color in PEOPLE
        ],
        "channels": [
            _channel("C0HELP", "help", "Write /ticket to ask for help · Écrivez /ticket", [*everybody, BOT_USER]),
            _channel("C0TALK", "general", "Whatever is on your mind", [*everybody, BOT_USER]),
            _channel("C0DESK", "desk-agents", "Service desk, agents only", [*AGENTS, BOT_USER], private=True),
            _channel("C0APPS", "apps-agents", "Application support", ["U0SAM", "U0MAYA", BOT_USER], private=True),
        ],
    }


def _channel(channel: str, name: str, topic: str, members: list[str], *, private: bool = False) -> Mapping[str, Any]:
    return {"id": channel, "name": name, "is_private": private, "members": members, "topic": topic}


async def serve(*, host: str, port: int, database_url: str | None = None, stop: asyncio.Event | None = None) -> None:
    """Run the demo until `stop`, or until SIGTERM or Ctrl-C; a fresh database each time unless one is named."""
    sandbox = SlackSandbox(Workspace.from_seed(workspace_seed()))
    await sandbox.start(host=host, port=port)
    try:
        with tempfile.TemporaryDirectory(prefix="chatdesk-demo-") as folder:
            settings = demo_settings(sandbox, database_url or f"sqlite:///{folder}/demo.db")
            await run_until(
                settings,
                frozenset(Role),
                clock=lambda: datetime.fromtimestamp(sandbox.workspace.clock.now(), UTC),
                stop=stop,
            )
    finally:
        await sandbox.stop()


def demo_settings(sandbox: SlackSandbox, database_url: str) -> Settings:
    """Return settings that connect a desk to the local workspace over Socket Mode."""
    return Settings.given(
        database_url=database_url,
        policy=str(DEMO_POLICY),
        slack_bot_token=SecretStr("xoxb-sandbox"),
        slack_app_token=SecretStr("xapp-sandbox"),
        slack_api_url=sandbox.api_url,
    )
