"""A policy's rosters are possible, and what is not is told with its place."""

from __future__ import annotations

from copy import deepcopy

import pytest

from chatdesk.core.policy import Policy
from chatdesk.core.policy_checks import problems
from chatdesk.desks.problems import path_text
from tests.fakes.rostered import HILLSIDE, RIVERSIDE, ROSTER, rostered


@pytest.fixture(scope="module")
def told():
    whole = rostered().model_dump(mode="json", exclude_none=True)
    return whole | {"desk": whole["desk"] | {"threads": "private"}}


@pytest.fixture
def found(told):
    """Change a policy with rosters, and tell what is wrong with it then."""

    def find(change=None, **sections):
        changed = {**deepcopy(told), **sections}
        if change:
            change(changed)
        return [f"{path_text(each.path)}: {each.message}" for each in problems(Policy.model_validate(changed))]

    return find


def roster(**changes):
    return {"roster": {**ROSTER, **changes}}


def requests(**changes):
    return roster(requests={**ROSTER["requests"], **changes})


def test_a_roster_with_customers_shifts_and_its_own_kind_is_sound(found):
    """S3-10, S3-50, S3-52: NOTHING ELSE IS NEEDED."""
    assert found() == []


def test_a_roster_without_customers_is_a_mistake(found):
    """S3-10: NOBODY COULD BE ON IT."""
    assert found(customers={}) == ["roster: nobody could be on it: 'customers' names none"]


def test_two_customers_have_no_number_in_common(found):
    """S3-19, S4-17: A NUMBER NAMES ONE CUSTOMER, HOWEVER IT IS DASHED."""
    twice = {"riverside": RIVERSIDE, "hillside": {**HILLSIDE, "number": "10042"}}
    assert found(customers=twice) == ["customers.hillside.number: is the number of 'riverside' too"]


def test_a_customers_number_has_something_to_be_known_by(found):
    """S4-17: WHOEVER TYPES IT NEED NOT SPACE OR DASH IT THE SAME."""
    assert found(customers={"riverside": {**RIVERSIDE, "number": "--"}}) == [
        "customers.riverside.number: has no letter and no digit, so nobody can be asked for it"
    ]


@pytest.mark.parametrize(
    ("sections", "message"),
    [
        (roster(facts=["function", "functoin"]), "there is no fact 'functoin'; did you mean 'function'?"),
        (requests(kind="rooster"), "there is no kind 'rooster'; did you mean 'roster'?"),
        (requests(product="crmm"), "there is no product 'crmm'; did you mean 'crm'?"),
        (roster(facts=["function", "function"]), "roster.facts: names 'function' twice"),
        (roster(name="x" * 76), "roster.name: 76 characters, and there is room for 75"),
        (roster(terms="x" * 1001), "roster.terms: 1001 characters, and there is room for 1000"),
        (roster(shifts={"a": {"name": "Day"}, "b": {"name": "day"}}), "roster.shifts.b.name.en: reads the same as 'a'"),
        (requests(product="other"), "roster.requests.kind: 'other' does not offer 'roster'"),
    ],
)
def test_what_is_wrong_with_a_roster_is_told_with_its_place(found, sections, message):
    """S3-50, S3-52: AN UNKNOWN FACT, KIND OR PRODUCT, WHAT IS TOO LONG OR STANDS THERE TWICE."""
    assert any(message in each for each in found(**sections)), found(**sections)


def test_a_kind_for_changes_of_a_roster_has_nothing_that_never_counts(found):
    """S3-51: ITS FORM IS THE ROSTER'S."""

    def group(policy):
        policy["kinds"]["roster"]["opened_by"] = "service_desk"

    never = "never counts: tickets of this kind are opened by the form of 'roster' alone"
    assert found(group) == [f"kinds.roster.opened_by: {never}"]


@pytest.mark.parametrize("limit", [0, 101, "two"])
def test_a_limit_is_a_number_of_people(found, limit):
    """S3-50: AT LEAST ONE."""
    with pytest.raises(ValueError, match="limit"):
        found(**roster(shifts={"day": {"name": "Day", "limit": limit}}))


def test_s3_51_a_change_can_be_approved_as_soon_as_it_is_asked_for(found):
    """S3-14, S3-51: THE TABLE LEADS FROM A NEW TICKET TO ITS SOLUTION, AT ONCE OR BY WAY OF TAKING IT."""

    def without(*steps):
        def change(told):
            for status, step in steps:
                told["statuses"][status]["next"].remove(step)

        return change

    assert found(without(("new", "resolved"))) == []
    assert found(without(("new", "resolved"), ("in_progress", "resolved"))) == [
        "roster.requests: no way leads from 'new' to 'resolved', so that no new ticket could be approved"
    ]
