"""Whatever happens to posts on their way: none is lost, none doubled, none overtakes another in its thread."""

from __future__ import annotations

import itertools
import shutil
import tempfile
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text

from chatdesk.core.document import Heading, PublicDocument
from chatdesk.core.model import Handle, Phase, Ticket, TicketId
from chatdesk.core.ports import Profile
from chatdesk.core.posts import Priority, PublicCard, PublicMessage
from chatdesk.store.claims import Claimed
from chatdesk.store.outbox import Outbox
from chatdesk.store.store import SqlStore
from chatdesk.store.tables import IS_WAITING_CARD, outbox

TICKETS = (1, 2)
LEASE = timedelta(minutes=2)
STEPS = st.one_of(
    st.tuples(st.just("say"), st.sampled_from(TICKETS), st.sampled_from(Priority)),
    st.tuples(st.just("say_after_card"), st.sampled_from(TICKETS), st.sampled_from(Priority)),
    st.tuples(st.just("redraw"), st.sampled_from(TICKETS), st.sampled_from(Priority)),
    st.tuples(st.just("claim"), st.integers(1, 4)),
    st.tuples(st.sampled_from(["sent", "retry", "ambiguous", "dead", "wait_for_card"]), st.integers(0, 9)),
    st.tuples(st.just("revive")),
    st.tuples(st.just("later"), st.integers(1, 3)),
)


class World:
    """A store, what was asked of it, and what it let through."""

    def __init__(self, store: SqlStore) -> None:
        self.store, self.box = store, Outbox(store)
        self.now = datetime(2026, 3, 2, tzinfo=UTC)
        self.steps = itertools.count()
        self.held: list[Claimed] = []
        self.valid: dict[int, int] = {}
        self.tokens: dict[int, int] = defaultdict(int)
        self.said: dict[int, list[str]] = defaultdict(list)
        self.heard: dict[int, list[str]] = defaultdict(list)
        self.lost: set[str] = set()
        self.redrawn: dict[int, int] = {}
        self.drawn: dict[int, int] = {}
        self.claimed_at: dict[int, int] = {}

    def say(self, ticket: int, priority: Priority) -> None:
        with self.store.begin() as unit:
            unit.post(self.message(ticket), priority=priority)

    def say_after_card(self, ticket: int, priority: Priority) -> None:
        with self.store.begin() as unit:
            unit.post(self.message(ticket), after=unit.post(PublicCard(ticket=TicketId(ticket)), priority=priority))
        self.redrawn[ticket] = next(self.steps)

    def redraw(self, ticket: int, priority: Priority) -> None:
        with self.store.begin() as unit:
            unit.post(PublicCard(ticket=TicketId(ticket)), priority=priority)
        self.redrawn[ticket] = next(self.steps)

    def message(self, ticket: int) -> PublicMessage:
        words = f"{ticket}-{len(self.said[ticket]):04}"
        self.said[ticket].append(words)
        return PublicMessage(ticket=TicketId(ticket), body=PublicDocument((Heading(words),)))

    def claim(self, limit: int) -> None:
        claimed = self.box.claim(self.now, limit, LEASE)
        assert len(claimed) <= limit
        assert len({one.lane for one in claimed}) == len(claimed)
        for one in claimed:
            assert self.tokens[one.id] < one.token
            self.tokens[one.id] = self.valid[one.id] = one.token
            self.claimed_at[one.id] = next(self.steps)
        self.held += claimed

    def settle(self, how: str, index: int) -> None:
        if not self.held:
            return
        claimed = self.held[index % len(self.held)]
        if how == "wait_for_card" and isinstance(claimed.post, PublicCard):
            how = "sent"
        done = self.outcome(how, claimed)
        assert done == (self.valid.get(claimed.id) == claimed.token)
        if done:
            del self.valid[claimed.id]
            self.note(how, claimed)

    def outcome(self, how: str, claimed: Claimed) -> bool:
        match how:
            case "sent":
                return self.box.settle_sent(claimed, self.now, None)
            case "retry":
                return self.box.settle_retry(claimed, self.now + timedelta(minutes=1), "again")
            case "ambiguous":
                return self.box.settle_ambiguous(claimed, self.now + timedelta(minutes=1), "lost")
            case "dead":
                return self.box.settle_dead(claimed, self.now, "no")
            case _:
                return self.box.wait_for_card(claimed, self.now)

    def note(self, how: str, claimed: Claimed) -> None:
        post = claimed.post
        if isinstance(post, PublicMessage) and how in {"sent", "dead"}:
            words = post.body.blocks[0].text
            (self.heard[post.ticket].append if how == "sent" else self.lost.add)(words)
        if isinstance(post, PublicCard) and how in {"sent", "dead"}:
            self.drawn[post.ticket] = self.claimed_at[claimed.id]

    def revive(self) -> None:
        for letter in self.box.dead_letters(1):
            assert self.box.revive(letter.id, self.now)

    def later(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    def take(self, step: tuple[object, ...]) -> None:
        name, *told = step
        if name in {"sent", "retry", "ambiguous", "dead", "wait_for_card"}:
            self.settle(str(name), *told)
        else:
            getattr(self, str(name))(*told)
        with self.store.reading() as connection:
            lanes = select(func.count()).select_from(outbox).where(text(IS_WAITING_CARD)).group_by(outbox.c.lane)
            assert all(count == 1 for count in connection.execute(lanes).scalars())

    def drain(self) -> None:
        for _ in range(300):
            if self.box.waiting() == 0:
                return
            self.now = max(self.box.next_due(self.now), self.now)
            self.claim(4)
            for index in range(len(self.held)):
                self.settle("sent", index)
            self.held.clear()
        pytest.fail("something waits for ever")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=st.lists(STEPS, max_size=40))
def test_posts_survive_whatever_happens(sqlite_template: Path, steps: list[tuple[object, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = SqlStore(f"sqlite:///{shutil.copy(sqlite_template, folder)}")
        try:
            world = World(store)
            fill(store, world.now)
            for step in steps:
                world.take(step)
            world.drain()
            judge(world)
        finally:
            store.close()


def judge(world: World) -> None:
    for ticket in TICKETS:
        heard = world.heard[ticket]
        assert len(set(heard)) == len(heard)
        assert set(heard) | world.lost >= set(world.said[ticket])
        in_order = [words for words in heard if words not in world.lost]
        assert in_order == sorted(in_order)
        assert world.drawn.get(ticket, -1) >= world.redrawn.get(ticket, -1)


def fill(store: SqlStore, now: datetime) -> None:
    with store.begin() as unit:
        person = unit.see(Profile(handle=Handle("slack", "T", "U")), "en").id
        for number in TICKETS:
            unit.add_ticket(
                Ticket(
                    id=TicketId(number),
                    reference=f"SPT-{number}",
                    product="crm",
                    kind="incident",
                    title="",
                    description="",
                    status="open",
                    phase=Phase.NEW,
                    group="desk",
                    requester=person,
                    opened_by=person,
                    opened_at=now,
                    changed_at=now,
                    platform="slack",
                    workspace="T",
                )
            )
