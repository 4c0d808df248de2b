"""Tickets: their numbers, themselves, and the two lists that people ask for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Row, Select, bindparam, case, select, text, union, update
from sqlalchemy.dialects.postgresql import insert

from chatdesk.core.errors import TicketUnknown
from chatdesk.core.model import Part, PersonId, Ticket, TicketId
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
_SAVE: Final = (
    update(tickets).where(tickets.c.id == bindparam("number")).values({name: bindparam(name) for name in _CHANGING})
)
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
    (tickets.c.assignee.is_not(None), tickets.c.resolve_by),
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


class Tickets(UnitPart):
    """A unit's tickets."""

    def next_number(self, first: int) -> TicketId:
        """Return the next free number, at least `first`. Nobody else gets one until this unit ends."""
        return TicketId(self.connection.execute(_NEXT_NUMBER, {"first": first}).scalar_one())

    def add_ticket(self, ticket: Ticket) -> None:
        self.connection.execute(_ADD, _row(ticket, _FIELDS))

    def save_ticket(self, ticket: Ticket) -> None:
        """Keep what a ticket became; raise TicketUnknown where it was never added."""
        row = _row(ticket, _CHANGING) | {"number": ticket.id}
        if self.connection.execute(_SAVE, row).rowcount == 0:
            raise TicketUnknown(number=ticket.id)

    def ticket(self, number: TicketId) -> Ticket:
        """Return a ticket, locked until this unit ends; raise TicketUnknown."""
        row = self.connection.execute(self._ticket_statement, {"number": number}).one_or_none()
        if row is None:
            raise TicketUnknown(number=number)
        return _ticket(row)

    def tickets_of(self, person: PersonId, limit: int) -> tuple[Ticket, ...]:
        """Return the tickets a person requested or watches: open ones first, then the newest."""
        return self._tickets(_OF_PERSON, {"person": person, "limit": limit})

    def queue(self, groups: Iterable[str], limit: int) -> tuple[Ticket, ...]:
        """Return the open tickets of groups: the first due of their two instants, then the oldest."""
        return self._tickets(_QUEUE, {"groups": list(groups), "limit": limit})

    _ticket_statement: Select[Any] = _LOCK

    def _tickets(self, statement: Select[Any], told: dict[str, Any]) -> tuple[Ticket, ...]:
        return tuple(_ticket(row) for row in self.connection.execute(statement, told))


class UnlockedTickets(Tickets):
    """A reading unit's tickets: it takes no locks."""

    _ticket_statement = _GET


def _row(ticket: Ticket, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(ticket, name) for name in names}


def _ticket(row: Row[Any]) -> Ticket:
    return Ticket(**row._asdict())
