"""A change of a roster over both real wires: shown, asked for by form, approved by a button, told privately."""

from __future__ import annotations

import pytest

from chatdesk.core.model import Handle, Phase, RosterEntry
from chatdesk.core.ports import Profile
from chatdesk.demo import DEMO_POLICY, GUILD, PEOPLE
from tests.fakes.both import both_platforms
from tests.fakes.discord_people import words_of as discord_words
from tests.fakes.rostered import laid_over
from tests.fakes.wire_house import words_of
from tests.fakes.world import MONDAY, shipped

pytestmark = pytest.mark.anyio

AMELIE, NOAH, INES, SAM, _ = PEOPLE
APPS = "C0APPS"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def both(sqlite_url):
    policy = laid_over(shipped(DEMO_POLICY))
    changed = {name: getattr(policy, name) for name in ("customers", "facts", "kinds", "products", "roster")}
    async with both_platforms(sqlite_url, **changed) as both:
        yield both


def on_the_day_of_riverside(both, *handles) -> list[int]:
    """Put accounts on the roster; return the numbers of their people."""
    with both.house.desk.desk.store.begin() as unit:
        people = [unit.see(Profile(handle=handle), "fr").id for handle in handles]
        for person in people:
            unit.join_roster(RosterEntry(customer="riverside", shift="day", person=person, since=MONDAY))
    return people


def names_on(both) -> list[str]:
    with both.house.desk.desk.store.read() as unit:
        return [unit.person(entry.person).name for entry in unit.roster("riverside")]


def newest(both):
    with both.house.desk.desk.store.read() as unit:
        return max(unit.queue(both.house.desk.desk.policy.groups, 10), key=lambda ticket: ticket.id)


async def test_s3_14_s3_51_asked_for_and_approved_in_slack(both):
    """S3-10, S3-14, S3-51: FROM THE LIST TO THE FORM, FROM THE PROMPT TO THE NEW LIST; THE NEW ONE HEARS OF IT."""
    on_the_day_of_riverside(both, Handle("slack", "T0DESK", AMELIE.slack))
    slack = both.slack
    shown = (await slack.command(AMELIE.slack, "/ticket roster"))["reply"]
    assert "Riverside" in words_of(shown)
    assert "1\N{NO-BREAK SPACE}place libre" in words_of(shown)
    form = (await slack.command(AMELIE.slack, "/ticket designate riverside"))["opened"]
    typed = {"shift": "day", "joins": [NOAH.slack], "facts__function": "Infirmier", "terms": "confirmed"}
    answer = await slack.submit(AMELIE.slack, form, **typed)
    assert answer["closed"], answer
    await both.settled()
    ticket = newest(both)
    card = await slack.card(SAM.slack, APPS, ticket.reference)
    prompt = (await slack.thread(SAM.slack, APPS, card["ts"]))[1]
    assert "Noah Clark" in words_of(prompt)
    assert "Infirmier" in words_of(prompt)
    await slack.press(SAM.slack, prompt, "approve")
    await both.settled()
    assert slack.ticket(ticket.id).phase is Phase.CLOSED
    assert names_on(both) == ["Amélie Roy", "Noah Clark"]
    rooms = (await slack.act.state(as_=NOAH.slack))["channels"]
    told = [message for room in rooms for message in await slack.history(NOAH.slack, room["id"])]
    assert "You may open tickets for Riverside" in words_of(told)
    assert "a approuvé" in words_of(await slack.thread(SAM.slack, APPS, card["ts"]))


async def test_s3_14_s3_51_asked_for_and_approved_in_discord(both):
    """S3-10, S3-14, S3-51: WHAT DECIDES THE REST IS CHOSEN FIRST, THE REST FOLLOWS IN WINDOWS."""
    discord = both.discord
    _, leaves = on_the_day_of_riverside(both, *(Handle("discord", GUILD, who.discord) for who in (AMELIE, INES)))
    shown = await discord.command(AMELIE.discord, "ticket roster")
    assert "Riverside" in discord_words(shown["message"])
    answer = await discord.press(AMELIE.discord, shown["message"], "designate")
    answer = await discord.choose(AMELIE.discord, answer["message"], "day")
    typed = {"leaves": [str(leaves)], "joins": [NOAH.discord], "facts__function": "Infirmier", "terms": ["confirmed"]}
    await discord.fill(AMELIE.discord, answer, **typed)
    await both.settled()
    ticket = newest(both)
    place = discord.place(ticket, "internal")
    prompt = (await discord.history(SAM.discord, place.thread))[-1]
    await discord.press(SAM.discord, prompt, "approve")
    await both.settled()
    assert both.slack.ticket(ticket.id).phase is Phase.CLOSED
    assert len(names_on(both)) == 2
    assert any(name.startswith("Noah") for name in names_on(both))
    assert "Riverside" in discord_words(await discord.direct(NOAH.discord))


async def test_s3_14_discord_completes_only_the_customers_that_one_may_see(both):
    """S3-14: WHOEVER IS ON NO ROSTER IS OFFERED NONE; AN AGENT EVERY ONE."""
    on_the_day_of_riverside(both, Handle("discord", GUILD, AMELIE.discord))
    offered = {}
    for who in (AMELIE, NOAH, SAM):
        typing = {"as_": who.discord, "channel": both.discord.help_room, "name": "ticket roster"}
        answer = await both.discord.act.autocomplete(**typing, options={"customer": ""}, focused="customer")
        offered[who.name] = [choice["value"] for choice in answer["choices"]]
    assert offered == {"amelie": ["riverside"], "noah": [], "sam": ["riverside", "hillside"]}
