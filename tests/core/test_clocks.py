"""Clocks: pauses, changed targets, what stops them; against a minute-by-minute oracle."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatdesk.core.calendar import Calendar, Opening
from chatdesk.core.clocks import Counted, clocks_of, count, with_pauses
from chatdesk.core.model import Pause, PersonId, Phase, Ticket, TicketId
from chatdesk.core.policy_time import Clock, ClocksPolicy, ExtensionPolicy, Target, WarningsPolicy
from chatdesk.core.spans import Share, Span
from chatdesk.desks.calendars import Calendars
from tests.fakes.world import faculty

MINUTE = timedelta(minutes=1)
WEEK = {day: (Opening.parse("8:30-12:00"), Opening.parse("13:00-16:30")) for day in range(5)}
CALENDAR = Calendar(zone="America/Toronto", week=WEEK, closed={date(2026, 3, 4): "Closed"})
is_open = cache(CALENDAR.is_open)
MONDAY = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)  # 9:00 in Toronto, which changes its clocks on Sunday 8 March


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A time in Toronto in March 2026, before the change of clocks."""
    return datetime(2026, 3, day, hour + 5, minute, tzinfo=UTC)


def pause(since: datetime, until: datetime | None) -> Pause:
    return Pause(since=since, until=until, status="waiting_requester")


def oracle(start: datetime, minutes: int, pauses: tuple[Pause, ...]) -> datetime | None:
    """Walk minute by minute: open and not paused uses one up. None: it never ends, for a pause still lasts."""
    instant, left = start, minutes
    for _ in range(60 * 24 * 60):
        begun = [each.until for each in pauses if each.since <= instant]
        if None in begun:
            return None
        paused = any(instant < until for until in begun)
        minute, instant = instant, instant + MINUTE
        if not paused and is_open(minute):
            left -= 1
            if not left:
                return instant
    raise AssertionError("never used up")


@st.composite
def stretches(draw: st.DrawFn) -> tuple[Pause, ...]:
    edges = sorted(draw(st.lists(st.integers(0, 9 * 24 * 60), unique=True, max_size=8)))
    if len(edges) % 2 and draw(st.booleans()):
        edges.pop()
    ends = [MONDAY + MINUTE * edge for edge in edges]
    return tuple(
        pause(since, ends[index + 1] if index + 1 < len(ends) else None)
        for index, since in enumerate(ends)
        if index % 2 == 0
    )


@given(stretches(), st.integers(1, 2500), st.integers(0, 3 * 24 * 60))
def test_pauses_move_the_due_instant_as_a_walk_minute_by_minute_does(pauses, minutes, offset):
    start = MONDAY + MINUTE * offset
    counted = count(CALENDAR, start, Span(time=MINUTE * minutes), pauses)
    assert counted.due == oracle(start, minutes, pauses)


@given(stretches(), st.integers(1, 2500))
def test_what_is_left_while_it_stands_still_is_what_the_walk_has_not_used_up(pauses, minutes):
    counted = count(CALENDAR, MONDAY, Span(time=MINUTE * minutes), pauses)
    if counted.due is not None:
        return
    resumed = (*pauses[:-1], replace(pauses[-1], until=pauses[-1].since + timedelta(days=30)))
    left = counted.remaining // MINUTE
    assert left > 0
    used_up = count(CALENDAR, MONDAY, Span(time=MINUTE * minutes), resumed).due
    assert used_up is not None
    assert CALENDAR.between(resumed[-1].until, used_up) == MINUTE * left


def test_overdue_stays_overdue_while_paused():
    counted = count(CALENDAR, at(2, 9), Span.parse("1h"), (pause(at(2, 10), None),))
    assert counted.due == at(2, 10)


def test_a_pause_at_night_moves_nothing():
    counted = count(CALENDAR, at(2, 9), Span.parse("8h"), (pause(at(2, 17), at(3, 8)),))
    assert counted.due == at(3, 10)


def test_business_days_are_moved_by_the_opening_time_of_a_pause():
    # Tuesday 9:00 is due on Thursday, 2 days on: Wednesday is closed. Paused for 2 opening hours, so 11:00.
    assert count(CALENDAR, at(2, 9), Span.parse("2d"), ()).due == at(5, 9)
    assert count(CALENDAR, at(2, 9), Span.parse("2d"), (pause(at(2, 14), at(2, 16)),)).due == at(5, 11)


def test_pauses_after_it_was_done_count_no_more():
    pauses = (pause(at(2, 10), at(2, 11)), pause(at(2, 15), None))
    counted = count(CALENDAR, at(2, 9), Span.parse("4h"), pauses, stopped=at(2, 14))
    assert counted.due == at(2, 15)  # 9 to 10, 11 to 12, 13 to 15
    assert counted.pauses == pauses[:1]


def test_a_pause_that_lasts_when_it_was_done_is_cut_off_there():
    counted = count(CALENDAR, at(2, 9), Span.parse("4h"), (pause(at(2, 11), None),), stopped=at(2, 11, 30))
    assert counted.due == at(2, 14, 30)


# -- a ticket's clocks


def ticket(**told: object) -> Ticket:
    values = {
        "id": TicketId(1),
        "reference": "FAC-1",
        "product": "crm",
        "kind": "question",
        "title": "t",
        "description": "d",
        "status": "new",
        "phase": Phase.NEW,
        "group": "applications",
        "requester": PersonId(1),
        "opened_by": PersonId(1),
        "opened_at": at(2, 9),
        "changed_at": at(2, 9),
        "platform": "slack",
        "workspace": "T0",
        "declared_priority": "normal",
    }
    return Ticket(**{**values, **told})


def timed(target: Target, high: Target | None = None, **sections: object):
    policy = faculty()
    priorities = {
        **policy.priorities,
        "normal": policy.priorities["normal"].model_copy(update={"target": target}),
        "high": policy.priorities["high"].model_copy(update={"target": high or target}),
    }
    calendars = {**policy.calendars, "evening": evening(policy.calendars["faculty"])}
    return policy.model_copy(update={"priorities": priorities, "calendars": calendars, **sections})


def evening(calendar):
    return calendar.model_copy(update={"week": {day: (Opening.parse("8:30-22:00"),) for day in calendar.week}})


def clocks(policy, found: Ticket):
    return clocks_of(found, policy, Calendars(policy))


TARGET = Target(response=Span.parse("2h"), resolution=Span.parse("8h"), update=Span.parse("4h"))


def test_s2_14_a_status_pauses_and_another_lets_go_on():
    """S2-14."""
    policy = timed(TARGET)
    opened = ticket()
    waiting = with_pauses(replace(opened, status="waiting_requester", phase=Phase.WAITING), policy, at(2, 11))
    assert clocks(policy, waiting).due_dates()["resolve_by"] is None
    back = with_pauses(replace(waiting, status="in_progress", phase=Phase.WORKING), policy, at(2, 14))
    assert back.pauses == (Pause(since=at(2, 11), until=at(2, 14), status="waiting_requester"),)
    assert clocks(policy, opened).due_dates()["resolve_by"] == at(3, 9, 0)
    assert clocks(policy, back).due_dates()["resolve_by"] == at(3, 12)


def test_two_pausing_statuses_in_a_row_are_two_pauses_without_a_gap():
    policy = timed(TARGET)
    waiting = with_pauses(ticket(status="waiting_requester", phase=Phase.WAITING), policy, at(2, 11))
    other = with_pauses(replace(waiting, status="waiting_supplier", phase=Phase.SUSPENDED), policy, at(2, 12))
    assert [(each.status, each.since, each.until) for each in other.pauses] == [
        ("waiting_requester", at(2, 11), at(2, 12)),
        ("waiting_supplier", at(2, 12), None),
    ]
    assert with_pauses(other, policy, at(2, 13)) is other


def test_an_ended_ticket_pauses_no_more():
    policy = timed(TARGET)
    waiting = with_pauses(ticket(status="waiting_requester", phase=Phase.WAITING), policy, at(2, 11))
    ended = with_pauses(replace(waiting, status="cancelled", phase=Phase.CANCELLED), policy, at(2, 12))
    assert ended.pauses[-1].until == at(2, 12)


def test_a_pause_survives_a_change_of_priority_and_the_true_time_counts():
    policy = timed(TARGET, high=Target(resolution=Span.parse("4h")))
    paused = ticket(pauses=(pause(at(2, 10), at(2, 11)),))
    assert clocks(policy, paused).due_dates()["resolve_by"] == at(3, 10)
    raised = replace(paused, priority="high")
    assert clocks(policy, raised).due_dates()["resolve_by"] == at(2, 14)


def test_s3_48_the_response_clock_stops_at_the_answer_and_later_pauses_do_not_move_it():
    """S3-48."""
    policy = timed(TARGET)
    answered = ticket(answered_at=at(2, 10), pauses=(pause(at(2, 10, 30), at(2, 15)),))
    response = clocks(policy, answered).response()
    assert isinstance(response, Counted)
    assert (response.due, response.stopped) == (at(2, 11), at(2, 10))


def test_s3_27_the_next_report_counts_from_the_last_word_that_reached_the_requester():
    """S3-27."""
    policy = timed(TARGET)
    assert clocks(policy, ticket()).due_dates()["update_by"] == at(2, 13)
    assert clocks(policy, ticket(told_at=at(2, 12))).due_dates()["update_by"] == at(2, 16)
    assert clocks(policy, ticket(told_at=at(2, 12), update_every="1d")).due_dates()["update_by"] == at(3, 12)
    assert clocks(policy, ticket(resolved_at=at(2, 12))).due_dates()["update_by"] is None


def test_s3_7_an_extension_counts_for_its_products_and_priorities_only():
    """S3-7."""
    extension = ExtensionPolicy(calendar="evening", products=("crm",), priorities=("high",))
    policy = timed(TARGET, extensions={"evening": extension})
    late = at(2, 16)  # the faculty closes at 16:30
    assert clocks(policy, ticket(opened_at=late, priority="high")).due_dates()["respond_by"] == at(2, 18)
    assert clocks(policy, ticket(opened_at=late)).due_dates()["respond_by"] == at(3, 10)
    other = ticket(opened_at=late, priority="high", product="learning")
    assert clocks(policy, other).due_dates()["respond_by"] == at(3, 10)


@pytest.mark.parametrize(
    ("notice", "due"),
    [(Share(75), at(2, 15)), (Span.parse("30m"), at(2, 16, 30)), (Span.parse("30h"), at(2, 9))],
)
def test_a_warning_comes_at_a_share_of_the_target_or_a_span_before(notice, due):
    policy = timed(TARGET, clocks=ClocksPolicy(warn=WarningsPolicy(resolution=notice)))
    assert clocks(policy, ticket()).warning(Clock.RESOLUTION) == due
    assert clocks(policy, ticket()).warning(Clock.RESPONSE) is None


def test_a_pause_moves_the_warning_as_well():
    policy = timed(TARGET, clocks=ClocksPolicy(warn=WarningsPolicy(resolution=Share(75))))
    assert clocks(policy, ticket(pauses=(pause(at(2, 10), at(2, 11)),))).warning(Clock.RESOLUTION) == at(2, 16)
    assert clocks(policy, ticket(pauses=(pause(at(2, 10), None),))).warning(Clock.RESOLUTION) is None


def test_a_warning_of_a_target_in_business_days_is_a_share_of_their_opening_hours():
    policy = timed(Target(resolution=Span.parse("2d")), clocks=ClocksPolicy(warn=WarningsPolicy(resolution=Share(50))))
    assert clocks(policy, ticket()).warning(Clock.RESOLUTION) == at(3, 9)


def test_a_span_that_no_calendar_opens_for_is_never_due_and_raises_nothing():
    endless = Span.parse("99999999h")
    counted = count(CALENDAR, MONDAY, endless, (pause(at(2, 10), at(2, 11)),))
    assert (counted.due, counted.is_paused) == (None, False)
    policy = timed(Target(response=endless, resolution=Span.parse("99999d")))
    assert clocks(policy, ticket()).due_dates() == {"respond_by": None, "resolve_by": None, "update_by": None}
