"""Critical periods: what the form says in one, and the urgency that it chooses beforehand (S3-44, S3-45)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from chatdesk.core.desk import Submission
from tests.fakes.customers import SECTIONS, companies, enrol
from tests.fakes.world import AMELIE, INES, NOAH, World

CLOSING = {"name": {"en": "Year’s end", "fr": "Fin d’année"}, "begins": "2026-03-30", "ends": "2026-03-31"}
MOVE = {"name": {"en": "Move", "fr": "Déménagement"}, "begins": "2026-03-30 8:00", "ends": "2026-03-30 18:30"}


def policy(desk=None, own=None):
    customers = {
        **SECTIONS["customers"],
        "riverside": {**SECTIONS["customers"]["riverside"], "critical_periods": own or {}},
    }
    return companies({"critical_periods": desk or {}, "customers": customers})


def world_with(store, desk=None, own=None):
    world = World(store, policy(desk, own))
    enrol(world, AMELIE, "riverside")
    enrol(world, NOAH, "hillside")
    return world


def urgency(form):
    return next(field for field in form.fields if field.id == "urgency").initial


@pytest.mark.parametrize(
    ("moment", "during"),
    [
        (datetime(2026, 3, 30, 3, 59, tzinfo=UTC), False),  # 29 March, 23:59 in Toronto
        (datetime(2026, 3, 30, 4, 0, tzinfo=UTC), True),  # 30 March, 0:00
        (datetime(2026, 4, 1, 3, 59, tzinfo=UTC), True),  # 31 March, 23:59
        (datetime(2026, 4, 1, 4, 0, tzinfo=UTC), False),  # 1 April, 0:00
    ],
)
def test_s3_44_a_period_of_days_goes_from_the_first_to_the_end_of_the_last(store, moment, during):
    """S3-44: ON THE WALL CLOCK OF THE DESK'S CALENDAR; THE FORM SAYS WHICH IT IS AND UNTIL WHEN, OUTSIDE NOTHING."""
    world = world_with(store, {"closing": {**CLOSING, "urgency": "now"}})
    world.now = moment
    form = world.press("open", AMELIE)
    assert (urgency(form) == "now", "Fin d’année" in form.intro) == (during, during)
    assert ("jusqu’au mardi 31\N{NO-BREAK SPACE}mars" in form.intro) == during


@pytest.mark.parametrize(
    ("moment", "during"),
    [
        (datetime(2026, 3, 30, 11, 59, tzinfo=UTC), False),  # 7:59 in Toronto
        (datetime(2026, 3, 30, 12, 0, tzinfo=UTC), True),
        (datetime(2026, 3, 30, 22, 29, tzinfo=UTC), True),
        (datetime(2026, 3, 30, 22, 30, tzinfo=UTC), False),  # 18:30
    ],
)
def test_s3_45_a_period_of_hours_goes_from_one_to_the_other(store, moment, during):
    """S3-45."""
    world = world_with(store, {"move": {**MOVE, "urgency": "now"}})
    world.now = moment
    form = world.press("open", NOAH)
    assert (urgency(form) == "now") == during
    assert ("Move, until Monday 30 March at 18:30" in form.intro) == during


NOON = datetime(2026, 3, 30, 16, 0, tzinfo=UTC)


def test_s3_44_a_customers_own_period_is_no_matter_of_the_others_and_comes_first(store):
    """S3-44: ITS OWN BEFORE THE DESK'S."""
    world = world_with(store, {"closing": {**CLOSING, "urgency": "soon"}}, own={"move": {**MOVE, "urgency": "now"}})
    world.now = NOON
    assert urgency(world.press("open", AMELIE)) == "now"
    assert urgency(world.press("open", NOAH)) == "soon"
    world.now = datetime(2026, 3, 31, 16, 0, tzinfo=UTC)
    assert urgency(world.press("open", AMELIE)) == "soon"


def test_s3_44_it_is_an_input_and_the_requester_may_say_otherwise(store):
    """S3-44: WHAT THEY CHOSE STAYS WHEN THE FORM IS REDRAWN, AND COUNTS."""
    world = world_with(store, {"closing": {**CLOSING, "urgency": "now"}})
    world.now = NOON
    answers = {"product": "other", "urgency": "later"}
    told = Submission(verb="open", actor=NOAH, event=world.event(), ticket=None, answers=answers, hidden={})
    assert urgency(world.desk.refresh(told, world.now)) == "later"
    ticket = world.open(NOAH, impact="person", urgency="later")
    assert (ticket.urgency, ticket.declared_priority) == ("later", "low")


def test_s3_44_the_period_of_the_chosen_customer_counts(store):
    """S3-44: FOR SOMEBODY OF SEVERAL, IT IS KNOWN WHEN THE CUSTOMER IS."""
    world = world_with(store, own={"move": {**MOVE, "urgency": "now"}})
    enrol(world, NOAH, "riverside")
    world.now = NOON

    def form(customer):
        answers = {"customer": customer}
        told = Submission(verb="open", actor=NOAH, event=world.event(), ticket=None, answers=answers, hidden={})
        return world.desk.refresh(told, world.now)

    assert (urgency(form("riverside")), urgency(form("hillside"))) == ("now", "")


def test_s3_45_support_sees_it_at_qualification(store):
    """S3-45: WHETHER IT WAS ONE WHEN THE TICKET WAS OPENED, OR IS ONE NOW; SUPPORT CONFIRMS OR CHANGES."""
    world = world_with(store, {"closing": {**CLOSING, "urgency": "now"}})
    before = world.open(NOAH)
    assert world.press("qualify", INES, before).intro == ""
    world.now = NOON
    during = world.open(NOAH, impact="unit", urgency="now")
    assert "Fin d’année" in world.press("qualify", INES, before).intro
    world.now = datetime(2026, 4, 2, 16, 0, tzinfo=UTC)
    assert "Fin d’année" in world.press("qualify", INES, during).intro
    assert world.press("qualify", INES, before).intro == ""
    world.fill("qualify", INES, during, impact="unit", urgency="later", reason="Sans effet")
    assert world.ticket(during.id).priority == "low"
