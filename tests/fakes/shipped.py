"""A shipped desk at work: its policy with rooms on Slack, in a world whose clock stands where a test puts it."""

from __future__ import annotations

import itertools
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from chatdesk.core.forms import Form
from chatdesk.core.model import Ticket
from chatdesk.core.policy import Policy
from chatdesk.core.policy_desk import RoomsPolicy
from chatdesk.core.spans import Span
from chatdesk.desks.calendars import Calendars
from chatdesk.desks.loader import load_policy
from chatdesk.store.store import SqlStore
from tests.fakes.customers import enrol
from tests.fakes.platform import text_of
from tests.fakes.world import AMELIE, APPS_ROOM, DESK_ROOM, INES, INTAKE, NOAH, World

_shipped = cache(load_policy)


def with_rooms(name: str) -> Policy:
    """A shipped policy with rooms; Inès and Samuel sit in the first group's, Samuel in the second's."""
    policy = _shipped(name)
    rooms = itertools.chain((DESK_ROOM, APPS_ROOM), (f"C0GROUP{number}" for number in itertools.count(3)))
    groups = {
        group: told.model_copy(update={"rooms": {"slack": room}})
        for (group, told), room in zip(policy.groups.items(), rooms, strict=False)
    }
    return policy.model_copy(update={"groups": groups, "rooms": {"slack": RoomsPolicy(intake=INTAKE)}})


class ShippedDesk(World):
    """A shipped desk's world; `at` reads and writes the wall clock of its own calendar.

    Where the desk has a roster, Amélie stands for its first customer there that is served, and Noah for its second.
    """

    def __init__(self, store: SqlStore, name: str, now: str) -> None:
        super().__init__(store, with_rooms(name))
        self.now = self.at(now)
        served = [customer for customer in self.policy.customers if self.policy.divert_of(customer) is None]
        if self.policy.roster is not None:
            for who, customer in zip((AMELIE, NOAH), served, strict=False):
                enrol(self, who, customer, shift=next(iter(self.policy.roster.shifts)))

    def at(self, moment: str) -> datetime:
        """The instant of a wall-clock time: `2026-03-02 10:00`."""
        zone = ZoneInfo(self.policy.calendars[self.policy.desk.calendar].time_zone)
        return datetime.fromisoformat(moment).replace(tzinfo=zone)

    def card(self, ticket: Ticket, audience: str = "public") -> str:
        """Every word of a ticket's card as it is shown now."""
        self.deliver()
        thread = self.thread(ticket, audience)
        return next(message for message in self.slack.messages if message.id == thread).text

    def form(self, verb: str, who, ticket: object = "", rest: str = "") -> Form:
        """The form of a verb."""
        form = self.press(verb, who, ticket, rest)
        assert isinstance(form, Form)
        return form

    def resolve(self, ticket: Ticket, nature: str) -> None:
        self.fill("resolve", INES, ticket, solution="Redémarrez le service.", nature=nature)
        self.deliver()

    def said(self, ticket: Ticket, audience: str) -> list[str]:
        """What stands in one of a ticket's threads."""
        return [text_of(message.body) for message in self.slack.in_thread(self.thread(ticket, audience))]


def reaches(policy: Policy, start: str, span: str) -> str:
    """When a span from a wall-clock time is used up on the desk's own calendar, on the same clock."""
    calendar = Calendars(policy)(policy.desk.calendar)
    zone = ZoneInfo(calendar.zone)
    due = calendar.add(datetime.fromisoformat(start).replace(tzinfo=zone), Span.parse(span))
    return f"{due.astimezone(zone):%Y-%m-%d %H:%M}"
