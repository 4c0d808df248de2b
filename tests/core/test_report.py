"""report: the figures, for the staff alone when asked for, and in each group's room once a week."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from chatdesk.core.chart import Chart
from chatdesk.core.document import InternalDocument
from chatdesk.core.errors import NotAllowed
from chatdesk.core.figures import Decided, Figures, Period, Standing
from chatdesk.core.model import Phase
from chatdesk.core.policy_time import Clock, ReportPolicy, SchedulePolicy, Target
from chatdesk.core.policy_values import LocalText
from chatdesk.core.report import report
from chatdesk.core.spans import Span
from chatdesk.core.timers.report import period_of, report_due
from chatdesk.core.wording import Wording
from chatdesk.core.words import words_in
from chatdesk.desks.calendars import Calendars
from tests.fakes.platform import text_of
from tests.fakes.world import AMELIE, APPS_ROOM, DESK_ROOM, INES, MAYA, SAMUEL, World, faculty

MONDAY_8_30 = ReportPolicy(day="monday", time=time(8, 30))


def toronto(day: int, hour: int, minute: int = 0) -> datetime:
    """A time in Toronto in March 2026; its clocks change in the night to Sunday the 8th."""
    return datetime(2026, 3, day, hour + (5 if day < 8 else 4), minute, tzinfo=UTC)


def weekly(wanted: ReportPolicy = MONDAY_8_30, closed: tuple[date, ...] = ()):
    policy = faculty()
    target = Target(response=Span.parse("1h"), resolution=Span.parse("2d"))
    priorities = {name: each.model_copy(update={"target": target}) for name, each in policy.priorities.items()}
    days = {day: LocalText(en="Closed", fr="Fermé") for day in closed}
    calendars = {"faculty": policy.calendars["faculty"].model_copy(update={"closed": days})}
    schedule = SchedulePolicy(report=wanted)
    return policy.model_copy(update={"priorities": priorities, "schedule": schedule, "calendars": calendars})


@pytest.fixture
def world(store) -> World:
    return World(store, weekly())


def charts_of(body: InternalDocument) -> list[Chart]:
    return [block for block in body.blocks if isinstance(block, Chart)]


def figures(**told) -> Figures:
    period = Period(start=toronto(2, 9), end=toronto(9, 9))
    blank = {"groups": ("service_desk",), "met": (), "backlog": (), "ages": (0, 0, 0, 0, 0)}
    return Figures(period=period, **(blank | told))


def drawn(language: str = "en", **told) -> InternalDocument:
    return InternalDocument(tuple(report(figures(**told), Wording(faculty(), words_in(language)))))


# -- what it says


def test_a_report_tells_what_was_met_by_priority_in_the_policys_order():
    met = (
        Decided(clock=Clock.RESPONSE, priority="low", met=1, total=4),
        Decided(clock=Clock.RESPONSE, priority="removed", met=1, total=1),
        Decided(clock=Clock.RESPONSE, priority="critical", met=2, total=2),
        Decided(clock=Clock.RESOLUTION, priority="critical", met=0, total=1),
    )
    (chart,) = charts_of(drawn(met=met))
    assert chart.labels == ("Critical", "Low", "removed")
    assert [series.label for series in chart.series] == ["First answer", "Solution"]
    assert [series.values for series in chart.series] == [(2, 1, 1), (0, 0, 0)]
    assert [series.totals for series in chart.series] == [(2, 4, 1), (1, 0, 0)]


def test_a_ticket_without_priority_counts_with_the_default_one():
    met = (
        Decided(clock=Clock.RESPONSE, priority="", met=1, total=2),
        Decided(clock=Clock.RESPONSE, priority="normal", met=3, total=3),
    )
    (chart,) = charts_of(drawn(met=met))
    assert (chart.labels, chart.series[0].values, chart.series[0].totals) == (("Normal",), (4,), (5,))


def test_a_report_tells_the_backlog_by_status_and_who_must_act_and_its_age():
    backlog = (
        Standing(status="removed", phase=Phase.WAITING, count=1),
        Standing(status="waiting_requester", phase=Phase.WAITING, count=4),
        Standing(status="new", phase=Phase.NEW, count=3),
    )
    by_status, by_age = charts_of(drawn("fr", backlog=backlog, ages=(5, 0, 1, 0, 2)))
    assert by_status.labels == ("Nouveau · Centre de services", "En attente du demandeur · Demandeur")
    assert by_status.series[0].values == (3, 5)
    assert by_age.series[0].values == (5, 0, 1, 0, 2)


def test_a_report_sums_itself_up_in_one_line():
    met = (Decided(clock=Clock.RESPONSE, priority="low", met=1, total=4),)
    text = text_of(drawn(met=met, ages=(1, 0, 0, 0, 0), backlog=(Standing(status="new", phase=Phase.NEW, count=1),)))
    assert "1 open ticket ·" in text
    assert "First answers in time: 1/4 (25\N{NO-BREAK SPACE}%)" in text
    assert "Solutions in time: –" in text


def test_a_report_of_nothing_has_no_chart():
    assert charts_of(drawn()) == []


# -- asked for


def test_an_agent_gets_the_figures_of_their_groups(world):
    world.open(AMELIE, product="other")
    mine = world.press("report", INES).document
    assert charts_of(mine)[0].series[0].values == (1,)
    assert "1\N{NO-BREAK SPACE}billet" in text_of(mine).replace("1 billet", "1\N{NO-BREAK SPACE}billet")
    assert "Centre de services" in text_of(mine)


def test_a_manager_gets_the_figures_of_the_whole_desk(world):
    world.open(AMELIE, product="other")
    world.open(AMELIE, product="crm")
    body = world.press("report", MAYA).document
    assert sum(charts_of(body)[0].series[0].values) == 2
    assert "Faculty service desk" in text_of(body)


def test_the_figures_are_for_the_staff_alone(world):
    with pytest.raises(NotAllowed):
        world.press("report", AMELIE)


def test_a_week_or_a_month_can_be_asked_for(world):
    world.open(AMELIE, product="other")
    world.advance(days=10)
    assert charts_of(world.press("report", INES, rest="week").document)[0].series[0].totals == ()
    for month in ("month", " Mois "):
        (met, *_) = charts_of(world.press("report", INES, rest=month).document)
        assert [series.totals for series in met.series] == [(1,), (1,)]


def test_a_cancelled_ticket_is_in_no_figure(world):  # S4-19
    ticket = world.open(AMELIE, product="other")
    world.advance(days=2)
    world.fill("cancel", INES, ticket, reason="Doublon")
    assert charts_of(world.press("report", INES).document) == []


# -- sent by itself


def test_the_report_comes_once_a_week_to_each_groups_room(world):
    world.open(AMELIE, product="other")
    world.keeper.arm(world.now)
    world.go_on(toronto(9, 8, 29))
    assert not any(charts_of(each.body) for each in world.slack.in_room(DESK_ROOM))
    world.go_on(toronto(9, 8, 30))
    (told,) = [each for each in world.slack.in_room(DESK_ROOM) if "Les chiffres" in each.text]
    assert [chart.series[0].label for chart in charts_of(told.body)] == ["Première réponse", "Billets", "Billets"]
    (other,) = world.slack.in_room(APPS_ROOM)
    assert charts_of(other.body) == []
    world.go_on(toronto(16, 8, 30))
    assert len(world.slack.in_room(APPS_ROOM)) == 2


def test_a_report_that_falls_on_a_closing_day_comes_on_the_next_business_day():
    policy = weekly(closed=(date(2026, 3, 9), date(2026, 3, 10)))
    calendars = Calendars(policy)
    due = report_due(policy, calendars, toronto(2, 10))
    assert due == toronto(11, 8, 30)
    assert period_of(policy, calendars, due) == Period(start=toronto(2, 8, 30), end=toronto(9, 8, 30))
    assert report_due(policy, calendars, due) == toronto(16, 8, 30)


def test_a_report_on_a_day_that_is_never_open_comes_on_the_next_business_day():
    policy = weekly(ReportPolicy(day="sunday", time=time(18, 0)))
    assert report_due(policy, Calendars(policy), toronto(2, 10)) == toronto(2, 18)
    assert report_due(policy, Calendars(policy), toronto(2, 18)) == toronto(9, 18)


def test_the_report_after_a_long_closing_tells_of_all_the_weeks_since_the_last_one():
    policy = weekly(closed=tuple(date(2026, 3, day) for day in range(9, 18)))
    calendars = Calendars(policy)
    due = report_due(policy, calendars, toronto(2, 10))
    assert due == toronto(18, 8, 30)
    assert period_of(policy, calendars, due) == Period(start=toronto(2, 8, 30), end=toronto(16, 8, 30))


def test_weekly_reports_follow_each_other_without_a_gap():
    policy = weekly(closed=(date(2026, 3, 9), date(2026, 3, 16), date(2026, 3, 17)))
    calendars = Calendars(policy)
    due, before = toronto(1, 0), None
    for _ in range(8):
        due = report_due(policy, calendars, due)
        period = period_of(policy, calendars, due)
        assert before is None or period.start == before
        before = period.end


def test_no_report_is_sent_where_the_policy_wants_none():
    policy = faculty()
    assert policy.schedule.report is not None or report_due(policy, Calendars(policy), toronto(2, 10)) is None


def test_samuel_is_in_both_groups_and_gets_both(world):
    world.open(AMELIE, product="other")
    world.open(AMELIE, product="crm")
    assert sum(charts_of(world.press("report", SAMUEL).document)[0].series[0].values) == 2
