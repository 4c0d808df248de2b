"""The figures arrive on both platforms over the real wire: as pictures, with their numbers as a file beside them."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from chatdesk.core.policy_time import ReportPolicy, SchedulePolicy
from chatdesk.demo import PEOPLE
from tests.fakes.both import both_platforms
from tests.fakes.wire_house import words_of

pytestmark = pytest.mark.anyio

AMELIE, NOAH, INES, SAM, MAYA = PEOPLE
DESK, D_APPS = "C0DESK", "700000000000000033"
ROOMS = {"service_desk": {"slack": DESK}, "applications": {"discord": D_APPS}}
WEEKLY = SchedulePolicy(report=ReportPolicy(day="monday", time=time(8, 30)))
TUESDAY = datetime(2031, 6, 3, 14, 0, tzinfo=UTC)
MONDAY = datetime(2031, 6, 9, 12, 31, tzinfo=UTC)
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
async def both(sqlite_url):
    async with both_platforms(sqlite_url, ROOMS, at=TUESDAY, schedule=WEEKLY) as both:
        yield both


async def fetched(both, path, **query):
    session = both.house.slack.web_api.open()
    async with session.get(path, params=query, allow_redirects=False) as answer:
        return answer.status, await answer.read()


async def test_the_weekly_figures_reach_a_room_in_slack(both):
    await both.slack.open(AMELIE.slack)
    await both.go_on(MONDAY)
    told = next(m for m in await both.slack.history(INES.slack, DESK) if "Les chiffres" in words_of(m))
    pictures = [block for block in told["blocks"] if block["type"] == "image"]
    assert len(pictures) == 3
    assert "1/1" in pictures[0]["alt_text"] or "0/1" in pictures[0]["alt_text"]
    (root, reply) = await both.slack.thread(INES.slack, DESK, told["ts"])
    assert root["ts"] == told["ts"]
    assert reply["files"][0]["name"] == "chiffres.csv"
    url = f"{both.slack.sandbox.url}/_control/file"
    seen = {"as": INES.slack, "id": pictures[0]["slack_file"]["id"]}
    status, data = await fetched(both, url, **seen)
    assert (status, data[:8]) == (200, PNG)
    assert (await fetched(both, url, **{**seen, "as": AMELIE.slack}))[0] == 404


async def test_the_weekly_figures_reach_a_room_in_discord(both):
    await both.slack.open(AMELIE.slack, product="crm")
    await both.go_on(MONDAY)
    told = next(m for m in await both.discord.history(SAM.discord, D_APPS) if "Les chiffres" in str(m["embeds"]))
    pictures = [embed["image"] for embed in told["embeds"] if "image" in embed]
    assert len(pictures) == 3
    assert all(picture["description"] for picture in pictures)
    status, data = await fetched(both, pictures[0]["url"])
    assert (status, data[:8]) == (200, PNG)
    (sheet,) = told["attachments"]
    assert sheet["filename"] == "chiffres.csv"
    assert (await fetched(both, sheet["url"]))[1].startswith("\ufeff".encode())
    assert told["mentions"] == []


async def test_an_agent_asks_in_slack_and_gets_tables_alone(both):
    await both.slack.open(AMELIE.slack)
    await both.slack.command(INES.slack, "/ticket report month", DESK)
    await both.settled()
    told = next(m for m in await both.slack.history(INES.slack, DESK) if m.get("is_ephemeral"))
    kinds = [element["type"] for block in told["blocks"] for element in block.get("elements", ())]
    assert kinds.count("rich_text_preformatted") == 2
    assert not any(m.get("is_ephemeral") for m in await both.slack.history(SAM.slack, DESK))


async def test_an_agent_asks_in_discord_and_gets_pictures_alone(both):
    await both.slack.open(AMELIE.slack, product="crm")
    answer = await both.discord.command(SAM.discord, "ticket report", channel=D_APPS, period="month")
    told = answer["message"]
    assert told["flags"] & 64
    assert sum("image" in embed for embed in told["embeds"]) == 2
    assert [file["filename"] for file in told["attachments"]] == ["figures.csv"]
