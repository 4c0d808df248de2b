"""A ticket's history: collected while a unit runs, written at once, read newest first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from chatdesk.core.model import Audience, Comment, Entry, InternalEntry, InternalText, PublicEntry, TicketId
from chatdesk.store.part import UnitPart
from chatdesk.store.tables import entries

_ADD: Final = insert(entries)
_ALL: Final = (
    select(entries)
    .where(entries.c.ticket == bindparam("of_ticket"))
    .order_by(entries.c.id.desc())
    .limit(bindparam("limit"))
)
_PUBLIC: Final = _ALL.where(entries.c.audience == Audience.PUBLIC)
_REWORD: Final = (
    update(entries)
    .where(
        entries.c.ticket == bindparam("of_ticket"),
        entries.c.actor == bindparam("of_actor"),
        entries.c.at == bindparam("of_at"),
        entries.c.audience == Audience.PUBLIC,
        entries.c.verb == "comment",
    )
    .values(text=bindparam("words"))
)


class History(UnitPart):
    """A unit's entries."""

    def __init__(self, connection: Connection, clock: Callable[[], datetime]) -> None:
        super().__init__(connection, clock)
        self._recorded: list[dict[str, Any]] = []

    def record(self, entry: Entry) -> None:
        """Collect an entry; it is written with the others."""
        self._recorded.append(_row(entry))

    def reword(self, comment: Comment, text: str) -> None:
        """Let the public history say of a comment what it says now; a line is its comment's by author and instant."""
        self.write_entries()
        told = {"of_ticket": comment.ticket, "of_actor": comment.author, "of_at": comment.at, "words": text}
        self.connection.execute(_REWORD, told)

    def write_entries(self) -> None:
        """Write what was collected, in the order in which it was recorded."""
        if self._recorded:
            self.connection.execute(_ADD, self._recorded)
            self._recorded = []

    def public_history(self, ticket: TicketId, limit: int) -> tuple[PublicEntry, ...]:
        """Return what the requester may read, newest first."""
        self.write_entries()
        rows = self.connection.execute(_PUBLIC, {"of_ticket": ticket, "limit": limit})
        return tuple(_public_entry(row) for row in rows)

    def internal_history(self, ticket: TicketId, limit: int) -> tuple[Entry, ...]:
        """Return every entry, newest first."""
        self.write_entries()
        rows = self.connection.execute(_ALL, {"of_ticket": ticket, "limit": limit})
        return tuple(_public_entry(row) if row.audience is Audience.PUBLIC else _internal_entry(row) for row in rows)


def _row(entry: Entry) -> dict[str, Any]:
    public = isinstance(entry, PublicEntry)
    return {
        "ticket": entry.ticket,
        "at": entry.at,
        "actor": entry.actor,
        "verb": entry.verb,
        "audience": Audience.PUBLIC if public else Audience.INTERNAL,
        "as_desk": isinstance(entry, PublicEntry) and entry.as_desk,
        "changes": entry.changes,
        "text": entry.text.words if isinstance(entry, InternalEntry) else entry.text,
    }


def _public_entry(row: Row[Any]) -> PublicEntry:
    return PublicEntry(text=row.text, as_desk=row.as_desk, **_parts(row))


def _internal_entry(row: Row[Any]) -> InternalEntry:
    return InternalEntry(text=InternalText(words=row.text), **_parts(row))


def _parts(row: Row[Any]) -> dict[str, Any]:
    return {"ticket": row.ticket, "at": row.at, "actor": row.actor, "verb": row.verb, "changes": row.changes}
