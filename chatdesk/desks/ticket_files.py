"""Tickets from a CSV file, row by row, or what is wrong with a row. Knows files; a row is read by `ticket_rows`."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import Final, Self, TextIO

from chatdesk.core.findings import suggestion
from chatdesk.core.model import Ticket
from chatdesk.core.policy import Policy
from chatdesk.desks.ticket_rows import COLUMNS, OPENED, Known, Row

_DELIMITERS: Final = (",", ";", "\t")


class TicketFileError(Exception):
    """A file of tickets of which nothing can be read."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong with a row; the row's first line counts from 1."""

    file: str
    line: int
    column: str
    message: str

    def __str__(self) -> str:
        return ": ".join(part for part in (f"{self.file}:{self.line}", self.column, self.message) if part)


class TicketFile:
    """A CSV file of tickets, open at its first row. Columns are found by their names, the delimiter by the header."""

    def __init__(self, name: str, policy: Policy) -> None:
        self.name = name
        try:
            self._bytes = Path(name).open("rb")  # noqa: SIM115 - closed by __exit__
            self.size = Path(name).stat().st_size
            self._file = TextIOWrapper(self._bytes, encoding="utf-8-sig", errors="surrogateescape", newline="")
            header = self._file.readline()
        except OSError as error:
            raise TicketFileError(f"{name}: cannot be read: {error.strerror}") from None
        self.delimiter, self.columns = _columns(header)
        self._known = Known(policy)
        self._check()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    @property
    def position(self) -> int:
        """Return how much of `size` has been read."""
        return self._bytes.tell()

    def notes(self) -> Iterator[str]:
        """Say which columns are not used, and which one was perhaps meant."""
        for column in self.columns:
            if column and column not in COLUMNS:
                near = suggestion(column, set(COLUMNS) - set(self.columns))
                yield f"{self.name}: the column {column!r} is not used" + (near if "did you mean" in near else "")

    def rows(self) -> Iterator[Ticket | tuple[Mistake, ...]]:
        """Give each row's ticket, or its mistakes; empty rows are passed over."""
        for line, cells in _numbered(self._file, self.delimiter):
            if isinstance(cells, str):
                yield (Mistake(self.name, line, "", cells),)
            elif any(cells):
                yield self._row(line, cells)

    def _row(self, line: int, cells: Sequence[str]) -> Ticket | tuple[Mistake, ...]:
        if any(cells[len(self.columns) :]):
            told = f"{len(cells)} cells for {len(self.columns)} columns: quote what holds a {self.delimiter!r}"
            return (Mistake(self.name, line, "", told),)
        row = Row(dict(zip(self.columns, cells, strict=False)), self._known)
        ticket = row.ticket(line)
        return ticket or tuple(Mistake(self.name, line, column, told) for column, told in row.wrong)

    def _check(self) -> None:
        """Refuse a file without the column that a ticket needs, or with one of them twice."""
        twice = next((each for each in COLUMNS if self.columns.count(each) > 1), None)
        if OPENED in self.columns and not twice:
            return
        self._file.close()
        if twice:
            raise TicketFileError(f"{self.name}:1: the column {twice!r} stands there twice")
        there = f"; columns here: {', '.join(map(repr, self.columns))}" if any(self.columns) else ""
        raise TicketFileError(f"{self.name}:1: there is no column {OPENED!r}{there}")


def _columns(header: str) -> tuple[str, tuple[str, ...]]:
    """Return the delimiter that finds the most columns in a header, and all of its columns."""
    found = [(each, _names(header, each)) for each in _DELIMITERS]
    return max(found, key=lambda each: len(set(COLUMNS) & set(each[1])))


def _names(header: str, delimiter: str) -> tuple[str, ...]:
    try:
        cells = next(csv.reader([header], delimiter=delimiter), [])
    except csv.Error:
        return ()
    return tuple(cell.strip().casefold() for cell in cells)


def _numbered(file: TextIO, delimiter: str) -> Iterator[tuple[int, Sequence[str] | str]]:
    """Give each row's first line and its cells, or what makes it no row."""
    reader = csv.reader(file, delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 2
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, f"no row of CSV: {error}"
        else:
            yield line, [cell.strip() for cell in cells]
