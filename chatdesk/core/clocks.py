"""A ticket's clocks: when its answer, its solution and its next progress report are due, with every pause counted.

The rules (requirements, "How we settle what the source leaves open", items 1, 5, 11 and 13):

* A target counts from the opening, on the ticket's calendar. A pause moves the due instant by the opening time that
  passed while it lasted; so a changed target or calendar counts the time that was truly used up.
* While a clock stands still nothing is due, unless the due instant had passed before: overdue stays overdue.
* The response clock stops when a human's first message has reached the requester (S3-48), the resolution clock when
  the ticket is resolved. What happens after that moves them no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from chatdesk.core.calendar import Calendar, NeverOpen
from chatdesk.core.model import ENDED, Pause, Ticket
from chatdesk.core.policy import Policy
from chatdesk.core.policy_time import Clock, Target
from chatdesk.core.ports import Calendars
from chatdesk.core.spans import Share, Span

_ZERO: Final = timedelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One span of a ticket, counted: from when, how long, with which pauses, until when."""

    calendar: Calendar
    start: datetime
    span: Span
    pauses: tuple[Pause, ...]
    """Those that move it: none that began when it was due already, none after `stopped`."""
    due: datetime | None
    """None while it stands still."""
    stopped: datetime | None = None
    """When what it counts for was done."""

    @property
    def is_paused(self) -> bool:
        """Whether it stands still; where it does not and nothing is due, its calendar never opens for so long."""
        return self.due is None and bool(self.pauses) and self.pauses[-1].until is None

    @property
    def remaining(self) -> timedelta:
        """Return the opening time that is left of it while it stands still."""
        used = self.calendar.between(self.start, self.pauses[-1].since) if self.pauses else _ZERO
        used -= sum((self.paused(pause) for pause in self.pauses[:-1]), _ZERO)
        return _length(self.calendar, self.start, self.span) - used

    def paused(self, pause: Pause) -> timedelta:
        """Return the opening time of a pause that is over."""
        return self.calendar.between(pause.since, pause.until) if pause.until is not None else _ZERO


def count(
    calendar: Calendar,
    start: datetime,
    span: Span,
    pauses: Iterable[Pause],
    stopped: datetime | None = None,
) -> Counted:
    """Count a span from an instant, moved by each pause that began before it was due."""
    due = reached(calendar, start, span)
    moving: list[Pause] = []
    for pause in _until(pauses, start, stopped):
        if due is None or pause.since >= due:
            break
        moving.append(pause)
        if pause.until is None:
            due = None
        elif length := calendar.between(pause.since, pause.until):
            due = _moved(calendar, due, length)
    return Counted(calendar=calendar, start=start, span=span, pauses=tuple(moving), due=due, stopped=stopped)


def reached(calendar: Calendar, start: datetime, span: Span) -> datetime | None:
    """Return when a span from an instant is used up; None where the calendar never opens for so long."""
    try:
        return calendar.add(start, span)
    except NeverOpen:
        return None


def _until(pauses: Iterable[Pause], start: datetime, stopped: datetime | None) -> Iterator[Pause]:
    """Give the pauses between start and stop, cut off at both."""
    for pause in pauses:
        since = max(pause.since, start)
        until = pause.until if stopped is None else min(pause.until or stopped, stopped)
        if until is None or since < until:
            yield pause if (since, until) == (pause.since, pause.until) else replace(pause, since=since, until=until)


def _moved(calendar: Calendar, due: datetime, length: timedelta) -> datetime | None:
    """Return the instant that lies so much opening time later, to the microsecond."""
    whole = timedelta(seconds=length // timedelta(seconds=1))
    later = reached(calendar, due, Span(time=whole))
    return later and later + (length - whole)


def _length(calendar: Calendar, start: datetime, span: Span) -> timedelta:
    """Return the opening time that a span uses up from an instant."""
    end = reached(calendar, start, span) if span.days else None
    return calendar.between(start, end) if end is not None else span.time


# -- a ticket's clocks


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """The clocks of a ticket, as the policy and its calendars count them."""

    ticket: Ticket
    policy: Policy
    calendar: Calendar
    target: Target

    def response(self) -> Counted | None:
        """Count until the first answer; None without a target."""
        return self._count(self.target.response, self.ticket.answered_at)

    def resolution(self) -> Counted | None:
        """Count until the solution; None without a target."""
        return self._count(self.target.resolution, self.ticket.resolved_at or self.ticket.ended_at)

    def of(self, clock: Clock) -> Counted | None:
        """Count one of the two."""
        return self.response() if clock is Clock.RESPONSE else self.resolution()

    def update(self) -> Counted | None:
        """Count until the next progress report, from the last word that reached the requester (S3-27)."""
        span = Span.parse(self.ticket.update_every) if self.ticket.update_every else self.target.update
        ended = self.ticket.resolved_at or self.ticket.ended_at
        if span is None or ended is not None:
            return None
        start = self.ticket.told_at or self.ticket.opened_at
        return count(self.calendar, start, span, self.ticket.pauses)

    def warning(self, clock: Clock) -> datetime | None:
        """Return when to warn that a clock runs out; None where the policy wants no warning, or it stands still."""
        notice = getattr(self.policy.clocks.warn, clock.value)
        span = getattr(self.target, clock.value)
        if notice is None or span is None:
            return None
        length = _length(self.calendar, self.ticket.opened_at, span)
        used = notice.of(length) if isinstance(notice, Share) else max(length - notice.time, _ZERO)
        used = timedelta(seconds=used // timedelta(seconds=1))
        return count(self.calendar, self.ticket.opened_at, Span(time=used), self.ticket.pauses).due

    def due_dates(self, before: Ticket | None = None) -> Mapping[str, Any]:
        """Return the ticket's due instants as counted, by its fields' names; None where no clock runs.

        A clock that had stopped `before` keeps what it was measured by.
        """
        counted = {"respond_by": self.response(), "resolve_by": self.resolution(), "update_by": self.update()}
        dues = {field: each.due if each else None for field, each in counted.items()}
        if before is not None and before.answered_at and self.ticket.answered_at:
            dues["respond_by"] = before.respond_by
        if before is not None and before.resolved_at and self.ticket.resolved_at:
            dues["resolve_by"] = before.resolve_by
        return dues

    def _count(self, span: Span | None, stopped: datetime | None) -> Counted | None:
        if span is None:
            return None
        return count(self.calendar, self.ticket.opened_at, span, self.ticket.pauses, stopped)


def clocks_of(ticket: Ticket, policy: Policy, calendars: Calendars) -> Clocks:
    """Return the clocks of a ticket as it is."""
    return Clocks(
        ticket=ticket,
        policy=policy,
        calendar=calendars(policy.calendar_for(ticket)),
        target=policy.target_for(ticket.kind, ticket.priority or ticket.declared_priority),
    )


def with_pauses(ticket: Ticket, policy: Policy, now: datetime) -> Ticket:
    """Return the ticket with the pause that its status begins or ends (S2-14); at its end the clocks stop."""
    lasting = ticket.pauses[-1] if ticket.pauses and ticket.pauses[-1].until is None else None
    wanted = ticket.status if policy.status_of(ticket).pauses and ticket.phase not in ENDED else None
    if wanted == (lasting.status if lasting else None):
        return ticket
    pauses = ticket.pauses
    if lasting is not None:
        pauses = (*pauses[:-1], replace(lasting, until=now))
    if wanted is not None:
        pauses = (*pauses, Pause(since=now, status=wanted))
    return replace(ticket, pauses=pauses)


def is_paused(ticket: Ticket) -> bool:
    """Whether a ticket's clocks stand still."""
    return bool(ticket.pauses) and ticket.pauses[-1].until is None


def next_due(ticket: Ticket) -> datetime | None:
    """Return what a ticket owes first: its answer while it has none, or its solution."""
    owed = (ticket.respond_by if ticket.answered_at is None else None, ticket.resolve_by)
    return min((due for due in owed if due is not None), default=None)
