"""Delivery: what becomes of a post when the platform says yes, no, later, nothing, or that the thread is gone."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from chatdesk.core.delivery import Ambiguous, Gone, Permanent, Retry, ToMessage, ToRoom, Unauthorised
from chatdesk.core.model import Audience
from chatdesk.core.operations.reply import fingerprint
from chatdesk.core.posts import PublicCard, PublicMessage
from tests.fakes.platform import text_of
from tests.fakes.world import AMELIE, APPS_ROOM, DESK_ROOM, INES, INTAKE


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
    assert world.ticket(ticket.id).phase is ticket.phase


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


def test_the_thread_of_a_card_that_can_no_longer_be_edited_is_still_heard(world, opened):
    old = world.thread(opened, "internal")
    world.press("take", INES, opened)
    send = world.slack.send

    async def refuse_the_edit(delivery):
        if isinstance(delivery.to, ToMessage) and delivery.to.message == old:
            raise Gone("edit_window_closed")
        return await send(delivery)

    world.slack.send = refuse_the_edit
    world.deliver()
    assert world.thread(opened, "internal") != old
    said = world.say(INES, old, "Dans l’ancien fil", room=DESK_ROOM)
    with world.store.read() as unit:
        assert unit.find_note(said) is not None


def test_a_ticket_handed_over_while_its_card_was_on_its_way_is_shown_to_the_new_group(world):
    ticket = world.open()
    send = world.slack.send
    handed_over = []

    async def hand_over_meanwhile(delivery):
        sent = await send(delivery)
        if delivery.to == ToRoom(platform="slack", room=DESK_ROOM) and not handed_over:
            handed_over.append(sent)
            world.fill("transfer", INES, ticket, group="applications", reason="r")
        return sent

    world.slack.send = hand_over_meanwhile
    world.deliver()
    with world.store.read() as unit:
        assert unit.find_place(ticket.id, Audience.INTERNAL).room == APPS_ROOM
        assert unit.find_internal_ticket("slack", DESK_ROOM, handed_over[0].message) == ticket.id
    assert world.outbox.waiting() == 0


def test_a_card_of_unknown_outcome_is_found_in_the_room_that_it_went_to(world):
    ticket = world.open()
    lose_in(world, DESK_ROOM)
    world.deliver()
    world.fill("transfer", INES, ticket, group="applications", reason="r")
    world.advance(minutes=3)
    world.deliver()
    assert [len([m for m in world.slack.in_room(room) if not m.thread]) for room in (DESK_ROOM, APPS_ROOM)] == [1, 1]
    (old,) = [m for m in world.slack.in_room(DESK_ROOM) if not m.thread]
    with world.store.read() as unit:
        assert unit.find_place(ticket.id, Audience.INTERNAL).room == APPS_ROOM
        assert unit.find_internal_ticket("slack", DESK_ROOM, old.id) == ticket.id


def test_words_of_unknown_outcome_are_looked_for_in_the_thread_that_they_went_to(world, opened):
    lose_in(world, DESK_ROOM)
    world.fill("note", INES, opened, text="Une seule fois")
    world.deliver()
    world.fill("transfer", INES, opened, group="applications", reason="r")
    world.advance(minutes=3)
    world.deliver()
    assert len([m for m in world.slack.messages if "Une seule fois" in m.text]) == 1
    assert world.outbox.waiting() == 0


def test_words_of_unknown_outcome_whose_thread_is_gone_are_said_in_the_new_one(world, opened):
    world.slack.refuse(Ambiguous("connection lost"))
    world.say(AMELIE, world.thread(opened, "public"), "Encore là ?")
    world.deliver()

    async def find(_delivery):
        raise Gone("thread_not_found")

    world.slack.find = find
    world.slack.refuse(Gone("thread_not_found"))
    world.advance(minutes=3)
    world.deliver()
    assert ["Encore là ?" in m.text for m in world.slack.in_thread(world.thread(opened, "internal"))] == [True]
    assert world.outbox.waiting() == 0


def test_what_is_under_way_is_settled_although_the_next_claim_fails(world, opened, monkeypatch):
    answer(world, opened)
    send, claim, claims = world.slack.send, world.outbox.claim, []

    async def take_long_with_the_first(delivery):
        await asyncio.sleep(0.1 if delivery.to.room == DESK_ROOM else 0)
        return await send(delivery)

    def claim_once(*told):
        if claims:
            raise RuntimeError("no database")
        claims.append(told)
        return claim(*told)

    monkeypatch.setattr(world.slack, "send", take_long_with_the_first)
    monkeypatch.setattr(world.outbox, "claim", claim_once)
    with pytest.raises(RuntimeError, match="no database"):
        world.deliver()
    with world.store.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM outbox WHERE state = 'sending'").scalar_one() == 0


def lose_in(world, room):
    """Let the next post to a room arrive, and its answer get lost."""
    send = world.slack.send

    async def lose(delivery):
        sent = await send(delivery)
        if sent.room == room and not isinstance(delivery.to, ToMessage):
            world.slack.send = send
            raise Ambiguous("connection lost")
        return sent

    world.slack.send = lose


def test_a_database_that_fails_for_a_moment_loses_no_answer(world, opened):
    """S3-48."""
    arrived, failed = world.desk.arrived, []

    def fail_once(unit, post, now):
        if isinstance(post, PublicMessage) and not failed:
            failed.append(post)
            raise OperationalError("UPDATE", {}, Exception("locked"))
        arrived(unit, post, now)

    world.desk.arrived = fail_once
    answer(world, opened)
    world.deliver()
    assert world.ticket(opened.id).answered_at is None
    said = len(world.slack.messages)
    world.advance(minutes=5)
    world.deliver()
    assert world.ticket(opened.id).answered_at == world.now
    assert len(world.slack.messages) == said


def test_a_delivery_from_which_nothing_can_follow_is_settled_all_the_same(world, opened):
    def fail(_unit, **_told):
        raise ZeroDivisionError

    world.desk.arrived = fail
    answer(world, opened)
    world.deliver()
    assert world.outbox.waiting() == 0
