"""The composition root: settings become a store, a desk, platforms and jobs, and run until somebody says stop.

Everything is built here and nowhere else; tests build their own with other parts.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Final

import structlog
from aiohttp import web

from chatdesk.adapters.slack import SlackFace, SlackSettings
from chatdesk.async_desk import AsyncDesk
from chatdesk.core.desk import Desk
from chatdesk.core.operation import AnyOperation
from chatdesk.core.operations import OPERATIONS
from chatdesk.core.policy import Policy
from chatdesk.desks.calendars import Calendars
from chatdesk.desks.loader import load_policy
from chatdesk.jobs.deliver_posts import DeliverPosts
from chatdesk.jobs.forget_old import forget_old
from chatdesk.jobs.ticker import Ticker
from chatdesk.settings import Settings, SettingsError
from chatdesk.store.migrate import migrate
from chatdesk.store.outbox import Outbox
from chatdesk.store.store import SqlStore

log = structlog.get_logger(__name__)

DELIVER_EVERY: Final = timedelta(seconds=1)
SYNC_ROOMS_EVERY: Final = timedelta(minutes=10)
FORGET_EVERY: Final = timedelta(days=1)
POSTGRES_THREADS: Final = 8


class Role(StrEnum):
    """What a process does; a small desk does all of it in one."""

    SLACK = "slack"
    JOBS = "jobs"


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The parts of a running desk."""

    desk: AsyncDesk
    outbox: Outbox
    deliver: DeliverPosts
    slack: SlackFace | None


def real_time() -> datetime:
    """Return the time of the machine, aware UTC."""
    return datetime.now(UTC)


@asynccontextmanager
async def build(
    settings: Settings,
    policy: Policy,
    *,
    clock: Callable[[], datetime] = real_time,
    operations: tuple[AnyOperation, ...] = OPERATIONS,
) -> AsyncIterator[House]:
    """Put the parts together, and take them apart in the opposite order. `clock` is the desk's time."""
    async with AsyncExitStack() as stack:
        store = SqlStore(settings.database_url, clock=clock)
        stack.callback(store.close)
        executor = ThreadPoolExecutor(1 if store.is_sqlite else POSTGRES_THREADS, thread_name_prefix="desk")
        stack.callback(executor.shutdown)
        desk = Desk(store=store, policy=policy, calendars=Calendars(policy), operations=operations)
        async_desk = AsyncDesk(desk, executor=executor, clock=clock)
        slack = None
        if settings.slack_bot_token is not None:
            slack = SlackFace(slack_settings(settings), async_desk, clock=lambda: clock().timestamp())
            stack.push_async_callback(slack.close)
        outbox = Outbox(store)
        platforms = {slack.platform.name: slack.platform} if slack else {}
        yield House(desk=async_desk, outbox=outbox, deliver=DeliverPosts(async_desk, outbox, platforms), slack=slack)


@asynccontextmanager
async def running(house: House, settings: Settings, roles: frozenset[Role]) -> AsyncIterator[None]:
    """Let the parts work, each role that this process has; at the end, finish what is under way."""
    async with AsyncExitStack() as stack:
        if Role.JOBS in roles:
            await stack.enter_async_context(_jobs(house))
        if Role.SLACK in roles:
            await stack.enter_async_context(_slack(house, settings))
        yield


def slack_settings(settings: Settings) -> SlackSettings:
    """Return what the Slack face needs, in the clear."""
    secrets = (settings.slack_bot_token, settings.slack_app_token, settings.slack_signing_secret)
    bot, app, signing = (secret.get_secret_value() if secret else "" for secret in secrets)
    return SlackSettings(bot_token=bot, app_token=app, signing_secret=signing, api_url=settings.slack_api_url)


def check_slack(settings: Settings) -> None:
    """Raise SettingsError where Slack is to be served and something that opens it is missing."""
    if settings.slack_bot_token is None:
        raise SettingsError("CHATDESK_SLACK_BOT_TOKEN is not set: there is no Slack to connect to")
    if settings.slack_app_token is None and settings.slack_signing_secret is None:
        raise SettingsError("Set CHATDESK_SLACK_APP_TOKEN (Socket Mode) or CHATDESK_SLACK_SIGNING_SECRET (HTTP)")


async def run_until(
    settings: Settings,
    roles: frozenset[Role],
    *,
    clock: Callable[[], datetime] = real_time,
    stop: asyncio.Event | None = None,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Run a process of the desk until `stop`, SIGTERM or Ctrl-C, then finish what is under way.

    Raises PolicyError or SettingsError before anything starts.
    """
    platforms = ("slack",) if settings.slack_bot_token else ()
    policy = load_policy(settings.policy, platforms=platforms)
    if Role.SLACK in roles:
        check_slack(settings)
    stop = stop or _stop_on_signals()
    migrate(settings.database_url)
    async with build(settings, policy, clock=clock) as house, running(house, settings, roles):
        log.info("desk.ready", roles="+".join(sorted(roles)), policy=settings.policy)
        ready()
        await stop.wait()
        log.info("desk.stopping")


@asynccontextmanager
async def _jobs(house: House) -> AsyncIterator[None]:
    ticker = Ticker()
    ticker.every(DELIVER_EVERY, house.deliver.drain, name="deliver posts")
    if house.slack:
        ticker.every(SYNC_ROOMS_EVERY, house.slack.sync_rooms, name="sync rooms")
    ticker.every(FORGET_EVERY, partial(forget_old, house.desk, house.outbox.store), name="forget old rows")
    house.desk.when_written = house.deliver.wake
    ticker.start()
    try:
        yield
    finally:
        ticker.stop()
        house.desk.when_written = lambda: None
        await house.deliver.finish()


@asynccontextmanager
async def _slack(house: House, settings: Settings) -> AsyncIterator[None]:
    assert house.slack is not None
    async with AsyncExitStack() as stack:
        if settings.slack_app_token is not None:
            await house.slack.start_socket_mode()
        else:
            await stack.enter_async_context(_listening(house.slack.http_app(), settings))
        await house.slack.sync_rooms()
        yield


@asynccontextmanager
async def _listening(app: web.Application, settings: Settings) -> AsyncIterator[None]:
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.http_host, settings.http_port).start()
        log.info("http.listening", host=settings.http_host, port=settings.http_port)
        yield
    finally:
        await runner.cleanup()


def _stop_on_signals() -> asyncio.Event:
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):  # Windows has no signal handlers in the loop
            asyncio.get_running_loop().add_signal_handler(name, stop.set)
    return stop
