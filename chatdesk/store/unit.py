"""A unit of work on one connection, put together from its parts; each part is a file about one thing."""

from __future__ import annotations

from typing import NoReturn

from chatdesk.core.model import Entry
from chatdesk.core.ports import PostId
from chatdesk.core.posts import Post, Priority
from chatdesk.store.groups import Groups
from chatdesk.store.history import History
from chatdesk.store.inbox import Inbox
from chatdesk.store.links import Links
from chatdesk.store.participants import Participants
from chatdesk.store.people import People, PeopleSeen
from chatdesk.store.places import Places
from chatdesk.store.queue import Queue
from chatdesk.store.said import Said
from chatdesk.store.tickets import Tickets, UnlockedTickets


class SqlUnit(Inbox, Tickets, Places, People, Links, Groups, Participants, Said, History, Queue):
    """A `ports.UnitOfWork` that writes."""

    def write(self) -> None:
        """Write what was collected: each kind at once."""
        self.write_entries()
        self.write_posts()


class WriteInReading(RuntimeError):
    """A unit that only reads was asked to keep something."""


class ReadingUnit(UnlockedTickets, PeopleSeen, SqlUnit):
    """A `ports.UnitOfWork` that only reads; what would be collected is refused here, the rest by the database."""

    def record(self, entry: Entry) -> NoReturn:
        raise WriteInReading(type(entry).__name__)

    def post(self, post: Post, *, priority: Priority = Priority.NORMAL, after: PostId | None = None) -> NoReturn:
        raise WriteInReading(type(post).__name__, priority, after)
