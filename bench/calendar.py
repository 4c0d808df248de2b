"""Business time: when a target is due that goes over a closed night, beside what other libraries take to say so.

All of them have the same hours, the same zone and the same holidays, and are asked the same instants, spread over a
year with its holidays and both changes of clocks. They must give the same answers, or there is no number.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from functools import partial
from typing import Any, Final
from zoneinfo import ZoneInfo

import businesstimedelta
import pytz
import workclock

from bench.rounds import Effort, Goal, Row, Tell, compared, interleaved
from chatdesk.core.calendar import Calendar
from chatdesk.core.spans import Span
from chatdesk.desks.calendars import Calendars
from chatdesk.desks.loader import load_policy

ZONE: Final = "America/Toronto"
OPENS, CLOSES = time_of_day(8, 30), time_of_day(16, 30)
YEAR: Final = 2026
HOURS: Final = {4: Goal(50, ">="), 400: Goal(1000, ">=")}
"""The spans, each with its goal against businesstimedelta."""
COMPILED_GOAL: Final = Goal(1.5, ">=")
TIMES: Final = 20
"""How often a round of ours goes through all instants; the reference in Python goes through a few of them, once."""
STEP: Final = {4: 1, 400: 20}

Add = Callable[[datetime], datetime]


class NotTheSame(Exception):
    """Two sides do not say the same."""


def shipped() -> Calendar:
    """Return the calendar of the faculty's desk: Monday to Friday 8:30 to 16:30, the holidays of Québec."""
    return Calendars(load_policy("faculty"))("faculty")


def instants(calendar: Calendar) -> list[datetime]:
    """Return an instant of each business day's afternoon, from which 4 h go over the night."""
    days = (date(YEAR, 1, 1) + timedelta(days=number) for number in range(365))
    opened = (day for day in days if calendar.hours(day))
    zone = ZoneInfo(ZONE)
    noon = time_of_day(12, 31)
    later = ((datetime.combine(day, noon, zone), timedelta(minutes=number % 239)) for number, day in enumerate(opened))
    return [(start + minutes).astimezone(UTC) for start, minutes in later]


def ours(calendar: Calendar, hours: int) -> Add:
    span = Span.parse(f"{hours}h")
    return lambda instant: calendar.add(instant, span)


def in_python(calendar: Calendar, hours: int) -> Add:
    """Return businesstimedelta's way: rules, and a delta that is added."""
    zone = pytz.timezone(ZONE)
    rules = businesstimedelta.Rules(
        [
            businesstimedelta.WorkDayRule(start_time=OPENS, end_time=CLOSES, working_days=[0, 1, 2, 3, 4], tz=zone),
            businesstimedelta.HolidayRule(frozenset(calendar.closed), tz=zone),
        ]
    )
    delta = businesstimedelta.BusinessTimeDelta(rules, hours=hours)
    return lambda instant: instant + delta


def compiled(calendar: Calendar, hours: int) -> Add:
    """Return workclock's way, whose engine is written in Rust."""
    closed = [day for day in calendar.closed if YEAR - 1 <= day.year <= YEAR + 1]
    schedule = workclock.Schedule([workclock.WorkDay(OPENS, CLOSES), workclock.Holidays(closed)], time_zone=ZONE)
    span = timedelta(hours=hours)
    return lambda instant: schedule.add(instant, span)


async def run(effort: Effort, tell: Tell) -> list[Row]:
    """Measure all sides in turn, once they are shown to say the same."""
    calendar = shipped()
    starts = instants(calendar)
    rows = []
    for hours, goal in HOURS.items():
        few = starts[:: STEP[hours]]
        adding = {"ours": ours(calendar, hours), "python": in_python(calendar, hours)}
        adding |= {"compiled": compiled(calendar, hours)} if hours == 4 else {}
        for name, add in adding.items():
            check(adding["ours"], add, starts if name == "compiled" else few)
        times = effort.of(TIMES)
        sides = {
            name: partial(_rate, add, few if name == "python" else starts, 1 if name == "python" else times)
            for name, add in adding.items()
        }
        rates = await interleaved(effort, sides, tell)
        name = f"add {hours} h over a closed night (per s)"
        rows.append(compared(f"{name}, against businesstimedelta", rates["ours"], rates["python"], goal))
        if "compiled" in rates:
            rows.append(compared(f"{name}, against workclock", rates["ours"], rates["compiled"], COMPILED_GOAL))
    return rows


def check(mine: Add, theirs: Add, starts: Sequence[datetime]) -> None:
    """Raise NotTheSame where two sides differ."""
    for start in starts:
        one, other = mine(start), theirs(start)
        if one != other:
            raise NotTheSame(f"from {start}: {one} and {other.astimezone(UTC)}")


async def _rate(add: Callable[[datetime], Any], starts: Sequence[datetime], times: int) -> float:
    began = time.perf_counter()
    for _ in range(times):
        for start in starts:
            add(start)
    return times * len(starts) / (time.perf_counter() - began)
