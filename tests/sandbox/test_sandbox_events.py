"""Which events the app gets, and what is in them."""

import pytest
from sandbox_kit import BOT_USER, button

pytestmark = pytest.mark.anyio


@pytest.fixture
async def events(sandbox, receiver):
    """The events sent so far, settled."""

    async def sent():
        await sandbox.settled()
        return [d.payload["event"] for d in sandbox.deliveries if d.kind == "events_api"]

    assert receiver is not None
    return sent


async def test_message_comes_in_its_envelope(sandbox, events):
    said = await sandbox.act.say(as_="U0SAM", channel="C0HELP", text="hello")
    [event] = await events()
    assert (event["type"], event["user"], event["text"], event["ts"]) == ("message", "U0SAM", "hello", said["ts"])
    assert (event["channel"], event["channel_type"], event["team"]) == ("C0HELP", "channel", "T0DESK")
    envelope = sandbox.deliveries[0].payload
    assert (envelope["type"], envelope["api_app_id"], envelope["team_id"]) == ("event_callback", "A0CHATDESK", "T0DESK")
    assert envelope["authorizations"][0]["user_id"] == BOT_USER
    assert envelope["event_id"].startswith("Ev")


async def test_app_hears_only_where_it_is(sandbox, events):
    await sandbox.act.say(as_="U0AMELIE", channel="C0LOBBY", text="without you")
    await sandbox.act.say(as_="U0SAM", channel="C0SECRET", text="without you")
    assert await events() == []
    await sandbox.act.channel(channel="C0LOBBY", do="add_bot")
    await sandbox.act.say(as_="U0AMELIE", channel="C0LOBBY", text="with you")
    assert [e["type"] for e in await events()] == ["member_joined_channel", "message"]


async def test_private_and_direct_messages_name_their_kind(sandbox, events):
    await sandbox.act.say(as_="U0SAM", channel="C0AGENTS", text="a")
    await sandbox.act.say(as_="U0SAM", channel="D0SAM", text="b")
    assert [e["channel_type"] for e in await events()] == ["group", "im"]


async def test_mention_comes_as_message_and_as_mention(sandbox, events):
    await sandbox.act.say(as_="U0SAM", channel="C0HELP", text="@chatdesk help")
    first, second = await events()
    assert {first["type"], second["type"]} == {"message", "app_mention"}
    assert first["text"] == second["text"] == f"<@{BOT_USER}> help"


async def test_reply_names_its_thread_and_who_began_it(sandbox, events):
    root = await sandbox.act.say(as_="U0SAM", channel="C0HELP", text="root")
    await sandbox.act.say(as_="U0AMELIE", channel="C0HELP", text="reply", thread_ts=root["ts"])
    reply = (await events())[-1]
    assert (reply["thread_ts"], reply["parent_user_id"]) == (root["ts"], "U0SAM")
    thread = await sandbox.act.thread(as_="U0SAM", channel="C0HELP", ts=root["ts"])
    assert [m["text"] for m in thread["messages"]] == ["root", "reply"]
    [shown] = (await sandbox.act.history(as_="U0SAM", channel="C0HELP"))["messages"]
    assert shown["reply_count"] == 1


async def test_own_messages_come_back_with_the_bot_id_and_without_metadata(slack, events):
    metadata = {"event_type": "t", "event_payload": {"id": "1"}}
    await slack.chat_postMessage(channel="C0HELP", text="mine", metadata=metadata)
    [event] = await events()
    assert (event["bot_id"], event["app_id"], event["user"]) == ("B0CHATDESK", "A0CHATDESK", BOT_USER)
    assert not {"metadata", "_live_mentions"} & event.keys()


async def test_edit_and_deletion_carry_what_was_before(sandbox, events):
    said = await sandbox.act.say(as_="U0SAM", channel="C0HELP", text="before")
    await sandbox.act.edit(as_="U0SAM", channel="C0HELP", ts=said["ts"], text="after")
    await sandbox.act.delete(as_="U0SAM", channel="C0HELP", ts=said["ts"])
    _, changed, deleted = await events()
    assert (changed["subtype"], changed["message"]["text"]) == ("message_changed", "after")
    assert changed["previous_message"]["text"] == "before"
    assert changed["message"]["edited"]["user"] == "U0SAM"
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", said["ts"])
    assert deleted["previous_message"]["text"] == "after"


async def test_nobody_changes_what_others_wrote(sandbox, slack):
    posted = await slack.chat_postMessage(channel="C0HELP", text="x")
    edited = await sandbox.act.edit(as_="U0SAM", channel="C0HELP", ts=posted["ts"], text="y")
    deleted = await sandbox.act.delete(as_="U0SAM", channel="C0HELP", ts=posted["ts"])
    assert (edited["error"], deleted["error"]) == ("not_yours", "not_yours")


async def test_reactions_name_the_message(sandbox, events):
    said = await sandbox.act.say(as_="U0SAM", channel="C0HELP", text="x")
    place = {"as_": "U0AMELIE", "channel": "C0HELP", "ts": said["ts"], "name": "eyes"}
    await sandbox.act.react(**place)
    await sandbox.act.unreact(**place)
    _, added, removed = await events()
    assert (added["type"], added["reaction"], added["item_user"]) == ("reaction_added", "eyes", "U0SAM")
    assert added["item"] == {"type": "message", "channel": "C0HELP", "ts": said["ts"]}
    assert removed["type"] == "reaction_removed"


async def test_comings_and_goings_are_told(sandbox, events):
    await sandbox.act.leave(as_="U0SAM", channel="C0HELP")
    await sandbox.act.join(as_="U0SAM", channel="C0HELP")
    await sandbox.act.channel(channel="C0HELP", do="archive")
    await sandbox.act.channel(channel="C0HELP", do="delete")
    await sandbox.act.channel(channel="C0AGENTS", do="remove_bot")
    await sandbox.act.profile(as_="U0SAM", changes={"locale": "fr-CA"})
    await sandbox.act.revoke()
    kinds = [e["type"] for e in await events()]
    assert kinds == [
        *("member_left_channel", "member_joined_channel", "channel_archive", "channel_deleted"),
        *("user_change", "tokens_revoked"),
    ]


async def test_person_outside_a_private_channel_neither_sees_nor_enters_it(sandbox):
    for act in (
        sandbox.act.say(as_="U0AMELIE", channel="C0AGENTS", text="x"),
        sandbox.act.join(as_="U0AMELIE", channel="C0AGENTS"),
        sandbox.act.history(as_="U0AMELIE", channel="C0AGENTS"),
    ):
        assert (await act)["error"] == "channel_not_found"
    state = await sandbox.act.state(as_="U0AMELIE")
    assert {c["id"] for c in state["channels"]} == {"C0HELP", "C0LOBBY", "D0AMELIE"}


async def test_button_on_a_message_sends_message_state_and_a_response_url(sandbox, slack, receiver):
    menu = {"type": "users_select", "action_id": "who"}
    blocks = [{"type": "actions", "block_id": "b", "elements": [button(), menu]}]
    posted = await slack.chat_postMessage(channel="C0HELP", text="x", blocks=blocks)
    where = {"as_": "U0SAM", "channel": "C0HELP", "ts": posted["ts"]}
    await sandbox.act.press(**where, action_id="who", selected="U0AMELIE")
    await sandbox.act.press(**where, action_id="take")
    payload = sandbox.deliveries[-1].payload
    assert payload["container"]["message_ts"] == payload["message"]["ts"] == posted["ts"]
    assert payload["state"]["values"] == {"b": {"who": {"type": "users_select", "selected_user": "U0AMELIE"}}}
    assert (payload["actions"][0]["value"], payload["actions"][0]["block_id"]) == ("42", "b")
    assert payload["response_url"].startswith(sandbox.url)
    assert receiver.requests


async def test_menu_on_a_message_sends_the_option_as_it_stands_there(sandbox, slack, receiver):
    option = {"text": {"type": "plain_text", "text": "Hand over", "emoji": True}, "value": "do:transfer:1042"}
    placeholder = {"type": "plain_text", "text": "More…", "emoji": True}
    menu = {"type": "static_select", "action_id": "menu:2", "placeholder": placeholder, "options": [option]}
    blocks = [{"type": "actions", "elements": [button(), menu]}]
    posted = await slack.chat_postMessage(channel="C0HELP", text="x", blocks=blocks)
    where = {"as_": "U0SAM", "channel": "C0HELP", "ts": posted["ts"], "action_id": "menu:2"}
    await sandbox.act.press(**where, selected="do:transfer:1042")
    payload = sandbox.deliveries[-1].payload
    [action] = payload["actions"]
    assert (action["type"], action["selected_option"], action["placeholder"]) == ("static_select", option, placeholder)
    assert "value" not in action
    assert (payload["type"], payload["trigger_id"] != "") == ("block_actions", True)
    assert (await sandbox.act.press(**where, selected="do:take:1042"))["error"] == "option_not_found"
    assert receiver.requests


async def test_message_shortcut_sends_the_message(sandbox, events):
    said = await sandbox.act.say(as_="U0SAM", channel="C0HELP", text="broken")
    used = await sandbox.act.message_shortcut(as_="U0AMELIE", callback_id="make", channel="C0HELP", ts=said["ts"])
    payload = sandbox.deliveries[-1].payload
    assert (payload["type"], payload["callback_id"], payload["message"]["text"]) == ("message_action", "make", "broken")
    assert used["opened"] is None
    assert len(await events()) == 1
