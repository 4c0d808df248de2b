"""Announcements: an outage that people follow, the support unavailable; shown once, edited in place, told once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chatdesk.core.delivery import Ambiguous, Cause, Fix, Gone
from chatdesk.core.desk import Submission
from chatdesk.core.document import Quote
from chatdesk.core.errors import (
    AddressUnknown,
    AlreadyRunning,
    ChoiceUnknown,
    EndUnknown,
    FieldMissing,
    FormRejected,
    NoIntakeRoom,
    NotAllowed,
    NotRunning,
)
from chatdesk.core.forms import Choice
from chatdesk.core.publishing import end
from chatdesk.core.views import home
from tests.fakes.customers import companies, enrol
from tests.fakes.platform import buttons_of, text_of
from tests.fakes.world import AMELIE, DESK_ROOM, INES, INTAKE, MAYA, NOAH, SAMUEL, World, faculty

CRM_IS_DOWN = {"subject": "outage", "product": "crm", "title": "CRM hors service", "text": "Rien ne répond."}
CLOSED = {"subject": "unavailable", "title": "Formation", "text": "L’équipe est en formation."}


def announce(world: World, who=INES, **told: str):
    reply = world.fill("announce", who, **{**CRM_IS_DOWN, **told})
    world.deliver()
    return reply


def announced(world: World):
    """The messages in the intake room that are no ticket's card."""
    return [message for message in world.slack.in_room(INTAKE) if "FAC-" not in message.text]


def told(world: World, who) -> list[str]:
    return [message.text for message in world.slack.in_room(f"dm:{who.handle.user}")]


def refused(world: World, **answers: str) -> dict[str, type]:
    with pytest.raises(FormRejected) as caught:
        announce(world, **answers)
    return {field: type(error) for field, error in caught.value.fields.items()}


# -- announcing
def test_s0_16_an_outage_stands_in_the_intake_room_with_the_words_as_typed_and_a_button(world):
    """S0-16: AN OUTAGE IS ANNOUNCED WHERE REQUESTERS READ, IN THE DESK'S LANGUAGE, WITHOUT AN AGENT'S NAME."""
    announce(world, text="Ne **cliquez** pas <!channel> @everyone", link="https://status.example.org/crm")
    (message,) = announced(world)
    assert "CRM hors service" in message.text
    assert Quote(text="Ne **cliquez** pas <!channel> @everyone") in message.body.blocks
    assert "https://status.example.org/crm" in message.text
    assert "CANARY" not in message.text
    assert message.deliveries[0].people == {}
    assert buttons_of(message.body) == {"follow": "1"}


def test_the_agents_are_told_in_their_rooms_and_say_there_that_it_is_over(world):
    announce(world)
    (message,) = world.slack.in_room(DESK_ROOM)
    assert buttons_of(message.body) == {"update": "1", "over": "1"}
    assert "CANARYINES" in message.text


def test_managers_may_announce_and_requesters_may_not(world):
    announce(world, MAYA)
    with pytest.raises(NotAllowed):
        world.press("announce", AMELIE)
    with pytest.raises(NotAllowed):
        world.fill("over", AMELIE, hidden={"announcement": "1"})


def test_the_command_line_fills_product_and_title(world):
    form = world.press("announce", INES, rest="crm Hors service")
    initial = {field.id: field.initial for field in form.fields if field.id in ("product", "title")}
    assert initial == {"product": "crm", "title": "Hors service"}


@pytest.mark.parametrize("until", ["0h", "tomorrow", "-2h", "4", "400d", "999999999d"])
def test_an_end_that_is_no_span_lies_in_the_past_or_in_years_is_told_at_its_field(world, until):
    """AN END BEFORE NOW IS REFUSED."""
    assert refused(world, until=until) == {"until": EndUnknown}
    assert announced(world) == []


def test_what_else_is_wrong_is_told_at_its_field(world):
    assert refused(world, product="nonsense") == {"product": ChoiceUnknown}
    assert refused(world, product="") == {"product": FieldMissing}
    for link in ("http://status.example.org", "https://", "https://status.example.org/a|b", "https://a b"):
        assert refused(world, link=link) == {"link": AddressUnknown}
    assert refused(world, link="javascript:alert(1)", until="x") == {"link": AddressUnknown, "until": EndUnknown}


def test_what_is_announced_already_is_not_announced_twice(world):
    """ONE OUTAGE OF A PRODUCT RUNS AT A TIME; WHOEVER ANNOUNCES ANOTHER IS TOLD WHICH, AND HOW TO GIVE NEWS OF IT."""
    announce(world)
    with pytest.raises(FormRejected) as caught:
        announce(world, SAMUEL, title="Encore")
    error = caught.value.fields["product"]
    assert isinstance(error, AlreadyRunning)
    assert error.values == {"title": "CRM hors service", "number": 1}
    assert len(announced(world)) == 1
    announce(world, product="learning", title="Autre")
    world.fill("over", INES, hidden={"announcement": "1"})
    announce(world, title="Encore")
    assert len(announced(world)) == 3


def test_a_desk_without_an_intake_room_says_so_before_anything_is_typed(store):
    world = World(store, faculty().model_copy(update={"rooms": {}}))
    with pytest.raises(NoIntakeRoom):
        world.press("announce", INES)
    with pytest.raises(NoIntakeRoom):
        announce(world)


# -- once, and edited in place
def test_news_and_the_end_edit_the_same_message(world):
    """IT IS NEVER POSTED TWICE."""
    announce(world, until="4h")
    world.advance(hours=1)
    world.fill("update", SAMUEL, hidden={"announcement": "1"}, text="Un serveur redémarre.", until="2h")
    world.deliver()
    (message,) = announced(world)
    assert "Un serveur redémarre." in message.text
    assert "Rien ne répond." in message.text
    world.fill("over", INES, hidden={"announcement": "1"}, text="C’était le réseau.")
    world.deliver()
    assert announced(world) == [message]
    assert "C’était le réseau." in message.text
    assert buttons_of(message.body) == {}


def test_an_announcement_of_which_nobody_knows_whether_it_arrived_is_not_sent_again(world):
    world.slack.accept_before_failing = True
    world.slack.refuse(Ambiguous("cut"), Ambiguous("cut"), Ambiguous("cut"))
    announce(world)
    world.fill("update", INES, hidden={"announcement": "1"}, text="Ça vient.")
    world.advance(minutes=3)
    world.deliver()
    (message,) = announced(world)
    assert "Ça vient." in message.text


def test_a_deleted_announcement_is_sent_anew_while_it_runs_and_not_once_it_is_over(world):
    announce(world)
    world.slack.refuse(Gone("message_not_found"))
    world.fill("update", INES, hidden={"announcement": "1"}, text="Ça vient.")
    world.deliver()
    assert len(announced(world)) == 2
    world.slack.refuse(Gone("message_not_found"))
    world.fill("over", INES, hidden={"announcement": "1"})
    world.deliver()
    assert len(announced(world)) == 2
    assert world.outbox.dead_letters(10) == ()


def test_two_agents_end_it_at_once_and_the_second_is_told_that_it_is_over(world):
    announce(world)
    world.press("follow", AMELIE, rest="1")
    world.fill("over", INES, hidden={"announcement": "1"})
    with pytest.raises(NotRunning):
        world.fill("over", SAMUEL, hidden={"announcement": "1"})
    with pytest.raises(NotRunning):
        world.press("update", SAMUEL, rest="1")
    world.deliver()
    assert len(told(world, AMELIE)) == 1


def test_of_two_who_end_it_in_the_same_moment_one_tells_the_followers(world):
    """WHAT ONE READ BEFORE THE OTHER COMMITTED DOES NOT COUNT."""
    announce(world)
    world.press("follow", AMELIE, rest="1")
    with world.store.read() as unit:
        (seen,) = unit.running_announcements()
    world.fill("over", INES, hidden={"announcement": "1"})
    with pytest.raises(NotRunning), world.store.begin() as unit:
        end(world.desk.own_work(unit, world.now), seen)
    world.deliver()
    assert len(told(world, AMELIE)) == 1


def test_the_number_can_be_left_out_where_one_is_running(world):
    with pytest.raises(NotRunning):
        world.press("over", INES)
    announce(world)
    assert world.press("over", INES).hidden == {"announcement": "1"}
    announce(world, product="learning", title="Autre")
    with pytest.raises(NotRunning) as caught:
        world.press("over", INES, rest="x7")
    assert "1 “CRM hors service” · 2 “Autre”" in str(caught.value.values["known"])


# -- followers
def test_s0_16_followers_are_told_of_news_and_of_the_end_each_once_in_their_language(world):
    """S0-16: A FOLLOWER HEARS PRIVATELY OF NEWS AND OF THE END, ONCE EACH, THE DESK'S WORDS IN THEIR LANGUAGE."""
    announce(world)
    for who in (AMELIE, NOAH, AMELIE):
        world.press("follow", who, rest="1")
    world.fill("update", INES, hidden={"announcement": "1"}, text="Un serveur redémarre.")
    world.fill("over", INES, hidden={"announcement": "1"})
    world.deliver()
    french, english = told(world, AMELIE), told(world, NOAH)
    assert [len(french), len(english)] == [2, 2]
    assert "Un serveur redémarre." in french[0]
    assert "Panne" in french[0]
    assert "Outage over" in english[1]
    assert "Panne" not in english[1]


def test_whoever_stops_following_is_told_no_more(world):
    announce(world)
    world.press("follow", AMELIE, rest="1")
    world.fill("update", INES, hidden={"announcement": "1"}, text="Un")
    world.deliver()
    (message,) = world.slack.in_room("dm:U0AMELIE")
    assert buttons_of(message.body) == {"unfollow": "1"}
    world.press("unfollow", AMELIE, rest="1")
    world.fill("over", INES, hidden={"announcement": "1"})
    world.deliver()
    assert len(told(world, AMELIE)) == 1


def test_whoever_ends_it_is_not_told_so(world):
    announce(world)
    for who in (INES, SAMUEL):
        world.press("follow", who, rest="1")
    world.fill("over", INES, hidden={"announcement": "1"})
    world.deliver()
    assert [len(told(world, INES)), len(told(world, SAMUEL))] == [0, 1]


@pytest.mark.parametrize("number", ["9" * 30, "x", "", "٣"])
def test_whoever_names_no_outage_is_told_no_more_of_none(world, number):
    """WHAT IS TYPED IS ANYTHING; THE OUTAGE THAT THEY FOLLOW GOES ON."""
    announce(world)
    world.press("follow", AMELIE, rest="1")
    world.press("unfollow", AMELIE, rest=number)
    world.fill("over", INES, announcement="1")
    world.deliver()
    assert len(told(world, AMELIE)) == 1


def test_what_is_over_or_no_outage_cannot_be_followed(world):
    announce(world)
    world.fill("over", INES, hidden={"announcement": "1"})
    announce(world, **CLOSED)
    for number in ("1", "2", "abc", ""):
        with pytest.raises(NotRunning):
            world.press("follow", AMELIE, rest=number)


# -- the opening form
def form(world: World, who=AMELIE, **answers: str):
    submission = Submission(
        verb="open", actor=who, event=world.event(), ticket=None, answers=answers, hidden=answers.pop("hidden", {})
    )
    return world.desk.refresh(submission, world.now)


def ids(form) -> list[str]:
    return [field.id for field in form.fields]


def test_s0_16_the_form_of_a_product_that_is_out_asks_first_whether_to_follow(world):
    """S0-16: WHERE THE CHOSEN PRODUCT IS OUT, A REQUIRED CHOICE STANDS RIGHT BEHIND IT; ELSEWHERE THERE IS NONE."""
    announce(world)
    shown = form(world, product="crm")
    assert ids(shown)[:3] == ["product", "outage", "kind"]
    choice = shown.fields[1]
    assert isinstance(choice, Choice)
    assert choice.required
    assert choice.refreshes
    assert "CRM hors service" in shown.intro
    other = form(world, product="learning")
    assert "outage" not in ids(other)
    assert "CRM" not in other.intro
    with pytest.raises(FormRejected) as caught:
        world.open(product="crm")
    assert isinstance(caught.value.fields["outage"], FieldMissing)


def test_s0_16_following_opens_no_ticket_and_asks_nothing_more(world):
    """S0-16: WHO CHOOSES TO FOLLOW OPENS NO TICKET, IS TOLD SO, AND HEARS WHEN IT IS OVER."""
    announce(world)
    assert ids(form(world, product="crm", outage="follow:1")) == ["product", "outage"]
    reply = world.fill("open", AMELIE, product="crm", outage="follow:1")
    assert reply.ticket is None
    assert "CRM hors service" in text_of(reply.document)
    assert buttons_of(reply.document) == {"unfollow": "1"}
    world.fill("over", INES, hidden={"announcement": "1"})
    world.deliver()
    assert len(told(world, AMELIE)) == 1
    assert world.open().reference == "FAC-1001"


@pytest.mark.parametrize("product", ["crm", "*"])
def test_s0_16_an_outage_is_offered_behind_the_customers_site_and_followed_without_it(store, product):
    """S0-16: CUSTOMER AND SITE COME FIRST ON SUCH A DESK'S FORM, AND ARE NOT ASKED FROM WHOEVER FOLLOWS."""
    world = World(store, companies())
    enrol(world, AMELIE, "riverside", "hillside")
    announce(world, product=product)
    shown = ids(form(world, product="crm", customer="riverside"))
    first = ["outage", "product"] if product == "*" else ["product", "outage"]
    assert shown[:5] == ["customer", "site", *first, "kind"]
    following = form(world, product="crm", customer="riverside", site="lab", outage="follow:1")
    assert ids(following) == (["outage"] if product == "*" else first)
    assert following.hidden.items() >= {"customer": "riverside", "site": "lab"}.items()
    assert world.fill("open", AMELIE, product="crm", outage="follow:1").ticket is None


def test_nothing_typed_is_lost_by_whoever_changes_their_mind(world):
    """WHAT WAS FILLED IN STAYS: LONG TEXTS IN SIGHT, THE REST HIDDEN, ALL OF IT BACK WITH THE OTHER CHOICE."""
    announce(world)
    typed = {"product": "crm", "kind": "incident", "title": "Accès", "description": "x" * 3000}
    following = form(world, **typed, outage="follow:1")
    assert ids(following) == ["product", "outage", "description"]
    assert not following.fields[2].required
    assert following.hidden == {"kind": "incident", "title": "Accès"}
    back = form(world, product="crm", outage="another:1", description="x" * 3000, hidden=following.hidden)
    initial = {field.id: field.initial for field in back.fields}
    assert {name: initial[name] for name in typed} == typed


def test_s0_16_an_outage_of_everything_is_asked_about_before_the_product(world):
    """S0-16: AN OUTAGE OF ALL PRODUCTS IS SHOWN IN EVERY FORM; TO FOLLOW IT NO PRODUCT IS NEEDED."""
    announce(world, product="*", title="Réseau")
    assert ids(form(world))[:2] == ["outage", "product"]
    assert ids(form(world, outage="follow:1")) == ["outage"]
    assert world.fill("open", AMELIE, outage="follow:1").ticket is None
    announce(world)
    assert ids(form(world, product="crm", outage="another:1"))[:2] == ["product", "outage"]
    assert form(world, product="crm", outage="another:1").fields[1].initial == ""


def test_an_outage_that_ended_meanwhile_is_not_followed_and_the_form_comes_back(world):
    announce(world)
    world.fill("over", INES, hidden={"announcement": "1"})
    with pytest.raises(FormRejected) as caught:
        world.fill("open", AMELIE, product="crm", outage="follow:1")
    assert "kind" in caught.value.fields


# -- where else it is shown
def test_a_ticket_opened_nevertheless_tells_the_agents_of_the_outage_and_stays_as_it_is(world):
    """THE AGENTS' CARD SAYS THAT AN OUTAGE RAN; WHEN IT IS OVER, NOTHING ELSE HAPPENS TO THE TICKET."""
    before = world.open(product="crm")
    world.advance(minutes=5)
    announce(world)
    ticket = world.open(product="crm", outage="another:1")
    elsewhere = world.open(product="learning", kind="incident")
    world.advance(minutes=5)
    world.fill("over", INES, hidden={"announcement": "1"})
    world.deliver()

    def card(ticket, audience):
        place = world.thread(ticket, audience)
        return next(message.text for message in world.slack.messages if message.id == place)

    assert "CRM hors service" in card(ticket, "internal")
    assert "CRM hors service" not in card(ticket, "public")
    assert "CRM hors service" not in card(before, "internal") + card(elsewhere, "internal")
    assert world.ticket(ticket.id).status == ticket.status
    after = world.open(product="crm")
    world.deliver()
    assert "CRM hors service" not in card(after, "internal")


def test_the_home_tab_shows_what_runs_with_what_each_may_do(world):
    announce(world)
    mine = world.desk.view(home, AMELIE, world.now)
    assert "CRM hors service" in text_of(mine)
    assert buttons_of(mine)["follow"] == "1"
    world.press("follow", AMELIE, rest="1")
    assert buttons_of(world.desk.view(home, AMELIE, world.now))["unfollow"] == "1"
    assert buttons_of(world.desk.view(home, INES, world.now))["over"] == "1"
    world.fill("over", INES, hidden={"announcement": "1"})
    assert "CRM hors service" not in text_of(world.desk.view(home, AMELIE, world.now))


def test_panels_of_the_product_show_the_outage_while_it_runs(world):
    """A PANEL THAT STANDS IS EDITED WHEN THE OUTAGE BEGINS AND ENDS; ONE THAT IS POSTED MEANWHILE SHOWS IT."""
    world.press("panel", INES, rest="crm", room="C1")
    world.press("panel", INES, rest="learning", room="C2")
    world.deliver()
    announce(world)
    world.press("panel", INES, rest="crm", room="C3")
    world.deliver()
    shown = {room: [message.text for message in world.slack.in_room(room)] for room in ("C1", "C2", "C3")}
    assert [len(texts) for texts in shown.values()] == [1, 1, 1]
    assert ["CRM hors service" in texts[0] for texts in shown.values()] == [True, False, True]
    world.fill("over", INES, hidden={"announcement": "1"})
    world.deliver()
    for room in ("C1", "C3"):
        (message,) = world.slack.in_room(room)
        assert "CRM hors service" not in message.text
        assert buttons_of(message.body) == {"open": "crm"}


def test_an_announcement_for_a_room_that_is_gone_is_given_up_and_the_agents_are_told(world):
    """SENDING IT ANEW WOULD GO ON FOR EVER: THERE IS NO MESSAGE TO FORGET."""
    world.slack.refuse(Gone("unknown_channel", fix=Fix(cause=Cause.ROOM_GONE)))
    world.fill("announce", INES, **CRM_IS_DOWN)
    world.deliver()
    assert announced(world) == []
    first, second = world.slack.in_room(DESK_ROOM)
    assert "CRM hors service" in first.text
    assert "L’annonce 1 n’a pas pu être affichée" in second.text
    assert "chatdesk dead retry" in second.text


@pytest.mark.parametrize("ends", [False, True])
def test_a_panel_shows_what_was_announced_or_ended_while_it_was_on_its_way(world, ends):
    """A PLATFORM MAY BE SLOW OR DOWN; WHAT STANDS IN THE ROOM IN THE END IS TRUE."""
    if ends:
        announce(world)
    world.press("panel", INES, rest="crm", room="C0CRM")
    if ends:
        world.fill("over", INES, announcement="1")
    else:
        world.fill("announce", INES, **CRM_IS_DOWN)
    world.deliver()
    (panel,) = world.slack.in_room("C0CRM")
    assert ("CRM hors service" in panel.text) is not ends


def test_a_deleted_panel_is_forgotten(world):
    announce(world)
    world.press("panel", INES, rest="crm", room="C1")
    world.deliver()
    world.slack.refuse(Gone("message_not_found"), Gone("message_not_found"))
    world.fill("over", INES, announcement="1")
    world.deliver()
    with world.store.read() as unit:
        assert unit.panels("") == ()
    assert world.outbox.dead_letters(10) == ()


# -- the support itself
def test_s4_14_an_unavailability_is_announced_shown_in_the_form_and_ends_by_itself(world):
    """S4-14: THE SUPPORT'S UNAVAILABILITY IS ANNOUNCED IN THE USUAL ROOM AND ENDS BY ITSELF; NOBODY FOLLOWS IT."""
    world.go_on(world.now)
    announce(world, **CLOSED, until="2h")
    (message,) = announced(world)
    assert buttons_of(message.body) == {}
    shown = form(world, product="crm")
    assert "Formation" in shown.intro
    assert "12\u00a0h\u00a000" in shown.intro
    assert "outage" not in ids(shown)
    world.open()
    world.go_on(world.now + timedelta(hours=2) - timedelta(seconds=1))
    assert "Formation" in form(world).intro
    world.go_on(world.now + timedelta(seconds=1))
    assert "Formation" not in form(world).intro
    assert len(announced(world)) == 1
    assert message.text.startswith("✅")


def test_an_end_that_was_moved_is_the_one_that_counts(world):
    announce(world, **CLOSED, until="2h")
    world.advance(hours=1)
    world.fill("update", INES, hidden={"announcement": "1"}, text="Ça dure.", until="3h")
    world.go_on(world.now + timedelta(hours=2))
    assert "Formation" in form(world).intro
    world.go_on(world.now + timedelta(hours=1))
    assert "Formation" not in form(world).intro


def test_an_outage_does_not_end_by_itself(world):
    announce(world, until="2h")
    announce(world, **CLOSED, until="3h")
    world.go_on(world.now + timedelta(hours=5))
    assert "outage" in ids(form(world, product="crm"))
    assert "Formation" not in form(world).intro
