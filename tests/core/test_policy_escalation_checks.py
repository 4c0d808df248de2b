"""A policy's escalation, checklist and advice to call make sense, and what does not is told with its place."""

from __future__ import annotations

from copy import deepcopy

import pytest
from pydantic import ValidationError

from chatdesk.core.policy import Policy
from chatdesk.core.policy_checks import problems
from chatdesk.desks.loader import load_policy
from chatdesk.desks.problems import path_text

ALL = {"role": "Lead", "name": "First line", "phone": "555-0101"}
DIRECTOR = {"name": "Director", "after": "2d", "contacts": [ALL]}
SOUND = {"levels": [{"name": "Quality", "contacts": [ALL]}, DIRECTOR]}


@pytest.fixture(scope="module")
def faculty():
    return load_policy("faculty").model_dump(mode="json", exclude_none=True)


@pytest.fixture
def found(faculty):
    """Lay sections over the faculty's policy, and tell what is wrong with it then."""

    def find(**sections):
        policy = Policy.model_validate({**deepcopy(faculty), **sections})
        return [f"{path_text(finding.path)}: {finding.message}" for finding in problems(policy)]

    return find


def levels(*contacts, **second):
    return {"levels": [{"name": "Quality", "contacts": list(contacts) or [ALL]}, {**DIRECTOR, **second}]}


def test_levels_in_their_order_with_contacts_are_sound(found):
    """S3-37: LEVELS WITH NAMES, DELAYS AND CONTACTS NEED NOTHING ELSE."""
    assert found(escalation=SOUND) == []


@pytest.mark.parametrize("wrong", [{"levels": []}, {"levels": [{"name": "Quality", "contacts": []}]}, {}])
def test_a_section_without_levels_and_a_level_without_contacts_are_no_policy(found, wrong):
    """S3-37, S3-39: A SECTION HAS LEVELS, A LEVEL HAS CONTACTS."""
    with pytest.raises(ValidationError):
        found(escalation=wrong)


@pytest.mark.parametrize("email", ["nobody", "a b@example.org", "@"])
def test_an_email_that_is_none_is_no_policy(found, email):
    """S3-39: AN E-MAIL ADDRESS IS ONE."""
    with pytest.raises(ValidationError):
        found(escalation=levels({**ALL, "email": email}))


@pytest.mark.parametrize(
    ("escalation", "told"),
    [
        (
            {"levels": [{**DIRECTOR, "after": "1d"}]},
            "escalation.levels[0].after: nothing comes before the first level: it is always open",
        ),
        (
            levels(after="0h"),
            "escalation.levels[1].after: gives no time at all; leave it out to open the level at once",
        ),
        (
            levels({"role": "Lead", "name": "First line"}),
            "escalation.levels[0].contacts[0]: cannot be reached: give a phone, a toll_free, a mobile or an email",
        ),
        (
            levels({"role": "Lead", "name": "A", "email": "a@example.org", "extension": "12"}),
            "escalation.levels[0].contacts[0].extension: needs the phone at which it is asked for",
        ),
        (
            levels(ALL, {**ALL, "products": ["cmr"]}),
            "escalation.levels[0].contacts[1].products[0]: there is no product 'cmr'; did you mean 'crm'?",
        ),
        (
            levels(ALL, {**ALL, "products": ["crm", "crm"]}),
            "escalation.levels[0].contacts[1].products: names 'crm' twice",
        ),
        (
            levels(*[{**ALL, "products": ["crm"]}] * 6, ALL),
            "escalation.levels[0].contacts: 6 for 'crm', and a message holds 5",
        ),
        (
            levels(name={"en": "Quality", "fr": "Direction"}),
            "escalation.levels[1].name.en: reads the same as another level",
        ),
        (levels(name="x" * 76), "escalation.levels[1].name: 76 characters, and there is room for 75"),
        (
            levels({**ALL, "role": "x" * 76}),
            "escalation.levels[0].contacts[0].role: 76 characters, and there is room for 75",
        ),
    ],
)
def test_what_makes_no_sense_is_told_with_its_place(found, escalation, told):
    """S3-38..42: A LEVEL THAT COULD NEVER BE TAKEN AND A CONTACT WHO CANNOT BE REACHED ARE MISTAKES."""
    assert found(escalation=escalation) == [told]


def test_at_each_level_somebody_answers_for_each_product(found):
    """S3-38: NO PRODUCT IS WITHOUT A CONTACT AT ANY LEVEL."""
    told = found(escalation=levels({**ALL, "products": ["crm", "learning", "placements", "evaluations", "accounts"]}))
    assert told == ["escalation.levels[0].contacts: nobody answers for the product 'other'"]


def test_more_levels_than_a_desk_can_have_are_told(found):
    """S3-37: LEVELS ARE COUNTED WITH ONE DIGIT."""
    many = {"levels": [{"name": f"Level {n}", "contacts": [ALL]} for n in range(10)]}
    assert found(escalation=many) == ["escalation.levels: more than 9 levels"]


def test_a_checklist_fits_on_the_card(found):
    """S3-24: TEN ITEMS AT MOST, EACH ON A LINE."""
    assert found(checklist=["Document"] * 10) == []
    assert found(checklist=["Document"] * 11) == ["checklist: 11 items, and there is room for 10"]
    assert found(checklist=["x" * 101]) == ["checklist[0]: 101 characters, and there is room for 100"]


@pytest.mark.parametrize("wrong", ["{number}", "{", "}", "{}"])
def test_advice_to_call_has_room_for_the_tickets_number_only(found, faculty, wrong):
    """S3-17: WHAT STANDS IN BRACES IS THE TICKET, OR A MISTAKE."""
    call = {"en": "Call 555-0100 quoting {ticket}.", "fr": f"Appelez le 555-0100 pour {{ticket}} {wrong}."}
    priorities = {**faculty["priorities"], "critical": {**faculty["priorities"]["critical"], "call": call}}
    told = found(priorities=priorities)
    assert told == [
        f"priorities.critical.call.fr: {wrong!r} stands for nothing: only {{ticket}} does, for the ticket's number"
    ]


def test_advice_to_call_is_one_line(found, faculty):
    """S3-17: THE ADVICE FITS ON THE CARD."""
    priorities = {**faculty["priorities"], "critical": {**faculty["priorities"]["critical"], "call": "x" * 301}}
    assert found(priorities=priorities) == ["priorities.critical.call: 301 characters, and there is room for 300"]
