"""Changes of clocks: when the wall clock of a time zone jumps, and between which times."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_STEP = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockChange:
    """A jump of the wall clock.

    Attributes:
        before: What the clock would have shown at that instant, in the zone's old way; naive, for it names no instant.
        after: What it shows instead.
    """

    before: datetime
    after: datetime

    @property
    def goes_forward(self) -> bool:
        """Whether it skips times, which then do not exist; else it repeats some, which exist twice."""
        return self.after > self.before

    @property
    def length(self) -> timedelta:
        """How much it skips or repeats."""
        return abs(self.after - self.before)


def clock_changes(zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[ClockChange]:
    """Find the jumps of a zone's wall clock between two instants."""
    instant, last = start.astimezone(UTC), end.astimezone(UTC)
    while instant < last:
        following = min(instant + _STEP, last)
        if _offset(zone, instant) != _offset(zone, following):
            yield _change(zone, instant, following)
        instant = following


def _change(zone: ZoneInfo, instant: datetime, following: datetime) -> ClockChange:
    """Return the jump between two instants, to the minute."""
    old = _offset(zone, instant)
    while instant < following and _offset(zone, instant) == old:
        instant += _MINUTE
    return ClockChange(before=_naive(instant, old), after=_naive(instant, _offset(zone, instant)))


def _offset(zone: ZoneInfo, instant: datetime) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta()


def _naive(instant: datetime, offset: timedelta) -> datetime:
    return (instant + offset).replace(tzinfo=None)
