"""The morning digest: each group's queue in its room, on every business day at the time that the policy gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from chatdesk.core.calendar import Calendar
from chatdesk.core.clocks import next_due
from chatdesk.core.document import Heading, InternalBlock, InternalDocument, Paragraph, Small, Strong
from chatdesk.core.model import Phase, Ticket
from chatdesk.core.policy import Policy
from chatdesk.core.ports import Calendars
from chatdesk.core.posts import GroupMessage
from chatdesk.core.timers.timer import DeskTimer, Firing
from chatdesk.core.views import queue_rows
from chatdesk.core.words import N_
from chatdesk.core.work import Work

READ: Final = 500
"""Tickets of a group that are looked through."""
LISTED: Final = 12
"""Tickets that are named; the queue has the others."""
AHEAD: Final = 30
"""Days within which a calendar's next business day is looked for."""


def digest_due(policy: Policy, calendars: Calendars, after: datetime) -> datetime | None:
    """Return the next time of the digest on a business day."""
    at = policy.schedule.digest
    return None if at is None else next_business_time(calendars(policy.desk.calendar), at, after)


def next_business_time(calendar: Calendar, at: time, after: datetime) -> datetime | None:
    """Return the first instant after a given one at which a business day's clock shows a time."""
    zone = ZoneInfo(calendar.zone)
    first = after.astimezone(zone).date()
    for ahead in range(AHEAD):
        day = first + timedelta(days=ahead)
        instant = datetime.combine(day, at, zone).astimezone(UTC)
        if instant > after and calendar.hours(day):
            return instant
    return None


def _send(firing: Firing) -> None:
    for group, policy in firing.work.policy.groups.items():
        tickets = firing.work.unit.queue((group,), READ) if policy.rooms else ()
        if tickets:
            body = InternalDocument(tuple(_digest(firing, group, tickets)))
            firing.work.unit.post(GroupMessage(group=group, body=body))


def _digest(firing: Firing, group: str, tickets: tuple[Ticket, ...]) -> Iterator[InternalBlock]:
    work = firing.work
    wording = work.desk_wording
    greeting = N_("The queue of {group}") if firing.late else N_("Good morning, {group}")
    yield Heading(wording.words(greeting, group=wording.group(group)))
    yield Paragraph((Strong(_counts(work, tickets)),))
    ours_first = sorted(tickets, key=lambda ticket: ticket.phase is Phase.WAITING)
    yield from queue_rows(work, tuple(ours_first[:LISTED]))
    if len(tickets) > LISTED:
        yield Small((wording.words(N_("All of them: /ticket queue")),))
    yield from firing.late


def _counts(work: Work, tickets: Iterable[Ticket]) -> str:
    """Say how many are open, late, due today, nobody's, and waiting for their requester."""
    words = work.desk_wording.words
    zone = ZoneInfo(work.calendars(work.policy.desk.calendar).zone)
    midnight = datetime.combine(work.now.astimezone(zone).date() + timedelta(days=1), time(), zone)
    dues = [(ticket, due) for ticket in tickets for due in (next_due(ticket),)]
    told = (
        words.count("{n} open", "{n} open", len(dues)),
        words.count("{n} late", "{n} late", sum(due is not None and due < work.now for _, due in dues)),
        words.count(
            "{n} due today", "{n} due today", sum(due is not None and work.now <= due < midnight for _, due in dues)
        ),
        words.count("{n} with nobody", "{n} with nobody", sum(ticket.assignee is None for ticket, _ in dues)),
        words.count(
            "{n} waiting for the requester",
            "{n} waiting for the requester",
            sum(ticket.phase is Phase.WAITING for ticket, _ in dues),
        ),
    )
    return " · ".join(told)


DIGEST: Final = DeskTimer(kind="digest", due=digest_due, fire=_send)
