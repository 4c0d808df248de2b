"""Spans as a policy writes them: `30s`, `15m`, `8h`, `3d`, or a share, `75%`. What a day is, a calendar knows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Self

_ZERO = timedelta()
_UNITS = {"h": timedelta(hours=1), "m": timedelta(minutes=1), "s": timedelta(seconds=1)}  # the longest first
_SPAN = re.compile(r"([0-9]{1,9})([smhd])")
_SHARE = re.compile(r"([1-9][0-9]?)%")


class SpanError(ValueError):
    """A text or a value that is no span."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """A stretch of business days or of time; at most one of the two is set, and neither is the zero span.

    Attributes:
        days: Business days, 0 or more.
        time: Hours, minutes and seconds, in whole seconds, 0 or more: opening time when a calendar adds them,
            plain time when a policy asks for `elapsed`.
    """

    days: int = 0
    time: timedelta = _ZERO

    def __post_init__(self) -> None:
        if self.days < 0 or self.time < _ZERO:
            raise SpanError("a span is never negative")
        if self.days and self.time:
            raise SpanError("a span is in business days or in hours, not in both")
        if self.time.microseconds:
            raise SpanError("a span is in whole seconds")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``30s``, ``15m``, ``8h`` or ``3d``.

        Args:
            text: A whole number and a unit: seconds, minutes, hours or business days.

        Returns:
            The span; ``0d``, ``0h``, ``0m`` and ``0s`` are all the zero span.

        Raises:
            SpanError: The text is anything else.
        """
        match = _SPAN.fullmatch(text)
        if match is None:
            raise SpanError(
                f"{text!r} is not a span: write a whole number and one unit, s, m, h or d (business days), "
                "as in 30s, 15m, 8h or 3d"
            )
        count, unit = int(match[1]), match[2]
        return cls(days=count) if unit == "d" else cls(time=count * _UNITS[unit])

    @property
    def unit(self) -> str:
        """The longest unit that says the span in a whole number: ``d``, ``h``, ``m`` or ``s``."""
        return "d" if self.days else next(unit for unit, length in _UNITS.items() if not self.time % length)

    @property
    def count(self) -> int:
        """How many of `unit` the span is."""
        return self.days or self.time // _UNITS[self.unit]

    @property
    def elapsed(self) -> timedelta:
        """The span as plain time on the clock, nights and holidays included.

        Raises:
            SpanError: The span is in business days, which have no length of their own.
        """
        if self.days:
            raise SpanError(f"{self} is in business days, and those are no fixed time: write hours, as in 72h")
        return self.time

    def __str__(self) -> str:
        return f"{self.count}{self.unit}"


@dataclass(frozen=True, slots=True)
class Share:
    """A share of a stretch of time, 1 to 99 percent."""

    percent: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``75%``; raise SpanError for anything but a whole number from 1 to 99 and the sign."""
        match = _SHARE.fullmatch(text)
        if match is None:
            raise SpanError(f"{text!r} is not a share: write a whole number from 1 to 99 and %, as in 75%")
        return cls(int(match[1]))

    def of(self, length: timedelta) -> timedelta:
        """Return the share of a length, in whole seconds."""
        return timedelta(seconds=int(length.total_seconds() * self.percent) // 100)

    def __str__(self) -> str:
        return f"{self.percent}%"
