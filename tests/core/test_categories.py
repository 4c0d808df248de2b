"""Kinds of a category: read after it, offered category by category, and sound."""

from __future__ import annotations

import pytest

from chatdesk.core.policy import Policy
from chatdesk.core.policy_checks import problems
from chatdesk.core.policy_values import LocalText, Named
from chatdesk.core.wording import Wording
from chatdesk.core.words import words_in
from chatdesk.desks.problems import path_text
from tests.fakes.platform import text_of
from tests.fakes.world import NOAH, World, faculty

CATEGORIES = {
    "trouble": Named(name=LocalText(en="Trouble", fr="Panne"), meaning=LocalText(en="It broke", fr="C’est cassé")),
    "wish": Named(name=LocalText(en="Wish", fr="Souhait")),
}


def sorted_into(categories=CATEGORIES, **of) -> Policy:
    """The faculty's policy, some of whose kinds are of a category."""
    policy = faculty()
    kinds = {
        name: kind.model_copy(update={"category": of[name], "meaning": None} if name in of else {})
        for name, kind in policy.kinds.items()
    }
    return policy.model_copy(update={"categories": categories, "kinds": kinds})


def found(policy: Policy) -> list[str]:
    return [f"{path_text(finding.path)}: {finding.message}" for finding in problems(policy)]


@pytest.mark.parametrize("product", ["", "crm"])
def test_s2_3_kinds_are_offered_category_by_category_and_then_the_others(store, product):
    """THE CATEGORIES' ORDER GOES BEFORE THAT OF THE KINDS, BEFORE A PRODUCT IS CHOSEN AND AFTER."""
    policy = sorted_into(report="wish", outage="trouble", incident="trouble")
    form = World(store, policy).press("open", NOAH, rest=product)
    [kinds] = [field for field in form.fields if field.id == "kind"]
    others = [name for name in policy.kinds if policy.kinds[name].category is None]
    assert [option.value for option in kinds.options] == ["incident", "outage", "report", *others]
    assert [option.label for option in kinds.options][:3] == [
        f"{category} › {policy.kinds[kind].name.en}"
        for category, kind in (("Trouble", "incident"), ("Trouble", "outage"), ("Wish", "report"))
    ]


def test_s2_3_a_kind_without_a_meaning_shows_that_of_its_category(store):
    """ON THE FORM AND IN THE CATALOGUE."""
    world = World(store, sorted_into(incident="trouble", report="wish"))
    [kinds] = [field for field in world.press("open", NOAH, rest="crm").fields if field.id == "kind"]
    assert {option.value: option.hint for option in kinds.options if option.value in ("incident", "report")} == {
        "incident": "It broke",
        "report": "",
    }
    incident = world.policy.kinds["incident"].name.en
    page = text_of(world.press("catalogue", NOAH, rest="crm").document)
    assert f"Trouble › {incident} – It broke" in " ".join(page.split())


def test_s2_3_a_category_that_was_taken_out_is_not_read():
    """S2-3."""
    policy = sorted_into(categories={}, incident="trouble")
    assert Wording(policy, words_in("fr")).kind("incident") == policy.kinds["incident"].name.fr


def test_s2_3_a_category_is_of_use_and_fits_with_each_of_its_kinds():
    """BOTH NAMES STAND ON ONE LINE OF A LIST, WHICH HOLDS 75 CHARACTERS."""
    policy = sorted_into(incident="trouble", report="wish")
    assert found(policy) == []
    assert found(sorted_into(incident="trouble")) == [
        "categories.wish: no kind is of it; name it as a kind's 'category', or leave it out"
    ]
    room = 75 - len(" › ") - len(policy.kinds["incident"].name.fr)
    for length, told in ((room, []), (room + 1, [76])):
        long = Named(name=LocalText(en="Trouble", fr="x" * length))
        categories = {**CATEGORIES, "trouble": long}
        assert found(sorted_into(categories, incident="trouble", report="wish")) == [
            f"kinds.incident.name.fr: {count} characters with its category, and there is room for 75" for count in told
        ]


def test_s2_3_two_categories_do_not_read_the_same_and_each_kind_names_one_that_exists():
    """S2-3."""
    twice = {**CATEGORIES, "wish": CATEGORIES["trouble"]}
    assert found(sorted_into(twice, incident="trouble", report="wish")) == [
        "categories.wish.name.en: reads the same as 'trouble'",
        "categories.wish.name.fr: reads the same as 'trouble'",
    ]
    assert found(sorted_into(incident="troubel", report="wish", outage="trouble")) == [
        "kinds.incident.category: there is no category 'troubel'; did you mean 'trouble'?"
    ]
