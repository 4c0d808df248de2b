"""The figures that a database counts are those that one gets by looking at every ticket."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest
from sqlalchemy import insert
from store_scene import NOON, Scene

from chatdesk.core.figures import AGES, Decided, Figures
from chatdesk.core.model import ENDED, OPEN, Phase, Ticket
from chatdesk.core.policy_time import Clock
from chatdesk.store import tables

DAY = timedelta(days=1)
START, END = NOON - 7 * DAY, NOON
GROUPS = ("desk", "apps", "field")
STATUSES = {phase: (phase.value, f"other {phase.value}") for phase in Phase}


# -- the oracle: every ticket, one by one, by the rules in words


def outcome(ticket: Ticket, clock: Clock, now: datetime) -> tuple[datetime, bool] | None:
    """Return when a ticket's clock was decided, and whether it was met; None while it is not decided."""
    over = ticket.resolved_at or ticket.ended_at
    done, due = (ticket.answered_at, ticket.respond_by) if clock is Clock.RESPONSE else (over, ticket.resolve_by)
    if due is None:
        return None
    if done is not None:
        return (done, True) if done <= due else (due, False)
    until = over or now
    return (due, False) if due < until else None


def counted(tickets: Iterable[Ticket], groups: Iterable[str], start: datetime, end: datetime, now: datetime):
    """Return what the figures should be: clocks met and decided, open tickets by status, and by age."""
    met, total, backlog, ages = Counter(), Counter(), Counter(), [0] * (len(AGES) + 1)
    for ticket in tickets:
        if ticket.group not in groups:
            continue
        if ticket.phase in OPEN:
            backlog[ticket.status, ticket.phase] += 1
            ages[sum(now - ticket.opened_at >= age for age in AGES)] += 1
        if ticket.phase is Phase.CANCELLED or (ticket.ended_at is not None and ticket.ended_at < start):
            continue
        for clock in Clock:
            found = outcome(ticket, clock, now)
            if found is not None and start <= found[0] < end:
                key = clock, ticket.priority or ticket.declared_priority or ""
                total[key] += 1
                met[key] += found[1]
    return {key: (met[key], count) for key, count in total.items()}, dict(backlog), tuple(ages)


def as_counted(figures: Figures):
    met = {(each.clock, each.priority): (each.met, each.total) for each in figures.met}
    backlog = {(each.status, each.phase): each.count for each in figures.backlog}
    return met, backlog, figures.ages


# -- tickets of every sort


def instant(random: Random, after: datetime) -> datetime:
    """Return an instant not before another one: often one of those at which something changes."""
    edges = [edge for edge in (START, END, after) if edge >= after]
    if random.random() < 0.3:
        return random.choice(edges)
    return min(after + timedelta(seconds=random.expovariate(1 / (4 * 86_400))), END)


def some_ticket(random: Random, blank: Ticket, number: int) -> Ticket:
    phase = random.choice(list(Phase))
    ages = (0.0, *(age / DAY for age in AGES), random.uniform(0, 50), random.uniform(0, 8))
    opened = END - random.choice(ages) * DAY
    over = phase in ENDED or phase is Phase.RESOLVED
    resolved = instant(random, opened) if phase is Phase.RESOLVED or (over and random.random() < 0.6) else None
    ended = instant(random, resolved or opened) if phase in ENDED else None
    return replace(
        blank,
        id=number,
        reference=f"SPT-{number}",
        phase=phase,
        status=random.choice(STATUSES[phase]),
        group=random.choice(GROUPS),
        opened_at=opened,
        declared_priority=random.choice((None, "low", "high")),
        priority=random.choice((None, None, "low", "high", "gone")),
        answered_at=random.choice((None, min(instant(random, opened), ended or END))),
        respond_by=random.choice((None, opened + random.uniform(0, 3) * DAY, instant(random, opened))),
        resolve_by=random.choice((None, opened + random.uniform(0, 9) * DAY, instant(random, opened))),
        resolved_at=resolved,
        ended_at=ended,
    )


def fill(scene: Scene, count: int, seed: int) -> list[Ticket]:
    blank, random = scene.draft(0, requester=scene.person().id), Random(seed)
    tickets = [some_ticket(random, blank, number) for number in range(1, count + 1)]
    names = [column.name for column in tables.tickets.columns]
    with scene.store.writing() as connection:
        connection.execute(
            insert(tables.tickets), [{name: getattr(ticket, name) for name in names} for ticket in tickets]
        )
    return tickets


def figures(scene: Scene, groups: Iterable[str], start: datetime = START, end: datetime = END) -> Figures:
    with scene.store.read() as unit:
        return unit.figures(groups, start, end, NOON)


@pytest.mark.parametrize("seed", range(4))
def test_figures_are_what_every_ticket_adds_up_to(scene: Scene, seed: int) -> None:
    tickets = fill(scene, 1500, seed)
    for groups in (GROUPS, ("desk",), ("desk", "field"), ("nobody",)):
        for start, end in ((START, END), (START - 30 * DAY, START), (END, END + DAY)):
            assert as_counted(figures(scene, groups, start, end)) == counted(tickets, groups, start, end, NOON)


def test_figures_of_periods_in_a_row_count_each_clock_once(scene: Scene) -> None:
    tickets = [ticket for ticket in fill(scene, 1500, 7) if ticket.phase is not Phase.CANCELLED]
    weeks = [figures(scene, GROUPS, END - (week + 1) * 7 * DAY, END - week * 7 * DAY) for week in range(12)]
    decided = [outcome(ticket, clock, NOON) for ticket in tickets for clock in Clock]
    total = sum(each is not None and each[0] < END for each in decided)
    assert sum(each.total for week in weeks for each in week.met) == total


def test_figures_see_what_their_own_unit_wrote(scene: Scene) -> None:
    ticket = scene.ticket(respond_by=NOON - DAY, priority="high", group="desk")
    with scene.store.begin() as unit:
        unit.save_ticket(replace(unit.ticket(ticket.id), answered_at=NOON - 2 * DAY))
        (each,) = unit.figures(("desk",), START, END, NOON).met
    assert each == Decided(clock=Clock.RESPONSE, priority="high", met=1, total=1)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"respond_by": NOON - DAY}, (0, 1)),  # open and late
        ({"respond_by": NOON + DAY}, None),  # open, and there is time left
        ({"respond_by": None}, None),  # paused, or without a clock
        ({"respond_by": NOON - DAY, "phase": Phase.CANCELLED, "ended_at": NOON}, None),  # S4-19
        ({"respond_by": NOON - DAY, "phase": Phase.CLOSED, "ended_at": NOON}, (0, 1)),
        ({"respond_by": NOON - DAY, "phase": Phase.CLOSED, "ended_at": NOON - 2 * DAY}, None),  # needed no answer
        ({"respond_by": NOON - DAY, "answered_at": NOON - DAY}, (1, 1)),
        ({"respond_by": NOON - DAY, "answered_at": NOON}, (0, 1)),
        ({"respond_by": NOON - 9 * DAY, "answered_at": NOON - DAY}, None),  # was late in the week before
        ({"respond_by": NOON + DAY, "answered_at": NOON - 9 * DAY}, None),  # was met in the week before
    ],
)
def test_figures_decide_a_response(scene: Scene, changes: dict[str, object], expected: tuple[int, int] | None) -> None:
    scene.ticket(group="desk", **changes)
    found = [(each.met, each.total) for each in figures(scene, ("desk",)).met]
    assert found == ([] if expected is None else [expected])
