"""What a timer is: when it is due by the ticket's clocks, and what happens then. One file a kind, one registry line.

Timers are rows that wait in the store. `due` is asked twice: when the ticket is saved, to arm the timer, and when it
fires, to see whether it still holds; a timer whose instant has moved by then finds nothing to do.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from chatdesk.core.calendar import Calendar
from chatdesk.core.clocks import Clocks
from chatdesk.core.document import GroupMention, Line, Moment, Small
from chatdesk.core.model import PersonId, Timer
from chatdesk.core.policy import Policy
from chatdesk.core.ports import Calendars
from chatdesk.core.staff import managers_of
from chatdesk.core.words import N_
from chatdesk.core.work import Work

LATE: Final = timedelta(minutes=5)
"""How late a timer may be before it says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Firing:
    """A timer that fires now: the work at hand, in the desk's own name, and what it was set to."""

    work: Work
    timer: Timer
    known: MutableMapping[str, tuple[PersonId, ...]]
    """Managers who were asked for already, by workspace; shared by all that fire at once."""

    @property
    def late(self) -> tuple[Small, ...]:
        """Return a line that says when it was due, or nothing where it is on time, or came up late with a change."""
        changed = self.work.found.changed_at if self.work.found else None
        if self.work.now - self.timer.due < LATE or (changed is not None and changed >= self.timer.due):
            return ()
        words = self.work.desk_wording.words
        return (Small((words(N_("Late message. Planned for:")), " ", Moment(self.timer.due))),)

    def holder(self) -> Line:
        """Return a live mention of the assignee, or of the group where nobody has the ticket or who has it muted it."""
        return self.work.mentions(self.work.ticket.assignee) or self.group()

    def group(self) -> Line:
        """Return a live mention of the ticket's group."""
        return (GroupMention(self.work.ticket.group), " ")

    def managers(self) -> tuple[PersonId, ...]:
        """Return the managers whom the policy names: on another platform than the ticket's, those whom the desk met."""
        ticket = self.work.ticket
        where = f"{ticket.platform} {ticket.workspace}"
        if where not in self.known:
            self.known[where] = managers_of(
                self.work.unit, self.work.policy, platform=ticket.platform, workspace=ticket.workspace
            )
        return self.known[where]


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketTimer:
    """A kind of timer that a ticket has."""

    kind: str
    past: str
    """The words in the history, marked for translation."""
    due: Callable[[Clocks], datetime | None]
    """When, for a ticket as it is; None where it does not apply."""
    fire: Callable[[Firing], None]
    waits: bool = False
    """Whether it can wait for the end of the quiet hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskTimer:
    """A kind of timer that the desk has for itself; when it fires, its next one is armed."""

    kind: str
    due: Callable[[Policy, Calendars, datetime], datetime | None] | None
    """The first instant after a given one; None where the policy does not want it.

    No function at all where no policy says when: whoever wants one arms it, and `fire` looks at what is due by now.
    """
    fire: Callable[[Firing], None]


def after_quiet(instant: datetime, policy: Policy, calendar: Calendar) -> datetime:
    """Return the instant; or, where it falls into the quiet hours, the first opening from their end on."""
    quiet = policy.clocks.quiet
    if quiet is None:
        return instant
    local = instant.astimezone(ZoneInfo(calendar.zone))
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    for evening in (midnight - timedelta(days=1), midnight):
        if evening + timedelta(minutes=quiet.start) <= local < evening + timedelta(minutes=quiet.end):
            end = (evening + timedelta(minutes=quiet.end)).astimezone(instant.tzinfo)
            return end if calendar.is_open(end) else calendar.next_opening(end)
    return instant
