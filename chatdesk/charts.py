"""Charts as a picture and as a file for spreadsheets. The only place that knows matplotlib, loaded when it draws.

What is drawn is legible on a telephone: bars below each other, each with its label above and its number beside it.
"""

from __future__ import annotations

import csv
import io
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from chatdesk.core.chart import NOTHING, Chart, Series
from chatdesk.core.words import N_, Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.ft2font import FT2Font

Drawing = Callable[[Chart], bytes | None]
"""Draws a chart as a PNG; None where nothing can."""

DPI: Final = 160
WIDTH: Final = 432.0
"""In points, as everything here that has no other unit."""
_MARGIN: Final = 22.0
_TITLE, _SMALL, _TEXT = 15.0, 11.0, 12.5
_BAR: Final = 15.0
_GAP: Final = 4.0
_AFTER_ROW: Final = 9.0
_APART: Final = 8.0
_STUB: Final = 2.0
"""How long the bar of nothing is, so that it can be seen."""
_FAMILY: Final = "DejaVu Sans"
_BOLD_IS_WIDER: Final = 0.88
_PAPER, _INK, _GREY, _TRACK = "#fbfbf9", "#1f2328", "#5c636b", "#e6e7e3"
_COLOURS: Final = ("#0072b2", "#e69f00", "#009e73", "#cc79a7")
"""Okabe and Ito's: told apart by those who do not see all colours, and by their lightness."""
_DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_DRAWS_ALONE: Final = Lock()
"""Matplotlib's caches of fonts are not made for threads."""


# -- for spreadsheets
def csv_of(charts: Iterable[Chart], words: Words) -> str:
    """Return charts as CSV (RFC 4180), one number a line; no cell of it is a formula."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow(
        [words(N_("Chart")), words(N_("What")), words(N_("Series")), words(N_("Number")), words(N_("Out of"))]
    )
    for chart in charts:
        writer.writerows([guarded(cell) for cell in row] for row in chart.rows)
    return sheet.getvalue()


def guarded(cell: str | int | None) -> str | int:
    """Return a cell that no spreadsheet takes for a formula."""
    if isinstance(cell, str) and cell.startswith(_DANGEROUS):
        return f"'{cell}"
    return "" if cell is None else cell


# -- the picture
def draw(chart: Chart, has: Callable[[str], object] = find_spec) -> bytes | None:
    """Return a chart as a PNG, or None where matplotlib is not installed or there is nothing to draw."""
    if not chart.labels or not has("matplotlib"):
        return None
    with _DRAWS_ALONE:
        return _drawn(chart)


def _drawn(chart: Chart) -> bytes:
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    height = _height(chart)
    figure = Figure(figsize=(WIDTH / 72, height / 72), dpi=DPI, facecolor=_PAPER)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(height, 0))
    axes.set_axis_off()
    _Sheet(axes=axes, font=_font(), chart=chart).draw()
    file = io.BytesIO()
    figure.savefig(file, format="png", metadata={"Software": None})
    return file.getvalue()


def _font() -> FT2Font:
    from matplotlib.font_manager import FontProperties, findfont, get_font  # noqa: PLC0415

    return get_font(findfont(FontProperties(family=_FAMILY)))


def _height(chart: Chart) -> float:
    row = _TEXT * 1.5 + len(chart.series) * (_BAR + _GAP) + _AFTER_ROW
    key = _SMALL * 1.9 if _has_key(chart) else 0.0
    return _MARGIN + _TITLE * 1.6 + key + len(chart.labels) * row - _AFTER_ROW - _GAP + _MARGIN


def _has_key(chart: Chart) -> bool:
    return bool(chart.unit) or len(chart.series) > 1


@dataclass(kw_only=True)
class _Sheet:
    """What a chart is drawn on, from the top to the bottom."""

    axes: Axes
    font: FT2Font
    chart: Chart
    at: float = _MARGIN

    def draw(self) -> None:
        """Draw the title, what the colours mean, and every bar."""
        self._write(_MARGIN, self.chart.title, _TITLE, weight="bold")
        self.at += _TITLE * 1.6
        if _has_key(self.chart):
            self._key()
            self.at += _SMALL * 1.9
        room = WIDTH - 2 * _MARGIN - self._reserved()
        longest = max((value for series in self.chart.series for value in series.values), default=0)
        for at, label in enumerate(self.chart.labels):
            self._write(_MARGIN, label, _TEXT)
            self.at += _TEXT * 1.5
            for series, colour in self._coloured():
                whole = series.totals[at] if series.totals else longest
                self._bar(room, series.values[at] / whole if whole else None, colour, on_track=bool(series.totals))
                self._number(series, at, room)
                self.at += _BAR + _GAP
            self.at += _AFTER_ROW

    def _coloured(self) -> Iterator[tuple[Series, str]]:
        for at, series in enumerate(self.chart.series):
            yield series, _COLOURS[at % len(_COLOURS)]

    def _key(self) -> None:
        """Say what the numbers are, and where there are several series, which colour is which."""
        x = _MARGIN
        for series, colour in self._coloured() if len(self.chart.series) > 1 else ():
            self._box(x, self.at + 1, 9, 9, colour)
            x += 13 + self._write(x + 13, series.label, _SMALL, colour=_GREY) + 14
        self._write(x, self.chart.unit, _SMALL, colour=_GREY)

    def _bar(self, room: float, part: float | None, colour: str, *, on_track: bool) -> None:
        """Draw one number; a share on a track as long as the whole, which stays empty where there is none."""
        if on_track:
            self._box(_MARGIN, self.at, room, _BAR, _TRACK)
        if part is not None or not on_track:
            self._box(_MARGIN, self.at, max(room * (part or 0.0), _STUB), _BAR, colour if part else _GREY)

    def _number(self, series: Series, at: int, room: float) -> None:
        """Write a number beside its bar: a share, and what of what it is, each in a column."""
        middle = self.at + _BAR / 2
        if not series.totals:
            longest = max(value for each in self.chart.series for value in each.values)
            length = room * series.values[at] / longest if longest else 0.0
            self._write(_MARGIN + length + _APART, str(series.values[at]), _TEXT, middle=middle)
            return
        right = WIDTH - _MARGIN
        share, count = _share(series, at), _count(series, at)
        self._write(right - self._width(count), count, _TEXT, colour=_GREY, middle=middle)
        right -= self._widest(_count) + _APART
        self._write(right - self._width(share), share, _TEXT, middle=middle)

    def _reserved(self) -> float:
        """Return how wide the numbers beside the bars are."""
        if any(series.totals for series in self.chart.series):
            return self._widest(_share) + self._widest(_count) + 2 * _APART
        return self._widest(lambda series, at: str(series.values[at])) + _APART

    def _widest(self, told: Callable[[Series, int], str]) -> float:
        texts = [told(series, at) for series in self.chart.series for at in range(len(self.chart.labels))]
        return max(map(self._width, texts), default=0.0)

    def _box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        from matplotlib.patches import Rectangle  # noqa: PLC0415

        self.axes.add_patch(Rectangle((x, y), width, height, facecolor=colour, linewidth=0))

    def _write(
        self, x: float, text: str, size: float, *, colour: str = _INK, weight: str = "normal", middle: float = 0.0
    ) -> float:
        """Write a line, from the top or around a middle, cut where it does not fit; return how wide it is."""
        room = (WIDTH - _MARGIN - x) * (1 if weight == "normal" else _BOLD_IS_WIDER)
        shown = self._fitting(self._writable(text), size, room)
        style: dict[str, Any] = {"fontfamily": _FAMILY, "fontweight": weight, "parse_math": False}
        y, vertical = (middle, "center_baseline") if middle else (self.at + size, "baseline")
        self.axes.text(x, y, shown, fontsize=size, color=colour, verticalalignment=vertical, **style)
        return self._width(shown, size)

    def _writable(self, text: str) -> str:
        """Return a text on one line, without signs that the font does not have, such as emoji."""
        known = (sign if self.font.get_char_index(ord(sign)) else " " for sign in text)
        return "".join(known).strip()

    def _fitting(self, text: str, size: float, room: float) -> str:
        if self._width(text, size) <= room + 1:
            return text
        end = bisect_right(range(1, len(text) + 1), room, key=lambda end: self._width(f"{text[:end]}…", size))
        return f"{text[:end].rstrip()}…"

    def _width(self, text: str, size: float = _TEXT) -> float:
        """Return how wide a text is, when it is not bold."""
        self.font.set_size(size, 72)
        self.font.set_text(text, 0.0)
        return float(self.font.get_width_height()[0]) / 64


def _share(series: Series, at: int) -> str:
    share = series.share(at)
    return NOTHING if share is None else f"{share}\N{NO-BREAK SPACE}%"


def _count(series: Series, at: int) -> str:
    return f"{series.values[at]}/{series.totals[at]}" if series.totals[at] else ""
