"""The specialist's checklist: on the agents' card while there is work to do, and nowhere else."""

from __future__ import annotations

import pytest

from chatdesk.core.policy_values import LocalText
from tests.fakes.platform import text_of
from tests.fakes.rostered import ANA, BOB, RosteredWorld
from tests.fakes.world import AMELIE, DESK_ROOM, INES, NOAH, SAMUEL, World, faculty

ITEMS = ("CANARYCONTACT the client in time", "CANARYDOCUMENT the solution")


@pytest.fixture
def world(store):
    checklist = tuple(LocalText(en=item, fr=item) for item in ITEMS)
    return World(store, faculty().model_copy(update={"checklist": checklist}))


def agents_card(world):
    (card,) = [message for message in world.slack.messages if message.room == DESK_ROOM and not message.thread]
    return card.text


def test_the_agents_card_shows_the_checklist_in_its_order(world):
    """S3-24: THE SPECIALIST HAS THE CHECKLIST BEFORE THEIR EYES."""
    world.open()
    world.deliver()
    card = agents_card(world)
    assert "Aide-mémoire" in card
    assert card.index(ITEMS[0]) < card.index(ITEMS[1])


def test_a_solved_ticket_needs_no_checklist(world):
    """S3-24: THE CHECKLIST IS FOR WORK THAT IS STILL TO BE DONE."""
    ticket = world.open()
    world.fill("resolve", INES, ticket, solution="Redémarrez.", nature="advice")
    world.deliver()
    assert ITEMS[0] not in agents_card(world)


def test_a_desk_without_checklist_shows_none(store):
    """S3-24: WHERE THE POLICY HAS NO CHECKLIST THE CARD HAS NONE."""
    world = World(store)
    world.open()
    world.deliver()
    assert "Aide-mémoire" not in agents_card(world)


def test_no_requester_ever_reads_the_checklist(world):
    """S3-24: IT IS THE AGENTS' OWN, IN NO THREAD, CARD OR PAGE OF A REQUESTER."""
    ticket = world.open()
    world.fill("watch", AMELIE, ticket, people=(NOAH.handle,))
    world.press("take", SAMUEL, ticket)
    world.deliver()
    world.fill("resolve", SAMUEL, ticket, solution="Redémarrez.", nature="advice")
    world.deliver()
    public = [text_of(sent.body) for one in world.slack.messages if one.room != DESK_ROOM for sent in one.deliveries]
    public += [text_of(world.press("show", who, ticket).document) for who in (AMELIE, NOAH)]
    assert len(public) > 3
    assert not any("CANARY" in text for text in public)


def test_a_change_of_a_roster_is_no_work_for_a_specialist(store):
    """S3-24, S3-51: SOMEBODY APPROVES IT; NOTHING IS DIAGNOSED."""
    world = RosteredWorld(store, checklist=ITEMS)
    world.designate(ANA, shift="night", joins=BOB)
    world.deliver()
    shown = [message.text for message in world.slack.messages]
    assert any("Bob Stone" in text for text in shown)
    assert not any(ITEMS[0] in text for text in shown)
