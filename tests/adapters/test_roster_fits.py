"""Rosters at their largest fit into a message and a form of either platform, and nobody's name is live there."""

from __future__ import annotations

import pytest
from discord_kit import check_components, check_message, check_modal
from slack_kit import check_blocks, check_view

from chatdesk.adapters._context import Context
from chatdesk.adapters._discord.forms import answered, choice_rows, plan_of, render_modal
from chatdesk.adapters._discord.render import render as render_in_discord
from chatdesk.adapters._discord.steps import Does, Step
from chatdesk.adapters._slack.forms import render_form
from chatdesk.adapters._slack.render import render as render_in_slack
from chatdesk.core.model import RosterEntry
from chatdesk.core.policy_customers import CustomerPolicy
from chatdesk.core.words import words_in
from chatdesk.store.store import SqlStore
from tests.fakes.platform import buttons_of
from tests.fakes.rostered import ANA, ROSTER, RosteredWorld
from tests.fakes.world import INES, MONDAY, NOAH, person

WORDS = words_in("fr")

SHIFTS = {f"shift{number}": {"name": f"{number:02} {'x' * 72}", "limit": 100} for number in range(20)}
LARGE = {"roster": {"shifts": {**ROSTER["shifts"], **SHIFTS}, "terms": "t" * 1000}, "requests": {"from_anybody": True}}


@pytest.fixture
def world(sqlite_url):
    store = SqlStore(sqlite_url)
    yield RosteredWorld(store, **LARGE)
    store.close()


def fill(world, customer, count):
    """Put many people with long facts on a customer's first shifts."""
    with world.store.begin() as unit:
        for number in range(count):
            who = unit.see(person(f"U{number}", f"<@U0MAYA> {'n' * 80}", "en"), "en").id
            facts = {"function": "f" * 150, "reach": "@everyone"}
            for shift in ("day", "shift1", "shift2"):
                entry = RosterEntry(customer=customer, shift=shift, person=who, since=MONDAY, facts=facts)
                unit.join_roster(entry)


def drawn(document) -> tuple[list, dict]:
    context = Context(words_in("en"))
    blocks, payload = render_in_slack(document, context), render_in_discord(document, context)
    check_blocks(blocks)
    check_message(payload)
    return blocks, payload


def test_the_largest_roster_fits_on_both_platforms(world):
    """S3-10: WHAT HAS NO ROOM IS LEFT OUT, AND THE BUTTON THAT ASKS FOR A CHANGE STAYS."""
    fill(world, "riverside", 60)
    document = world.press("roster", INES, rest="riverside").document
    slack, discord = drawn(document)
    assert "do:designate" in str(slack)
    assert "cd:designate" in str(discord)
    assert "<@U0MAYA>" not in str(slack)


def test_somebody_on_many_rosters_gets_a_list_of_them(world):
    """S3-14: THEIR OWN CUSTOMERS ALONE, A BUTTON EACH, PAGE BY PAGE."""
    template = world.policy.customers["riverside"].model_dump()
    more = {f"c{n}": CustomerPolicy.model_validate({**template, "name": f"C {n}", "number": str(n)}) for n in range(12)}
    world.desk.policy = world.policy.model_copy(update={"customers": {**world.policy.customers, **more}})
    for customer in more:
        world.join(ANA, customer, "day")
    document = world.press("roster", ANA).document
    first = [button.subject for button in document.blocks[-1].buttons]
    assert (first[0], first[-1], len(first)) == ("riverside", "+2", 11)
    assert "hillside" not in first
    drawn(document)
    second = [button.subject for button in world.press("roster", ANA, rest="+2").document.blocks[-1].buttons]
    assert second == ["c9", "c10", "c11"]
    assert set(buttons_of(document)) == {"roster"}


def test_the_largest_form_fits_on_both_platforms(world):
    """S3-52: TERMS AT THE TOP, SHIFTS TO CHOOSE FROM, AS MANY PEOPLE AS A SHIFT HOLDS."""
    fill(world, "riverside", 60)
    forms = [
        world.desk.view(lambda work: work.operations["designate"].form(work, {"shift": "day"}), ANA, world.now),
        world.desk.view(
            lambda work: work.operations["withdraw"].form(work, {"customer": "riverside"}), INES, world.now
        ),
        world.press("access", NOAH),
    ]
    for form in forms:
        check_view(render_form(form, WORDS))
        plan, known = plan_of(form), answered(form, {})
        check_components(choice_rows(plan, Step(does=Does.PICK, verb=form.verb, ticket=None, key="0" * 12), known))
        for page in range(len(plan.pages)):
            step = Step(does=Does.PAGE, verb=form.verb, ticket=None, page=page, key="0" * 12)
            check_modal(render_modal(form, plan, step, known, WORDS))
        assert all(len(field.label) <= 45 for field in form.fields)
