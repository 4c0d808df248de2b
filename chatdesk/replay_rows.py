"""A replayed ticket told: a row of cells in one language, as lines for people or as CSV. Reads no file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from itertools import zip_longest
from textwrap import wrap
from typing import Final
from zoneinfo import ZoneInfo

from rich.cells import set_cell_size
from rich.table import Column, Table

from chatdesk.charts import guarded
from chatdesk.core.chart import NOTHING, Series
from chatdesk.core.dates import length_in_words
from chatdesk.core.policy import Policy
from chatdesk.core.policy_time import Clock
from chatdesk.core.wording import Wording
from chatdesk.core.words import N_, Words
from chatdesk.desks.simulation import Outcome, Replayed, Result, Simulation

_WIDE: Final = 120
_MINUTES: Final = len("2026-12-24 16:30")
_GAP: Final = "  "
_IN_WORDS: Final = {
    Result.KEPT: N_("kept by {length}"),
    Result.MISSED: N_("missed by {length}"),
    Result.OPEN: N_("still open"),
    Result.LATE: N_("still open, late by {length}"),
    Result.PAUSED: N_("paused, {length} left"),
    Result.UNANSWERED: N_("no answer recorded"),
    Result.NONE: N_("no target"),
}
_OUT_OF_HOURS: Final = {
    Result.MISSED: N_("missed, out of opening hours"),
    Result.LATE: N_("still open, late out of opening hours"),
}


class Teller:
    """Tells replayed tickets in one language, on the wall clock of the desk's calendar."""

    def __init__(self, policy: Policy, words: Words) -> None:
        self.words = words
        self.wording = Wording(policy, words)
        self.zone = ZoneInfo(policy.calendars[policy.desk.calendar].time_zone)

    def head(self) -> tuple[str, ...]:
        """Return the names of the columns."""
        words = self.words
        return (
            words(N_("Reference")),
            words(N_("Opened")),
            words(N_("First answer by")),
            words(N_("First answer")),
            words(N_("Solution by")),
            words(N_("Solution")),
        )

    def row(self, replayed: Replayed) -> tuple[str, ...]:
        """Return a ticket's cells."""
        ticket = replayed.ticket
        return (
            printable(ticket.reference) or self.words(N_("line {line}"), line=ticket.id),
            self._at(ticket.opened_at),
            *self._outcome(replayed.response),
            *self._outcome(replayed.resolution),
        )

    def _outcome(self, outcome: Outcome) -> tuple[str, str]:
        texts = _IN_WORDS if outcome.length else {**_IN_WORDS, **_OUT_OF_HOURS}
        told = self.words(texts[outcome.result], length=length_in_words(outcome.length))
        return self._at(outcome.due), told

    def _at(self, instant: datetime | None) -> str:
        return NOTHING if instant is None else instant.astimezone(self.zone).isoformat(" ", "minutes")[:_MINUTES]

    def totals(self, simulation: Simulation) -> Table:
        """Return what was met, by priority and in all."""
        words = self.words
        table = Table(
            Column(words(N_("Priority"))),
            Column(words(N_("Tickets")), justify="right"),
            Column(words(N_("First answers in time")), justify="right"),
            Column(words(N_("Solutions in time")), justify="right"),
        )
        priorities = tuple(simulation.priorities())
        for priority in priorities:
            table.add_row(self.wording.priority(priority), *_met(simulation, (priority,)))
        table.add_section()
        table.add_row(words(N_("In all")), *_met(simulation, priorities))
        return table


def printable(text: str) -> str:
    """Return a text without what would move a terminal's cursor or change its colours."""
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)


def _met(simulation: Simulation, priorities: tuple[str, ...]) -> Iterator[str]:
    yield str(sum(simulation.tickets[each] for each in priorities))
    for clock in Clock:
        met = sum(simulation.met[clock, each] for each in priorities)
        decided = sum(simulation.decided[clock, each] for each in priorities)
        yield Series(label="", values=(met,), totals=(decided,)).told(0)


# -- rows as lines


class Lines:
    """Rows for people, in columns that fit a width; where it is narrow, a date stands above its outcome."""

    ending = "\n"

    def __init__(self, width: int) -> None:
        self.wide = width >= _WIDE
        self.widths = (14, 16, 16, 24, 16, 24) if self.wide else (12, 16, 22, 22)

    def head(self, cells: tuple[str, ...]) -> str:
        """Return the names of the columns above a rule."""
        return f"{self.row(cells)}\n{_GAP.join('─' * width for width in self.widths)}"

    def row(self, cells: tuple[str, ...]) -> str:
        """Return a ticket's cells, each cut into as many lines as it needs."""
        if not self.wide:
            cells = (*cells[:2], f"{cells[2]}\n{cells[3]}", f"{cells[4]}\n{cells[5]}")
        cut = (_cut(cell, width) for cell, width in zip(cells, self.widths, strict=True))
        return "\n".join(map(self._line, zip_longest(*cut, fillvalue="")))

    def _line(self, parts: tuple[str, ...]) -> str:
        placed = (set_cell_size(part, width) for part, width in zip(parts, self.widths, strict=True))
        return _GAP.join(placed).rstrip()


def _cut(cell: str, width: int) -> list[str]:
    """Return a cell in lines; to wrap takes longer than all else, so only what does not fit is wrapped."""
    return [line for part in cell.split("\n") for line in ([part] if len(part) <= width else wrap(part, width))]


class Sheet:
    """Rows for spreadsheets (RFC 4180), with the delimiter that the tickets came with; no cell is a formula."""

    ending = "\r\n"

    def __init__(self, delimiter: str) -> None:
        self.delimiter = delimiter

    def row(self, cells: tuple[str, ...]) -> str:
        """Return a ticket's cells, quoted where they need it."""
        line = io.StringIO()
        csv.writer(line, delimiter=self.delimiter, lineterminator="").writerow([guarded(cell) for cell in cells])
        return line.getvalue()

    head = row
