"""Who has a part in a ticket, and who asked not to be told about it."""

from __future__ import annotations

from typing import Final

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from chatdesk.core.model import Participant, PersonId, TicketId
from chatdesk.store.part import UnitPart
from chatdesk.store.tables import mutes, participants

_OF_TICKET: Final = (
    select(participants).where(participants.c.ticket == bindparam("of_ticket")).order_by(participants.c.id)
)
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

    def participants(self, ticket: TicketId) -> tuple[Participant, ...]:
        """Return who has a part in a ticket, in the order in which they joined."""
        rows = self.connection.execute(_OF_TICKET, {"of_ticket": ticket})
        return tuple(Participant(ticket=row.ticket, person=row.person, part=row.part) for row in rows)

    def add_participant(self, participant: Participant) -> None:
        """Give a person a part; who has it keeps it."""
        row = {"ticket": participant.ticket, "person": participant.person, "part": participant.part}
        self.connection.execute(_ADD, row)

    def remove_participant(self, participant: Participant) -> None:
        told = {"of_ticket": participant.ticket, "of_person": participant.person, "of_part": participant.part}
        self.connection.execute(_REMOVE, told)

    def muted(self, ticket: TicketId) -> frozenset[PersonId]:
        """Return who asked not to be told about a ticket."""
        return frozenset(self.connection.execute(_MUTED, {"of_ticket": ticket}).scalars())

    def mute(self, ticket: TicketId, person: PersonId) -> None:
        self.connection.execute(_MUTE, {"ticket": ticket, "person": person})

    def unmute(self, ticket: TicketId, person: PersonId) -> None:
        self.connection.execute(_UNMUTE, {"of_ticket": ticket, "of_person": person})
