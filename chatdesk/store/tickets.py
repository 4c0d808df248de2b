"""Tickets: their numbers, themselves, and the lists that people and timers ask for.

What became of a ticket is collected and written once, with the rest; whatever reads tickets writes it before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Connection, Select, Update, bindparam, case, select, text, union, update
from sqlalchemy.dialects.postgresql import insert

from chatdesk.core.errors import TicketUnknown
from chatdesk.core.model import ENDED, Part, PersonId, Ticket, TicketId
from chatdesk.store.part import UnitPart
from chatdesk.store.tables import IS_OPEN, counters, participants, tickets

_FIELDS: Final = tuple(column.name for column in tickets.columns)
_CHANGING: Final = tuple(name for name in _FIELDS if name != "id")

_counted: Final = insert(counters).values(name="ticket", value=bindparam("first"))
_NEXT_NUMBER: Final = _counted.on_conflict_do_update(
    index_elements=[counters.c.name],
    set_={
        "value": case(
            (counters.c.value >= _counted.excluded.value, counters.c.value + 1), else_=_counted.excluded.value
        )
    },
).returning(counters.c.value)

_ADD: Final = insert(tickets)


@lru_cache(maxsize=256)
def _save(names: tuple[str, ...]) -> Update:
    """Return the statement that keeps some of a ticket's fields."""
    return update(tickets).where(tickets.c.id == bindparam("number")).values({name: bindparam(name) for name in names})


_GET: Final = select(tickets).where(tickets.c.id == bindparam("number"))
_LOCK: Final = _GET.with_for_update(key_share=True)
"""Keeps others from changing the ticket, but not from queueing a row that refers to it."""

_opened: Final = select(tickets.c.id).where(tickets.c.requester == bindparam("person"))
_watched: Final = select(participants.c.ticket).where(
    participants.c.person == bindparam("person"), participants.c.part == Part.WATCHER
)
_OF_PERSON: Final = (
    select(tickets)
    .where(tickets.c.id.in_(union(_opened, _watched)))
    .order_by(case((text(IS_OPEN), 0), else_=1), tickets.c.opened_at.desc(), tickets.c.id.desc())
    .limit(bindparam("limit"))
)

_due: Final = case(
    (tickets.c.answered_at.is_not(None), tickets.c.resolve_by),
    (tickets.c.resolve_by.is_(None), tickets.c.respond_by),
    (tickets.c.respond_by < tickets.c.resolve_by, tickets.c.respond_by),
    else_=tickets.c.resolve_by,
)
_QUEUE: Final = (
    select(tickets)
    .where(tickets.c.group.in_(bindparam("groups", expanding=True)), text(IS_OPEN))
    .order_by(_due.asc().nulls_last(), tickets.c.opened_at, tickets.c.id)
    .limit(bindparam("limit"))
)


_LIVE: Final = (
    select(tickets)
    .where(tickets.c.id > bindparam("after"), tickets.c.phase.not_in(sorted(ENDED)))
    .order_by(tickets.c.id)
    .limit(bindparam("limit"))
)
_LOCK_LIVE: Final = _LIVE.with_for_update(key_share=True)


class Tickets(UnitPart):
    """A unit's tickets."""

    def __init__(self, connection: Connection, clock: Callable[[], datetime]) -> None:
        super().__init__(connection, clock)
        self.added: set[TicketId] = set()
        self.locked: dict[TicketId, Ticket] = {}
        """Tickets as they are kept, which nobody else can change before this unit ends."""
        self._saved: dict[TicketId, Ticket] = {}

    def next_number(self, first: int) -> TicketId:
        """Return the next free number, at least `first`. Nobody else gets one until this unit ends."""
        return TicketId(self.connection.execute(_NEXT_NUMBER, {"first": first}).scalar_one())

    def add_ticket(self, ticket: Ticket) -> None:
        self.connection.execute(_ADD, _row(ticket, _FIELDS))
        self.added.add(ticket.id)
        self.locked[ticket.id] = ticket

    def save_ticket(self, ticket: Ticket) -> None:
        """Keep what a ticket became; raise TicketUnknown where it was never added."""
        if ticket.id in self.locked:
            self._saved[ticket.id] = ticket
        elif self.connection.execute(_save(_CHANGING), _row(ticket, _CHANGING) | {"number": ticket.id}).rowcount == 0:
            raise TicketUnknown(number=ticket.id)

    def write_tickets(self) -> None:
        """Write what was collected, of each ticket what has changed; those that changed alike go together."""
        alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for number, ticket in sorted(self._saved.items()):
            changed = _differing(self.locked[number], ticket)
            alike.setdefault(changed, []).append(_row(ticket, changed) | {"number": number})
            self.locked[number] = ticket
        for changed, rows in alike.items():
            if changed:
                self.connection.execute(_save(changed), rows)
        self._saved = {}

    def ticket(self, number: TicketId) -> Ticket:
        """Return a ticket, locked until this unit ends; raise TicketUnknown."""
        if number in self._saved:
            return self._saved[number]
        row = self.connection.execute(_LOCK, {"number": number}).one_or_none()
        if row is None:
            raise TicketUnknown(number=number)
        found = self.locked[number] = ticket_of(row)
        return found

    def tickets_of(self, person: PersonId, limit: int) -> tuple[Ticket, ...]:
        """Return the tickets a person requested or watches: open ones first, then the newest."""
        return self._tickets(_OF_PERSON, {"person": person, "limit": limit})

    def queue(self, groups: Iterable[str], limit: int) -> tuple[Ticket, ...]:
        """Return the open tickets of groups: the first due of their two instants, then the oldest."""
        return self._tickets(_QUEUE, {"groups": list(groups), "limit": limit})

    def live_tickets(self, after: TicketId, limit: int) -> tuple[Ticket, ...]:
        """Return tickets that have not ended with a number above `after`, in order, locked until this unit ends."""
        found = self._tickets(_LOCK_LIVE, {"after": after, "limit": limit})
        self.locked.update((ticket.id, ticket) for ticket in found)
        return found

    def _tickets(self, statement: Select[Any], told: dict[str, Any]) -> tuple[Ticket, ...]:
        self.write_tickets()
        return tuple(ticket_of(row) for row in self.connection.execute(statement, told))


class UnlockedTickets(Tickets):
    """A reading unit's tickets: it takes no locks, and what it would save is refused by the database."""

    def ticket(self, number: TicketId) -> Ticket:
        """Return a ticket; raise TicketUnknown."""
        row = self.connection.execute(_GET, {"number": number}).one_or_none()
        if row is None:
            raise TicketUnknown(number=number)
        return ticket_of(row)

    def live_tickets(self, after: TicketId, limit: int) -> tuple[Ticket, ...]:
        """Return tickets that have not ended with a number above `after`, in order."""
        return self._tickets(_LIVE, {"after": after, "limit": limit})


def _row(ticket: Ticket, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(ticket, name) for name in names}


def _differing(before: Ticket, after: Ticket) -> tuple[str, ...]:
    return tuple(name for name in _CHANGING if getattr(before, name) != getattr(after, name))


def ticket_of(row: Iterable[Any]) -> Ticket:
    """Return the ticket of a row of all the table's columns, in their order."""
    return Ticket(**dict(zip(_FIELDS, row, strict=True)))
