"""Messages over REST: limits and codes, nonces, history, mentions, reactions, pins, files and permissions."""

import json

import aiohttp
import pytest
from discord_sandbox_kit import AGENTS, AMELIE, DESK, HELP, SAM

pytestmark = pytest.mark.anyio

MESSAGES = f"/channels/{HELP}/messages"


def button(custom_id="take", **fields):
    return {"type": 2, "style": 1, "label": "Take", "custom_id": custom_id, **fields}


def row(*components):
    return {"type": 1, "components": list(components)}


def select(count, custom_id="pick"):
    options = [{"label": f"Option {n}", "value": str(n)} for n in range(count)]
    return {"type": 3, "custom_id": custom_id, "options": options}


async def post(rest, channel=HELP, **body):
    status, answer = await rest("POST", f"/channels/{channel}/messages", body)
    assert status == 200, answer
    return answer


@pytest.mark.parametrize(
    ("body", "path", "code"),
    [
        ({"content": "x" * 2001}, ["content"], "BASE_TYPE_MAX_LENGTH"),
        ({"embeds": [{"title": "x"}] * 11}, ["embeds"], "BASE_TYPE_MAX_LENGTH"),
        ({"embeds": [{"title": "x" * 257}]}, ["embeds", "0", "title"], "BASE_TYPE_MAX_LENGTH"),
        ({"embeds": [{"description": "x" * 4097}]}, ["embeds", "0", "description"], "BASE_TYPE_MAX_LENGTH"),
        ({"embeds": [{"description": "x" * 4000}, {"description": "x" * 2001}]}, ["embeds"], "MAX_EMBED_SIZE_EXCEEDED"),
        ({"embeds": [{"fields": [{"name": "", "value": "x"}]}]}, ["embeds", "0", "fields", "0", "name"], None),
        ({"embeds": [{"fields": [{"name": "x", "value": "x"}] * 26}]}, ["embeds", "0", "fields"], None),
        ({"components": [row(button())] * 6}, ["components"], None),
        ({"components": [row(*(button(str(n)) for n in range(6)))]}, ["components", "0", "components"], None),
        ({"components": [row(button("x" * 101))]}, ["components", "0", "components", "0", "custom_id"], None),
        ({"components": [row(button(label="x" * 81))]}, ["components", "0", "components", "0", "label"], None),
        (
            {"components": [row(button("a"), button("a"))]},
            ["components", "0", "components", "1", "custom_id"],
            "COMPONENT_CUSTOM_ID_DUPLICATED",
        ),
        ({"components": [row(select(26))]}, ["components", "0", "components", "0", "options"], None),
        ({"components": [row(select(2), button())]}, ["components", "0", "components", "1"], None),
        ({"components": [button()]}, ["components", "0", "type"], "BASE_TYPE_CHOICES"),
        ({"content": "x", "nonce": "x" * 26}, ["nonce"], None),
        ({"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}}, ["allowed_mentions"], None),
        ({"content": "x", "message_reference": {"message_id": "1"}}, ["message_reference"], None),
        ({"flags": 1 << 15, "content": "x", "components": [{"type": 10, "content": "x"}]}, ["content"], None),
        ({"flags": 1 << 15, "components": [{"type": 10, "content": "x"}] * 41}, ["components"], None),
    ],
)
async def test_form_over_a_limit_is_refused_where_it_is_wrong(rest, body, path, code):
    status, answer = await rest("POST", MESSAGES, body)
    assert (status, answer["code"], answer["message"]) == (400, 50035, "Invalid Form Body")
    node = answer["errors"]
    for step in path:
        node = node[step]
    assert code in {None, node["_errors"][0]["code"]}


async def test_messages_at_the_limits_are_taken(rest):
    fields = [{"name": "n", "value": "v"}] * 25
    await post(rest, content="x" * 2000, embeds=[{"description": "x" * 4096, "fields": fields}])
    rows = [row(*(button(f"{r}:{n}", label="x" * 80) for n in range(5))) for r in range(5)]
    message = await post(rest, components=rows)
    assert [component["id"] for component in message["components"]] == [1, 7, 13, 19, 25]
    await post(rest, components=[row(select(25))])


async def test_components_v2_hold_text_sections_and_containers(rest):
    text = {"type": 10, "content": "Hello"}
    section = {"type": 9, "components": [text], "accessory": button()}
    container = {"type": 17, "components": [text, {"type": 14}, row(button("other"))]}
    message = await post(rest, flags=1 << 15, components=[text, section, container])
    assert message["flags"] & 1 << 15
    changed = {"components": [{"type": 10, "content": "Bye"}]}
    status, answer = await rest("PATCH", f"{MESSAGES}/{message['id']}", changed)
    assert status == 200, answer
    assert answer["components"][0]["content"] == "Bye"


async def test_empty_message_is_refused(rest):
    assert await rest("POST", MESSAGES, {"content": "  "}) == (
        400,
        {"code": 50006, "message": "Cannot send an empty message"},
    )
    message = await post(rest, content="x")
    status, answer = await rest("PATCH", f"{MESSAGES}/{message['id']}", {"content": ""})
    assert (status, answer["code"]) == (400, 50006)


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/channels/1/messages", 404, 10003),
        ("/guilds/1", 404, 10004),
        (MESSAGES + "/1", 404, 10008),
        ("/nothing", 404, 0),
    ],
)
async def test_unknown_things_are_told_apart(rest, path, status, code):
    got, answer = await rest("GET", path)
    assert (got, answer["code"]) == (status, code)


async def test_caller_without_the_token_is_nobody(rest):
    assert await rest("GET", "/users/@me", token="wrong") == (401, {"message": "401: Unauthorized", "code": 0})


async def test_enforced_nonce_posts_once_within_minutes(rest, sandbox):
    body = {"content": "Once", "nonce": "o1", "enforce_nonce": True}
    first = await post(rest, **body)
    assert first["nonce"] == "o1"
    assert (await post(rest, **body))["id"] == first["id"]
    assert (await post(rest, DESK, **body))["id"] != first["id"], "a nonce is a channel's own"
    assert (await post(rest, content="Once", nonce="o1"))["id"] != first["id"], "not enforced"
    _, listed = await rest("GET", MESSAGES)
    assert "nonce" not in listed[0], "Discord does not keep it"

    await sandbox.act.clock(advance=600)
    late = await post(rest, **body)
    assert late["id"] != first["id"]


async def test_history_has_windows(rest):
    ids = [(await post(rest, content=str(n)))["id"] for n in range(6)]

    async def contents(**query):
        _, answer = await rest("GET", MESSAGES, params=query)
        return [message["content"] for message in answer]

    assert await contents(limit=2) == ["5", "4"]
    assert await contents(before=ids[2]) == ["1", "0"]
    assert await contents(after=ids[2], limit=2) == ["4", "3"]
    assert await contents(around=ids[3], limit=3) == ["4", "3", "2"]
    status, answer = await rest("GET", MESSAGES, params={"limit": 101})
    assert (status, answer["code"]) == (400, 50035)


async def test_only_own_messages_can_be_edited(rest, sandbox):
    said = await sandbox.act.say(as_=AMELIE, channel=HELP, content="Mine")
    path = f"{MESSAGES}/{said['message']['id']}"
    status, answer = await rest("PATCH", path, {"content": "Yours"})
    assert (status, answer["code"]) == (403, 50005)
    assert (await rest("DELETE", path))[0] == 204, "the bot may manage messages"
    assert (await rest("GET", path))[1]["code"] == 10008


async def test_reply_quotes_and_mentions_its_author(rest, sandbox):
    said = await sandbox.act.say(as_=AMELIE, channel=HELP, content="Help")
    reference = {"message_id": said["message"]["id"]}
    reply = await post(rest, content="Yes?", message_reference=reference)
    assert (reply["type"], reply["referenced_message"]["content"]) == (19, "Help")
    assert live(sandbox, reply) == [f"<@{AMELIE}>"]
    quiet = {"parse": [], "replied_user": False}
    reply = await post(rest, content="Yes?", message_reference=reference, allowed_mentions=quiet)
    assert live(sandbox, reply) == []


def live(sandbox, message, channel=HELP):
    return sandbox.guild.channels[channel].messages[message["id"]]["_live_mentions"]


@pytest.mark.parametrize(
    ("allowed", "expected"),
    [
        (None, [f"<@{AMELIE}>", f"<@{SAM}>"]),
        ({"parse": []}, []),
        ({"parse": ["everyone", "roles"]}, []),
        ({"parse": [], "users": [SAM]}, [f"<@{SAM}>"]),
    ],
)
async def test_only_allowed_mentions_are_live(rest, sandbox, allowed, expected):
    text = f"<@{AMELIE}> <@!{SAM}> <@&{AGENTS}> @everyone `<@{AMELIE}>` <@1>"
    message = await post(rest, content=text, **({"allowed_mentions": allowed} if allowed else {}))
    assert live(sandbox, message) == expected, "everyone and unmentionable roles need a permission"
    edited = await rest("PATCH", f"{MESSAGES}/{message['id']}", {"content": f"<@{AMELIE}>"})
    assert live(sandbox, edited[1]) == [f"<@{AMELIE}>"], "an edit without allowed_mentions lets all through"


async def test_everybody_is_reached_with_the_permission(rest, sandbox):
    sandbox.guild.bot_permissions |= 1 << 17
    message = await post(rest, content=f"@here <@&{AGENTS}>")
    assert live(sandbox, message) == ["@everyone", f"<@&{AGENTS}>"]


async def test_reactions_and_pins(rest, sandbox):
    message = await post(rest, content="x")
    path = f"{MESSAGES}/{message['id']}"
    assert (await rest("PUT", path + "/reactions/🎫/@me"))[0] == 204
    assert (await rest("PUT", path + "/reactions/abc/@me"))[1]["code"] == 10014
    await sandbox.act.react(as_=AMELIE, channel=HELP, message=message["id"], emoji="🎫")
    _, got = await rest("GET", path)
    assert got["reactions"][0] | {"count": 2, "me": True} == got["reactions"][0]
    _, users = await rest("GET", path + "/reactions/🎫")
    assert [user["username"] for user in users] == ["chatdesk", "amelie"]
    assert (await rest("DELETE", path + f"/reactions/🎫/{AMELIE}"))[0] == 204
    assert (await rest("DELETE", path + "/reactions/🎫/@me"))[0] == 204
    assert "reactions" not in (await rest("GET", path))[1]

    assert (await rest("PUT", f"{MESSAGES}/pins/{message['id']}"))[0] == 204
    _, pins = await rest("GET", f"{MESSAGES}/pins")
    assert [item["message"]["id"] for item in pins["items"]] == [message["id"]]
    assert (await rest("GET", MESSAGES))[1][0]["type"] == 6, "the channel says who pinned"
    assert (await rest("DELETE", f"/channels/{HELP}/pins/{message['id']}"))[0] == 204
    assert (await rest("GET", f"/channels/{HELP}/pins"))[1] == []


async def test_files_are_kept_and_served_to_whoever_has_the_address(sandbox, http):
    form = aiohttp.FormData(quote_fields=False)
    described = '{"attachments": [{"id": 0, "filename": "log.txt", "description": "A log"}]}'
    form.add_field("payload_json", described, content_type="application/json")
    form.add_field("files[0]", b"smoke", filename="log.txt", content_type="application/octet-stream")
    headers = {"Authorization": f"Bot {sandbox.guild.token}"}
    async with http.post(sandbox.api_url + MESSAGES, data=form, headers=headers) as response:
        [file] = (await response.json())["attachments"]
    assert (file["filename"], file["size"], file["content_type"]) == ("log.txt", 5, "text/plain")
    assert file["description"] == "A log"
    async with http.get(file["url"]) as response:
        assert await response.read() == b"smoke"
    async with http.get(file["url"].partition("?")[0]) as response:
        assert response.status == 404


async def test_a_picture_that_an_embed_shows_is_served_there_and_no_attachment(sandbox, http):
    form = aiohttp.FormData(quote_fields=False)
    told = {
        "embeds": [{"image": {"url": "attachment://chart.png"}}],
        "attachments": [{"id": 0, "filename": "chart.png", "description": "Open: 3"}],
    }
    form.add_field("payload_json", json.dumps(told), content_type="application/json")
    form.add_field("files[0]", b"PNG", filename="chart.png", content_type="image/png")
    headers = {"Authorization": f"Bot {sandbox.guild.token}"}
    async with http.post(sandbox.api_url + MESSAGES, data=form, headers=headers) as response:
        message = await response.json()
    assert message["attachments"] == []
    image = message["embeds"][0]["image"]
    assert image["description"] == "Open: 3"
    async with http.get(image["url"]) as response:
        assert await response.read() == b"PNG"


@pytest.mark.parametrize(
    ("denied", "body", "code"),
    [
        ("view_channel", {"content": "x"}, 50001),
        ("send_messages", {"content": "x"}, 50013),
        ("embed_links", {"embeds": [{"title": "x"}]}, 50013),
    ],
)
async def test_missing_permission_is_refused(rest, sandbox, denied, body, code):
    await sandbox.act.channel(channel=HELP, do="deny_bot", permissions=[denied])
    status, answer = await rest("POST", MESSAGES, body)
    assert (status, answer["code"]) == (403, code)
    await sandbox.act.channel(channel=HELP, do="allow_bot", permissions=[denied])
    await post(rest, **body)


async def test_history_is_stripped_without_the_content_intent(rest, sandbox):
    await sandbox.act.say(as_=AMELIE, channel=HELP, content="Secret")
    await post(rest, content="Own")
    await sandbox.act.intent(name="message_content", on=False)
    _, listed = await rest("GET", MESSAGES)
    assert [message["content"] for message in listed] == ["Own", ""]


async def test_guild_and_people_can_be_read(rest, sandbox):
    guild = sandbox.guild.id
    assert (await rest("GET", f"/guilds/{guild}"))[1]["name"] == "Northwind Faculty"
    assert [c["name"] for c in (await rest("GET", f"/guilds/{guild}/channels"))[1]] == ["help", "desk", "lobby"]
    assert [r["name"] for r in (await rest("GET", f"/guilds/{guild}/roles"))[1]] == ["@everyone", "chatdesk", "agents"]
    assert (await rest("GET", f"/guilds/{guild}/members/{SAM}"))[1]["roles"] == [AGENTS]
    await sandbox.act.member(user=SAM, do="leave")
    assert (await rest("GET", f"/guilds/{guild}/members/{SAM}"))[1]["code"] == 10007
    _, direct = await rest("POST", "/users/@me/channels", {"recipient_id": SAM})
    status, answer = await rest("POST", f"/channels/{direct['id']}/messages", {"content": "Still there?"})
    assert (status, answer["code"]) == (403, 50007), "one can open a conversation nobody is in any more"
    assert (await rest("GET", "/users/1"))[1]["code"] == 10013
    flags = (await rest("GET", "/applications/@me"))[1]["flags"]
    assert flags == 1 << 19 | 1 << 15, "the limited flags for members and message content"


JUNK = (0, -1, 1.5, True, "x", [], [1], [None], [[]], {}, {"x": 1}, [{"type": []}], [{"fields": [3], "footer": []}])
NESTED = ({"parse": 3}, {"users": [[]]}, [{"type": 1, "components": [{"type": 3, "options": [{"value": {}}]}]}])
FIELDS = ("content", "embeds", "components", "attachments", "flags", "nonce", "allowed_mentions", "message_reference")


@pytest.mark.parametrize("name", FIELDS)
async def test_malformed_field_never_crashes_the_sandbox(rest, name):
    for value in (*JUNK, *NESTED):
        status, answer = await rest("POST", MESSAGES, {"content": "x", "enforce_nonce": True, name: value})
        assert status in {200, 400}, (value, answer)
        status, answer = await rest("POST", f"/channels/{HELP}/threads", {"name": "x", name: value})
        assert status in {201, 400}, (value, answer)
