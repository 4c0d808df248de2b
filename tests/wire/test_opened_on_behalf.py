"""An agent opens a ticket in a local Slack for somebody whom the desk has never met, and looks at the catalogue."""

from __future__ import annotations

import pytest

from tests.fakes.wire_house import HELP, INES, NOAH, words_of

pytestmark = pytest.mark.anyio


async def test_a_ticket_for_somebody_the_desk_never_met_is_theirs_and_names_them(socket_house):
    """THE REQUESTER IS WHO WAS PICKED, BY THEIR NAME; NO RECEIPT, AND NO AGENT'S NAME WHERE THEY READ."""
    house = socket_house
    form = (await house.command(INES, "/ticket openfor crm Par téléphone"))["opened"]
    answer = await house.submit(INES, form, requester=[NOAH], kind="question", description="Rien ne va")
    assert answer["closed"], answer
    await house.settled()
    shown = words_of((await house.command(NOAH, "/ticket list"))["reply"])
    assert "Par téléphone" in shown
    ticket = house.ticket(1001)
    with house.house.desk.desk.store.read() as unit:
        assert unit.person(ticket.requester).name == "Noah Clark"
    assert "CANARY" not in words_of(await house.history(NOAH, HELP))


async def test_the_catalogue_leads_to_the_form_of_a_product(socket_house):
    """FROM THE LIST TO A PRODUCT, BY THE COMMAND THAT ITS BUTTON STANDS FOR."""
    house = socket_house
    listed = (await house.command(NOAH, "/ticket catalogue"))["reply"]
    buttons = [e for b in listed["blocks"] if b["type"] == "actions" for e in b["elements"]]
    assert [button["value"] for button in buttons] == list(house.house.desk.desk.policy.products)
    page = (await house.command(NOAH, f"/ticket catalogue {buttons[0]['value']}"))["reply"]
    assert "Product manager" in words_of(page)
