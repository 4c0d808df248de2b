"""What a report counts: two questions to the database, each over the tickets that matter and no others.

Says in SQL what `core/figures.py` says in words, alike for both databases.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, Row, and_, bindparam, case, func, literal, or_, select, text

from chatdesk.core.figures import AGES, Decided, Figures, Period, Standing
from chatdesk.core.model import Phase
from chatdesk.core.policy_time import Clock
from chatdesk.store.columns import Instant
from chatdesk.store.tables import IS_OPEN, tickets
from chatdesk.store.tickets import Tickets

_start: Final = bindparam("start", type_=Instant)
_end: Final = bindparam("end", type_=Instant)
_now: Final = bindparam("now", type_=Instant)
_of_groups: Final = tickets.c.group.in_(bindparam("groups", expanding=True))
_left: Final = func.coalesce(tickets.c.resolved_at, tickets.c.ended_at, _now)
"""Until when a ticket was worked on."""

Truth = ColumnElement[bool]
Moment = ColumnElement[Any]


def _in_period(instant: Moment) -> Truth:
    return and_(instant >= _start, instant < _end)


def _met(done: Moment, due: Moment) -> Truth:
    return and_(done <= due, _in_period(done))


def _missed(done: Moment, due: Moment) -> Truth:
    """Whether it was done too late; or never, and the ticket was still worked on when it was due."""
    return and_(func.coalesce(done, _left) > due, _in_period(due))


def _count(which: Truth) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((which, literal(1, Integer)), else_=literal(0, Integer))), 0)


_DONE: Final[dict[Clock, tuple[Moment, Moment]]] = {
    Clock.RESPONSE: (tickets.c.answered_at, tickets.c.respond_by),
    Clock.RESOLUTION: (func.coalesce(tickets.c.resolved_at, tickets.c.ended_at), tickets.c.resolve_by),
}
"""When what a clock counts for was done, and when it was due."""

_priority: Final = func.coalesce(tickets.c.priority, tickets.c.declared_priority, "")
_DECIDED: Final = (
    select(
        _priority.label("of_priority"),
        *(_count(_met(*pair)).label(f"{clock}_met") for clock, pair in _DONE.items()),
        *(_count(_missed(*pair)).label(f"{clock}_missed") for clock, pair in _DONE.items()),
    )
    .where(
        _of_groups,
        or_(tickets.c.ended_at.is_(None), tickets.c.ended_at >= _start),
        tickets.c.phase != Phase.CANCELLED,
    )
    .group_by(_priority)
    .order_by(_priority)
)

_age: Final = case(
    *((tickets.c.opened_at > bindparam(f"age{at}", type_=Instant), at) for at in range(len(AGES))),
    else_=len(AGES),
)
_OPEN: Final = (
    select(tickets.c.status, tickets.c.phase, _age.label("bucket"), func.count().label("tickets"))
    .where(_of_groups, text(IS_OPEN))
    .group_by(tickets.c.status, tickets.c.phase, text("bucket"))
    .order_by(tickets.c.status, tickets.c.phase)
)


class Reports(Tickets):
    """A unit's figures."""

    def figures(self, groups: Iterable[str], start: datetime, end: datetime, now: datetime) -> Figures:
        """Count what groups met in a period, and what they have open now."""
        self.write_tickets()
        named = tuple(groups)
        period = {"groups": list(named), "start": start, "end": end, "now": now}
        ages = {f"age{at}": now - age for at, age in enumerate(AGES)}
        decided = self.connection.execute(_DECIDED, period).all()
        standing = self.connection.execute(_OPEN, {"groups": list(named), **ages}).all()
        return Figures(
            period=Period(start=start, end=end),
            groups=named,
            met=tuple(each for row in decided for each in _decided(row)),
            backlog=_backlog(standing),
            ages=tuple(sum(row.tickets for row in standing if row.bucket == at) for at in range(len(AGES) + 1)),
        )


def _decided(row: Row[Any]) -> Iterable[Decided]:
    for clock in Clock:
        met, missed = getattr(row, f"{clock}_met"), getattr(row, f"{clock}_missed")
        if met or missed:
            yield Decided(clock=clock, priority=row.of_priority, met=met, total=met + missed)


def _backlog(rows: Iterable[Row[Any]]) -> tuple[Standing, ...]:
    """Return how many tickets stand in each status, whatever their age."""
    counts: Counter[tuple[str, Phase]] = Counter()
    for row in rows:
        counts[row.status, row.phase] += row.tickets
    return tuple(Standing(status=status, phase=phase, count=count) for (status, phase), count in counts.items())
