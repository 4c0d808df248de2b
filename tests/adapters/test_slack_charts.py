"""Charts in Slack: pictures that only their message shows, tables where there are none, a file in the thread."""

from __future__ import annotations

import csv
import io
import itertools
import json

import pytest
from slack_kit import FakeWire, check_blocks, refused

from chatdesk.adapters._asking import Told
from chatdesk.adapters._context import Context
from chatdesk.adapters._slack.pacing import Pace
from chatdesk.adapters._slack.platform import SlackPlatform
from chatdesk.adapters._slack.render import render_public
from chatdesk.adapters._slack.telling import told_to_message
from chatdesk.core.chart import Chart, Series
from chatdesk.core.delivery import (
    Ambiguous,
    Delivery,
    Permanent,
    ToMessage,
    ToPerson,
    ToPersonAtThread,
    ToRoom,
    ToThread,
)
from chatdesk.core.document import Heading, InternalDocument, PublicDocument
from chatdesk.core.model import Handle
from chatdesk.core.words import words_in

pytestmark = pytest.mark.anyio

NOAH = Handle("slack", "T0", "U0NOAH")
ROOM = ToRoom(platform="slack", room="C0DESK")
OPEN = Chart(title="Open <!channel>", labels=("*New* `x`", "Old"), series=(Series(label="Tickets", values=(3, 12)),))
MET = Chart(title="Met", labels=("High",), series=(Series(label="Solution", values=(1,), totals=(2,)),))
BODY = InternalDocument((Heading("Figures"), OPEN, MET))


def drawing(chart):
    return f"PNG of {chart.title}".encode()


def slack(**answers):
    """A Slack that takes files and has looked at each when it is asked for the second time."""
    ids, looks = itertools.count(1), itertools.count()

    def reserve(_arguments):
        number = next(ids)
        return {"ok": True, "upload_url": f"https://files.test/{number}", "file_id": f"F{number}"}

    def look(_arguments):
        return {"file": {"mimetype": "image/png" if next(looks) else ""}}

    return FakeWire(**{"files.getUploadURLExternal": reserve, "files.info": look, **answers})


async def quietly(_seconds):
    pass


def platform(wire, draw=drawing):
    return SlackPlatform(wire, Pace(lambda: 100.0), quietly, draw)


def delivery(to=ROOM, body=BODY):
    return Delivery(key="k1", to=to, body=body, summary="Figures", people={}, links={}, language="en")


def names(wire):
    return [name for name, _ in wire.calls]


def shown(blocks):
    return [block["type"] for block in blocks]


async def test_charts_are_uploaded_unshared_and_shown_by_the_very_message():
    wire = slack()
    sent = await platform(wire).send(delivery())
    assert names(wire)[:6] == ["files.getUploadURLExternal", "upload", "files.completeUploadExternal"] * 2
    assert [call["data"] for call in wire.called("upload")][:2] == [b"PNG of Open <!channel>", b"PNG of Met"]
    first, second, _ = wire.called("files.completeUploadExternal")
    assert "channel_id" not in first
    assert "channel_id" not in second
    (post,) = wire.called("chat.postMessage")
    check_blocks(post["blocks"])
    assert [block["slack_file"] for block in post["blocks"] if block["type"] == "image"] == [{"id": "F1"}, {"id": "F2"}]
    assert post["blocks"][1]["alt_text"] == OPEN.words
    assert post["metadata"]["event_payload"] == {"key": "k1"}
    assert sent.message == "1700000000.000100"


async def test_the_numbers_follow_as_a_file_in_the_messages_thread():
    wire = slack()
    await platform(wire).send(delivery())
    shared = wire.called("files.completeUploadExternal")[-1]
    assert (shared["channel_id"], shared["thread_ts"]) == ("C0DESK", "1700000000.000100")
    assert json.loads(shared["files"]) == [{"id": "F3", "title": "figures.csv"}]
    rows = list(csv.reader(io.StringIO(wire.called("upload")[-1]["data"].decode("utf-8-sig"), newline="")))
    assert [row[3] for row in rows[1:]] == ["3", "12", "1"]
    assert names(wire).index("chat.postMessage") < names(wire).index("upload", names(wire).index("chat.postMessage"))


async def test_in_a_thread_the_file_stands_in_that_thread():
    wire = slack()
    await platform(wire).send(delivery(ToThread(platform="slack", room="C0DESK", thread="1.000001")))
    assert wire.called("files.completeUploadExternal")[-1]["thread_ts"] == "1.000001"


async def test_somebody_who_is_told_directly_gets_the_file_in_that_conversation():
    wire = slack()
    await platform(wire).send(delivery(ToPerson(handle=NOAH)))
    assert wire.called("files.completeUploadExternal")[-1]["channel_id"] == "D0NOAH"


async def test_without_a_drawing_there_are_tables_and_still_the_file():
    wire = slack()
    await platform(wire, lambda _chart: None).send(delivery())
    (post,) = wire.called("chat.postMessage")
    check_blocks(post["blocks"])
    assert shown(post["blocks"]) == ["header", "section", "rich_text", "section", "rich_text"]
    assert post["blocks"][2]["elements"][0]["elements"] == [{"type": "text", "text": OPEN.table}]
    assert len(wire.called("upload")) == 1


async def test_where_one_chart_cannot_be_drawn_all_are_tables():
    wire = slack()
    await platform(wire, lambda chart: None if chart is MET else b"PNG").send(delivery())
    (post,) = wire.called("chat.postMessage")
    assert "image" not in shown(post["blocks"])


async def test_a_drawing_that_breaks_costs_the_pictures_only():
    def broken(_chart):
        raise RuntimeError("no font")

    wire = slack()
    await platform(wire, broken).send(delivery())
    assert "image" not in shown(wire.called("chat.postMessage")[0]["blocks"])


@pytest.mark.parametrize(
    "answers",
    [
        {"files.getUploadURLExternal": refused("missing_scope")},
        {"upload": ConnectionResetError()},
        {"files.completeUploadExternal": refused("fatal_error", status=500)},
        {"files.info": refused("ratelimited", status=429)},
        {"files.info": {"file": {"mimetype": ""}}},
        {"files.getUploadURLExternal": {"ok": True}},
    ],
)
async def test_what_cannot_be_uploaded_is_told_without_it(answers):
    wire = slack(**answers)
    await platform(wire).send(delivery())
    (post,) = wire.called("chat.postMessage")
    assert shown(post["blocks"]).count("rich_text") == 2


async def test_a_picture_that_slack_does_not_take_becomes_a_table():
    def picky(arguments):
        if "image" in shown(arguments["blocks"]):
            return refused("invalid_blocks")
        return {"channel": "C0DESK", "ts": "2.000002"}

    wire = slack(**{"chat.postMessage": picky})
    sent = await platform(wire).send(delivery())
    assert sent.message == "2.000002"
    assert len(wire.called("chat.postMessage")) == 2


@pytest.mark.parametrize(("error", "failure"), [("channel_not_found", Permanent), ("internal_error", Ambiguous)])
async def test_any_other_refusal_is_not_tried_again_without_pictures(error, failure):
    wire = slack(**{"chat.postMessage": refused(error)})
    with pytest.raises(failure):
        await platform(wire).send(delivery())
    assert len(wire.called("chat.postMessage")) == 1


@pytest.mark.parametrize(
    "to",
    [
        ToMessage(platform="slack", room="C0DESK", message="1.000001"),
        ToPersonAtThread(handle=NOAH, room="C0DESK", thread="1.000001"),
    ],
)
async def test_edits_and_asides_have_tables(to):
    wire = slack()
    await platform(wire).send(delivery(to))
    assert wire.called("upload") == []
    assert shown(wire.calls[-1][1]["blocks"]).count("rich_text") == 2


def test_an_answer_to_one_person_has_tables():
    message = told_to_message(Told("Figures", BODY, Context(words_in("en"))))
    assert shown(message["blocks"]).count("rich_text") == 2


async def test_a_message_without_charts_uploads_nothing():
    wire = slack()
    await platform(wire).send(delivery(body=PublicDocument((Heading("Hello"),))))
    assert names(wire) == ["chat.postMessage"]


def test_no_requester_is_shown_a_chart():
    with pytest.raises(TypeError):
        render_public(PublicDocument((OPEN,)), Context(words_in("en")))
