"""Tickets are cancelled with a reason; agents may choose one of the policy's, and the requester reads what it means."""

from __future__ import annotations

import pytest

from chatdesk.core.document import Link, lines_of
from chatdesk.core.errors import ChoiceUnknown, FormRejected
from chatdesk.core.model import Phase
from chatdesk.core.policy_articles import ArticlePolicy, CancelReasonPolicy
from chatdesk.core.policy_checks import problems, references
from chatdesk.desks.problems import path_text
from tests.fakes.platform import text_of
from tests.fakes.world import AMELIE, INES, SAMUEL, World, faculty

RULES = "https://help.example.org/rules"
BREACH = CancelReasonPolicy(
    name={"en": "Breach of the rules", "fr": "Non-respect des règles"},
    text={"en": "Open a new one.", "fr": "Ouvrez-en un autre."},
    article="rules",
)
OWN = "Le ticket contient un mot de passe."


def policy(**reasons):
    rules = ArticlePolicy(label={"en": "The rules", "fr": "Les règles"}, address=RULES)
    return faculty().model_copy(update={"cancel_reasons": reasons, "articles": {"rules": rules}})


@pytest.fixture
def world(store):
    return World(store, policy(rules=BREACH, twice=CancelReasonPolicy(name={"en": "Twice", "fr": "Doublon"})))


@pytest.fixture
def ticket(world):
    opened = world.open()
    world.deliver()
    return opened


def cancel(world, ticket, who=INES, **answers):
    world.fill("cancel", who, ticket, reason=OWN, **answers)
    world.deliver()
    return world.ticket(ticket.id)


def last(world, ticket, audience):
    return world.slack.in_thread(world.thread(ticket, audience))[-1]


def card(world, ticket, audience):
    return next(message.text for message in world.slack.messages if message.id == world.thread(ticket, audience))


def links(document):
    return {span.text: span.url for line in lines_of(document) for span in line if isinstance(span, Link)}


@pytest.mark.parametrize("audience", ["public", "internal"])
def test_the_reason_its_text_its_article_and_the_agents_words_are_told(world, ticket, audience):
    """S4-18: WHICH RULE WAS BROKEN, WHAT FOLLOWS, WHERE THE RULES STAND (S4-16), AND THE AGENT'S OWN WORDS."""
    cancelled = cancel(world, ticket, cause="rules")
    assert (cancelled.phase, cancelled.cancel_cause, cancelled.cancel_reason) == (Phase.CANCELLED, "rules", OWN)
    told = last(world, ticket, audience)
    for words in ("Non-respect des règles", "Ouvrez-en un autre.", OWN):
        assert words in told.text
    assert links(told.body)["Les règles"] == RULES


@pytest.mark.parametrize("audience", ["public", "internal"])
def test_the_card_and_the_ticket_in_full_keep_saying_which_it_was(world, ticket, audience):
    """S4-18: STATUS CANCELLED AND REASON."""
    cancel(world, ticket, cause="rules")
    assert "Non-respect des règles" in card(world, ticket, audience)
    assert OWN in card(world, ticket, audience)
    shown = text_of(world.press("show", AMELIE, ticket).document)
    assert shown.count("Non-respect des règles") == 2  # beside the words, and in the line of history
    assert "Breach of the rules" in text_of(world.press("show", SAMUEL, ticket).document)


def test_a_reason_without_text_or_article_is_its_name_alone(world, ticket):
    """S4-18."""
    cancel(world, ticket, cause="twice")
    assert "Doublon" in last(world, ticket, "public").text
    assert links(last(world, ticket, "public").body) == {}


def test_an_agent_may_leave_the_choice_and_use_their_own_words(world, ticket):
    """S4-18: NOT EVERY TICKET THAT IS CANCELLED BREAKS A RULE."""
    assert cancel(world, ticket).cancel_cause is None
    assert OWN in last(world, ticket, "public").text


def test_a_requester_just_says_why(world, ticket):
    """S4-18: THE CHOICE IS FOR AGENTS, AND WHAT IS NOT ASKED IS NOT TAKEN."""
    assert [field.id for field in world.press("cancel", AMELIE, ticket).fields] == ["reason"]
    assert cancel(world, ticket, AMELIE, cause="rules").cancel_cause is None


def test_an_agent_who_cancels_their_own_ticket_does_so_as_its_requester(world):
    """S4-18."""
    mine = world.open(INES)
    assert [field.id for field in world.press("cancel", INES, mine).fields] == ["reason"]


def test_a_reason_that_the_policy_does_not_know_is_told_at_its_field(world, ticket):
    """S4-18."""
    with pytest.raises(FormRejected) as caught:
        cancel(world, ticket, cause="mood")
    assert isinstance(caught.value.fields["cause"], ChoiceUnknown)


def test_without_reasons_in_the_policy_only_words_are_asked(store):
    """S4-18."""
    world = World(store)
    assert [field.id for field in world.press("cancel", INES, world.open()).fields] == ["reason"]


def test_a_reason_that_left_the_policy_is_shown_by_its_id(world, store, ticket):
    """S4-18."""
    cancel(world, ticket, cause="rules")
    later = World(store, policy())
    assert "rules" in text_of(later.press("show", AMELIE, ticket).document)


# -- the policy


def found(policy):
    return [f"{path_text(finding.path)}: {finding.message}" for finding in problems(policy)]


def test_reasons_that_are_too_long_or_read_the_same_are_told_where_they_stand():
    """S4-18."""
    long = CancelReasonPolicy(name="x" * 76, text="x" * 501)
    assert found(policy(a=long, b=CancelReasonPolicy(name="Same"), c=CancelReasonPolicy(name="same"))) == [
        "cancel_reasons.a.name: 76 characters, and there is room for 75",
        "cancel_reasons.a.text: 501 characters, and there is room for 500",
        "cancel_reasons.c.name.en: reads the same as 'b'",
        "cancel_reasons.c.name.fr: reads the same as 'b'",
    ]


def test_more_reasons_than_a_list_holds_are_a_mistake():
    """S4-18."""
    many = {f"r{number}": CancelReasonPolicy(name=f"Reason {number}") for number in range(26)}
    assert found(policy(**many)) == ["cancel_reasons: 26 choices, and a list holds 25"]


def test_an_article_that_there_is_not_is_told():
    """S4-18."""
    wrong = policy(rules=BREACH.model_copy(update={"article": "rule"}))
    told = [f"{path_text(each.path)}: {each.message}" for each in references(wrong.model_dump(mode="json"))]
    assert told == ["cancel_reasons.rules.article: there is no article 'rule'; did you mean 'rules'?"]
