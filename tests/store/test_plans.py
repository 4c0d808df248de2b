"""What a look into the outbox costs grows with what waits, not with what was ever sent."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, event, insert, text

from chatdesk.core.document import PublicDocument
from chatdesk.core.model import Phase
from chatdesk.core.posts import Panel
from chatdesk.store import tables
from chatdesk.store.claims import Claimed
from chatdesk.store.outbox import Outbox
from chatdesk.store.queue import post_row
from chatdesk.store.retention import forget
from chatdesk.store.store import SqlStore, system_time

NOW = system_time()
ROOMS = itertools.count()
EMPTY = PublicDocument(())


def many_sent(store: SqlStore) -> None:
    sent = {"state": "sent", "settled_at": NOW, "ticket": None, "not_before": None, "lease_until": None}
    posts = (Panel(platform="slack", room=str(n), body=EMPTY) for n in range(5000))
    with store.writing() as connection:
        connection.execute(insert(tables.outbox), [post_row(post, 1, NOW) | sent for post in posts])
        connection.execute(text("ANALYZE"))


def claim(box: Outbox) -> Claimed:
    with box.store.begin() as unit:
        unit.post(Panel(platform="slack", room=f"C{next(ROOMS)}", body=EMPTY))
    return box.claim(system_time(), 1, timedelta(minutes=1))[0]


DEALINGS: dict[str, Callable[[Outbox], object]] = {
    "claim": claim,
    "next due": lambda box: box.next_due(NOW),
    "waiting": lambda box: box.waiting(),
    "sent": lambda box: box.settle_sent(claim(box), NOW, None),
    "retry": lambda box: box.settle_retry(claim(box), NOW, "again"),
    "ambiguous": lambda box: box.settle_ambiguous(claim(box), NOW, "lost"),
    "dead": lambda box: box.settle_dead(claim(box), NOW, "no"),
    "dead letters": lambda box: box.dead_letters(10),
    "revive": lambda box: box.revive(1, NOW),
}


def watched(store: SqlStore, work: Callable[[], object]) -> list[tuple[str, Any]]:
    """Return the statements that some work sends to the database, with their values."""
    seen: list[tuple[str, Any]] = []

    def note(_connection: Connection, _cursor: object, statement: str, told: Any, _context: object, many: bool) -> None:  # noqa: FBT001
        if not many and statement.startswith(("SELECT", "UPDATE", "DELETE")):
            seen.append((statement, told))

    for engine in {store.writer, store.reader}:
        event.listen(engine, "before_cursor_execute", note)
    work()
    for engine in {store.writer, store.reader}:
        event.remove(engine, "before_cursor_execute", note)
    return seen


def looks_everywhere(step: str) -> bool:
    """Whether a step of either database's plan reads a whole table."""
    return "Seq Scan" in step or (step.startswith("SCAN ") and " USING " not in step)


def test_forgetting_reads_only_what_is_old(store: SqlStore) -> None:
    many_sent(store)
    events = [{"source": "s", "event": str(number), "natural": None, "at": NOW} for number in range(5000)]
    with store.writing() as connection:
        connection.execute(insert(tables.inbox), events)
        connection.execute(text("ANALYZE"))
    statements = watched(store, partial(forget, store, NOW - timedelta(days=30)))
    explain = "EXPLAIN" if store.writer.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
    with store.writing() as connection:
        for statement, told in statements:
            if "inbox" in statement or "outbox" in statement:
                steps = [str(row[-1]) for row in connection.exec_driver_sql(f"{explain} {statement}", told)]
                assert not any(looks_everywhere(step) for step in steps), (statement, steps)


def test_no_dealing_with_the_outbox_reads_all_of_it(store: SqlStore) -> None:
    many_sent(store)
    box = Outbox(store)
    explain = "EXPLAIN" if store.writer.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
    for name, dealing in DEALINGS.items():
        statements = watched(store, partial(dealing, box))
        assert statements, name
        with store.writing() as connection:
            for statement, told in statements:
                steps = [str(row[-1]) for row in connection.exec_driver_sql(f"{explain} {statement}", told)]
                assert not any(looks_everywhere(step) for step in steps), (name, statement, steps)


def test_a_report_reads_only_tickets_that_are_open_or_ended_lately(store: SqlStore) -> None:
    columns = ("reference", "product", "kind", "title", "description", "status", "group", "platform", "workspace")
    row = dict.fromkeys((*columns, "qualification", "solution", "record", "cancel_reason", "update_every"), "x")
    row |= {"phase": Phase.CLOSED, "opened_at": NOW, "changed_at": NOW}
    row |= {"facts": {}, "pauses": (), "ladder_step": 0, "escalation": 0, "requester": 1, "opened_by": 1}
    with store.writing() as connection:
        connection.execute(insert(tables.people), {"name": "x", "language": "en", "time_zone": "UTC", "facts": {}})
        ended = [{"id": n, "reference": str(n), "ended_at": NOW - timedelta(days=30, hours=n)} for n in range(1, 5001)]
        connection.execute(insert(tables.tickets), [row | each for each in ended])
        connection.execute(text("ANALYZE"))

    def report() -> None:
        with store.begin() as unit:
            unit.figures(("x",), NOW - timedelta(days=7), NOW, NOW)

    statements = watched(store, report)
    assert len(statements) == 2
    explain = "EXPLAIN" if store.writer.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
    with store.writing() as connection:
        for statement, told in statements:
            steps = [str(found[-1]) for found in connection.exec_driver_sql(f"{explain} {statement}", told)]
            assert not any(looks_everywhere(step) for step in steps), (statement, steps)
