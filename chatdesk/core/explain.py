"""Why a date is what it is: a clock told from its start to its due instant, in the words of whoever asks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from chatdesk.core.calendar import WEEKDAYS, Calendar
from chatdesk.core.clocks import Counted, clocks_of, reached
from chatdesk.core.dates import WEEKDAYS as WEEKDAY_NAMES
from chatdesk.core.dates import day_in_words, length_in_words, opening_in_words, span_in_words
from chatdesk.core.document import Line, Moment, Paragraph, PublicBlock, Small, Strong
from chatdesk.core.model import ENDED, Pause
from chatdesk.core.spans import Span
from chatdesk.core.words import N_, Words
from chatdesk.core.work import Work


def why(work: Work) -> tuple[PublicBlock, ...]:
    """Tell every clock of the ticket: its due instant, then from when, how long, on which hours, what paused it."""
    clocks = clocks_of(work.ticket, work.policy, work.calendars)
    told = (
        (N_("First answer by"), clocks.response()),
        (N_("Solution by"), clocks.resolution()),
        (N_("Next report by"), clocks.update() if work.ticket.phase not in ENDED else None),
    )
    blocks = tuple(block for label, counted in told if counted is not None for block in _clock(work, label, counted))
    return blocks or (Paragraph((work.words(N_("No time limit applies to this ticket.")),)),)


def _clock(work: Work, label: str, counted: Counted) -> Iterator[PublicBlock]:
    words = work.words
    yield Paragraph((Strong(words(label)), " ", *_outcome(work, counted)))
    lines = (
        (words(N_("Counted from:")), " ", Moment(counted.start)),
        *_opening(counted, words),
        (work.wording.labelled(words(N_("Time allowed")), span_in_words(counted.span, words)),),
        (work.wording.labelled(words(N_("Opening hours")), hours_in_words(counted.calendar, words)),),
        *(_closed(day, reason, words) for day, reason in _closings(counted)),
        *(_paused(work, counted, pause) for pause in counted.pauses if pause.until is None or counted.paused(pause)),
    )
    yield Small(tuple(span for line in lines for span in ("• ", *line, "\n"))[:-1])


def _outcome(work: Work, counted: Counted) -> Line:
    """Say when it is due, and whether it was kept, or is late, or stands still."""
    words = work.words
    if counted.due is None and not counted.is_paused:
        return (words(N_("never: the desk does not open for so long")),)
    if counted.due is None:
        return (words(N_("paused, {length} left"), length=length_in_words(counted.remaining)),)
    if counted.stopped is not None:
        kept = N_("kept:") if counted.stopped <= counted.due else N_("missed, done:")
        return (Moment(counted.due), " · ", words(kept), " ", Moment(counted.stopped))
    late = (" · ", Strong(words(N_("late")))) if counted.due < work.now else ()
    return (Moment(counted.due), *late)


def _paused(work: Work, counted: Counted, pause: Pause) -> Line:
    status = work.policy.statuses.get(pause.status)
    name = status.name.in_(work.wording.language) if status else pause.status
    if pause.until is None:
        return (work.words(N_("Paused: {status}, since"), status=name), " ", Moment(pause.since))
    length = length_in_words(counted.paused(pause))
    told = work.words(N_("Paused for {length} ({status}):"), length=length, status=name)
    return (told, " ", Moment(pause.since), " – ", Moment(pause.until))


def _opening(counted: Counted, words: Words) -> Iterator[Line]:
    """Say from which opening on it counts, where the desk was closed."""
    opening = reached(counted.calendar, counted.start, Span())
    if opening is not None and opening > counted.start:
        yield (words(N_("The desk was closed; time runs from:")), " ", Moment(opening))


def _closings(counted: Counted) -> Iterator[tuple[date, str]]:
    """Give the days that would be open, were it not for a holiday, from its start to its end."""
    zone = ZoneInfo(counted.calendar.zone)
    end = counted.due or (counted.pauses[-1].since if counted.pauses else counted.start)
    day, last = counted.start.astimezone(zone).date(), end.astimezone(zone).date()
    while day <= last:
        if counted.calendar.week.get(day.weekday()) and not counted.calendar.hours(day):
            yield day, counted.calendar.closed.get(day, "")
        day += timedelta(days=1)


def _closed(day: date, reason: str, words: Words) -> Line:
    return (words(N_("Closed on {day}: {reason}"), day=day_in_words(day, words), reason=reason),)


def hours_in_words(calendar: Calendar, words: Words) -> str:
    """Return the week of a calendar on one line, days with the same hours together: `Monday–Friday 8:30–16:30`."""
    runs: list[tuple[int, int, str]] = []
    for weekday in range(len(WEEKDAYS)):
        hours = ", ".join(opening_in_words(opening, words) for opening in calendar.week.get(weekday, ()))
        if runs and runs[-1][2] == hours:
            runs[-1] = (runs[-1][0], weekday, hours)
        else:
            runs.append((weekday, weekday, hours))
    told = (f"{_days(first, last, words)} {hours}" for first, last, hours in runs if hours)
    return words(N_("; ")).join(told) + f" ({calendar.zone})"


def _days(first: int, last: int, words: Words) -> str:
    start, end = words(WEEKDAY_NAMES[first]), words(WEEKDAY_NAMES[last])
    return start if first == last else f"{start}–{end}"
