"""Opening: the form, the number, the two threads, the receipt."""

from __future__ import annotations

import pytest

from chatdesk.core.desk import Submission
from chatdesk.core.errors import ChoiceUnknown, FieldMissing, FieldTooLong, FormRejected
from chatdesk.core.forms import Form
from chatdesk.core.model import Origin, Phase
from chatdesk.core.operation import Invocation
from chatdesk.core.policy_checks import problems
from chatdesk.core.policy_desk import Threads
from chatdesk.core.policy_form import Ask
from chatdesk.core.policy_values import LocalText
from tests.fakes.platform import buttons_of
from tests.fakes.world import AMELIE, APPS_ROOM, DESK_ROOM, INES, INTAKE, MONDAY, NOAH, World, faculty


def fields(form) -> dict[str, object]:
    assert isinstance(form, Form)
    return {field.id: field for field in form.fields}


def test_numbers_carry_the_prefix_and_count_from_the_policys_first(world):
    assert [world.open().reference, world.open().reference] == ["FAC-1001", "FAC-1002"]


def test_nothing_is_posted_before_the_ticket_is_saved(world):
    ticket = world.open()
    assert world.slack.messages == []
    assert world.ticket(ticket.id).phase is Phase.NEW


def test_opening_takes_three_messages_two_cards_and_a_receipt(world):
    ticket = world.open()
    world.deliver()
    assert [message.room for message in world.slack.messages].count(INTAKE) == 1
    assert [message.room for message in world.slack.messages].count(DESK_ROOM) == 1
    assert [message.room for message in world.slack.messages].count("dm:U0AMELIE") == 1
    assert sum(len(message.deliveries) for message in world.slack.messages) == 3
    assert world.thread(ticket, "public") != world.thread(ticket, "internal")


def test_s1_20_the_receipt_names_the_ticket_and_links_to_its_thread(world):
    """S1-20."""
    ticket = world.open()
    world.deliver()
    (receipt,) = world.slack.in_room("dm:U0AMELIE")
    assert "FAC-1001" in receipt.text
    assert list(receipt.deliveries[0].links.values()) == [
        f"https://chat.test/{INTAKE}/{world.thread(ticket, 'public')}"
    ]


def test_s0_22_the_product_routes_to_its_group(world):
    """S0-22."""
    world.open(NOAH, product="learning", kind="incident")
    world.deliver()
    assert len(world.slack.in_room(APPS_ROOM)) == 1
    assert world.slack.in_room(DESK_ROOM) == []


def test_s0_23_a_kind_with_a_group_of_its_own_routes_there_and_asks_its_facts(world):
    """S0-23."""
    with pytest.raises(FormRejected) as caught:
        world.open(NOAH, product="learning", kind="access")
    assert set(caught.value.fields) == {"facts.account", "facts.access_level"}
    world.open(NOAH, product="learning", kind="access", facts__account="Noah", facts__access_level="read")
    world.deliver()
    assert len(world.slack.in_room(DESK_ROOM)) == 1


def test_choosing_the_product_narrows_the_kinds(world):
    form = fields(world.desk.refresh(_submission(world, AMELIE, "accounts", ""), world.now))
    assert [option.value for option in form["kind"].options] == ["question", "incident", "access", "outage"]


def _submission(world, who, product, kind):
    return Submission(
        verb="open",
        actor=who,
        event=world.event(),
        ticket=None,
        answers={"product": product, "kind": kind},
        hidden={},
    )


def test_the_command_line_fills_product_and_title(world):
    form = fields(world.press("open", AMELIE, rest="crm Accès refusé"))
    assert form["product"].initial == "crm"
    assert form["title"].initial == "Accès refusé"


def test_words_that_name_no_product_are_the_title(world):
    form = fields(world.press("open", AMELIE, rest="Accès refusé"))
    assert form["product"].initial == ""
    assert form["title"].initial == "Accès refusé"


def test_a_quoted_message_fills_the_description_and_is_linked(world):
    quoted = Origin(platform="slack", room="C9", message="17.1", link="https://chat.test/C9/17.1")
    form = world.desk.invoke(
        Invocation(verb="open", actor=AMELIE, event=world.event(), quoted=quoted, quoted_text="Tout est lent"),
        world.now,
    )
    assert fields(form)["description"].initial == "Tout est lent"
    reply = world.fill(
        "open", AMELIE, hidden=form.hidden, product="other", kind="question", title="Lent", description="Tout est lent"
    )
    assert world.ticket(reply.ticket.id).quoted == quoted


def test_a_bad_form_names_every_wrong_field_and_saves_nothing(world):
    with pytest.raises(FormRejected) as caught:
        world.open(title="  ", description="x" * 3001, kind="nonsense")
    wrong = {field: type(error) for field, error in caught.value.fields.items()}
    assert wrong == {"title": FieldMissing, "description": FieldTooLong, "kind": ChoiceUnknown}
    assert world.press("list", AMELIE).document.blocks[1:] != ()
    assert world.open().reference == "FAC-1001"


def test_the_same_form_submitted_twice_opens_one_ticket(world):
    key = world.event()
    first = world.fill("open", AMELIE, event=key, product="other", kind="question", title="a", description="b")
    second = world.fill("open", AMELIE, event=key, product="other", kind="question", title="a", description="b")
    assert first.ticket is not None
    assert second.ticket is None
    world.deliver()
    assert len(world.slack.in_room(INTAKE)) == 1


def test_s0_27_the_first_answer_is_due_eight_business_hours_after_opening(world):
    """S0-27."""
    ticket = world.open()
    assert world.now == MONDAY  # Monday 10:00 in Toronto; 8:30-16:30 leaves 6 h 30 that day, 1 h 30 the next
    assert ticket.respond_by is not None
    assert ticket.respond_by.isoformat() == "2026-03-03T15:00:00+00:00"


def test_s0_29_an_improvement_is_accepted_and_has_no_clock(world):
    """S0-29."""
    ticket = world.open(kind="improvement")
    assert (ticket.respond_by, ticket.resolve_by) == (None, None)


def test_what_the_desk_knows_of_a_person_is_filled_in_and_not_asked_again(store):
    policy = faculty()
    phone = next(name for name, fact in policy.facts.items() if fact.remember)
    policy = policy.model_copy(update={"opening": policy.opening.model_copy(update={"facts": (phone,)})})
    world = World(store, policy)
    world.open(**{f"facts__{phone}": "555-0142"})
    form = world.desk.refresh(_submission(world, AMELIE, "crm", "question"), world.now)
    assert f"facts.{phone}" not in fields(form)
    assert "555-0142" in form.intro
    assert world.open().facts[phone] == "555-0142"


def test_a_private_desk_opens_the_thread_in_the_requesters_direct_messages(store):
    world = World(store, faculty(threads=Threads.PRIVATE))
    world.open()
    world.deliver()
    assert world.slack.in_room(INTAKE) == []
    assert len(world.slack.in_room("dm:U0AMELIE")) == 2


def test_s0_18_a_panel_offers_the_form_for_its_product(world):
    """S0-18."""
    world.press("panel", INES, rest="crm", room="C0ANY")
    world.deliver()
    (panel,) = world.slack.in_room("C0ANY")
    assert buttons_of(panel.body) == {"open": "crm"}


def test_the_ticket_emoji_offers_a_ticket_to_that_person_alone(world):
    quoted = Origin(platform="slack", room="C9", message="17.1", link="")
    world.desk.invoke(
        Invocation(verb="offer", actor=NOAH, event=world.event(), room="C9", quoted=quoted, quoted_text="Broken"),
        world.now,
    )
    world.deliver()
    (offer,) = world.slack.in_room("C9")
    assert offer.only_for == "U0NOAH"
    assert buttons_of(offer.body) == {"open": "message:C9:17.1"}


# -- what a description must say


def hint_of(world, who):
    form = world.press("open", who)
    return next(field.hint for field in form.fields if field.id == "description")


def saying(**opening):
    policy = faculty()
    return policy.model_copy(update={"opening": policy.opening.model_copy(update=opening)})


def test_the_policy_says_what_a_description_must_hold(store):
    """S4-25: THE DESCRIPTION MUST JUSTIFY IMPACT AND URGENCY, IN THE READER'S LANGUAGE."""
    hint = LocalText(en="Justify the impact.", fr="Justifiez l’impact.")
    world = World(store, saying(description_hint=hint))
    assert (hint_of(world, AMELIE), hint_of(world, NOAH)) == (hint.fr, hint.en)


def test_unless_said_a_description_tells_what_happens_since_when_and_what_was_tried(store):
    """S4-25: ONLY A DESK THAT SAYS SO WANTS MORE, WHATEVER ELSE ITS FORM ASKS."""
    world = World(store, saying(impact=Ask.REQUIRED))
    assert hint_of(world, NOAH) == "What happens, since when, and what you have tried."


def test_a_hint_that_does_not_fit_beside_its_field_is_told():
    """S4-25."""
    long = saying(description_hint=LocalText(en="x", fr="x" * 101))
    assert [each.message for each in problems(long)] == ["101 characters, and there is room for 100"]
