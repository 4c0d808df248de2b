"""What was said: comments in one table, work notes in another, and no statement that names both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Insert, Row, Select, Table, Update, bindparam, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from chatdesk.core.model import Comment, Copy, InternalText, Origin, WorkNote
from chatdesk.store.part import UnitPart
from chatdesk.store.tables import comments, copies, notes


@dataclass(frozen=True, slots=True)
class _Statements:
    """The three statements about a table of what was said."""

    add: Insert
    find: Select[Any]
    save: Update


def _statements(table: Table) -> _Statements:
    changing = ("text", "attachments", "edited_at", "deleted_at")
    return _Statements(
        add=insert(table),
        find=select(table).where(
            table.c.origin_platform == bindparam("platform"),
            table.c.origin_room == bindparam("room"),
            table.c.origin_message == bindparam("message"),
        ),
        save=update(table)
        .where(table.c.id == bindparam("number"))
        .values({name: bindparam(name) for name in changing}),
    )


_COMMENTS: Final = _statements(comments)
_NOTES: Final = _statements(notes)


_FIND_COPY: Final = select(copies).where(
    copies.c.origin_platform == bindparam("of_platform"),
    copies.c.origin_room == bindparam("of_room"),
    copies.c.origin_message == bindparam("of_message"),
)
_told: Final = upsert(copies)
KEEP_COPY: Final = _told.on_conflict_do_update(
    index_elements=[copies.c.origin_platform, copies.c.origin_room, copies.c.origin_message],
    set_={name: _told.excluded[name] for name in ("platform", "room", "thread", "message")},
)


def copy_row(copy: Copy) -> dict[str, str]:
    """Return a copy as the table keeps it."""
    origin = {"origin_platform": copy.of.platform, "origin_room": copy.of.room, "origin_message": copy.of.message}
    return origin | {"platform": copy.platform, "room": copy.room, "thread": copy.thread, "message": copy.message}


class Said(UnitPart):
    """A unit's comments and work notes."""

    def add_comment(self, comment: Comment) -> None:
        """Keep a comment; its id is given by the database, whatever it says."""
        self.connection.execute(_COMMENTS.add, _row(comment, comment.text))

    def add_note(self, note: WorkNote) -> None:
        """Keep a work note; its id is given by the database, whatever it says."""
        self.connection.execute(_NOTES.add, _row(note, note.text.words))

    def find_comment(self, origin: Origin) -> Comment | None:
        """Return the comment said in a message."""
        row = self._find(_COMMENTS.find, origin)
        return None if row is None else Comment(text=row.text, **_parts(row))

    def find_note(self, origin: Origin) -> WorkNote | None:
        """Return the work note said in a message."""
        row = self._find(_NOTES.find, origin)
        return None if row is None else WorkNote(text=InternalText(words=row.text), **_parts(row))

    def find_copy(self, origin: Origin) -> Copy | None:
        """Return the agents' copy of what was said in a message, once it was sent."""
        told = {"of_platform": origin.platform, "of_room": origin.room, "of_message": origin.message}
        row = self.connection.execute(_FIND_COPY, told).one_or_none()
        if row is None:
            return None
        return Copy(of=origin, platform=row.platform, room=row.room, thread=row.thread, message=row.message)

    def save_comment(self, comment: Comment) -> None:
        """Keep what a found comment reads now; raise LookupError where it was never added."""
        self._save(_COMMENTS.save, _changes(comment, comment.text))

    def save_note(self, note: WorkNote) -> None:
        """Keep what a found work note reads now; raise LookupError where it was never added."""
        self._save(_NOTES.save, _changes(note, note.text.words))

    def _find(self, statement: Select[Any], origin: Origin) -> Row[Any] | None:
        told = {"platform": origin.platform, "room": origin.room, "message": origin.message}
        return self.connection.execute(statement, told).one_or_none()

    def _save(self, statement: Update, row: dict[str, Any]) -> None:
        if self.connection.execute(statement, row).rowcount == 0:
            raise LookupError(f"nothing said has the id {row['number']}")


def _row(said: Comment | WorkNote, words: str) -> dict[str, Any]:
    origin = said.origin
    return {
        "ticket": said.ticket,
        "author": said.author,
        "at": said.at,
        "text": words,
        "origin_platform": origin and origin.platform,
        "origin_room": origin and origin.room,
        "origin_message": origin and origin.message,
        "origin_link": origin and origin.link,
        "attachments": said.attachments,
        "edited_at": said.edited_at,
        "deleted_at": said.deleted_at,
    }


def _changes(said: Comment | WorkNote, words: str) -> dict[str, Any]:
    return {
        "number": said.id,
        "text": words,
        "attachments": said.attachments,
        "edited_at": said.edited_at,
        "deleted_at": said.deleted_at,
    }


def _parts(row: Row[Any]) -> dict[str, Any]:
    return {
        "id": row.id,
        "ticket": row.ticket,
        "author": row.author,
        "at": row.at,
        "origin": Origin(
            platform=row.origin_platform, room=row.origin_room, message=row.origin_message, link=row.origin_link
        ),
        "attachments": row.attachments,
        "edited_at": row.edited_at,
        "deleted_at": row.deleted_at,
    }
