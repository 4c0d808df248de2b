"""Rosters: who sees them, who asks for a change and how, who approves it, and what becomes of it."""

from __future__ import annotations

import pytest

from chatdesk.core.errors import (
    AlreadyOnRoster,
    ApprovalNeeded,
    ChoiceUnknown,
    CustomerUnknown,
    FieldMissing,
    FormRejected,
    JoinsForThemselves,
    MayNotOpen,
    MissingOfWhoJoins,
    NoPlaceFree,
    NoPlaceLeft,
    NotAllowed,
    NothingToApprove,
    NotInGroup,
    NotNow,
    NumberUnknown,
    ShiftFull,
    SomebodyNeeded,
    VerbUnknown,
)
from chatdesk.core.model import InternalEntry, Phase
from chatdesk.core.policy_desk import Threads
from tests.fakes.platform import buttons_of, text_of
from tests.fakes.rostered import ANA, BOB, EVE, IDA, JOINING, ROSTER, RosteredWorld
from tests.fakes.world import INES, INTAKE, MAYA, SAMUEL

ANYBODY = {"requests": {"from_anybody": True}}


@pytest.fixture
def world(store):
    return RosteredWorld(store)


def shown(world, who, rest=""):
    return text_of(world.press("roster", who, rest=rest).document)


def fields(form) -> dict:
    return {field.id: field for field in form.fields}


def wrong(caught) -> dict:
    return {field: type(error) for field, error in caught.value.fields.items()}


# -- who sees what
def test_s3_10_a_customers_people_see_their_roster_by_shift(world):
    """S3-10: WHO IS ON EACH SHIFT, SINCE WHEN, HOW MANY PLACES ARE LEFT; THE BUTTON ASKS FOR A CHANGE."""
    reply = world.press("roster", ANA)
    told = text_of(reply.document)
    assert "Super users · Riverside" in told
    assert "no place left" in told
    assert "1 place left" in told
    assert told.count("Ana Ruiz") == 2
    assert "Hillside" not in told
    assert buttons_of(reply.document) == {"designate": "riverside"}


def test_s3_10_a_shift_with_nobody_is_pointed_out(world):
    """S3-10: SUPER USERS FOR ALL SHIFTS."""
    assert "Nobody: please name somebody." in shown(world, IDA)
    assert "Nobody" not in shown(world, ANA)
    assert shown(world, SAMUEL).count("nobody on Night") == 1


def test_a_requester_sees_no_other_customers_roster(world):
    """S3-14: NEITHER WHO IS ON IT NOR THAT THE CUSTOMER EXISTS."""
    for typed in ("hillside", "20017", "Hillside", "nowhere"):
        with pytest.raises(CustomerUnknown):
            world.press("roster", ANA, rest=typed)
    assert "Ana" not in shown(world, EVE)
    with pytest.raises(CustomerUnknown):
        world.press("roster", EVE, rest="riverside")


@pytest.mark.parametrize("typed", ["riverside", "10-042", "RIVERSIDE"])
def test_agents_see_every_customers_roster(world, typed):
    """S3-10: BY ID, NUMBER OR NAME; WITHOUT ONE, A LIST OF CUSTOMERS WITH A BUTTON EACH."""
    assert "Bob Stone" in shown(world, INES, typed)
    listed = world.press("roster", INES).document
    assert [button.subject for button in listed.blocks[-1].buttons] == ["riverside", "hillside"]


def test_somebody_on_no_roster_is_told_who_may(world):
    """S3-13: IN THE POLICY'S WORDS."""
    assert "Ask a super user of yours." in shown(world, EVE)
    with pytest.raises(MayNotOpen):
        world.press("designate", EVE)


def test_a_desk_without_a_roster_has_none_of_its_verbs(store):
    """S3-10: WHAT ONLY SOME DESKS HAVE IS NO VERB ELSEWHERE."""
    from tests.fakes.world import World  # noqa: PLC0415

    for verb in ("roster", "designate", "withdraw", "access", "approve"):
        with pytest.raises(VerbUnknown):
            World(store).press(verb, INES)


def test_s4_7_the_people_of_a_customer_that_the_desk_does_not_serve_change_no_list(store):
    """S4-7: THEY ARE TOLD WHERE TO GO; AN AGENT IS NOT OFFERED SUCH A CUSTOMER EITHER."""
    world = RosteredWorld(store, indirect={"text": "Please ask your integrator."})
    with pytest.raises(MayNotOpen) as caught:
        world.press("designate", IDA)
    assert caught.value.values["text"] == "Please ask your integrator."
    assert [option.value for option in fields(world.press("designate", INES))["customer"].options] == ["riverside"]


# -- asking
def test_s3_51_a_change_is_asked_for_by_a_ticket_that_names_who_leaves_and_who_joins(world):
    """S3-14, S3-51: THE TICKET SAYS IT IN THE DESK'S LANGUAGE; NOTHING CHANGES BEFORE SOMEBODY APPROVES."""
    ticket = world.designate(ANA, joins=EVE, leaves=BOB)
    assert ticket.title == "Super users of Riverside, Day: Eve Moss for Bob Stone"
    assert (ticket.kind, ticket.product, ticket.customer) == ("roster", "crm", "riverside")
    assert world.ticket(ticket.id).customer == "riverside"
    assert "Confirmed: They are trained at your cost." in ticket.description
    assert world.on("riverside", "day") == {"Ana Ruiz", "Bob Stone"}
    world.deliver()
    prompt = world.slack.in_thread(world.thread(ticket, "internal"))[0]
    assert "Eve Moss for Bob Stone" in prompt.text
    assert "Nurse" in prompt.text
    assert buttons_of(prompt.body) == {"approve": str(ticket.id), "cancel": str(ticket.id)}
    assert all("Nurse" not in message.text for message in world.slack.in_room(INTAKE))


def test_s3_51_somebody_joins_or_leaves_or_both(world):
    """S3-51: AT LEAST ONE OF THE TWO, TOLD AT THE FIELD."""
    assert world.designate(ANA, leaves=BOB).title.endswith("Day: Bob Stone leaves")
    assert world.designate(ANA, shift="night", joins=EVE).title.endswith("Night: Eve Moss joins")
    with pytest.raises(FormRejected) as caught:
        world.designate(ANA)
    assert wrong(caught) == {"joins": SomebodyNeeded}
    with pytest.raises(FormRejected) as caught:
        world.designate(ANA, joins=BOB, leaves=BOB)
    assert wrong(caught) == {"joins": JoinsForThemselves}


def test_s3_50_no_more_than_a_shift_holds_unless_somebody_leaves(world):
    """S3-50: AT MOST TWO; WHO HAS THE PLACES IS TOLD AT THE FIELD."""
    with pytest.raises(FormRejected) as caught:
        world.designate(ANA, joins=EVE)
    error = caught.value.fields["joins"]
    assert isinstance(error, NoPlaceLeft)
    assert (error.values["limit"], error.values["names"]) == (2, "Ana Ruiz, Bob Stone")
    assert world.designate(ANA, joins=EVE, leaves=BOB) is not None


def test_s3_50_whoever_has_a_place_needs_no_other_for_new_facts(world):
    """S3-14: THE LIST IS KEPT CURRENT, ALSO A TELEPHONE NUMBER ON A FULL SHIFT."""
    ticket = world.designate(ANA, joins=BOB, facts__function="Head nurse")
    world.press("approve", SAMUEL, ticket)
    assert "Head nurse" in shown(world, ANA)


def test_s3_52_what_the_policy_asks_about_whoever_joins(world):
    """S3-52, S3-12, S3-15: ITS FACTS AND ITS TERMS, NEEDED ONLY WHERE SOMEBODY JOINS."""
    form = world.press("designate", ANA, rest="riverside")
    assert form.intro == "They are trained at your cost."
    drawn = world.desk.view(lambda work: form_of(work, shift="day"), ANA, world.now)
    assert list(fields(drawn)) == ["customer", "shift", "leaves", "joins", "facts.function", "facts.reach", "terms"]
    with pytest.raises(FormRejected) as caught:
        world.designate(ANA, joins=EVE, leaves=BOB, facts__function=" ", terms="")
    assert wrong(caught) == {"facts.function": MissingOfWhoJoins, "terms": MissingOfWhoJoins}


def form_of(work, **answers):
    return work.operations["designate"].form(work, answers)


def test_only_a_customers_own_people_ask_for_its_changes(world):
    """S3-14: ANOTHER CUSTOMER IS NOT OFFERED, AND REFUSED WHERE IT COMES ALL THE SAME."""
    with pytest.raises(FormRejected) as caught:
        world.designate(IDA, leaves=BOB)
    assert wrong(caught)["customer"] is ChoiceUnknown
    assert [option.value for option in fields(world.press("designate", ANA))["customer"].options] == ["riverside"]


def test_who_leaves_is_one_of_those_on_the_shift(world):
    """S3-51: SOMEBODY OF ANOTHER SHIFT OR CUSTOMER CANNOT LEAVE THIS ONE."""
    for leaver in (IDA, EVE):
        with pytest.raises(FormRejected) as caught:
            world.designate(ANA, leaves=leaver)
        assert wrong(caught) == {"leaves": ChoiceUnknown}


def test_the_kind_of_such_a_ticket_is_not_on_the_ordinary_form(world):
    """S3-51: ITS OWN FORM IS THE ONLY WAY TO IT."""
    form = world.press("open", ANA, rest="crm")
    assert "roster" not in [option.value for option in fields(form)["kind"].options]
    with pytest.raises(FormRejected):
        world.open(ANA, product="crm", kind="roster")


# -- approving
def test_s3_14_approving_changes_the_roster_and_ends_the_ticket(world):
    """S3-14: DONE AND CLOSED AT ONCE; WHOEVER ASKED NEED NOT CONFIRM."""
    ticket = world.designate(ANA, joins=EVE, leaves=BOB)
    reply = world.press("approve", SAMUEL, ticket)
    assert "approved" in text_of(reply.becomes)
    assert world.on("riverside", "day") == {"Ana Ruiz", "Eve Moss"}
    assert world.ticket(ticket.id).phase is Phase.CLOSED
    assert world.next_timer() is None
    world.deliver()
    said = world.slack.in_thread(world.thread(ticket, "public"))[-1].text
    assert "is approved, and done." in said
    assert "CANARY" not in said
    assert "approved the change" in text_of(world.press("show", ANA, ticket).document)


def test_s3_11_whoever_joins_and_whoever_leaves_is_told_privately_in_their_language(world):
    """S3-11: WHAT THEY MAY DO NOW, AND THAT THEY GIVE FIRST-LEVEL HELP."""
    ticket = world.designate(ANA, joins=EVE, leaves=BOB)
    assert world.direct(EVE) == ""
    world.press("approve", SAMUEL, ticket)
    told = world.direct(EVE)
    assert "You may open tickets for Riverside" in told
    assert "You give first-level help." in told
    assert "Super utilisateurs, Riverside, Jour" in world.direct(BOB)


def test_only_agents_of_the_group_approve(world):
    """S3-14: NOT WHOEVER ASKED, NOT A REQUESTER, NOT ANOTHER GROUP; A MANAGER MAY."""
    ticket = world.designate(ANA, leaves=BOB)
    with pytest.raises(NotAllowed):
        world.press("approve", ANA, ticket)
    with pytest.raises(NotInGroup):
        world.press("approve", INES, ticket)
    world.press("approve", MAYA, ticket)
    assert world.on("riverside", "day") == {"Ana Ruiz"}


def test_an_ordinary_ticket_has_nothing_to_approve(world):
    """S3-14: APPROVING ENDS NO OTHER TICKET."""
    ticket = world.open(ANA)
    with pytest.raises(NothingToApprove):
        world.press("approve", INES, ticket)
    assert world.ticket(ticket.id).phase is Phase.NEW


def test_such_a_ticket_ends_by_approving_or_cancelling_it_alone(world):
    """S3-14: A SOLUTION WOULD LEAVE THE ROSTER AS IT IS."""
    ticket = world.designate(ANA, leaves=BOB)
    with pytest.raises(ApprovalNeeded):
        world.press("resolve", SAMUEL, ticket)
    with pytest.raises(ApprovalNeeded):
        world.fill("resolve", SAMUEL, ticket, solution="Done", nature="advice")
    assert world.ticket(ticket.id).phase is Phase.NEW


def test_s3_50_of_two_approvals_for_the_last_place_one_wins(world):
    """S3-50: CHECKED AGAIN WHEN IT IS APPROVED; THE OTHER IS TOLD WHO HAS THE PLACES, AND NOTHING CHANGES."""
    first = world.designate(ANA, shift="night", joins=BOB)
    second = world.designate(ANA, shift="night", joins=EVE)
    world.press("approve", SAMUEL, first)
    with pytest.raises(ShiftFull) as caught:
        world.press("approve", SAMUEL, second)
    assert caught.value.values["names"] == "Ana Ruiz, Bob Stone"
    assert world.on("riverside", "night") == {"Ana Ruiz", "Bob Stone"}
    assert world.ticket(second.id).phase is Phase.NEW


def test_a_change_is_declined_by_cancelling_with_the_reason(world):
    """S3-14: THE REQUESTER READS WHY, THE ROSTER STAYS, AND IT CANNOT BE APPROVED ANY MORE."""
    ticket = world.designate(ANA, joins=EVE, leaves=BOB)
    world.fill("cancel", SAMUEL, ticket, reason="Not trained yet")
    with pytest.raises(NotNow):
        world.press("approve", SAMUEL, ticket)
    assert world.on("riverside", "day") == {"Ana Ruiz", "Bob Stone"}


def test_a_managers_own_change_is_done_at_once(world):
    """S3-14: STILL A TICKET, WITH ITS HISTORY."""
    ticket = world.designate(MAYA, joins=EVE, leaves=BOB)
    assert world.on("riverside", "day") == {"Ana Ruiz", "Eve Moss"}
    assert world.ticket(ticket.id).phase is Phase.CLOSED
    assert "You give first-level help." in world.direct(EVE)


def test_what_an_agent_asks_for_a_manager_approves(world):
    """S3-14, S3-16: NO AGENT APPROVES WHAT THE DESK ITSELF WANTS OF A CUSTOMER."""
    ticket = world.designate(INES, joins=EVE, leaves=BOB)
    for agent in (INES, SAMUEL):
        with pytest.raises(NotAllowed):
            world.press("approve", agent, ticket)
    world.press("approve", MAYA, ticket)
    assert "Eve Moss" in world.on("riverside", "day")


# -- taken off by the desk
def withdrawn(world, who=SAMUEL):
    place = f"day/{world.id(BOB)}"
    return world.fill("withdraw", who, customer="riverside", place=place, reason="CANARYREASON").ticket


def test_s3_16_the_desk_asks_to_take_somebody_off(world):
    """S3-16: THOSE WHO STAY ARE ASKED FOR A SUCCESSOR; A MANAGER HAS IT DONE; NO REQUESTER READS WHY."""
    ticket = withdrawn(world)
    asked = world.direct(ANA)
    assert "We have asked that Bob Stone be taken off the list" in asked
    assert "Please name somebody in their place." in asked
    assert "asks for your approval" in world.direct(MAYA)
    assert world.direct(BOB) == ""
    with pytest.raises(NotAllowed):
        world.press("approve", SAMUEL, ticket)
    world.press("approve", MAYA, ticket)
    assert world.on("riverside", "day") == {"Ana Ruiz"}
    assert "Super utilisateurs, Riverside, Jour" in world.direct(BOB)
    public = [m.text for m in world.slack.messages if m.room in (INTAKE, "dm:U0ANA", "dm:U0BOB", "dm:U0IDA")]
    assert public
    assert not any("CANARYREASON" in text for text in public)


def test_s3_16_the_reason_is_kept_for_agents(world):
    """S3-16: IN THEIR THREAD AND IN THE HISTORY THAT THEY READ."""
    ticket = withdrawn(world)
    world.deliver()
    assert "CANARYREASON" in text_of([m.body for m in world.slack.in_thread(world.thread(ticket, "internal"))])
    with world.store.read() as unit:
        kept = [entry for entry in unit.internal_history(ticket.id, 9) if isinstance(entry, InternalEntry)]
    assert [entry.text.words for entry in kept] == ["CANARYREASON"]


def test_s3_16_only_agents_ask_for_that(world):
    """S3-16."""
    with pytest.raises(NotAllowed):
        withdrawn(world, ANA)
    assert "withdraw" not in buttons_of(world.press("roster", ANA).document)
    assert buttons_of(world.press("roster", INES, rest="hillside").document)["withdraw"] == "hillside"


def test_s3_16_somebody_who_is_not_on_the_list_cannot_be_taken_off(world):
    """S3-16."""
    with pytest.raises(FormRejected) as caught:
        world.fill("withdraw", SAMUEL, customer="hillside", place=f"day/{world.id(BOB)}", reason="x")
    assert wrong(caught) == {"place": ChoiceUnknown}


def test_s3_16_a_manager_takes_somebody_off_at_once(world):
    """S3-16: THE OTHERS ARE STILL ASKED FOR A SUCCESSOR."""
    withdrawn(world, MAYA)
    assert world.on("riverside", "day") == {"Ana Ruiz"}
    assert "Please name somebody" in world.direct(ANA)


def test_whoever_is_on_a_shift_that_left_the_policy_can_be_taken_off(store):
    """S3-16: THEY ARE ON THE LIST STILL, AND WOULD OPEN TICKETS FOR EVER."""
    world = RosteredWorld(store, roster={"shifts": {"day": ROSTER["shifts"]["day"]}})
    place = f"night/{world.id(ANA)}"
    ticket = world.fill("withdraw", MAYA, customer="riverside", place=place, reason="x").ticket
    assert (world.ticket(ticket.id).phase, world.on("riverside", "night")) == (Phase.CLOSED, set())


# -- asked for by strangers
ASKED = {"customer_number": "10042", "shift": "night", **JOINING}


def test_s4_17_somebody_on_no_roster_asks_to_be_put_on_one(store):
    """S4-17: BY THE CUSTOMER'S NUMBER, HOWEVER IT IS DASHED; APPROVAL PUTS THEM ON."""
    world = RosteredWorld(store, **ANYBODY)
    assert buttons_of(world.press("roster", EVE).document) == {"access": ""}
    ticket = world.fill("access", EVE, **ASKED).ticket
    assert world.on("riverside", "night") == {"Ana Ruiz"}
    world.press("approve", SAMUEL, ticket)
    assert world.on("riverside", "night") == {"Ana Ruiz", "Eve Moss"}
    assert "You may open tickets for Riverside" in world.direct(EVE)


def test_s4_17_what_a_stranger_is_not_told(store):
    """S4-17: NO CUSTOMER'S NAME AND NOBODY ON ITS ROSTER, ALSO WHERE NOTHING COMES OF IT."""
    world = RosteredWorld(store, **ANYBODY)
    told = {}
    for number, shift, field, error in (
        ("10043", "night", "customer_number", NumberUnknown),
        ("10-042", "day", "shift", NoPlaceFree),
    ):
        with pytest.raises(FormRejected) as caught:
            world.fill("access", EVE, **{**ASKED, "customer_number": number, "shift": shift})
        assert wrong(caught) == {field: error}
        told |= caught.value.fields[field].values
    assert told == {"number": "10043"}
    with pytest.raises(FormRejected) as caught:
        world.fill("access", ANA, **ASKED)
    assert wrong(caught) == {"shift": AlreadyOnRoster}
    with pytest.raises(FormRejected) as caught:
        world.fill("access", EVE, customer_number="10042", shift="night")
    assert wrong(caught) == {"facts.function": FieldMissing, "terms": FieldMissing}


def test_s4_17_the_ticket_of_a_stranger_names_the_customer_by_its_number_until_it_is_approved(store):
    """S4-17: WHOEVER TRIES NUMBERS LEARNS NO CUSTOMER'S NAME; THE AGENTS READ IT."""
    world = RosteredWorld(store, **ANYBODY)
    ticket = world.fill("access", EVE, **ASKED).ticket
    assert ticket.title == "Super users of 10-042, Night: Eve Moss joins"
    shown = text_of(world.press("show", EVE, ticket).document) + world.direct(EVE)
    assert "Riverside" not in shown + "".join(message.text for message in world.slack.in_room(INTAKE))
    assert "Riverside" in world.slack.in_thread(world.thread(ticket, "internal"))[0].text
    world.press("approve", SAMUEL, ticket)
    assert world.ticket(ticket.id).customer == "riverside"


def test_s4_17_only_where_the_policy_allows_it(world):
    """S4-17: ELSEWHERE THERE IS NO SUCH VERB AND NO BUTTON."""
    assert buttons_of(world.press("roster", EVE).document) == {}
    with pytest.raises(VerbUnknown):
        world.press("access", EVE)


def test_on_a_private_desk_the_ticket_stands_in_the_requesters_messages(store):
    """S3-14: NOBODY ELSE READS WHO JOINS AND WHO LEAVES."""
    world = RosteredWorld(store, threads=Threads.PRIVATE)
    world.designate(ANA, joins=EVE, leaves=BOB)
    world.deliver()
    assert "Eve Moss for Bob Stone" in world.direct(ANA)
    assert world.slack.in_room(INTAKE) == []
