"""Answers to interactions: in the acknowledgement, and through response URLs."""

import pytest
from aiohttp import web
from sandbox_kit import button

pytestmark = pytest.mark.anyio


async def command(sandbox, **where):
    return await sandbox.act.command(**{"as_": "U0SAM", "channel": "C0HELP", "text": "/ticket", **where})


@pytest.mark.parametrize(
    "answer",
    [lambda: web.Response(text="Hello"), lambda: web.json_response({"text": "Hello"})],
)
async def test_acknowledgement_with_text_is_seen_by_that_person_only(sandbox, receiver, answer):
    receiver.answers.append(answer())
    said = await command(sandbox)
    assert (said["reply"]["text"], said["reply"]["is_ephemeral"]) == ("Hello", True)
    assert sandbox.workspace.channels["C0HELP"].messages == {}


async def test_acknowledgement_in_channel_is_seen_by_all(sandbox, receiver):
    receiver.answers.append(web.json_response({"response_type": "in_channel", "text": "Hello"}))
    await command(sandbox)
    [seen] = (await sandbox.act.history(as_="U0AMELIE", channel="C0HELP"))["messages"]
    assert seen["text"] == "Hello"


async def test_wrong_blocks_in_an_acknowledgement_show_nothing(sandbox, receiver):
    receiver.answers.append(web.json_response({"text": "x", "blocks": [{"type": "banner"}]}))
    said = await command(sandbox)
    assert (said["reply"], said["delivery"]["error"]) == (None, "invalid_blocks")


async def test_response_url_takes_five_posts(sandbox, receiver, http):
    await command(sandbox)
    url = sandbox.deliveries[-1].payload["response_url"]
    for number in range(5):
        async with http.post(url, json={"text": str(number)}) as answer:
            assert (answer.status, await answer.text()) == (200, "ok")
    async with http.post(url, json={"text": "six"}) as answer:
        assert (answer.status, (await answer.json())["error"]) == (404, "used_url")
    assert len((await sandbox.act.history(as_="U0SAM", channel="C0HELP"))["messages"]) == 5
    assert receiver.requests


async def test_response_url_lives_thirty_minutes(sandbox, receiver, http):
    await command(sandbox)
    url = sandbox.deliveries[-1].payload["response_url"]
    await sandbox.act.clock(advance=30 * 60 + 1)
    async with http.post(url, json={"text": "late"}) as answer:
        assert (answer.status, (await answer.json())["error"]) == (404, "expired_url")
    assert receiver.requests


async def test_response_url_works_where_the_app_is_no_member(sandbox, receiver, http):
    await command(sandbox, channel="C0SECRET")
    async with http.post(sandbox.deliveries[-1].payload["response_url"], json={"text": "here"}) as answer:
        assert answer.status == 200
    [seen] = (await sandbox.act.history(as_="U0SAM", channel="C0SECRET"))["messages"]
    assert seen["text"] == "here"
    assert receiver.requests


async def test_original_is_replaced_and_deleted(sandbox, slack, receiver, http):
    blocks = [{"type": "actions", "block_id": "b", "elements": [button()]}]
    public = (await slack.chat_postMessage(channel="C0HELP", text="card", blocks=blocks))["ts"]
    private = (await slack.chat_postEphemeral(channel="C0HELP", user="U0SAM", text="card", blocks=blocks))["message_ts"]
    for ts in (public, private):
        await sandbox.act.press(as_="U0SAM", channel="C0HELP", ts=ts, action_id="take")
        url = sandbox.deliveries[-1].payload["response_url"]
        async with http.post(url, json={"replace_original": True, "text": "taken"}) as answer:
            assert answer.status == 200
        shown = {m["ts"]: m for m in (await sandbox.act.history(as_="U0SAM", channel="C0HELP"))["messages"]}
        assert (shown[ts]["text"], shown[ts]["blocks"]) == ("taken", [])
        async with http.post(url, json={"delete_original": True}) as answer:
            assert answer.status == 200
    assert (await sandbox.act.history(as_="U0SAM", channel="C0HELP"))["messages"] == []
    assert receiver.requests


async def test_press_on_an_ephemeral_carries_no_message(sandbox, slack, receiver):
    blocks = [{"type": "actions", "block_id": "b", "elements": [button()]}]
    sent = await slack.chat_postEphemeral(channel="C0HELP", user="U0SAM", text="card", blocks=blocks)
    where = {"channel": "C0HELP", "ts": sent["message_ts"], "action_id": "take"}
    await sandbox.act.press(as_="U0SAM", **where)
    payload = sandbox.deliveries[-1].payload
    assert payload["container"]["is_ephemeral"]
    assert "message" not in payload
    assert (await sandbox.act.press(as_="U0AMELIE", **where))["error"] == "message_not_found"
    assert len(receiver.requests) == 1
