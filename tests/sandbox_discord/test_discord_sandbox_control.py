"""The controls over HTTP, the pushes to open pages, and one server for both sandboxes."""

import ast
from pathlib import Path

import aiohttp
import pytest
from discord_sandbox_kit import AMELIE, BOT, DESK, HELP, NOOR, SAM, SEED

import chatdesk.sandbox.discord
from chatdesk.sandbox.clock import SandboxClock
from chatdesk.sandbox.discord import DiscordSandbox, Guild
from chatdesk.sandbox.server import SandboxServer
from chatdesk.sandbox.slack import SlackSandbox, Workspace

pytestmark = pytest.mark.anyio


@pytest.fixture
def control(sandbox, http):
    async def call(method, name, body=None, **options):
        url = f"{sandbox.url}/_control/discord/{name}"
        async with http.request(method, url, json=body, **options) as response:
            return response.status, await response.json()

    return call


async def test_acts_are_reached_over_http(control):
    body = {"as": AMELIE, "channel": HELP, "content": "Hello @sam in #help"}
    status, said = await control("POST", "say", body)
    assert (status, said["ok"], said["deliveries"]) == (200, True, [{"type": "MESSAGE_CREATE", "sent": 0}])
    _, history = await control("GET", f"history?as={SAM}&channel={HELP}")
    assert [m["content"] for m in history["messages"]] == [f"Hello <@{SAM}> in <#{HELP}>"]
    assert await control("POST", "say", {"as": AMELIE}) == (
        400,
        {"ok": False, "error": "invalid_arguments", "message": "missing a required argument: 'channel'"},
    )
    assert (await control("POST", "reset", {}))[0] == 200


async def test_other_sites_are_kept_out(control):
    status, answer = await control("GET", "state", headers={"Origin": "https://example.com"})
    assert (status, answer["error"]) == (403, "forbidden_origin")


async def test_state_shows_what_a_person_sees(sandbox):
    await sandbox.act.say(as_=AMELIE, channel=HELP, content="One")
    state = await sandbox.act.state(as_=SAM)
    rooms = {channel["name"]: channel for channel in state["channels"]}
    assert (state["me"]["name"], state["bot"]["id"], state["bot"]["connected"]) == ("sam", BOT, False)
    assert (rooms["help"]["unread"], rooms["help"]["is_private"], rooms["desk"]["is_private"]) == (1, False, True)
    await sandbox.act.history(as_=SAM, channel=HELP)
    rooms = {channel["name"]: channel for channel in (await sandbox.act.state(as_=SAM))["channels"]}
    assert rooms["help"]["unread"] == 0
    assert "desk" not in {channel["name"] for channel in (await sandbox.act.state())["channels"]}
    assert (await sandbox.act.history(as_=AMELIE, channel=DESK))["error"] == "channel_not_found"


async def test_roles_open_channels(sandbox):
    await sandbox.act.member(user=NOOR, do="grant", role="700000000000000021")
    assert (await sandbox.act.say(as_=NOOR, channel=DESK, content="New here"))["ok"]
    await sandbox.act.member(user=NOOR, do="revoke", role="700000000000000021")
    assert (await sandbox.act.say(as_=NOOR, channel=DESK, content="Gone"))["error"] == "channel_not_found"
    await sandbox.act.member(user=NOOR, do="leave")
    assert (await sandbox.act.member(user=NOOR, do="join"))["ok"]


async def test_own_messages_can_be_changed(sandbox):
    said = await sandbox.act.say(as_=AMELIE, channel=HELP, content="Helo")
    key = said["message"]["id"]
    edited = await sandbox.act.edit(as_=AMELIE, channel=HELP, message=key, content="Hello")
    assert edited["message"]["edited_timestamp"]
    assert (await sandbox.act.edit(as_=SAM, channel=HELP, message=key, content="x"))["error"] == "not_yours"
    assert (await sandbox.act.say(as_=AMELIE, channel=HELP, content=" "))["error"] == "empty_message"
    assert (await sandbox.act.say(as_=AMELIE, channel=HELP, content="x" * 2001))["error"] == "message_too_long"
    answer = await sandbox.act.say(as_=SAM, channel=HELP, content="Hi", reply_to=key)
    assert answer["message"]["referenced_message"]["content"] == "Hello"
    shared = await sandbox.act.upload(as_=SAM, channel=HELP, name="a.txt", base64="c21va2U=", text="Look")
    assert shared["message"]["attachments"][0]["size"] == 5
    assert (await sandbox.act.upload(as_=SAM, name="a", base64="?"))["error"] == "invalid_base64"
    assert (await sandbox.act.delete(as_=AMELIE, channel=HELP, message=key))["ok"]


async def test_open_pages_hear_what_concerns_them(sandbox, http):
    url = f"{sandbox.url}/_control/discord/live?as="
    async with http.ws_connect(url + SAM) as sam, http.ws_connect(url + NOOR) as noor:
        said = await sandbox.act.say(as_=SAM, channel=DESK, content="Between agents")
        pushed = {"type": "changed", "channel": DESK, "message": said["message"]["id"]}
        assert await sam.receive_json() == pushed
        await sandbox.act.clock(advance=5)
        assert (await sam.receive_json())["type"] == "clock"
        assert (await noor.receive_json())["type"] == "clock", "and nothing of the agents' channel"


async def test_wrong_deeds_are_named(sandbox):
    for refused in (
        await sandbox.act.gateway(do="explode"),
        await sandbox.act.channel(channel=HELP, do="explode"),
        await sandbox.act.member(user=AMELIE, do="explode"),
    ):
        assert refused["error"] == "invalid_do"
    assert (await sandbox.act.intent(name="guilds", on=True))["error"] == "unknown_intent"
    assert (await sandbox.act.channel(channel=HELP, do="lock"))["error"] == "not_a_thread"
    assert (await sandbox.act.channel(channel="1", do="delete"))["error"] == "channel_not_found"
    assert (await sandbox.act.clock(advance=-1))["error"] == "invalid_arguments"


async def test_reset_returns_to_the_seed(sandbox):
    await sandbox.act.say(as_=AMELIE, channel=HELP, content="x")
    await sandbox.act.channel(channel=DESK, do="delete")
    await sandbox.act.reset()
    state = await sandbox.act.state(as_=SAM)
    assert [(c["name"], c["unread"]) for c in state["channels"]] == [("help", 0), ("desk", 0), ("lobby", 0), ("", 0)]


async def test_both_sandboxes_share_a_server_and_a_clock():
    server, workspace = SandboxServer(), Workspace.from_seed({"users": [{"id": "U0SAM", "name": "sam"}]})
    slack = SlackSandbox(workspace, server)
    discord = DiscordSandbox(Guild.from_seed(SEED, workspace.clock), server=server)
    await slack.start()
    await discord.start()
    try:
        assert slack.url == discord.url
        await slack.act.clock(advance=100)
        assert (await discord.act.state())["clock"]["offset"] == 100
        discord.reset()
        assert workspace.clock.offset == 100, "a shared clock is not Discord's to reset"
        async with aiohttp.ClientSession() as http, http.get(f"{discord.api_url}/gateway") as response:
            assert await response.json() == {"url": discord.gateway_url}
    finally:
        await discord.stop()
        await slack.stop()


def test_ids_are_snowflakes_of_the_clock():
    clock = SandboxClock()
    guild = Guild.from_seed(SEED, clock)
    first, second = int(guild.new_id()), int(guild.new_id())
    assert second > first
    clock.advance(3600)
    hour = (int(guild.new_id()) >> 22) - (second >> 22)
    assert 3_600_000 <= hour < 3_601_000


def test_unknown_privileged_intent_in_the_seed():
    with pytest.raises(ValueError, match="guilds"):
        Guild.from_seed({**SEED, "intents": ["guilds"]})


def test_sandbox_imports_no_discord_library_and_nothing_else_of_chatdesk():
    imported = {
        node.module or ""
        for path in Path(chatdesk.sandbox.discord.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom)
    }
    ours = {name for name in imported if name.startswith("chatdesk")}
    assert all(name.startswith("chatdesk.sandbox") and ".slack" not in name for name in ours)
    assert not any(name.split(".")[0] == "discord" for name in imported)
