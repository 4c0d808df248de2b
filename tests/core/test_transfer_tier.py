"""Functional escalation: handing over begins with the tier that the policy names."""

from __future__ import annotations

from datetime import timedelta

from chatdesk.core.policy_time import Target
from chatdesk.core.spans import Span
from tests.fakes.platform import buttons_of
from tests.fakes.world import INES, MONDAY, SAMUEL, World, faculty


def tiered():
    policy = faculty()
    first = policy.groups["service_desk"].model_copy(update={"escalates_to": "applications"})
    target = Target(resolution=Span.parse("2h"))
    kinds = {name: kind.model_copy(update={"target": target}) for name, kind in policy.kinds.items()}
    return policy.model_copy(update={"groups": {**policy.groups, "service_desk": first}, "kinds": kinds})


def chosen(world, who, ticket):
    form = world.press("transfer", who, ticket)
    return next(field.initial for field in form.fields if field.id == "group")


def test_the_form_begins_with_the_next_tier(store):
    """S2-11, S3-28: WHAT IS NOT RESOLVED IN TIME GOES TO THE HIGHER TIER, WHICH IS CHOSEN ALREADY."""
    world = World(store, tiered())
    ticket = world.open()
    assert chosen(world, INES, ticket) == "applications"
    world.fill("transfer", INES, ticket, group="applications", reason="Deuxième échelon.")
    assert chosen(world, SAMUEL, ticket) == ""


def test_a_breach_offers_to_hand_over(store):
    """S3-28: THE MESSAGE OF A BREACH LEADS THERE BY ITS BUTTON."""
    world = World(store, tiered())
    ticket = world.open()
    world.go_on(MONDAY + timedelta(hours=2))
    breach = world.slack.in_thread(world.thread(ticket, "internal"))[-1]
    assert "transfer" in buttons_of(breach.body)
    assert chosen(world, INES, ticket) == "applications"


def test_without_tiers_nothing_is_chosen(store):
    """S3-28: WHERE THE POLICY NAMES NO TIER THE AGENT CHOOSES."""
    world = World(store)
    assert chosen(world, INES, world.open()) == ""


def test_s2_11_between_two_groups_of_one_status_the_status_does_not_change(store):
    """S2-11: WHAT WAITS FOR EXPERTS WAITS FOR THEM STILL; THE REQUESTER READS OF NO STEP THAT WAS NOT TAKEN."""
    policy = faculty()
    groups = {name: group.model_copy(update={"status": "waiting_supplier"}) for name, group in policy.groups.items()}
    world = World(store, policy.model_copy(update={"groups": groups}))
    ticket = world.open()
    world.fill("transfer", INES, ticket, group="applications", reason="Deuxième échelon.")
    world.fill("transfer", SAMUEL, ticket, group="service_desk", reason="Retour.")
    with store.read() as unit:
        changes = [change for entry in unit.public_history(ticket.id, 20) for change in entry.changes]
    assert [(change.before, change.after) for change in changes] == [("new", "waiting_supplier")]
