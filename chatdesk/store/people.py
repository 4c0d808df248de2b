"""People, and the handles by which platforms know them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Row, bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from chatdesk.core.model import Handle, Person, PersonId
from chatdesk.core.ports import Profile
from chatdesk.store.part import UnitPart
from chatdesk.store.tables import handles, people

_of_handle: Final = (
    handles.c.platform == bindparam("platform"),
    handles.c.workspace == bindparam("workspace"),
    handles.c.user == bindparam("user"),
)
_SEEN: Final = select(people).join_from(handles, people).where(*_of_handle)
_ADD: Final = insert(people).returning(people.c.id)
_CLAIM_HANDLE: Final = insert(handles).on_conflict_do_nothing().returning(handles.c.person)
_DROP: Final = delete(people).where(people.c.id == bindparam("of_person"))
_BRING_UP_TO_DATE: Final = (
    update(people)
    .where(people.c.id == bindparam("of_person"))
    .values(name=bindparam("name"), language=bindparam("language"), time_zone=bindparam("time_zone"))
)
_PEOPLE: Final = select(people).where(people.c.id.in_(bindparam("persons", expanding=True)))
_HANDLE: Final = (
    select(handles)
    .where(handles.c.person == bindparam("of_person"), handles.c.platform == bindparam("platform"))
    .order_by(handles.c.workspace, handles.c.user)
    .limit(1)
)
_KNOWN_AS: Final = (
    select(handles.c.person)
    .where(handles.c.platform == bindparam("platform"), handles.c.user == bindparam("user"))
    .distinct()
    .order_by(handles.c.person)
)
_FACTS: Final = select(people.c.facts).where(people.c.id == bindparam("of_person")).with_for_update(key_share=True)
_REMEMBER: Final = update(people).where(people.c.id == bindparam("of_person")).values(facts=bindparam("facts"))


class People(UnitPart):
    """A unit's people."""

    def see(self, profile: Profile, language: str) -> Person:
        """Return the person behind a handle, made or brought up to date; writes only what is new."""
        known = self._known(profile.handle)
        if known is None:
            return self._meet(profile, language)
        current = updated_person(known, profile)
        if current != known:
            row = {"name": current.name, "language": current.language, "time_zone": current.time_zone}
            self.connection.execute(_BRING_UP_TO_DATE, row | {"of_person": current.id})
        return current

    def person(self, person: PersonId) -> Person:
        """Return a person; raise LookupError."""
        found = self.people([person]).get(person)
        if found is None:
            raise LookupError(f"no person {person}")
        return found

    def people(self, persons: Iterable[PersonId]) -> Mapping[PersonId, Person]:
        """Return people by their id; those that nobody is are left out."""
        rows = self.connection.execute(_PEOPLE, {"persons": sorted(set(persons))})
        return {person.id: person for person in map(person_of, rows)}

    def handle(self, person: PersonId, platform: str) -> Handle | None:
        """Return a person's handle on a platform; where there are several, always the same one."""
        row = self.connection.execute(_HANDLE, {"of_person": person, "platform": platform}).one_or_none()
        return None if row is None else Handle(row.platform, row.workspace, row.user)

    def known_as(self, platform: str, user: str) -> tuple[PersonId, ...]:
        """Return who has an account on a platform, in whichever workspace."""
        return tuple(self.connection.execute(_KNOWN_AS, {"platform": platform, "user": user}).scalars())

    def remember(self, person: PersonId, facts: Mapping[str, str]) -> None:
        """Keep facts beside those known before; raise LookupError where there is no such person.

        Nothing to keep costs nothing, and is not looked at.
        """
        if not facts:
            return
        known = self.connection.execute(_FACTS, {"of_person": person}).scalar_one_or_none()
        if known is None:
            raise LookupError(f"no person {person}")
        if {**known, **facts} != known:
            self.connection.execute(_REMEMBER, {"of_person": person, "facts": {**known, **facts}})

    def _known(self, handle: Handle) -> Person | None:
        row = self.connection.execute(_SEEN, _handle_row(handle)).one_or_none()
        return None if row is None else person_of(row)

    def _meet(self, profile: Profile, language: str) -> Person:
        """Make a person; where another unit met the same handle meanwhile, theirs is the one."""
        person = fresh_person(PersonId(0), profile, language)
        row = {"name": person.name, "language": person.language, "time_zone": person.time_zone, "facts": {}}
        number = PersonId(self.connection.execute(_ADD, row).scalar_one())
        handle_row = _handle_row(profile.handle) | {"person": number}
        if self.connection.execute(_CLAIM_HANDLE, handle_row).one_or_none() is not None:
            return replace(person, id=number)
        self.connection.execute(_DROP, {"of_person": number})
        return self.see(profile, language)


class PeopleSeen(People):
    """A reading unit's people: seeing somebody keeps nothing."""

    def see(self, profile: Profile, language: str) -> Person:
        """Return the person behind a handle as they would be; an unknown one gets the id 0, which nothing has."""
        known = self._known(profile.handle)
        return fresh_person(PersonId(0), profile, language) if known is None else updated_person(known, profile)


def fresh_person(number: PersonId, profile: Profile, language: str) -> Person:
    """Return the person that a first profile describes; who gave no name goes by their id."""
    return Person(
        id=number,
        name=profile.name or profile.handle.user,
        language=profile.language or language,
        time_zone=profile.time_zone or "UTC",
    )


def updated_person(person: Person, profile: Profile) -> Person:
    """Return a person as a newer profile describes them; what it leaves empty stays as it was."""
    return replace(
        person,
        name=profile.name or person.name,
        language=profile.language or person.language,
        time_zone=profile.time_zone or person.time_zone,
    )


def person_of(row: Row[Any]) -> Person:
    """Return the person in a row of the people table."""
    return Person(id=PersonId(row.id), name=row.name, language=row.language, time_zone=row.time_zone, facts=row.facts)


def _handle_row(handle: Handle) -> dict[str, Any]:
    return {"platform": handle.platform, "workspace": handle.workspace, "user": handle.user}
