"""Posts out: which call each destination takes, what its outcome means, and how an unknown one is looked up."""

from dataclasses import replace
from datetime import UTC, datetime

import aiohttp
import pytest
from slack_kit import FakeWire, check_blocks, refused

from chatdesk.adapters._slack.failures import AMBIGUOUS, GONE, RETRY, UNAUTHORISED, error_to_failure
from chatdesk.adapters._slack.pacing import Pace
from chatdesk.adapters._slack.platform import SlackPlatform
from chatdesk.core.delivery import (
    Ambiguous,
    Cause,
    Delivery,
    Gone,
    Permanent,
    Retry,
    Sent,
    ToMessage,
    ToPerson,
    ToPersonAtThread,
    ToRoom,
    ToThread,
    Unauthorised,
)
from chatdesk.core.document import Heading, InternalDocument, PublicDocument
from chatdesk.core.model import Handle

pytestmark = pytest.mark.anyio

NOAH = Handle("slack", "T0", "U0NOAH")
ROOM = ToRoom(platform="slack", room="C0HELP")
THREAD = ToThread(platform="slack", room="C0HELP", thread="1.000001")
MESSAGE = ToMessage(platform="slack", room="C0HELP", message="1.000001")
PERSON = ToPerson(handle=NOAH)
ASIDE = ToPersonAtThread(handle=NOAH, room="C0HELP", thread="1.000001")


class Clock:
    def __init__(self):
        self.now = 100.0
        self.paused = []

    def __call__(self):
        return self.now

    async def pause(self, seconds):
        self.paused.append(seconds)
        self.now += seconds


def platform_over(wire, clock=None):
    clock = clock or Clock()
    return SlackPlatform(wire, Pace(clock), clock.pause)


def delivery(to, body=None, **more):
    body = body or PublicDocument((Heading("Hello"),))
    told = {"key": "k1", "summary": "Hello <!channel>", "people": {}, "links": {}, "language": "en"}
    return Delivery(to=to, body=body, **{**told, **more})


async def test_a_post_in_a_room_is_inert_unfurls_nothing_and_carries_only_its_key():
    wire = FakeWire()
    sent = await platform_over(wire).send(delivery(ROOM))
    [call] = wire.called("chat.postMessage")
    check_blocks(call["blocks"])
    assert call["metadata"] == {"event_type": "chatdesk_post", "event_payload": {"key": "k1"}}
    assert (call["unfurl_links"], call["unfurl_media"], call["parse"], call["link_names"]) == (
        False,
        False,
        "none",
        False,
    )
    assert call["text"] == "Hello &lt;!channel&gt;"
    assert "thread_ts" not in call
    link = "https://north.slack.com/archives/C0HELP/p1700000000000100"
    assert sent == Sent(room="C0HELP", message="1700000000.000100", link=link)


async def test_a_reply_goes_into_its_thread_and_links_there():
    wire = FakeWire()
    sent = await platform_over(wire).send(delivery(THREAD))
    assert wire.called("chat.postMessage")[0]["thread_ts"] == "1.000001"
    assert sent.link.endswith("?thread_ts=1.000001&cid=C0HELP")


async def test_a_direct_message_is_sent_to_the_person_and_says_where_it_went():
    wire = FakeWire()
    sent = await platform_over(wire).send(delivery(PERSON))
    assert wire.called("chat.postMessage")[0]["channel"] == "U0NOAH"
    assert sent.room == "D0NOAH"


async def test_an_edit_updates_the_message_as_inertly():
    wire = FakeWire()
    sent = await platform_over(wire).send(delivery(MESSAGE, InternalDocument((Heading("Card"),))))
    [call] = wire.called("chat.update")
    assert (call["channel"], call["ts"], call["parse"], call["link_names"]) == ("C0HELP", "1.000001", "none", False)
    assert (sent.message, sent.room) == ("1.000001", "C0HELP")


async def test_an_aside_is_seen_by_one_person_and_has_no_id():
    wire = FakeWire()
    sent = await platform_over(wire).send(delivery(ASIDE))
    [call] = wire.called("chat.postEphemeral")
    assert (call["user"], call["channel"], call["thread_ts"]) == ("U0NOAH", "C0HELP", "1.000001")
    assert sent == Sent(room="C0HELP", message="", link="")


async def test_an_aside_goes_directly_to_somebody_who_is_not_there():
    wire = FakeWire(**{"chat.postEphemeral": refused("user_not_in_channel")})
    sent = await platform_over(wire).send(delivery(ASIDE))
    assert sent.room == "D0NOAH"


async def test_an_aside_that_is_refused_otherwise_is_refused():
    with pytest.raises(Permanent):
        await platform_over(FakeWire(**{"chat.postEphemeral": refused("is_archived")})).send(delivery(ASIDE))


async def test_what_cannot_be_drawn_is_a_dead_letter_and_no_call():
    wire = FakeWire()
    with pytest.raises(Permanent, match="cannot be drawn"):
        await platform_over(wire).send(delivery(ROOM, PublicDocument((object(),))))
    assert wire.calls == []


# -- outcomes
KINDS = [
    *((code, Unauthorised) for code in sorted(UNAUTHORISED)),
    *((code, Gone) for code in sorted(GONE)),
    *((code, Retry) for code in sorted(RETRY)),
    *((code, Ambiguous) for code in sorted(AMBIGUOUS)),
    *(
        (code, Permanent)
        for code in ("channel_not_found", "is_archived", "not_in_channel", "invalid_blocks", "msg_too_long", "new_word")
    ),
]


@pytest.mark.parametrize(("code", "outcome"), KINDS)
async def test_each_word_of_slack_has_one_meaning(code, outcome):
    failure = error_to_failure(refused(code))
    assert type(failure) is outcome
    assert failure.reason == code


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (refused("", status=500), Ambiguous),
        (refused("internal_error", status=503), Ambiguous),
        (refused("", status=200), Ambiguous),
        (refused("", status=404), Permanent),
        (refused("ratelimited", status=429), Retry),
        (refused("", status=429), Retry),
        (aiohttp.ClientConnectorError(None, OSError(111, "refused")), Retry),
        (aiohttp.ConnectionTimeoutError(), Retry),
        (aiohttp.ServerDisconnectedError(), Ambiguous),
        (aiohttp.ServerTimeoutError(), Ambiguous),
        (TimeoutError(), Ambiguous),
        (ConnectionResetError(), Ambiguous),
        (RuntimeError(), Ambiguous),
    ],
)
async def test_only_what_was_surely_not_sent_is_retried_blindly(error, outcome):
    assert type(error_to_failure(error)) is outcome


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        ("not_in_channel", Cause.NOT_IN_ROOM),
        ("channel_not_found", Cause.ROOM_GONE),
        ("is_archived", Cause.ROOM_ARCHIVED),
        ("missing_scope", Cause.SCOPE),
        ("new_word", Cause.OTHER),
    ],
)
async def test_what_somebody_must_mend_is_said_in_a_neutral_word(code, cause):
    error = refused(code)
    error.response.data["needed"] = "chat:write" if code == "missing_scope" else ""
    fix = error_to_failure(error, room="C0HELP").fix
    assert (fix.cause, fix.room, fix.reason) == (cause, "C0HELP", code)
    assert fix.lacking == (("chat:write",) if code == "missing_scope" else ())


@pytest.mark.parametrize(
    ("header", "seconds"), [({"Retry-After": "7"}, 7.0), ({}, 30.0), ({"Retry-After": "soon"}, 30.0)]
)
async def test_a_limit_says_how_long_to_wait(header, seconds):
    assert error_to_failure(refused("ratelimited", status=429, headers=header)).retry_after == seconds


async def test_nothing_is_sent_before_we_know_who_we_are():
    class Nobody(FakeWire):
        async def identity(self):
            raise refused("internal_error", status=500)

    wire = Nobody()
    with pytest.raises(Retry):
        await platform_over(wire).send(delivery(ROOM))
    assert wire.calls == []


# -- looking back
def page(*messages, cursor=""):
    return {"messages": list(messages), "response_metadata": {"next_cursor": cursor}}


def message(key, ts="5.000005"):
    return {"ts": ts, "metadata": {"event_type": "chatdesk_post", "event_payload": {"key": key}}}


async def test_a_reply_that_arrived_after_all_is_found_in_its_thread():
    wire = FakeWire(**{"conversations.replies": page({"ts": "1.000001"}, message("k0"), message("k1"))})
    sent = await platform_over(wire).find(delivery(THREAD, since=datetime(2026, 3, 2, tzinfo=UTC)))
    assert sent == Sent(
        room="C0HELP",
        message="5.000005",
        link="https://north.slack.com/archives/C0HELP/p5000005?thread_ts=1.000001&cid=C0HELP",
    )
    [call] = wire.called("conversations.replies")
    assert (call["ts"], call["include_all_metadata"]) == ("1.000001", True)
    assert float(call["oldest"]) == datetime(2026, 3, 2, tzinfo=UTC).timestamp() - 300


async def test_a_root_message_is_found_in_its_room_however_many_pages_back():
    pages = iter([page(message("k8"), cursor="c1"), page(message("k1"))])
    wire = FakeWire(**{"conversations.history": lambda _arguments: next(pages)})
    assert (await platform_over(wire).find(delivery(ROOM))).message == "5.000005"
    assert [call["cursor"] for call in wire.called("conversations.history")] == [None, "c1"]


async def test_a_direct_message_is_found_in_its_conversation():
    wire = FakeWire(**{"conversations.open": {"channel": {"id": "D1"}}, "conversations.history": page(message("k1"))})
    assert (await platform_over(wire).find(delivery(PERSON))).room == "D1"


async def test_what_did_not_arrive_is_not_found():
    foreign = {"ts": "5.1", "metadata": {"event_type": "other", "event_payload": {"key": "k1"}}}
    assert await platform_over(FakeWire(**{"conversations.history": page(foreign)})).find(delivery(ROOM)) is None


async def test_edits_and_asides_are_not_looked_for():
    wire = FakeWire()
    assert await platform_over(wire).find(delivery(MESSAGE)) is None
    assert await platform_over(wire).find(delivery(ASIDE)) is None
    assert wire.calls == []


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (refused("ratelimited", status=429), Ambiguous),
        (aiohttp.ClientConnectorError(None, OSError(111, "refused")), Ambiguous),
        (TimeoutError(), Ambiguous),
        (refused("token_revoked"), Unauthorised),
        (refused("thread_not_found"), Gone),
    ],
)
async def test_a_failed_look_back_never_says_that_it_is_not_there(error, outcome):
    with pytest.raises(outcome):
        await platform_over(FakeWire(**{"conversations.replies": error})).find(delivery(THREAD))


async def test_more_than_can_be_read_back_fails_closed():
    wire = FakeWire(**{"conversations.history": page(message("k8"), cursor="more")})
    with pytest.raises(Ambiguous, match="too_much"):
        await platform_over(wire).find(delivery(ROOM))


# -- pace
async def test_a_busy_room_gets_a_message_a_second_after_its_burst():
    clock = Clock()
    platform = platform_over(FakeWire(), clock)
    for _ in range(5):
        await platform.send(delivery(ROOM))
    assert clock.paused == [1.0, 1.0]


async def test_another_room_waits_for_nobody():
    clock = Clock()
    platform = platform_over(FakeWire(), clock)
    for room in ("C1", "C2", "C3", "C4", "C5"):
        await platform.send(delivery(replace(ROOM, room=room)))
    assert clock.paused == []


async def test_edits_are_not_paced():
    clock = Clock()
    platform = platform_over(FakeWire(), clock)
    for _ in range(9):
        await platform.send(delivery(MESSAGE))
    assert clock.paused == []


async def test_a_room_that_slack_limits_is_left_alone_for_as_long():
    clock = Clock()
    limited = refused("ratelimited", status=429, headers={"Retry-After": "9"})
    wire = FakeWire(**{"chat.postMessage": limited})
    platform = platform_over(wire, clock)
    with pytest.raises(Retry):
        await platform.send(delivery(ROOM))
    with pytest.raises(Retry, match="paced") as paced:
        await platform.send(delivery(ROOM))
    assert paced.value.retry_after == 9.0
    assert len(wire.calls) == 1


def test_turns_are_given_out_one_by_one():
    clock = Clock()
    pace = Pace(clock, rate=2.0, burst=2.0)
    assert [pace.turn("C1", 9) for _ in range(4)] == [0.0, 0.0, 0.5, 1.0]
    clock.now += 100
    assert [pace.turn("C1", 9) for _ in range(3)] == [0.0, 0.0, 0.5]


def test_a_turn_that_is_too_far_away_is_not_taken():
    clock = Clock()
    pace = Pace(clock, burst=1.0)
    assert [pace.turn("C1", 0.5) for _ in range(3)] == [0.0, 1.0, 1.0]
