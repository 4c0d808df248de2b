"""A process of the desk: it starts, it stops when told to, also while nothing can be reached."""

from __future__ import annotations

import asyncio

import pytest
from pydantic import SecretStr

from chatdesk.app import Role, everything, run_until
from chatdesk.demo import DEMO_POLICY, demo_settings, sandboxes
from chatdesk.settings import Settings, SettingsError

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def test_everything_starts_and_stops_when_told_to(tmp_path):
    stop, ready = asyncio.Event(), asyncio.Event()
    async with sandboxes() as platforms:
        settings = demo_settings(platforms, f"sqlite:///{tmp_path / 'desk.db'}")
        roles = everything(settings)
        assert roles == {Role.SLACK, Role.DISCORD, Role.JOBS}
        running = asyncio.create_task(run_until(settings, roles, clock=platforms.clock, stop=stop, ready=ready.set))
        async with asyncio.timeout(30):
            await ready.wait()
            stop.set()
            await running


async def test_it_stops_while_slack_cannot_be_reached(tmp_path):
    settings = Settings.given(
        database_url=f"sqlite:///{tmp_path / 'desk.db'}",
        policy=str(DEMO_POLICY),
        slack_bot_token=SecretStr("xoxb-nobody"),
        slack_app_token=SecretStr("xapp-nobody"),
        slack_api_url="http://127.0.0.1:9/api/",
    )
    stop = asyncio.Event()
    running = asyncio.create_task(run_until(settings, frozenset({Role.SLACK, Role.JOBS}), stop=stop))
    async with asyncio.timeout(30):
        while not (tmp_path / "desk.db").exists():  # noqa: ASYNC110 - a file tells nobody that it is there
            await asyncio.sleep(0)
        stop.set()
        await running


async def test_one_platform_is_served_while_the_other_cannot_be_reached(tmp_path):
    stop = asyncio.Event()
    async with sandboxes() as platforms:
        settings = demo_settings(platforms, f"sqlite:///{tmp_path / 'desk.db'}")
        settings = settings.model_copy(update={"slack_api_url": "http://127.0.0.1:9/api/"})
        running = asyncio.create_task(run_until(settings, everything(settings), clock=platforms.clock, stop=stop))
        async with asyncio.timeout(30):
            await platforms.discord.connected()
            person, room = "700000000000000012", "700000000000000031"
            while not (await platforms.discord.act.state(as_=person))["commands"]:  # noqa: ASYNC110 - the same
                await asyncio.sleep(0)
            answer = await platforms.discord.act.command(as_=person, channel=room, name="ticket help")
            assert "/ticket open" in str(answer["message"])
            stop.set()
            await running


async def test_a_process_without_a_token_says_which_one_it_needs(tmp_path):
    settings = Settings.given(database_url=f"sqlite:///{tmp_path / 'desk.db'}", policy=str(DEMO_POLICY))
    with pytest.raises(SettingsError, match="CHATDESK_SLACK_BOT_TOKEN"):
        everything(settings)
    with pytest.raises(SettingsError, match="CHATDESK_DISCORD_TOKEN"):
        await run_until(settings, frozenset({Role.DISCORD}), stop=asyncio.Event())
    assert not (tmp_path / "desk.db").exists()
