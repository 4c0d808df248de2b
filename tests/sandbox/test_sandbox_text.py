"""What becomes of typed text, and which mentions in an app's message would notify somebody."""

import pytest
from sandbox_kit import modal, mrkdwn, plain

from chatdesk.sandbox.slack.mrkdwn import live_mentions, typed

NAMES = {"amelie": "U0AMELIE", "Sam Lee": "U0SAM", "sam": "U0SAM"}
CHANNELS = {"help": "C0HELP"}


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("1 < 2 & 3 > 2", "1 &lt; 2 &amp; 3 &gt; 2"),
        ("hey @amelie!", "hey <@U0AMELIE>!"),
        ("hey @Sam Lee", "hey <@U0SAM>"),
        ("@here @channel @everyone", "<!here> <!channel> <!everyone>"),
        ("<!channel> <@U0SAM>", "&lt;!channel&gt; &lt;@U0SAM&gt;"),
        ("@ameliex @nobody me@amelie", "@ameliex @nobody me@amelie"),
        ("see #help, not #nothing", "see <#C0HELP|>, not #nothing"),
        ("at https://x.test/a?b=1&c=2.", "at <https://x.test/a?b=1&amp;c=2>."),
        ("write sam@x.test", "write <mailto:sam@x.test|sam@x.test>"),
        ("&amp;", "&amp;amp;"),
    ],
)
def test_typed_text_is_sent_as_slacks_client_would(text, sent):
    assert typed(text, NAMES, CHANNELS) == sent


def section(text):
    return {"type": "section", "text": text}


@pytest.mark.parametrize(
    ("message", "live"),
    [
        ({"text": "hi <@U0SAM> and <!here>"}, ["@U0SAM", "!here"]),
        ({"text": "<!subteam^S123|@desk> <!channel|all>"}, ["!subteam^S123", "!channel"]),
        ({"text": "&lt;!channel&gt; @here <#C0HELP> <https://x.test|@here>"}, []),
        ({"text": "<!here>", "blocks": [section(mrkdwn("quiet"))]}, []),
        ({"text": "", "blocks": [section(mrkdwn("<!everyone>"))]}, ["!everyone"]),
        ({"text": "", "blocks": [section(plain("<!everyone>"))]}, []),
        ({"text": "", "blocks": [{"type": "context", "elements": [mrkdwn("<@U0SAM>")]}]}, ["@U0SAM"]),
        ({"text": "", "blocks": [{"type": "section", "fields": [mrkdwn("<!here>")]}]}, ["!here"]),
        ({"text": "", "attachments": [{"text": "<!channel>"}]}, ["!channel"]),
        (
            {"blocks": [{"type": "rich_text", "elements": [{"type": "broadcast", "range": "here"}]}]},
            ["!here"],
        ),
    ],
)
def test_live_mentions_are_those_that_notify(message, live):
    assert live_mentions(message, {}) == live


def test_link_names_makes_bare_names_live():
    assert live_mentions({"text": "@here @amelie @nobody"}, NAMES) == ["!here", "@U0AMELIE"]


@pytest.mark.anyio
async def test_hostile_text_echoed_raw_is_seen_as_live_and_escaped_is_not(sandbox, slack):
    await slack.chat_postMessage(channel="C0HELP", text="<!channel>")
    await slack.chat_postMessage(channel="C0HELP", text="&lt;!channel&gt;")
    await slack.chat_postMessage(channel="C0HELP", text="@here", link_names=True)
    live = [m["_live_mentions"] for m in sandbox.workspace.channels["C0HELP"].messages.values()]
    assert live == [["!channel"], [], ["!here"]]
    [newest, *_] = (await slack.conversations_history(channel="C0HELP"))["messages"]
    assert "_live_mentions" not in newest


@pytest.mark.anyio
async def test_said_text_is_escaped_and_modal_text_is_raw(sandbox, bolt, connect):
    seen = {}

    @bolt.event("message")
    async def hear(event):
        seen["message"] = event

    @bolt.command("/ticket")
    async def ask(ack, body, client):
        seen["command"] = body["text"]
        await client.views_open(trigger_id=body["trigger_id"], view=modal())
        await ack()

    @bolt.view("case")
    async def take(ack, view):
        seen["modal"] = view["state"]["values"]["subject"]["text"]["value"]
        await ack()

    await connect(bolt)
    await sandbox.act.say(as_="U0SAM", channel="C0HELP", text="a <b> @amelie")
    asked = await sandbox.act.command(as_="U0SAM", channel="C0HELP", text="/ticket a <b> @amelie")
    values = {"subject": {"text": {"value": "a <b> @amelie"}}}
    await sandbox.act.submit(as_="U0SAM", view_id=asked["opened"]["id"], values=values)
    assert seen["message"]["text"] == "a &lt;b&gt; <@U0AMELIE>"
    assert seen["message"]["blocks"][0]["elements"][0]["elements"] == [
        {"type": "text", "text": "a <b> "},
        {"type": "user", "user_id": "U0AMELIE"},
    ]
    assert seen["command"] == "a &lt;b&gt; @amelie"
    assert seen["modal"] == "a <b> @amelie"


@pytest.mark.anyio
async def test_nobody_can_say_nothing_or_more_than_40000_characters(sandbox):
    nothing = await sandbox.act.say(as_="U0SAM", channel="C0HELP", text=" ")
    much = await sandbox.act.say(as_="U0SAM", channel="C0HELP", text="x" * 40_001)
    assert (nothing["error"], much["error"]) == ("no_text", "msg_too_long")
