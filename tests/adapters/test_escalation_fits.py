"""The longest escalation, checklist and advice that a policy may have, as both platforms take them, nothing cut off."""

from __future__ import annotations

import pytest
from discord_kit import check_components, check_message, check_modal, texts_of
from slack_kit import check_blocks, check_view
from slack_kit import texts_of as slack_texts_of

from chatdesk.adapters._context import Context
from chatdesk.adapters._discord.forms import answered, choice_rows, plan_of, render_modal
from chatdesk.adapters._discord.platform import delivery_to_payload
from chatdesk.adapters._discord.render import render as discord_render
from chatdesk.adapters._discord.steps import Does, Step
from chatdesk.adapters._slack.forms import render_form
from chatdesk.adapters._slack.platform import delivery_to_content
from chatdesk.adapters._slack.render import render as slack_render
from chatdesk.core.document import PublicDocument
from chatdesk.core.escalation import contact_card
from chatdesk.core.policy_checks import problems
from chatdesk.core.policy_escalation import EscalationPolicy
from chatdesk.core.policy_escalation_checks import MOST_CONTACTS
from chatdesk.core.policy_values import LocalText
from chatdesk.core.posts import InternalCard, PublicCard
from chatdesk.core.wording import Wording
from chatdesk.core.words import words_in
from chatdesk.store.store import SqlStore
from tests.fakes.world import AMELIE, World, faculty

LONGEST = "*Ä* <!channel> @everyone 👩‍👩‍👧‍👦 "


def long(length: int, mark: str = "") -> str:
    return (mark + LONGEST * length)[:length].strip()


def contact(number: int):
    told = {name: f"555-01{number}{place} {'9' * 31}" for place, name in enumerate(("phone", "toll_free", "mobile"))}
    return {
        "role": long(75),
        "name": long(75),
        **told,
        "extension": "7" * 40,
        "email": f"mail{number}@{'e' * 60}.example",
    }


def level(number: int, **after):
    return {
        "name": long(75, str(number)),
        "meaning": long(500),
        "contacts": [contact(n) for n in range(MOST_CONTACTS)],
        **after,
    }


@pytest.fixture
def world(sqlite_url):
    policy = faculty()
    call = LocalText(en=long(292, "{ticket} "), fr=long(292, "{ticket} "))
    item = LocalText(en=long(100), fr=long(100))
    levels = [level(1), level(2), level(3, after="2d")]
    policy = policy.model_copy(
        update={
            "escalation": EscalationPolicy(levels=levels, procedure="https://services.example.org/" + "e" * 200),
            "priorities": {n: each.model_copy(update={"call": call}) for n, each in policy.priorities.items()},
            "checklist": (item,) * 10,
        }
    )
    assert list(problems(policy)) == []
    store = SqlStore(sqlite_url)
    yield World(store, policy)
    store.close()


def escalated(world, levels):
    ticket = world.open(title=long(150), description=long(3000))
    for _ in range(levels):
        world.fill("escalate", AMELIE, ticket, reason=long(3000))
    return world.ticket(ticket.id)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_contact_of_a_level_is_told_whole(world, language):
    """S3-39: NO CONTACT IS CUT OFF, HOWEVER LONG THEIR NAMES."""
    ticket, words = escalated(world, 2), words_in(language)
    document = PublicDocument(contact_card(ticket, Wording(world.policy, words)))
    payload, blocks = discord_render(document, Context(words)), slack_render(document, Context(words))
    check_message(payload)
    check_blocks(blocks)
    for texts in (" ".join(texts_of(payload)), " ".join(slack_texts_of(blocks))):
        assert all(f"mail{number}" in texts and f"555-01{number}2" in texts for number in range(MOST_CONTACTS))


def test_the_forms_of_every_level_fit(world):
    """S3-41: THE FORM OF THE FIRST LEVEL, AND THAT OF THE LAST ONE BEFORE ITS TIME."""
    words = words_in("fr")
    for levels in (0, 2):
        form = world.press("escalate", AMELIE, escalated(world, levels))
        check_view(render_form(form, words))
        plan, known = plan_of(form), answered(form, {})
        check_components(
            choice_rows(plan, Step(does=Does.PICK, verb=form.verb, ticket=form.ticket, key="0" * 12), known)
        )
        for page in range(len(plan.pages)):
            step = Step(does=Does.PAGE, verb=form.verb, ticket=form.ticket, page=page, key="0" * 12)
            check_modal(render_modal(form, plan, step, known, words))
        assert all(len(field.label) <= 45 for field in form.fields)


def test_cards_with_level_checklist_and_advice_fit(world):
    """S3-17, S3-24: THE FULLEST CARDS STILL HAVE THEIR ADVICE AND THEIR CHECKLIST."""
    ticket = escalated(world, 2)
    for post in (PublicCard(ticket=ticket.id), InternalCard(ticket=ticket.id)):
        delivery = world.compose(post)
        check_message(delivery_to_payload(delivery))
        check_blocks(delivery_to_content(delivery)["blocks"])
