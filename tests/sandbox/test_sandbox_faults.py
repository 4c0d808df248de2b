"""Faults: what the app sees, and whether the thing was done."""

import asyncio

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

pytestmark = pytest.mark.anyio


def posted(sandbox):
    return [m["text"] for m in sandbox.workspace.channels["C0HELP"].messages.values()]


def post(slack, text="hello"):
    return slack.chat_postMessage(channel="C0HELP", text=text)


async def test_rate_limit_says_how_long_to_wait(sandbox, slack):
    await sandbox.act.fault(method="chat.postMessage", kind="rate_limited", retry_after=7)
    with pytest.raises(SlackApiError) as caught:
        await post(slack)
    assert (caught.value.response.status_code, caught.value.response.headers["Retry-After"]) == (429, "7")
    assert posted(sandbox) == []


@pytest.mark.parametrize(("kind", "done"), [("error_before", []), ("error_after", ["hello"])])
async def test_server_error_comes_before_or_after_the_deed(sandbox, slack, kind, done):
    await sandbox.act.fault(method="chat.postMessage", kind=kind)
    with pytest.raises(SlackApiError) as caught:
        await post(slack)
    assert caught.value.response.status_code == 500
    assert posted(sandbox) == done
    assert sandbox.calls[-1].status == 500


@pytest.mark.parametrize(("kind", "done"), [("drop_before", []), ("drop_after", ["hello"])])
async def test_connection_is_cut_before_or_after_the_deed(sandbox, slack, kind, done):
    await sandbox.act.fault(method="chat.postMessage", kind=kind)
    with pytest.raises(aiohttp.ClientConnectionError):
        await post(slack)
    assert posted(sandbox) == done
    assert sandbox.calls[-1].status is None
    await post(slack, "next")
    assert posted(sandbox)[-1] == "next"


async def test_slow_call_is_done_even_when_the_caller_gave_up(sandbox, slack):
    await sandbox.act.fault(method="chat.postMessage", kind="slow", delay=0.3)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(post(slack), 0.03)
    assert posted(sandbox) == []
    await sandbox.settled()
    assert posted(sandbox) == ["hello"]


async def test_error_code_meets_matching_calls_as_often_as_ordered(sandbox, slack):
    match = {"text": "unlucky"}
    await sandbox.act.fault(method="chat.postMessage", kind="fatal_error", times=2, match=match)
    await post(slack, "lucky")
    for _ in range(2):
        with pytest.raises(SlackApiError, match="fatal_error"):
            await post(slack, "unlucky")
    await post(slack, "unlucky")
    assert posted(sandbox) == ["lucky", "unlucky"]


async def test_cleared_faults_are_not_met(sandbox, slack):
    await sandbox.act.fault(method="*", kind="internal_error", times=5)
    with pytest.raises(SlackApiError, match="internal_error"):
        await slack.auth_test()
    await sandbox.act.faults_clear()
    assert (await slack.auth_test())["ok"]
    assert len(sandbox.faults) == 0
