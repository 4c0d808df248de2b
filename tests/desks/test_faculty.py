"""The faculty's desk says what the documents say (S0, S1)."""

from datetime import UTC, datetime

import pytest

from chatdesk.core.model import Phase
from chatdesk.core.policy_desk import OnYes, Receipts
from chatdesk.core.spans import Span
from chatdesk.desks.calendars import Calendars
from chatdesk.desks.loader import SHIPPED, load_policy, shipped_names


@pytest.fixture(scope="module")
def faculty():
    return load_policy("faculty")


def test_s0_10_to_12_and_16_the_kinds_are_the_intents_of_the_form(faculty):
    """S0-10."""
    assert list(faculty.kinds) == [
        "question",
        "incident",
        "access",
        "data_correction",
        "report",
        "outage",
        "improvement",
    ]


def test_s0_13_every_product_names_its_pilot_promoter_owner_and_manager(faculty):
    """S0-13."""
    for product in faculty.products.values():
        roles = {contact.role.en for contact in product.contacts}
        assert {"Service pilot", "Promoter", "Owner", "Product manager"} <= roles
    assert sum("pilot" in contact.role.en.lower() for contact in faculty.products["placements"].contacts) == 2


def test_s0_14_every_product_says_whom_it_is_for(faculty):
    """S0-14."""
    for product in faculty.products.values():
        assert product.audience is not None
        assert "milieux de stage" in product.audience.fr


def test_s0_25_and_26_the_desk_is_open_8_hours_on_each_weekday(faculty):
    """S0-25."""
    calendar = Calendars(faculty)("faculty")
    monday, saturday = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 7, tzinfo=UTC)

    assert calendar.between(monday, saturday).total_seconds() == 5 * 8 * 3600
    assert str(calendar.hours(monday.date())[0]) == "8:30-16:30"
    assert calendar.hours(saturday.date()) == ()


def test_s0_27_an_answer_comes_within_8_hours_whatever_the_priority(faculty):
    """S0-27."""
    for kind in faculty.kinds:
        for priority in faculty.priorities:
            target = faculty.target_for(kind, priority)
            assert target.response == (Span.parse("8h") if faculty.kinds[kind].clock else None)


def test_s0_28a_an_incident_takes_3_business_days_at_most(faculty):
    """S0-28a."""
    assert faculty.target_for("incident", None).resolution == Span.parse("3d")
    assert faculty.target_for("outage", None).resolution.days <= 3


def test_s0_28b_a_request_takes_1_to_5_business_days_by_its_kind(faculty):
    """S0-28b."""
    days = [faculty.target_for(kind, None).resolution.days for kind in ("access", "data_correction", "report")]

    assert all(1 <= each <= 5 for each in days)
    assert (min(days), max(days)) == (1, 5)


def test_s0_29_an_improvement_is_accepted_without_a_clock(faculty):
    """S0-29."""
    assert "improvement" in faculty.kinds_of("crm")
    assert not faculty.kinds["improvement"].clock
    assert "proposition" in faculty.kinds["improvement"].notice.fr


def test_s1_16_no_agent_is_disclosed(faculty):
    """S1-16."""
    assert not faculty.desk.discloses_agents


def test_s1_20_a_receipt_goes_to_whoever_opened_by_a_form(faculty):
    """S1-20."""
    assert faculty.desk.receipts is Receipts.FORM


def test_s1_21_resolved_leads_to_the_end_or_back_to_work(faculty):
    """S1-21."""
    resolved = faculty.statuses[faculty.moves.resolve]

    assert resolved.phase is Phase.RESOLVED
    assert set(resolved.next) == {faculty.moves.refuse, faculty.moves.close}
    assert faculty.desk.on_yes is OnYes.CLOSE


def test_requesters_are_shown_no_priority(faculty):
    assert not faculty.desk.shows_priority


def test_every_text_differs_between_the_languages_unless_it_is_the_same_word(faculty):
    same = {"Correction", "Service"}
    texts = [part.name for section in (faculty.kinds, faculty.products, faculty.statuses) for part in section.values()]

    for text in texts:
        assert text.en != text.fr or text.en in same


def test_the_demo_is_a_desk_with_its_rooms_and_not_one_that_is_offered():
    load_policy(SHIPPED / "demo" / "faculty.yaml", platforms=["slack"])

    assert shipped_names() == ("erp", "faculty", "itil", "medical")
