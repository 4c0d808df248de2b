"""Dates and lengths of time in words, for what no platform writes by itself: whole days, spans, hours used up."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from chatdesk.core.calendar import Opening
from chatdesk.core.spans import Span
from chatdesk.core.words import N_, Words

WEEKDAYS: Final = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)
_MONTHS: Final = (
    N_("January"),
    N_("February"),
    N_("March"),
    N_("April"),
    N_("May"),
    N_("June"),
    N_("July"),
    N_("August"),
    N_("September"),
    N_("October"),
    N_("November"),
    N_("December"),
)


def day_in_words(day: date, words: Words) -> str:
    """Return a date as people say it: `Thursday 24 December`."""
    weekday, month = words(WEEKDAYS[day.weekday()]), words(_MONTHS[day.month - 1])
    number = words(N_("1st")) if day.day == 1 else str(day.day)
    return words(N_("{weekday} {day} {month}"), weekday=weekday, day=number, month=month)


def time_in_words(instant: datetime, zone: str, words: Words) -> str:
    """Return an instant on the wall clock of a calendar's zone, where no platform writes it for each reader."""
    local = instant.astimezone(ZoneInfo(zone))
    day = day_in_words(local.date(), words)
    return words(N_("{day} at {time} (the desk’s time)"), day=day, time=clock_in_words(local.hour, local.minute, words))


def clock_in_words(hour: int, minute: int, words: Words) -> str:
    """Return a time of day as people write it: `8:30`, in French `8 h 30`, which never breaks."""
    return words(N_("{hour}:{minute}"), hour=hour, minute=f"{minute:02}")


def opening_in_words(opening: Opening, words: Words) -> str:
    """Return opening hours as people write them: `8:30–16:30`, in French `8 h 30 à 16 h 30`."""
    start, end = (clock_in_words(*divmod(minute, 60), words) for minute in (opening.start, opening.end_of_day))
    return words(N_("{start}–{end}"), start=start, end=end)


def span_in_words(span: Span, words: Words) -> str:
    """Return a span as people say it: `8 opening hours`, `3 business days`."""
    match span.unit:
        case "d":
            return words.count("{n} business day", "{n} business days", span.count)
        case "h":
            return words.count("{n} opening hour", "{n} opening hours", span.count)
        case _:
            return words(N_("{length} of opening time"), length=length_in_words(span.time))


def length_in_words(length: timedelta) -> str:
    """Return a length of time in hours and minutes, as both languages write them: `3 h 10 min`."""
    minutes = max(length, timedelta()) // timedelta(minutes=1)
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}\N{NO-BREAK SPACE}min"
    return f"{hours}\N{NO-BREAK SPACE}h" + (f"\N{NO-BREAK SPACE}{rest:02}\N{NO-BREAK SPACE}min" if rest else "")
