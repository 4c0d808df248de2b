"""Tickets replayed on a policy: when each clock would have been due, and whether it was kept. Reads and draws nothing.

The counting is that of `core.clocks`; what counts as met is that of `core.figures`: a clock is decided when what it
counts for is done, or when it is due, whichever comes first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from chatdesk.core.clocks import Counted, clocks_of
from chatdesk.core.model import Ticket
from chatdesk.core.policy import Policy
from chatdesk.core.policy_time import Clock
from chatdesk.desks.calendars import Calendars

_ZERO: Final = timedelta()


class Result(StrEnum):
    """What became of a clock."""

    KEPT = "kept"
    MISSED = "missed"
    OPEN = "open"
    LATE = "late"
    """Due already, and still not done."""
    PAUSED = "paused"
    UNANSWERED = "unanswered"
    """Solved before an answer was due, and no answer recorded: nothing to meet any more."""
    NONE = "none"
    """The policy has no target for it."""


_MET: Final = {Result.KEPT: 1, Result.MISSED: 0, Result.LATE: 0}
"""What a decided clock adds to what was met; the others decide nothing."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A clock that was replayed."""

    result: Result
    due: datetime | None = None
    length: timedelta = _ZERO
    """The opening time by which it was kept or missed, is late, or has left."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """A ticket as it would have gone on a policy."""

    ticket: Ticket
    priority: str
    response: Outcome
    resolution: Outcome


class Simulation:
    """Replays tickets on a policy as of an instant, and keeps what was met by priority."""

    def __init__(self, policy: Policy, now: datetime) -> None:
        self.policy = policy
        self.now = now
        self.tickets: Counter[str] = Counter()
        self.met: Counter[tuple[Clock, str]] = Counter()
        self.decided: Counter[tuple[Clock, str]] = Counter()
        self._calendars = Calendars(policy)

    def replay(self, ticket: Ticket) -> Replayed:
        """Count a ticket's clocks; raise NeverOpen where no opening uses up a target."""
        clocks = clocks_of(ticket, self.policy, self._calendars)
        replayed = Replayed(
            ticket,
            ticket.priority or self.policy.default_priority,
            self._outcome(clocks.response(), ticket.resolved_at),
            self._outcome(clocks.resolution(), None),
        )
        self._add(replayed)
        return replayed

    def priorities(self) -> Iterator[str]:
        """Yield the priorities that tickets had, in the policy's order."""
        return (priority for priority in self.policy.priorities if self.tickets[priority])

    def _add(self, replayed: Replayed) -> None:
        self.tickets[replayed.priority] += 1
        for clock, outcome in ((Clock.RESPONSE, replayed.response), (Clock.RESOLUTION, replayed.resolution)):
            if outcome.result in _MET:
                self.decided[clock, replayed.priority] += 1
                self.met[clock, replayed.priority] += _MET[outcome.result]

    def _outcome(self, counted: Counted | None, ended: datetime | None) -> Outcome:
        """Return what became of a clock; `ended` is when the ticket no longer needed what it counts for."""
        if counted is None:
            return Outcome(Result.NONE)
        done = counted.stopped or ended
        if counted.due is None:
            return Outcome(Result.UNANSWERED) if done else Outcome(Result.PAUSED, None, counted.remaining)
        if done is None:
            late = counted.due < self.now
            return _measured(Result.LATE if late else Result.OPEN, counted, self.now)
        if done > counted.due:
            return _measured(Result.MISSED, counted, done)
        return _measured(Result.KEPT if counted.stopped else Result.UNANSWERED, counted, done)


def _measured(result: Result, counted: Counted, at: datetime) -> Outcome:
    assert counted.due is not None
    return Outcome(result, counted.due, abs(counted.calendar.between(counted.due, at)))
