"""One person with accounts on several platforms: codes that prove it, and the merging of what was two people."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Column, bindparam, delete, insert, select, tuple_, update

from chatdesk.core.model import Person, PersonId
from chatdesk.store.codec import Unreadable, decode, encode
from chatdesk.store.part import UnitPart
from chatdesk.store.people import person_of
from chatdesk.store.queue import person_lane
from chatdesk.store.tables import (
    announcements,
    comments,
    entries,
    followers,
    handles,
    link_codes,
    memberships,
    mutes,
    notes,
    outbox,
    participants,
    people,
    roster,
    roster_changes,
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
_FACTS: Final = (
    select(people.c.id, people.c.facts)
    .where(people.c.id.in_([bindparam("old"), bindparam("new")]))
    .order_by(people.c.id)
    .with_for_update(key_share=True)
)
_REMEMBER: Final = update(people).where(people.c.id == bindparam("of_person")).values(facts=bindparam("facts"))
_NOTICES: Final = (
    select(outbox.c.id, outbox.c.body)
    .where(outbox.c.lane == bindparam("of_lane"), outbox.c.state != "sent")
    .order_by(outbox.c.id)
)
_READDRESS: Final = (
    update(outbox)
    .where(outbox.c.id == bindparam("number"))
    .values(lane=bindparam("to_lane"), body=bindparam("rewritten"))
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
    roster_changes.c.joins,
    roster_changes.c.leaves,
    announcements.c.author,
)
"""Columns that may name the same person in any number of rows."""
_PARTS: Final = (
    (participants.c.person, (participants.c.ticket, participants.c.part)),
    (mutes.c.person, (mutes.c.ticket,)),
    (followers.c.person, (followers.c.announcement,)),
    (memberships.c.person, (memberships.c.group, memberships.c.platform)),
    (roster.c.person, (roster.c.customer, roster.c.shift)),
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
        self._hand_over_facts(told)
        self._hand_over_notices(person, into)
        for column, of in _PARTS:
            table = column.table
            had = select(*of).where(column == bindparam("new"))
            self.connection.execute(delete(table).where(column == bindparam("old"), tuple_(*of).in_(had)), told)
        for column in (*_REFERENCES, *(column for column, _ in _PARTS)):
            change = update(column.table).where(column == bindparam("old")).values({column: bindparam("new")})
            self.connection.execute(change, told)
        self.connection.execute(_USED, told)

    def _hand_over_facts(self, told: Mapping[str, PersonId]) -> None:
        """Keep what either was asked; where both answered, what the second one said."""
        known = {row.id: row.facts for row in self.connection.execute(_FACTS, told)}
        facts = {**known.get(told["old"], {}), **known.get(told["new"], {})}
        if facts != known.get(told["new"]):
            self.connection.execute(_REMEMBER, {"of_person": told["new"], "facts": facts})

    def _hand_over_notices(self, person: PersonId, into: PersonId) -> None:
        """Have what waits for the first be sent to the second; what nobody can read stays, and is given up."""
        for row in self.connection.execute(_NOTICES, {"of_lane": person_lane(person)}).all():
            with suppress(Unreadable):
                notice = replace(decode(row.body), person=into)
                change = {"number": row.id, "to_lane": person_lane(into), "rewritten": encode(notice)}
                self.connection.execute(_READDRESS, change)
