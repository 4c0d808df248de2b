"""The gateway: who may connect, what is heard under which intents, and how lost connections come back."""

import discord
import pytest
from discord_desk import Desk
from discord_sandbox_kit import AMELIE, BOT, DESK, GUILD, HELP, SAM, TOKEN

pytestmark = pytest.mark.anyio


async def test_missed_events_are_replayed_after_a_drop(sandbox, connect):
    desk = await connect(Desk())
    await sandbox.act.gateway(do="drop")
    await sandbox.act.say(as_=AMELIE, channel=HELP, content="Anybody there?")
    await sandbox.identified(2)
    assert [entry["how"] for entry in sandbox.gateway.identified] == ["identify", "resume"]
    assert desk.heard == ["Anybody there?"]
    assert desk.resumes == 1


async def test_client_resumes_when_asked_to_reconnect(sandbox, connect):
    desk = await connect(Desk())
    await sandbox.act.gateway(do="reconnect")
    await sandbox.identified(2)
    await sandbox.act.say(as_=AMELIE, channel=HELP, content="Still here")
    assert desk.heard == ["Still here"]
    assert sandbox.gateway.identified[-1]["how"] == "resume"


async def test_invalid_session_makes_the_client_identify_again(sandbox, connect):
    desk = await connect(Desk())
    await sandbox.act.gateway(do="invalidate")
    await sandbox.act.say(as_=AMELIE, channel=HELP, content="Lost")
    await sandbox.identified(2)
    assert sandbox.gateway.identified[-1]["how"] == "identify"
    assert desk.heard == []


async def test_client_leaves_a_silent_connection(sandbox, connect):
    desk = await connect(Desk(heartbeat_timeout=0.2))
    await sandbox.act.gateway(do="silence")
    await sandbox.act.say(as_=AMELIE, channel=HELP, content="Into the void")
    await sandbox.identified(2)
    assert desk.heard == ["Into the void"]


async def test_privileged_intents_need_the_portal(sandbox, connect):
    await sandbox.act.intent(name="message_content", on=False)
    with pytest.raises(discord.PrivilegedIntentsRequired):
        await connect(Desk())
    await sandbox.act.intent(name="message_content", on=True)
    await connect(Desk())


async def test_content_is_stripped_without_the_intent(sandbox, connect):
    intents = discord.Intents(guilds=True, messages=True)
    desk = await connect(Desk(intents=intents))
    await sandbox.act.say(as_=AMELIE, channel=HELP, content="Secret")
    await sandbox.act.say(as_=AMELIE, channel=HELP, content="@chatdesk open one")
    await sandbox.act.say(as_=AMELIE, channel=sandbox.guild.direct(AMELIE).id, content="Between us")
    assert desk.heard == ["", f"<@{BOT}> open one", "Between us"]


async def test_reactions_are_heard(sandbox, connect):
    desk = await connect(Desk())
    said = await sandbox.act.say(as_=AMELIE, channel=HELP, content="Help")
    await sandbox.act.react(as_=SAM, channel=HELP, message=said["message"]["id"], emoji="🎫")
    assert desk.heard == ["Help", "🎫"]
    await sandbox.act.unreact(as_=SAM, channel=HELP, message=said["message"]["id"], emoji="🎫")
    assert "reactions" not in sandbox.guild.channels[HELP].messages[said["message"]["id"]]


async def test_members_are_told_on_request(connect):
    desk = await connect(Desk(intents=discord.Intents(guilds=True, members=True), guild_ready_timeout=0.1))
    await desk.wait_until_ready()
    guild = desk.get_guild(int(GUILD))
    assert {member.name for member in guild.members} == {"chatdesk", "amelie", "sam", "noor"}
    assert [member.name for member in await guild.query_members("sa")] == ["sam"]


@pytest.mark.parametrize(("members", "heard"), [(True, ["amelie left"]), (False, [])])
async def test_leaving_is_heard_only_with_the_members_intent(sandbox, connect, members, heard):
    desk = await connect(Desk(intents=discord.Intents(guilds=True, members=members), chunk_guilds_at_startup=False))
    left = await sandbox.act.member(user=AMELIE, do="leave")
    assert left["deliveries"][-1] == {"type": "GUILD_MEMBER_REMOVE", "sent": int(members)}
    assert desk.heard == heard
    assert (await sandbox.act.say(as_=AMELIE, channel=HELP, content="x"))["error"] == "user_not_found"


async def test_shards_share_the_work(sandbox, connect):
    await connect(Desk(shard_count=2), sessions=2)
    assert sorted(entry["shard"] for entry in sandbox.gateway.identified) == [[0, 2], [1, 2]]
    said = await sandbox.act.say(as_=AMELIE, channel=HELP, content="Once")
    assert said["deliveries"] == [{"type": "MESSAGE_CREATE", "sent": 1}]
    direct = await sandbox.act.say(as_=AMELIE, channel=sandbox.guild.direct(AMELIE).id, content="Shard 0")
    assert direct["deliveries"] == [{"type": "MESSAGE_CREATE", "sent": 1}]


async def test_channel_the_bot_cannot_see_is_not_heard(sandbox, connect):
    desk = await connect(Desk())
    await sandbox.act.channel(channel=DESK, do="deny_bot")
    said = await sandbox.act.say(as_=SAM, channel=DESK, content="Without the bot")
    assert said["deliveries"] == []
    assert desk.heard == []


# The wire itself, without a library.


async def frames(socket):
    return [await socket.receive_json() for _ in range(2)]


def identify(**changes):
    return {"op": 2, "d": {"token": TOKEN, "intents": 513, "properties": {}} | changes}


async def test_plain_text_connection_says_hello_ready_and_guild(sandbox, http):
    async with http.ws_connect(sandbox.gateway_url) as socket:
        hello = await socket.receive_json()
        assert (hello["op"], hello["d"]["heartbeat_interval"]) == (10, 41_250)
        await socket.send_json({"op": 1, "d": None})
        assert (await socket.receive_json())["op"] == 11
        await socket.send_json(identify())
        ready, guild = await frames(socket)
        assert (ready["t"], ready["s"], ready["d"]["resume_gateway_url"]) == ("READY", 1, sandbox.gateway_url)
        assert (guild["t"], guild["s"]) == ("GUILD_CREATE", 2)
        assert [m["user"]["id"] for m in guild["d"]["members"]] == [BOT], "only the bot itself"


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("nonsense", 4002),
        ('{"op": 77}', 4003),
        ({"op": 3, "d": {}}, 4003),
        (identify(token="wrong"), 4004),
        (identify(shard=[2, 2]), 4010),
        (identify(intents=1 << 40), 4013),
        (identify(intents=1 << 8), 4014),
        ({"op": 6, "d": {"token": "wrong", "session_id": "x", "seq": 0}}, 4004),
    ],
)
async def test_connection_that_breaks_the_rules_is_closed(sandbox, http, frame, code):
    async with http.ws_connect(sandbox.gateway_url) as socket:
        await socket.receive_json()
        await (socket.send_str(frame) if isinstance(frame, str) else socket.send_json(frame))
        await socket.receive()
        assert socket.close_code == code


async def test_unknown_session_cannot_be_resumed(sandbox, http):
    async with http.ws_connect(sandbox.gateway_url) as socket:
        await socket.receive_json()
        await socket.send_json({"op": 6, "d": {"token": TOKEN, "session_id": "gone", "seq": 3}})
        answer = await socket.receive_json()
        assert (answer["op"], answer["d"]) == (9, False)


async def test_closing_politely_ends_the_session(sandbox, http):
    async with http.ws_connect(sandbox.gateway_url) as socket:
        await socket.receive_json()
        await socket.send_json(identify())
        await frames(socket)
        await socket.close(code=1000)
    await sandbox.stop()
    assert not sandbox.gateway.sessions
