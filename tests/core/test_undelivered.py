"""What could not be delivered is told to the agents, with the fix: in their thread, or privately where that is gone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chatdesk.core.delivery import Cause, Fix, Permanent, Retry, ToPerson, ToRoom, ToThread, Unauthorised
from chatdesk.core.document import Code
from chatdesk.core.hearing import RoomsUnusable
from chatdesk.core.policy_desk import Threads
from chatdesk.core.undelivered import FIXES, REASONS
from chatdesk.core.words import words_in
from chatdesk.jobs.deliver_posts import Patience
from tests.fakes.platform import text_of
from tests.fakes.world import AMELIE, DESK_ROOM, INES, INTAKE, MAYA, NOAH, World, faculty

LACKS = Fix(cause=Cause.LACKS, room="#intake", lacking=("Create Private Threads",), reason="discord_50013")
GONE = Fix(cause=Cause.ROOM_GONE, room="#desk")


@pytest.fixture
def world(store):
    return World(store, faculty(language="en"))


def refuse_in(world, room, failure, times=100):
    """Refuse whatever is new in a room, its threads included."""
    send, left = world.slack.send, [times]

    async def refuse(delivery):
        if left[0] and isinstance(delivery.to, ToRoom | ToThread) and delivery.to.room == room:
            left[0] -= 1
            raise failure
        return await send(delivery)

    world.slack.send = refuse
    return send


def told_in(world, ticket):
    return [m for m in world.slack.in_thread(world.thread(ticket, "internal")) if "⚠️" in m.text]


def told_directly(world, user):
    return [m for m in world.slack.in_room(f"dm:{user}") if "⚠️" in m.text]


def test_a_card_that_could_not_be_shown_is_told_in_the_agents_thread_with_the_fix_and_the_command(world):
    refuse_in(world, INTAKE, Permanent("discord_50013", fix=LACKS))
    ticket = world.open()
    world.deliver()
    [told] = told_in(world, ticket)
    [letter] = world.outbox.dead_letters(5)
    assert all(word in told.text for word in ("Amélie Roy", ticket.reference, "Create Private Threads", "#intake"))
    [line] = [block.line for block in told.body.blocks]
    assert Code(f"chatdesk dead retry {letter.id}") in line
    assert [m for m in world.slack.messages if "⚠️" in m.text] == [told]


def test_it_is_told_in_the_language_of_the_desk(store):
    world = World(store, faculty(language="fr"))
    refuse_in(world, INTAKE, Permanent("discord_50013", fix=LACKS))
    ticket = world.open(NOAH)
    world.deliver()
    [told] = told_in(world, ticket)
    assert "«\u00a0Créer des fils privés\u00a0»" in told.text
    assert "Correctif" in told.text
    assert "the app" not in told.text


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("cause", Cause)
def test_each_cause_has_words_and_a_fix_in_both_languages(cause, language):
    words = words_in(language)
    for texts in (REASONS, FIXES):
        told = words(texts[cause], room="#intake", lacking="X", reason="Y", number=1)
        assert told
        assert "{" not in told
        assert language == "en" or told != words_in("en")(texts[cause], room="#intake", lacking="X", reason="Y")


def test_the_same_reason_is_told_once_a_day_for_a_ticket(world):
    ticket = world.open()
    world.deliver()
    refuse_in(world, INTAKE, Permanent("is_archived", fix=Fix(cause=Cause.ROOM_ARCHIVED, room="#intake")))
    for _ in range(3):
        world.fill("comment", AMELIE, ticket, text="Encore")
        world.deliver()
    assert len(told_in(world, ticket)) == 1
    world.advance(days=1)
    world.fill("comment", AMELIE, ticket, text="Encore")
    world.deliver()
    assert len(told_in(world, ticket)) == 2
    assert len(world.outbox.dead_letters(9)) == 4


def test_another_reason_and_another_ticket_are_news(world):
    one, two = world.open(), world.open(NOAH)
    world.deliver()
    send = refuse_in(world, INTAKE, Permanent("is_archived", fix=Fix(cause=Cause.ROOM_ARCHIVED)), times=2)
    for ticket, who in ((one, AMELIE), (two, NOAH)):
        world.fill("comment", who, ticket, text="Encore")
    world.deliver()
    world.slack.send = send
    refuse_in(world, INTAKE, Permanent("invalid_blocks"), times=1)
    world.fill("comment", AMELIE, one, text="Encore")
    world.deliver()
    assert [len(told_in(world, ticket)) for ticket in (one, two)] == [2, 1]
    assert "invalid_blocks" in told_in(world, one)[-1].text


def test_what_the_agents_thread_cannot_say_is_told_to_the_managers_privately_and_once(world):
    refuse_in(world, DESK_ROOM, Permanent("discord_10003", fix=GONE))
    ticket = world.open()
    world.deliver()
    for _ in range(2):
        world.fill("note", INES, ticket, text="CANARYNOTE")
        world.deliver()
    [told] = [m for m in told_directly(world, "U0MAYA") if "agents’ card" in m.text]
    assert ticket.reference in told.text
    assert told_directly(world, "U0INES") == []
    assert len(told_directly(world, "U0MAYA")) == 2  # the card's reason, and that notes have no thread


def test_without_a_manager_it_is_told_to_the_assignee_or_to_the_group(store):
    world = World(store, faculty(language="en").model_copy(update={"managers": {}}))
    refuse_in(world, DESK_ROOM, Permanent("discord_10003", fix=GONE))
    world.open()
    world.deliver()
    assert [len(told_directly(world, user)) for user in ("U0INES", "U0SAMUEL")] == [1, 1]
    ticket = world.open()
    world.press("take", INES, ticket)
    world.deliver()
    assert [len(told_directly(world, user)) for user in ("U0INES", "U0SAMUEL")] == [2, 1]


def test_nobody_is_told_of_a_notice_that_could_not_be_delivered(world):
    ticket = world.open()
    world.deliver()
    refuse_in(world, INTAKE, Permanent("is_archived", fix=Fix(cause=Cause.ROOM_ARCHIVED)))
    refuse_in(world, DESK_ROOM, Permanent("discord_10003", fix=GONE))
    send = world.slack.send

    async def refuse_directly(delivery):
        if isinstance(delivery.to, ToPerson):
            raise Permanent("user_not_found")
        return await send(delivery)

    world.slack.send = refuse_directly
    world.fill("comment", AMELIE, ticket, text="Encore")
    world.deliver()
    kinds = sorted(letter.kind for letter in world.outbox.dead_letters(20))
    assert kinds.count("agent_notice") <= 1
    before = len(kinds)
    world.deliver()
    assert len(world.outbox.dead_letters(20)) == before
    assert [m for m in world.slack.messages if "⚠️" in m.text] == []


def test_a_missing_scope_is_told_while_what_waits_waits(world):
    ticket = world.open()
    world.deliver()
    scope = Fix(cause=Cause.SCOPE, lacking=("files:write",), reason="missing_scope")
    refuse_in(world, INTAKE, Unauthorised("missing_scope", fix=scope), times=1)
    world.fill("comment", AMELIE, ticket, text="Encore")
    world.deliver()
    [told] = told_in(world, ticket)
    assert "files:write" in told.text
    assert "dead retry" not in told.text
    world.advance(minutes=2)
    world.deliver()
    assert world.outbox.dead_letters(5) == ()


def test_a_thread_that_could_not_be_made_beside_its_card_is_told(world):
    send = world.slack.send

    async def without_a_thread(delivery):
        sent = await send(delivery)
        full = delivery.to == ToRoom(platform="slack", room=INTAKE)
        return replace(sent, undone=Fix(cause=Cause.THREADS_FULL)) if full else sent

    world.slack.send = without_a_thread
    ticket = world.open()
    world.deliver()
    [told] = told_in(world, ticket)
    assert "active threads" in told.text
    assert "dead retry" not in told.text


def test_what_was_tried_for_days_is_told_too(world):
    ticket = world.open()
    world.deliver()
    refuse_in(world, INTAKE, Retry("ClientConnectorError"))
    world.fill("comment", AMELIE, ticket, text="Encore")
    for _ in range(3):
        world.deliver(Patience(tries=1))
        world.advance(minutes=6)
    assert "for days" in told_in(world, ticket)[0].text


def test_words_without_a_thread_are_told_since_their_card_was_given_up(world):
    refuse_in(world, INTAKE, Permanent("discord_50013", fix=LACKS))
    ticket = world.open()
    world.deliver()
    world.fill("comment", AMELIE, ticket, text="Encore")
    world.deliver()
    assert ["its thread" in m.text for m in told_in(world, ticket)] == [False, True]


def test_a_watcher_who_cannot_be_told_is_named_to_the_agents(store):
    world = World(store, faculty(threads=Threads.PRIVATE))
    ticket = world.open()
    world.deliver()
    world.fill("watch", INES, ticket, people=(NOAH.handle,))
    send = world.slack.send

    async def closed(delivery):
        if isinstance(delivery.to, ToPerson) and delivery.to.handle == NOAH.handle:
            raise Permanent("discord_50007", fix=Fix(cause=Cause.NO_DIRECT_MESSAGES))
        return await send(delivery)

    world.slack.send = closed
    world.deliver()
    [told] = told_in(world, ticket)
    assert NOAH.handle.user in told.text or "Noah" in told.text


def test_managers_are_told_of_rooms_that_cannot_be_used_whoever_met_them(world):
    world.desk.notice(RoomsUnusable(platform="slack", workspace="T0", troubles=(LACKS, GONE)), world.now)
    world.deliver()
    [told] = told_directly(world, MAYA.handle.user)
    assert "Create Private Threads" in told.text
    assert "#desk" in told.text
    assert told_directly(world, "U0INES") == []


def test_no_word_of_it_reaches_a_requester(world):
    refuse_in(world, INTAKE, Permanent("CANARYREASON"), times=1)
    ticket = world.open()
    world.deliver()
    for letter in world.outbox.dead_letters(5):
        world.outbox.revive(letter.id, world.now)
    world.deliver()
    public = [*world.slack.in_room(INTAKE), *world.slack.in_room(f"dm:{AMELIE.handle.user}")]
    assert public
    assert not [m for m in public if "CANARY" in text_of(m.body) or "⚠️" in m.text]
    assert "CANARYREASON" in told_in(world, ticket)[0].text
