"""Announcements before a closing day, where requesters open their tickets (S4-14)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from chatdesk.core.calendar import Calendar
from chatdesk.core.dates import day_in_words
from chatdesk.core.document import Moment, Paragraph, PublicDocument, Strong
from chatdesk.core.policy import Policy
from chatdesk.core.ports import Calendars
from chatdesk.core.posts import Panel
from chatdesk.core.spans import Span
from chatdesk.core.timers.timer import DeskTimer, Firing
from chatdesk.core.words import N_

AHEAD: Final = 400
"""Days within which the next closing day is looked for."""


class Closing(NamedTuple):
    """Days in a row on which the desk would be open, were it not for their reasons; closed days of the week between."""

    first: date
    last: date
    reason: str


def closings(calendar: Calendar, day: date) -> Iterator[Closing]:
    """Give the closings that begin from a date on, in order."""
    days = [day + timedelta(days=ahead) for ahead in range(AHEAD)]
    current: Closing | None = None
    for each in days:
        if calendar.hours(each):
            if current is not None:
                yield current
            current = None
        elif each in calendar.closed and calendar.week.get(each.weekday()):
            current = Closing(
                current.first if current else each, each, current.reason if current else calendar.closed[each]
            )


def announced_at(calendar: Calendar, closing: Closing, before: Span) -> datetime:
    """Return when a closing is announced: at the opening of the business day so many business days before it."""
    zone = ZoneInfo(calendar.zone)
    left, day = before.days or 1, closing.first
    while left:
        day -= timedelta(days=1)
        left -= bool(calendar.hours(day))
    return calendar.next_opening(datetime.combine(day, time(), zone)).astimezone(UTC)


def closing_days_due(policy: Policy, calendars: Calendars, after: datetime) -> datetime | None:
    """Return when the next closing is announced."""
    found = _next(policy, calendars, after)
    return found[0] if found else None


def _next(policy: Policy, calendars: Calendars, after: datetime) -> tuple[datetime, Closing] | None:
    before = policy.schedule.closing_notice
    if before is None:
        return None
    calendar = calendars(policy.desk.calendar)
    today = after.astimezone(ZoneInfo(calendar.zone)).date()
    for closing in closings(calendar, today):
        at = announced_at(calendar, closing, before)
        if at > after:
            return at, closing
    return None


def _announce(firing: Firing) -> None:
    """Say it in every intake room; one that is over by now is not announced any more."""
    work = firing.work
    found = _next(work.policy, work.calendars, firing.timer.due - timedelta(seconds=1))
    calendar = work.calendars(work.policy.desk.calendar)
    if found is None or found[1].last < work.now.astimezone(ZoneInfo(calendar.zone)).date():
        return
    body = _announcement(firing, calendar, found[1])
    for platform, rooms in work.policy.rooms.items():
        work.unit.post(Panel(platform=platform, room=rooms.intake, body=body))


def _announcement(firing: Firing, calendar: Calendar, closing: Closing) -> PublicDocument:
    wording = firing.work.desk_wording
    words = wording.words
    first, last = day_in_words(closing.first, words), day_in_words(closing.last, words)
    text = N_("{desk} is closed on {first}: {reason}.")
    if closing.first != closing.last:
        text = N_("{desk} is closed from {first} to {last}: {reason}.")
    told = words(text, desk=wording.desk(), first=first, last=last, reason=closing.reason)
    midnight = datetime.combine(closing.last + timedelta(days=1), time(), ZoneInfo(calendar.zone))
    opens = Moment(calendar.next_opening(midnight))
    return PublicDocument(
        (Paragraph((Strong(told),)), Paragraph((words(N_("You can open tickets meanwhile. We are back:")), " ", opens)))
    )


CLOSING_DAYS: Final = DeskTimer(kind="closing_days", due=closing_days_due, fire=_announce)
