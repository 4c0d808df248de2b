"""The weekly report: each group's figures in its room, on the day and at the time that the policy gives."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from chatdesk.core.calendar import WEEKDAYS, Calendar
from chatdesk.core.document import InternalDocument
from chatdesk.core.figures import Period
from chatdesk.core.policy import Policy
from chatdesk.core.policy_time import ReportPolicy
from chatdesk.core.ports import Calendars
from chatdesk.core.posts import GroupMessage, Priority
from chatdesk.core.report import report
from chatdesk.core.timers.timer import DeskTimer, Firing

WEEK: Final = timedelta(days=7)
AROUND: Final = 6
"""Weeks before and after an instant in which reports are looked for: as long as a desk may be closed."""


class Issue(NamedTuple):
    """A report: when it is sent, and the week that it is about."""

    at: datetime
    end: datetime
    """When the policy wants it; what is sent later, since the desk was closed, still tells of the time before this."""


def issues(calendar: Calendar, wanted: ReportPolicy, around: datetime) -> Iterator[Issue]:
    """Give the reports of the weeks around an instant, in order."""
    zone = ZoneInfo(calendar.zone)
    today = around.astimezone(zone).date()
    weekday = [name.lower() for name in WEEKDAYS].index(wanted.day)
    first = today - timedelta(days=(today.weekday() - weekday) % 7)
    for week in range(-AROUND, AROUND + 1):
        day = first + week * WEEK
        sent = _business_day(calendar, day)
        if sent is not None:
            yield Issue(_instant(sent, wanted.time, zone), _instant(day, wanted.time, zone))


def _business_day(calendar: Calendar, day: date) -> date | None:
    """Return the first day from a day on that is open; None where none is for weeks."""
    days = (day + timedelta(days=ahead) for ahead in range(AROUND * 7))
    return next((each for each in days if calendar.hours(each)), None)


def _instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)


def report_due(policy: Policy, calendars: Calendars, after: datetime) -> datetime | None:
    """Return when the next report is sent."""
    wanted = policy.schedule.report
    if wanted is None:
        return None
    sent = (issue.at for issue in issues(calendars(policy.desk.calendar), wanted, after))
    return min((at for at in sent if at > after), default=None)


def period_of(policy: Policy, calendars: Calendars, due: datetime) -> Period | None:
    """Return what the report that is due then tells of: the weeks since the one before it, so that no day is lost."""
    wanted, calendar = policy.schedule.report, calendars(policy.desk.calendar)
    ends = [] if wanted is None else [issue.end for issue in issues(calendar, wanted, due) if issue.at == due]
    if not ends:
        return None
    zone = ZoneInfo(calendar.zone)
    start = (min(ends).astimezone(zone) - WEEK).astimezone(UTC)
    return Period(start=start, end=max(ends))


def _send(firing: Firing) -> None:
    work = firing.work
    period = period_of(work.policy, work.calendars, firing.timer.due)
    if period is None:
        return
    for group in work.policy.groups_with_rooms:
        figures = work.unit.figures((group,), period.start, period.end, work.now)
        blocks = (*report(figures, work.desk_wording), *firing.late)
        work.unit.post(GroupMessage(group=group, body=InternalDocument(blocks)), priority=Priority.BULK)


REPORT: Final = DeskTimer(kind="report", due=report_due, fire=_send)
