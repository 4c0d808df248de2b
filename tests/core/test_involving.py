"""Hierarchical escalation by an agent: the managers are asked in, and no requester learns of it."""

from __future__ import annotations

import pytest

from chatdesk.core.document import thread_links_in
from chatdesk.core.errors import FormRejected, NoManager, NotAllowed, NotNow
from chatdesk.core.model import Audience
from tests.fakes.platform import buttons_of, text_of
from tests.fakes.world import AMELIE, INES, MAYA, NOAH, SAMUEL, World, faculty

WHY = "CANARYWHY Le client menace de partir."


@pytest.fixture
def world(store):
    return World(store)


@pytest.fixture
def ticket(world):
    opened = world.open()
    world.deliver()
    return opened


def involve(world, ticket, who=INES):
    world.fill("involve", who, ticket, reason=WHY)
    world.deliver()


def direct(world, who):
    return [message.body for message in world.slack.messages if message.room == f"dm:{who.handle.user}"]


def managed_by(*users):
    return faculty().model_copy(update={"managers": {"slack": users}})


def test_the_managers_get_the_ticket_the_reason_and_the_way_to_the_agents_thread(world, ticket):
    """S3-36: THE SPECIALIST ASKS THEIR OWN MANAGER DURING HANDLING; MAYA READS ENGLISH."""
    world.fill("note", MAYA, ticket, text="Je suis là.")
    involve(world, ticket)
    (told,) = direct(world, MAYA)
    text = text_of(told)
    for words in ("Inès CANARYINES asks for a manager on FAC-1001:", ticket.title, WHY):
        assert words in text
    assert thread_links_in(told) == {(ticket.id, Audience.INTERNAL)}


def test_the_agents_read_it_in_their_thread_and_in_the_history(world, ticket):
    """S3-36: IN THE DESK'S LANGUAGE, WITH THE REASON."""
    involve(world, ticket)
    (line,) = world.slack.in_thread(world.thread(ticket, "internal"))
    assert "Inès CANARYINES sollicite un responsable pour FAC-1001" in line.text
    assert WHY in line.text
    shown = text_of(world.press("show", SAMUEL, ticket).document)
    assert "asked for a manager" in shown
    assert WHY in shown


def test_no_requester_and_no_watcher_sees_anything_of_it(world, ticket):
    """S3-36: THE INTERNAL ESCALATION IS NOT THE CLIENT'S."""
    world.fill("watch", AMELIE, ticket, people=(NOAH.handle,))
    world.deliver()
    before = len(world.slack.messages)
    involve(world, ticket)
    rooms = {message.room for message in world.slack.messages[before:]}
    assert rooms == {"C0DESK", "dm:U0MAYA"}
    for who in (AMELIE, NOAH):
        shown = text_of(world.press("show", who, ticket).document)
        assert "CANARY" not in shown
        assert "responsable" not in shown
    (card,) = [message for message in world.slack.messages if message.id == world.thread(ticket, "public")]
    assert all("CANARY" not in text_of(each.body) for each in card.deliveries)


def test_where_no_manager_is_named_it_is_refused_before_anything_is_typed(store):
    """S3-35: NOBODY TO INVOLVE IS SAID AT ONCE."""
    world = World(store, managed_by())
    ticket = world.open()
    with pytest.raises(NoManager):
        world.press("involve", INES, ticket)
    with pytest.raises(NoManager):
        world.fill("involve", INES, ticket, reason=WHY)


def test_a_manager_asks_the_others_and_never_themselves(store):
    """S3-36: A MANAGER WHO HANDLES THE TICKET ASKS ANOTHER ONE; ALONE, THERE IS NOBODY TO ASK."""
    world = World(store, managed_by("U0MAYA", "U0SAMUEL"))
    ticket = world.open()
    involve(world, ticket, MAYA)
    assert direct(world, MAYA) == []
    assert len(direct(world, SAMUEL)) == 1


def test_the_only_manager_has_nobody_to_ask(world, ticket):
    """S3-36."""
    with pytest.raises(NoManager):
        world.press("involve", MAYA, ticket)


def test_it_is_for_agents_while_the_ticket_is_open_and_needs_a_reason(world, ticket):
    """S3-36: DURING HANDLING."""
    with pytest.raises(NotAllowed):
        world.press("involve", AMELIE, ticket)
    with pytest.raises(FormRejected):
        world.fill("involve", INES, ticket, reason=" ")
    world.fill("cancel", AMELIE, ticket, reason="Réglé")
    with pytest.raises(NotNow):
        world.press("involve", INES, ticket)


def test_the_button_is_on_the_agents_card_behind_more(world, ticket):
    """S3-36: INTERNAL MENU."""
    cards = {message.room: message.body for message in world.slack.messages if ticket.title in message.text}
    assert "involve" in buttons_of(cards["C0DESK"])
    assert "involve" not in buttons_of(cards["C0HELP"])
