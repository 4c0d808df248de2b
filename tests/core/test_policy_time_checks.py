"""What a policy says of time and cannot be is told at its line, and what can be is left alone."""

from pathlib import Path

import pytest

from chatdesk.core.policy_time_checks import TIME_CHECKS
from chatdesk.desks.loader import PolicyError, load_policy

DESK = """\
extends: base.yaml
"""

BASE = """\
desk: { name: Desk, prefix: DSK, calendar: office }
calendars:
  office:
    time_zone: Europe/Paris
    week:
      monday: [9:00-12:00, 14:00-18:00]
      friday: [9:00-12:00]
  evening:
    time_zone: Europe/Paris
    week: { monday: [9:00-22:00], friday: [9:00-12:00], saturday: [10:00-12:00] }
groups:
  first: { name: First }
  second: { name: Second }
products:
  thing: { name: Thing, group: first }
  other: { name: Other, group: first }
kinds:
  question: { name: Question }
  idea: { name: Idea, clock: false }
priorities:
  high: { name: High, target: { response: 2h } }
  low: { name: Low, target: { response: 1d } }
default_priority: low
statuses:
  new: { name: New, phase: new, actor: Desk, next: [asked, solved, cancelled] }
  asked: { name: Asked, phase: waiting, actor: You, next: [new, solved, cancelled] }
  solved: { name: Solved, phase: resolved, actor: You, next: [new, closed] }
  closed: { name: Closed, phase: closed, actor: Nobody }
  cancelled: { name: Cancelled, phase: cancelled, actor: Nobody }
moves: { open: new, ask: asked, answer: new, resolve: solved, refuse: new, close: closed, cancel: cancelled }
natures: { advice: Advice }
"""


@pytest.fixture
def told(tmp_path, monkeypatch):
    """Lay some lines over a sound desk and tell what is wrong then, without the file's name."""
    monkeypatch.chdir(tmp_path)
    Path("base.yaml").write_text(BASE, encoding="utf-8")

    def tell(*lines):
        Path("desk.yaml").write_text(DESK + "\n".join(lines) + "\n", encoding="utf-8")
        try:
            load_policy("desk.yaml")
        except PolicyError as error:
            return [str(problem).removeprefix("desk.yaml:") for problem in error.problems]
        return []

    return tell


# -- calendars


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "week: { monday: [], friday: [] }",
            "2:24: calendars.office.week: never opens: give at least one weekday an opening",
        ),
        (
            "week: { friday: [9:00-12:00, 11:00-13:00] }",
            "2:32: calendars.office.week.friday: Friday: 9:00-12:00 and 11:00-13:00 overlap",
        ),
        (
            "openings: { 2026-12-24: [9:00-12:00, 11:00-13:00] }",
            "2:36: calendars.office.openings.2026-12-24: 2026-12-24: 9:00-12:00 and 11:00-13:00 overlap",
        ),
        (
            "openings: { 2026-12-24: [] }",
            "2:36: calendars.office.openings.2026-12-24: 2026-12-24: an exceptional opening without hours",
        ),
        (
            "holidays: { country: FR, subdivision: BX }",
            "2:62: calendars.office.holidays.subdivision: FR has no subdivision 'BX'",
        ),
        (
            "holidays: { country: Fr }",
            "2:45: calendars.office.holidays.country: no holidays are known for the country 'Fr'; did you mean 'FR'?",
        ),
    ],
)
def test_a_calendar_that_cannot_be_is_told_at_its_day(told, line, expected):
    [found] = told(f"calendars: {{ office: {{ {line} }} }}")

    assert found.startswith(expected)


def test_a_day_without_hours_and_exceptional_hours_are_fine(told):
    assert told("calendars: { office: { week: { friday: [] }, openings: { 2026-12-24: [9:00-12:00] } } }") == []


# -- targets


def test_a_kind_without_clock_has_no_target(told):
    assert told("kinds: { idea: { target: { response: 8h } } }") == [
        "2:18: kinds.idea.target: a kind with 'clock: false' has no target"
    ]


def test_a_priority_has_no_target_where_no_kind_has_a_clock(told):
    assert told("kinds: { question: { clock: false } }", "priorities: { low: { target: } }") == [
        "base.yaml:21:23: priorities.high.target: counts for nothing: every kind says 'clock: false'"
    ]


def test_a_span_of_nothing_is_told(told):
    assert told(
        "priorities: { high: { target: { update: 0h } } }",
        "kinds: { question: { target: { resolution: 0d } } }",
        "clocks: { unqualified: 0m }",
        "schedule: { closing_notice: 0d }",
    ) == [
        "2:41: priorities.high.target.update: gives no time at all; leave it out to count nothing",
        "3:44: kinds.question.target.resolution: gives no time at all; leave it out to count nothing",
        "4:24: clocks.unqualified: gives no time at all; leave it out to count nothing",
        "5:29: schedule.closing_notice: gives no time at all; leave it out to count nothing",
    ]


def test_a_closing_day_is_announced_business_days_before(told):
    assert told("schedule: { closing_notice: 2d }") == []
    assert told("schedule: { closing_notice: 48h }") == [
        "2:29: schedule.closing_notice: is in business days before the closing day, as in 2d"
    ]


# -- clocks


@pytest.mark.parametrize(
    ("warn", "expected"),
    [
        ("resolution: 75%", "31: clocks.warn.resolution: warns of nothing: no priority and no kind has a target for"),
        ("response: 1d", "29: clocks.warn.response: a warning comes hours or a share before, as in 4h or 75%; a busin"),
        (
            "response: 0h",
            "29: clocks.warn.response: a warning comes before the due instant, and this is no time at all",
        ),
        (
            "response: 2h",
            "29: clocks.warn.response: 2h before leaves no time: 'priorities.high.target.response' is only",
        ),
    ],
)
def test_a_warning_that_warns_of_nothing_is_told(told, warn, expected):
    [found] = told(f"clocks: {{ warn: {{ {warn} }} }}")

    assert found.startswith(f"2:{expected}")


def test_each_target_that_a_warning_does_not_leave_time_for_is_named(told):
    found = told("clocks: { warn: { response: 3h } }", "kinds: { question: { target: { response: 150m } } }")

    assert [line.partition("'")[2].partition(" is only")[0] for line in found] == [
        "kinds.question.target.response'",
        "priorities.high.target.response'",
        "priorities.low.target.response'",
    ]
    assert found[2].endswith("is only 1d"), "a business day is as long as the shortest, Friday with its three hours"


@pytest.mark.parametrize("warn", ["response: 75%", "response: 1h", "response: 119m", "resolution:"])
def test_a_warning_that_comes_in_time_is_fine(told, warn):
    assert told(f"clocks: {{ warn: {{ {warn} }} }}") == []


def test_a_warning_is_about_targets_of_kinds_as_well(told):
    assert told("clocks: { warn: { resolution: 1h } }", "kinds: { question: { target: { resolution: 2h } } }") == []


def test_a_clock_that_no_ticket_has_is_never_escalated(told):
    assert told("clocks: { escalate: [response, resolution] }") == [
        "2:32: clocks.escalate[1]: is never missed: no priority and no kind has a target for 'resolution'"
    ]
    assert told("clocks: { escalate: [response, response] }") == ["2:32: clocks.escalate[1]: names 'response' twice"]
    assert told("clocks: { quiet: 20:00-7:00 }") == [], "what nobody wrote is no mistake"


@pytest.mark.parametrize("quiet", ["0:00-24:00", "9:00-18:00", "6:00-5:00"])
def test_quiet_hours_that_cover_the_opening_hours_are_told(told, quiet):
    assert told(f"clocks: {{ quiet: {quiet} }}") == [
        "2:18: clocks.quiet: covers all opening hours of 'office': no reminder would ever reach anyone in them"
    ]


@pytest.mark.parametrize("quiet", ["18:00-9:00", "9:00-17:59", "22:00-6:00"])
def test_quiet_hours_that_leave_some_opening_hours_are_fine(told, quiet):
    assert told(f"clocks: {{ quiet: {quiet} }}") == []


@pytest.mark.parametrize("status", ["closed", "cancelled"])
def test_an_ended_status_says_nothing_of_clocks(told, status):
    [found] = told(f"statuses: {{ {status}: {{ clock: runs }} }}")

    assert found.startswith(f"2:{len(status) + 24}: statuses.{status}.clock: the clocks of a ticket stop for good")
    assert told("statuses: { solved: { clock: runs } }") == []


# -- extensions


def test_an_extension_only_adds_hours(told):
    open_then = "'office' is open on Monday 9:00, 'evening' is not"

    assert told("extensions: { late: { calendar: evening } }") == []
    assert told(
        "calendars: { evening: { week: { monday: [12:00-22:00] } } }",
        "extensions: { late: { calendar: evening } }",
    ) == [f"3:33: extensions.late.calendar: an extension only adds hours: {open_then}"]


def test_an_extension_in_another_zone_has_at_least_as_many_hours(told):
    far = "calendars: { evening: { time_zone: Asia/Tokyo, week: { monday: [%s], friday: , saturday: } } }"
    extension = "extensions: { late: { calendar: evening } }"

    assert told(far % "0:00-10:00", extension) == []
    assert told(far % "0:00-9:00", extension) == [
        "3:33: extensions.late.calendar: an extension only adds hours: this week is shorter than 'office'"
    ]


def test_an_extension_that_says_the_same_as_another_is_told(told):
    assert told(
        "extensions:",
        "  late: { calendar: evening, products: [thing, other], priorities: [high] }",
        "  again: { calendar: evening, priorities: [high] }",
    ) == ["4:3: extensions.again: says the same as 'late'"]


def test_an_extension_that_those_above_leave_nothing_is_told(told):
    calendars = (
        "calendars: { night: { time_zone: Europe/Paris, week: { monday: [0:00-24:00], friday: [0:00-24:00] } } }"
    )

    assert told(
        calendars,
        "extensions:",
        "  late: { calendar: evening, products: [thing] }",
        "  later: { calendar: evening, products: [other] }",
        "  latest: { calendar: night, priorities: [high] }",
    ) == ["6:3: extensions.latest: never counts: 'late' and 'later' above it, and the first that fits counts"]
    assert (
        told(
            calendars,
            "extensions:",
            "  latest: { calendar: night, priorities: [high], products: [thing] }",
            "  late: { calendar: evening, products: [thing] }",
        )
        == []
    )


# -- tiers


def test_a_group_that_escalates_to_itself_is_told(told):
    assert told("groups: { first: { escalates_to: first } }") == [
        "2:34: groups.first.escalates_to: a group does not escalate to itself"
    ]


def test_groups_that_escalate_in_a_circle_are_told(told):
    assert told("groups:", "  first: { escalates_to: second }", "  second: { escalates_to: first }") == [
        "3:26: groups.first.escalates_to: escalates in a circle: first → second → first",
        "4:27: groups.second.escalates_to: escalates in a circle: second → first → second",
    ]
    assert told("groups: { first: { escalates_to: second } }") == []


def test_a_group_below_a_circle_is_not_part_of_it(told):
    found = told("groups:", "  first: { escalates_to: second }", "  second: { escalates_to: second }")

    assert found == ["4:27: groups.second.escalates_to: a group does not escalate to itself"]


# -- ladders


def test_ladders_that_lead_to_an_end_are_fine(told):
    assert (
        told(
            "ladders:",
            "  confirmation: [{ after: 5d, do: remind }, { after: 2d, do: agent },",
            "                 { after: 5d, do: close, tells: false }]",
            "  information: [{ after: 3d, do: remind }, { after: 3d, do: cancel }]",
        )
        == []
    )


@pytest.mark.parametrize(("ladder", "status"), [("confirmation", "solved"), ("information", "asked")])
def test_a_ladder_needs_a_status_that_pauses(told, ladder, status):
    [found] = told(
        f"ladders: {{ {ladder}: [{{ after: 3d, do: remind }}] }}", f"statuses: {{ {status}: {{ clock: runs }} }}"
    )

    where = f"2:12: ladders.{ladder}: waits for the requester in {status!r}"
    assert found == f"{where}, and the clock runs there; let this status pause"


def test_a_ladder_runs_in_every_status_that_waits(told):
    assert told(
        "ladders: { information: [{ after: 3d, do: cancel }] }",
        "statuses:",
        "  new: { next: [asked, tested, solved, cancelled] }",
        "  tested: { name: Tested, phase: waiting, actor: You, next: [new, solved] }",
    ) == ["2:43: ladders.information[0].do: 'tested' does not lead to 'cancelled', where 'moves.cancel' goes"]


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("after: 0d, do: remind", "after: comes at once; give the requester some time to answer"),
        ("after: 1d, do: agent", "do: 'agent' asks to close a solved ticket: it belongs to 'confirmation'"),
        ("after: 1d, do: remind, tells: false", "tells: is about how a ticket ends, and 'remind' ends none"),
        ("after: 1d, do: close", "do: 'asked' does not lead to 'closed', where 'moves.close' goes"),
    ],
)
def test_a_step_that_cannot_be_is_told(told, step, expected):
    key = expected.partition(":")[0]
    column = len("ladders: { information: [{ ") + step.index(f"{key}: ") + len(key) + 3

    assert told(f"ladders: {{ information: [{{ {step} }}] }}") == [f"2:{column}: ladders.information[0].{expected}"]


def test_a_step_of_the_confirmation_leads_to_an_end_as_well(told):
    assert told("ladders: { confirmation: [{ after: 1d, do: cancel }] }") == [
        "2:44: ladders.confirmation[0].do: 'solved' does not lead to 'cancelled', where 'moves.cancel' goes"
    ]


def test_a_ladder_runs_in_the_status_of_a_solution_whatever_its_phase(told):
    """S2-12: the solution leads to the status that waits for an answer."""
    [found] = told(
        "ladders: { confirmation: [{ after: 1d, do: remind }] }",
        "statuses: { new: { next: [asked, cancelled] }, asked: { clock: runs, next: [new, closed] }, solved: }",
        "moves: { resolve: asked }",
    )

    where = "2:12: ladders.confirmation: waits for the requester in 'asked'"
    assert found == f"{where}, and the clock runs there; let this status pause"


def test_a_step_after_the_end_is_never_reached(told):
    assert told("ladders:", "  information:", "    - { after: 1d, do: cancel }", "    - { after: 1d, do: remind }") == [
        "5:7: ladders.information[1]: is never reached: a step above it ends the ticket"
    ]


# -- together


def test_ids_that_nothing_has_are_told_and_the_checks_go_on(told):
    assert told(
        "extensions: { late: { calendar: evenings, products: [things], priorities: [lo] } }",
        "groups: { first: { escalates_to: third } }",
        "moves: { ask: askd }",
        "ladders: { information: [{ after: 0d, do: remind }] }",
        "desk: { calendar: ofice }",
        "clocks: { quiet: 0:00-24:00, warn: { response: 2h } }",
    ) == [
        "2:33: extensions.late.calendar: there is no calendar 'evenings'; did you mean 'evening'?",
        "2:54: extensions.late.products[0]: there is no product 'things'; did you mean 'thing'?",
        "2:76: extensions.late.priorities[0]: there is no priority 'lo'; did you mean 'low'?",
        "3:34: groups.first.escalates_to: there is no group 'third'; known here: first, second",
        "4:15: moves.ask: there is no status 'askd'; did you mean 'asked'?",
        "5:35: ladders.information[0].after: comes at once; give the requester some time to answer",
        "6:19: desk.calendar: there is no calendar 'ofice'; did you mean 'office'?",
        "7:48: clocks.warn.response: 2h before leaves no time: 'priorities.high.target.response' is only 2h",
    ]


def test_every_check_says_what_it_looks_for():
    assert all(check.find.__doc__ for check in TIME_CHECKS)
