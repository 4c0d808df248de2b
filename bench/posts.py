"""Posting a card: the desk's platform, drawing included, beside slack_sdk's client with a shared session."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Final

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bench.apps import ROOT, end
from bench.payloads import BOT_TOKEN, ROOM
from bench.render import a_card
from bench.rounds import Effort, Goal, Row, Tell, compared, interleaved
from chatdesk.adapters._slack.pacing import Pace
from chatdesk.adapters._slack.platform import EVENT_TYPE, SlackPlatform, delivery_to_content
from chatdesk.adapters._slack.wire import SlackSettings, WebApi
from chatdesk.core.delivery import Delivery, ToRoom

GOAL: Final = Goal(0.9, ">=")
POSTS: Final = 160
AT_ONCE: Final = 8
NO_PACE: Final = 1e9
"""Messages a second and room: none ever waits."""


async def run(effort: Effort, tell: Tell) -> list[Row]:
    """Post the same message through both, to a server in another process."""
    async with _server() as port:
        web_api = WebApi(SlackSettings(bot_token=BOT_TOKEN, api_url=f"http://127.0.0.1:{port}/ours/api/"))
        platform = SlackPlatform(web_api, Pace(time.monotonic, rate=NO_PACE))
        async with aiohttp.ClientSession() as session:
            client = AsyncWebClient(
                token=BOT_TOKEN, base_url=f"http://127.0.0.1:{port}/reference/api/", session=session
            )
            delivery, count = _delivery(), effort.of(POSTS, 16)
            content = delivery_to_content(delivery)

            async def post() -> object:
                metadata = {"event_type": EVENT_TYPE, "event_payload": {"key": delivery.key}}
                return await client.chat_postMessage(
                    channel=ROOM, **content, metadata=metadata, unfurl_links=False, unfurl_media=False
                )

            sides = {
                "ours": partial(_rate, lambda: platform.send(delivery), count),
                "client": partial(_rate, post, count),
            }
            try:
                rates = await interleaved(effort, sides, tell)
            finally:
                await web_api.close()
    return [compared("post a card (per s), against AsyncWebClient", rates["ours"], rates["client"], GOAL)]


def _delivery() -> Delivery:
    document, context = a_card()
    return Delivery(
        key="0123456789abcdef",
        to=ToRoom(platform="slack", room=ROOM),
        body=document,
        summary="FAC-1001 · The projector of room B-204 stays dark",
        people=context.people,
        links=context.links,
        language="en",
    )


async def _rate(post: Callable[[], Awaitable[object]], count: int) -> float:
    async def worker() -> None:
        for _ in range(count // AT_ONCE):
            await post()

    started = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(worker())
    return count // AT_ONCE * AT_ONCE / (time.perf_counter() - started)


@asynccontextmanager
async def _server() -> AsyncIterator[int]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bench.fake_slack",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    try:
        assert process.stdout is not None
        yield int(await asyncio.wait_for(process.stdout.readline(), 60))
    finally:
        await end(process)
