"""Telephone calls: a requester who was reached has been answered, one who was left a message has not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from chatdesk.core.errors import ChoiceUnknown, FieldMissing, FormRejected
from chatdesk.core.policy_desk import Threads
from chatdesk.core.policy_time import Do, LaddersPolicy, StepPolicy, Target
from chatdesk.core.spans import Span
from tests.fakes.platform import text_of
from tests.fakes.world import AMELIE, INES, MONDAY, NOAH, SAMUEL, World, faculty

TARGET = Target(response=Span.parse("4h"), update=Span.parse("2h"))
FIVE_DAYS = Span.parse("5d")
REMIND, CLOSE = StepPolicy(after=FIVE_DAYS, do=Do.REMIND), StepPolicy(after=FIVE_DAYS, do=Do.CLOSE)
SAID = "Merci de me rappeler au 555-0142."


@pytest.fixture
def world(store):
    policy = faculty()
    priorities = {name: priority.model_copy(update={"target": TARGET}) for name, priority in policy.priorities.items()}
    ladders = LaddersPolicy(confirmation=(REMIND, CLOSE), information=(REMIND, CLOSE))
    return World(store, policy.model_copy(update={"priorities": priorities, "ladders": ladders}))


@pytest.fixture
def ticket(world):
    opened = world.open()
    world.deliver()
    return opened


def toronto(day, hour, minute=0):
    """A time in Toronto in March 2026; its clocks change in the night to Sunday the 8th."""
    return datetime(2026, 3, day, hour + (5 if day < 8 else 4), minute, tzinfo=UTC)


def call(world, ticket, outcome):
    world.fill("call", INES, ticket, outcome=outcome, text=SAID)
    world.deliver()
    return world.ticket(ticket.id)


def last(world, ticket, audience):
    return world.slack.in_thread(world.thread(ticket, audience))[-1].text


def test_a_requester_who_was_reached_has_been_answered_and_has_had_news(world, ticket):
    """S3-48, S3-27: OPENED AT 10:00, CALLED AN HOUR LATER, THE NEXT NEWS ARE DUE TWO HOURS AFTER THAT."""
    world.advance(hours=1)
    called = call(world, ticket, "reached")
    assert called.answered_at == called.told_at == world.now
    assert called.update_by == MONDAY + timedelta(hours=3)


def test_a_message_that_was_left_stops_no_clock_and_is_no_news(world, ticket):
    """S3-48, S3-27: THE CLIENT HAS NOT RECEIVED A CALL; NOTHING CHANGES, ALSO ONCE THE THREAD SAYS SO."""
    world.advance(hours=1)
    called = call(world, ticket, "message")
    assert (called.answered_at, called.told_at) == (None, None)
    assert (called.respond_by, called.update_by) == (ticket.respond_by, ticket.update_by)


@pytest.mark.parametrize(
    ("outcome", "told", "history"),
    [
        ("reached", "a noté un appel", "had the requester on the telephone"),
        ("message", "a laissé un message", "left the requester a message by telephone"),
    ],
)
def test_thread_and_history_say_which_it_was(world, ticket, outcome, told, history):
    """S3-31: A VOICE MAIL COUNTS AS A CONTACT, SO IT IS RECORDED; UNDER THE DESK'S NAME FOR REQUESTERS (S1-16)."""
    call(world, ticket, outcome)
    public = last(world, ticket, "public")
    assert told in public
    assert SAID in public
    assert "CANARY" not in public
    assert f"Inès CANARYINES {told}" in last(world, ticket, "internal")
    shown = text_of(world.press("show", SAMUEL, ticket).document)
    assert history in shown
    assert SAID in shown
    assert "CANARY" not in text_of(world.press("show", AMELIE, ticket).document)


def test_watchers_who_cannot_look_into_the_thread_read_it_too(store):
    """S1-5: A MESSAGE THAT WAS LEFT IS TOLD LIKE A COMMENT."""
    world = World(store, faculty(threads=Threads.PRIVATE))
    ticket = world.open()
    world.fill("watch", AMELIE, ticket, people=(NOAH.handle,))
    world.deliver()
    call(world, ticket, "message")
    assert any(SAID in message.text for message in world.slack.messages if message.room == "dm:U0NOAH")


def test_the_next_step_of_a_ladder_counts_from_the_message_that_was_left(world, ticket):
    """S3-31, S3-32: ASKED ON MONDAY THE 2ND, VOICE MAIL ON WEDNESDAY THE 4TH, REMINDED FIVE BUSINESS DAYS LATER."""
    world.fill("ask", INES, ticket, text="Quel navigateur?")
    world.deliver()
    world.now = toronto(4, 10)
    called = call(world, ticket, "message")
    assert (called.ladder_at, called.ladder_step) == (world.now, 0)
    before = len(world.slack.in_thread(world.thread(ticket, "public")))
    world.go_on(toronto(11, 9, 59))
    assert len(world.slack.in_thread(world.thread(ticket, "public"))) == before
    world.go_on(toronto(11, 10))
    assert "toujours besoin" in last(world, ticket, "public")


def test_a_message_that_was_left_takes_no_step_back(world, ticket):
    """S3-32: SOLVED ON THE 2ND, REMINDED ON THE 9TH, VOICE MAIL ON THE 11TH, CLOSED ON THE 18TH."""
    world.fill("resolve", INES, ticket, solution="Redémarrez.", nature="advice")
    world.go_on(toronto(11, 10))
    assert call(world, ticket, "message").ladder_step == 1
    world.go_on(toronto(18, 9, 59))
    assert world.ticket(ticket.id).ended_at is None
    world.go_on(toronto(18, 10))
    assert world.ticket(ticket.id).ended_at == world.now


def test_a_message_that_was_left_begins_no_ladder(world, ticket):
    """S3-32: WHERE NOTHING WAS ASKED, NOTHING FOLLOWS."""
    assert call(world, ticket, "message").ladder_at is None


def test_an_agent_says_which_it_was(world, ticket):
    """S3-48: NOTHING IS TAKEN FOR GRANTED, SINCE ONE OF THE TWO STOPS A CLOCK."""
    form = world.press("call", INES, ticket)
    assert [option.value for option in form.fields[0].options] == ["reached", "message"]
    assert form.fields[0].initial == ""
    for answers, error in (({}, FieldMissing), ({"outcome": "busy"}, ChoiceUnknown)):
        with pytest.raises(FormRejected) as caught:
            world.fill("call", INES, ticket, text=SAID, **answers)
        assert isinstance(caught.value.fields["outcome"], error)
