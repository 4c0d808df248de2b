"""Pictures that the app uploads and shows in its own message: when Slack takes them, and who sees them."""

from __future__ import annotations

import json

import pytest
from slack_sdk.errors import SlackApiError

pytestmark = pytest.mark.anyio

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


def showing(file, **more):
    return [{"type": "image", "alt_text": "Open: 3", "slack_file": {"id": file}, **more}]


async def uploaded(slack, http, name="chart.png", data=PNG):
    begun = await slack.files_getUploadURLExternal(filename=name, length=len(data))
    async with http.post(begun["upload_url"], data=data) as answer:
        assert answer.status == 200
    await slack.api_call("files.completeUploadExternal", params={"files": json.dumps([{"id": begun["file_id"]}])})
    return begun["file_id"]


async def looked_at(slack, file):
    return (await slack.files_info(file=file))["file"]["mimetype"]


async def refusal(call):
    with pytest.raises(SlackApiError) as caught:
        await call
    return caught.value.response


async def test_a_picture_can_be_shown_once_slack_has_looked_at_it(slack, http):
    file = await uploaded(slack, http)
    answer = await refusal(slack.chat_postMessage(channel="C0HELP", text="Figures", blocks=showing(file)))
    assert answer["error"] == "invalid_blocks"
    assert "invalid slack file" in answer["response_metadata"]["messages"][0]
    assert await looked_at(slack, file) == "image/png"
    assert (await slack.chat_postMessage(channel="C0HELP", text="Figures", blocks=showing(file)))["ok"]


async def test_a_shown_picture_is_seen_by_those_who_see_its_message(sandbox, slack, http):
    file = await uploaded(slack, http)
    await looked_at(slack, file)

    async def status(user):
        async with http.get(f"{sandbox.url}/_control/file", params={"as": user, "id": file}) as answer:
            return answer.status

    assert await status("U0SAM") == 404
    await slack.chat_postMessage(channel="C0AGENTS", text="Figures", blocks=showing(file))
    assert await status("U0SAM") == 200
    assert await status("U0AMELIE") == 404


@pytest.mark.parametrize("file", ["F0NOSUCHFILE", "nonsense"])
async def test_what_is_no_file_is_refused(slack, file):
    answer = await refusal(slack.chat_postMessage(channel="C0HELP", text="Figures", blocks=showing(file)))
    assert answer["error"] == "invalid_blocks"


async def test_what_is_no_picture_is_refused(slack, http):
    file = await uploaded(slack, http, "figures.csv", b"a,b")
    assert await looked_at(slack, file) == "text/csv"
    answer = await refusal(slack.chat_postMessage(channel="C0HELP", text="Figures", blocks=showing(file)))
    assert answer["error"] == "invalid_blocks"


async def test_a_file_shared_at_once_has_its_type(slack, http):
    root = await slack.chat_postMessage(channel="C0HELP", text="Figures")
    begun = await slack.files_getUploadURLExternal(filename="figures.csv", length=3)
    async with http.post(begun["upload_url"], data=b"a,b") as answer:
        assert answer.status == 200
    told = {"files": json.dumps([{"id": begun["file_id"]}]), "channel_id": "C0HELP", "thread_ts": root["ts"]}
    await slack.api_call("files.completeUploadExternal", params=told)
    thread = await slack.conversations_replies(channel="C0HELP", ts=root["ts"])
    assert thread["messages"][1]["files"][0]["mimetype"] == "text/csv"


@pytest.mark.usefixtures("receiver")
async def test_an_answer_to_a_response_url_shows_no_file(sandbox, slack, http):
    file = await uploaded(slack, http)
    await looked_at(slack, file)
    await sandbox.act.command(as_="U0SAM", channel="C0HELP", text="/ticket report")
    url = sandbox.deliveries[-1].payload["response_url"]
    async with http.post(url, json={"text": "Figures", "blocks": showing(file)}) as answer:
        assert "invalid_blocks" in await answer.text()
