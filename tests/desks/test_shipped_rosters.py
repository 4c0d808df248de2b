"""The shipped desks' rosters change by tickets: super users by the medical desk's form, access by that of ITIL's."""

from __future__ import annotations

import pytest

from chatdesk.core.errors import Diverted, FieldMissing, FormRejected, MayNotOpen, NoPlaceLeft
from chatdesk.core.model import Phase
from tests.fakes.platform import buttons_of, text_of
from tests.fakes.rostered import BOB, EVE, IDA
from tests.fakes.shipped import ShippedDesk
from tests.fakes.world import AMELIE, INES

NOON = "2026-03-02 12:00"
COLUMNS = {"facts__function": "Infirmière", "facts__phone": "555-0107", "facts__email": "eve@example.org"}
NAMED = {"customer": "northwind", "shift": "day", **COLUMNS, "terms": "confirmed"}


@pytest.fixture
def medical(store):
    return ShippedDesk(store, "medical", NOON)


@pytest.fixture
def itil(store):
    return ShippedDesk(store, "itil", NOON)


def known(desk, *people) -> None:
    """The desk has met somebody."""
    for who in people:
        desk.fill("profile", who)


def test_s3_52_the_form_has_the_columns_of_the_documented_one(medical):
    """S3-52: FUNCTION, PHONE, E-MAIL AND CSA; S3-51: CURRENT AND NEW PERSON; S3-12, S3-15: WHAT THE CLIENT CONFIRMS."""
    draw = medical.policy.roster
    form = medical.desk.view(
        lambda work: work.operations["designate"].form(work, {"shift": "day"}), AMELIE, medical.now
    )
    assert [field.id for field in form.fields][-5:] == [f"facts.{name}" for name in draw.facts] + ["terms"]
    assert {"leaves", "joins"} <= {field.id for field in form.fields}
    assert "à nos frais" in form.intro


def test_s3_14_a_super_user_is_designated_and_opens_incidents_from_then_on(medical):
    """S3-13, S3-14: NOT BEFORE; S3-11: TOLD PRIVATELY WHAT A SUPER USER DOES."""
    known(medical, EVE)
    with pytest.raises(MayNotOpen):
        medical.press("open", EVE)
    ticket = medical.fill("designate", AMELIE, joins=(EVE.handle,), **NAMED).ticket
    with pytest.raises(MayNotOpen):
        medical.press("open", EVE)
    medical.press("approve", INES, ticket)
    assert medical.ticket(ticket.id).phase is Phase.CLOSED
    assert medical.press("open", EVE) is not None
    medical.deliver()
    told = "\n".join(message.text for message in medical.slack.in_room("dm:U0EVE"))
    assert "first-level help with the products" in told


def test_s3_50_a_third_super_user_of_a_shift_is_refused(medical):
    """S3-50: AT MOST TWO ON EACH, WEEK-END AND PUBLIC HOLIDAYS TOO."""
    known(medical, EVE, BOB)
    for shift in ("weekend", "holidays"):
        for joiner in (AMELIE, EVE):
            told = {**NAMED, "shift": shift, "joins": (joiner.handle,)}
            medical.press("approve", INES, medical.fill("designate", AMELIE, **told).ticket)
        with pytest.raises(FormRejected) as caught:
            medical.fill("designate", AMELIE, **{**NAMED, "shift": shift, "joins": (BOB.handle,)})
        assert isinstance(caught.value.fields["joins"], NoPlaceLeft)


def test_s3_10_the_shifts_without_a_super_user_are_pointed_out(medical):
    """S3-10: FOUR OF NORTHWIND'S FIVE."""
    assert text_of(medical.press("roster", AMELIE).document).count("⚠️") == 4


def test_s3_12_nobody_is_designated_without_the_clients_word(medical):
    """S3-12, S3-15: TRAINED AT ITS COST, WITH ADEQUATE KNOWLEDGE."""
    known(medical, EVE)
    with pytest.raises(FormRejected) as caught:
        medical.fill("designate", AMELIE, joins=(EVE.handle,), **{**NAMED, "terms": ""})
    assert isinstance(caught.value.fields["terms"], FieldMissing)


def test_s4_17_access_is_asked_for_by_its_form(itil):
    """S4-17: BY WHOEVER HAS NONE; AN AGENT'S APPROVAL GIVES IT."""
    known(itil, IDA)
    with pytest.raises(MayNotOpen):
        itil.press("open", IDA)
    assert "access" in buttons_of(itil.press("roster", IDA).document)
    ticket = itil.fill("access", IDA, customer_number="e1180", shift="always").ticket
    itil.press("approve", INES, ticket)
    assert itil.press("open", IDA) is not None


def test_s4_7_who_is_served_by_an_integrator_gets_no_access(itil):
    """S4-7: THEY ARE SENT TO IT, AND NO TICKET COMES OF IT."""
    with pytest.raises(FormRejected) as caught:
        itil.fill("access", IDA, customer_number="I-5021", shift="always")
    assert isinstance(caught.value.fields["customer_number"], Diverted)


@pytest.mark.parametrize("name", ["medical", "itil"])
def test_s3_51_the_kind_of_these_tickets_is_on_no_ordinary_form(store, name):
    """S3-51, S4-17: THE ROSTER'S OWN FORM IS THE ONLY WAY TO IT."""
    desk = ShippedDesk(store, name, NOON)
    requests = desk.policy.roster.requests
    for product in desk.policy.products:
        [field] = [field for field in desk.form("open", AMELIE, rest=product).fields if field.id == "kind"]
        assert requests.kind not in [option.value for option in field.options]
