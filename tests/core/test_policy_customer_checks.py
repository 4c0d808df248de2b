"""What a policy says of customers is checked: somebody opens their tickets, and nothing is said of nobody."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from chatdesk.core.policy import Policy
from chatdesk.core.policy_checks import problems
from chatdesk.core.policy_desk import Threads
from chatdesk.desks.problems import path_text
from tests.core.test_gates import GATE, GO_LIVE
from tests.fakes.customers import SECTIONS, companies

PERIOD = {"name": "Move", "begins": "2026-03-30", "ends": "2026-03-31", "urgency": "now"}
ASKED = {"impact": "required", "urgency": "required"}


def found(policy: Policy, threads: Threads = Threads.PRIVATE) -> list[str]:
    desk = policy.desk.model_copy(update={"threads": threads})
    checked = policy.model_copy(update={"desk": desk})
    return [f"{path_text(finding.path)}: {finding.message}" for finding in problems(checked)]


def changed(*path, to):
    """The sections with one value changed, as `companies` takes them."""
    section = Policy.model_validate(companies().model_dump(mode="json") | SECTIONS).model_dump(mode="json")
    part = section
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = to
    return {path[0]: section[path[0]]}


def gated(gate=GATE, fact=GO_LIVE, **opening):
    return companies({"gates": {"no_test": gate}, "facts": {**_facts(), "go_live": fact}}, **opening)


def _facts():
    return companies().model_dump(mode="json")["facts"]


def test_customers_with_a_roster_gates_and_periods_are_no_mistake():
    assert found(companies()) == []
    assert found(gated()) == []
    assert found(companies({"critical_periods": {"move": PERIOD}})) == []


def test_customers_whose_tickets_everybody_would_read_are_a_mistake():
    """ONE CUSTOMER DOES NOT READ THE TICKETS OF ANOTHER."""
    assert found(companies(), Threads.PUBLIC) == [
        "desk.threads: with 'customers', whoever is in the intake room would read those of all of them: write 'private'"
    ]


def test_customers_without_a_roster_are_a_mistake():
    """NOBODY WOULD STAND FOR THEM."""
    assert found(companies({"roster": None})) == [
        "customers: without 'roster' nobody stands for a customer, so no ticket is of theirs"
    ]


def test_s4_7_a_desk_that_sends_every_customer_elsewhere_is_a_mistake():
    """S4-7."""
    lakeside = SECTIONS["customers"]["lakeside"]
    assert found(companies({"customers": {"lakeside": lakeside}})) == [
        "customers: all of them are of kinds that divert, so nobody can open a ticket"
    ]


@pytest.mark.parametrize(
    ("unknown", "message"),
    [
        ({"environments": ["tests"]}, "gates.no_test.environments[0]: there is no environment 'tests'"),
        ({"priorities": ["urgent"]}, "gates.no_test.priorities[0]: there is no priority 'urgent'"),
        ({"unless": {"fact": "date", "answer": "x"}}, "gates.no_test.unless.fact: there is no fact 'date'"),
    ],
)
def test_s3_22_a_gate_names_what_exists(unknown, message):
    """S3-22."""
    assert any(each.startswith(message) for each in found(gated({**GATE, **unknown})))


def test_s3_22_the_answer_of_a_gate_is_one_that_can_be_given():
    """S3-22: AN OPTION OF A CHOICE, SAID FOR EACH TICKET."""
    exception = "gates.no_test.unless"
    wrong = gated({**GATE, "unless": {"fact": "go_live", "answer": "at_risc"}})
    assert found(wrong) == [f"{exception}.answer: 'go_live' has no option 'at_risc'; did you mean 'at_risk'?"]
    [told] = found(gated(fact={"label": "Go-live"}))
    assert told.startswith(f"{exception}.fact: 'go_live' is no choice")
    [told] = found(gated(fact={**GO_LIVE, "remember": True}))
    assert told.startswith(f"{exception}.fact: is kept with the person")


@pytest.mark.parametrize("unless", [{}, {"fact": "go_live"}, {"beta": True, "answer": "at_risk"}])
def test_s3_22_an_exception_says_something_and_says_it_whole(unless):
    """S3-22."""
    with pytest.raises(ValidationError):
        gated({**GATE, "unless": unless})


def test_s3_22_a_gate_that_never_counts_is_a_mistake():
    """S3-22: NO SITE OF ITS ENVIRONMENTS, OR A PRIORITY TO WHICH NOTHING LEADS."""
    sites = {"main": {"name": "Pavillon", "environment": "production"}}
    customers = {"riverside": {**SECTIONS["customers"]["riverside"], "sites": sites}}
    told = found(companies({"customers": customers, "gates": {"no_test": {**GATE, "unless": None}}}))
    assert told == ["gates.no_test.environments: never counts: no customer has a site of test or training"]
    priorities = companies().model_dump(mode="json")["priorities"]
    top = {"priorities": {"top": {"name": "Top"}, **priorities}}
    told = found(companies({**top, "gates": {"no_test": {**GATE, "priorities": ["top"], "unless": None}}}))
    assert told == ["gates.no_test.priorities[0]: never counts: no impact and urgency lead to 'top'"]


def test_s3_22_a_gate_before_the_default_priority_needs_impact_and_urgency_to_be_stated():
    """S3-22: ELSE NOTHING COULD BE OPENED THERE."""
    gate = {**GATE, "priorities": ["critical", "normal"]}
    [told] = found(gated(gate))
    assert told.startswith("gates.no_test.priorities[1]: is the default priority")
    assert found(gated(gate, **ASKED)) == []


def test_s3_7_an_option_that_no_customer_has_is_a_mistake():
    """S3-7: AN EXTENSION FOR IT NEVER COUNTS."""
    calendar = companies().desk.calendar
    late = {"late": {"calendar": calendar, "option": "evening"}}
    sections = changed("customers", "riverside", "options", to=["evenings"])
    assert found(companies({**sections, "extensions": late})) == [
        "extensions.late.option: no customer has the option 'evening', so this never counts; did you mean 'evenings'?"
    ]
    sold = {"late": {"calendar": calendar, "option": "evenings"}}
    assert found(companies({**sections, "extensions": sold})) == []


def test_s3_7_an_extension_for_an_option_leaves_the_others_to_the_next_and_not_the_other_way():
    """S3-7: THE FIRST THAT FITS COUNTS."""
    calendar = companies().desk.calendar
    all_of_them, some = {"calendar": calendar}, {"calendar": calendar, "option": "evenings"}
    sections = changed("customers", "riverside", "options", to=["evenings"])
    assert found(companies({**sections, "extensions": {"some": some, "everyone": all_of_them}})) == []
    [told] = found(companies({**sections, "extensions": {"everyone": all_of_them, "some": some}}))
    assert told.startswith("extensions.some: never counts: 'everyone' above it")


def test_s3_44_a_period_ends_after_it_began_and_its_urgency_is_asked():
    """S3-44: THOSE OF A CUSTOMER LIKE THOSE OF THE DESK."""
    backwards = {**PERIOD, "ends": "2026-03-29"}
    assert found(companies({"critical_periods": {"move": backwards}})) == [
        "critical_periods.move.ends: is not after its beginning"
    ]
    own = changed("customers", "riverside", "critical_periods", to={"move": backwards})
    assert found(companies(own)) == ["customers.riverside.critical_periods.move.ends: is not after its beginning"]
    [told] = found(companies({"critical_periods": {"move": PERIOD}}, urgency="no"))
    assert told.startswith("critical_periods.move.urgency: the form asks for no urgency")
    [told] = found(companies({"critical_periods": {"move": {**PERIOD, "urgency": "nov"}}}))
    assert told.startswith("critical_periods.move.urgency: there is no urgency 'nov'")


def test_texts_that_are_too_long_and_sites_that_read_the_same_are_told_with_their_place():
    """WHAT IS TOLD AT A FIELD IS TOLD WHOLE."""
    [told] = found(companies({"gates": {"no_test": {**GATE, "text": "x" * 301, "unless": None}}}))
    assert told == "gates.no_test.text: 301 characters, and there is room for 300"
    sites = {name: {"name": "Pavillon", "environment": "test"} for name in ("main", "lab")}
    assert found(companies(changed("customers", "riverside", "sites", to=sites))) == [
        "customers.riverside.sites.lab.name.en: reads the same as 'main'",
        "customers.riverside.sites.lab.name.fr: reads the same as 'main'",
    ]
