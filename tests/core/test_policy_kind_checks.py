"""A kind that diverts says nothing of tickets, somebody can open every other one, and their texts fit."""

from __future__ import annotations

import pytest

from chatdesk.core.policy import DivertPolicy, Policy
from chatdesk.core.policy_catalogue import Channel
from chatdesk.core.policy_checks import problems
from chatdesk.core.policy_values import LocalText
from chatdesk.desks.loader import load_policy
from chatdesk.desks.problems import path_text

ELSEWHERE = DivertPolicy(text=LocalText(en="Not here", fr="Pas ici"))
NEVER = "a kind with 'divert' opens no ticket, so this never counts"


def found(policy: Policy) -> list[str]:
    return [f"{path_text(finding.path)}: {finding.message}" for finding in problems(policy)]


def with_kind(name, **changes) -> Policy:
    policy = load_policy("faculty")
    kind = policy.kinds[name].model_copy(update=changes)
    return policy.model_copy(update={"kinds": {**policy.kinds, name: kind}})


def long(count) -> LocalText:
    return LocalText(en="x", fr="x" * count)


def test_a_kind_that_only_diverts_is_no_mistake():
    assert found(with_kind("question", divert=ELSEWHERE)) == []


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        ("improvement", ["clock", "notice"]),
        ("incident", ["target", "facts"]),
        ("access", ["target", "group", "facts"]),
    ],
)
def test_a_diversion_with_a_target_a_clock_or_anything_else_of_a_ticket_is_a_mistake(kind, keys):
    """WHAT NEVER COUNTS IS TOLD, WITH ITS PLACE."""
    assert found(with_kind(kind, divert=ELSEWHERE)) == [f"kinds.{kind}.{key}: {NEVER}" for key in keys]


def test_a_diversion_that_only_some_may_open_is_a_mistake():
    assert found(with_kind("question", divert=ELSEWHERE, opened_by="applications")) == [
        f"kinds.question.opened_by: {NEVER}"
    ]


def test_a_kind_that_no_product_offers_is_one_that_nobody_can_open():
    """A KIND THAT NOBODY CAN OPEN IS A MISTAKE."""
    policy = load_policy("faculty")
    products = {
        name: product.model_copy(update={"kinds": tuple(kind for kind in policy.kinds if kind != "report")})
        for name, product in policy.products.items()
    }
    assert found(policy.model_copy(update={"products": products})) == [
        "kinds.report: no product offers it, so nobody can open it; add it to a product's 'kinds'"
    ]


def test_a_desk_that_only_diverts_is_a_mistake():
    policy = load_policy("faculty")
    only = policy.kinds["question"].model_copy(update={"divert": ELSEWHERE})
    products = {name: each.model_copy(update={"kinds": ()}) for name, each in policy.products.items()}
    told = found(policy.model_copy(update={"kinds": {"question": only}, "products": products}))
    assert "kinds: all of them divert, so nobody can open a ticket" in told


def test_texts_that_are_too_long_are_told_with_their_place():
    """A DIVERSION IS SHOWN WHOLE WHERE A WRONG FIELD IS TOLD."""
    policy = with_kind("question", divert=DivertPolicy(text=long(201), contact=long(76)))
    crm = policy.products["crm"].model_copy(update={"channels": (Channel(label=long(76), value=long(201)),)})
    assert found(policy.model_copy(update={"products": {**policy.products, "crm": crm}})) == [
        "kinds.question.divert.text.fr: 201 characters, and there is room for 200",
        "kinds.question.divert.contact.fr: 76 characters, and there is room for 75",
        "products.crm.channels[0].label.fr: 76 characters, and there is room for 75",
        "products.crm.channels[0].value.fr: 201 characters, and there is room for 200",
    ]
