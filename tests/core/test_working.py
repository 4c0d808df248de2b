"""Working and ending: who may, when, to which status; what everybody is told."""

from __future__ import annotations

import pytest

from chatdesk.core.document import Facts
from chatdesk.core.errors import (
    AlreadyDone,
    AlreadyTaken,
    ChoiceUnknown,
    FormRejected,
    NotAllowed,
    NotNow,
    TicketMissing,
    TicketUnknown,
    VerbUnknown,
)
from chatdesk.core.forms import Form
from chatdesk.core.model import Phase
from chatdesk.core.policy_desk import OnYes
from chatdesk.core.words import words_in
from tests.fakes.platform import buttons_of, text_of
from tests.fakes.world import AMELIE, APPS_ROOM, DESK_ROOM, INES, MAYA, NOAH, SAMUEL, World, faculty


@pytest.fixture
def opened(world):
    ticket = world.open()
    world.deliver()
    return ticket


def resolve(world, ticket, who=INES):
    return world.fill("resolve", who, ticket, solution="Redémarrez.", nature=next(iter(world.policy.natures)))


def card(world, ticket, audience):
    thread = world.thread(ticket, audience)
    return next(message for message in world.slack.messages if message.id == thread)


def test_take_sets_the_assignee_and_redraws_both_cards_in_place(world, opened):
    world.press("take", INES, opened)
    world.deliver()
    assert world.ticket(opened.id).phase is Phase.WORKING
    assert len(card(world, opened, "public").deliveries) == 2
    assert "CANARYINES" in card(world, opened, "internal").text
    assert "CANARYINES" not in card(world, opened, "public").text


def test_a_late_double_click_changes_nothing(world, opened):
    world.press("take", INES, opened)
    before = world.ticket(opened.id)
    with pytest.raises(AlreadyDone):
        world.press("take", INES, opened)
    with pytest.raises(AlreadyTaken) as caught:
        world.press("take", SAMUEL, opened)
    assert "CANARYINES" in caught.value.tell(words_in("en"))
    assert world.ticket(opened.id) == before


@pytest.mark.parametrize(
    "verb", ["take", "assign", "transfer", "qualify", "status", "ask", "resolve", "reply", "collaborate"]
)
def test_a_requester_may_not_do_an_agents_work(world, opened, verb):
    before = world.ticket(opened.id)
    with pytest.raises(NotAllowed):
        world.press(verb, AMELIE, opened)
    assert world.ticket(opened.id) == before


def test_a_stranger_learns_nothing_of_a_ticket_not_even_that_it_exists(world, opened):
    for number in (opened.id, 9999, "FAC-9999", "٣", "1" * 400):
        with pytest.raises(TicketUnknown):
            world.press("show", NOAH, number)


def test_a_missing_number_and_an_unknown_verb_are_explained(world):
    with pytest.raises(TicketMissing):
        world.press("show", AMELIE)
    with pytest.raises(VerbUnknown):
        world.press("explode", AMELIE)


@pytest.mark.parametrize("typed", ["1001", "#1001", "FAC-1001", "fac-1001"])
@pytest.mark.usefixtures("opened")
def test_a_ticket_is_found_however_its_number_is_written(world, typed):
    assert "FAC-1001" in text_of(world.press("show", AMELIE, typed).document)


def test_assign_offers_the_groups_members_and_mentions_the_chosen(world, opened):
    form = world.press("assign", INES, opened)
    options = {option.label: option.value for option in form.fields[0].options}
    assert set(options) == {"Inès CANARYINES", "Samuel CANARYSAM"}
    world.fill("assign", INES, opened, assignee=options["Samuel CANARYSAM"])
    world.deliver()
    (told,) = world.slack.in_thread(world.thread(opened, "internal"))
    assert {who.name for who in told.deliveries[0].people.values()} == {"Samuel CANARYSAM"}


def test_handing_over_moves_the_internal_thread_and_the_old_one_is_still_heard(world, opened):
    old = world.thread(opened, "internal")
    world.press("take", INES, opened)
    world.fill("transfer", INES, opened, group="applications", reason="Base de données")
    world.deliver()
    new = world.thread(opened, "internal")
    assert new != old
    assert card(world, opened, "internal").room == APPS_ROOM
    assert world.ticket(opened.id).assignee is None
    assert "Base de données" in world.slack.in_thread(old)[-1].text
    assert "Base de données" in world.slack.in_thread(new)[-1].text
    world.say(INES, old, "Encore une chose", room=DESK_ROOM)
    assert "Encore une chose" in text_of(world.press("show", INES, opened).document)


def test_s4_23_the_qualified_priority_stands_beside_the_declared_one_with_its_reason(world):
    """S4-23."""
    ticket = world.open(impact="person", urgency="later")
    world.fill("qualify", INES, ticket, impact="faculty", urgency="now", reason="Toute la faculté est touchée")
    after = world.ticket(ticket.id)
    assert after.declared_priority == world.policy.matrix["person"]["later"]
    assert after.priority == world.policy.matrix["faculty"]["now"]
    assert "Toute la faculté est touchée" in text_of(world.press("show", AMELIE, ticket).document)


@pytest.mark.parametrize(
    ("declared", "shown"),
    [
        ({}, "Critique"),
        ({"impact": "person"}, "Critique"),
        ({"impact": "person", "urgency": "later"}, "Critique (déclarée\N{NO-BREAK SPACE}: Basse)"),
    ],
)
def test_s4_23_a_priority_is_called_declared_only_where_the_requester_declared_one(world, declared, shown):
    """S4-23: IMPACT AND URGENCY DECLARE A PRIORITY; WHAT THE DESK TAKES BY DEFAULT IS NOBODY'S WORD."""
    ticket = world.open(**declared)
    world.fill("qualify", INES, ticket, impact="faculty", urgency="now", reason="Toute la faculté est touchée")
    world.fill("qualify", INES, ticket, impact="faculty", urgency="now", reason="Encore")
    world.deliver()
    assert priority_on(card(world, ticket, "internal")) == shown


def priority_on(message):
    facts = (fact for block in message.body.blocks if isinstance(block, Facts) for fact in block.rows)
    return next("".join(map(str, fact.value)) for fact in facts if fact.label == "Priorité")


def test_s2_18_a_status_outside_the_table_is_refused_at_its_field(world, opened):
    """S2-18."""
    form = world.press("status", INES, opened)
    assert isinstance(form, Form)
    offered = {option.value for option in form.fields[0].options}
    allowed = set(world.policy.statuses[opened.status].next)
    assert offered <= allowed
    with pytest.raises(FormRejected) as caught:
        world.fill("status", INES, opened, status=world.policy.moves.close)
    assert isinstance(caught.value.fields["status"], ChoiceUnknown)


def test_an_answer_puts_a_waiting_ticket_back_to_work(world, opened):
    world.press("take", INES, opened)
    world.fill("ask", INES, opened, text="Quel navigateur ?")
    assert world.ticket(opened.id).phase is Phase.WAITING
    world.deliver()
    assert "Quel navigateur ?" in world.slack.in_thread(world.thread(opened, "public"))[-1].text
    world.say(AMELIE, world.thread(opened, "public"), "Firefox")
    assert world.ticket(opened.id).phase is Phase.WORKING


def test_s1_21_and_s2_19_resolving_tells_and_asks_by_two_buttons(world, opened):
    """S1-21, S2-19."""
    world.press("take", INES, opened)
    resolve(world, opened)
    world.deliver()
    prompt = world.slack.in_thread(world.thread(opened, "public"))[-1]
    assert "Redémarrez." in prompt.text
    assert buttons_of(prompt.body) == {"confirm": "1001", "refuse": "1001"}


def test_yes_closes_and_a_second_yes_is_told_what_is_possible(world, opened):
    resolve(world, opened)
    reply = world.press("confirm", AMELIE, opened)
    assert reply.becomes is not None
    assert world.ticket(opened.id).phase is Phase.CLOSED
    with pytest.raises(NotNow) as caught:
        world.press("confirm", AMELIE, opened)
    told = caught.value.tell(words_in("fr"))
    assert "FAC-1001" in told
    assert "Ouvrir une suite" in told


def test_only_the_requester_confirms(world, opened):
    resolve(world, opened)
    with pytest.raises(NotAllowed):
        world.press("confirm", INES, opened)


def test_s2_21_where_the_policy_says_so_yes_leaves_one_click_to_the_agent_in_charge(store):
    """S2-21."""
    world = World(store, faculty(on_yes=OnYes.AGENT))
    ticket = world.open()
    world.press("take", INES, ticket)
    resolve(world, ticket)
    world.press("confirm", AMELIE, ticket)
    world.deliver()
    assert world.ticket(ticket.id).phase is Phase.RESOLVED
    told = world.slack.in_thread(world.thread(ticket, "internal"))[-1]
    assert buttons_of(told.body) == {"close": "1001"}
    world.press("close", INES, ticket)
    assert world.ticket(ticket.id).phase is Phase.CLOSED


def test_no_with_a_reason_puts_it_back_to_work_and_tells_the_assignee(world, opened):
    world.press("take", INES, opened)
    resolve(world, opened)
    with pytest.raises(FormRejected):
        world.fill("refuse", AMELIE, opened, reason=" ")
    world.fill("refuse", AMELIE, opened, reason="Même erreur")
    world.deliver()
    assert world.ticket(opened.id).phase is Phase.WORKING
    told = world.slack.in_thread(world.thread(opened, "internal"))[-1]
    assert "Même erreur" in told.text
    assert {who.name for who in told.deliveries[0].people.values()} == {"Inès CANARYINES"}


def test_a_comment_on_a_resolved_ticket_is_answered_with_the_two_buttons(world, opened):
    resolve(world, opened)
    world.deliver()
    world.say(AMELIE, world.thread(opened, "public"), "Hmm")
    world.deliver()
    asked = world.slack.in_thread(world.thread(opened, "public"))[-1]
    assert asked.only_for == "U0AMELIE"
    assert set(buttons_of(asked.body)) == {"confirm", "refuse"}


def test_s4_18_cancelling_needs_a_reason_that_the_requester_reads(world, opened):
    """S4-18."""
    world.fill("cancel", INES, opened, reason="Doublon")
    world.deliver()
    assert world.ticket(opened.id).phase is Phase.CANCELLED
    assert "Doublon" in world.slack.in_thread(world.thread(opened, "public"))[-1].text


def test_closed_is_closed(world, opened):
    resolve(world, opened)
    world.press("confirm", AMELIE, opened)
    before = world.ticket(opened.id)
    for verb in ("take", "assign", "ask", "resolve", "status", "cancel", "reply"):
        with pytest.raises(NotNow):
            world.press(verb, INES, opened)
    assert world.ticket(opened.id) == before


def test_a_manager_named_in_the_policy_works_as_an_agent(world, opened):
    world.press("take", MAYA, opened)
    assert world.ticket(opened.id).assignee is not None


def test_a_manager_whom_the_desk_never_met_reads_the_queue_at_once(world):
    assert world.press("queue", MAYA).document is not None


def test_the_internal_card_has_a_button_or_an_entry_for_all_that_may_be_done(world, opened):
    buttons = buttons_of(card(world, opened, "internal").body)
    assert {
        "take", "reply", "ask", "resolve", "note", "qualify", "assign", "transfer", "status", "watch",
        "collaborate", "cancel", "show", "call", "cadence", "why", "involve",
    } == set(buttons)  # fmt: skip
    assert set(buttons.values()) == {"1001"}


@pytest.mark.usefixtures("opened")
def test_s0_8_my_list_shows_all_my_tickets_with_their_state(world):
    """S0-8."""
    second = world.open(title="Deuxième")
    world.fill("cancel", AMELIE, second, reason="Réglé")
    text = text_of(world.press("list", AMELIE).document)
    assert "FAC-1001" in text
    assert "FAC-1002" in text
    assert world.policy.statuses[world.policy.moves.cancel].name.fr in text
    assert "FAC-1001" not in text_of(world.press("list", NOAH).document)


@pytest.mark.usefixtures("opened")
def test_the_queue_is_for_agents(world):
    assert "FAC-1001" in text_of(world.press("queue", INES).document)
    with pytest.raises(NotAllowed):
        world.press("queue", AMELIE)


def test_s2_15_details_show_the_ten_elements(world, opened):
    """S2-15."""
    world.fill("qualify", INES, opened, impact="faculty", urgency="now", reason="Raison")
    document = world.press("show", AMELIE, opened).document
    text = text_of(document)
    kind = world.policy.kinds["question"].name.fr
    status = world.policy.statuses[world.ticket(opened.id).status].name.fr
    for element in ("FAC-1001", "Je ne vois plus mes demandes.", kind, "Raison", status, "Amélie Roy"):
        assert element in text
    assert {"comment", "mute"} <= set(buttons_of(document))
    assert world.now.year == 2026


def test_s2_17_history_is_newest_first(world, opened):
    """S2-17."""
    world.advance(hours=1)
    world.press("take", INES, opened)
    with world.store.read() as unit:
        moments = [entry.at for entry in unit.internal_history(opened.id, 20)]
    assert moments == sorted(moments, reverse=True)


def test_help_shows_agents_verbs_to_agents_only(world):
    assert "/ticket take" not in text_of(world.press("help", AMELIE).document)
    assert "/ticket take" in text_of(world.press("help", INES).document)


def test_every_error_is_told_in_both_languages(world, opened):
    with pytest.raises(NotAllowed) as caught:
        world.press("take", AMELIE, opened)
    assert caught.value.tell(words_in("en")) != caught.value.tell(words_in("fr"))
