"""Whole numbers that are kept under a name."""

from __future__ import annotations

from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert

from chatdesk.store.part import UnitPart
from chatdesk.store.tables import counters

_OURS: Final = "kept:"
"""Stands before every name here, so that none of them is another counter's."""

_FIND: Final = select(counters.c.value).where(counters.c.name == bindparam("of_name"))
_told: Final = insert(counters)
_KEEP: Final = _told.on_conflict_do_update(index_elements=[counters.c.name], set_={"value": _told.excluded.value})


class Counts(UnitPart):
    """A unit's numbers."""

    def find_count(self, name: str) -> int | None:
        """Return the number kept under a name."""
        value: int | None = self.connection.execute(_FIND, {"of_name": _OURS + name}).scalar_one_or_none()
        return value

    def keep_count(self, name: str, value: int) -> None:
        """Keep a number under a name, in place of what was there."""
        self.connection.execute(_KEEP, {"name": _OURS + name, "value": value})
