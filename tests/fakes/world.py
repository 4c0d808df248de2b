"""A whole desk with a fake platform, for tests that speak in commands and look at state and posts.

Drive it: `world.open(AMELIE)`, `world.press("take", INES, ticket)`, `world.fill("resolve", INES, ticket, solution=…)`,
`world.say(AMELIE, thread, "…")`, `world.deliver()`, `world.advance(hours=1)`.
"""

from __future__ import annotations

import asyncio
import itertools
from concurrent.futures import Executor
from datetime import UTC, datetime, timedelta
from functools import cache

from chatdesk.async_desk import AsyncDesk
from chatdesk.core.compose import Composer
from chatdesk.core.delivery import Delivery
from chatdesk.core.desk import Desk, Submission
from chatdesk.core.forms import Form
from chatdesk.core.hearing import Deleted, Edited, Heard, RoomMembers
from chatdesk.core.model import Audience, Handle, Origin, Ticket, TicketId
from chatdesk.core.operation import Invocation, Reply
from chatdesk.core.operations import OPERATIONS
from chatdesk.core.policy import Policy
from chatdesk.core.policy_desk import RoomsPolicy
from chatdesk.core.ports import EventKey, Profile
from chatdesk.core.posts import Post
from chatdesk.core.timekeeper import Timekeeper
from chatdesk.desks.calendars import Calendars
from chatdesk.desks.loader import load_policy
from chatdesk.jobs.deliver_posts import DeliverPosts, Patience
from chatdesk.store.outbox import Outbox
from chatdesk.store.store import SqlStore
from tests.fakes.platform import FakePlatform


def person(user: str, name: str, language: str) -> Profile:
    handle = Handle(platform="slack", workspace="T0", user=user)
    return Profile(handle=handle, name=name, language=language, time_zone="America/Toronto")


AMELIE = person("U0AMELIE", "Amélie Roy", "fr")
NOAH = person("U0NOAH", "Noah Clark", "en")
INES = person("U0INES", "Inès CANARYINES", "fr")
SAMUEL = person("U0SAMUEL", "Samuel CANARYSAM", "en")
MAYA = person("U0MAYA", "Maya CANARYMAYA", "en")

INTAKE, DESK_ROOM, APPS_ROOM = "C0HELP", "C0DESK", "C0APPS"
MONDAY = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)  # 10:00 in Toronto


shipped = cache(load_policy)
"""Reads a policy as it is shipped, once: it takes a third of a second, and nobody can change one."""


def faculty(**desk: object) -> Policy:
    """The shipped faculty policy with rooms on Slack, and whatever of its desk a test wants otherwise."""
    policy = shipped("faculty")
    rooms = {"service_desk": DESK_ROOM, "applications": APPS_ROOM}
    groups = {name: group.model_copy(update={"rooms": {"slack": rooms[name]}}) for name, group in policy.groups.items()}
    return policy.model_copy(
        update={
            "groups": groups,
            "rooms": {"slack": RoomsPolicy(intake=INTAKE)},
            "managers": {"slack": ("U0MAYA",)},
            "desk": policy.desk.model_copy(update=desk),
        }
    )


async def done_here(work):
    """Do the desk's work in the event loop, in place of `AsyncDesk.run`: to hand it to a thread costs more."""
    await asyncio.sleep(0)
    return work()


_NO_THREADS = Executor()


class World:
    """One desk, one store, one fake Slack, and a clock that only tests move.

    `again` is for a database that another world has filled: its agents are enrolled, and its first events were heard.
    """

    def __init__(
        self, store: SqlStore, policy: Policy | None = None, operations=OPERATIONS, *, again: bool = False
    ) -> None:
        self.now = MONDAY
        self.policy = policy or faculty()
        self.store = store
        self.desk = Desk(store=store, policy=self.policy, calendars=Calendars(self.policy), operations=operations)
        self.keeper = Timekeeper(self.desk)
        self.outbox = Outbox(store)
        self.slack = FakePlatform("slack")
        self._events = itertools.count(1000 if again else 1)
        for room, members in () if again else ((DESK_ROOM, (INES, SAMUEL)), (APPS_ROOM, (SAMUEL,))):
            self.desk.notice(RoomMembers(platform="slack", room=room, members=members), self.now)

    # -- acting
    def event(self) -> EventKey:
        return EventKey(source="slack:T0", event=f"Ev{next(self._events)}")

    def advance(self, **span: float) -> None:
        self.now += timedelta(**span)

    def press(self, verb: str, who: Profile, ticket: object = "", rest: str = "", room: str = INTAKE) -> Form | Reply:
        number = str(ticket.id) if isinstance(ticket, Ticket) else str(ticket)
        invocation = Invocation(verb=verb, actor=who, event=self.event(), ticket=number, rest=rest, room=room)
        return self.desk.invoke(invocation, self.now)

    def fill(self, verb: str, who: Profile, ticket: object = None, hidden=None, event=None, **answers: object) -> Reply:
        number = ticket.id if isinstance(ticket, Ticket) else ticket
        submission = Submission(
            verb=verb,
            actor=who,
            event=event or self.event(),
            ticket=TicketId(number) if number is not None else None,
            answers={name.replace("__", "."): answer for name, answer in answers.items()},
            hidden=hidden or {},
        )
        return self.desk.submit(submission, self.now)

    def open(self, who: Profile = AMELIE, **answers: object) -> Ticket:
        told = {
            "product": "other",
            "kind": "question",
            "title": "Accès au CRM",
            "description": "Je ne vois plus mes demandes.",
        }
        reply = self.fill("open", who, **{**told, **answers})
        assert reply.ticket is not None
        return reply.ticket

    def say(
        self, who: Profile, thread: str, text: str, room: str = INTAKE, *, message: str = "", event=None, attachments=()
    ) -> Origin:
        origin = Origin(platform="slack", room=room, message=message or f"said{next(self._events)}", link="")
        key = event or EventKey(source="slack:T0", event=f"Ev{next(self._events)}", natural=f"{room}/{origin.message}")
        self.desk.notice(
            Heard(actor=who, event=key, origin=origin, thread=thread, text=text, attachments=attachments), self.now
        )
        return origin

    def edit(self, who: Profile, origin: Origin, text: str) -> None:
        self.desk.notice(Edited(actor=who, event=self.event(), origin=origin, text=text), self.now)

    def delete(self, who: Profile, origin: Origin) -> None:
        self.desk.notice(Deleted(actor=who, event=self.event(), origin=origin), self.now)

    def deliver(self, patience: Patience | None = None) -> None:
        """Send everything that is due now."""

        async def drain() -> None:
            desk = AsyncDesk(self.desk, executor=_NO_THREADS, clock=lambda: self.now)
            desk.run = done_here
            await DeliverPosts(desk, self.outbox, {"slack": self.slack}, patience=patience).drain()

        loop = asyncio.new_event_loop()  # asyncio.run would look after signals and threads too
        try:
            loop.run_until_complete(drain())
        finally:
            loop.close()

    def go_on(self, until: datetime) -> None:
        """Let time pass as a running desk sees it: every timer fires when it is due, and posts leave at once."""
        self.deliver()
        while (due := self.next_timer()) is not None and due <= until:
            self.now = max(self.now, due)
            self.keeper.fire(self.now)
            self.deliver()
        self.now = until

    def compose(self, post: Post) -> Delivery:
        """Compose a post as it would be sent now."""
        with self.store.read() as unit:
            composer = Composer(
                unit=unit,
                policy=self.policy,
                operations=self.desk.operations,
                calendars=self.desk.calendars,
                now=self.now,
            )
            return composer.compose(post, key="k", since=self.now)

    def next_timer(self) -> datetime | None:
        with self.store.read() as unit:
            return unit.next_timer()

    # -- looking
    def ticket(self, number: int) -> Ticket:
        with self.store.read() as unit:
            return unit.ticket(TicketId(number))

    def thread(self, ticket: Ticket, audience: str) -> str:
        with self.store.read() as unit:
            place = unit.find_place(ticket.id, Audience(audience))
        assert place is not None
        return place.thread
