"""Diversions: a kind that the desk does not take says so as soon as it is chosen, and opens no ticket."""

from __future__ import annotations

import pytest

from chatdesk.core.desk import Submission
from chatdesk.core.errors import ChoiceUnknown, Diverted, FieldMissing, FormRejected
from chatdesk.core.policy import DivertPolicy
from chatdesk.core.policy_values import LocalText
from chatdesk.core.words import words_in
from tests.fakes.world import AMELIE, INES, NOAH, World, faculty

ELSEWHERE = LocalText(en="Ideas go to your usual contact.", fr="Les idées vont à votre contact habituel.")
OFFICE = LocalText(en="Product office", fr="Bureau des produits")
TYPED = {"product": "crm", "kind": "improvement", "title": "Une idée", "description": "Un bouton vert"}


def diverting(contact=OFFICE):
    """The faculty's policy where an improvement is not taken here."""
    policy = faculty()
    kind = policy.kinds["improvement"].model_copy(
        update={"divert": DivertPolicy(text=ELSEWHERE, contact=contact), "notice": None}
    )
    return policy.model_copy(update={"kinds": {**policy.kinds, "improvement": kind}})


@pytest.fixture
def world(store):
    return World(store, diverting())


def redrawn(world, who, verb="open", ticket=None, **answers):
    submission = Submission(
        verb=verb, actor=who, event=world.event(), ticket=ticket, answers={**TYPED, **answers}, hidden={}
    )
    return world.desk.refresh(submission, world.now)


def test_s4_4_choosing_the_kind_tells_at_once_where_to_go(world):
    """THE WORDS STAND WHERE A KIND'S NOTICE STANDS, IN THE READER'S LANGUAGE, AND ONLY WHILE IT IS CHOSEN."""
    assert f"{ELSEWHERE.fr}\nContact\u00a0: {OFFICE.fr}" in redrawn(world, AMELIE).intro
    assert f"{ELSEWHERE.en}\nContact: {OFFICE.en}" in redrawn(world, NOAH).intro
    assert ELSEWHERE.fr not in redrawn(world, AMELIE, kind="question").intro


def test_s4_4_sending_it_is_refused_at_the_kind_with_the_same_words_and_saves_nothing(world):
    """REFUSED AT THE FIELD `kind`, IN THE WORDS OF THE NOTICE; NO TICKET, NO NUMBER, NO POST."""
    with pytest.raises(FormRejected) as caught:
        world.fill("open", AMELIE, **TYPED)
    error = caught.value.fields["kind"]
    assert (type(error), error.code) == (Diverted, "diverted")
    assert error.tell(words_in("fr")) in redrawn(world, AMELIE).intro
    world.deliver()
    assert world.slack.messages == []
    assert world.open().reference == "FAC-1001"


def test_what_was_typed_is_still_there_when_another_kind_is_chosen(world):
    """NOTHING TYPED IS LOST: THE FORM COMES BACK WITH IT, AND IS SENT WITH ANOTHER KIND."""
    form = redrawn(world, AMELIE)
    initial = {field.id: getattr(field, "initial", None) for field in form.fields}
    assert {name: initial[name] for name in TYPED} == TYPED
    with pytest.raises(FormRejected):
        world.fill("open", AMELIE, **TYPED)
    assert world.fill("open", AMELIE, **{**TYPED, "kind": "question"}).ticket.title == "Une idée"


def test_every_wrong_field_is_told_beside_the_diversion(world):
    with pytest.raises(FormRejected) as caught:
        world.fill("open", AMELIE, **{**TYPED, "title": " "})
    assert {name: type(error) for name, error in caught.value.fields.items()} == {
        "kind": Diverted,
        "title": FieldMissing,
    }


def test_a_diversion_without_a_contact_is_its_words_alone(store):
    assert redrawn(World(store, diverting(contact=None)), NOAH).intro.endswith(ELSEWHERE.en)


@pytest.mark.parametrize("verb", ["followup", "openfor"])
def test_no_other_form_that_opens_a_ticket_takes_a_diverted_kind(world, verb):
    """A FOLLOW-UP AND A TICKET ON SOMEBODY'S BEHALF ARE DIVERTED TOO."""
    ticket = None
    answers = dict(TYPED)
    if verb == "followup":
        ticket = world.open()
        world.fill("cancel", AMELIE, ticket, reason="x")
    else:
        answers["requester"] = (NOAH.handle,)
    with pytest.raises(FormRejected) as caught:
        world.fill(verb, INES, ticket, **answers)
    assert isinstance(caught.value.fields["kind"], Diverted)


def test_a_command_that_comes_by_no_form_is_diverted_as_well(world):
    """THE HANDLER REFUSES FOR ITSELF, WHATEVER BRINGS IT THE COMMAND."""
    command = world.desk.operation("open").command
    with pytest.raises(FormRejected) as caught:
        world.desk.handle(command(actor=AMELIE, event=world.event(), **TYPED), world.now)
    assert isinstance(caught.value.fields["kind"], Diverted)
    with pytest.raises(FormRejected) as caught:
        world.desk.handle(command(actor=AMELIE, event=world.event(), **{**TYPED, "product": "accounts"}), world.now)
    assert isinstance(caught.value.fields["kind"], ChoiceUnknown)
