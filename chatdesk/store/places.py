"""Where tickets are shown. Looked up by thread for one audience at a time, so that no thread is of both."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Row, bindparam, delete, select, union_all
from sqlalchemy.dialects.postgresql import insert

from chatdesk.core.model import Audience, Place, TicketId
from chatdesk.store.part import UnitPart
from chatdesk.store.tables import former_places, places

_of_ticket: Final = (places.c.ticket == bindparam("of_ticket"), places.c.audience == bindparam("of_audience"))
_at: Final = (
    places.c.platform == bindparam("at_platform"),
    places.c.room == bindparam("at_room"),
    places.c.thread == bindparam("at_thread"),
)

FIND_PLACE: Final = select(places).where(*_of_ticket)
FORGET_PLACE: Final = delete(places).where(*_of_ticket, *_at)
_FIND_TICKET: Final = union_all(
    select(places.c.ticket).where(*_at, places.c.audience == bindparam("of_audience")),
    select(former_places.c.ticket).where(
        former_places.c.platform == bindparam("at_platform"),
        former_places.c.room == bindparam("at_room"),
        former_places.c.thread == bindparam("at_thread"),
        former_places.c.audience == bindparam("of_audience"),
    ),
).limit(1)
_REMEMBER_PLACE: Final = insert(former_places).from_select(
    ["platform", "room", "thread", "ticket", "audience"],
    select(places.c.platform, places.c.room, places.c.thread, places.c.ticket, places.c.audience).where(*_of_ticket),
)
_RETIRE_PLACE: Final = delete(places).where(*_of_ticket)

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

    def retire_place(self, ticket: TicketId, audience: Audience) -> None:
        """Show the ticket elsewhere from now on; what is written in the old thread is still heard."""
        told = {"of_ticket": ticket, "of_audience": audience}
        self.connection.execute(_REMEMBER_PLACE, told)
        self.connection.execute(_RETIRE_PLACE, told)

    def _find_ticket(self, audience: Audience, platform: str, room: str, thread: str) -> TicketId | None:
        told = {"at_platform": platform, "at_room": room, "at_thread": thread, "of_audience": audience}
        number = self.connection.execute(_FIND_TICKET, told).scalar_one_or_none()
        return None if number is None else TicketId(number)


def place_row(place: Place) -> dict[str, Any]:
    """Return a place as the table keeps it."""
    return {column.name: getattr(place, column.name) for column in places.columns}


def place_named(place: Place) -> dict[str, Any]:
    """Return what picks out exactly this place of a ticket, not a later one."""
    return {
        "of_ticket": place.ticket,
        "of_audience": place.audience,
        "at_platform": place.platform,
        "at_room": place.room,
        "at_thread": place.thread,
    }


def _place(row: Row[Any]) -> Place:
    return Place(**row._asdict())
