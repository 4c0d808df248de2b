"""Escalation by the requester: levels in their order, each at its time, with the contacts of the ticket's product."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chatdesk.core.cards import Card, internal_card, public_card
from chatdesk.core.errors import AlreadyDone, FormRejected, LevelLocked, NoLevelLeft, NotAllowed, NotNow, VerbUnknown
from chatdesk.core.forms import Choice
from chatdesk.core.policy_escalation import EscalationPolicy
from chatdesk.core.wording import Wording
from chatdesk.core.words import words_in
from tests.fakes.platform import buttons_of, text_of
from tests.fakes.world import AMELIE, INES, MAYA, MONDAY, NOAH, SAMUEL, World, faculty

WHY = "Trois jours sans nouvelles."
LEVELS = {
    "procedure": "https://services.example.org/escalation",
    "levels": [
        {
            "name": {"en": "Customer satisfaction", "fr": "Satisfaction de la clientèle"},
            "meaning": {"en": "The people in charge of quality", "fr": "Les responsables de la qualité"},
            "contacts": [
                {
                    "role": {"en": "Team lead", "fr": "Chef d’équipe"},
                    "name": {"en": "Technical assistance", "fr": "Assistance technique"},
                    "phone": "555-0101",
                    "extension": "12",
                    "toll_free": "1-800-555-0102",
                    "email": "quality@example.org",
                },
                {
                    "role": {"en": "Product lead", "fr": "Responsable de produit"},
                    "name": {"en": "Medical products", "fr": "Produits médicaux"},
                    "email": "crm@example.org",
                    "products": ["crm"],
                },
            ],
        },
        {
            "name": {"en": "Director", "fr": "Direction"},
            "after": "8h",
            "contacts": [
                {"role": "Director", "name": "Customer service", "phone": "555-0103", "mobile": "555-0104"},
            ],
        },
        {
            "name": {"en": "Vice-president", "fr": "Vice-présidence"},
            "after": "16h",
            "contacts": [{"role": "Vice-president", "name": "Customer support", "mobile": "555-0105"}],
        },
    ],
}


def policy(**desk):
    return faculty(**desk).model_copy(update={"escalation": EscalationPolicy.model_validate(LEVELS)})


@pytest.fixture
def world(store):
    return World(store, policy())


@pytest.fixture
def ticket(world):
    opened = world.open()
    world.deliver()
    return opened


def escalate(world, ticket, who=AMELIE, reason=WHY, **answers):
    world.fill("escalate", who, ticket, reason=reason, **answers)
    world.deliver()
    return world.ticket(ticket.id)


def direct(world, who):
    return [text_of(message.body) for message in world.slack.messages if message.room == f"dm:{who.handle.user}"]


def thread(world, ticket, audience):
    return [text_of(message.body) for message in world.slack.in_thread(world.thread(ticket, audience))]


def watched(world, ticket, *people):
    world.fill("watch", AMELIE, ticket, people=tuple(person.handle for person in people))
    world.deliver()


# -- the levels


def test_the_first_level_is_open_at_once_and_kept_on_the_ticket(world, ticket):
    """S3-36: A CLIENT ASKS FOR SOMEBODY HIGHER UP; THE LEVEL AND THE INSTANT ARE KEPT."""
    escalated = escalate(world, ticket)
    assert (escalated.escalation, escalated.escalated_at) == (1, MONDAY)


def test_levels_are_taken_in_order_and_the_second_waits_for_its_delay(world, ticket):
    """S3-40, S3-42: LEVEL 2 OPENS A REASONABLE DELAY AFTER LEVEL 1 WAS ASKED FOR; A LEVEL IS NEVER LEFT OUT."""
    escalate(world, ticket)
    world.advance(hours=5)
    with pytest.raises(LevelLocked) as locked:
        world.press("escalate", AMELIE, ticket)
    told = locked.value.tell(words_in("fr"))
    assert "Direction" in told
    assert "mardi 3\u00a0mars" in told
    assert "10\u00a0h\u00a000" in told
    with pytest.raises(LevelLocked):
        world.fill("escalate", AMELIE, ticket, reason=WHY)
    assert world.ticket(ticket.id).escalation == 1
    world.now = MONDAY + timedelta(days=1)
    assert escalate(world, ticket).escalation == 2


def test_an_action_plan_that_does_not_satisfy_is_no_way_past_the_second_level(world, ticket):
    """S3-41: ONLY THE LAST LEVEL OPENS FOR AN ACTION PLAN THAT DOES NOT SATISFY."""
    escalate(world, ticket)
    with pytest.raises(LevelLocked):
        world.fill("escalate", AMELIE, ticket, reason=WHY, plan="unsatisfied")


def test_the_last_level_opens_by_delay_or_for_an_action_plan_that_does_not_satisfy(world, ticket):
    """S3-41: LEVEL 3 AFTER A REASONABLE DELAY, OR WHERE THE ACTION PLAN DOES NOT SATISFY."""
    escalate(world, ticket)
    world.now = MONDAY + timedelta(days=1)
    escalate(world, ticket)
    form = world.press("escalate", AMELIE, ticket)
    assert [field.id for field in form.fields] == ["plan", "reason"]
    assert "jeudi 5\u00a0mars" in form.intro
    with pytest.raises(FormRejected) as missing:
        world.fill("escalate", AMELIE, ticket, reason=WHY)
    assert set(missing.value.fields) == {"plan"}
    assert escalate(world, ticket, plan="unsatisfied").escalation == 3


def test_once_the_last_level_is_open_the_form_asks_for_the_reason_alone(world, ticket):
    """S3-41: AFTER THE DELAY NOTHING BUT THE REASON IS ASKED."""
    escalate(world, ticket)
    world.now = MONDAY + timedelta(days=1)
    escalate(world, ticket)
    world.now = MONDAY + timedelta(days=3)
    form = world.press("escalate", AMELIE, ticket)
    assert not any(isinstance(field, Choice) for field in form.fields)
    assert escalate(world, ticket).escalation == 3
    with pytest.raises(NoLevelLeft) as last:
        world.press("escalate", AMELIE, ticket)
    assert "Vice-présidence" in last.value.tell(words_in("fr"))


def test_a_form_about_a_level_that_somebody_else_has_taken_changes_nothing(store):
    """S3-42: TWO WHO ASK FOR THE SAME LEVEL TAKE ONE LEVEL, NOT TWO."""
    levels = [{**level, "after": None} for level in LEVELS["levels"]]
    world = World(store, faculty().model_copy(update={"escalation": EscalationPolicy(levels=levels)}))
    ticket = world.open()
    form = world.press("escalate", AMELIE, ticket)
    world.fill("escalate", AMELIE, ticket, reason=WHY, hidden=form.hidden)
    with pytest.raises(AlreadyDone):
        world.fill("escalate", AMELIE, ticket, reason=WHY, hidden=form.hidden)
    assert world.ticket(ticket.id).escalation == 1


# -- who may


def test_escalating_is_for_requester_and_watchers_while_the_ticket_is_open(world, ticket):
    """S3-36: THE CLIENT'S SIDE ESCALATES; AGENTS AND STRANGERS DO NOT, NOR DOES ANYBODY ONCE IT IS SOLVED."""
    watched(world, ticket, NOAH)
    with pytest.raises(NotAllowed):
        world.press("escalate", INES, ticket)
    assert escalate(world, ticket, NOAH).escalation == 1
    world.fill("resolve", INES, ticket, solution="Redémarrez.", nature="advice")
    with pytest.raises(NotNow):
        world.press("escalate", AMELIE, ticket)


def test_a_desk_without_levels_has_no_escalation_at_all(store):
    """S3-36: WHERE THE POLICY HAS NO LEVELS THERE IS NO VERB, NO BUTTON AND NO LINE IN THE HELP."""
    world = World(store)
    ticket = world.open()
    world.deliver()
    with pytest.raises(VerbUnknown):
        world.press("escalate", AMELIE, ticket)
    assert "escalate" not in text_of(world.press("help", AMELIE).document)


def test_the_button_is_on_the_requesters_card_behind_more(world):
    """S3-36: THE REQUESTER'S CARD OFFERS IT, THE AGENTS' DOES NOT."""
    world.open()
    world.deliver()
    cards = {message.room: message.body for message in world.slack.messages if "CRM" in message.text}
    assert "escalate" in buttons_of(cards["C0HELP"])
    assert "escalate" not in buttons_of(cards["C0DESK"])


# -- what follows


def test_the_requester_gets_the_contacts_of_the_level_for_the_tickets_product(world, ticket):
    """S3-38, S3-39, S4-20: ROLE, NAME, TELEPHONE AND EXTENSION, TOLL-FREE, E-MAIL; AND THE PROCEDURE."""
    escalate(world, ticket)
    (card,) = direct(world, AMELIE)[-1:]
    for told in ("Assistance technique", "Chef d’équipe", "555-0101", "12", "1-800-555-0102", "quality@example.org"):
        assert told in card
    assert ticket.reference in card
    assert "La procédure d’escalade" in card
    assert "crm@example.org" not in card


def test_a_product_with_contacts_of_its_own_has_those_and_no_others(world):
    """S3-38: LEVEL-1 CONTACTS DEPEND ON THE PRODUCT."""
    ticket = world.open(product="crm")
    escalate(world, ticket)
    (card,) = direct(world, AMELIE)[-1:]
    assert "crm@example.org" in card
    assert "quality@example.org" not in card


def test_mobiles_are_told_at_the_levels_that_list_them(world, ticket):
    """S3-39: MOBILE FOR LEVELS 2 AND 3."""
    escalate(world, ticket)
    assert "Cellulaire" not in direct(world, AMELIE)[-1]
    world.now = MONDAY + timedelta(days=1)
    escalate(world, ticket)
    assert "555-0104" in direct(world, AMELIE)[-1]


def test_a_watcher_who_escalates_gets_the_contacts_as_the_requester_does(world, ticket):
    """S3-39: WHO ASKED AND WHOSE TICKET IT IS GET THE CONTACTS, EACH IN THEIR LANGUAGE; THE ROOM DOES NOT."""
    watched(world, ticket, NOAH)
    escalate(world, ticket, NOAH)
    assert "Telephone: 555-0101" in direct(world, NOAH)[-1]
    assert "Assistance technique" in direct(world, AMELIE)[-1]
    assert not any("555-0101" in text for text in thread(world, ticket, "public"))


def test_agents_and_managers_are_told_with_the_reason(world, ticket):
    """S3-36: THE ASSIGNEE'S THREAD AND THE MANAGERS LEARN OF IT AT ONCE, WITH THE REASON."""
    world.press("take", SAMUEL, ticket)
    escalate(world, ticket)
    told = next(one for one in world.slack.in_thread(world.thread(ticket, "internal")) if WHY in one.text)
    assert [person.handle.user for person in told.deliveries[0].people.values()] == ["U0SAMUEL"]
    assert "Satisfaction de la clientèle" in told.text
    (notice,) = direct(world, MAYA)
    assert WHY in notice
    assert "Satisfaction de la clientèle" in notice


def test_nobody_having_the_ticket_its_group_is_mentioned(world, ticket):
    """S3-36: WITHOUT AN ASSIGNEE THE GROUP IS TOLD."""
    escalate(world, ticket)
    told = next(one for one in world.slack.in_thread(world.thread(ticket, "internal")) if WHY in one.text)
    assert {person.handle.user for person in told.deliveries[0].people.values()} == {"U0INES", "U0SAMUEL"}


def test_history_and_agents_card_show_the_level(world, ticket):
    """S3-36: THE HISTORY SAYS WHO ESCALATED TO WHICH LEVEL AND WHY; THE AGENTS' CARD SHOWS THE LEVEL."""
    escalate(world, ticket)
    history = text_of(world.press("show", AMELIE, ticket).document)
    assert WHY in history
    assert history.count("Satisfaction de la clientèle") == 2  # among the facts, and in the line of history
    card = next(one for one in world.slack.messages if one.room == "C0DESK" and not one.thread)
    assert "Satisfaction de la clientèle" in card.text


def test_an_escalation_is_no_answer_of_a_human(world, ticket):
    """S3-48: WHAT THE REQUESTER SAYS DOES NOT STOP THE RESPONSE CLOCK."""
    assert escalate(world, ticket).answered_at is None


@pytest.mark.parametrize("who", [AMELIE, NOAH])
def test_no_surface_of_a_requester_shows_an_agent_or_a_note(world, ticket, who):
    """S1-7, S1-16: NO AGENT'S NAME AND NO WORD OF A NOTE IN WHAT REQUESTER AND WATCHERS READ OF AN ESCALATION."""
    watched(world, ticket, NOAH)
    world.press("take", INES, ticket)
    world.fill("note", INES, ticket, text="CANARYNOTE")
    escalate(world, ticket, who)
    shown = [*thread(world, ticket, "public"), *direct(world, AMELIE), *direct(world, NOAH)]
    shown.append(text_of(world.press("show", who, ticket).document))
    assert not any("CANARY" in text for text in shown)


def test_a_ticket_beyond_the_levels_of_a_shorter_policy_still_has_its_cards(world, ticket):
    """S3-42: A POLICY THAT HAS FEWER LEVELS THAN A TICKET HAS REACHED BREAKS NOTHING."""
    beyond = replace(ticket, escalation=5, escalated_at=MONDAY)
    with world.store.read() as unit:
        requester = unit.person(ticket.requester)
    card = Card(
        ticket=beyond,
        requester=requester,
        assignee=None,
        wording=Wording(world.policy, words_in("en")),
        operations=world.desk.operations,
    )
    assert "level 5" in text_of(internal_card(card))
    assert ticket.reference in text_of(public_card(card))
