"""Threads: starting, members, who sees them, and what archiving and locking forbid."""

import discord
import pytest
from discord_desk import Desk
from discord_sandbox_kit import AMELIE, BOT, DESK, GUILD, HELP, SAM

pytestmark = pytest.mark.anyio

THREADS = f"/channels/{HELP}/threads"


async def start(rest, kind=12, **body):
    status, thread = await rest("POST", THREADS, {"name": "T-1", "type": kind, **body})
    assert status == 201, thread
    return thread


async def test_message_grows_one_thread(rest):
    _, message = await rest("POST", f"/channels/{HELP}/messages", {"content": "Card"})
    path = f"/channels/{HELP}/messages/{message['id']}"
    status, thread = await rest("POST", path + "/threads", {"name": "T-1", "auto_archive_duration": 1440})
    assert (status, thread["id"], thread["type"]) == (201, message["id"], 11)
    status, answer = await rest("POST", path + "/threads", {"name": "T-1"})
    assert (status, answer["code"]) == (400, 160004)
    _, got = await rest("GET", path)
    assert got["thread"]["name"] == "T-1"
    assert got["flags"] & 1 << 5
    _, [starter] = await rest("GET", f"/channels/{thread['id']}/messages")
    assert (starter["type"], starter["referenced_message"]["content"]) == (21, "Card")


@pytest.mark.parametrize("body", [{"name": ""}, {"name": "x" * 101}, {"name": "x", "auto_archive_duration": 5}, {}])
async def test_thread_outside_the_limits_is_refused(rest, body):
    status, answer = await rest("POST", THREADS, body)
    assert (status, answer["code"]) == (400, 50035)


async def test_private_thread_is_seen_by_its_members(rest, sandbox):
    thread = await start(rest, invitable=False)
    assert thread["thread_metadata"]["invitable"] is False
    channel = sandbox.guild.channels[thread["id"]]
    assert not channel.sees(AMELIE)
    assert (await rest("PUT", f"/channels/{thread['id']}/thread-members/{AMELIE}"))[0] == 204
    assert channel.sees(AMELIE)
    _, [added] = await rest("GET", f"/channels/{thread['id']}/messages")
    assert (added["type"], added["mentions"][0]["id"]) == (1, AMELIE)
    assert (await rest("GET", f"/channels/{thread['id']}/thread-members/{AMELIE}"))[1]["user_id"] == AMELIE
    members = (await rest("GET", f"/channels/{thread['id']}/thread-members"))[1]
    assert [member["user_id"] for member in members] == [BOT, AMELIE]
    assert (await rest("DELETE", f"/channels/{thread['id']}/thread-members/{AMELIE}"))[0] == 204
    assert not channel.sees(AMELIE)
    assert (await rest("PUT", f"/channels/{thread['id']}/thread-members/1"))[1]["code"] == 10013


async def test_who_takes_somebody_out_owns_the_private_thread_or_moderates(rest, sandbox):
    mine, public = await start(rest), await start(rest, kind=11)
    for thread in (mine, public):
        assert (await rest("PUT", f"/channels/{thread['id']}/thread-members/{SAM}"))[0] == 204
    sandbox.guild.bot_permissions &= ~(1 << 34)
    assert (await rest("DELETE", f"/channels/{mine['id']}/thread-members/{SAM}"))[0] == 204
    assert (await rest("DELETE", f"/channels/{public['id']}/thread-members/{SAM}"))[1]["code"] == 50013
    sandbox.guild.channels[mine["id"]].thread.owner = AMELIE
    assert (await rest("DELETE", f"/channels/{mine['id']}/thread-members/{SAM}"))[1]["code"] == 50013


async def test_a_thread_tells_who_was_taken_out_and_knows_nobody_else(rest):
    thread = await start(rest)
    path = f"/channels/{thread['id']}"
    await rest("PUT", f"{path}/thread-members/{AMELIE}")
    assert (await rest("DELETE", f"{path}/thread-members/{AMELIE}"))[0] == 204
    _, [removed, _] = await rest("GET", f"{path}/messages")
    assert (removed["type"], removed["mentions"][0]["id"]) == (2, AMELIE)
    assert (await rest("DELETE", f"{path}/thread-members/{AMELIE}"))[0] == 204
    assert len((await rest("GET", f"{path}/messages"))[1]) == 2
    assert (await rest("DELETE", f"{path}/thread-members/1"))[1]["code"] == 10013


async def test_list_of_members_needs_the_members_intent(rest, sandbox):
    thread = await start(rest)
    await sandbox.act.intent(name="members", on=False)
    assert (await rest("GET", f"/channels/{thread['id']}/thread-members"))[1]["code"] == 50001


async def test_person_who_does_not_see_the_channel_cannot_be_added(rest):
    _, thread = await rest("POST", f"/channels/{DESK}/threads", {"name": "T-1", "type": 12})
    assert (await rest("PUT", f"/channels/{thread['id']}/thread-members/{AMELIE}"))[1]["code"] == 50001
    assert (await rest("PUT", f"/channels/{thread['id']}/thread-members/{SAM}"))[0] == 204


async def test_live_mention_adds_to_a_private_thread_and_an_edit_too(rest, sandbox):
    thread = await start(rest)
    path = f"/channels/{thread['id']}/messages"
    members = sandbox.guild.channels[thread["id"]].thread.members
    _, message = await rest("POST", path, {"content": f"<@{AMELIE}>", "allowed_mentions": {"parse": []}})
    assert AMELIE not in members
    await rest("PATCH", f"{path}/{message['id']}", {"content": f"<@{AMELIE}>"})
    assert AMELIE in members


async def archive(rest, thread, **body):
    return await rest("PATCH", f"/channels/{thread['id']}", {"archived": True, **body})


async def test_archived_thread_takes_no_edit_reaction_pin_or_member(rest):
    thread = await start(rest)
    path = f"/channels/{thread['id']}"
    _, message = await rest("POST", f"{path}/messages", {"content": "x"})
    assert (await archive(rest, thread))[1]["thread_metadata"]["archived"]
    for method, part, body in (
        ("PATCH", f"/messages/{message['id']}", {"content": "y"}),
        ("DELETE", f"/messages/{message['id']}", None),
        ("PUT", f"/messages/{message['id']}/reactions/🎫/@me", None),
        ("PUT", f"/messages/pins/{message['id']}", None),
        ("PUT", f"/thread-members/{AMELIE}", None),
        ("PATCH", "", {"name": "T-2"}),
        ("PATCH", "", {"locked": True}),
    ):
        status, answer = await rest(method, path + part, body)
        assert (status, answer["code"]) == (400, 50083), part


async def test_post_opens_an_archived_thread_unless_it_is_locked(rest):
    thread = await start(rest)
    path = f"/channels/{thread['id']}"
    await archive(rest, thread)
    assert (await rest("POST", f"{path}/messages", {"content": "x"}))[0] == 200
    assert not (await rest("GET", path))[1]["thread_metadata"]["archived"]

    await archive(rest, thread, locked=True)
    status, answer = await rest("POST", f"{path}/messages", {"content": "x"})
    assert (status, answer["code"]) == (400, 50083)
    assert (await rest("PATCH", path, {"archived": False, "locked": False}))[0] == 200
    assert (await rest("POST", f"{path}/messages", {"content": "x"}))[0] == 200


async def test_person_opens_an_archived_thread_and_is_kept_out_of_a_locked_one(rest, sandbox):
    thread = await start(rest, kind=11)
    await sandbox.act.channel(channel=thread["id"], do="archive")
    assert (await sandbox.act.command(as_=AMELIE, channel=thread["id"], name="x"))["error"] == "thread_archived"
    assert (await sandbox.act.say(as_=AMELIE, channel=thread["id"], content="Hello?"))["ok"]
    assert not sandbox.guild.channels[thread["id"]].thread.archived
    await sandbox.act.channel(channel=thread["id"], do="lock")
    assert (await sandbox.act.say(as_=AMELIE, channel=thread["id"], content="Hello?"))["error"] == "160005"


async def test_active_and_archived_threads_are_listed(rest):
    public, private = await start(rest, kind=11), await start(rest)
    _, active = await rest("GET", f"/guilds/{GUILD}/threads/active")
    assert [t["id"] for t in active["threads"]] == [public["id"], private["id"]]
    assert [m["id"] for m in active["members"]] == [public["id"], private["id"]]
    await archive(rest, private)
    await archive(rest, public)
    assert (await rest("GET", f"/guilds/{GUILD}/threads/active"))[1]["threads"] == []
    for kind, thread in (("public", public), ("private", private)):
        _, page = await rest("GET", f"{THREADS}/archived/{kind}")
        assert ([t["id"] for t in page["threads"]], page["has_more"]) == ([thread["id"]], False)
        before = page["threads"][0]["thread_metadata"]["archive_timestamp"]
        assert (await rest("GET", f"{THREADS}/archived/{kind}", params={"before": before}))[1]["threads"] == []
    _, page = await rest("GET", f"/channels/{HELP}/users/@me/threads/archived/private")
    assert [t["id"] for t in page["threads"]] == [private["id"]]


async def test_full_guild_takes_no_more_threads(rest, sandbox):
    sandbox.guild.most_active_threads = 1
    thread = await start(rest)
    status, answer = await rest("POST", THREADS, {"name": "T-2", "type": 12})
    assert (status, answer["code"]) == (400, 160006)
    await archive(rest, thread)
    await start(rest)
    status, answer = await rest("PATCH", f"/channels/{thread['id']}", {"archived": False})
    assert answer["code"] == 160006


async def test_two_renames_in_ten_minutes(rest, sandbox):
    thread = await start(rest)
    path = f"/channels/{thread['id']}"
    for name in ("T-2", "T-3"):
        assert (await rest("PATCH", path, {"name": name}))[0] == 200
    status, answer = await rest("PATCH", path, {"name": "T-4"})
    assert status == 429
    assert 590 < answer["retry_after"] <= 600
    assert rest.headers["Via"]
    assert (await rest("PATCH", path, {"name": "T-3", "auto_archive_duration": 60}))[0] == 200, "not a rename"
    await sandbox.act.clock(advance=600)
    assert (await rest("PATCH", path, {"name": "T-4"}))[0] == 200


@pytest.mark.parametrize(("denied", "kind"), [("create_private_threads", 12), ("create_public_threads", 11)])
async def test_threads_need_their_permission(rest, sandbox, denied, kind):
    await sandbox.act.channel(channel=HELP, do="deny_bot", permissions=[denied])
    assert (await rest("POST", THREADS, {"name": "x", "type": kind}))[1]["code"] == 50013


async def test_private_thread_of_others_needs_membership_or_moderation(rest, sandbox):
    thread = await start(rest)
    assert (await rest("DELETE", f"/channels/{thread['id']}/thread-members/@me"))[0] == 204
    assert (await rest("GET", f"/channels/{thread['id']}"))[0] == 200, "a moderator sees all threads"
    await sandbox.act.channel(channel=HELP, do="deny_bot", permissions=["manage_threads"])
    assert (await rest("GET", f"/channels/{thread['id']}"))[1]["code"] == 50001


async def test_client_follows_a_thread_through_its_life(sandbox, connect):
    desk = await connect(Desk())
    channel = desk.get_guild(int(GUILD)).get_channel(int(HELP))
    thread = await channel.create_thread(name="T-1", type=discord.ChannelType.private_thread, invitable=False)
    await thread.add_user(discord.Object(int(AMELIE)))
    await thread.edit(archived=True, locked=True)
    await sandbox.settled()
    assert channel.guild.get_thread(thread.id) is None
    assert [t.name async for t in channel.archived_threads(private=True)] == ["T-1"]
    await thread.edit(archived=False, locked=False)
    await sandbox.settled()
    assert channel.guild.get_thread(thread.id) is not None
    await sandbox.act.channel(channel=HELP, do="delete")
    assert channel.guild.get_channel(int(HELP)) is None
    with pytest.raises(discord.NotFound) as gone:
        await thread.send("x")
    assert gone.value.code == 10003
