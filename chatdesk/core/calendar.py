"""Business time: when a desk is open, and what "8h" or "3d" mean on its calendar.

The rules (requirements, "How we settle what the source leaves open", items 1 and 14):

* **Hours** (``8h``, ``15m``, ``30s``) use up opening time. Used up exactly at a closing, they end there.
* **Days** (``3d``) lead to the same local time of day on the third next business day, moved into opening hours.
  A business day is a date on which an opening starts; a day is never "24 hours" and never "8 hours".
* Both count from the next opening when the desk is closed; a zero span while closed moves to that opening.
* **Overnight openings belong to the day on which they start**: a holiday closes the openings that start on it, and
  a shift that began the evening before runs to its end. At 2:00 in Friday's shift it is still Friday's business
  day, at "26:00", so one business day later is Tuesday 2:00, in Monday's shift.
* A local time that does not exist moves on by the length of the gap (one hour, nearly everywhere); one that exists
  twice is the first.

Instants come in as aware datetimes of any zone and go out as aware UTC. A naive one is refused with `ValueError`.
Nothing here reads the clock. A calendar keeps the openings of a few years as sorted UTC instants, with the opening
time summed up so far, and answers by bisection; datetimes and timedeltas all the way, so answers are exact.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from chatdesk.core.spans import Span

HORIZON = timedelta(days=3653)
"""Ten years: how far ahead a calendar looks before it answers "never"."""

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_ZERO = timedelta()
_MIDNIGHT = time()
_DAY_MINUTES = 24 * 60
_TIME = "(?:[01]?[0-9]|2[0-3]):[0-5][0-9]"
_OPENING = re.compile(f"({_TIME})-({_TIME}|24:00)")


class CalendarError(ValueError):
    """A calendar that cannot be: the message names the day or the zone at fault."""


class NeverOpen(CalendarError):
    """Nothing opens, or not for long enough, within `HORIZON` of the instant asked about."""


_NOTHING = Span()


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Opening:
    """One stretch of opening hours, on the wall clock of the calendar's zone.

    Attributes:
        start: Minute of the day at which it opens, 0 to 1439.
        end: Minute at which it closes, counted from the same midnight: beyond 1440 for an overnight opening, and
            at most 24 hours after the start. The desk is closed from this minute on.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < _DAY_MINUTES:
            raise CalendarError("an opening starts between 0:00 and 23:59")
        if not self.start < self.end <= self.start + _DAY_MINUTES:
            raise CalendarError("an opening ends after it starts, and at most 24 hours later")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``8:30-16:30``; ``22:00-6:00`` ends on the next day and ``0:00-24:00`` is the whole day.

        Raises:
            CalendarError: The text is no pair of times.
        """
        match = _OPENING.fullmatch(text)
        if match is None:
            raise CalendarError(f"{text!r} is not an opening: write two times, as in 8:30-16:30 or 22:00-6:00")
        start, end = _minute_of_day(match[1]), _minute_of_day(match[2])
        return cls(start=start, end=end if end > start else end + _DAY_MINUTES)

    def on(self, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Say when it opens and closes on a date of a zone, in UTC; a change of clocks can swallow a short one."""
        start, end = (_instant(day, timedelta(minutes=minute), zone) for minute in (self.start, self.end))
        return start, max(start, end)

    @property
    def end_of_day(self) -> int:
        """Return when it closes in minutes of that day, which may be the next; 24:00 stays 24:00."""
        return self.end if self.end <= _DAY_MINUTES else self.end - _DAY_MINUTES

    def __str__(self) -> str:
        end = self.end_of_day
        return f"{self.start // 60}:{self.start % 60:02}-{end // 60}:{end % 60:02}"


class DayHours(NamedTuple):
    """What a calendar says of one date.

    Attributes:
        day: The local date.
        openings: The openings that start on it, in order; none when it is closed.
        reason: Why the date is listed as closed, even if an exceptional opening lifts that; else empty.
    """

    day: date
    openings: tuple[Opening, ...]
    reason: str


class _Shift(NamedTuple):
    """An opening on a date, in UTC; ordered by its start."""

    start: datetime
    end: datetime
    day: date


@dataclass(frozen=True, kw_only=True, slots=True)
class _Table:
    """The shifts of some whole years, in order and without overlap, in parallel lists made for bisection."""

    zone: ZoneInfo
    first_year: int
    last_year: int
    since: datetime
    """The earliest instant the table can speak of; no earlier shift reaches it."""
    until: datetime
    """The latest instant the table can speak of."""
    starts: list[datetime]
    ends: list[datetime]
    totals: list[timedelta]
    """Opening time from the first shift to the end of this one."""
    owners: list[date]
    """The business day of each shift."""
    days: list[date]
    """Every business day, in order."""

    @classmethod
    def of(cls, zone: ZoneInfo, first_year: int, last_year: int, shifts: Iterable[_Shift]) -> Self:
        """Lay out the shifts; where two overlap, the one that began first runs to its end."""
        kept: list[_Shift] = []
        totals: list[timedelta] = []
        days = set()
        last, total = datetime.min.replace(tzinfo=UTC), _ZERO
        for shift in sorted(shifts):
            days.add(shift.day)
            start = max(shift.start, last)
            if start < shift.end:
                last, total = shift.end, total + (shift.end - start)
                kept.append(_Shift(start, last, shift.day))
                totals.append(total)
        return cls(
            zone=zone,
            first_year=first_year,
            last_year=last_year,
            since=datetime(first_year, 1, 4, tzinfo=UTC),  # zones and overnight shifts reach 3 days at most
            until=datetime(last_year, 12, 30, tzinfo=UTC),
            starts=[shift.start for shift in kept],
            ends=[shift.end for shift in kept],
            totals=totals,
            owners=[shift.day for shift in kept],
            days=sorted(days),
        )

    def is_open(self, instant: datetime) -> bool:
        begun = bisect_right(self.starts, instant)
        return begun > 0 and instant < self.ends[begun - 1]

    def opening_time(self, instant: datetime) -> timedelta:
        """The opening time from the table's first shift to the instant."""
        begun = bisect_right(self.starts, instant)
        if not begun:
            return _ZERO
        return self.totals[begun - 1] - max(self.ends[begun - 1] - instant, _ZERO)

    def add(self, instant: datetime, span: Span) -> datetime | None:
        """The instant at which the span is used up, or None when that is beyond the table."""
        if span.time:
            return self._add_time(instant, span.time)
        current = bisect_right(self.ends, instant)
        if current == len(self.ends):
            return None
        opened = max(instant, self.starts[current])
        return self._add_days(opened, self.owners[current], span.days) if span.days else opened

    def _add_time(self, instant: datetime, length: timedelta) -> datetime | None:
        total = self.opening_time(instant) + length
        used_up = bisect_left(self.totals, total)
        if used_up == len(self.totals):
            return None
        return self.ends[used_up] - (self.totals[used_up] - total)

    def _add_days(self, opened: datetime, day: date, count: int) -> datetime | None:
        """Count from an open instant of the business day; at a closing to the minute, the span ends there."""
        target = bisect_left(self.days, day) + count
        if target >= len(self.days):
            return None
        time_of_day = opened.astimezone(self.zone) - datetime.combine(day, _MIDNIGHT, self.zone)
        due = _instant(self.days[target], time_of_day, self.zone)
        current = bisect_left(self.ends, due)
        return max(due, self.starts[current]) if current < len(self.ends) else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Calendar:
    """When a desk is open. A value: its answers depend on nothing else, and threads may share it.

    Openings that overlap on one day are refused. Across midnight they are not, for a shift of the evening before may
    run into an exceptional morning: time open twice counts once.

    Attributes:
        zone: An IANA time zone, as in ``America/Toronto``.
        week: The openings of each weekday, Monday 0 to Sunday 6; a weekday left out is closed.
        closed: Public holidays and the desk's own closing days, with the reason of each.
        openings: Exceptional openings: they replace everything else said of their date, ``closed`` included.

    Raises:
        CalendarError: The zone is unknown, the week never opens, or a day makes no sense.
    """

    zone: str
    week: Mapping[int, tuple[Opening, ...]]
    closed: Mapping[date, str] = field(default_factory=dict)
    openings: Mapping[date, tuple[Opening, ...]] = field(default_factory=dict)
    _table: _Table | None = field(default=None, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        _check_zone(self.zone)
        _check_week(self.week)
        _check_dates(self.closed, self.openings)
        week = {weekday: _in_order(WEEKDAYS[weekday], hours) for weekday, hours in self.week.items()}
        openings = {day: _in_order(str(day), hours) for day, hours in self.openings.items()}
        object.__setattr__(self, "week", week)  # our own copies: the caller's may change
        object.__setattr__(self, "closed", dict(self.closed))
        object.__setattr__(self, "openings", openings)

    def add(self, instant: datetime, span: Span) -> datetime:
        """Say when a span that starts at the instant is used up: a due instant.

        Hours, minutes and seconds use up opening time; used up exactly at a closing, they end there.

        Business days lead from the business day the instant belongs to (that of the shift under way, else of the
        next opening) to the n-th next one, at the same local time of day. If the desk is then closed, because that
        day opens later, closes earlier or has a break, the span ends at the next opening, on that day or after it;
        exactly at a closing, it ends there.

        The zero span leaves an open instant alone and moves any other to the next opening.

        Args:
            instant: Any aware datetime.
            span: What to add.

        Returns:
            The due instant, aware UTC.

        Raises:
            NeverOpen: The span is not used up within `HORIZON`.
            ValueError: The instant is naive.
        """
        start = _utc(instant)
        table = self._reaching(start, start)
        while (end := table.add(start, span)) is None:
            if table.until - start > HORIZON:
                break
            table = self._rebuilt(table.first_year, table.last_year + 3)
        if end is None or end - start > HORIZON:
            raise NeverOpen(f"no opening within ten years of {start:%Y-%m-%d %H:%M} UTC uses up {span}")
        return end

    def between(self, a: datetime, b: datetime) -> timedelta:
        """Measure the opening time from a to b; negative when b is the earlier.

        Args:
            a: Any aware datetime.
            b: Any aware datetime.

        Returns:
            The opening time, exact to the microsecond.

        Raises:
            ValueError: One of the two is naive.
        """
        start, end = _utc(a), _utc(b)
        table = self._reaching(min(start, end), max(start, end))
        return table.opening_time(end) - table.opening_time(start)

    def is_open(self, instant: datetime) -> bool:
        """Whether the desk is open; at the instant of a closing it no longer is.

        Raises:
            ValueError: The instant is naive.
        """
        start = _utc(instant)
        return self._reaching(start, start).is_open(start)

    def next_opening(self, instant: datetime) -> datetime:
        """Find the first open instant from here on: the instant itself while the desk is open.

        Returns:
            An aware UTC datetime.

        Raises:
            NeverOpen: Nothing opens within `HORIZON`.
            ValueError: The instant is naive.
        """
        return self.add(instant, _NOTHING)

    def hours(self, day: date) -> tuple[Opening, ...]:
        """List the openings that start on a local date: exceptional ones, else none if closed, else the week's."""
        exceptional = self.openings.get(day)
        if exceptional is not None:
            return exceptional
        return () if day in self.closed else self.week.get(day.weekday(), ())

    def explain_week(self, day: date) -> tuple[DayHours, ...]:
        """Say what holds on each day, Monday to Sunday, of the week in which the local date falls."""
        monday = day - timedelta(days=day.weekday())
        days = [monday + timedelta(days=n) for n in range(len(WEEKDAYS))]
        return tuple(DayHours(each, self.hours(each), self.closed.get(each, "")) for each in days)

    def _reaching(self, first: datetime, last: datetime) -> _Table:
        """The table at hand if it spans both instants, else a new one that does."""
        table = self._table
        if table is None or first < table.since or last > table.until:
            table = self._rebuilt(first.year - 1, last.year + 1)
        return table

    def _rebuilt(self, first_year: int, last_year: int) -> _Table:
        """A table of these years and of those at hand, kept by one assignment: a racing thread's is as true."""
        known = self._table
        if known is not None:
            first_year, last_year = min(first_year, known.first_year), max(last_year, known.last_year)
        zone = ZoneInfo(self.zone)
        table = _Table.of(zone, first_year, last_year, self._shifts(zone, first_year, last_year))
        object.__setattr__(self, "_table", table)
        return table

    def _shifts(self, zone: ZoneInfo, first_year: int, last_year: int) -> Iterator[_Shift]:
        for ordinal in range(date(first_year, 1, 1).toordinal(), date(last_year + 1, 1, 1).toordinal()):
            day = date.fromordinal(ordinal)
            for opening in self.hours(day):
                start, end = opening.on(day, zone)
                if start < end:
                    yield _Shift(start, end, day)


def _minute_of_day(text: str) -> int:
    hours, _, minutes = text.partition(":")
    return int(hours) * 60 + int(minutes)


def _utc(instant: datetime) -> datetime:
    if instant.utcoffset() is None:
        raise ValueError(f"{instant!r} is naive: an instant needs a time zone")
    return instant.astimezone(UTC)


def _instant(day: date, time_of_day: timedelta, zone: ZoneInfo) -> datetime:
    """The UTC instant at which the wall clock shows so much after the date's midnight.

    Arithmetic on a datetime of one zone moves its wall clock and leaves fold 0, which reads a time that exists twice
    as the first, and one that does not exist with the offset before the gap: moved on by the gap.
    """
    return (datetime.combine(day, _MIDNIGHT, zone) + time_of_day).astimezone(UTC)


def _check_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # OSError: "America" is a folder of zones
        raise CalendarError(f"{name!r} is not a known time zone: write one such as America/Toronto") from error


def _check_week(week: Mapping[int, tuple[Opening, ...]]) -> None:
    for weekday in week:
        if weekday not in range(len(WEEKDAYS)):
            raise CalendarError(f"{weekday!r} is not a weekday: Monday is 0 and Sunday is 6")
    if not any(week.values()):
        raise CalendarError("the week never opens: give at least one weekday an opening")


def _check_dates(closed: Mapping[date, str], openings: Mapping[date, tuple[Opening, ...]]) -> None:
    for day in (*closed, *openings):
        if isinstance(day, datetime):
            raise CalendarError(f"{day} is an instant: a closing or an exceptional opening is for a whole date")
    for day, hours in openings.items():
        if not hours:
            raise CalendarError(f"{day}: an exceptional opening without hours; list the date as closed instead")


def _in_order(day: str, openings: tuple[Opening, ...]) -> tuple[Opening, ...]:
    ordered = tuple(sorted(openings))
    for earlier, later in pairwise(ordered):
        if later.start < earlier.end:
            raise CalendarError(f"{day}: {earlier} and {later} overlap")
    return ordered
