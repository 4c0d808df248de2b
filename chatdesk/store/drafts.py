"""Drafts: what somebody has typed so far into a form of several steps, so that a restart loses nothing of it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from chatdesk.store.store import SqlStore
from chatdesk.store.tables import drafts

_told: Final = insert(drafts)
_KEEP: Final = _told.on_conflict_do_update(
    index_elements=[drafts.c.key], set_={"body": _told.excluded.body, "at": _told.excluded.at}
)
_FIND: Final = select(drafts.c.body).where(drafts.c.key == bindparam("of_key"))
_DROP: Final = delete(drafts).where(drafts.c.key == bindparam("of_key"))


class SqlDrafts:
    """Drafts by key; a body is whatever text the adapter makes of one."""

    def __init__(self, store: SqlStore) -> None:
        self.store = store

    def keep(self, key: str, body: str, now: datetime) -> None:
        """Keep a draft under its key, in place of what was there."""
        with self.store.writing() as connection:
            connection.execute(_KEEP, {"key": key, "body": body, "at": now})

    def find(self, key: str) -> str | None:
        """Return a draft, or None where it is not kept any more."""
        with self.store.reading() as connection:
            body: str | None = connection.execute(_FIND, {"of_key": key}).scalar_one_or_none()
        return body

    def drop(self, key: str) -> None:
        """Forget a draft."""
        with self.store.writing() as connection:
            connection.execute(_DROP, {"of_key": key})
