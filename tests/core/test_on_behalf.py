"""On somebody's behalf: what only some may open, and tickets that agents open for those who asked otherwise."""

from __future__ import annotations

import pytest

from chatdesk.core.errors import ChoiceUnknown, FieldMissing, FormRejected, NotAllowed
from chatdesk.core.policy_desk import Receipts, Threads
from tests.fakes.platform import text_of
from tests.fakes.world import AMELIE, INES, INTAKE, MAYA, NOAH, SAMUEL, World, faculty

LICENCE = {"product": "crm", "kind": "report", "title": "Licence", "description": "Dix postes"}
LICENCE_FACTS = {"facts__period": "2026", "facts__report_purpose": "x"}
ASKED = {"product": "other", "kind": "question", "title": "Au téléphone", "description": "Plus rien ne va."}


def restricted(kind="report", group="applications", **desk):
    """The faculty's policy where only a group opens a kind; Samuel is in `applications`, Inès is not."""
    policy = faculty(**desk)
    only = policy.kinds[kind].model_copy(update={"opened_by": group})
    return policy.model_copy(update={"kinds": {**policy.kinds, kind: only}})


def offered(form, field="kind"):
    return [option.value for option in next(each for each in form.fields if each.id == field).options]


def known(world, who):
    """The desk has met somebody."""
    world.press("list", who)
    world.fill("profile", who)


@pytest.mark.parametrize("who", [AMELIE, INES])
def test_s2_7_a_kind_that_a_group_opens_is_offered_to_nobody_else(store, who):
    """NOT OFFERED TO REQUESTERS, NOR TO AGENTS OF ANOTHER GROUP, AND REFUSED IF IT COMES ALL THE SAME."""
    world = World(store, restricted())
    assert "report" not in offered(world.press("open", who, rest="crm"))
    with pytest.raises(FormRejected) as caught:
        world.fill("open", who, **LICENCE, **LICENCE_FACTS)
    assert isinstance(caught.value.fields["kind"], ChoiceUnknown)
    assert world.policy.kinds["report"].meaning.fr not in text_of(world.press("catalogue", who, rest="crm").document)


@pytest.mark.parametrize("verb", ["open", "openfor"])
def test_s2_7_a_member_of_the_group_sees_the_kind_in_both_forms(store, verb):
    """WHOEVER IS IN THE GROUP OPENS IT, FOR SOMEBODY OR FOR THEMSELVES."""
    world = World(store, restricted())
    assert "report" in offered(world.press(verb, SAMUEL, rest="crm"))
    more = {"requester": (AMELIE.handle,)} if verb == "openfor" else {}
    assert world.fill(verb, SAMUEL, **LICENCE, **LICENCE_FACTS, **more).ticket.kind == "report"


def test_s2_7_an_agent_of_another_group_does_not_open_it_for_anybody(store):
    """S2-7."""
    world = World(store, restricted())
    assert "report" not in offered(world.press("openfor", INES, rest="crm"))
    with pytest.raises(FormRejected):
        world.fill("openfor", INES, requester=(AMELIE.handle,), **LICENCE, **LICENCE_FACTS)


def test_a_product_of_which_nothing_may_be_opened_is_not_offered(store):
    """A PRODUCT WHOSE EVERY KIND IS SOMEBODY ELSE'S IS NO CHOICE; THE CATALOGUE SHOWS IT WITHOUT THE BUTTON."""
    policy = restricted()
    sold = policy.products["crm"].model_copy(update={"kinds": ("report",)})
    world = World(store, policy.model_copy(update={"products": {**policy.products, "crm": sold}}))
    assert "crm" not in offered(world.press("open", AMELIE), "product")
    assert "crm" in offered(world.press("open", SAMUEL), "product")
    page = world.press("catalogue", AMELIE, rest="crm").document
    assert [button.verb for button in page.blocks[-1].buttons] == ["catalogue"]


def test_a_ticket_opened_for_somebody_is_theirs(world):
    """REQUESTER, LANGUAGE AND THREAD ARE THEIRS; WHO OPENED IT IS KEPT."""
    known(world, NOAH)
    ticket = world.fill("openfor", INES, requester=(NOAH.handle,), **ASKED).ticket
    with world.store.read() as unit:
        assert unit.person(ticket.requester).name == "Noah Clark"
        assert unit.person(ticket.opened_by).name == "Inès CANARYINES"
    world.deliver()
    (card,) = world.slack.in_room(INTAKE)
    assert "Next to act" in card.text
    assert ticket.reference in text_of(world.press("list", NOAH).document)
    assert ticket.reference not in text_of(world.press("list", AMELIE).document)


def test_on_a_private_desk_it_stands_in_the_requesters_direct_messages(store):
    world = World(store, faculty(threads=Threads.PRIVATE))
    world.fill("openfor", INES, requester=(NOAH.handle,), **ASKED)
    world.deliver()
    assert len(world.slack.in_room("dm:U0NOAH")) == 1
    assert world.slack.in_room("dm:U0INES") == []


@pytest.mark.parametrize(("receipts", "sent"), [(Receipts.FORM, 0), (Receipts.ALWAYS, 1), (Receipts.NEVER, 0)])
def test_s1_20_no_receipt_goes_out_unless_the_desk_always_sends_one(store, receipts, sent):
    """NONE FOR A TICKET OPENED ON BEHALF; WHERE ONE IS ALWAYS SENT, IT SPEAKS THE REQUESTER'S LANGUAGE."""
    world = World(store, faculty(receipts=receipts))
    known(world, NOAH)
    world.fill("openfor", INES, requester=(NOAH.handle,), **ASKED)
    world.deliver()
    told = world.slack.in_room("dm:U0NOAH")
    assert len(told) == sent
    assert world.slack.in_room("dm:U0INES") == []
    assert all("We have received your request" in message.text for message in told)


@pytest.mark.parametrize(("discloses", "name"), [(False, "Faculty service desk"), (True, "Inès CANARYINES")])
def test_the_history_says_who_opened_it_by_the_name_that_requesters_may_learn(store, discloses, name):
    """THE DESK'S NAME WHERE AGENTS ARE NOT DISCLOSED (S1-16), TO AGENTS ALWAYS THE AGENT'S."""
    world = World(store, faculty(discloses_agents=discloses))
    known(world, NOAH)
    ticket = world.fill("openfor", INES, requester=(NOAH.handle,), **ASKED).ticket
    shown = text_of(world.press("show", NOAH, ticket).document)
    assert f"{name} opened the ticket on behalf of the requester" in shown
    assert discloses or "CANARY" not in shown
    assert "Inès CANARYINES opened" in text_of(world.press("show", SAMUEL, ticket).document)


def test_what_the_desk_knows_of_the_agent_does_not_get_into_the_ticket(world):
    """THE AGENT'S FACTS ARE NOT SHOWN, USED OR CHANGED; WHAT IS LEFT EMPTY IS TAKEN FROM THE REQUESTER'S."""
    world.fill("profile", INES, facts__phone="555-9999")
    world.fill("profile", NOAH, facts__phone="555-0142")
    form = world.press("openfor", INES, rest="other")
    assert "555" not in form.intro
    ticket = world.fill("openfor", INES, requester=(NOAH.handle,), **ASKED).ticket
    assert ticket.facts["phone"] == "555-0142"
    typed = world.fill("openfor", INES, requester=(NOAH.handle,), facts__phone="555-0000", **ASKED).ticket
    assert typed.facts["phone"] == "555-0000"
    assert world.open(INES).facts["phone"] == "555-9999"
    assert world.open(NOAH).facts["phone"] == "555-0142"


def test_a_follow_up_that_an_agent_opens_holds_the_requesters_facts_too(world):
    """THE SAME RULE FOR A FOLLOW-UP: IT IS THE REQUESTER'S."""
    world.fill("profile", INES, facts__phone="555-9999")
    world.fill("profile", NOAH, facts__phone="555-0142")
    ticket = world.open(NOAH)
    world.fill("cancel", NOAH, ticket, reason="x")
    assert "555" not in world.press("followup", INES, ticket).intro
    later = world.fill("followup", INES, ticket, **ASKED).ticket
    assert (later.requester, later.facts["phone"]) == (ticket.requester, "555-0142")
    assert "555-0142" in world.press("followup", NOAH, ticket, rest="").intro


@pytest.mark.parametrize("who", [AMELIE, NOAH])
def test_only_agents_open_for_others(world, who):
    with pytest.raises(NotAllowed):
        world.press("openfor", who)
    with pytest.raises(NotAllowed):
        world.fill("openfor", who, requester=(AMELIE.handle,), **ASKED)


def test_managers_do_too(world):
    assert world.fill("openfor", MAYA, requester=(NOAH.handle,), **ASKED).ticket is not None


def test_the_form_insists_on_somebody_and_keeps_whom_was_chosen(world):
    with pytest.raises(FormRejected) as caught:
        world.fill("openfor", INES, **ASKED)
    assert isinstance(caught.value.fields["requester"], FieldMissing)
    drawn = world.desk.view(
        lambda work: work.operations["openfor"].form(work, {**ASKED, "requester": (NOAH.handle,)}), INES, world.now
    )
    assert drawn.fields[0].initial == (NOAH.handle,)


def test_an_agent_who_names_themselves_opens_for_themselves(world):
    """IT IS THEN LIKE ANY OTHER TICKET OF THEIR OWN, WITH A RECEIPT."""
    ticket = world.fill("openfor", INES, requester=(INES.handle,), **ASKED).ticket
    assert ticket.requester == ticket.opened_by
    world.deliver()
    assert len(world.slack.in_room("dm:U0INES")) == 1
