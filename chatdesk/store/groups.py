"""Who belongs to which group of agents, platform by platform."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from chatdesk.core.model import Person, PersonId
from chatdesk.store.part import UnitPart
from chatdesk.store.people import person_of
from chatdesk.store.tables import memberships, people

_GROUPS_OF: Final = select(memberships.c.group).where(memberships.c.person == bindparam("of_person")).distinct()
_MEMBERS_OF: Final = (
    select(people)
    .where(people.c.id.in_(select(memberships.c.person).where(memberships.c.group == bindparam("of_group"))))
    .order_by(people.c.name, people.c.id)
)
_ON_PLATFORM: Final = select(memberships.c.person).where(
    memberships.c.group == bindparam("of_group"), memberships.c.platform == bindparam("on_platform")
)
_ADD: Final = insert(memberships).on_conflict_do_nothing()
_REMOVE: Final = delete(memberships).where(
    memberships.c.group == bindparam("of_group"),
    memberships.c.platform == bindparam("on_platform"),
    memberships.c.person == bindparam("of_person"),
)


class Groups(UnitPart):
    """A unit's groups."""

    def groups_of(self, person: PersonId) -> frozenset[str]:
        """Return the groups a person is in, on whatever platform."""
        return frozenset(self.connection.execute(_GROUPS_OF, {"of_person": person}).scalars())

    def members_of(self, group: str) -> tuple[Person, ...]:
        """Return a group's members by name, each once."""
        return tuple(person_of(row) for row in self.connection.execute(_MEMBERS_OF, {"of_group": group}))

    def set_members(self, group: str, platform: str, members: Iterable[PersonId]) -> None:
        """Replace a group's members on a platform; writes only who came and who left."""
        told = {"of_group": group, "on_platform": platform}
        before, now = set(self.connection.execute(_ON_PLATFORM, told).scalars()), set(members)
        if came := sorted(now - before):
            rows = [{"group": group, "platform": platform, "person": person} for person in came]
            self.connection.execute(_ADD, rows)
        if left := sorted(before - now):
            self.connection.execute(_REMOVE, [told | {"of_person": person} for person in left])

    def add_member(self, group: str, platform: str, person: PersonId) -> None:
        self.connection.execute(_ADD, {"group": group, "platform": platform, "person": person})

    def remove_member(self, group: str, platform: str, person: PersonId) -> None:
        self.connection.execute(_REMOVE, {"of_group": group, "on_platform": platform, "of_person": person})
