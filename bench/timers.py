"""Asking whether a timer is due, when none is: over very many armed timers, beside the same over a few."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from typing import Final

from sqlalchemy import text

from bench.rounds import Effort, Goal, Row, Tell, absolute, interleaved, skipped
from bench.store import database, postgres_server
from chatdesk.store.migrate import migrate
from chatdesk.store.store import SqlStore

TICKETS: Final = 1_000_000
FEW: Final = 1_000
TIMERS_EACH: Final = 3
SWEEPS: Final = 300
ON_SQLITE: Final = Goal(0.1, "<", "ms")
ON_POSTGRES: Final = Goal(0.3, "<", "ms")
GROWTH: Final = Goal(1.5, "<")
NOW: Final = datetime(2026, 1, 1, tzinfo=UTC)
FIRST_EPOCH: Final = int(NOW.timestamp()) + 3600

_COUNTED: Final = {
    "sqlite": "WITH RECURSIVE told (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM told WHERE n < {count})",
    "postgresql": "WITH told (n) AS (SELECT generate_series(1, {count}))",
}
INSTANTS: Final = {
    "sqlite": "strftime('%Y-%m-%dT%H:%M:%S.000000+00:00', {epoch}, 'unixepoch')",
    "postgresql": "to_timestamp({epoch})",
}
_TICKETS: Final = (
    'INSERT INTO tickets (id, reference, product, kind, title, description, status, phase, "group", requester,'
    " opened_by, opened_at, changed_at, platform, workspace, qualification, facts, solution, record, cancel_reason,"
    " update_every, pauses, ladder_step, escalation) {counted}"
    " SELECT n, 'FAC-' || n, 'other', 'question', 'The projector stays dark', 'Since this morning.', 'new', 'new',"
    " 'service_desk', 1, 1, {opened}, {opened}, 'slack', 'T0DESK', '', '{{}}', '', '', '', '', '[]', 0, 0 FROM told"
)
_TIMERS: Final = (
    "INSERT INTO timers (ticket, kind, epoch, due_at) {counted}"
    " SELECT (n - 1) / {each} + 1, 'kind' || (n - n / {each} * {each}), {first} + n, {due} FROM told"
)
_PERSON: Final = "INSERT INTO people (id, name, language, time_zone, facts) VALUES (1, 'Noah', 'en', 'UTC', '{}')"


async def run(effort: Effort, tell: Tell) -> list[Row]:
    """Measure on both databases; without a PostgreSQL, say so."""
    return [*await on_sqlite(effort, tell), *await on_postgres(effort, tell)]


async def on_sqlite(effort: Effort, tell: Tell) -> list[Row]:
    """Measure on two SQLite files."""
    with tempfile.TemporaryDirectory(prefix="chatdesk-bench-") as folder:
        urls = (f"sqlite:///{folder}/many.db", f"sqlite:///{folder}/few.db")
        return await _measured("SQLite", urls, ON_SQLITE, effort, tell)


async def on_postgres(effort: Effort, tell: Tell) -> list[Row]:
    """Measure on PostgreSQL, where there is one."""
    try:
        with (
            postgres_server() as server,
            database(server, "bench_many") as many,
            database(server, "bench_few") as few,
        ):
            return await _measured("PostgreSQL", (many, few), ON_POSTGRES, effort, tell)
    except ImportError:
        return [skipped(_name("PostgreSQL", TICKETS), ON_POSTGRES, "no PostgreSQL: set CHATDESK_TEST_POSTGRES_URL")]


async def _measured(where: str, urls: tuple[str, str], goal: Goal, effort: Effort, tell: Tell) -> list[Row]:
    tickets = effort.of(TICKETS, FEW)
    stores: list[SqlStore] = []
    try:
        for url, count in zip(urls, (tickets, FEW), strict=True):
            tell(f"{where}: filling in {count:,} tickets")
            stores.append(filled(url, count))
        with ThreadPoolExecutor(1) as thread:
            sides = {
                side: partial(_rate, effort, thread, partial(_sweep, store))
                for side, store in zip(("many", "few"), stores, strict=True)
            }
            rates = await interleaved(effort, sides, lambda said: tell(f"{where}: {said}"))
    finally:
        for store in stores:
            store.close()
    return _rows(_name(where, tickets), rates, goal)


def _name(where: str, tickets: int) -> str:
    return f"sweep with nothing due, {tickets:,} tickets and {tickets * TIMERS_EACH:,} timers, {where}"


def _rows(name: str, rates: dict[str, list[float]], goal: Goal) -> list[Row]:
    """Return what a sweep costs, and how that has grown since there were few timers."""
    many, few = (1000 / statistics.median(rates[side]) for side in ("many", "few"))
    grown = statistics.median(less / more for more, less in zip(rates["many"], rates["few"], strict=True))
    growth = f"{name}, against {FEW * TIMERS_EACH:,} timers"
    return [
        absolute(f"{name} (ms)", many, goal),
        Row(name=f"{growth} (ms)", ours=many, reference=few, ratio=grown, goal=GROWTH, met=GROWTH.is_met_by(grown)),
    ]


def _sweep(store: SqlStore) -> None:
    assert not store.has_due_timers(NOW)


async def _rate(effort: Effort, thread: ThreadPoolExecutor, sweep: Callable[[], None]) -> float:
    """Return how many sweeps there are in a second, in the thread where the desk does them."""
    return await asyncio.get_running_loop().run_in_executor(thread, _sweeps_per_second, effort.of(SWEEPS, 20), sweep)


def _sweeps_per_second(sweeps: int, sweep: Callable[[], None]) -> float:
    started = time.perf_counter()
    for _ in range(sweeps):
        sweep()
    return sweeps / (time.perf_counter() - started)


def filled(url: str, count: int, instants: Mapping[str, str] = INSTANTS) -> SqlStore:
    """Return a migrated store with so many open tickets, each with its timers: one a second, from an hour after NOW.

    `instants` says how each kind of database is to write one.
    """
    migrate(url)
    store = SqlStore(url)
    with store.writing() as connection:
        kind = connection.dialect.name
        if kind == "postgresql":
            connection.execute(text("SET LOCAL session_replication_role = replica"))  # what refers to what is known
        connection.exec_driver_sql(_PERSON)
        opened = instants[kind].format(epoch=int(NOW.timestamp()))
        connection.exec_driver_sql(_TICKETS.format(counted=_COUNTED[kind].format(count=count), opened=opened))
        due = instants[kind].format(epoch=f"{FIRST_EPOCH} + n")
        counted = _COUNTED[kind].format(count=count * TIMERS_EACH)
        connection.exec_driver_sql(_TIMERS.format(counted=counted, each=TIMERS_EACH, first=FIRST_EPOCH, due=due))
    if not store.is_sqlite:
        with store.writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE timers"))
    return store
