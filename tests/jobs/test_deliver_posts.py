"""Delivery: what becomes of a post when the platform says yes, no, later, nothing, or that the thread is gone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chatdesk.core.delivery import Ambiguous, Gone, Permanent, Retry, Unauthorised
from chatdesk.core.operations.reply import fingerprint
from chatdesk.core.posts import PublicCard
from tests.fakes.platform import text_of
from tests.fakes.world import AMELIE, INES, INTAKE


@pytest.fixture
def opened(world):
    ticket = world.open()
    world.deliver()
    return ticket


def answer(world, ticket, text="Voici."):
    world.fill("reply", INES, ticket, hidden={"previewed": fingerprint(text)}, text=text)


def public(world, ticket):
    return [text_of(message.body) for message in world.slack.in_thread(world.thread(ticket, "public"))]


def test_what_was_surely_not_sent_is_tried_again_and_arrives_once(world, opened):
    world.slack.refuse(Retry("connection refused"), Retry("connection refused"))
    answer(world, opened)
    world.deliver()
    for _ in range(3):
        world.advance(minutes=1)
        world.deliver()
    assert len(public(world, opened)) == 1
    assert world.outbox.waiting() == 0


def test_a_rate_limit_is_waited_out_and_counts_as_no_try(world, opened):
    world.slack.refuse(Retry("ratelimited", retry_after=30))
    answer(world, opened)
    world.deliver()
    assert world.outbox.next_due(world.now) is not None
    world.advance(seconds=31)
    (claimed,) = world.outbox.claim(world.now, 10, timedelta(seconds=60))
    assert claimed.attempts == 1


@pytest.mark.parametrize("arrived", [True, False])
def test_an_unknown_outcome_is_looked_up_before_anything_is_sent_again(world, opened, arrived):
    world.slack.accept_before_failing = arrived
    world.slack.refuse(Ambiguous("connection lost"))
    world.fill("comment", AMELIE, opened, text="Une seule fois")
    world.deliver()
    world.slack.accept_before_failing = False
    world.advance(minutes=2)
    world.deliver()
    copies = [m for m in world.slack.messages if m.room == INTAKE and "Une seule fois" in m.text]
    assert len(copies) == 1
    assert world.outbox.waiting() == 0


def test_an_unknown_outcome_stays_unknown_while_nobody_can_look(world, opened):
    world.slack.accept_before_failing = True
    world.slack.refuse(Ambiguous("connection lost"))
    world.fill("comment", AMELIE, opened, text="Une seule fois")
    world.deliver()
    world.slack.accept_before_failing = False
    look = world.slack.find
    blind = [Unauthorised("token_revoked"), Retry("unreachable")]

    async def find(delivery):
        if blind:
            raise blind.pop()
        return await look(delivery)

    world.slack.find = find
    for _ in range(4):
        world.advance(minutes=6)
        world.deliver()
    assert len([m for m in world.slack.messages if m.room == INTAKE and "Une seule fois" in m.text]) == 1
    assert world.outbox.waiting() == 0


def test_a_refused_card_takes_its_messages_along_as_visible_dead_letters(world):
    world.slack.refuse(Permanent("channel_not_found"))
    ticket = world.open()
    answer(world, ticket)
    world.deliver()
    letters = world.outbox.dead_letters(10)
    kinds = sorted(letter.kind for letter in letters)
    assert kinds == ["public_card", "public_message"]
    assert {letter.reason for letter in letters} == {
        "channel_not_found",
        "its thread could not be made: the ticket's card is a dead letter",
    }
    assert world.ticket(ticket.id) == ticket


def test_dead_letters_can_be_retried_once_the_cause_is_mended(world):
    world.slack.refuse(Permanent("channel_not_found"))
    ticket = world.open()
    answer(world, ticket)
    world.deliver()
    world.advance(days=10)
    for letter in sorted(world.outbox.dead_letters(10), key=lambda letter: letter.id):
        assert world.outbox.revive(letter.id, world.now)
    world.slack.refuse(Retry("paced", retry_after=0.5))
    for _ in range(4):
        world.deliver()
        world.advance(seconds=5)
    assert len(public(world, ticket)) == 1
    assert world.outbox.dead_letters(10) == ()


def test_a_token_that_is_not_accepted_makes_everything_wait_and_nothing_die(world):
    world.slack.refuse(*(Unauthorised("token_revoked") for _ in range(40)))
    world.open()
    for _ in range(10):
        world.deliver()
        world.advance(minutes=2)
    world.slack.failures.clear()
    for _ in range(3):
        world.deliver()
        world.advance(minutes=2)
    assert world.outbox.waiting() == 0
    assert world.outbox.dead_letters(10) == ()
    assert len(world.slack.messages) == 3


def test_a_deleted_thread_is_made_anew_and_the_message_follows_it(world, opened):
    old = world.thread(opened, "internal")
    world.slack.refuse(Gone("thread_not_found"))
    world.say(AMELIE, world.thread(opened, "public"), "Encore là ?")
    world.deliver()
    new = world.thread(opened, "internal")
    assert new != old
    assert ["Encore là ?" in text_of(message.body) for message in world.slack.in_thread(new)] == [True]


def test_a_post_that_cannot_be_composed_is_given_up_and_holds_nobody_up(world, opened):
    with world.store.begin() as unit:
        unit.save_ticket(unit.ticket(opened.id))
        unit.post(PublicCard(ticket=opened.id))
    broken = world.desk.policy
    world.desk.policy = broken.model_copy(update={"statuses": {}})
    world.deliver()
    world.desk.policy = broken
    (letter,) = world.outbox.dead_letters(10)
    assert letter.reason.startswith("cannot be composed")
    answer(world, opened)
    world.deliver()
    assert len(public(world, opened)) == 1


def test_messages_of_a_thread_keep_their_order_whatever_fails(world, opened):
    world.slack.refuse(Retry("unreachable"))
    for number in range(5):
        answer(world, opened, f"Message {number}")
    for _ in range(6):
        world.deliver()
        world.advance(seconds=10)
    assert [next(n for n in range(5) if f"Message {n}" in text) for text in public(world, opened)] == [0, 1, 2, 3, 4]


def test_a_card_that_changed_ten_times_while_it_waited_is_edited_once(world, opened):
    for _ in range(5):
        world.press("mute", AMELIE, opened)
        world.fill("qualify", INES, opened, impact="faculty", urgency="now", reason="r")
    world.deliver()
    card = next(m for m in world.slack.messages if m.id == world.thread(opened, "public"))
    assert len(card.deliveries) == 2
