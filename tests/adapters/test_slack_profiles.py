"""Who people are, asked once an hour and never in vain."""

import asyncio

import pytest
from slack_kit import FakeDesk, FakeWire, known_user, refused

from chatdesk.adapters._asking import Asking
from chatdesk.adapters._slack.profiles import Profiles, user_to_known
from chatdesk.adapters._slack.rooms import Rooms, RoomTrouble
from chatdesk.core.hearing import RoomJoined, RoomMembers
from chatdesk.core.model import Handle
from chatdesk.core.ports import Profile

pytestmark = pytest.mark.anyio


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


async def test_a_profile_has_a_name_a_language_and_a_time_zone():
    profile = await Profiles(FakeWire(), Clock()).of("U0AMELIE")
    assert profile == Profile(
        handle=Handle("slack", "T0", "U0AMELIE"), name="Amelie", language="fr", time_zone="America/Toronto"
    )


async def test_concurrent_askers_share_one_call():
    wire = FakeWire()
    profiles = Profiles(wire, Clock())
    await asyncio.gather(*(profiles.of("U0NOAH") for _ in range(50)))
    assert wire.calls == [("users.info", {"user": "U0NOAH", "include_locale": True})]


async def test_one_asker_who_gives_up_does_not_stop_the_others():
    gate = asyncio.Event()

    class Slow(FakeWire):
        async def call(self, method, /, **arguments):
            await gate.wait()
            return await super().call(method, **arguments)

    profiles = Profiles(Slow(), Clock())
    first, second = (asyncio.create_task(profiles.of("U0NOAH")) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    gate.set()
    assert (await second).name == "Noah"


async def test_a_person_is_asked_for_again_after_an_hour():
    wire, clock = FakeWire(), Clock()
    profiles = Profiles(wire, clock)
    for clock.now in (0.0, 3599.0, 3600.0):
        await profiles.of("U0NOAH")
    assert len(wire.calls) == 2


@pytest.mark.parametrize("error", [refused("user_not_found"), TimeoutError(), OSError()])
async def test_a_failure_gives_what_the_payload_knows_and_is_not_repeated_for_a_minute(error):
    wire, clock = FakeWire(**{"users.info": error}), Clock()
    profiles = Profiles(wire, clock)
    for clock.now in (0.0, 1.0, 59.0):
        profile = await profiles.of("U0NOAH", name="noah")
        assert (profile.name, profile.language) == ("noah", "")
        assert await profiles.is_person("U0NOAH") is None
    assert len(wire.calls) == 1
    wire.answers["users.info"] = known_user
    for clock.now in (60.0, 3000.0):
        assert (await profiles.of("U0NOAH", name="noah")).name == "Noah"
        assert await profiles.is_person("U0NOAH") is True
    assert len(wire.calls) == 2


@pytest.mark.parametrize(
    ("user", "is_person"),
    [
        ({"id": "U1", "is_bot": False}, True),
        ({"id": "U1", "is_bot": True}, False),
        ({"id": "USLACKBOT", "is_bot": False}, False),
        ({}, None),
    ],
)
async def test_who_is_a_person_is_never_guessed(user, is_person):
    profiles = Profiles(FakeWire(**{"users.info": {"user": user}}), Clock())
    assert await profiles.is_person("U1") is is_person


async def test_names_in_messages_are_never_asked_for():
    wire = FakeWire()
    profiles = Profiles(wire, Clock())
    assert profiles.name_of("U0NOAH") == ""
    await profiles.of("U0NOAH")
    assert profiles.name_of("U0NOAH") == "Noah"
    assert len(wire.calls) == 1


@pytest.mark.parametrize(
    ("user", "name"),
    [
        ({"profile": {"display_name": "amy", "real_name": "Amy Lee"}, "name": "a"}, "amy"),
        ({"profile": {"display_name": " ", "real_name": "Amy Lee"}, "name": "a"}, "Amy Lee"),
        ({"real_name": "Amy Lee", "name": "a"}, "Amy Lee"),
        ({"name": "a\x00"}, "a\ufffd"),
        ({}, ""),
    ],
)
def test_the_name_is_the_one_that_others_see(user, name):
    assert user_to_known(user).name == name


# -- rooms
def rooms_over(wire, desk):
    return Rooms(wire=wire, asking=Asking(desk, "slack"), profiles=Profiles(wire, Clock()))


async def test_every_group_room_is_told_whole_without_apps_and_ourselves():
    pages = iter(
        [
            {"members": ["U0BOT", "U0NOAH"], "response_metadata": {"next_cursor": "c"}},
            {"members": ["U0AMELIE"], "response_metadata": {"next_cursor": ""}},
        ]
    )
    wire = FakeWire(
        **{
            "conversations.members": lambda _arguments: next(pages),
        }
    )
    desk = FakeDesk()
    assert await rooms_over(wire, desk).sync() == ()
    [members] = desk.asked
    assert isinstance(members, RoomMembers)
    assert (members.platform, members.room) == ("slack", "C0DESK")
    assert [profile.name for profile in members.members] == ["Noah", "Amelie"]


def info(**rooms):
    """What `conversations.info` says: a private room that we are in, but for what a test wants otherwise."""
    return lambda asked: rooms.get(asked["channel"], {"channel": {"is_member": True, "is_private": True}})


async def test_a_room_that_cannot_be_read_changes_nobody_and_is_reported():
    wire = FakeWire(
        **{
            "conversations.members": refused("channel_not_found"),
            "conversations.info": info(C0HELP={"channel": {"is_member": False}}),
        }
    )
    desk = FakeDesk()
    assert await rooms_over(wire, desk).sync() == (
        RoomTrouble("C0DESK", "channel_not_found"),
        RoomTrouble("C0HELP", "not_in_channel"),
    )
    assert desk.asked == []


async def test_an_archived_intake_room_is_reported():
    wire = FakeWire(
        **{
            "conversations.members": {"members": []},
            "conversations.info": info(C0HELP={"channel": {"is_archived": True, "is_member": True}}),
        }
    )
    assert await rooms_over(wire, FakeDesk()).sync() == (RoomTrouble("C0HELP", "is_archived"),)


OPEN_TO_ALL = {"channel": {"is_member": True, "is_private": False}}


async def test_nobody_is_an_agent_by_a_room_that_anybody_can_join():
    wire = FakeWire(
        **{"conversations.members": {"members": ["U0NOAH"]}, "conversations.info": info(C0DESK=OPEN_TO_ALL)}
    )
    desk = FakeDesk()
    rooms = rooms_over(wire, desk)
    assert await rooms.sync() == (RoomTrouble("C0DESK", "not_private"),)
    await rooms.joined("C0DESK", "U0NOAH")
    await rooms.joined("C0DESK", "U0BOT")
    assert desk.asked == []


async def test_whoever_comes_into_a_private_group_room_is_an_agent():
    desk = FakeDesk()
    await rooms_over(FakeWire(), desk).joined("C0DESK", "U0NOAH")
    [joined] = desk.asked
    assert (joined.room, joined.who.name) == ("C0DESK", "Noah")


def known_but(*unknown):
    """A Slack that says of everybody but these who they are."""
    return lambda asked: TimeoutError() if asked["user"] in unknown else known_user(asked)


async def test_who_is_unknown_does_not_become_an_agent_and_costs_nobody_else_their_part():
    members = {"members": ["U0NOAH", "U0APP"]}
    wire = FakeWire(**{"conversations.members": members, "users.info": known_but("U0APP")})
    desk = FakeDesk()
    rooms = rooms_over(wire, desk)
    assert await rooms.sync() == (RoomTrouble("C0DESK", "member_unknown"),)
    await rooms.joined("C0DESK", "U0APP")
    [joined] = desk.asked
    assert isinstance(joined, RoomJoined)
    assert joined.who.name == "Noah"


@pytest.mark.parametrize(
    ("told", "can"),
    [
        ({"channel": {"is_member": True}}, True),
        ({"channel": {"is_im": True}}, True),
        ({"channel": {"is_member": False}}, False),
        (refused("channel_not_found"), False),
        (TimeoutError(), True),
    ],
)
async def test_the_desk_can_post_where_it_is_as_far_as_slack_says(told, can):
    assert await rooms_over(FakeWire(**{"conversations.info": told}), FakeDesk()).can_post_in("C9") is can
