"""What a policy has people read, and what agents say of calls and to managers, on each platform over the real wire."""

from __future__ import annotations

import pytest

from chatdesk.core.model import Phase
from chatdesk.core.policy_articles import ArticlePolicy, CancelReasonPolicy, RetiredPolicy, Shown
from chatdesk.demo import DEMO_POLICY, PEOPLE
from tests.fakes.both import both_platforms
from tests.fakes.drivers import DiscordSide, SlackSide
from tests.fakes.world import shipped

pytestmark = pytest.mark.anyio

AMELIE, _, _, SAM, MAYA = PEOPLE
AGENT_ROOMS = {"slack": "C0APPS", "discord": "700000000000000033"}
RULES, NEW = "https://help.example.org/rules", "https://crm.example.org"
WHY = "CANARYWHY le client menace de partir"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(params=[("slack", "discord"), ("discord", "slack")], ids="-".join)
def platforms(request):
    """Where the requester is, and where the agents are."""
    return request.param


@pytest.fixture
async def house(platforms, sqlite_url):
    products = dict(shipped(str(DEMO_POLICY)).products)
    gone = RetiredPolicy(text={"en": "The CRM moved.", "fr": "Le CRM a déménagé."}, link=NEW)
    products["crm"] = products["crm"].model_copy(update={"retired": gone})
    label, name = {"en": "The rules", "fr": "Les règles"}, {"en": "Breach of the rules", "fr": "Non-respect"}
    rooms = {"service_desk": {platforms[1]: AGENT_ROOMS[platforms[1]]}, "applications": {}}
    sections = {
        "products": products,
        "articles": {"rules": ArticlePolicy(label=label, address=RULES, shown=(Shown.FORM, Shown.HELP))},
        "cancel_reasons": {"rules": CancelReasonPolicy(name=name, article="rules")},
    }
    async with both_platforms(sqlite_url, rooms, **sections) as house:
        yield house


def side(house, platform, who, audience):
    if platform == "slack":
        return SlackSide(house, who.slack, "C0HELP" if audience == "public" else AGENT_ROOMS["slack"])
    return DiscordSide(house, who.discord, audience)


async def test_articles_moved_products_calls_managers_and_reasons_to_cancel(house, platforms):
    """S4-16, S0-1, S3-31, S3-36, S4-18: THE SAME ON BOTH, AND NOTHING INTERNAL IN FRONT OF THE REQUESTER."""
    requester = side(house, platforms[0], AMELIE, "public")
    agent, manager = side(house, platforms[1], SAM, "internal"), side(house, platforms[1], MAYA, "internal")
    await manager.commands("queue")

    assert RULES in await requester.commands("help")
    form = await requester.commands("open", product="crm")
    assert all(words in form for words in (RULES, "Le CRM a déménagé", NEW))

    ticket = await requester.open(title="Imprimante")
    await agent.commands("queue")
    await agent.presses(ticket, "call", outcome="message", text="Rappelez-moi")
    assert house.slack.ticket(ticket.id).answered_at is None
    for reader in (requester, agent):
        assert "a laissé un message" in (await reader.sees(ticket))[-1].words

    before = len(await requester.sees(ticket))
    await agent.presses(ticket, "involve", reason=WHY)
    assert any(WHY in seen.words for seen in await manager.everything() if "FAC-" in seen.words)
    assert len(await requester.sees(ticket)) == before
    assert not any("CANARY" in seen.words for seen in await requester.everything())

    await agent.presses(ticket, "cancel", cause="rules", reason="Deux sujets")
    assert house.slack.ticket(ticket.id).phase is Phase.CANCELLED
    told = (await requester.sees(ticket))[-1].words
    assert all(words in told for words in ("Non-respect", RULES, "Deux sujets"))
