"""The desk's figures: what was met in a period, what is open now, and how old that is. Counted by the store.

The rules:

* A clock is decided when what it counts for is done, or when it is due, whichever comes first: each counts once, in the
  period in which it is decided. It was met where it was done by then; a ticket that is still open counts as missed.
* What stopped counting before it was due decides nothing: a paused clock, a ticket that ended without an answer.
* A cancelled ticket is no part of any of it (S4-19), nor a ticket that ended before the period; one without clock has
  nothing to meet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from chatdesk.core.model import Phase
from chatdesk.core.policy_time import Clock

AGES: Final = (timedelta(days=1), timedelta(days=3), timedelta(days=7), timedelta(days=30))
"""Where one age of an open ticket ends and the next begins; beyond the last there is one more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From an instant up to another one, which is no part of it."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """How many clocks of one priority were decided in the period, and how many of them were met."""

    clock: Clock
    priority: str
    """By its id in the policy; empty where a ticket has none."""
    met: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How many open tickets stand in a status."""

    status: str
    """By its id in the policy."""
    phase: Phase
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What there is to report of some groups."""

    period: Period
    groups: tuple[str, ...]
    met: tuple[Decided, ...]
    backlog: tuple[Standing, ...]
    ages: tuple[int, ...]
    """Open tickets by age, the youngest first: one number more than there are `AGES`."""

    @property
    def open(self) -> int:
        """Return how many tickets are open."""
        return sum(self.ages)

    def of(self, clock: Clock) -> tuple[int, int]:
        """Return how many of a clock were met, and how many decided, whatever their priority."""
        decided = [each for each in self.met if each.clock is clock]
        return sum(each.met for each in decided), sum(each.total for each in decided)
