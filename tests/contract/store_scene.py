"""A store with somebody and something in it, for the suites that hold on every database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from chatdesk.core.document import (
    InternalDocument,
    InternalQuote,
    Paragraph,
    PublicDocument,
)
from chatdesk.core.model import Handle, InternalText, Person, PersonId, Phase, Ticket, TicketId
from chatdesk.core.ports import PostId, Profile
from chatdesk.core.posts import InternalMessage, Post, Priority, PublicMessage, RequesterNotice
from chatdesk.store.claims import Claimed
from chatdesk.store.outbox import Outbox
from chatdesk.store.store import SqlStore

NOON = datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=UTC)
LEASE = timedelta(minutes=2)


class Scene:
    """A store with people and tickets as a test wants them; its clock stands at `now` until it is moved."""

    def __init__(self, store: SqlStore) -> None:
        self.store = store
        self.outbox = Outbox(store)
        self.now = NOON
        store.clock = lambda: self.now

    def later(self, **span: float) -> datetime:
        self.now += timedelta(**span)
        return self.now

    def person(self, user: str = "UAMELIE", **told: str) -> Person:
        with self.store.begin() as unit:
            return unit.see(Profile(handle=Handle("slack", "T0DESK", user), **told), "en")

    def ticket(self, number: int = 1001, **changes: object) -> Ticket:
        (ticket,) = self.tickets(number, **changes)
        return ticket

    def tickets(self, *numbers: int, **changes: object) -> list[Ticket]:
        with self.store.begin() as unit:
            if "requester" not in changes:
                changes["requester"] = unit.see(Profile(handle=Handle("slack", "T0DESK", "UAMELIE")), "en").id
            tickets = [self.draft(number, **changes) for number in numbers]
            for ticket in tickets:
                unit.add_ticket(ticket)
        return tickets

    def draft(self, number: int, *, requester: PersonId, **changes: object) -> Ticket:
        ticket = Ticket(
            id=TicketId(number),
            reference=f"SPT-{number}",
            product="crm",
            kind="incident",
            title="It is broken",
            description="It does not start",
            status="open",
            phase=Phase.NEW,
            group="desk",
            requester=requester,
            opened_by=requester,
            opened_at=self.now,
            changed_at=self.now,
            platform="slack",
            workspace="T0DESK",
        )
        return replace(ticket, **changes)

    def post(self, *posts: Post, priority: Priority = Priority.NORMAL, after: PostId | None = None) -> list[PostId]:
        with self.store.begin() as unit:
            return [unit.post(post, priority=priority, after=after) for post in posts]

    def claim(self, limit: int = 10) -> tuple[Claimed, ...]:
        return self.outbox.claim(self.now, limit, LEASE)

    def claim_one(self) -> Claimed:
        (claimed,) = self.claim()
        return claimed

    def send(self, limit: int = 10) -> list[str]:
        """Claim what may leave and settle it as sent; return what it says."""
        claimed = self.claim(limit)
        assert all(self.outbox.settle_sent(one, self.now, None) for one in claimed)
        return [said(one.post) for one in claimed]


def public(words: str, ticket: int = 1001) -> PublicMessage:
    return PublicMessage(ticket=TicketId(ticket), body=PublicDocument((Paragraph((words,)),)))


def internal(words: str, ticket: int = 1001) -> InternalMessage:
    body = InternalDocument((InternalQuote(text=InternalText(words=words)),))
    return InternalMessage(ticket=TicketId(ticket), body=body)


def notice(words: str, person: PersonId) -> RequesterNotice:
    return RequesterNotice(person=person, body=PublicDocument((Paragraph((words,)),)))


def said(post: Post) -> str:
    """Return a post's words; a card's kind."""
    if not hasattr(post, "body"):
        return post.kind
    match post.body.blocks[0]:
        case Paragraph(line):
            return "".join(str(span) for span in line)
        case InternalQuote(text=text):
            return text.words
    raise AssertionError(post)
