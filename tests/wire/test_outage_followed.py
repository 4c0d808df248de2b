"""An outage over the real wire: announced in Slack, read, followed and ended on both platforms."""

from __future__ import annotations

import pytest

from chatdesk.core.errors import TicketUnknown
from chatdesk.demo import PEOPLE
from tests.fakes.both import both_platforms
from tests.fakes.discord_people import words_of as discord_words
from tests.fakes.wire_house import element_state, words_of

pytestmark = pytest.mark.anyio

AMELIE, NOAH, INES, SAM, MAYA = PEOPLE
HELP, DESK = "C0HELP", "C0DESK"
D_HELP = "700000000000000031"
TITLE = "CRM down"


@pytest.fixture
async def both(sqlite_url):
    async with both_platforms(sqlite_url) as both:
        yield both


async def announced(both):
    """What the intake rooms of both platforms show of it: one message each."""
    (here,) = [m for m in await both.slack.history(MAYA.slack, HELP) if TITLE in words_of(m)]
    (there,) = [m for m in await both.discord.history(AMELIE.discord, D_HELP) if TITLE in discord_words(m)]
    return here, there


async def told_in_slack(both, who):
    channels = (await both.slack.act.state(as_=who))["channels"]
    direct = next((channel["id"] for channel in channels if channel["is_im"]), None)
    return await both.slack.history(who, direct) if direct else []


async def choose(both, who, view, option):
    """Choose in the form in Slack whether to follow; return the form as it is redrawn."""
    state = element_state(view, "outage", option)
    pressed = await both.slack.act.press(
        as_=who,
        view_id=view["id"],
        action_id="value",
        block_id="outage",
        selected=option,
        values={"outage": {"value": state}},
    )
    return pressed["view"]


def fields(view):
    return {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}


async def test_s0_16_an_outage_is_announced_followed_and_over_on_both_platforms(both):
    """S0-16: ONE MESSAGE A PLATFORM, EDITED IN PLACE; WHOEVER FOLLOWS OPENS NO TICKET AND HEARS OF THE END ONCE."""
    form = (await both.slack.command(INES.slack, f"/ticket announce crm {TITLE}"))["opened"]
    answer = await both.slack.submit(INES.slack, form, text="Hands off <!channel> @everyone <@U0NOAH>")
    assert "1" in words_of(answer["view"])
    await both.settled()
    here, there = await announced(both)
    assert {"type": "text", "text": "Hands off <!channel> @everyone <@U0NOAH>"} in [
        part for block in here["blocks"] for e in block.get("elements", ()) for part in e.get("elements", ())
    ]
    assert not there["mention_everyone"]
    assert there["mentions"] == []

    await both.slack.press(SAM.slack, here, "follow")
    aside = next(m for m in await both.slack.history(SAM.slack, HELP) if m.get("is_ephemeral"))
    assert TITLE in words_of(aside)
    await both.slack.act.press(as_=SAM.slack, channel=HELP, ts=aside["ts"], action_id="do:unfollow:1", value="1")

    lists = await both.discord.command(NOAH.discord, "ticket open", product="crm")
    assert TITLE in discord_words(lists["message"])
    followed = await both.discord.choose(NOAH.discord, lists["message"], "follow:1")
    assert TITLE in discord_words(followed["message"])

    view = (await both.slack.command(AMELIE.slack, "/ticket open crm Accès refusé"))["opened"]
    assert list(fields(view))[:2] == ["product", "outage"]
    view = await choose(both, AMELIE.slack, view, "follow:1")
    assert list(fields(view)) == ["product", "outage"]
    view = await choose(both, AMELIE.slack, view, "another:1")
    assert fields(view)["title"]["initial_value"] == "Accès refusé"
    view = await choose(both, AMELIE.slack, view, "follow:1")
    followed = await both.slack.submit(AMELIE.slack, view, outage="follow:1")
    assert TITLE in words_of(followed["view"])
    with pytest.raises(TicketUnknown):
        both.slack.ticket(1001)

    agents = next(m for m in await both.slack.history(INES.slack, DESK) if TITLE in words_of(m))
    form = (await both.slack.press(INES.slack, agents, "update"))["opened"]
    assert (await both.slack.submit(INES.slack, form, text="A server restarts"))["closed"]
    await both.settled()
    here_now, there_now = await announced(both)
    assert "A server restarts" in words_of(here_now)
    assert "A server restarts" in discord_words(there_now)

    form = await both.discord.command(MAYA.discord, "ticket more over", announcement="1")
    await both.discord.fill(MAYA.discord, form, text="It was the network")
    await both.settled()
    over_here, over_there = await announced(both)
    assert (over_here["ts"], over_there["id"]) == (here["ts"], there["id"])
    assert "It was the network" in words_of(over_here)
    assert "It was the network" in discord_words(over_there)
    assert over_there["components"] == []
    french, english = await told_in_slack(both, AMELIE.slack), await both.discord.direct(NOAH.discord)
    assert [TITLE in words_of(message) for message in french] == [True, True]
    assert [TITLE in discord_words(message) for message in english] == [True, True]
    assert "Panne terminée" in words_of(french[-1])
    assert "Outage over" in discord_words(english[-1])
    assert await told_in_slack(both, SAM.slack) == []
