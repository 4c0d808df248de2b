"""Who people are, asked once an hour and never in vain."""

import asyncio

import pytest
from slack_kit import FakeDesk, FakeWire, refused

from chatdesk.adapters._slack.asking import Asking
from chatdesk.adapters._slack.profiles import Profiles, user_to_known
from chatdesk.adapters._slack.rooms import Rooms, RoomTrouble
from chatdesk.core.hearing import RoomMembers
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
async def test_a_failure_gives_what_the_payload_knows_and_is_not_repeated(error):
    wire = FakeWire(**{"users.info": error})
    profiles = Profiles(wire, Clock())
    for _ in range(3):
        profile = await profiles.of("U0NOAH", name="noah")
        assert (profile.name, profile.language) == ("noah", "")
    assert len(wire.calls) == 1


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
    return Rooms(wire=wire, asking=Asking(desk), profiles=Profiles(wire, Clock()))


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
            "conversations.info": {"channel": {"is_member": True}},
        }
    )
    desk = FakeDesk()
    assert await rooms_over(wire, desk).sync() == ()
    [members] = desk.asked
    assert isinstance(members, RoomMembers)
    assert (members.platform, members.room) == ("slack", "C0DESK")
    assert [profile.name for profile in members.members] == ["Noah", "Amelie"]


async def test_a_room_that_cannot_be_read_changes_nobody_and_is_reported():
    wire = FakeWire(
        **{
            "conversations.members": refused("channel_not_found"),
            "conversations.info": {"channel": {"is_member": False}},
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
            "conversations.info": {"channel": {"is_archived": True, "is_member": True}},
        }
    )
    assert await rooms_over(wire, FakeDesk()).sync() == (RoomTrouble("C0HELP", "is_archived"),)
