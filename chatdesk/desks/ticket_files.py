"""Tickets from a CSV file, row by row, or what is wrong with a row. Knows files; a row is read by `ticket_rows`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import Self

from chatdesk.core.findings import suggestion
from chatdesk.core.model import Ticket
from chatdesk.core.policy import Policy
from chatdesk.desks.sheets import Mistake, columns_of, rows_of
from chatdesk.desks.ticket_rows import COLUMNS, OPENED, Known, Row


class TicketFileError(Exception):
    """A file of tickets of which nothing can be read."""


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
        self.delimiter, self.columns = columns_of(header, COLUMNS)
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
        for line, cells in rows_of(self._file, self.delimiter):
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
