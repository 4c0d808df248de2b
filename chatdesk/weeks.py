"""A week of a calendar, told for people: when the desk is open, why it is closed, what a change of clocks does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from rich.console import Group, RenderableType
from rich.table import Column, Table

from chatdesk.core.calendar import Calendar, DayHours, Opening
from chatdesk.core.clock_changes import ClockChange, clock_changes
from chatdesk.core.dates import WEEKDAYS, length_in_words
from chatdesk.core.policy import Policy
from chatdesk.core.words import Words
from chatdesk.desks.calendars import Calendars

_DAY: Final = timedelta(days=1)
_DAY_MINUTES: Final = 24 * 60


@dataclass(frozen=True, slots=True)
class Week:
    """The week of a date on one of a desk's calendars, in the words of a language."""

    policy: Policy
    name: str
    """The calendar's id."""
    calendar: Calendar
    day: date
    words: Words

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.calendar.zone)

    def told(self) -> RenderableType:
        """Return the whole week, ready to be printed."""
        days = self.calendar.explain_week(self.day)
        table = self._table()
        in_all = timedelta()
        for each in days:
            length = self._length(each)
            in_all += length
            table.add_row(
                self.words(WEEKDAYS[each.day.weekday()]),
                each.day.isoformat(),
                _hours(each.openings) or self.words("closed"),
                length_in_words(length) if length else "",
                self._reason(each),
            )
        return Group(self._heading(days[0].day), table, *self._below(days, in_all))

    def _table(self) -> Table:
        return Table(
            Column(self.words("Day"), no_wrap=True),
            Column(self.words("Date"), no_wrap=True),
            Column(self.words("Open")),
            Column(self.words("Hours"), no_wrap=True),
            Column(self.words("Why")),
        )

    def _heading(self, monday: date) -> str:
        desk = self.policy.desk.name.in_(self.words.language)
        return self.words(
            "{desk}, calendar {calendar}: week of {monday}, time zone {zone}",
            desk=desk,
            calendar=self.name,
            monday=monday,
            zone=self.calendar.zone,
        )

    def _below(self, days: tuple[DayHours, ...], in_all: timedelta) -> Iterator[str]:
        yield self.words("Opening hours in all: {length}", length=length_in_words(in_all))
        if any(opening.end > _DAY_MINUTES for each in days for opening in each.openings):
            yield self.words("Hours after midnight belong to the day on which the desk opened.")
        start, end = (datetime.combine(each, time(), self.zone) for each in (days[0].day, days[-1].day + _DAY))
        for change in clock_changes(self.zone, start, end):
            yield self._change(change)
            yield from self._touched(change)

    # -- a day

    def _length(self, day: DayHours) -> timedelta:
        """Return how long its openings last in truth, without what a shift of the evening before covers already."""
        before = day.day - _DAY
        taken = [opening.on(before, self.zone)[1] for opening in self.calendar.hours(before)]
        length = timedelta()
        for opening in day.openings:
            start, end = opening.on(day.day, self.zone)
            length += max(end - max([start, *taken]), timedelta())
            taken.append(end)
        return length

    def _reason(self, day: DayHours) -> str:
        """Return why the hours are not those of every week; nothing where they are."""
        if day.day in self.calendar.openings:
            usual = self.calendar.week.get(day.day.weekday(), ())
            return self.words(
                "Exceptional opening, in place of: {usual}",
                usual=_hours(usual) if usual and not day.reason else self._closed(day),
            )
        return "" if day.openings else self._closed(day)

    def _closed(self, day: DayHours) -> str:
        if day.day in self.policy.calendars[self.name].closed:
            return self.words("Closing day of the desk: {reason}", reason=day.reason)
        if day.reason:
            return self.words("Public holiday: {name}", name=day.reason)
        return self.words("The week has no opening on this day")

    # -- a change of clocks

    def _change(self, change: ClockChange) -> str:
        values = {
            "day": self.words(WEEKDAYS[change.before.weekday()]),
            "date": change.before.date(),
            "before": _clock(change.before),
            "after": _clock(change.after),
            "length": length_in_words(change.length),
        }
        if change.goes_forward:
            return self.words(
                "{day} {date}: the clocks go from {before} forward to {after}. The times between do not exist: what "
                "would be due then is due {length} later.",
                **values,
            )
        return self.words(
            "{day} {date}: the clocks go from {before} back to {after}. The times between exist twice: the first one "
            "counts.",
            **values,
        )

    def _touched(self, change: ClockChange) -> Iterator[str]:
        """Say what becomes of the openings around it; when it falls outside of them, that."""
        touched = [
            self.words(
                "{hours} of {date} lasts {real} instead of {written}.",
                hours=opening,
                date=day,
                real=length_in_words(real),
                written=length_in_words(written),
            )
            for day, opening, real, written in self._around(change.before.date())
            if real != written
        ]
        yield from touched or [self.words("No opening hours are touched by it.")]

    def _around(self, day: date) -> Iterator[tuple[date, Opening, timedelta, timedelta]]:
        """Yield the openings that a change on a date may touch, each with its true and its written length."""
        for each in (day - _DAY, day):
            for opening in self.calendar.hours(each):
                start, end = opening.on(each, self.zone)
                yield each, opening, end - start, timedelta(minutes=opening.end - opening.start)


def week_of(policy: Policy, name: str, day: date | None, words: Words) -> Week:
    """Return the week of a date on one of a desk's calendars; of today's date there where none is given."""
    calendar = Calendars(policy, words.language)(name)
    return Week(policy, name, calendar, day or datetime.now(ZoneInfo(calendar.zone)).date(), words)


def _hours(openings: tuple[Opening, ...]) -> str:
    return ", ".join(map(str, openings))


def _clock(at: datetime) -> str:
    return f"{at.hour}:{at.minute:02}"
