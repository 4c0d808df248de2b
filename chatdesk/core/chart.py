"""A chart before anybody draws it: labelled numbers, which also stand as words and as a table. Only agents see any."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

NOTHING: Final = "–"
_PERCENT: Final = "\N{NO-BREAK SPACE}%"


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Numbers of one sort, one for each label of the chart."""

    label: str
    values: tuple[int, ...]
    totals: tuple[int, ...] = ()
    """What each value is a part of; then the chart is about the shares."""

    def share(self, at: int) -> int | None:
        """Return a value's share of its total in whole percent: 0 and 100 only where it is nothing or all of it.

        None where there is nothing to share.
        """
        if not self.totals or not self.totals[at]:
            return None
        value, total = self.values[at], self.totals[at]
        share = round(100 * value / total)
        return share if value in (0, total) else min(max(share, 1), 99)

    def told(self, at: int) -> str:
        """Return a value as people read it: `12`, or `12/14 (86 %)`."""
        if not self.totals:
            return str(self.values[at])
        share = self.share(at)
        return NOTHING if share is None else f"{self.values[at]}/{self.totals[at]} ({share}{_PERCENT})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Bars with a title: one for each label, or one of each series for each label."""

    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    """What the numbers are: `tickets`."""

    @property
    def words(self) -> str:
        """Return all its numbers, for those who cannot see it."""
        told = "; ".join(self._label_in_words(at) for at in range(len(self.labels)))
        title = f"{self.title} ({self.unit})" if self.unit else self.title
        return f"{title} – {told}." if told else title

    def _label_in_words(self, at: int) -> str:
        if len(self.series) == 1:
            return f"{self.labels[at]} {self.series[0].told(at)}"
        return ", ".join((self.labels[at], *(f"{series.label} {series.told(at)}" for series in self.series)))

    @property
    def table(self) -> str:
        """Return it as lines of text in columns, for where letters are all as wide as each other."""
        rows = [(label, *(series.told(at) for series in self.series)) for at, label in enumerate(self.labels)]
        if len(self.series) > 1:
            rows.insert(0, ("", *(series.label for series in self.series)))
        return "\n".join(_lines(rows))

    @property
    def rows(self) -> Iterator[tuple[str, str, str, int, int | None]]:
        """Give every number with what it is of: chart, label, series, value, total."""
        for series in self.series:
            for label, value, total in zip_longest(self.labels, series.values, series.totals):
                yield self.title, label, series.label, value, total


def _lines(rows: list[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))] if rows else []
    for first, *others in rows:
        cells = (cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True))
        yield "  ".join((first.ljust(widths[0]), *cells)).rstrip()


def words_of(charts: tuple[Chart, ...]) -> str:
    """Return the numbers of several charts in words, a line for each."""
    return "\n".join(chart.words for chart in charts)
