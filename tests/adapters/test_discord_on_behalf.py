"""An agent opens a ticket in a local Discord for somebody whom the desk has never met, and looks at the catalogue."""

from __future__ import annotations

import pytest
from discord_house import BOT, HELP, INES, NOAH, discord_house, words_of

from chatdesk.adapters._discord.answers import modal_to_answers, people_picked
from chatdesk.core.model import Handle

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.filterwarnings("ignore:.*audioop.*:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:parameter 'timeout' of type 'float' is deprecated:DeprecationWarning"),
]


@pytest.fixture
async def house(sqlite_url):
    async with discord_house(sqlite_url) as house:
        yield house


async def test_a_ticket_for_somebody_the_desk_never_met_is_theirs_and_names_them(house):
    """THE REQUESTER IS WHO WAS PICKED, BY THE NAME THAT OTHERS SEE."""
    answer = await house.command(INES, "ticket more openfor", product="crm")
    answer = await house.choose(INES, answer["message"], "question")
    await house.fill(INES, answer, requester=[NOAH], title="Par téléphone", description="Rien ne va")
    await house.settled()
    ticket = house.newest()
    with house.store.read() as unit:
        assert unit.handle(ticket.requester, "discord").user == NOAH
        assert unit.person(ticket.requester).name.startswith("Noah")
    assert await house.direct(NOAH) == []
    assert "CANARY" not in words_of(await house.history(NOAH, HELP))
    assert "Par téléphone" in words_of(await house.card(NOAH, ticket))


async def test_the_catalogue_leads_to_the_form_of_a_product(house):
    """FROM THE LIST TO A PRODUCT TO ITS FORM, BY BUTTONS ALONE."""
    answer = await house.command(NOAH, "ticket catalogue")
    answer = await house.press(NOAH, answer["message"], "catalogue")
    answer = await house.press(NOAH, answer["message"], "open")
    assert answer["message"]["components"]


def test_apps_that_were_picked_are_nobody():
    users = {"702": {"id": "702", "username": "noah"}, BOT: {"id": BOT, "username": "desk", "bot": True}}
    data = {
        "components": [{"type": 18, "component": {"type": 5, "custom_id": "requester", "values": ["702", BOT]}}],
        "resolved": {"users": users, "members": {"702": {"nick": "Noah C."}}},
    }
    noah = Handle("discord", "G", "702")
    assert modal_to_answers(data, "G") == {"requester": (noah,)}
    assert [(one.handle, one.name) for one in people_picked(data, "G")] == [(noah, "Noah C.")]
