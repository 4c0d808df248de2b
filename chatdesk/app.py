"""The composition root: settings become a store, a desk, platforms and jobs, and run until somebody says stop.

Everything is built here and nowhere else; tests build their own with other parts.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Final

import structlog

from chatdesk.async_desk import AsyncDesk
from chatdesk.core.desk import Desk
from chatdesk.core.operation import AnyOperation
from chatdesk.core.operations import OPERATIONS
from chatdesk.core.policy import Policy
from chatdesk.core.timekeeper import Timekeeper
from chatdesk.desks.calendars import Calendars
from chatdesk.desks.loader import load_policy
from chatdesk.faces import (
    Face,
    check_face,
    discord_face,
    kept_up,
    platforms_of,
    serve_discord,
    serve_slack,
    slack_face,
)
from chatdesk.jobs.deliver_posts import DeliverPosts
from chatdesk.jobs.fire_timers import FireTimers
from chatdesk.jobs.forget_old import forget_old
from chatdesk.jobs.ticker import Ticker
from chatdesk.settings import Settings, SettingsError
from chatdesk.store.migrate import migrate
from chatdesk.store.outbox import Outbox
from chatdesk.store.store import SqlStore

if TYPE_CHECKING:
    from chatdesk.adapters.discord import DiscordFace
    from chatdesk.adapters.slack import SlackFace

log = structlog.get_logger(__name__)

DELIVER_EVERY: Final = timedelta(seconds=1)
FIRE_EVERY: Final = timedelta(seconds=1)
SYNC_ROOMS_EVERY: Final = timedelta(minutes=10)
FORGET_EVERY: Final = timedelta(days=1)
FORGET_FIRST: Final = timedelta(minutes=5)
"""Soon after the start: a process that is restarted every night would else never forget."""
FIRST_TRY: Final = 10.0
"""Seconds after which a process counts as started although a platform has not answered yet."""
POSTGRES_THREADS: Final = 8


class Role(StrEnum):
    """What a process does; a small desk does all of it in one."""

    SLACK = "slack"
    DISCORD = "discord"
    JOBS = "jobs"


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The parts of a running desk."""

    desk: AsyncDesk
    outbox: Outbox
    deliver: DeliverPosts
    fire: FireTimers
    slack: SlackFace | None
    discord: DiscordFace | None

    @property
    def faces(self) -> tuple[Face, ...]:
        """Return the faces that there are."""
        return tuple(face for face in (self.slack, self.discord) if face is not None)


def real_time() -> datetime:
    """Return the time of the machine, aware UTC."""
    return datetime.now(UTC)


def everything(settings: Settings) -> frozenset[Role]:
    """Return the roles of a process that does all that the settings open; raise SettingsError for nothing."""
    platforms = platforms_of(settings)
    if not platforms:
        raise SettingsError("Set CHATDESK_SLACK_BOT_TOKEN or CHATDESK_DISCORD_TOKEN: there is nothing to connect to")
    return frozenset({Role.JOBS, *map(Role, platforms)})


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
        slack = slack_face(settings, async_desk, clock) if settings.slack_bot_token else None
        discord = discord_face(settings, async_desk, store, clock) if settings.discord_token else None
        faces = [face for face in (slack, discord) if face is not None]
        for face in faces:
            stack.push_async_callback(face.close)
        outbox = Outbox(store)
        deliver = DeliverPosts(async_desk, outbox, {face.platform.name: face.platform for face in faces})
        fire = FireTimers(async_desk, store, Timekeeper(desk))
        yield House(desk=async_desk, outbox=outbox, deliver=deliver, fire=fire, slack=slack, discord=discord)


@asynccontextmanager
async def running(house: House, settings: Settings, roles: frozenset[Role]) -> AsyncIterator[None]:
    """Let the parts work, each role that this process has; at the end, finish what is under way."""
    async with AsyncExitStack() as stack:
        if Role.JOBS in roles:
            await stack.enter_async_context(_jobs(house))
        await stack.enter_async_context(_platforms(house, settings, roles))
        yield


@asynccontextmanager
async def _platforms(house: House, settings: Settings, roles: frozenset[Role]) -> AsyncIterator[None]:
    """Keep each platform served, apart from the others; go on once each was tried."""
    tasks, tried = [], []
    serving: dict[Role, Callable[[asyncio.Event], Awaitable[None]]] = {}
    if house.slack is not None:
        serving[Role.SLACK] = partial(serve_slack, house.slack, settings)
    if house.discord is not None:
        serving[Role.DISCORD] = partial(serve_discord, house.discord)
    for role in roles & serving.keys():
        event = asyncio.Event()
        tried.append(event.wait())
        tasks.append(asyncio.create_task(kept_up(role, partial(serving[role], event), event), name=role))
    try:
        with suppress(TimeoutError):
            async with asyncio.timeout(FIRST_TRY):
                await asyncio.gather(*tried)
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def run_until(
    settings: Settings,
    roles: frozenset[Role],
    *,
    clock: Callable[[], datetime] = real_time,
    stop: asyncio.Event | None = None,
    built: Callable[[House], None] = lambda _house: None,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Run a process of the desk until `stop`, SIGTERM or Ctrl-C, then finish what is under way.

    `built` gets its parts before they start to work, `ready` is told when they do.

    Raises PolicyError or SettingsError before anything starts.
    """
    policy = load_policy(settings.policy, platforms=platforms_of(settings))
    for role in sorted(roles - {Role.JOBS}):
        check_face(role, settings)
    stop = stop or _stop_on_signals()
    migrate(settings.database_url)
    async with build(settings, policy, clock=clock) as house:
        built(house)
        served = asyncio.create_task(_serve(house, settings, roles, ready))
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait({served, stopped}, return_when=asyncio.FIRST_COMPLETED)
        log.info("desk.stopping")
        for task in (served, stopped):
            task.cancel()
        with suppress(asyncio.CancelledError):
            await served


async def _serve(house: House, settings: Settings, roles: frozenset[Role], ready: Callable[[], None]) -> None:
    """Serve until cancelled: also while a platform that cannot be reached is being connected to."""
    async with running(house, settings, roles):
        log.info("desk.ready", roles="+".join(sorted(roles)), policy=settings.policy)
        ready()
        await asyncio.Event().wait()


@asynccontextmanager
async def _jobs(house: House) -> AsyncIterator[None]:
    ticker = Ticker()
    ticker.every(DELIVER_EVERY, house.deliver.drain, name="deliver posts")
    ticker.every(FIRE_EVERY, house.fire.tick, name="fire timers")
    for face in house.faces:
        ticker.every(SYNC_ROOMS_EVERY, face.sync_rooms, name=f"sync rooms on {face.platform.name}")
    forget = partial(forget_old, house.desk, house.outbox.store)
    ticker.every(FORGET_EVERY, forget, name="forget old rows", first_after=FORGET_FIRST)
    house.desk.when_written = house.deliver.wake
    ticker.start()
    try:
        yield
    finally:
        house.desk.when_written = lambda: None
        await ticker.stop()
        await house.deliver.finish()


def _stop_on_signals() -> asyncio.Event:
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):  # Windows has no signal handlers in the loop
            asyncio.get_running_loop().add_signal_handler(name, stop.set)
    return stop
