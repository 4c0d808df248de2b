"""Charts in Discord: pictures and a spreadsheet in the message itself, tables where nothing can draw."""

from __future__ import annotations

import json

import aiohttp
import pytest
from discord_kit import HELP, FakeDesk, FakeWire, check_message, refused, router_over, slash

from chatdesk.adapters._context import Context
from chatdesk.adapters._discord.platform import DiscordPlatform, delivery_to_payload
from chatdesk.adapters._discord.render import render_public
from chatdesk.adapters._discord.wire import FILES, _encoded
from chatdesk.core.chart import Chart, Series
from chatdesk.core.delivery import Ambiguous, Delivery, ToRoom
from chatdesk.core.document import Heading, InternalDocument, PublicDocument
from chatdesk.core.operation import Reply
from chatdesk.core.words import words_in

pytestmark = pytest.mark.anyio

POST = "POST /channels/{channel_id}/messages"
OPEN = Chart(title="Open @everyone", labels=("**New** ```", "<@1>"), series=(Series(label="Tickets", values=(3, 12)),))
MET = Chart(title="Met", labels=("High",), series=(Series(label="Solution", values=(1,), totals=(2,)),))
BODY = InternalDocument((Heading("Figures"), OPEN, MET))


def drawing(chart):
    return f"PNG of {chart.title}".encode()


def delivery(body=BODY):
    to = ToRoom(platform="discord", room=HELP)
    return Delivery(key="k1", to=to, body=body, summary="Figures", people={}, links={}, language="en")


async def sent_by(drawing, wire=None):
    wire = wire or FakeWire()
    await DiscordPlatform(wire, drawing).send(delivery())
    (call,) = wire.called(POST)
    return call["body"]


async def test_charts_and_their_numbers_go_with_the_message():
    body = await sent_by(drawing)
    assert [file.name for file in body[FILES]] == ["chart-1.png", "chart-2.png", "figures.csv"]
    assert body[FILES][0].data == b"PNG of Open @everyone"
    assert body["attachments"] == [
        {"id": 0, "filename": "chart-1.png", "description": OPEN.words},
        {"id": 1, "filename": "chart-2.png", "description": MET.words},
        {"id": 2, "filename": "figures.csv"},
    ]
    assert [embed["image"]["url"] for embed in body["embeds"][1:]] == [
        "attachment://chart-1.png",
        "attachment://chart-2.png",
    ]
    assert "```" not in json.dumps(body["embeds"])
    assert body["allowed_mentions"] == {"parse": [], "users": []}
    assert body["nonce"] == "k1"


async def test_without_a_drawing_there_are_tables_and_still_the_file():
    body = await sent_by(lambda _chart: None)
    check_message({key: value for key, value in body.items() if key not in (FILES, "nonce", "enforce_nonce")})
    assert [file.name for file in body[FILES]] == ["figures.csv"]
    (embed,) = body["embeds"]
    assert embed["description"].count("```") == 4
    assert "<@1>" not in embed["description"]
    assert "@everyone" not in embed["description"]


@pytest.mark.parametrize("code", [50013, 40005])
async def test_where_discord_takes_no_files_there_are_tables(code):
    wire = FakeWire({POST: lambda told: refused(403, code) if FILES in told["body"] else {"id": "9001"}})
    await DiscordPlatform(wire, drawing).send(delivery())
    assert wire.called(POST)[-1]["body"]["embeds"][0]["description"].count("```") == 4


async def test_any_other_refusal_is_not_tried_again_without_files():
    wire = FakeWire({POST: refused(500)})
    with pytest.raises(Ambiguous):
        await DiscordPlatform(wire, drawing).send(delivery())
    assert len(wire.called(POST)) == 1


async def test_a_message_is_found_again_by_its_words_with_pictures_or_without():
    for pictures in (0, 2):
        stored = delivery_to_payload(delivery(), pictures) | {"id": "9001", "author": {"id": "799"}}
        wire = FakeWire({"GET /channels/{channel_id}/messages": [stored]})
        found = await DiscordPlatform(wire, drawing).find(delivery())
        assert found is not None
        assert found.message == "9001"


async def test_an_answer_to_one_person_shows_charts_too():
    router = router_over(FakeWire(), FakeDesk(Reply(document=BODY)), drawing=drawing)
    response = await router.answer(slash("take", number="5001"))
    assert [file.name for file in response.data[FILES]] == ["chart-1.png", "chart-2.png", "figures.csv"]
    assert response.data["flags"] == 64
    (payload, *files) = _encoded(response.to_json())["form"]
    told = json.loads(payload["value"])
    assert told["type"] == 4
    assert FILES not in told["data"]
    assert told["data"]["attachments"][0]["filename"] == "chart-1.png"
    assert [each["name"] for each in files] == ["files[0]", "files[1]", "files[2]"]


async def test_a_message_with_files_is_a_form_that_discord_reads():
    form = aiohttp.FormData(quote_fields=False)
    for field in _encoded(await sent_by(drawing))["form"]:
        form.add_field(**field)
    writer = form()
    assert writer.content_type.startswith("multipart/form-data")


def test_a_body_without_files_stays_json():
    assert _encoded({"data": {"content": "x"}, "type": 4}) == {"json": {"data": {"content": "x"}, "type": 4}}
    assert _encoded([1]) == {"json": [1]}


def test_no_requester_is_shown_a_chart():
    with pytest.raises(TypeError):
        render_public(PublicDocument((OPEN,)), Context(words_in("en")))
