"""Where tickets are shown. Looked up by thread for one audience at a time, so that no thread is of both."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, delete, exists, select, text, union_all
from sqlalchemy.dialects.postgresql import insert

from chatdesk.core.model import Audience, Place, TicketId
from chatdesk.core.posts import InternalCard, PublicCard
from chatdesk.store.part import UnitPart
from chatdesk.store.tables import IS_WAITING, former_places, outbox, places

_of_ticket: Final = (places.c.ticket == bindparam("of_ticket"), places.c.audience == bindparam("of_audience"))
_at: Final = (
    places.c.platform == bindparam("at_platform"),
    places.c.room == bindparam("at_room"),
    places.c.thread == bindparam("at_thread"),
)

FIND_PLACE: Final = select(places).where(*_of_ticket)
_FIND_TICKET: Final = union_all(
    select(places.c.ticket).where(*_at, places.c.audience == bindparam("of_audience")),
    select(former_places.c.ticket).where(
        former_places.c.platform == bindparam("at_platform"),
        former_places.c.room == bindparam("at_room"),
        former_places.c.thread == bindparam("at_thread"),
        former_places.c.audience == bindparam("of_audience"),
    ),
).limit(1)
_AWAITS_PLACE: Final = select(
    exists().where(
        outbox.c.state == "sending",
        text(IS_WAITING),
        outbox.c.kind == bindparam("of_kind"),
        ~exists().where(places.c.ticket == outbox.c.ticket, places.c.audience == outbox.c.audience),
    )
)
_KEEP_FORMER: Final = insert(former_places).on_conflict_do_nothing()
_FORGET: Final = delete(places).where(*_of_ticket, *_at)

_told: Final = insert(places)
KEEP_PLACE: Final = _told.on_conflict_do_update(
    index_elements=[places.c.ticket, places.c.audience],
    set_={name: _told.excluded[name] for name in ("platform", "room", "thread", "card", "link")},
)


class Places(UnitPart):
    """A unit's places."""

    def find_public_ticket(self, platform: str, room: str, thread: str) -> TicketId | None:
        """Return the ticket whose requester's thread this is."""
        return self._find_ticket(Audience.PUBLIC, platform, room, thread)

    def find_internal_ticket(self, platform: str, room: str, thread: str) -> TicketId | None:
        """Return the ticket whose agents' thread this is."""
        return self._find_ticket(Audience.INTERNAL, platform, room, thread)

    def find_place(self, ticket: TicketId, audience: Audience) -> Place | None:
        """Return where a ticket is shown to an audience, once it is."""
        row = self.connection.execute(FIND_PLACE, {"of_ticket": ticket, "of_audience": audience}).one_or_none()
        return None if row is None else _place(row)

    def awaits_place(self, audience: Audience) -> bool:
        """Whether a ticket's first card was handed to its platform, and nobody has written down yet where it is."""
        kind = PublicCard.kind if audience is Audience.PUBLIC else InternalCard.kind
        return bool(self.connection.execute(_AWAITS_PLACE, {"of_kind": kind}).scalar_one())

    def retire_place(self, ticket: TicketId, audience: Audience) -> None:
        """Show the ticket elsewhere from now on; what is written in the old thread is still heard."""
        place = self.find_place(ticket, audience)
        if place is not None:
            retire(self.connection, place)

    def _find_ticket(self, audience: Audience, platform: str, room: str, thread: str) -> TicketId | None:
        told = {"at_platform": platform, "at_room": room, "at_thread": thread, "of_audience": audience}
        number = self.connection.execute(_FIND_TICKET, told).scalar_one_or_none()
        return None if number is None else TicketId(number)


def place_row(place: Place) -> dict[str, Any]:
    """Return a place as the table keeps it."""
    return {column.name: getattr(place, column.name) for column in places.columns}


def retire(connection: Connection, place: Place) -> None:
    """Make exactly this place a former one, whether it was the ticket's or never came to be; a later one stays."""
    connection.execute(_KEEP_FORMER, {column.name: getattr(place, column.name) for column in former_places.columns})
    told = {"of_ticket": place.ticket, "of_audience": place.audience}
    connection.execute(
        _FORGET, told | {"at_platform": place.platform, "at_room": place.room, "at_thread": place.thread}
    )


def _place(row: Row[Any]) -> Place:
    return Place(**row._asdict())
