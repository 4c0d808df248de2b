"""Who may open tickets for which customer, by shift; and what tickets ask to become of that."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Row, bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from chatdesk.core.model import PersonId, RosterChange, RosterEntry, TicketId
from chatdesk.store.part import UnitPart
from chatdesk.store.tables import counters, roster, roster_changes

_in_order: Final = (roster.c.since, roster.c.person, roster.c.customer, roster.c.shift)
_OF_CUSTOMER: Final = select(roster).where(roster.c.customer == bindparam("of_customer")).order_by(*_in_order)
_OF_PERSON: Final = select(roster).where(roster.c.person == bindparam("of_person")).order_by(*_in_order)
_joined: Final = insert(roster)
_JOIN: Final = _joined.on_conflict_do_update(
    index_elements=[roster.c.customer, roster.c.shift, roster.c.person], set_={"facts": _joined.excluded.facts}
)
_LEAVE: Final = delete(roster).where(
    roster.c.customer == bindparam("of_customer"),
    roster.c.shift == bindparam("of_shift"),
    roster.c.person == bindparam("of_person"),
)
_LOCKED: Final = "roster:"
"""Stands before a customer's id in the name of the counter whose row locks its roster."""
_lock: Final = insert(counters)
_LOCK: Final = _lock.on_conflict_do_update(
    index_elements=[counters.c.name], set_={"value": counters.c.value + _lock.excluded.value}
)
_ASK: Final = insert(roster_changes)
_ASKED: Final = select(roster_changes).where(roster_changes.c.ticket == bindparam("of_ticket"))


class Rosters(UnitPart):
    """A unit's rosters."""

    def roster(self, customer: str) -> tuple[RosterEntry, ...]:
        """Return who is on a customer's roster, in the order in which they joined."""
        return tuple(_entry(row) for row in self.connection.execute(_OF_CUSTOMER, {"of_customer": customer}))

    def roster_of(self, person: PersonId) -> tuple[RosterEntry, ...]:
        """Return the customers and shifts for which a person is on the roster."""
        return tuple(_entry(row) for row in self.connection.execute(_OF_PERSON, {"of_person": person}))

    def join_roster(self, entry: RosterEntry) -> None:
        """Put somebody on a roster; whoever is on it stays since when they were, with the new facts."""
        told = {"customer": entry.customer, "shift": entry.shift, "person": entry.person}
        self.connection.execute(_JOIN, told | {"since": entry.since, "facts": entry.facts})

    def lock_roster(self, customer: str) -> tuple[RosterEntry, ...]:
        """Return a customer's roster; whoever else locks it waits until this unit ends, and then sees what it wrote."""
        self.connection.execute(_LOCK, {"name": _LOCKED + customer, "value": 1})
        return self.roster(customer)

    def leave_roster(self, customer: str, shift: str, person: PersonId) -> None:
        """Take somebody off a roster; nothing where they are not on it."""
        told = {"of_customer": customer, "of_shift": shift, "of_person": person}
        self.connection.execute(_LEAVE, told)

    def ask_roster_change(self, change: RosterChange) -> None:
        """Keep what a ticket asks to become of a roster."""
        told = {"ticket": change.ticket, "customer": change.customer, "shift": change.shift}
        told |= {"joins": change.joins, "leaves": change.leaves, "by_desk": change.by_desk}
        self.connection.execute(_ASK, told | {"facts": change.facts})

    def find_roster_change(self, ticket: TicketId) -> RosterChange | None:
        """Return what a ticket asks to become of a roster."""
        row = self.connection.execute(_ASKED, {"of_ticket": ticket}).one_or_none()
        if row is None:
            return None
        return RosterChange(
            ticket=TicketId(row.ticket),
            customer=row.customer,
            shift=row.shift,
            joins=row.joins,
            leaves=row.leaves,
            facts=row.facts,
            by_desk=row.by_desk,
        )


def _entry(row: Row[Any]) -> RosterEntry:
    return RosterEntry(
        customer=row.customer, shift=row.shift, person=PersonId(row.person), since=row.since, facts=row.facts
    )
