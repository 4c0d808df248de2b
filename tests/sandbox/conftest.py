"""A small workspace, the local Slack over it, and real Slack clients and Bolt apps to connect."""

from __future__ import annotations

import asyncio
import contextlib

import aiohttp
import pytest
from aiohttp import web
from sandbox_kit import SEED
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from chatdesk.sandbox.slack import SlackSandbox, Workspace


@contextlib.asynccontextmanager
async def running(seed=None):
    sandbox = SlackSandbox(Workspace.from_seed(seed or SEED))
    sandbox.retry_delays = ()
    sandbox.patience = 0.02
    await sandbox.start()
    try:
        yield sandbox
    finally:
        await sandbox.stop()


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.fixture
async def sandbox():
    async with running() as started:
        yield started


@pytest.fixture
async def http():
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def slack(sandbox, http):
    """Slack's own client, without retries."""
    return AsyncWebClient("xoxb-sandbox", base_url=sandbox.api_url, session=http, retry_handlers=[])


@pytest.fixture
async def bolt(slack):
    """A Bolt app that is not connected yet."""
    return AsyncApp(client=slack, signing_secret="sandbox-secret", process_before_response=True)


@contextlib.asynccontextmanager
async def over_http(sandbox, app):
    """Serve a Bolt app for signed requests."""
    runner = web.AppRunner(app.server(port=0, path="/slack/events").web_app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    sandbox.request_url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    try:
        yield app
    finally:
        sandbox.request_url = None
        await runner.cleanup()


@contextlib.asynccontextmanager
async def over_socket(sandbox, app):
    """Connect a Bolt app in Socket Mode."""
    handler = AsyncSocketModeHandler(app, "xapp-sandbox")
    await handler.connect_async()
    await sandbox.connected()
    try:
        yield app
    finally:
        await handler.close_async()


@pytest.fixture(params=["http", "socket"])
async def connect(request, sandbox):
    """Connects a Bolt app one way, then the other."""
    ways = {"http": over_http, "socket": over_socket}
    async with contextlib.AsyncExitStack() as stack:

        async def connect_app(app):
            return await stack.enter_async_context(ways[request.param](sandbox, app))

        connect_app.way = request.param
        yield connect_app


class Receiver:
    """An app's address that notes requests and answers what the test wants."""

    def __init__(self):
        self.requests = []
        self.answers = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def take(self, request):
        self.requests.append((dict(request.headers), await request.read()))
        await self.gate.wait()
        answer = self.answers.pop(0) if self.answers else web.Response()
        if answer is None:
            request.transport.abort()
            return web.Response()
        return answer


@pytest.fixture
async def receiver(sandbox):
    """The plainest app: it only takes requests."""
    taking = Receiver()
    app = web.Application()
    app.router.add_post("/", taking.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    sandbox.request_url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    yield taking
    await runner.cleanup()
