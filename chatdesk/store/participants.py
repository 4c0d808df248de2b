"""Who has a part in a ticket, and who asked not to be told about it. What was read along with many tickets is kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from chatdesk.core.model import Participant, PersonId, TicketId
from chatdesk.store.part import UnitPart
from chatdesk.store.tables import mutes, participants

_OF_TICKET: Final = (
    select(participants).where(participants.c.ticket == bindparam("of_ticket")).order_by(participants.c.id)
)
_OF_TICKETS: Final = (
    select(participants)
    .where(participants.c.ticket.in_(bindparam("of_tickets", expanding=True)))
    .order_by(participants.c.id)
)
_MUTED_IN: Final = select(mutes).where(mutes.c.ticket.in_(bindparam("of_tickets", expanding=True)))
_ADD: Final = insert(participants).on_conflict_do_nothing()
_REMOVE: Final = delete(participants).where(
    participants.c.ticket == bindparam("of_ticket"),
    participants.c.person == bindparam("of_person"),
    participants.c.part == bindparam("of_part"),
)
_MUTED: Final = select(mutes.c.person).where(mutes.c.ticket == bindparam("of_ticket"))
_MUTE: Final = insert(mutes).on_conflict_do_nothing()
_UNMUTE: Final = delete(mutes).where(mutes.c.ticket == bindparam("of_ticket"), mutes.c.person == bindparam("of_person"))


class Participants(UnitPart):
    """A unit's participants."""

    def __init__(self, connection: Connection, clock: Callable[[], datetime]) -> None:
        super().__init__(connection, clock)
        self._parts: dict[TicketId, tuple[Participant, ...]] = {}
        self._mutes: dict[TicketId, frozenset[PersonId]] = {}

    def read_participants(self, tickets: Iterable[TicketId]) -> None:
        """Read who has a part in these tickets, and who is muted there, so that asking costs nothing more."""
        numbers = sorted(tickets)
        if not numbers:
            return
        parts: dict[TicketId, list[Participant]] = defaultdict(list)
        muted: dict[TicketId, set[PersonId]] = defaultdict(set)
        for row in self.connection.execute(_OF_TICKETS, {"of_tickets": numbers}):
            parts[row.ticket].append(_participant(row))
        for row in self.connection.execute(_MUTED_IN, {"of_tickets": numbers}):
            muted[row.ticket].add(row.person)
        self._parts |= {number: tuple(parts.get(number, ())) for number in numbers}
        self._mutes |= {number: frozenset(muted.get(number, ())) for number in numbers}

    def forget_participants(self) -> None:
        """Read anew whatever is asked next: people have changed."""
        self._parts.clear()
        self._mutes.clear()

    def participants(self, ticket: TicketId) -> tuple[Participant, ...]:
        """Return who has a part in a ticket, in the order in which they joined."""
        if ticket in self._parts:
            return self._parts[ticket]
        rows = self.connection.execute(_OF_TICKET, {"of_ticket": ticket})
        return tuple(_participant(row) for row in rows)

    def add_participant(self, participant: Participant) -> None:
        """Give a person a part; who has it keeps it."""
        self._parts.pop(participant.ticket, None)
        row = {"ticket": participant.ticket, "person": participant.person, "part": participant.part}
        self.connection.execute(_ADD, row)

    def remove_participant(self, participant: Participant) -> None:
        self._parts.pop(participant.ticket, None)
        told = {"of_ticket": participant.ticket, "of_person": participant.person, "of_part": participant.part}
        self.connection.execute(_REMOVE, told)

    def muted(self, ticket: TicketId) -> frozenset[PersonId]:
        """Return who asked not to be told about a ticket."""
        if ticket in self._mutes:
            return self._mutes[ticket]
        return frozenset(self.connection.execute(_MUTED, {"of_ticket": ticket}).scalars())

    def mute(self, ticket: TicketId, person: PersonId) -> None:
        self._mutes.pop(ticket, None)
        self.connection.execute(_MUTE, {"ticket": ticket, "person": person})

    def unmute(self, ticket: TicketId, person: PersonId) -> None:
        self._mutes.pop(ticket, None)
        self.connection.execute(_UNMUTE, {"of_ticket": ticket, "of_person": person})


def _participant(row: Row[Any]) -> Participant:
    return Participant(ticket=row.ticket, person=row.person, part=row.part)
