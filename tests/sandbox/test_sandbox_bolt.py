"""The real Bolt and the real slack_sdk against the local Slack, over signed HTTP and over Socket Mode."""

import pytest
from sandbox_kit import button, modal

pytestmark = pytest.mark.anyio


def desk(app):
    @app.command("/ticket")
    async def open_form(ack, body, client):
        await client.views_open(trigger_id=body["trigger_id"], view=modal())
        await ack()

    @app.view("case")
    async def create(ack, view, client):
        subject = view["state"]["values"]["subject"]["text"]["value"]
        if len(subject) < 3:
            await ack(response_action="errors", errors={"subject": "Too short"})
            return
        blocks = [{"type": "actions", "block_id": "card", "elements": [button()]}]
        await client.chat_postMessage(channel="C0HELP", text=subject, blocks=blocks)
        await ack()

    @app.action("take")
    async def take(ack, body, client, respond):
        await client.chat_update(channel=body["channel"]["id"], ts=body["message"]["ts"], text="taken")
        await respond("You took it")
        await ack()

    return app


async def test_ticket_is_opened_corrected_posted_and_taken(sandbox, bolt, connect):
    await connect(desk(bolt))

    asked = await sandbox.act.command(as_="U0AMELIE", channel="C0HELP", text="/ticket open")
    assert asked["opened"]["callback_id"] == "case"
    assert asked["delivery"]["via"] == connect.way

    values = {"subject": {"text": {"type": "plain_text_input", "value": "x"}}}
    refused = await sandbox.act.submit(as_="U0AMELIE", view_id=asked["opened"]["id"], values=values)
    assert refused["errors"] == {"subject": "Too short"}
    assert refused["closed"] is False

    values["subject"]["text"]["value"] = "Printer on fire"
    accepted = await sandbox.act.submit(as_="U0AMELIE", view_id=asked["opened"]["id"], values=values)
    assert (accepted["errors"], accepted["closed"], accepted["view"]) == (None, True, None)

    [card] = (await sandbox.act.history(as_="U0SAM", channel="C0HELP"))["messages"]
    assert card["text"] == "Printer on fire"
    pressed = await sandbox.act.press(as_="U0SAM", channel="C0HELP", ts=card["ts"], action_id="take")
    assert pressed["delivery"]["error"] is None

    [card, note] = (await sandbox.act.history(as_="U0SAM", channel="C0HELP"))["messages"]
    assert card["text"] == "taken"
    assert note["is_ephemeral"]
    assert note["text"] == "You took it"
    assert len((await sandbox.act.history(as_="U0AMELIE", channel="C0HELP"))["messages"]) == 1
