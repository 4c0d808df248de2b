"""Who belongs to which group of agents, platform by platform."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from chatdesk.core.model import Handle, Person, PersonId
from chatdesk.store.part import UnitPart
from chatdesk.store.people import person_of
from chatdesk.store.tables import handles, memberships, people

_GROUPS_OF: Final = select(memberships.c.group).where(memberships.c.person == bindparam("of_person")).distinct()
_GROUPS_ON: Final = select(memberships.c.group).where(
    memberships.c.person == bindparam("of_person"), memberships.c.platform == bindparam("on_platform")
)
_MEMBERS_OF: Final = (
    select(people)
    .where(people.c.id.in_(select(memberships.c.person).where(memberships.c.group == bindparam("of_group"))))
    .order_by(people.c.name, people.c.id)
)
_ON_PLATFORM: Final = select(memberships.c.person).where(
    memberships.c.group == bindparam("of_group"), memberships.c.platform == bindparam("on_platform")
)
_ACCOUNTS: Final = (
    select(handles)
    .join(memberships, memberships.c.person == handles.c.person)
    .where(
        memberships.c.group == bindparam("of_group"),
        memberships.c.platform == bindparam("on_platform"),
        handles.c.platform == memberships.c.platform,
    )
    .order_by(handles.c.person, handles.c.workspace, handles.c.user)
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

    def groups_on(self, person: PersonId, platform: str) -> frozenset[str]:
        """Return the groups a person is in by a platform."""
        told = {"of_person": person, "on_platform": platform}
        return frozenset(self.connection.execute(_GROUPS_ON, told).scalars())

    def members_of(self, group: str) -> tuple[Person, ...]:
        """Return a group's members by name, each once."""
        return tuple(person_of(row) for row in self.connection.execute(_MEMBERS_OF, {"of_group": group}))

    def accounts_in(self, group: str, platform: str) -> Mapping[PersonId, tuple[Handle, ...]]:
        """Return who is in a group by a platform, each with their accounts there."""
        found: dict[PersonId, tuple[Handle, ...]] = {}
        for row in self.connection.execute(_ACCOUNTS, {"of_group": group, "on_platform": platform}):
            found[row.person] = (*found.get(row.person, ()), Handle(row.platform, row.workspace, row.user))
        return found

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
