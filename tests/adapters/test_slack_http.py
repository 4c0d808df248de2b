"""What comes in over HTTP: signed payloads get through, everything hostile gets a short 401 and leaves no trace."""

import contextlib
import io
import json
import logging
import time
from urllib.parse import urlencode

import aiohttp
import pytest
from slack_kit import FakeDesk, event, slash
from slack_sdk.signature import SignatureVerifier

from chatdesk.adapters.slack import SlackFace, SlackSettings
from chatdesk.core.document import Heading, PublicDocument
from chatdesk.core.operation import Reply

pytestmark = pytest.mark.anyio

SECRET = "sandbox-secret"
CANARY = "CANARY-BODY"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}


@contextlib.asynccontextmanager
async def serving(desk=None):
    """A face over HTTP whose own calls go nowhere: nothing listens at its Slack."""
    settings = SlackSettings(bot_token="xoxb-1", signing_secret=SECRET, api_url="http://127.0.0.1:9/api/", timeout=1)
    face = SlackFace(settings, desk or FakeDesk())
    face.router.wire = face.router.profiles._wire = face.router.telling._wire = Quiet()
    await face.start_http("127.0.0.1", 0)
    port = face._runner.addresses[0][1]
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as http:
        yield face, http
    await face.close()


class Quiet:
    async def identity(self):
        from slack_kit import ME  # noqa: PLC0415 - a fake of this test alone

        return ME

    async def call(self, _method, /, **_arguments):
        return {"ok": True, "user": {}}


def signed(body, headers, *, secret=SECRET, at=None):
    timestamp = str(int(at or time.time()))
    signature = SignatureVerifier(secret).generate_signature(timestamp=timestamp, body=body)
    return {**headers, "X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": signature}


async def post(http, body, headers):
    async with http.post("/slack/events", data=body, headers=headers) as answer:
        return answer.status, await answer.text()


async def test_a_signed_command_is_answered_in_the_same_request():
    body = urlencode(slash("list"))
    async with serving(FakeDesk(Reply(document=PublicDocument((Heading("Yours"),))))) as (_, http):
        status, text = await post(http, body, signed(body, FORM))
    assert status == 200
    assert json.loads(text)["text"] == "Yours"


async def test_a_command_that_says_payload_is_a_command():
    desk = FakeDesk(Reply(document=PublicDocument((Heading("Yours"),))))
    body = urlencode(slash("list payload"))
    async with serving(desk) as (_, http):
        _, text = await post(http, body, signed(body, FORM))
    assert json.loads(text)["text"] == "Yours"


async def test_an_event_is_acknowledged_only_after_the_desk_has_it():
    body = json.dumps(event(type="message", channel="C1", user="U0NOAH", text="hi", ts="2.2", thread_ts="2.1"))
    desk = FakeDesk()
    async with serving(desk) as (_, http):
        assert await post(http, body, signed(body, JSON)) == (200, "")
        assert len(desk.asked) == 1
        desk.reply = RuntimeError(CANARY)
        status, text = await post(http, body, signed(body, JSON))
    assert (status, text) == (500, "")


async def test_slacks_handshake_is_answered():
    body = json.dumps({"type": "url_verification", "challenge": "c4"})
    async with serving() as (_, http):
        status, text = await post(http, body, signed(body, JSON))
    assert (status, json.loads(text)) == (200, {"challenge": "c4"})


GOOD = "v0=" + "a" * 64
NOW = str(int(time.time()))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Slack-Request-Timestamp": NOW},
        {"X-Slack-Signature": GOOD},
        {"X-Slack-Request-Timestamp": NOW, "X-Slack-Signature": GOOD},
        {"X-Slack-Request-Timestamp": "abc", "X-Slack-Signature": GOOD},
        {"X-Slack-Request-Timestamp": "", "X-Slack-Signature": GOOD},
        {"X-Slack-Request-Timestamp": "1e3", "X-Slack-Signature": GOOD},
        {"X-Slack-Request-Timestamp": "-5", "X-Slack-Signature": GOOD},
        {"X-Slack-Request-Timestamp": "٣٣٣٣", "X-Slack-Signature": GOOD},
        {"X-Slack-Request-Timestamp": "9" * 400, "X-Slack-Signature": GOOD},
        {"X-Slack-Request-Timestamp": "999999999999", "X-Slack-Signature": GOOD},
        {"X-Slack-Request-Timestamp": NOW, "X-Slack-Signature": "v0=é" + "a" * 63},
        {"X-Slack-Request-Timestamp": NOW, "X-Slack-Signature": ""},
        {"X-Slack-Request-Timestamp": NOW, "X-Slack-Signature": GOOD.upper()},
    ],
)
async def test_hostile_headers_get_a_401_and_leave_nothing_behind(headers, capfd, caplog):
    caplog.set_level(logging.DEBUG, "slack_bolt")
    desk = FakeDesk()
    async with serving(desk) as (_, http):
        status, text = await post(http, f"text={CANARY}", {**FORM, **headers})
    out = capfd.readouterr()
    assert status == 401
    assert text in ('{"error": "invalid request"}', '{"error":"invalid request"}')
    assert desk.asked == []
    for trace in (out.out, out.err, caplog.text):
        assert CANARY not in trace
        assert "Traceback" not in trace


async def test_a_doubled_header_is_refused():
    body = urlencode(slash("list"))
    headers = [*signed(body, FORM).items(), ("X-Slack-Signature", GOOD)]
    async with serving() as (_, http):
        assert (await post(http, body, headers))[0] == 401


async def test_an_old_or_foreign_signature_is_refused():
    body = urlencode(slash("list"))
    async with serving() as (_, http):
        assert (await post(http, body, signed(body, FORM, at=time.time() - 3600)))[0] == 401
        assert (await post(http, body, signed(body, FORM, secret="other")))[0] == 401
        assert (await post(http, body + "&x=1", signed(body, FORM)))[0] == 401


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"\xff\xfe", FORM),
        (b"payload={", FORM),
        (b"{", JSON),
        (b"[1]", JSON),
        (b'"x"', JSON),
        (b"null", JSON),
        (b"[" * 100_000, JSON),
        (b"a=b", {"Content-Type": "application/x-www-form-urlencoded; charset=nonsense"}),
        (b"a=b", {**FORM, "Content-Encoding": "gzip"}),
    ],
)
async def test_bytes_that_nobody_can_read_get_a_401_too(body, headers, capfd):
    proof = {"X-Slack-Request-Timestamp": NOW, "X-Slack-Signature": GOOD}
    async with serving() as (_, http):
        status, _ = await post(http, body, {**headers, **proof})
    assert status in (400, 401)
    out = capfd.readouterr()
    assert "Traceback" not in out.out + out.err


async def test_too_large_a_body_is_not_read():
    body = "text=" + "x" * (1024 * 1024 + 1)
    async with serving() as (_, http):
        assert (await post(http, io.BytesIO(body.encode()), signed(body, FORM)))[0] == 413


async def test_nothing_can_be_got_here():
    async with serving() as (_, http), http.get("/slack/events") as answer:
        assert answer.status == 405


async def test_a_closing_face_takes_nothing_new():
    body = urlencode(slash("list"))
    desk = FakeDesk()
    async with serving(desk) as (face, http):
        await face.listener.drain(1)
        assert (await post(http, body, signed(body, FORM)))[0] == 503
    assert desk.asked == []


async def test_http_without_a_secret_does_not_start():
    face = SlackFace(SlackSettings(bot_token="xoxb-1"), FakeDesk())
    with pytest.raises(ValueError, match="signing secret"):
        face.http_app()


def test_what_libraries_log_holds_no_secret(caplog):
    from chatdesk.adapters._slack.wire import library_logger  # noqa: PLC0415 - the logger is what is tested

    logger = library_logger()
    with caplog.at_level(logging.ERROR, logger.name):
        logger.error("Failed: wss://x.y/link?ticket=SECRET with %s and %s", "xoxb-SECRET-1", "xapp-1-SECRET")
        logger.info("body: SECRET")
    assert "SECRET" not in caplog.text
    assert "Failed: wss://x.y/link… with … and …" in caplog.text
