"""The whole story of a ticket, told once for every pair of platforms: where the requester is, where the agent is."""

from __future__ import annotations

import pytest

from chatdesk.core.model import Phase
from chatdesk.demo import PEOPLE
from tests.fakes.both import both_platforms
from tests.fakes.drivers import DiscordSide, SlackSide

pytestmark = pytest.mark.anyio

AMELIE, _, _, SAM, _ = PEOPLE
AGENT_ROOMS = {"slack": "C0APPS", "discord": "700000000000000033"}


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(params=["slack", "discord"])
def agents_on(request) -> str:
    return request.param


@pytest.fixture
async def house(agents_on, sqlite_url):
    room = {agents_on: AGENT_ROOMS[agents_on]}
    async with both_platforms(sqlite_url, {"service_desk": room, "applications": {}}) as house:
        yield house


@pytest.fixture(params=["slack", "discord"])
def requester(request, house):
    if request.param == "slack":
        return SlackSide(house, AMELIE.slack, "C0HELP")
    return DiscordSide(house, AMELIE.discord, "public")


@pytest.fixture
def agent(agents_on, house):
    return (
        SlackSide(house, SAM.slack, "C0APPS") if agents_on == "slack" else DiscordSide(house, SAM.discord, "internal")
    )


async def test_open_take_note_ask_answer_reply_resolve_refuse_resolve_confirm(house, requester, agent):
    ticket = await requester.open(title="Imprimante", description="Elle clignote")
    for reader in (requester, agent):
        assert ticket.reference in await reader.reads(ticket)
        assert "Elle clignote" in await reader.reads(ticket)

    await agent.presses(ticket, "take")
    assert house.slack.ticket(ticket.id).phase is Phase.WORKING

    await agent.says(ticket, "CANARYNOTE le toner")
    await agent.presses(ticket, "ask", text="Depuis quand ?")
    assert house.slack.ticket(ticket.id).phase is Phase.WAITING
    assert "Depuis quand ?" in await requester.reads(ticket)

    await requester.says(ticket, "Depuis hier")
    assert house.slack.ticket(ticket.id).phase is Phase.WORKING
    assert "Depuis hier" in await agent.reads(ticket)

    await agent.presses(ticket, "call", outcome="reached", text="Le toner est vide")
    assert "Le toner est vide" in await requester.reads(ticket)
    await agent.presses(ticket, "reply", text="Changez le toner.")
    assert "Changez le toner" in await requester.reads(ticket)

    await agent.presses(ticket, "resolve", solution="Toner remplacé", nature="advice")
    await requester.presses(ticket, "refuse", reason="Elle clignote encore")
    assert house.slack.ticket(ticket.id).phase is Phase.WORKING
    assert "Elle clignote encore" in await agent.reads(ticket)

    await agent.presses(ticket, "resolve", solution="Imprimante changée", nature="advice")
    await requester.presses(ticket, "confirm")
    assert house.slack.ticket(ticket.id).phase is Phase.CLOSED

    seen = await requester.reads(ticket)
    assert "CANARYNOTE" not in seen
    assert "Sam" not in seen
    assert house.house.outbox.dead_letters(10) == ()


async def test_cancelled_by_the_requester_with_a_reason_that_the_agents_read(house, requester, agent):
    ticket = await requester.open(title="Imprimante")
    await requester.presses(ticket, "cancel", reason="Réglé tout seul")
    assert house.slack.ticket(ticket.id).phase is Phase.CANCELLED
    assert "Réglé tout seul" in await agent.reads(ticket)


async def test_hostile_words_travel_inert(house, requester, agent):
    hostile = "<!channel> @everyone <@U0INES> <@700000000000000013> *gras* `code`"
    ticket = await requester.open(title="<!here> @here", description=hostile)
    await requester.says(ticket, hostile)
    await agent.presses(ticket, "reply", text=hostile)
    slack = [m for c in house.slack.sandbox.workspace.channels.values() for m in c.messages.values() if m.get("bot_id")]
    live = {mention for message in slack for mention in message.get("_live_mentions", ())}
    assert live <= {f"@{AMELIE.slack}"}
    discord = [m for c in house.discord.sandbox.guild.channels.values() for m in c.messages.values()]
    ours = [m for m in discord if m["author"]["id"] == house.discord.sandbox.guild.bot_id and m["type"] == 0]
    live = {str(mention) for message in ours for mention in _flat(message.get("_live_mentions"))}
    assert live <= {f"<@{AMELIE.discord}>"}


def _flat(thing) -> list:
    if isinstance(thing, dict):
        return [leaf for value in thing.values() for leaf in _flat(value)]
    if isinstance(thing, list | tuple | set | frozenset):
        return [leaf for value in thing for leaf in _flat(value)]
    return [] if thing in (None, False, "") else [thing]
