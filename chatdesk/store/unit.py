"""A unit of work on one connection, put together from its parts; each part is a file about one thing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NoReturn

from chatdesk.core.model import Entry, PersonId, TicketId, Timer
from chatdesk.core.ports import PostId
from chatdesk.core.posts import Post, Priority
from chatdesk.store.announcements import Announcements
from chatdesk.store.counts import Counts
from chatdesk.store.groups import Groups
from chatdesk.store.history import History
from chatdesk.store.inbox import Inbox
from chatdesk.store.links import Links
from chatdesk.store.participants import Participants
from chatdesk.store.people import People, PeopleSeen
from chatdesk.store.places import Places
from chatdesk.store.queue import Queue
from chatdesk.store.reports import Reports
from chatdesk.store.rosters import Rosters
from chatdesk.store.said import Said
from chatdesk.store.tickets import Tickets, UnlockedTickets
from chatdesk.store.timers import Timers


class SqlUnit(
    Inbox,
    Timers,
    Reports,
    Tickets,
    Counts,
    Places,
    People,
    Links,
    Groups,
    Rosters,
    Participants,
    Said,
    History,
    Announcements,
    Queue,
):
    """A `ports.UnitOfWork` that writes."""

    def write(self) -> None:
        """Write what was collected: each kind at once."""
        self.write_tickets()
        self.write_entries()
        self.write_timers()
        self.write_posts()

    def merge(self, person: PersonId, into: PersonId) -> None:
        """Make two people one; what was collected about either is written before, what was read along is forgotten."""
        self.write_tickets()
        self.write_entries()
        self.forget_participants()
        super().merge(person, into)


class WriteInReading(RuntimeError):
    """A unit that only reads was asked to keep something."""


class ReadingUnit(UnlockedTickets, PeopleSeen, SqlUnit):
    """A `ports.UnitOfWork` that only reads; what would be collected is refused here, the rest by the database."""

    def record(self, entry: Entry) -> NoReturn:
        raise WriteInReading(type(entry).__name__)

    def arm(self, ticket: TicketId, timers: Iterable[Timer]) -> NoReturn:
        raise WriteInReading("arm", ticket, *timers)

    def take_timers(self, now: datetime, limit: int) -> NoReturn:
        raise WriteInReading("take_timers", now, limit)

    def post(self, post: Post, *, priority: Priority = Priority.NORMAL, after: PostId | None = None) -> NoReturn:
        raise WriteInReading(type(post).__name__, priority, after)
