"""CSV as people save it: the delimiter by the header, each row with its line, and mistakes with their place."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TextIO

_DELIMITERS: Final = (",", ";", "\t")


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong with a row; the row's first line counts from 1."""

    file: str
    line: int
    column: str
    message: str

    def __str__(self) -> str:
        return ": ".join(part for part in (f"{self.file}:{self.line}", self.column, self.message) if part)


def columns_of(header: str, known: Collection[str]) -> tuple[str, tuple[str, ...]]:
    """Return the delimiter that finds the most known columns in a header, and all of its columns."""
    found = [(each, _names(header, each)) for each in _DELIMITERS]
    return max(found, key=lambda each: len(set(known) & set(each[1])))


def _names(header: str, delimiter: str) -> tuple[str, ...]:
    try:
        cells = next(csv.reader([header], delimiter=delimiter), [])
    except csv.Error:
        return ()
    return tuple(cell.strip().casefold() for cell in cells)


def rows_of(file: TextIO, delimiter: str) -> Iterator[tuple[int, Sequence[str] | str]]:
    """Give each row's first line and its cells, or what makes it no row; the header was read before."""
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
