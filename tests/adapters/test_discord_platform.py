"""Deliveries into REST calls: threads once, keys that stay, and what each error means."""

from datetime import UTC, datetime

import aiohttp
import pytest
from discord_kit import BOT, GUILD, HELP, ROOM, THREAD, FakeWire, check_message, refused

from chatdesk.adapters._discord.failures import error_to_failure
from chatdesk.adapters._discord.permissions import INTAKE_ROOM
from chatdesk.adapters._discord.platform import DiscordPlatform
from chatdesk.core.delivery import (
    Addressee,
    Ambiguous,
    Cause,
    Delivery,
    Gone,
    Guests,
    NewThread,
    Permanent,
    Retry,
    ToMessage,
    ToPerson,
    ToPersonAtThread,
    ToRoom,
    ToThread,
    Unauthorised,
)
from chatdesk.core.document import Fact, Facts, Heading, Mention, Paragraph, PublicDocument
from chatdesk.core.model import Handle

pytestmark = pytest.mark.anyio

SINCE = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
CARD = PublicDocument((Heading("SPT-1042 · Printer"), Facts((Fact("Status", ("Open",)),))))
WORDS = PublicDocument((Paragraph((Mention(1), " hello")),))
TO_ROOM = ToRoom(platform="discord", room=HELP)
TO_THREAD = ToThread(platform="discord", room=HELP, thread=THREAD)
NAME = "SPT-1042 · Printer"
SEND = "POST /channels/{channel_id}/messages"
MAKE_THREAD = "POST /channels/{channel_id}/messages/{message_id}/threads"
EDIT = "PATCH /channels/{channel_id}/messages/{message_id}"
CHANGE = "PATCH /channels/{channel_id}"
LET_IN = "PUT /channels/{channel_id}/thread-members/{user_id}"
SHOW_OUT = "DELETE /channels/{channel_id}/thread-members/{user_id}"
HOME = {"parent_id": HELP, "guild_id": GUILD, "name": "help"}
READ = "GET /channels/{channel_id}/messages"


def delivery(to, body=WORDS, **told):
    people = {1: Addressee(name="Noah", handle=Handle("discord", GUILD, "702"))}
    return Delivery(
        key=told.pop("key", "o17"), to=to, body=body, summary="hello", people=people, links={}, language="en", **told
    )


def platform(answers=None):
    wire = FakeWire(answers)
    return DiscordPlatform(wire), wire


def card(members=None, **told):
    return delivery(TO_ROOM, CARD, begins=NewThread(name=NAME, members=members), **told)


# -- rooms and threads
async def test_a_card_is_posted_and_its_thread_begins_at_it():
    desk, wire = platform()
    sent = await desk.send(card())
    assert wire.routes == ["GET /channels/{channel_id}", SEND, MAKE_THREAD]
    [posted] = wire.called(SEND)
    assert (posted["body"]["nonce"], posted["body"]["enforce_nonce"]) == ("o17", True)
    check_message(posted["body"])
    [made] = wire.called(MAKE_THREAD)
    assert (made["channel_id"], made["message_id"], made["body"]["name"]) == (HELP, "9001", NAME)
    assert (sent.room, sent.message, sent.thread) == (HELP, "9001", "")
    assert sent.link == f"https://discord.com/channels/{GUILD}/9001"


async def test_a_panel_begins_no_thread():
    desk, wire = platform()
    sent = await desk.send(delivery(TO_ROOM, CARD))
    assert MAKE_THREAD not in wire.routes
    assert sent.link == f"https://discord.com/channels/{GUILD}/{HELP}/9001"


async def test_a_thread_that_is_there_already_is_as_good():
    desk, _ = platform({MAKE_THREAD: refused(400, 160004)})
    assert (await desk.send(card())).message == "9001"


@pytest.mark.parametrize("code", [160006, 50013])
async def test_a_card_without_a_thread_stands_and_the_next_message_makes_the_thread(code):
    sends = iter([{"id": "9001"}, refused(404, 10003), {"id": "9002"}])
    threads = iter([refused(400, code), {"id": "9001"}])
    desk, wire = platform({SEND: lambda _: next(sends), MAKE_THREAD: lambda _: next(threads)})
    assert (await desk.send(card())).message == "9001"
    sent = await desk.send(delivery(ToThread(platform="discord", room=HELP, thread="9001")))
    assert sent.message == "9002"
    assert len(wire.called(MAKE_THREAD)) == 2


@pytest.mark.parametrize("error", [refused(500), refused(429, retry_after=3.0), TimeoutError()])
async def test_what_is_unknown_of_a_thread_is_looked_for_with_its_card(error):
    desk, wire = platform({MAKE_THREAD: error})
    with pytest.raises(Ambiguous):
        await desk.send(card())
    wire.answers |= {MAKE_THREAD: {"id": "9001"}, READ: [{"id": "9001", "author": {"id": BOT}, "nonce": "o17"}]}
    found = await desk.find(card())
    assert found.message == "9001"
    assert len(wire.called(MAKE_THREAD)) == 2


async def test_a_private_thread_lets_in_whom_the_desk_names_and_nobody_else_invites():
    members = (Handle("discord", GUILD, "701"), Handle("slack", "T", "U1"))
    desk, wire = platform(
        {
            "GET /guilds/{guild_id}/threads/active": {"threads": []},
            "GET /channels/{channel_id}/threads/archived/private": {"threads": []},
            "POST /channels/{channel_id}/threads": {"id": THREAD},
        }
    )
    sent = await desk.send(card(members))
    [made] = wire.called("POST /channels/{channel_id}/threads")
    assert (made["body"]["type"], made["body"]["invitable"], made["body"]["name"]) == (12, False, NAME)
    [let_in] = wire.called("PUT /channels/{channel_id}/thread-members/{user_id}")
    assert (let_in["channel_id"], let_in["user_id"]) == (THREAD, "701")
    assert (sent.room, sent.thread, sent.message) == (HELP, THREAD, "9001")
    assert wire.called(SEND)[0]["channel_id"] == THREAD


def in_private_thread(code=0, times=0):
    """A platform in which the thread is private; letting people in or out is refused, `times` often."""
    refusals = iter([refused(403 if code == 50001 else 404, code)] * times)
    answers = {name: lambda _: next(refusals, {}) for name in (LET_IN, SHOW_OUT)}
    rooms = lambda told: {"id": told["channel_id"], "type": 12 if told["channel_id"] == THREAD else 0} | HOME  # noqa: E731
    return platform({"GET /channels/{channel_id}": rooms, **answers})


async def test_who_follows_no_more_is_shown_out_of_a_private_thread_and_who_does_is_let_in():
    guests = Guests(welcome=(Handle("discord", GUILD, "701"),), goodbye=(Handle("discord", GUILD, "703"),))
    desk, wire = in_private_thread()
    await desk.send(delivery(TO_THREAD, guests=guests))
    assert [told["user_id"] for told in wire.called(LET_IN)] == ["701"]
    assert [told["user_id"] for told in wire.called(SHOW_OUT)] == ["703"]
    assert wire.routes[-1] == SEND


async def test_in_a_public_thread_nobody_is_let_in_or_out():
    guests = Guests(welcome=(Handle("discord", GUILD, "701"),), goodbye=(Handle("discord", GUILD, "703"),))
    desk, wire = platform({"GET /channels/{channel_id}": {"id": THREAD, "type": 11} | HOME})
    await desk.send(delivery(TO_THREAD, guests=guests))
    assert wire.called(LET_IN) + wire.called(SHOW_OUT) == []


@pytest.mark.parametrize("code", [10007, 10013, 50001, 30033])
async def test_somebody_who_cannot_be_let_in_holds_up_no_message_and_is_told_of(code):
    desk, _ = in_private_thread(code, times=1)
    sent = await desk.send(delivery(TO_THREAD, guests=Guests(welcome=(Handle("discord", GUILD, "701"),))))
    assert sent.message == "9001"
    assert sent.undone.cause in (Cause.PERSON_GONE, Cause.THREAD_FULL)


async def test_an_archived_private_thread_is_opened_to_let_somebody_out():
    desk, wire = in_private_thread(50083, times=1)
    await desk.send(delivery(TO_THREAD, guests=Guests(goodbye=(Handle("discord", GUILD, "703"),))))
    assert wire.called(CHANGE)[0]["body"] == {"archived": False}
    assert len(wire.called(SHOW_OUT)) == 2


@pytest.mark.parametrize(("code", "lacking"), [(50013, ("Create Private Threads",)), (50001, ("View Channel",))])
async def test_a_missing_permission_is_named_with_its_room(code, lacking):
    everything = str(INTAKE_ROOM.value & ~(1 << 36))
    desk, _ = platform(
        {
            "GET /channels/{channel_id}": HOME if code == 50013 else refused(403, code),
            "GET /guilds/{guild_id}": {"id": GUILD, "roles": [{"id": GUILD, "permissions": everything}]},
            "GET /guilds/{guild_id}/members/{user_id}": {"user": {"id": BOT}, "roles": []},
            "GET /guilds/{guild_id}/threads/active": {"threads": []},
            "GET /channels/{channel_id}/threads/archived/private": {"threads": []},
            "POST /channels/{channel_id}/threads": refused(403, code),
        }
    )
    with pytest.raises(Permanent) as raised:
        await desk.send(card(()))
    assert (raised.value.fix.cause, raised.value.fix.lacking) == (Cause.LACKS, lacking)
    assert raised.value.fix.room == ("#help" if code == 50013 else HELP)


async def test_a_private_thread_is_never_made_twice():
    mine = {"id": THREAD, "parent_id": HELP, "name": NAME, "owner_id": BOT}
    strangers = {**mine, "id": "1", "owner_id": "703"}
    desk, wire = platform({"GET /guilds/{guild_id}/threads/active": {"threads": [strangers, mine]}})
    assert (await desk.send(card(()))).thread == THREAD
    assert "POST /channels/{channel_id}/threads" not in wire.routes


async def test_a_room_that_is_gone_is_for_the_operator_to_mend():
    desk, _ = platform({"GET /channels/{channel_id}": refused(404, 10003)})
    with pytest.raises(Permanent, match="name another in the policy") as raised:
        await desk.send(card())
    assert not isinstance(raised.value, Gone)


# -- messages
async def test_a_message_notifies_exactly_whom_it_mentions():
    desk, wire = platform()
    await desk.send(delivery(TO_THREAD))
    [posted] = wire.called(SEND)
    assert posted["channel_id"] == THREAD
    assert posted["body"]["allowed_mentions"] == {"parse": [], "users": ["702"]}


async def test_an_edit_is_as_safe_as_a_message():
    desk, wire = platform()
    await desk.send(delivery(ToMessage(platform="discord", room=HELP, message="9001"), CARD))
    [edited] = wire.called(EDIT)
    assert (edited["channel_id"], edited["message_id"]) == (HELP, "9001")
    assert edited["body"]["allowed_mentions"] == {"parse": [], "users": []}
    assert set(edited["body"]) == {"content", "embeds", "components", "allowed_mentions"}


async def test_a_message_in_an_archived_thread_opens_it_and_a_locked_one_is_closed_again():
    answers = iter([refused(400, 50083), {"id": "9002"}])
    desk, wire = platform({SEND: lambda _: next(answers), CHANGE: {"thread_metadata": {"locked": True}}})
    assert (await desk.send(delivery(TO_THREAD))).message == "9002"
    assert [told["body"] for told in wire.called(CHANGE)] == [{"archived": False}, {"archived": True, "locked": True}]


async def test_an_archived_card_is_opened_to_be_edited():
    answers = iter([refused(400, 50083), {}])
    desk, wire = platform({EDIT: lambda _: next(answers)})
    to = ToMessage(platform="discord", room=HELP, message="9001", thread=THREAD)
    await desk.send(delivery(to, CARD))
    assert [told["channel_id"] for told in wire.called(EDIT)] == [THREAD, THREAD]
    assert wire.called(CHANGE)[0]["body"] == {"archived": False}


async def test_an_ended_tickets_thread_is_locked_and_archived_its_card_stays_in_reach():
    desk, wire = platform()
    await desk.send(delivery(ToMessage(platform="discord", room=HELP, message="9001"), CARD, ends=True))
    [closed] = wire.called(CHANGE)
    assert (closed["channel_id"], closed["body"]) == ("9001", {"archived": True, "locked": True})


async def test_an_ended_private_thread_is_locked_but_stays_where_its_buttons_can_be_pressed():
    desk, wire = platform()
    to = ToMessage(platform="discord", room=HELP, message="9001", thread=THREAD)
    await desk.send(delivery(to, CARD, ends=True))
    [closed] = wire.called(CHANGE)
    assert (closed["channel_id"], closed["body"]) == (THREAD, {"locked": True})


async def test_a_deleted_thread_is_gone_so_that_the_desk_makes_it_anew():
    desk, _ = platform({SEND: refused(404, 10003), MAKE_THREAD: refused(404, 10008)})
    with pytest.raises(Gone):
        await desk.send(delivery(TO_THREAD))
    desk, _ = platform({SEND: refused(404, 10003), MAKE_THREAD: refused(400, 160004)})
    with pytest.raises(Gone):
        await desk.send(delivery(TO_THREAD))


async def test_somebody_is_told_directly_what_only_they_may_see_with_a_way_back():
    desk, wire = platform()
    handle = Handle("discord", GUILD, "701")
    await desk.send(delivery(ToPerson(handle=handle)))
    await desk.send(delivery(ToPersonAtThread(handle=handle, room=ROOM, thread=THREAD), key="o18"))
    assert [told["channel_id"] for told in wire.called(SEND)] == ["9900", "9900"]
    plain, with_link = (told["body"]["content"] for told in wire.called(SEND))
    assert "discord.com" not in plain
    assert f"(<https://discord.com/channels/{GUILD}/{ROOM}/{THREAD}>)" in with_link


async def test_a_ticket_cannot_live_in_direct_messages():
    desk, _ = platform()
    to = ToPerson(handle=Handle("discord", GUILD, "701"))
    with pytest.raises(Permanent, match="private: thread"):
        await desk.send(delivery(to, CARD, begins=NewThread(name=NAME, members=())))


async def test_what_cannot_be_drawn_is_refused_for_good_before_any_call():
    desk, wire = platform()
    with pytest.raises(Permanent, match="cannot be drawn"):
        await desk.send(delivery(TO_THREAD, PublicDocument((object(),))))
    assert wire.calls == []


# -- looking back
async def test_a_message_is_found_by_its_key_since_the_first_try():
    page = [
        {"id": "1", "author": {"id": "703"}, "nonce": "o17"},
        {"id": "2", "author": {"id": BOT}, "nonce": "o16", "content": "<@702> hello"},
        {"id": "3", "author": {"id": BOT}, "nonce": "o17"},
    ]
    desk, wire = platform({READ: page})
    found = await desk.find(delivery(TO_THREAD, since=SINCE))
    assert found.message == "3"
    after = int(wire.called(READ)[0]["query"]["after"])
    assert (after >> 22) + 1_420_070_400_000 == int(SINCE.timestamp() * 1000) - 60_000


async def test_where_discord_gives_no_keys_back_the_words_tell():
    desk, _ = platform({READ: [{"id": "4", "author": {"id": BOT}, "content": "<@702> hello"}]})
    assert (await desk.find(delivery(TO_THREAD))).message == "4"
    desk, _ = platform({READ: [{"id": "4", "author": {"id": BOT}, "content": "<@702> other"}]})
    assert await desk.find(delivery(TO_THREAD)) is None


async def test_too_much_to_look_through_is_not_a_no():
    page = [{"id": str(n), "author": {"id": "703"}} for n in range(100)]
    desk, _ = platform({READ: page})
    with pytest.raises(Ambiguous):
        await desk.find(delivery(TO_THREAD, since=SINCE))


async def test_an_edit_is_simply_sent_again():
    desk, wire = platform()
    assert await desk.find(delivery(ToMessage(platform="discord", room=HELP, message="1"))) is None
    assert wire.calls == []


async def test_what_cannot_be_looked_up_now_stays_unknown():
    desk, _ = platform({READ: refused(429, retry_after=2.0)})
    with pytest.raises(Ambiguous):
        await desk.find(delivery(TO_THREAD))
    desk, _ = platform({READ: refused(401)})
    with pytest.raises(Unauthorised):
        await desk.find(delivery(TO_THREAD))


# -- outcomes
@pytest.mark.parametrize(
    ("error", "outcome", "reason"),
    [
        (refused(429, retry_after=2.5), Retry, "http_429"),
        (refused(400, 30046), Retry, "discord_30046"),
        (refused(400, 20028), Retry, "discord_20028"),
        (refused(408), Ambiguous, "http_408"),
        (refused(500), Ambiguous, "http_500"),
        (refused(503), Ambiguous, "http_503"),
        (refused(401), Unauthorised, "http_401"),
        (refused(403, 50001), Permanent, "View Channel"),
        (refused(403, 50013), Permanent, "Send Messages in Threads"),
        (refused(403, 50007), Permanent, "takes no direct messages"),
        (refused(400, 160006), Permanent, "archive some"),
        (refused(404, 10013), Permanent, "no such user"),
        (refused(400, 50035), Permanent, "discord_50035"),
        (refused(404, 10003), Gone, "discord_10003"),
        (refused(404, 10008), Gone, "discord_10008"),
        (aiohttp.ServerDisconnectedError(), Ambiguous, "ServerDisconnectedError"),
        (aiohttp.ConnectionTimeoutError(), Retry, "ConnectionTimeoutError"),
        (TimeoutError(), Ambiguous, "TimeoutError"),
        (RuntimeError("CANARY"), Ambiguous, "RuntimeError"),
    ],
)
def test_what_an_error_means(error, outcome, reason):
    failure = error_to_failure(error)
    assert type(failure) is outcome
    assert reason in failure.reason
    assert "CANARY" not in failure.reason


def test_a_rate_limit_says_when_to_come_back():
    assert error_to_failure(refused(429, retry_after=2.5)).retry_after == 2.5
    assert error_to_failure(refused(429)).retry_after == 30.0
