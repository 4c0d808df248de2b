"""Timers: armed while a unit runs and written at once, taken when they are due. Knows instants, not what follows.

A timer is one row, (ticket, kind, epoch): moved, it is another row. What it costs to ask grows with what is due.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from chatdesk.core.model import NO_TICKET, Ticket, TicketId, Timer
from chatdesk.store.columns import Instant
from chatdesk.store.participants import Participants
from chatdesk.store.tables import tickets, timers
from chatdesk.store.tickets import Tickets, ticket_of

_KEY: Final = (timers.c.ticket, timers.c.kind, timers.c.epoch)
_now: Final = bindparam("now", type_=Instant)
_armed: Final = timers.c.fired_at.is_(None)
_this_one: Final = (
    timers.c.ticket == bindparam("of_ticket"),
    timers.c.kind == bindparam("of_kind"),
    timers.c.epoch == bindparam("of_epoch"),
)

_ARM: Final = insert(timers).on_conflict_do_nothing()
_DISARM: Final = delete(timers).where(*_this_one, _armed)
_ARMED_FOR: Final = select(*_KEY).where(timers.c.ticket.in_(bindparam("ids", expanding=True)), _armed)

_due: Final = select(timers.c.kind.label("timer"), timers.c.due_at).where(_armed, timers.c.due_at <= _now)
_TAKE: Final = (
    _due.add_columns(tickets)
    .join_from(timers, tickets, tickets.c.id == timers.c.ticket)
    .order_by(timers.c.due_at)
    .limit(bindparam("limit"))
    .with_for_update(of=[tickets, timers], key_share=True, skip_locked=True)
)
"""A ticket is locked before its timer: one that is being changed keeps its timers free for whoever changes it."""
_TAKE_OWN: Final = (
    _due.where(timers.c.ticket == NO_TICKET)
    .order_by(timers.c.due_at)
    .limit(bindparam("limit"))
    .with_for_update(key_share=True, skip_locked=True)
)
_LEAVE: Final = update(timers).where(*_this_one).values(fired_at=None)
_FIRE: Final = update(timers).where(*_this_one).values(fired_at=_now)
_NEXT: Final = select(func.min(timers.c.due_at)).where(_armed)

Key = tuple[TicketId, str, int]


class Timers(Tickets, Participants):
    """A unit's timers."""

    def __init__(self, connection: Connection, clock: Callable[[], datetime]) -> None:
        super().__init__(connection, clock)
        self._wanted: dict[TicketId, set[Key]] = {}

    def arm(self, ticket: TicketId, timers: Iterable[Timer]) -> None:
        """Have a ticket wait for these and no others; written with the rest. A part of a second counts as a whole."""
        wanted = {_key(ticket, timer) for timer in timers}
        self._wanted[ticket] = self._wanted.get(ticket, set()) | wanted if ticket == NO_TICKET else wanted

    def write_timers(self) -> None:
        """Write what was collected: drop what is not wanted any more, add what is new, touch nothing else."""
        if not self._wanted:
            return
        wanted, before = set[Key]().union(*self._wanted.values()), self._armed_before()
        if gone := before - wanted:
            self.connection.execute(_DISARM, [_told(key) for key in sorted(gone)])
        if new := wanted - before:
            self.connection.execute(_ARM, [_row(key) for key in sorted(new)])
        self._wanted = {}

    def _armed_before(self) -> set[Key]:
        """Return what is armed for the tickets at hand; one that was added in this unit has nothing yet."""
        ids = sorted(self._wanted.keys() - self.added - {NO_TICKET})
        if not ids:
            return set()
        return {(row.ticket, row.kind, row.epoch) for row in self.connection.execute(_ARMED_FOR, {"ids": ids})}

    def take_timers(self, now: datetime, limit: int) -> tuple[tuple[Timer, Ticket | None], ...]:
        """Take what is due, the earliest first, each with its ticket, locked; a ticket that is busy is passed over."""
        self.write_tickets()
        self.write_timers()
        told = {"now": now, "limit": limit}
        taken = [*self._take_own(told), *self._take_tickets(told)]
        taken.sort(key=_order)
        del taken[limit:]
        if taken:
            self.connection.execute(_FIRE, [_told(_key(timer.ticket, timer)) | {"now": now} for timer, _ in taken])
            self.read_participants({ticket.id for _, ticket in taken if ticket is not None})
        return tuple(taken)

    def leave_timers(self, timers: Iterable[Timer]) -> None:
        """Give back timers that were taken: they are armed as before."""
        if rows := [_told(_key(timer.ticket, timer)) for timer in timers]:
            self.connection.execute(_LEAVE, rows)

    def next_timer(self) -> datetime | None:
        """Return when the next timer is due, or None while none is armed."""
        self.write_timers()
        due: datetime | None = self.connection.execute(_NEXT).scalar_one()
        return due

    def _take_own(self, told: dict[str, Any]) -> list[tuple[Timer, Ticket | None]]:
        rows = self.connection.execute(_TAKE_OWN, told)
        return [(Timer(ticket=NO_TICKET, kind=row.timer, due=row.due_at), None) for row in rows]

    def _take_tickets(self, told: dict[str, Any]) -> list[tuple[Timer, Ticket | None]]:
        """Return the timers of tickets; several of one ticket come with the same one."""
        found: dict[TicketId, Ticket] = {}
        pairs: list[tuple[Timer, Ticket | None]] = []
        for kind, due, *row in self.connection.execute(_TAKE, told):
            number = row[0]
            if number not in found:
                found[number] = ticket_of(row)
            pairs.append((Timer(ticket=number, kind=kind, due=due), found[number]))
        self.locked.update(found)
        return pairs


def _order(pair: tuple[Timer, Ticket | None]) -> tuple[datetime, TicketId, str]:
    """Return what orders timers. Asked of the database, it would have to sort all that is due at the same instant."""
    timer, _ = pair
    return timer.due, timer.ticket, timer.kind


def _key(ticket: TicketId, timer: Timer) -> Key:
    return ticket, timer.kind, math.ceil(timer.due.timestamp())


def _told(key: Key) -> dict[str, Any]:
    return dict(zip(("of_ticket", "of_kind", "of_epoch"), key, strict=True))


def _row(key: Key) -> dict[str, Any]:
    ticket, kind, epoch = key
    return {"ticket": ticket, "kind": kind, "epoch": epoch, "due_at": datetime.fromtimestamp(epoch, UTC)}
