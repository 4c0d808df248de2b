"""Handing payloads to the app: signatures, retries, timeouts, Socket Mode connections."""

import asyncio
import hashlib
import hmac
import json
from urllib.parse import parse_qs

import pytest
from aiohttp import WSMsgType, web
from conftest import over_http, over_socket
from slack_bolt.async_app import AsyncApp

pytestmark = pytest.mark.anyio


def say(sandbox, text="hello"):
    return sandbox.act.say(as_="U0SAM", channel="C0HELP", text=text)


async def test_request_is_signed_over_its_raw_body(sandbox, receiver):
    await say(sandbox, "é")
    [(headers, body)] = receiver.requests
    base = b"v0:" + headers["X-Slack-Request-Timestamp"].encode() + b":" + body
    expected = "v0=" + hmac.new(b"sandbox-secret", base, hashlib.sha256).hexdigest()
    assert headers["X-Slack-Signature"] == expected
    assert headers["Content-Type"] == "application/json"
    assert "X-Slack-Retry-Num" not in headers


async def test_slash_command_is_a_form_and_an_interaction_a_payload(sandbox, receiver):
    await sandbox.act.command(as_="U0SAM", channel="C0HELP", text="/ticket open it")
    await sandbox.act.shortcut(as_="U0SAM", callback_id="new")
    command = {name: values[0] for name, values in parse_qs(receiver.requests[0][1].decode()).items()}
    assert (command["command"], command["text"], command["channel_name"]) == ("/ticket", "open it", "help")
    payload = json.loads(parse_qs(receiver.requests[1][1].decode())["payload"][0])
    assert (payload["type"], payload["callback_id"], payload["user"]["id"]) == ("shortcut", "new", "U0SAM")


async def test_bolt_refuses_another_secret(sandbox, slack):
    app = AsyncApp(client=slack, signing_secret="another", process_before_response=True)
    async with over_http(sandbox, app):
        said = await say(sandbox)
    assert (said["deliveries"][0]["status"], said["deliveries"][0]["error"]) == (401, "http_error")


async def test_event_is_retried_three_times_under_one_id(sandbox, receiver):
    sandbox.retry_delays = (0, 0, 0)
    receiver.answers = [web.Response(status=500), None, web.Response(status=404), web.Response(status=503)]
    await say(sandbox)
    await sandbox.settled()
    marks = [(h.get("X-Slack-Retry-Num"), h.get("X-Slack-Retry-Reason")) for h, _ in receiver.requests]
    assert marks == [(None, None), ("1", "http_error"), ("2", "connection_failed"), ("3", "http_error")]
    assert len({json.loads(body)["event_id"] for _, body in receiver.requests}) == 1


async def test_event_is_not_retried_once_acknowledged_or_when_the_app_says_so(sandbox, receiver):
    sandbox.retry_delays = (0, 0, 0)
    receiver.answers = [web.Response(status=500), web.Response()]
    await say(sandbox)
    await sandbox.settled()
    assert len(receiver.requests) == 2
    receiver.answers = [web.Response(status=500, headers={"X-Slack-No-Retry": "1"})]
    await say(sandbox)
    await sandbox.settled()
    assert len(receiver.requests) == 3


async def test_slow_acknowledgement_times_out(sandbox, receiver):
    sandbox.ack_timeout = 0.02
    receiver.gate.clear()
    said = await say(sandbox)
    assert said["deliveries"][0]["error"] == "http_timeout"
    receiver.gate.set()


async def test_without_an_app_people_can_still_talk_but_use_nothing(sandbox):
    said = await say(sandbox)
    assert said["ok"]
    assert said["deliveries"][0]["error"] == "app_not_connected"
    used = await sandbox.act.command(as_="U0SAM", channel="C0HELP", text="/ticket")
    assert (used["ok"], used["error"]) == (False, "app_not_connected")


async def test_unknown_command_and_command_in_a_thread_are_not_sent(sandbox, receiver):
    unknown = await sandbox.act.command(as_="U0SAM", channel="C0HELP", text="/nothing")
    said = await say(sandbox)
    threaded = await sandbox.act.command(as_="U0SAM", channel="C0HELP", text="/ticket", thread_ts=said["ts"])
    assert (unknown["error"], threaded["error"]) == ("unknown_command", "not_in_thread")
    assert len(receiver.requests) == 1


async def test_redelivery_sends_the_same_payload_again(sandbox, receiver):
    said = await say(sandbox)
    first = said["deliveries"][0]["id"]
    await sandbox.act.redeliver(delivery_id=first)
    await sandbox.act.redeliver(delivery_id=first, retry_num=1, reason="http_timeout")
    assert len({body for _, body in receiver.requests}) == 1
    assert [h.get("X-Slack-Retry-Num") for h, _ in receiver.requests] == [None, None, "1"]
    assert (await sandbox.act.redeliver(delivery_id="DLnone"))["error"] == "delivery_not_found"


async def listen(app):
    heard = []

    @app.event("message")
    async def hear(event, body, request):
        heard.append((event["text"], body["event_id"], request.headers.get("x-slack-retry-num")))

    return heard


async def test_payloads_take_turns_over_the_connections(sandbox, bolt, slack):
    other = AsyncApp(client=slack, signing_secret="sandbox-secret", process_before_response=True)
    first, second = await listen(bolt), await listen(other)
    async with over_socket(sandbox, bolt), over_socket(sandbox, other):
        await sandbox.connected(2)
        for number in range(4):
            await say(sandbox, str(number))
    assert (len(first), len(second)) == (2, 2)


async def test_refreshed_connection_is_replaced_and_nothing_is_lost(sandbox, bolt):
    heard = await listen(bolt)
    async with over_socket(sandbox, bolt):
        await sandbox.refresh_sockets()
        await sandbox.reconnected()
        said = await say(sandbox)
    assert said["deliveries"][0]["error"] is None
    assert [text for text, _, _ in heard] == ["hello"]


async def test_event_on_a_lost_connection_comes_again_on_another(sandbox, slack, http):
    sandbox.retry_delays = (0,)
    sockets = []
    for _ in range(2):
        opened = await slack.apps_connections_open(app_token="xapp-sandbox")
        sockets.append(await http.ws_connect(opened["url"]))
        assert (await sockets[-1].receive_json())["type"] == "hello"
    saying = asyncio.create_task(say(sandbox))
    arrivals = [asyncio.create_task(socket.receive_json()) for socket in sockets]
    [first], [waiting] = await asyncio.wait(arrivals, return_when=asyncio.FIRST_COMPLETED)
    assert (first.result()["type"], first.result()["retry_attempt"]) == ("events_api", 0)
    await sockets[arrivals.index(first)].close()
    again = await waiting
    assert (again["retry_attempt"], again["retry_reason"]) == (1, "connection_failed")
    assert again["payload"] == first.result()["payload"]
    assert (await saying)["deliveries"][0]["error"] == "connection_failed"
    await sockets[arrivals.index(waiting)].send_json({"envelope_id": again["envelope_id"]})
    await sandbox.settled()
    assert sandbox.deliveries[-1].acknowledged
    await sockets[arrivals.index(waiting)].close()


async def test_dropped_connection_ends_without_a_word(sandbox, slack, http):
    opened = await slack.apps_connections_open(app_token="xapp-sandbox")
    async with http.ws_connect(opened["url"]) as socket:
        await socket.receive_json()
        sandbox.drop_sockets()
        assert (await socket.receive()).type in {WSMsgType.CLOSED, WSMsgType.ERROR, WSMsgType.CLOSE}
    said = await say(sandbox)
    assert said["deliveries"][0]["error"] == "app_not_connected"


async def test_ticket_opens_one_connection_only(slack, http):
    opened = await slack.apps_connections_open(app_token="xapp-sandbox")
    async with http.ws_connect(opened["url"]) as socket:
        hello = await socket.receive_json()
        assert (hello["type"], hello["connection_info"]["app_id"]) == ("hello", "A0CHATDESK")
    async with http.get(opened["url"].replace("ws:", "http:")) as answer:
        assert answer.status == 403


async def test_eleventh_connection_is_refused(slack, http):
    sockets = []
    for _ in range(11):
        opened = await slack.apps_connections_open(app_token="xapp-sandbox")
        sockets.append(await http.ws_connect(opened["url"]))
    first_words = [(await socket.receive_json()) for socket in sockets]
    assert [word["type"] for word in first_words] == ["hello"] * 10 + ["disconnect"]
    assert first_words[-1]["reason"] == "too_many_websockets"
    for socket in sockets:
        await socket.close()
