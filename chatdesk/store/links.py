"""One person with accounts on several platforms: codes that prove it, and the merging of what was two people."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Column, bindparam, delete, insert, select, tuple_, update

from chatdesk.core.model import Person, PersonId
from chatdesk.store.part import UnitPart
from chatdesk.store.people import person_of
from chatdesk.store.tables import (
    comments,
    entries,
    handles,
    link_codes,
    memberships,
    mutes,
    notes,
    participants,
    people,
    tickets,
)

_ALPHABET: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Nothing in it is easily mistaken for something else."""
_LENGTH: Final = 8

_KEEP_CODE: Final = insert(link_codes)
_FIND_CODE: Final = (
    select(people)
    .join_from(link_codes, people)
    .where(link_codes.c.code == bindparam("of_code"), link_codes.c.expires_at > bindparam("now"))
)
_USED: Final = delete(link_codes).where(link_codes.c.person.in_([bindparam("old"), bindparam("new")]))

_REFERENCES: Final[tuple[Column[Any], ...]] = (
    handles.c.person,
    tickets.c.requester,
    tickets.c.opened_by,
    tickets.c.assignee,
    comments.c.author,
    notes.c.author,
    entries.c.actor,
)
"""Columns that may name the same person in any number of rows."""
_PARTS: Final = (
    (participants.c.person, (participants.c.ticket, participants.c.part)),
    (mutes.c.person, (mutes.c.ticket,)),
    (memberships.c.person, (memberships.c.group, memberships.c.platform)),
)
"""Columns that name a person once for each of something; what both people have stays the second one's."""


class Links(UnitPart):
    """A unit's links between accounts."""

    def new_link_code(self, person: PersonId, until: datetime) -> str:
        """Return a code, good once and until an instant."""
        code = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
        self.connection.execute(_KEEP_CODE, {"code": code, "person": person, "expires_at": until})
        return code

    def find_link(self, code: str, now: datetime) -> Person | None:
        """Return whose code it is, while it is good."""
        row = self.connection.execute(_FIND_CODE, {"of_code": code.strip().upper(), "now": now}).one_or_none()
        return None if row is None else person_of(row)

    def merge(self, person: PersonId, into: PersonId) -> None:
        """Make two people one; their codes are used up."""
        told = {"old": person, "new": into}
        for column, of in _PARTS:
            table = column.table
            had = select(*of).where(column == bindparam("new"))
            self.connection.execute(delete(table).where(column == bindparam("old"), tuple_(*of).in_(had)), told)
        for column in (*_REFERENCES, *(column for column, _ in _PARTS)):
            change = update(column.table).where(column == bindparam("old")).values({column: bindparam("new")})
            self.connection.execute(change, told)
        self.connection.execute(_USED, told)
