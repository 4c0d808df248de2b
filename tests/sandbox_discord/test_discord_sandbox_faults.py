"""Bad days: ordered faults and rate limits, as discord.py and a bare client meet them."""

import logging

import aiohttp
import discord
import pytest
from discord_sandbox_kit import AMELIE, HELP, TOKEN

from chatdesk.sandbox.discord import Limit

pytestmark = pytest.mark.anyio

POST = "POST /channels/{id}/messages"
MESSAGES = f"/channels/{HELP}/messages"


@pytest.fixture
async def client(sandbox):
    async with discord.Client(intents=discord.Intents.none()) as client:
        await client.login(sandbox.guild.token)
        yield client


async def test_every_answer_tells_its_bucket(rest):
    await rest("POST", MESSAGES, {"content": "x"})
    bucket = rest.headers["X-RateLimit-Bucket"]
    assert int(rest.headers["X-RateLimit-Remaining"]) == int(rest.headers["X-RateLimit-Limit"]) - 1
    assert rest.headers["Content-Type"] == "application/json"
    await rest("GET", MESSAGES)
    assert rest.headers["X-RateLimit-Bucket"] != bucket


async def test_empty_bucket_refuses_until_its_window_ends(rest, sandbox):
    sandbox.limits[POST] = Limit(2, 60)
    for left in ("1", "0"):
        assert (await rest("POST", MESSAGES, {"content": "x"}))[0] == 200
        assert rest.headers["X-RateLimit-Remaining"] == left
    status, answer = await rest("POST", MESSAGES, {"content": "x"})
    assert (status, answer["global"], rest.headers["X-RateLimit-Scope"]) == (429, False, "user")
    assert 50 < answer["retry_after"] <= 60
    direct = sandbox.guild.direct(AMELIE).id
    assert (await rest("POST", f"/channels/{direct}/messages", {"content": "x"}))[0] == 200, "a bucket for each place"
    await sandbox.act.clock(advance=60)
    assert (await rest("POST", MESSAGES, {"content": "x"}))[0] == 200


@pytest.mark.parametrize("kind", ["rate_limited", "global_rate_limited"])
async def test_client_waits_out_a_rate_limit(sandbox, client, kind, caplog):
    caplog.set_level(logging.WARNING, logger="discord")
    await sandbox.act.fault(route=POST, kind=kind, retry_after=0.01)
    await client.get_partial_messageable(int(HELP)).send("Patience")
    assert [call.status for call in sandbox.calls if call.method == "POST"] == [429, 200]
    assert "rate limit" in caplog.text


async def test_global_limit_says_so(sandbox, rest):
    await sandbox.act.fault(route="*", kind="global_rate_limited", retry_after=2)
    status, answer = await rest("GET", "/users/@me")
    assert (status, answer["global"], answer["retry_after"]) == (429, True, 2)
    assert rest.headers["X-RateLimit-Global"] == "true"


@pytest.mark.parametrize(("kind", "posted"), [("error_before", 0), ("error_after", 1)])
async def test_server_error_leaves_open_what_was_done(sandbox, http, kind, posted):
    await sandbox.act.fault(route=POST, kind=kind)
    url = sandbox.api_url + MESSAGES
    async with http.post(url, json={"content": "x"}, headers={"Authorization": f"Bot {TOKEN}"}) as response:
        assert response.status == 500
    assert len(sandbox.guild.channels[HELP].messages) == posted


@pytest.mark.parametrize(("kind", "posted"), [("drop_before", 0), ("drop_after", 1)])
async def test_dropped_connection_leaves_open_what_was_done(sandbox, rest, kind, posted):
    await sandbox.act.fault(route=POST, kind=kind)
    with pytest.raises(aiohttp.ClientError):
        await rest("POST", MESSAGES, {"content": "x"})
    assert len(sandbox.guild.channels[HELP].messages) == posted
    assert sandbox.calls[-1].status is None


async def test_discords_own_error_can_be_ordered_for_certain_calls(sandbox, client):
    await sandbox.act.fault(route=POST, kind="50001", times=2, match={"content": "x"})
    channel = client.get_partial_messageable(int(HELP))
    await channel.send("y")
    for _ in range(2):
        with pytest.raises(discord.Forbidden) as refused:
            await channel.send("x")
        assert refused.value.code == 50001
    await channel.send("x")


async def test_orders_can_be_taken_back_and_are_checked(sandbox, rest):
    await sandbox.act.fault(route=POST, kind="slow", delay=0)
    assert (await rest("POST", MESSAGES, {"content": "x"}))[0] == 200
    await sandbox.act.fault(route=POST, kind="error_before")
    await sandbox.act.faults_clear()
    assert (await rest("POST", MESSAGES, {"content": "x"}))[0] == 200
    assert (await sandbox.act.fault(route=POST, kind="nonsense"))["error"] == "invalid_kind"


async def test_calls_are_logged(sandbox, rest):
    await rest("POST", MESSAGES, {"content": "x"})
    await rest("POST", MESSAGES, {"content": ""})
    calls = (await sandbox.act.calls(route=POST))["calls"]
    assert [(call["route"], call["status"], call["code"]) for call in calls] == [
        ("/channels/{channel}/messages", 200, None),
        ("/channels/{channel}/messages", 400, 50006),
    ]
    assert calls[0]["args"] == {"content": "x", "channel": HELP}
    await sandbox.act.calls_clear()
    assert (await sandbox.act.calls())["calls"] == []


async def test_unreadable_body(rest, sandbox, http):
    headers = {"Authorization": f"Bot {TOKEN}", "Content-Type": "application/json"}
    async with http.post(sandbox.api_url + MESSAGES, data="{", headers=headers) as response:
        assert (response.status, (await response.json())["code"]) == (400, 50109)
    assert (await rest("POST", MESSAGES, [1]))[1]["code"] == 50035
