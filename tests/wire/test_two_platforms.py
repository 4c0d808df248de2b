"""One desk, two platforms: a request from Discord is worked on in Slack, and the other way round."""

from __future__ import annotations

import pytest

from chatdesk.core.model import Phase
from chatdesk.demo import PEOPLE
from tests.fakes.both import both_platforms
from tests.fakes.discord_people import words_of as discord_words
from tests.fakes.wire_house import words_of

pytestmark = pytest.mark.anyio

AMELIE, NOAH, INES, SAM, MAYA = PEOPLE
HELP, DESK, APPS = "C0HELP", "C0DESK", "C0APPS"
D_HELP, D_APPS = "700000000000000031", "700000000000000033"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def both(sqlite_url):
    async with both_platforms(sqlite_url) as both:
        yield both


def quoted_in(message) -> list:
    """Every part of what a Slack message quotes."""
    elements = (element for block in message["blocks"] for element in block.get("elements", ()))
    return [part for element in elements if element["type"] == "rich_text_quote" for part in element["elements"]]


async def test_opened_in_discord_worked_on_in_slack_confirmed_in_discord(both):
    ticket = await both.discord.open(NOAH.discord, title="Printer", description="It *blinks* <!channel> @everyone")
    place = both.discord.place(ticket)
    internal = await both.slack.card(INES.slack, DESK, ticket.reference)
    assert {"type": "text", "text": "blinks", "style": {"italic": True}} in quoted_in(internal)
    assert {"type": "text", "text": " <!channel> @everyone"} in quoted_in(internal)

    await both.slack.press(INES.slack, internal, "take")
    await both.slack.act.say(as_=INES.slack, channel=DESK, text="CANARY note", thread_ts=internal["ts"])
    said = await both.discord.act.say(as_=NOAH.discord, channel=place.thread, content="Still **dark**")
    await both.settled()
    copy = (await both.slack.thread(INES.slack, DESK, internal["ts"]))[-1]
    assert {"type": "text", "text": "dark", "style": {"bold": True}} in quoted_in(copy)
    assert "Noah Clark" in words_of(copy)

    await both.discord.act.edit(
        as_=NOAH.discord, channel=place.thread, message=said["message"]["id"], content="Still very dark"
    )
    await both.settled()
    thread = await both.slack.thread(INES.slack, DESK, internal["ts"])
    assert [m["ts"] for m in thread][-1] == copy["ts"]
    assert "Still very dark" in words_of(thread[-1])

    form = await both.slack.press(INES.slack, internal, "reply")
    previewed = await both.slack.submit(INES.slack, form["opened"], text="Change the *toner* & wait")
    await both.slack.submit(INES.slack, previewed["view"], text="Change the *toner* & wait")
    await both.settled()
    answer = (await both.discord.history(NOAH.discord, place.thread))[-1]
    assert "> Change the *toner* & wait" in answer["content"]
    assert "Inès" not in discord_words(answer)
    assert [user["id"] for user in answer["mentions"]] == [NOAH.discord]

    form = await both.slack.press(INES.slack, internal, "resolve")
    nature = next(iter(both.house.desk.desk.policy.natures))
    await both.slack.submit(INES.slack, form["opened"], solution="Toner changed", nature=nature)
    await both.settled()
    prompt = (await both.discord.history(NOAH.discord, place.thread))[-1]
    await both.discord.press(NOAH.discord, prompt, "confirm")
    await both.settled()
    assert both.slack.ticket(ticket.id).phase is Phase.CLOSED
    assert "Closed" in words_of(await both.slack.card(INES.slack, DESK, ticket.reference)) or "Fermé" in words_of(
        await both.slack.card(INES.slack, DESK, ticket.reference)
    )
    assert "CANARY" not in str(await both.discord.history(NOAH.discord, place.thread))


async def test_opened_in_slack_worked_on_in_discord(sqlite_url):
    rooms = {"service_desk": {"discord": D_APPS}, "applications": {"slack": APPS}}
    async with both_platforms(sqlite_url, rooms) as both:
        ticket = await both.slack.open(AMELIE.slack, title="Imprimante")
        await both.settled()
        public = await both.slack.card(AMELIE.slack, HELP, ticket.reference)
        internal = await both.discord.card(SAM.discord, ticket, "internal")
        await both.discord.press(SAM.discord, internal, "take")
        await both.settled()
        form = await both.discord.press(SAM.discord, await both.discord.card(SAM.discord, ticket, "internal"), "ask")
        await both.discord.fill(SAM.discord, form, text="Depuis quand ?")
        await both.settled()
        assert "Depuis quand ?" in words_of((await both.slack.thread(AMELIE.slack, HELP, public["ts"]))[-1])
        await both.slack.act.say(as_=AMELIE.slack, channel=HELP, text="Depuis *hier*", thread_ts=public["ts"])
        await both.settled()
        assert both.slack.ticket(ticket.id).phase is Phase.WORKING
        assert "> Depuis **hier**" in str(await both.discord.history(SAM.discord, internal["id"]))


async def test_one_person_on_both_platforms_by_a_one_time_code(both):
    here = await both.slack.open(AMELIE.slack)
    told = await both.slack.command(AMELIE.slack, "/ticket link")
    code = next(word for word in words_of(told["reply"]).replace("`", " ").split() if word.isupper() and len(word) == 8)
    form = await both.discord.command(AMELIE.discord, "ticket join", code=code)
    linked = await both.discord.fill(AMELIE.discord, form, code=code)
    assert "Amélie Roy" in discord_words(linked["message"])
    listed = await both.discord.command(AMELIE.discord, "ticket list")
    assert here.reference in discord_words(listed["message"])
