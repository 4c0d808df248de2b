"""Rosters between a file and the store: all of a file or nothing of it, and everybody who is on one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from chatdesk.core.model import RosterEntry
from chatdesk.core.policy import Policy
from chatdesk.core.ports import Profile, Store, UnitOfWork
from chatdesk.core.rosters import by_shift, is_full, roster_policy
from chatdesk.desks.roster_files import PLATFORMS, RosterFileError, RosterRow
from chatdesk.desks.sheets import Mistake

_COLUMN: Final = "shift"


def take_rows(store: Store, policy: Policy, name: str, rows: Iterable[RosterRow], now: datetime) -> int:
    """Put everybody of a file on their rosters, beside those who are there; return how many there were.

    Raise RosterFileError, and take nothing, where a shift would hold more people than its limit (S3-50).
    """
    wrong, taken = [], 0
    with store.begin() as unit:
        for row in sorted(rows, key=lambda row: (row.customer, row.line)):
            person = unit.see(Profile(handle=row.handle, name=row.name), policy.desk.language).id
            there = by_shift(policy, unit.lock_roster(row.customer))[row.shift]
            if is_full(policy, row.shift, (*(entry.person for entry in there), person)):
                limit = roster_policy(policy).shifts[row.shift].limit
                told = f"{row.shift!r} of {row.customer!r} holds {limit} at most, and others are on it"
                wrong.append(Mistake(name, row.line, _COLUMN, told))
                continue
            entry = RosterEntry(customer=row.customer, shift=row.shift, person=person, since=now, facts=row.facts)
            unit.join_roster(entry)
            taken += 1
        if wrong:
            raise RosterFileError(wrong)
    return taken


def all_rows(store: Store, policy: Policy) -> tuple[RosterRow, ...]:
    """Return everybody on a roster, by an account of theirs."""
    with store.read() as unit:
        return tuple(
            row for customer in policy.customers for entry in unit.roster(customer) for row in _rows(unit, entry)
        )


def _rows(unit: UnitOfWork, entry: RosterEntry) -> Iterator[RosterRow]:
    handles = (unit.handle(entry.person, platform) for platform in PLATFORMS)
    handle = next((handle for handle in handles if handle is not None), None)
    if handle is not None:
        name = unit.person(entry.person).name
        told = {"customer": entry.customer, "shift": entry.shift}
        yield RosterRow(line=0, **told, handle=handle, name=name, facts=entry.facts)
