"""The measured apps in a process of their own, so that who asks does not share their interpreter.

`python -m bench.serving API_URL FOLDER` serves our desk, the two bolt apps and the ORM app over HTTP, connects the
first three over Socket Mode, writes where they are as one line of JSON, and ends when its input does.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bench.fake_slack import served
from bench.payloads import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET
from bench.reference_bolt import app_of_listeners, bare_app
from bench.reference_orm import orm_app
from chatdesk.app import build
from chatdesk.demo import DEMO_POLICY
from chatdesk.desks.loader import load_policy
from chatdesk.settings import Settings
from chatdesk.store.migrate import migrate

PATH = "/slack/events"


async def serve(api_url: str, folder: Path) -> None:
    """Serve until the input ends."""
    logging.basicConfig(level=logging.ERROR)
    async with serving(api_url, folder) as told:
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.read)


@asynccontextmanager
async def serving(api_url: str, folder: Path) -> AsyncIterator[dict[str, Any]]:
    """Serve the four apps while the block runs; yield their `ports`, and how many `listeners` `many` has."""
    async with AsyncExitStack() as stack:
        ports: dict[str, int] = {}
        settings = _settings(f"{api_url}ours/api/", folder)
        migrate(settings.database_url)
        house = await stack.enter_async_context(build(settings, load_policy(settings.policy)))
        assert house.slack is not None
        ports["ours"] = await stack.enter_async_context(served(house.slack.http_app()))
        await house.slack.start_socket_mode()

        bare = bare_app(f"{api_url}one/api/")
        many, listeners = app_of_listeners(f"{api_url}many/api/")
        for name, app in {"one": bare, "many": many}.items():
            ports[name] = await stack.enter_async_context(served(app.web_app(PATH)))
            stack.push_async_callback((await _connected(app)).close_async)

        orm_file = folder / "orm.db"
        migrate(f"sqlite:///{orm_file}")
        client = AsyncWebClient(token=BOT_TOKEN, base_url=f"{api_url}orm/api/")
        orm, engine = orm_app(client, SIGNING_SECRET, orm_file)
        stack.push_async_callback(engine.dispose)
        ports["orm"] = await stack.enter_async_context(served(orm.web_app(PATH)))

        yield {"ports": ports, "listeners": listeners}


async def _connected(app: AsyncApp) -> AsyncSocketModeHandler:
    handler = AsyncSocketModeHandler(app, APP_TOKEN)
    await handler.connect_async()
    return handler


def _settings(api_url: str, folder: Path) -> Settings:
    return Settings.given(
        database_url=f"sqlite:///{folder / 'ours.db'}",
        policy=str(DEMO_POLICY),
        slack_bot_token=SecretStr(BOT_TOKEN),
        slack_app_token=SecretStr(APP_TOKEN),
        slack_signing_secret=SecretStr(SIGNING_SECRET),
        slack_api_url=api_url,
    )


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], Path(sys.argv[2])))
