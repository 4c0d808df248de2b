"""The Web API as apps meet it: tokens, scopes, bodies, posting, reading, and what it refuses."""

import pytest
from conftest import running
from sandbox_kit import SEED, button, mrkdwn, seed_with
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from chatdesk.sandbox.slack import BOT_USER, PostingLimit, Workspace

pytestmark = pytest.mark.anyio


async def refusal(call):
    with pytest.raises(SlackApiError) as caught:
        await call
    return caught.value.response


async def test_auth_test_names_the_app_and_its_scopes(slack):
    answer = await slack.auth_test()
    assert (answer["user_id"], answer["bot_id"], answer["team_id"]) == (BOT_USER, "B0CHATDESK", "T0DESK")
    assert "chat:write" in answer.headers["x-oauth-scopes"]


@pytest.mark.parametrize(
    ("method", "token", "error"),
    [
        ("auth.test", "", "not_authed"),
        ("auth.test", "xoxb-other", "invalid_auth"),
        ("auth.test", "xapp-sandbox", "not_allowed_token_type"),
        ("apps.connections.open", "xoxb-sandbox", "not_allowed_token_type"),
        ("chat.shout", "xoxb-sandbox", "unknown_method"),
    ],
)
async def test_wrong_token_or_method_is_refused(sandbox, http, method, token, error):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with http.post(sandbox.api_url + method, headers=headers) as answer:
        assert (await answer.json())["error"] == error


async def test_revoked_token_is_refused_until_restored(sandbox, slack):
    await sandbox.act.revoke()
    assert (await refusal(slack.auth_test()))["error"] == "token_revoked"
    await sandbox.act.restore()
    assert (await slack.auth_test())["ok"]


async def test_missing_scope_names_what_is_needed_and_provided(http):
    async with running(seed_with(scopes=["commands"], events=[])) as sandbox:
        slack = AsyncWebClient("xoxb-sandbox", base_url=sandbox.api_url, session=http)
        answer = await refusal(slack.chat_postMessage(channel="C0HELP", text="hi"))
        assert (answer["error"], answer["needed"], answer["provided"]) == ("missing_scope", "chat:write", "commands")


async def test_history_of_a_private_channel_needs_its_own_scope(http):
    async with running(seed_with(scopes=["commands", "channels:history"], events=[])) as sandbox:
        slack = AsyncWebClient("xoxb-sandbox", base_url=sandbox.api_url, session=http)
        assert (await slack.conversations_history(channel="C0HELP"))["messages"] == []
        answer = await refusal(slack.conversations_history(channel="C0AGENTS"))
        assert (answer["error"], answer["needed"]) == ("missing_scope", "groups:history")


async def test_manifest_without_an_events_scope_is_refused():
    seed = seed_with(scopes=["commands"], events=["app_mention"])
    with pytest.raises(ValueError, match="app_mention needs the scope app_mentions:read"):
        Workspace.from_seed(seed)


async def test_form_and_json_bodies_mean_the_same(sandbox, http):
    headers = {"Authorization": "Bearer xoxb-sandbox"}
    url = sandbox.api_url + "chat.postMessage"
    blocks = '[{"type": "divider"}]'
    async with http.post(url, data={"channel": "C0HELP", "text": "a", "blocks": blocks}, headers=headers) as answer:
        form = await answer.json()
    async with http.post(
        url, json={"channel": "C0HELP", "text": "a", "blocks": [{"type": "divider"}]}, headers=headers
    ) as answer:
        sent = await answer.json()
    assert form["message"]["blocks"][0]["type"] == sent["message"]["blocks"][0]["type"] == "divider"
    assert sent["warning"] == "missing_charset"
    assert sent["response_metadata"]["warnings"] == ["missing_charset"]


@pytest.mark.parametrize(
    ("body", "content_type", "error"),
    [
        ("{", "application/json", "invalid_json"),
        ("[]", "application/json", "json_not_object"),
        ("hi", "text/plain", "invalid_post_type"),
    ],
)
async def test_unreadable_body_is_refused(sandbox, http, body, content_type, error):
    headers = {"Authorization": "Bearer xoxb-sandbox", "Content-Type": content_type}
    async with http.post(sandbox.api_url + "chat.postMessage", data=body, headers=headers) as answer:
        assert (await answer.json())["error"] == error


@pytest.mark.parametrize(
    ("args", "error"),
    [
        ({"channel": "C0NOWHERE", "text": "x"}, "channel_not_found"),
        ({"channel": "C0SECRET", "text": "x"}, "channel_not_found"),
        ({"channel": "C0LOBBY", "text": "x"}, "not_in_channel"),
        ({"channel": "C0HELP"}, "no_text"),
        ({"channel": "C0HELP", "text": "x" * 40_001}, "msg_too_long"),
        ({"channel": "C0HELP", "text": "x", "thread_ts": "1.000001"}, "thread_not_found"),
        ({"channel": "C0HELP", "text": "x", "blocks": "nonsense"}, "invalid_blocks_format"),
        ({"channel": "C0HELP", "text": "x", "metadata": {"event_type": "t"}}, "invalid_metadata_format"),
        ({"channel": "C0HELP", "text": "x", "attachments": [{}] * 101}, "too_many_attachments"),
        ({"text": "x"}, "invalid_arguments"),
    ],
)
async def test_unpostable_message_is_refused(sandbox, slack, args, error):
    answer = await refusal(slack.api_call("chat.postMessage", json=args))
    assert answer["error"] == error
    assert not sandbox.workspace.channels["C0HELP"].messages


async def test_archived_channel_takes_no_message(sandbox, slack):
    await sandbox.act.channel(channel="C0HELP", do="archive")
    assert (await refusal(slack.chat_postMessage(channel="C0HELP", text="x")))["error"] == "is_archived"
    await sandbox.act.channel(channel="C0HELP", do="unarchive")
    assert (await slack.chat_postMessage(channel="C0HELP", text="x"))["ok"]


async def test_deleted_channel_is_not_found(sandbox, slack):
    await sandbox.act.channel(channel="C0HELP", do="delete")
    assert (await refusal(slack.conversations_info(channel="C0HELP")))["error"] == "channel_not_found"


async def test_message_to_a_person_opens_the_direct_message(sandbox, slack):
    posted = await slack.chat_postMessage(channel="U0AMELIE", text="Hello")
    opened = await slack.conversations_open(users=["U0AMELIE"])
    assert posted["channel"] == opened["channel"]["id"] == "D0AMELIE"
    [seen] = (await sandbox.act.history(as_="U0AMELIE", channel="D0AMELIE"))["messages"]
    assert seen["text"] == "Hello"
    assert (await sandbox.act.history(as_="U0SAM", channel="D0AMELIE"))["error"] == "channel_not_found"


async def test_thread_counts_its_replies_and_reads_back_with_metadata(slack):
    root = await slack.chat_postMessage(channel="C0HELP", text="root")
    metadata = {"event_type": "desk", "event_payload": {"post": "o1"}}
    reply = await slack.chat_postMessage(channel="C0HELP", text="reply", thread_ts=root["ts"], metadata=metadata)
    second = await slack.chat_postMessage(channel="C0HELP", text="more", thread_ts=reply["ts"])
    assert second["message"]["thread_ts"] == root["ts"]

    bare = await slack.conversations_replies(channel="C0HELP", ts=root["ts"])
    full = await slack.conversations_replies(channel="C0HELP", ts=root["ts"], include_all_metadata=True)
    assert [m["text"] for m in bare["messages"]] == ["root", "reply", "more"]
    assert bare["messages"][0]["reply_count"] == 2
    assert bare["messages"][0]["latest_reply"] == second["ts"]
    assert "metadata" not in bare["messages"][1]
    assert full["messages"][1]["metadata"] == metadata
    roots = (await slack.conversations_history(channel="C0HELP"))["messages"]
    assert [m["text"] for m in roots] == ["root"]


async def test_history_comes_newest_first_in_pages(slack):
    sent = [(await slack.chat_postMessage(channel="C0HELP", text=str(n)))["ts"] for n in range(5)]
    first = await slack.conversations_history(channel="C0HELP", limit=3)
    cursor = first["response_metadata"]["next_cursor"]
    rest = await slack.conversations_history(channel="C0HELP", limit=3, cursor=cursor)
    assert [m["text"] for m in first["messages"] + rest["messages"]] == ["4", "3", "2", "1", "0"]
    assert (first["has_more"], rest["has_more"]) == (True, False)
    later = await slack.conversations_history(channel="C0HELP", oldest=sent[2])
    including = await slack.conversations_history(channel="C0HELP", oldest=sent[2], inclusive=True)
    assert (len(later["messages"]), len(including["messages"])) == (2, 3)
    assert (await refusal(slack.conversations_history(channel="C0HELP", cursor="?")))["error"] == "invalid_cursor"


async def test_update_keeps_blocks_that_are_not_given_and_removes_them_when_empty(slack):
    blocks = [{"type": "section", "text": mrkdwn("card")}]
    posted = await slack.chat_postMessage(channel="C0HELP", text="a", blocks=blocks)
    kept = await slack.chat_update(channel="C0HELP", ts=posted["ts"], text="b")
    removed = await slack.chat_update(channel="C0HELP", ts=posted["ts"], text="b", blocks=[])
    assert kept["message"]["blocks"][0]["text"]["text"] == "card"
    assert kept["message"]["edited"]["user"] == BOT_USER
    assert removed["message"]["blocks"] == []


async def test_only_own_messages_can_be_changed(sandbox, slack):
    said = await sandbox.act.say(as_="U0SAM", channel="C0HELP", text="mine")
    changed = slack.chat_update(channel="C0HELP", ts=said["ts"], text="yours")
    assert (await refusal(changed))["error"] == "cant_update_message"
    deleted = slack.chat_delete(channel="C0HELP", ts=said["ts"])
    assert (await refusal(deleted))["error"] == "cant_delete_message"
    assert (await refusal(slack.chat_delete(channel="C0HELP", ts="1.1")))["error"] == "message_not_found"


async def test_deleted_root_leaves_a_tombstone_and_a_lone_message_nothing(slack):
    root = await slack.chat_postMessage(channel="C0HELP", text="root")
    await slack.chat_postMessage(channel="C0HELP", text="reply", thread_ts=root["ts"])
    lone = await slack.chat_postMessage(channel="C0HELP", text="lone")
    await slack.chat_delete(channel="C0HELP", ts=root["ts"])
    await slack.chat_delete(channel="C0HELP", ts=lone["ts"])
    [tombstone] = (await slack.conversations_history(channel="C0HELP"))["messages"]
    assert tombstone["subtype"] == "tombstone"
    gone = slack.conversations_replies(channel="C0HELP", ts=lone["ts"])
    assert (await refusal(gone))["error"] == "thread_not_found"


async def test_permalink_of_a_reply_names_its_thread(slack):
    root = await slack.chat_postMessage(channel="C0HELP", text="root")
    reply = await slack.chat_postMessage(channel="C0HELP", text="reply", thread_ts=root["ts"])
    link = (await slack.chat_getPermalink(channel="C0HELP", message_ts=reply["ts"]))["permalink"]
    stamp = reply["ts"].replace(".", "")
    assert link == f"https://northwind.slack.com/archives/C0HELP/p{stamp}?thread_ts={root['ts']}&cid=C0HELP"


async def test_ephemeral_is_seen_by_one_person_only(sandbox, slack):
    await slack.chat_postEphemeral(channel="C0HELP", user="U0SAM", text="psst")
    [seen] = (await sandbox.act.history(as_="U0SAM", channel="C0HELP"))["messages"]
    assert seen["is_ephemeral"]
    assert (await sandbox.act.history(as_="U0AMELIE", channel="C0HELP"))["messages"] == []
    assert (await slack.conversations_history(channel="C0HELP"))["messages"] == []
    stranger = slack.chat_postEphemeral(channel="C0AGENTS", user="U0AMELIE", text="psst")
    assert (await refusal(stranger))["error"] == "user_not_in_channel"
    await sandbox.act.delete(as_="U0SAM", channel="C0HELP", ts=seen["ts"])
    assert (await sandbox.act.history(as_="U0SAM", channel="C0HELP"))["messages"] == []


async def test_locale_and_address_are_given_only_when_asked_for_and_allowed(http, slack):
    bare = (await slack.users_info(user="U0AMELIE"))["user"]
    full = (await slack.users_info(user="U0AMELIE", include_locale=True))["user"]
    assert ("locale" in bare, full["locale"]) == (False, "fr-CA")
    assert "email" not in full["profile"]
    assert {user["id"] for user in (await slack.users_list())["members"]} == {"U0AMELIE", "U0SAM", BOT_USER}
    assert (await refusal(slack.users_info(user="U0NOBODY")))["error"] == "user_not_found"
    scopes = [*SEED["manifest"]["oauth_config"]["scopes"]["bot"], "users:read.email"]
    async with running(seed_with(scopes=scopes)) as other:
        client = AsyncWebClient("xoxb-sandbox", base_url=other.api_url, session=http)
        assert (await client.users_info(user="U0AMELIE"))["user"]["profile"]["email"] == "a@example.test"


async def test_app_sees_private_channels_only_as_a_member(slack):
    listed = await slack.conversations_list(types="public_channel,private_channel,im")
    assert {c["id"] for c in listed["channels"]} == {"C0HELP", "C0LOBBY", "C0AGENTS", "D0AMELIE", "D0SAM"}
    members = await slack.conversations_members(channel="C0AGENTS")
    assert members["members"] == ["U0SAM", BOT_USER]
    joined = await slack.conversations_join(channel="C0LOBBY")
    assert joined["channel"]["is_member"]
    refused = slack.conversations_join(channel="C0AGENTS")
    assert (await refusal(refused))["error"] == "method_not_supported_for_channel_type"


async def test_reactions_are_added_once(slack):
    posted = await slack.chat_postMessage(channel="C0HELP", text="x")
    await slack.reactions_add(channel="C0HELP", timestamp=posted["ts"], name="eyes")
    again = slack.reactions_add(channel="C0HELP", timestamp=posted["ts"], name="eyes")
    assert (await refusal(again))["error"] == "already_reacted"
    found = await slack.reactions_get(channel="C0HELP", timestamp=posted["ts"])
    assert found["message"]["reactions"] == [{"name": "eyes", "users": [BOT_USER], "count": 1}]
    await slack.reactions_remove(channel="C0HELP", timestamp=posted["ts"], name="eyes")
    gone = slack.reactions_remove(channel="C0HELP", timestamp=posted["ts"], name="eyes")
    assert (await refusal(gone))["error"] == "no_reaction"


async def test_posting_limit_counts_per_channel_and_recovers_with_time(sandbox, slack):
    sandbox.workspace.posting_limit = PostingLimit(rate=1, burst=2)
    for _ in range(2):
        await slack.chat_postMessage(channel="C0HELP", text="x")
    answer = await refusal(slack.chat_postMessage(channel="C0HELP", text="x"))
    assert (answer["error"], answer.status_code, answer.headers["Retry-After"]) == ("ratelimited", 429, "1")
    assert (await slack.chat_postMessage(channel="U0SAM", text="x"))["ok"]
    sandbox.workspace.clock.advance(1)
    assert (await slack.chat_postMessage(channel="C0HELP", text="x"))["ok"]


async def test_calls_are_logged_without_the_token(sandbox, slack):
    await slack.chat_postMessage(channel="C0HELP", text="x", blocks=[{"type": "actions", "elements": [button()]}])
    await refusal(slack.chat_postMessage(channel="C0NOWHERE", text="x"))
    good, bad = sandbox.calls
    assert (good.method, good.ok, good.status, good.args["text"]) == ("chat.postMessage", True, 200, "x")
    assert (bad.ok, bad.error) == (False, "channel_not_found")
    assert "token" not in good.args


async def test_api_test_and_bots_info_answer(slack):
    assert (await slack.api_test(foo="bar"))["args"] == {"foo": "bar"}
    assert (await refusal(slack.api_test(error="my_error")))["error"] == "my_error"
    assert (await slack.bots_info(bot="B0CHATDESK"))["bot"]["user_id"] == BOT_USER
