"""Rosters as CSV, for a desk's first day and for looking at them elsewhere: one row for each person on a shift.

Knows files and the policy's names; who is on a roster already, the store knows.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Final, TextIO

from chatdesk.core.findings import suggestion
from chatdesk.core.model import Handle
from chatdesk.core.policy import Policy
from chatdesk.core.policy_customers import RosterPolicy
from chatdesk.core.policy_values import Named
from chatdesk.desks.sheets import Mistake, columns_of, rows_of

PLATFORMS: Final = ("slack", "discord")
NEEDED: Final = ("customer", "shift", "platform", "workspace", "user")
COLUMNS: Final = (*NEEDED, "name")
"""What every file has; the policy's facts follow, by their ids."""
_BROKEN: Final = "\ufffd"
"""What a byte that is no UTF-8 is read as."""


class RosterFileError(Exception):
    """A file of rosters with mistakes, told a line each; nothing of it was taken."""

    def __init__(self, mistakes: Iterable[Mistake | str]) -> None:
        super().__init__("\n".join(map(str, mistakes)))


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRow:
    """Somebody on a customer's shift, by their account."""

    line: int
    customer: str
    shift: str
    handle: Handle
    name: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


def read_roster(name: str, policy: Policy) -> tuple[RosterRow, ...]:
    """Return a file's rows, customers by id, number or name; raise RosterFileError with every mistake."""
    if policy.roster is None:
        raise RosterFileError([f"{name}: the policy has no section 'roster'"])
    try:
        with Path(name).open(encoding="utf-8-sig", errors="replace", newline="") as file:
            reader = _Reader(name, policy, policy.roster, file)
            rows = tuple(reader.rows())
    except OSError as error:
        raise RosterFileError([f"{name}: cannot be read: {error.strerror}"]) from None
    if reader.wrong:
        raise RosterFileError(reader.wrong)
    return rows


class _Reader:
    """Reads one file, gathering what is wrong with it."""

    def __init__(self, name: str, policy: Policy, roster: RosterPolicy, file: TextIO) -> None:
        self.name, self.policy, self.roster, self.file = name, policy, roster, file
        self.known = (*COLUMNS, *roster.facts)
        self.delimiter, self.columns = columns_of(file.readline(), self.known)
        self.wrong: list[Mistake] = []
        self._ids = {"customer": tuple(policy.customers), "shift": tuple(roster.shifts)}
        self._meant = {"customer": _by_every_name(policy.customers), "shift": _by_every_name(roster.shifts)}
        self._meant["customer"] |= {each.number.casefold(): key for key, each in policy.customers.items()}
        self._seen: dict[tuple[str, str, Handle], int] = {}

    def rows(self) -> Iterator[RosterRow]:
        """Give the good rows; the others are in `wrong`."""
        for column in self.columns:
            if column not in self.known:
                self._told(1, column, f"is no column here{suggestion(column, self.known)}")
        for column in (each for each in NEEDED if each not in self.columns):
            self._told(1, column, "is missing from the header")
        for column in (each for each in self.known if self.columns.count(each) > 1):
            self._told(1, column, "stands in the header twice")
        for line, cells in () if self.wrong else rows_of(self.file, self.delimiter):
            if isinstance(cells, str):
                self._told(line, "", cells)
            elif any(cells):
                yield from self._row(line, cells)

    def _told(self, line: int, column: str, message: str) -> None:
        self.wrong.append(Mistake(self.name, line, column, message))

    def _row(self, line: int, cells: Sequence[str]) -> Iterator[RosterRow]:
        before = len(self.wrong)
        if any(cells[len(self.columns) :]):
            self._told(line, "", f"{len(cells)} cells for {len(self.columns)} columns")
        told = dict(zip(self.columns, cells, strict=False))
        for column in (column for column, text in told.items() if _BROKEN in text):
            self._told(line, column, "is not UTF-8 text: save the file as CSV UTF-8")
        for column in (column for column in NEEDED if not told.get(column)):
            self._told(line, column, "is missing")
        customer, shift = (self._named(line, column, told.get(column, "")) for column in ("customer", "shift"))
        platform = told.get("platform", "").casefold()
        if platform and platform not in PLATFORMS:
            self._told(line, "platform", f"{platform!r} is no platform{suggestion(platform, PLATFORMS)}")
        facts = {name: self._fact(line, name, told[name]) for name in self.roster.facts if told.get(name)}
        handle = Handle(platform, told.get("workspace", ""), told.get("user", ""))
        if len(self.wrong) == before:
            self._count(line, (customer, shift, handle))
        if len(self.wrong) == before:
            name = told.get("name", "")
            yield RosterRow(line=line, customer=customer, shift=shift, handle=handle, name=name, facts=facts)

    def _named(self, line: int, column: str, text: str) -> str:
        named = self._meant[column].get(text.casefold(), "")
        if text and not named:
            self._told(line, column, f"there is no {column} {text!r}{suggestion(text, self._ids[column])}")
        return named

    def _fact(self, line: int, name: str, text: str) -> str:
        """Return a fact's value: an option by its id or its label."""
        options = self.policy.facts[name].options
        labels = {label.casefold(): key for key, each in options.items() for label in (key, each.en, each.fr)}
        if options and text.casefold() not in labels:
            self._told(line, name, f"{text!r} is none of its options{suggestion(text, options)}")
        return labels.get(text.casefold(), text)

    def _count(self, line: int, place: tuple[str, str, Handle]) -> None:
        """Refuse the same person twice, and more people than the shift holds (S3-50)."""
        customer, shift, _ = place
        if place in self._seen:
            self._told(line, "user", f"stands on line {self._seen[place]} already")
            return
        self._seen[place] = line
        limit = self.roster.shifts[shift].limit
        if limit is not None and sum(each[:2] == (customer, shift) for each in self._seen) > limit:
            self._told(line, "shift", f"{shift!r} of {customer!r} holds {limit} at most")


def _by_every_name(part: Mapping[str, Named]) -> dict[str, str]:
    names = {name.casefold(): key for key, each in part.items() for name in (each.name.en, each.name.fr)}
    return names | {key: key for key in part}


def write_roster(rows: Iterable[RosterRow], policy: Policy) -> str:
    """Return rows as the CSV that `read_roster` reads."""
    facts = policy.roster.facts if policy.roster else ()
    text = StringIO()
    sheet = csv.writer(text, lineterminator="\n")
    sheet.writerow((*COLUMNS, *facts))
    for row in rows:
        account = (row.handle.platform, row.handle.workspace, row.handle.user)
        told = (row.facts.get(name, "") for name in facts)
        sheet.writerow((row.customer, row.shift, *account, row.name, *told))
    return text.getvalue()
