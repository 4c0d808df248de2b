"""Forgetting: what is old and settled goes; tickets, what waits and what died stay."""

from __future__ import annotations

from datetime import timedelta

from chatdesk.core.delivery import Permanent
from chatdesk.store.retention import forget


def test_old_events_and_sent_posts_go_and_everything_else_stays(world):
    key = world.event()
    world.slack.refuse(Permanent("channel_not_found"))
    world.open()
    world.deliver()
    (letter,) = world.outbox.dead_letters(10)
    ticket = world.open()
    with world.store.begin() as unit:
        assert unit.first_time(key, world.now)
    assert forget(world.store, world.now) == 0
    world.advance(days=31)
    waiting = world.outbox.waiting()
    assert forget(world.store, world.now - timedelta(days=30)) > 0
    assert world.outbox.waiting() == waiting > 0
    assert [dead.id for dead in world.outbox.dead_letters(10)] == [letter.id]
    assert world.ticket(ticket.id) == ticket
    with world.store.begin() as unit:
        assert unit.first_time(key, world.now)
