"""A small guild, the local Discord over it, and the real discord.py to connect."""

from __future__ import annotations

import asyncio
import contextlib
import warnings

import aiohttp
import pytest
import yarl
from discord_sandbox_kit import SEED, TOKEN, Rest

from chatdesk.sandbox.discord import DiscordSandbox, Guild

with warnings.catch_warnings():
    # Its voice player imports audioop, which Python 3.13 no longer has.
    warnings.simplefilter("ignore", DeprecationWarning)
    import discord  # noqa: F401


@pytest.fixture
def anyio_backend():
    return "asyncio"


@contextlib.asynccontextmanager
async def running(seed=None):
    sandbox = DiscordSandbox(Guild.from_seed(seed or SEED))
    sandbox.patience = 0.02
    await sandbox.start()
    try:
        yield sandbox
    finally:
        await sandbox.stop()


@pytest.fixture
async def sandbox(monkeypatch):
    """A started local Discord, which discord.py takes for the real one."""
    async with running() as started:
        monkeypatch.setattr("discord.http.Route.BASE", started.api_url)
        monkeypatch.setattr("discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY", yarl.URL(started.gateway_url))
        yield started


@pytest.fixture
async def http():
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def rest(sandbox, http):
    return Rest(sandbox, http)


@pytest.fixture
async def connect(sandbox):
    """Connects a discord.py client, and closes it in the end."""
    async with contextlib.AsyncExitStack() as stack:

        async def connect_client(client, sessions=1):
            running = asyncio.create_task(client.start(TOKEN))
            stack.push_async_callback(asyncio.wait, [running])
            stack.push_async_callback(client.close)
            connected = asyncio.create_task(sandbox.connected(sessions))
            await asyncio.wait([running, connected], return_when=asyncio.FIRST_COMPLETED)
            if running.done():
                connected.cancel()
                running.result()
            return client

        yield connect_client
