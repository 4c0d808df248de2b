"""Who may open tickets in a demo, for which of its customers: with either of their accounts."""

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
            for profile in _profiles(somebody, cast.time_zone) if somebody.roster else ():
                person = unit.see(profile, somebody.locale[:2]).id
                for customer, shifts in somebody.roster.items():
                    for shift in shifts:
                        entry = RosterEntry(
                            customer=customer,
                            shift=shift,
                            person=person,
                            since=now,
                            facts={"function": somebody.title},
                        )
                        unit.join_roster(entry)


def _profiles(somebody: Somebody, time_zone: str) -> Iterator[Profile]:
    for platform, workspace, user in (("slack", TEAM, somebody.slack), ("discord", GUILD, somebody.discord)):
        handle = Handle(platform=platform, workspace=workspace, user=user)
        language = somebody.locale[:2]
        yield Profile(handle=handle, name=somebody.real_name, language=language, time_zone=time_zone)
