"""Who may open tickets in a demo, for which of its customers: one person, with either of their accounts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from chatdesk.core.model import Handle, RosterEntry
from chatdesk.core.ports import Profile, Store
from chatdesk.demo_cast import GUILD, TEAM, Cast, Somebody


def enrol(store: Store, cast: Cast, now: datetime) -> None:
    """Put the people of a demo on the rosters that its cast names."""
    with store.begin() as unit:
        for somebody in cast.people:
            if not somebody.roster:
                continue
            person, *others = (unit.see(each, somebody.locale[:2]).id for each in _profiles(somebody, cast.time_zone))
            for other in others:
                unit.merge(other, into=person)
            for customer, shift in ((name, shift) for name, shifts in somebody.roster.items() for shift in shifts):
                facts = {"function": somebody.title}
                unit.join_roster(RosterEntry(customer=customer, shift=shift, person=person, since=now, facts=facts))


def _profiles(somebody: Somebody, time_zone: str) -> Iterator[Profile]:
    for platform, workspace, user in (("slack", TEAM, somebody.slack), ("discord", GUILD, somebody.discord)):
        handle = Handle(platform=platform, workspace=workspace, user=user)
        language = somebody.locale[:2]
        yield Profile(handle=handle, name=somebody.real_name, language=language, time_zone=time_zone)
