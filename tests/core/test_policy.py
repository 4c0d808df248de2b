"""What a policy answers about products, kinds, priorities and statuses."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from chatdesk.core.model import PersonId, Phase, Ticket, TicketId
from chatdesk.core.policy import Policy
from chatdesk.core.policy_values import LocalText
from chatdesk.core.spans import Span
from chatdesk.desks.loader import load_policy

NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)
TICKET = Ticket(
    id=TicketId(1001),
    reference="FAC-1001",
    product="crm",
    kind="incident",
    title="t",
    description="d",
    status="in_progress",
    phase=Phase.WORKING,
    group="applications",
    requester=PersonId(1),
    opened_by=PersonId(1),
    opened_at=NOW,
    changed_at=NOW,
    platform="slack",
    workspace="T",
)


@pytest.fixture(scope="module")
def policy():
    return load_policy("faculty")


def test_a_product_offers_its_kinds_or_all_in_the_policys_order(policy):
    assert policy.kinds_of("accounts") == ("question", "incident", "access", "outage")
    assert policy.kinds_of("crm") == tuple(policy.kinds)


def test_extra_fields_come_from_the_form_the_product_and_the_kind(policy):
    assert policy.facts_for("evaluations", "report") == ("phone", "form_name", "period", "report_purpose")


def test_a_kinds_group_goes_before_the_products(policy):
    assert policy.group_for("crm", "incident") == "applications"
    assert policy.group_for("crm", "access") == "service_desk"


def test_impact_and_urgency_give_the_priority_and_half_of_them_the_default(policy):
    assert policy.priority_for("faculty", "now") == "critical"
    assert policy.priority_for("faculty", None) == policy.priority_for(None, "now") == "normal"


def test_a_kinds_target_goes_before_the_prioritys_and_no_clock_has_none(policy):
    target = policy.target_for("report", "low")

    assert (target.response, target.resolution) == (Span.parse("8h"), Span.parse("5d"))
    assert policy.target_for("improvement", "critical").response is None
    assert policy.target_for("question", None).response == Span.parse("8h")


def test_a_status_that_the_policy_no_longer_names_reads_as_its_phase(policy):
    gone = replace(TICKET, status="removed", phase=Phase.WAITING)

    assert policy.status_of(TICKET).name.en == "In progress"
    assert policy.status_of(gone) is policy.statuses["waiting_requester"]


def test_a_phase_that_the_policy_no_longer_has_reads_as_the_first_status(policy):
    data = policy.model_dump(mode="json")
    del data["statuses"]["waiting_supplier"]
    smaller = Policy.model_validate(data)

    assert smaller.status_of(replace(TICKET, status="waiting_supplier", phase=Phase.SUSPENDED)).phase is Phase.NEW


def test_a_removed_status_of_a_step_with_its_own_phase_reads_as_where_the_step_leads(policy):
    """S2-12: the policy had a status for each of the two, and has none any more."""
    data = policy.model_dump(mode="json")
    del data["statuses"]["resolved"], data["statuses"]["cancelled"]
    data["moves"] |= {"resolve": "waiting_requester", "cancel": "closed"}
    smaller = Policy.model_validate(data)

    assert smaller.status_named("resolved", Phase.RESOLVED) is smaller.statuses["waiting_requester"]
    assert smaller.status_named("cancelled", Phase.CANCELLED) is smaller.statuses["closed"]


def test_agents_rooms_are_found_by_platform_and_room(policy):
    data = policy.model_dump(mode="json")
    data["groups"]["applications"]["rooms"] = {"slack": "C1", "discord": "2"}

    assert Policy.model_validate(data).agent_rooms == {
        ("slack", "C1"): "applications",
        ("discord", "2"): "applications",
    }


def test_a_policy_survives_json(policy):
    assert Policy.model_validate_json(policy.model_dump_json()) == policy


def test_a_policy_does_not_change(policy):
    with pytest.raises(ValidationError):
        policy.desk.prefix = "X"


def test_any_language_but_french_reads_english():
    text = LocalText(en="Hello", fr="Bonjour")

    assert (text.in_("fr"), text.in_("en"), text.in_("de")) == ("Bonjour", "Hello", "Hello")
