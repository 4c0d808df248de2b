"""Customers: who may open tickets for them, and how a ticket gets its customer and its site."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chatdesk.core.desk import Submission
from chatdesk.core.errors import ChoiceUnknown, Diverted, FieldMissing, FormRejected, MayNotOpen, RequesterNotOnRoster
from chatdesk.core.model import Origin
from chatdesk.core.operation import Invocation
from chatdesk.core.policy_time import ExtensionPolicy
from chatdesk.core.ports import EventKey
from chatdesk.core.views import home
from chatdesk.core.words import words_in
from tests.fakes.customers import ELSEWHERE, INTEGRATOR, REFUSED, companies, enrol
from tests.fakes.platform import buttons_of, text_of
from tests.fakes.world import AMELIE, INES, INTAKE, NOAH, SAMUEL, World

ASKED = {"product": "other", "kind": "question", "title": "Au téléphone", "description": "Plus rien ne va."}


@pytest.fixture
def world(store):
    return World(store, companies())


def field(form, name):
    return next((each for each in form.fields if each.id == name), None)


def offered(form, name):
    return [option.value for option in field(form, name).options]


def redrawn(world, who, verb="open", ticket=None, **answers):
    told = Submission(verb=verb, actor=who, event=world.event(), ticket=ticket, answers=answers, hidden={})
    return world.desk.refresh(told, world.now)


def told(error, language):
    return error.tell(words_in(language))


# -- who may open
def test_s3_13_whoever_is_on_no_roster_is_told_so_instead_of_the_form(world):
    """S3-13, S4-17: AT ONCE, IN THEIR LANGUAGE, AGENTS WITH THEIR OWN WAY; ON SUBMIT AS WELL, AND NOTHING IS SAVED."""
    on_behalf = "\nVous ouvrez des billets en leur nom avec `/ticket openfor`."
    for who, language, more in ((AMELIE, "fr", ""), (NOAH, "en", ""), (INES, "fr", on_behalf)):
        with pytest.raises(MayNotOpen) as caught:
            world.press("open", who)
        assert (caught.value.code, told(caught.value, language)) == ("may_not_open", REFUSED[language] + more)
        with pytest.raises(MayNotOpen):
            world.open(who)
        with pytest.raises(MayNotOpen):
            redrawn(world, who, **ASKED)
    world.deliver()
    assert world.slack.messages == []
    enrol(world, AMELIE, "hillside")
    assert world.open().reference == "FAC-1001"


def test_s3_13_no_command_that_comes_by_no_form_opens_either(world):
    """S3-13: THE HANDLER REFUSES FOR ITSELF."""
    command = world.desk.operation("open").command
    with pytest.raises(MayNotOpen):
        world.desk.handle(command(actor=AMELIE, event=world.event(), **ASKED), world.now)
    enrol(world, AMELIE, "riverside")
    for wrong in ({}, {"site": "only"}, {"customer": "hillside", "site": "only"}):
        with pytest.raises(FormRejected) as caught:
            world.desk.handle(command(actor=AMELIE, event=world.event(), **ASKED, **wrong), world.now)
        assert list(caught.value.fields) == ["site"]


def test_s3_13_a_message_is_no_way_in(world):
    """S3-13: NEITHER BY ITS SHORTCUT NOR BY THE REACTION; BESIDE THE MESSAGE IT IS TOLD, WITHOUT A BUTTON."""
    quoted = Origin(platform="slack", room=INTAKE, message="m1", link="")

    def about(verb):
        return Invocation(
            verb=verb, actor=AMELIE, event=world.event(), room=INTAKE, quoted=quoted, quoted_text="Plus rien"
        )

    with pytest.raises(MayNotOpen):
        world.desk.invoke(about("open"), world.now)
    world.desk.invoke(about("offer"), world.now)
    world.deliver()
    [said] = world.slack.messages
    assert said.only_for
    assert REFUSED["fr"] in said.text
    assert "open" not in buttons_of(said.body)
    enrol(world, AMELIE, "riverside")
    world.desk.invoke(about("offer"), world.now)
    world.deliver()
    assert "open" in buttons_of(world.slack.messages[-1].body)


def test_s3_13_the_home_tab_and_the_catalogue_have_the_button_for_those_who_may(world):
    """S3-13."""
    seen = []
    for _ in range(2):
        page = world.press("catalogue", AMELIE, rest="crm").document
        tab = world.desk.view(home, AMELIE, world.now)
        seen.append(("open" in buttons_of(page), "open" in buttons_of(tab), "catalogue" in buttons_of(tab)))
        enrol(world, AMELIE, "riverside")
    assert seen == [(False, False, True), (True, True, True)]


def test_s4_7_the_people_of_an_indirect_customer_are_told_where_to_go(world):
    """S4-7: IN THE WORDS OF THEIR KIND OF CUSTOMER; WHO STANDS FOR A DIRECT ONE TOO MAY OPEN FOR THAT."""
    enrol(world, NOAH, "lakeside")
    with pytest.raises(MayNotOpen) as caught:
        world.press("open", NOAH)
    assert told(caught.value, "en") == f"{ELSEWHERE['en']}\nContact: {INTEGRATOR['en']}"
    enrol(world, NOAH, "hillside")
    assert field(world.press("open", NOAH), "customer") is None
    assert world.open(NOAH).customer == "hillside"


def test_s4_6_where_the_policy_has_no_roster_everybody_opens(store):
    """S4-6: AND THE TICKET IS NO CUSTOMER'S."""
    world = World(store, companies({"roster": None, "customers": {}}))
    assert world.open().customer is None


def test_a_customer_that_left_the_policy_gives_nobody_a_right(store):
    """S3-13."""
    world = World(store, companies())
    enrol(world, AMELIE, "gone")
    with pytest.raises(MayNotOpen):
        world.press("open", AMELIE)


# -- on somebody's behalf
def test_s3_20_an_agent_opens_for_whoever_is_on_the_roster_of_the_customer(world):
    """S3-20: THE CUSTOMER IS CHOSEN AMONG ALL; SOMEBODY ELSE IS REFUSED AT THE FIELD, WITH THOSE WHO ARE ON IT."""
    enrol(world, NOAH, "riverside")
    enrol(world, AMELIE, "hillside")
    assert offered(world.press("openfor", INES), "customer") == ["riverside", "hillside", "lakeside"]
    answers = {**ASKED, "requester": (AMELIE.handle,), "customer": "riverside", "site": "lab"}
    with pytest.raises(FormRejected) as caught:
        world.fill("openfor", INES, **answers)
    error = caught.value.fields["requester"]
    assert (type(error), error.code) == (RequesterNotOnRoster, "requester_not_on_roster")
    for words in ("Amélie Roy", "Super utilisateurs", "Clinique Riverside", "Noah Clark"):
        assert words in told(error, "fr")
    ticket = world.fill("openfor", INES, **{**answers, "requester": (NOAH.handle,)}).ticket
    assert (ticket.customer, ticket.site) == ("riverside", "lab")


def test_s4_7_an_agent_does_not_open_for_an_indirect_customer(world):
    """S4-7: TOLD AT THE FIELD OF THE CUSTOMER."""
    enrol(world, NOAH, "lakeside")
    with pytest.raises(FormRejected) as caught:
        world.fill("openfor", INES, requester=(NOAH.handle,), customer="lakeside", **ASKED)
    assert {name: type(error) for name, error in caught.value.fields.items()} == {"customer": Diverted}
    command = world.desk.operation("openfor").command
    told = {"requester": (NOAH.handle,), "customer": "lakeside", **ASKED}
    with pytest.raises(FormRejected) as caught:
        world.desk.handle(command(actor=INES, event=world.event(), **told), world.now)
    assert isinstance(caught.value.fields["customer"], Diverted)


def test_the_customer_is_insisted_on_before_the_site_is_asked(world):
    """THE SITES ARE THE CUSTOMER'S, SO THEY FOLLOW ITS CHOICE."""
    form = world.press("openfor", INES)
    assert field(form, "site") is None
    assert offered(redrawn(world, INES, "openfor", customer="riverside"), "site") == ["main", "lab", "school"]
    with pytest.raises(FormRejected) as caught:
        world.fill("openfor", INES, requester=(NOAH.handle,), **ASKED)
    assert isinstance(caught.value.fields["customer"], FieldMissing)


# -- customer and site
def test_the_only_customer_and_the_only_site_are_taken_silently(world):
    """NOTHING IS ASKED OF WHICH THERE IS ONE."""
    enrol(world, AMELIE, "hillside")
    form = world.press("open", AMELIE)
    assert (field(form, "customer"), field(form, "site")) == (None, None)
    ticket = world.open()
    assert (ticket.customer, ticket.site) == ("hillside", "only")


def test_somebody_of_several_customers_chooses_and_the_sites_follow(world):
    """A CHOICE OF THEIR OWN CUSTOMERS, WITHOUT WHAT ONLY AGENTS READ; THE SITES OF THE CHOSEN ONE, THEN THE REST."""
    enrol(world, AMELIE, "riverside", "hillside", "lakeside")
    form = world.press("open", AMELIE)
    assert offered(form, "customer") == ["riverside", "hillside"]
    assert field(form, "customer").refreshes
    assert not any("10042" in option.hint for option in field(form, "customer").options)
    assert field(form, "site") is None
    assert field(form, "impact") is None
    chosen = redrawn(world, AMELIE, customer="riverside", title="Écran noir")
    assert offered(chosen, "site") == ["main", "lab", "school"]
    assert field(chosen, "title").initial == "Écran noir"
    assert field(chosen, "impact") is not None
    assert field(redrawn(world, AMELIE, customer="hillside", site="lab"), "site") is None
    ticket = world.open(customer="riverside", site="school")
    assert (ticket.customer, ticket.site) == ("riverside", "school")


def test_a_site_of_another_customer_is_refused_at_its_field(world):
    enrol(world, AMELIE, "riverside", "hillside")
    with pytest.raises(FormRejected) as caught:
        world.open(customer="riverside", site="only")
    assert isinstance(caught.value.fields["site"], ChoiceUnknown)


def test_s3_19_agents_read_number_kind_environment_and_beta_requesters_the_names(world):
    """S3-19: ON BOTH CARDS, IN THE TICKET'S PAGE AND IN THE AGENTS' QUEUE."""
    enrol(world, AMELIE, "riverside")
    ticket = world.open(site="lab")
    world.deliver()
    cards = {
        audience: next(m for m in world.slack.messages if m.id == world.thread(ticket, audience)).text
        for audience in ("public", "internal")
    }
    pages = {
        "public": text_of(world.press("show", AMELIE, ticket).document),
        "internal": text_of(world.press("show", SAMUEL, ticket).document),
    }
    for shown in (cards, pages):
        for words in ("Clinique Riverside", "Laboratoire"):
            assert words in shown["public"]
        assert "10042" not in shown["public"]
        assert "Clinique Riverside (10042 · Direct)" in shown["internal"]
        assert "Laboratoire (Test · " in shown["internal"]
    assert "Clinique Riverside" in text_of(world.press("queue", INES).document)
    assert "Clinique Riverside" not in text_of(world.press("list", AMELIE).document)


# -- follow-ups
def ended(world, **answers):
    ticket = world.open(**answers)
    world.fill("cancel", AMELIE, ticket, reason="x")
    return ticket


@pytest.mark.parametrize("who", [AMELIE, INES])
def test_a_follow_up_keeps_customer_and_site(world, who):
    """NEITHER IS ASKED AGAIN, WHOEVER ASKS FOR IT."""
    enrol(world, AMELIE, "hillside", "riverside")
    ticket = ended(world, customer="riverside", site="lab")
    form = world.press("followup", who, ticket)
    assert (field(form, "customer"), field(form, "site")) == (None, None)
    later = world.fill("followup", who, ticket, **ASKED).ticket
    assert (later.customer, later.site) == ("riverside", "lab")


@pytest.mark.parametrize("who", [AMELIE, INES])
def test_s3_13_whoever_left_the_roster_gets_no_follow_up(world, who):
    """S3-13: NOT FOR THE CUSTOMER THAT THEY LEFT, NOR BY AN AGENT."""
    enrol(world, AMELIE, "hillside", "riverside")
    ticket = ended(world, customer="riverside", site="lab")
    with world.store.begin() as unit:
        unit.leave_roster("riverside", "day", ticket.requester)
    with pytest.raises(MayNotOpen):
        world.press("followup", who, ticket)
    with pytest.raises(MayNotOpen):
        world.fill("followup", who, ticket, **ASKED)


def test_s3_13_a_watcher_opens_a_follow_up_for_a_customer_of_their_own_alone(world):
    """S3-13: WHO IS ON NO ROSTER OR ON ANOTHER CUSTOMER'S OPENS NONE, ALTHOUGH ITS REQUESTER MIGHT."""
    enrol(world, AMELIE, "hillside")
    ticket = world.open()
    world.fill("watch", AMELIE, ticket, people=(NOAH.handle,))
    world.fill("cancel", AMELIE, ticket, reason="x")
    with pytest.raises(MayNotOpen):
        world.press("followup", NOAH, ticket)
    enrol(world, NOAH, "riverside")
    with pytest.raises(MayNotOpen):
        world.fill("followup", NOAH, ticket, **ASKED)
    enrol(world, NOAH, "hillside")
    assert world.fill("followup", NOAH, ticket, **ASKED).ticket.customer == "hillside"


def test_a_ticket_of_before_the_roster_is_followed_up_for_the_requesters_customer(store):
    world = World(store, companies({"roster": None, "customers": {}}))
    ticket = ended(world)
    later = World(store, companies())
    enrol(later, AMELIE, "hillside")
    event = EventKey(source="slack:T0", event="later")
    assert later.fill("followup", AMELIE, ticket, event=event, **ASKED).ticket.customer == "hillside"


# -- contract options
@pytest.mark.parametrize(("customer", "calendar"), [("riverside", "long"), ("hillside", "usual"), (None, "usual")])
def test_s3_7_an_extension_for_an_option_counts_for_the_customers_who_have_it(world, customer, calendar):
    """S3-7: AND FOR NOBODY ELSE, NOR FOR A TICKET OF NO CUSTOMER."""
    riverside = world.policy.customers["riverside"].model_copy(update={"options": ("evenings",)})
    policy = world.policy.model_copy(
        update={
            "extensions": {"evenings": ExtensionPolicy(calendar="long", option="evenings")},
            "customers": {**world.policy.customers, "riverside": riverside},
            "desk": world.policy.desk.model_copy(update={"calendar": "usual"}),
        }
    )
    enrol(world, AMELIE, "hillside")
    assert policy.calendar_for(replace(world.open(), customer=customer)) == calendar
