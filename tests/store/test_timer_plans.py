"""What a look at the timers costs grows with what is due, not with what is armed or was ever armed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import insert, text
from test_plans import NOW, looks_everywhere, watched

from chatdesk.core.model import Handle, Phase, Ticket, TicketId, Timer
from chatdesk.core.ports import Profile
from chatdesk.store import sweep, tables
from chatdesk.store.retention import forget
from chatdesk.store.store import SqlStore

DAY = timedelta(days=1)


def ticket(number: int, requester: int) -> Ticket:
    return Ticket(
        id=TicketId(number),
        reference=f"SPT-{number}",
        product="crm",
        kind="incident",
        title="",
        description="",
        status="open",
        phase=Phase.NEW,
        group="desk",
        requester=requester,
        opened_by=requester,
        opened_at=NOW,
        changed_at=NOW,
        platform="slack",
        workspace="T0DESK",
    )


def many_armed(store: SqlStore) -> None:
    """Have many timers that are not due, many that fired, and a few that are due."""
    with store.begin() as unit:
        requester = unit.see(Profile(handle=Handle("slack", "T0DESK", "UAMELIE")), "en").id
        for number in range(1, 501):
            unit.add_ticket(ticket(number, requester))
    rows = [
        {"ticket": number, "kind": f"kind {n}", "epoch": 0, "due_at": NOW + (n - 5) * DAY, "fired_at": fired}
        for number in range(1, 501)
        for n in range(20)
        for fired in (NOW - (25 + n) * DAY if n < 10 else None,)
        if fired is None or number <= 20
    ]
    due = [{"ticket": n, "kind": "due", "epoch": 0, "due_at": NOW - DAY, "fired_at": None} for n in range(1, 6)]
    with store.writing() as connection:
        connection.execute(insert(tables.timers), rows + due)
        connection.execute(text("ANALYZE"))


def take(store: SqlStore) -> None:
    with store.begin() as unit:
        assert len(unit.take_timers(NOW, 100)) == 5


def arm(store: SqlStore) -> None:
    with store.begin() as unit:
        unit.arm(TicketId(100), [Timer(ticket=TicketId(100), kind="next", due=NOW + DAY)])


def next_timer(store: SqlStore) -> None:
    with store.read() as unit:
        unit.next_timer()


DEALINGS: dict[str, tuple[Callable[[SqlStore], object], str]] = {
    "next": (next_timer, "ix_timers_armed"),
    "take": (take, "ix_timers_armed"),
    "arm": (arm, "timers"),
    "forget": (lambda store: forget(store, NOW - 30 * DAY), "ix_timers_fired"),
}


def plan(store: SqlStore, statement: str, told: object = ()) -> list[str]:
    explain = "EXPLAIN" if store.writer.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
    with store.writing() as connection:
        return [str(row[-1]) for row in connection.exec_driver_sql(f"{explain} {statement}", told)]


@pytest.mark.parametrize("name", DEALINGS)
def test_no_dealing_with_timers_reads_all_of_them(store: SqlStore, name: str) -> None:
    dealing, index = DEALINGS[name]
    many_armed(store)
    statements = [(said, told) for said, told in watched(store, partial(dealing, store)) if "timers" in said]
    plans = [plan(store, statement, told) for statement, told in statements]
    assert any(index in step for steps in plans for step in steps), plans
    assert not any(looks_everywhere(step) and "timers" in step for steps in plans for step in steps), plans


def test_asking_whether_a_timer_is_due_reads_the_first_of_the_index(store: SqlStore) -> None:
    many_armed(store)
    steps = plan(store, sweep._EARLIEST)
    assert any("ix_timers_armed" in step for step in steps), steps
    assert not any(looks_everywhere(step) or "Sort" in step or "TEMP B-TREE" in step for step in steps), steps
