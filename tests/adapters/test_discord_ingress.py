"""Payloads read: commands of the registry, what is heard in threads, who may see what; and the way in for the app."""

from datetime import UTC, datetime

import pytest
from discord_kit import AMELIE, BOT, GUILD, HELP, NOAH, THREAD, FakeDesk, FakeWire, call, press, refused

from chatdesk.adapters._asking import Asking
from chatdesk.adapters._discord.call import Kind
from chatdesk.adapters._discord.commands import NAME, commands, menu_verbs
from chatdesk.adapters._discord.drafts import Draft, MemoryDrafts
from chatdesk.adapters._discord.events import is_said, message_to_edited, message_to_heard
from chatdesk.adapters._discord.ingress import menu_to_invocation, press_to_invocation, slash_options
from chatdesk.adapters._discord.listening import Listening
from chatdesk.adapters._discord.members import Members
from chatdesk.adapters._discord.permissions import NEEDED, is_open_to_all, missing, permissions_of
from chatdesk.adapters._discord.plain import markdown_to_plain
from chatdesk.adapters._discord.rooms import OPEN_TO_ALL, Rooms
from chatdesk.adapters._discord.threads import Parents
from chatdesk.adapters.discord import discord_invite
from chatdesk.core.hearing import Deleted, Edited, Heard
from chatdesk.core.operations import OPERATIONS
from chatdesk.core.ports import Profile

pytestmark = pytest.mark.anyio

SAID = {
    "id": "77",
    "channel_id": THREAD,
    "type": 0,
    "content": "It fails",
    "author": {"id": "701", "username": "amelie", "global_name": "Amélie"},
}
IN_THREAD = {"id": THREAD, "type": 11, "parent_id": HELP}


# -- commands
@pytest.fixture(scope="module")
def slash():
    return next(command for command in commands(OPERATIONS) if command["name"] == NAME)


def all_sub_commands(command):
    for option in command["options"]:
        yield from option["options"] if option["type"] == 2 else (option,)


def test_every_slash_operation_is_a_sub_command_within_discords_limits(slash):
    names = [option["name"] for option in all_sub_commands(slash)]
    assert sorted(names) == sorted(operation.verb for operation in OPERATIONS if operation.slash)
    assert len(slash["options"]) <= 25
    for described in (slash, *slash["options"], *all_sub_commands(slash)):
        assert 1 <= len(described["description"]) <= 100
        assert all(1 <= len(text) <= 100 for text in described["description_localizations"].values())
    assert sum(len(option["name"]) + len(option["description"]) for option in all_sub_commands(slash)) < 8000


def test_descriptions_are_there_in_french_and_verbs_stay_as_the_desk_says_them(slash):
    opened = next(option for option in all_sub_commands(slash) if option["name"] == "open")
    assert opened["description_localizations"]["fr"] != opened["description"]
    assert "name_localizations" not in opened


def test_operations_take_what_they_start_from(slash):
    options = {
        option["name"]: [(o["name"], o["required"], o["autocomplete"]) for o in option["options"]]
        for option in all_sub_commands(slash)
    }
    assert options["open"] == [("product", False, True), ("title", False, False)]
    assert options["take"] == options["followup"] == [("number", True, True)]
    assert options["panel"] == [("product", True, True)]
    assert options["list"] == []


def test_what_does_not_fit_stands_in_a_group_and_is_for_agents(slash):
    nested = [option for option in slash["options"] if option["type"] == 2]
    count = sum(operation.slash for operation in OPERATIONS)
    assert bool(nested) == (count > 25)
    data = {"options": [{"type": 2, "name": "more", "options": [{"type": 1, "name": "panel", "options": []}]}]}
    assert slash_options(data) == ("panel", {}, "")


def test_shortcuts_are_commands_on_users_and_messages():
    menus = [command for command in commands(OPERATIONS) if command["name"] != NAME]
    assert {(menu["type"], menu["name"]) for menu in menus} >= {(2, "Open a ticket"), (3, "Open a ticket")}
    assert all(len(menu["name"]) <= 32 and len(menu["name_localizations"]["fr"]) <= 32 for menu in menus)
    assert menu_verbs(OPERATIONS)["Open a ticket"] == "open"


def test_a_command_on_a_message_quotes_it():
    message = {"id": "77", "content": "See <@702>", "author": {"id": "703", "username": "sam"}}
    message["mentions"] = [{"id": "702", "global_name": "Noah"}]
    data = {"name": "Open a ticket", "type": 3, "target_id": "77", "resolved": {"messages": {"77": message}}}
    invocation = menu_to_invocation(call(Kind.COMMAND, data), "open", GUILD, BOT)
    assert (invocation.quoted_text, invocation.quoted.message, invocation.quoted_author.name) == (
        "See @Noah",
        "77",
        "sam",
    )


def test_a_button_of_a_product_carries_it():
    operations = FakeDesk().desk.operations
    invocation = press_to_invocation(press("cd:open:crm"), operations)
    assert (invocation.verb, invocation.rest, invocation.ticket) == ("open", "crm", "")


@pytest.mark.parametrize("subject", ["take:1042", "open:crm", "open:", "open:message:711:77"])
def test_what_is_chosen_in_a_menu_is_read_as_its_button(subject):
    operations = FakeDesk().desk.operations
    chosen = press_to_invocation(press("menu:0", values=[f"cd:{subject}"]), operations)
    assert chosen == press_to_invocation(press(f"cd:{subject}"), operations)
    assert chosen.verb == subject.partition(":")[0]


# -- what is said
def test_words_of_a_person_in_a_thread_are_heard():
    heard = message_to_heard(SAID, HELP, GUILD, BOT)
    assert (heard.thread, heard.origin.room, heard.origin.message, heard.text) == (THREAD, HELP, "77", "It fails")
    assert (heard.event.event, heard.event.natural) == ("message:77", f"{HELP}/77")
    assert heard.origin.link == f"https://discord.com/channels/{GUILD}/{THREAD}/77"
    assert heard.actor == Profile(handle=AMELIE.handle, name="Amélie")


@pytest.mark.parametrize(
    "more",
    [{"author": {"id": "7", "bot": True}}, {"webhook_id": "8"}, {"type": 7}, {"author": {"id": "7", "system": True}}],
)
def test_what_no_person_said_is_not_heard(more):
    assert not is_said({**SAID, **more})


def test_without_content_only_mentions_and_files_are_heard():
    assert message_to_heard({**SAID, "content": ""}, HELP, GUILD, BOT) is None
    assert message_to_heard({**SAID, "content": f"<@{BOT}>"}, HELP, GUILD, BOT) is None
    assert message_to_heard({**SAID, "content": f"<@!{BOT}> still broken"}, HELP, GUILD, BOT).text == "still broken"
    files = [{"id": "5", "filename": "a.png", "size": 3}]
    assert (
        message_to_heard({**SAID, "content": "", "attachments": files}, HELP, GUILD, BOT).attachments[0].name == "a.png"
    )


def test_an_edit_is_heard_once_and_a_preview_is_none():
    assert message_to_edited(SAID, HELP, GUILD, BOT) is None
    corrected = {**SAID, "content": "__It__ fails", "edited_timestamp": "2026-03-02T15:00:00"}
    edited = message_to_edited(corrected, HELP, GUILD, BOT)
    assert edited.text == "**It** fails"
    assert edited.event.natural == f"{HELP}/77/2026-03-02T15:00:00"
    assert (edited.thread, edited.at) == (SAID["channel_id"], datetime(2026, 3, 2, 15, tzinfo=UTC))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<@702> <@!702> <@9>", "@Noah @Noah @9"),
        ("<#5> <@&6> <:party:123456>", "#5 @6 :party:"),
        ("<https://x.y/z> **kept**", "https://x.y/z **kept**"),
    ],
)
def test_discords_tokens_are_written_out(written, read):
    assert markdown_to_plain(written, {"702": "Noah"}) == read


def listening(desk, wire):
    asking = Asking(desk, "discord")
    return Listening(
        wire=wire,
        asking=asking,
        members=Members(asking),
        parents=Parents(wire),
        guild=lambda: GUILD,
        pauses=(0.0, 0.0),
    )


async def test_a_thread_is_looked_up_once_and_its_messages_are_heard():
    desk, wire = FakeDesk(None), FakeWire({"GET /channels/{channel_id}": IN_THREAD})
    ears = listening(desk, wire)
    await ears.said(SAID, None)
    await ears.edited({**SAID, "edited_timestamp": "2026-03-02T15:00:00"})
    assert [type(asked) for asked in desk.asked] == [Heard, Edited]
    assert len(wire.called("GET /channels/{channel_id}")) == 1


async def test_what_is_said_outside_of_threads_is_not_the_desks_business():
    desk = FakeDesk(None)
    await listening(desk, FakeWire()).said({**SAID, "channel_id": HELP}, None)
    await listening(desk, FakeWire({"GET /channels/{channel_id}": refused(403, 50001)})).said(SAID, None)
    assert desk.asked == []


async def test_a_deletion_is_told_in_the_name_of_whoever_said_it():
    desk, wire = FakeDesk(None, views=[AMELIE, None]), FakeWire({"GET /channels/{channel_id}": IN_THREAD})
    ears = listening(desk, wire)
    await ears.deleted(THREAD, "77")
    await ears.deleted(THREAD, "78")
    [deleted] = desk.asked
    assert isinstance(deleted, Deleted)
    assert (deleted.actor, deleted.origin.message) == (AMELIE, "77")


async def test_words_are_not_lost_to_a_failure_that_passes():
    desk = FakeDesk([RuntimeError("busy"), None])
    await listening(desk, FakeWire({"GET /channels/{channel_id}": IN_THREAD})).said(SAID, None)
    assert [type(asked) for asked in desk.asked] == [Heard, Heard]


# -- permissions
EVERYBODY = {"id": GUILD, "permissions": str(NEEDED.value)}
GUILD_JSON = {"id": GUILD, "owner_id": "1", "roles": [EVERYBODY, {"id": "5", "permissions": "0"}]}
VIEW = 1 << 10


def channel(*overwrites):
    return {"id": HELP, "guild_id": GUILD, "permission_overwrites": list(overwrites)}


def overwrite(of, *, allow=0, deny=0):
    return {"id": of, "type": 0, "allow": str(allow), "deny": str(deny)}


def test_a_room_is_seen_by_role_then_by_overwrite():
    closed = channel(overwrite(GUILD, deny=VIEW), overwrite("5", allow=VIEW))
    assert is_open_to_all(channel(), GUILD_JSON)
    assert not is_open_to_all(closed, GUILD_JSON)
    assert permissions_of(closed, GUILD_JSON, ["5"], "9").view_channel
    assert permissions_of(closed, GUILD_JSON, [], "1").view_channel
    assert not permissions_of(closed, GUILD_JSON, [], "9").view_channel
    assert permissions_of(
        channel(overwrite(GUILD, deny=VIEW), overwrite("9", allow=VIEW)), GUILD_JSON, [], "9"
    ).view_channel


def test_what_is_missing_has_the_names_of_discords_settings():
    closed = channel(overwrite(GUILD, deny=VIEW))
    assert missing(NEEDED, closed, GUILD_JSON, {"user": {"id": "9"}, "roles": []}) == ["View Channel"]


async def test_a_groups_room_that_everybody_sees_is_refused():
    wire = FakeWire(
        {
            "GET /channels/{channel_id}": channel(),
            "GET /guilds/{guild_id}": GUILD_JSON,
            "GET /guilds/{guild_id}/members/{user_id}": {"user": {"id": BOT}, "roles": []},
        }
    )
    rooms = Rooms(wire, Asking(FakeDesk(rooms=(HELP,)), "discord"))
    [trouble] = await rooms.sync()
    assert (trouble.room, trouble.reason) == (HELP, OPEN_TO_ALL)
    assert rooms.open_to_all == {HELP}


async def test_a_room_out_of_reach_is_named_with_the_fix():
    wire = FakeWire({"GET /channels/{channel_id}": refused(403, 50001)})
    [trouble] = await Rooms(wire, Asking(FakeDesk(rooms=(HELP,)), "discord")).sync()
    assert "View Channel" in trouble.reason


# -- drafts and the invitation
async def test_the_oldest_drafts_make_room():
    drafts = MemoryDrafts(most=2)
    for key in "abc":
        await drafts.keep(key, Draft(verb="open", owner=NOAH.handle.user))
    assert await drafts.find("a") is None
    assert await drafts.find("c") is not None
    await drafts.drop("c")
    await drafts.drop("c")
    assert await drafts.find("c") is None


def test_the_invitation_asks_for_the_least():
    url = discord_invite("798", GUILD)
    assert url.startswith("https://discord.com/oauth2/authorize?client_id=798")
    assert f"permissions={NEEDED.value}" in url
    assert "scope=bot+applications.commands" in url
    assert f"guild_id={GUILD}" in url
    assert not NEEDED.administrator
    assert not NEEDED.manage_messages
