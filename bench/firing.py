"""Firing what is due: history, post and next timer of each, beside a loop of one ORM row at a time; in processes.

Both sides write the same rows, as durably: a line of history, a post for the agents, the ticket as it is now, its next
timer, and that this one fired. How soon a due timer's post is queued is measured on the running job.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from multiprocessing.connection import Connection
from typing import Any, Final

from bench import reference_timers, timers
from bench.firing_worker import NOW, OPENED, desk_on, work
from bench.rounds import Effort, Goal, Row, Tell, absolute, interleaved, skipped
from bench.rounds import compared as side_by_side
from bench.store import database, postgres_server
from chatdesk.app import FIRE_EVERY
from chatdesk.async_desk import AsyncDesk
from chatdesk.core.desk import Desk
from chatdesk.core.model import Handle, Phase, Ticket, TicketId
from chatdesk.core.ports import Profile
from chatdesk.core.timekeeper import Timekeeper
from chatdesk.jobs.fire_timers import FireTimers
from chatdesk.jobs.ticker import Ticker
from chatdesk.store.migrate import migrate
from chatdesk.store.store import SqlStore

DUE: Final = 10_000
ORM_DUE: Final = 200
AGAINST_ORM: Final = Goal(30, ">=")
TWO_PROCESSES: Final = Goal(1.5, ">=")
QUEUED: Final = Goal(1.5, "<", "s")
PUNCTUAL: Final = 12
"""Timers whose delay is measured."""
PATIENCE: Final = 60
"""Seconds in which a process that fires says something."""


async def run(effort: Effort, tell: Tell) -> list[Row]:
    """Measure on both databases; without a PostgreSQL, say so."""
    rows = [await on_sqlite(effort, tell), await punctual(effort, tell)]
    try:
        with postgres_server() as server:
            return [*rows, *await on_postgres(server, effort, tell)]
    except ImportError:
        why = "no PostgreSQL: set CHATDESK_TEST_POSTGRES_URL"
        return [*rows, skipped(_name(DUE, "PostgreSQL"), AGAINST_ORM, why)]


async def on_sqlite(effort: Effort, tell: Tell) -> Row:
    """Fire on a SQLite file, beside the loop on another one."""
    with tempfile.TemporaryDirectory(prefix="chatdesk-bench-") as folder:
        urls = _numbered(f"sqlite:///{folder}/{{}}.db")
        return await _against_orm("SQLite", urls, effort, tell)


async def on_postgres(server: str, effort: Effort, tell: Tell) -> list[Row]:
    """Fire on PostgreSQL, beside the loop, and with 1, 2 and 4 processes at once."""
    with database(server, "bench_fire") as url:
        row = await _against_orm("PostgreSQL", _same(url), effort, tell)
        return [row, *await _in_processes(url, effort, tell)]


def _name(due: int, where: str) -> str:
    return f"{due:,} timers due: history, post, next timer, against the ORM one by one, {where} (per s)"


def _numbered(pattern: str) -> Iterator[str]:
    number = 0
    while True:
        number += 1
        yield pattern.format(number)


def _same(url: str) -> Iterator[str]:
    while True:
        yield url


async def _against_orm(where: str, urls: Iterator[str], effort: Effort, tell: Tell) -> Row:
    few = replace(effort, rounds=max(1, effort.rounds // 8))
    due, loop = effort.of(DUE, 50), effort.of(ORM_DUE, 20)
    sides = {"ours": partial(_ours, urls, due), "orm": partial(_orm, urls, loop)}
    rates = await interleaved(few, sides, lambda said: tell(f"{where}: {said}"))
    return side_by_side(_name(due, where), rates["ours"], rates["orm"], AGAINST_ORM, note=f"the loop fired {loop}")


# -- ours


def fill(desk: Desk, count: int, due: datetime = NOW) -> TicketId:
    """Open so many tickets whose timer is due; return the first one's number."""
    with desk.store.begin() as unit:
        person = unit.see(Profile(handle=Handle("slack", "T0", "U0"), name="Noah"), "en")
        work = desk.own_work(unit, OPENED)
        start = unit.next_number(1)
        for number in range(start, start + count):
            work.add(
                Ticket(
                    id=TicketId(number), reference=f"FAC-{number}", product="other", kind="question",
                    title="The projector stays dark", description="Since this morning.", status="new",
                    phase=Phase.NEW, group="service_desk", requester=person.id, opened_by=person.id,
                    opened_at=OPENED, changed_at=OPENED, platform="slack", workspace="T0",
                    ladder_at=due - timedelta(hours=1),
                )
            )  # fmt: skip
        unit.next_number(start + count)
    return start


async def _ours(urls: Iterator[str], count: int) -> float:
    url = next(urls)
    migrate(url)
    migrate(url)
    desk = desk_on(url)
    _emptied(desk.store)
    fill(desk, count)
    with ThreadPoolExecutor(1) as thread:
        rate = await asyncio.get_running_loop().run_in_executor(thread, _fired_per_second, desk, count)
    _closed(desk.store)
    return rate


def _fired_per_second(desk: Desk, count: int) -> float:
    keeper = Timekeeper(desk)
    started = time.perf_counter()
    fired = 0
    while taken := keeper.fire(NOW).count:
        fired += taken
    elapsed = time.perf_counter() - started
    assert fired == count, fired
    return fired / elapsed


def _emptied(store: object) -> None:
    assert isinstance(store, SqlStore)
    with store.writing() as connection:
        for table in ("outbox", "entries", "timers", "tickets"):
            connection.exec_driver_sql(f"DELETE FROM {table}")


def _closed(store: object) -> None:
    assert isinstance(store, SqlStore)
    store.close()


async def _orm(urls: Iterator[str], count: int) -> float:
    url = next(urls)
    migrate(url)
    store = SqlStore(url)
    _emptied(store)
    with store.writing() as connection:
        connection.exec_driver_sql("DELETE FROM people WHERE NOT EXISTS (SELECT 1 FROM handles)")
        connection.exec_driver_sql("DELETE FROM handles")
        connection.exec_driver_sql("DELETE FROM people")
    store.close()
    timers.filled(url, count, reference_timers.INSTANTS).close()
    loop = reference_timers.OrmLoop(url)
    with ThreadPoolExecutor(1) as thread:
        return await asyncio.get_running_loop().run_in_executor(thread, _orm_per_second, loop, count)


def _orm_per_second(loop: reference_timers.OrmLoop, count: int) -> float:
    started = time.perf_counter()
    fired = 0
    now = timers.NOW + timedelta(hours=2)
    while fired < count and loop.fire_one(now):
        fired += 1
    elapsed = time.perf_counter() - started
    loop.close()
    assert fired == count, fired
    return fired / elapsed


# -- several processes


async def _in_processes(url: str, effort: Effort, tell: Tell) -> list[Row]:
    """Fire the same number with one, two and four processes; each timer fires once."""
    count = effort.of(DUE, 50)
    rounds = max(1, effort.rounds // 8)
    rates: dict[int, list[float]] = {1: [], 2: [], 4: []}
    for number in range(rounds):
        for processes, measured in rates.items():
            tell(f"PostgreSQL, {processes} processes: round {number + 1} of {rounds}")
            measured.append(await together(url, processes, count))
    name = f"{count:,} timers due, PostgreSQL, {{}} processes against one (per s)"
    note = "each timer fired once"
    return [
        side_by_side(name.format(2), rates[2], rates[1], TWO_PROCESSES, note=note),
        side_by_side(
            name.format(4), rates[4], rates[1], Goal(1, ">="), note=f"{note}; there is no goal but not to be slower"
        ),
    ]


async def together(url: str, processes: int, count: int) -> float:
    """Return how many fire in a second in so many processes; raise AssertionError unless each fired once."""
    migrate(url)
    desk = desk_on(url)
    _emptied(desk.store)
    fill(desk, count)
    with ExitStack() as stack:
        workers = [stack.enter_context(_worker(url)) for _ in range(processes)]
        for worker in workers:
            assert _heard(worker) == "ready"
        for worker in workers:
            worker.send("go")
        fired = [_heard(worker) for worker in workers]
    assert sum(number for number, _ in fired) == count, fired
    elapsed = max(seconds for _, seconds in fired)
    _once(desk.store, count)
    _closed(desk.store)
    return count / elapsed


def _once(store: object, count: int) -> None:
    """Raise AssertionError unless each ticket has one post and one line of history."""
    assert isinstance(store, SqlStore)
    with store.reading() as connection:
        for table in ("outbox", "entries"):
            told = connection.exec_driver_sql(f"SELECT count(*), count(DISTINCT ticket) FROM {table}").one()
            assert tuple(told) == (count, count), (table, told)


@contextmanager
def _worker(url: str) -> Iterator[Connection]:
    """Run a process that fires; all of them are forked from one that has imported what they need."""
    forked = multiprocessing.get_context("forkserver")
    forked.set_forkserver_preload(["bench.firing_worker"])
    here, there = forked.Pipe()
    process = forked.Process(target=work, args=(url, there), daemon=True)
    process.start()
    there.close()
    try:
        with here:
            yield here
    finally:
        process.join(PATIENCE)


def _heard(worker: Connection) -> Any:
    assert worker.poll(PATIENCE), "a process that fires says nothing"
    return worker.recv()


# -- how soon


async def punctual(effort: Effort, tell: Tell) -> Row:
    """Let the job tick in real time; return the longest time from a due instant to the post that it brought."""
    count = effort.of(PUNCTUAL, 3)
    with tempfile.TemporaryDirectory(prefix="chatdesk-bench-") as folder, ThreadPoolExecutor(1) as executor:
        url = f"sqlite:///{folder}/desk.db"
        migrate(url)
        desk = desk_on(url)
        first = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=2)
        dues = [first + timedelta(seconds=number) for number in range(count)]
        numbers = [fill(desk, 1, due) for due in dues]
        assert isinstance(desk.store, SqlStore)
        async_desk = AsyncDesk(desk, executor=executor, clock=lambda: datetime.now(UTC))
        ticker = Ticker()
        ticker.every(FIRE_EVERY, FireTimers(async_desk, desk.store, Timekeeper(desk)).tick, name="fire timers")
        ticker.start()
        tell(f"waiting for {count} timers")
        await asyncio.sleep((dues[-1] - datetime.now(UTC)).total_seconds() + 2)
        await ticker.stop()
        with desk.store.read() as unit:
            told = [unit.internal_history(number, 1)[0].at for number in numbers]
        desk.store.close()
    delay = max((at - due).total_seconds() for at, due in zip(told, dues, strict=True))
    return absolute("a due timer's post is queued after at most (s)", delay, QUEUED, note=f"of {count}, one a second")
