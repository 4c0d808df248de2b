"""Which events were seen before, kept in the transaction of what they led to."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, delete
from sqlalchemy.dialects.postgresql import insert

from chatdesk.core.ports import EventKey
from chatdesk.store.part import UnitPart
from chatdesk.store.tables import inbox

_RECORD: Final = insert(inbox).on_conflict_do_nothing().returning(inbox.c.event)
_FORGET: Final = delete(inbox).where(inbox.c.source == bindparam("of_source"), inbox.c.event == bindparam("of_event"))


class Inbox(UnitPart):
    """A unit's events."""

    def first_time(self, key: EventKey, now: datetime) -> bool:
        """Record an event; False where it or its natural key was recorded before. Waits for a twin under way."""
        row = {"source": key.source, "event": key.event, "natural": key.natural, "at": now}
        return self.connection.execute(_RECORD, row).one_or_none() is not None

    def forget_event(self, key: EventKey) -> None:
        """Let an event be new again."""
        self.connection.execute(_FORGET, {"of_source": key.source, "of_event": key.event})
