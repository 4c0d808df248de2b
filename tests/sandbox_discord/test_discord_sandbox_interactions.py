"""Interactions on the wire: one answer within 3 s, follow-ups within 15 min, modals and their limits."""

import asyncio
import contextlib

import pytest
from discord_sandbox_kit import AMELIE, APP, HELP, SAM, TOKEN

pytestmark = pytest.mark.anyio

COMMANDS = [
    {
        "name": "ticket",
        "description": "Tickets",
        "options": [
            {"type": 3, "name": "product", "description": "Which", "autocomplete": True},
            {"type": 6, "name": "who", "description": "For whom"},
            {"type": 4, "name": "number", "description": "Which", "min_value": 1},
        ],
    }
]


class App:
    """An app that answers interactions as the test tells it to, over the bare wire."""

    def __init__(self, rest, socket):
        self.rest = rest
        self._socket = socket
        self.answers = []
        self.interaction = None
        self.asked = asyncio.Event()
        self.answered = asyncio.Event()

    async def hear(self):
        async for frame in self._socket:
            event = frame.json()
            if event["t"] == "INTERACTION_CREATE":
                self.interaction = event["d"]
                self.asked.set()
                await self.answer(*self.answers)
                self.answered.set()

    async def answer(self, kind=None, data=None):
        if kind is None:
            return None
        path = f"/interactions/{self.interaction['id']}/{self.interaction['token']}/callback?with_response=1"
        return await self.rest("POST", path, {"type": kind, "data": data or {}}, token=None)

    async def webhook(self, method, path="", body=None):
        return await self.rest(method, f"/webhooks/{APP}/{self.interaction['token']}{path}", body, token=None)


@pytest.fixture
async def app(sandbox, rest, http):
    await rest("PUT", f"/applications/{APP}/commands", COMMANDS)
    async with http.ws_connect(sandbox.gateway_url) as socket:
        await socket.receive_json()
        await socket.send_json({"op": 2, "d": {"token": TOKEN, "intents": 0, "properties": {}}})
        app = App(rest, socket)
        hearing = asyncio.create_task(app.hear())
        await sandbox.connected()
        yield app
        hearing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await hearing


async def use(sandbox, app, kind=None, data=None, **options):
    app.answers = [kind, data]
    return await sandbox.act.command(as_=AMELIE, channel=HELP, name="ticket", options=options)


def field(custom_id="subject", **fields):
    inner = {"type": 4, "style": 1, "custom_id": custom_id, **fields}
    return {"type": 18, "label": "Subject", "component": inner}


def modal(*components, **fields):
    return {"title": "New", "custom_id": "form", "components": list(components) or [field()], **fields}


async def test_payload_tells_who_where_and_in_which_language(sandbox, app):
    await use(sandbox, app, 4, {"content": "Hello"}, product="crm", who=SAM, number="3")
    seen = app.interaction
    assert (seen["type"], seen["locale"], seen["channel_id"], seen["context"]) == (2, "fr", HELP, 0)
    assert seen["member"]["user"]["id"] == AMELIE
    assert [option["value"] for option in seen["data"]["options"]] == ["crm", SAM, 3]
    assert seen["data"]["resolved"]["users"][SAM]["username"] == "sam"
    assert int(seen["app_permissions"]) == sandbox.guild.bot_permissions


async def test_silent_app_did_not_respond(sandbox, app):
    sandbox.ack_timeout = 0.05
    asked = await use(sandbox, app)
    assert (asked["ok"], asked["error"]) == (False, "did_not_respond")
    status, late = await app.answer(4, {"content": "Too late"})
    assert (status, late["code"]) == (404, 10062)


async def test_answer_comes_within_three_seconds_of_the_clock(sandbox, app):
    sandbox.interactions.answer_within = 3.0
    using = asyncio.create_task(use(sandbox, app))
    await app.asked.wait()
    await sandbox.act.clock(advance=3.1)
    status, late = await app.answer(4, {"content": "Too late"})
    assert (status, late["code"]) == (404, 10062)
    using.cancel()


async def test_second_answer_is_refused(sandbox, app):
    await use(sandbox, app, 4, {"content": "First"})
    status, answer = await app.answer(4, {"content": "Second"})
    assert (status, answer["code"]) == (400, 40060)


async def test_refused_answer_can_be_corrected(sandbox, app):
    app.answers = []
    using = asyncio.create_task(sandbox.act.command(as_=AMELIE, channel=HELP, name="ticket"))
    await app.asked.wait()
    status, answer = await app.answer(4, {"content": "x" * 2001})
    assert (status, list(answer["errors"]["data"])) == (400, ["content"])
    for wrong in (1, 6, 7, 8):
        assert (await app.answer(wrong))[1]["code"] == 50035
    status, answer = await app.answer(4, {"content": "Right", "flags": 64})
    assert answer["interaction"]["response_message_ephemeral"] is True
    assert answer["resource"]["message"]["content"] == "Right"
    assert (await using)["message"]["content"] == "Right"


async def test_follow_ups_live_as_long_as_the_token(sandbox, app):
    await use(sandbox, app, 4, {"content": "First"})
    _, followed = await app.webhook("POST", body={"content": "Second", "flags": 64})
    assert followed["flags"] == 64
    assert (await app.webhook("PATCH", f"/messages/{followed['id']}", {"content": "2nd"}))[1]["content"] == "2nd"
    assert (await app.webhook("GET", "/messages/@original"))[1]["content"] == "First"
    assert (await app.webhook("DELETE", "/messages/@original"))[0] == 204
    assert (await app.webhook("GET", "/messages/@original"))[1]["code"] == 10008
    await sandbox.act.clock(advance=15 * 60 + 1)
    status, answer = await app.webhook("POST", body={"content": "Too late"})
    assert (status, answer["code"]) == (401, 50027)


async def test_first_follow_up_fills_a_deferral_in(sandbox, app):
    using = asyncio.create_task(use(sandbox, app, 5, {"flags": 64}))
    await app.answered.wait()
    _, thinking = await app.webhook("GET", "/messages/@original")
    assert thinking["flags"] == 64 | 128
    _, filled = await app.webhook("POST", body={"content": "Done"})
    assert (filled["id"], filled["flags"]) == (thinking["id"], 64), "still ephemeral, no longer loading"
    assert (await using)["message"]["content"] == "Done"
    _, second = await app.webhook("POST", body={"content": "More"})
    assert (second["id"] != filled["id"], second["flags"]) == (True, 0)


async def test_unknown_webhook_token(rest):
    status, answer = await rest("POST", f"/webhooks/{APP}/nothing", {"content": "x"}, token=None)
    assert (status, answer["code"]) == (404, 10015)


@pytest.mark.parametrize(
    ("data", "path"),
    [
        (modal(title="x" * 46), ["title"]),
        (modal(custom_id="x" * 101), ["custom_id"]),
        (modal(*(field(str(n)) for n in range(6))), ["components"]),
        (modal(field() | {"label": "x" * 46}), ["components", "0", "label"]),
        (modal(field(max_length=4001)), ["components", "0", "component", "max_length"]),
        (modal(field(value="x" * 9, max_length=8)), ["components", "0", "component", "value"]),
        (modal(field(), field()), ["components", "1", "component", "custom_id"]),
        (modal({"type": 2}), ["components", "0", "type"]),
        (modal({"type": 1, "components": [field()["component"]]}), ["components", "0", "components", "0", "label"]),
    ],
)
async def test_modal_over_a_limit_is_refused(sandbox, app, data, path):
    using = asyncio.create_task(use(sandbox, app))
    await app.asked.wait()
    status, answer = await app.answer(9, data)
    assert (status, answer["code"]) == (400, 50035)
    node = answer["errors"]["data"]
    for step in path:
        node = node[step]
    assert node["_errors"]
    assert (await app.answer(9, modal()))[0] == 200
    await using


async def test_modal_is_checked_before_it_is_sent_and_fills_every_kind_of_field(sandbox, app):
    options = [{"label": "Low", "value": "low", "default": True}, {"label": "High", "value": "high"}]
    asked = await use(
        sandbox,
        app,
        9,
        modal(
            field("text", required=False, min_length=3),
            {"type": 18, "label": "How", "component": {"type": 3, "custom_id": "select", "options": options}},
            {"type": 18, "label": "One", "component": {"type": 21, "custom_id": "radio", "options": options}},
            {"type": 18, "label": "Some", "component": {"type": 22, "custom_id": "boxes", "options": options}},
            {"type": 18, "label": "Sure", "component": {"type": 23, "custom_id": "box"}},
        ),
    )
    key = asked["modal"]["id"]
    wrong = {"text": "x", "select": ["none"], "radio": ["low", "high"], "boxes": []}
    refused = await sandbox.act.submit(as_=AMELIE, modal=key, values=wrong)
    assert set(refused["errors"]) == {"text", "select", "radio", "boxes"}
    assert (await sandbox.act.submit(as_=SAM, modal=key))["error"] == "modal_not_found"

    app.answers = [6]
    values = {"text": "", "radio": "high", "boxes": ["low", "high"], "box": True}
    sent = await sandbox.act.submit(as_=AMELIE, modal=key, values=values)
    assert (sent["errors"], sent["response"]["type"]) == (None, 6)
    filled = [label["component"] for label in app.interaction["data"]["components"]]
    assert [part.get("value", part.get("values")) for part in filled] == ["", ["low"], "high", ["low", "high"], True]
    assert (await sandbox.act.submit(as_=AMELIE, modal=key))["error"] == "modal_not_found", "closed by the answer"


async def test_submission_is_not_answered_with_another_modal(sandbox, app):
    asked = await use(sandbox, app, 9, modal(field(required=False)))
    sandbox.ack_timeout = 0.05
    app.answers = [9, modal()]
    sent = await sandbox.act.submit(as_=AMELIE, modal=asked["modal"]["id"])
    assert sent["error"] == "did_not_respond"
    assert sandbox.calls[-1].code == 50035
    app.answers = [4, {"content": "Now", "flags": 64}]
    assert (await sandbox.act.submit(as_=AMELIE, modal=asked["modal"]["id"]))["ok"], "it stayed on the screen"


async def test_menu_in_which_one_need_not_choose_sends_no_value_when_it_is_cleared(sandbox, app, rest):
    options = [{"label": "Hand over", "value": "cd:transfer:1042"}]
    menu = {"type": 3, "custom_id": "menu:0", "placeholder": "More…", "options": options}
    rows = [{"type": 1, "components": [{**menu, "min_values": 0, "max_values": 1}]}]
    _, message = await rest("POST", f"/channels/{HELP}/messages", {"content": "Card", "components": rows})
    press = {"as_": AMELIE, "channel": HELP, "message": message["id"], "custom_id": "menu:0"}
    for values in (["cd:transfer:1042"], []):
        app.answers = [6]
        assert (await sandbox.act.press(**press, values=values))["ok"]
        assert app.interaction["type"] == 3
        assert app.interaction["data"] == {"custom_id": "menu:0", "component_type": 3, "id": 2, "values": values}


async def test_select_on_a_message_carries_its_values(sandbox, app, rest):
    options = [{"label": "A", "value": "a"}, {"label": "B", "value": "b"}]
    components = [
        {"type": 1, "components": [{"type": 3, "custom_id": "pick", "options": options}]},
        {"type": 1, "components": [{"type": 5, "custom_id": "who"}]},
        {"type": 1, "components": [{"type": 2, "style": 2, "custom_id": "no", "label": "No", "disabled": True}]},
    ]
    _, message = await rest("POST", f"/channels/{HELP}/messages", {"content": "Pick", "components": components})
    app.answers = [7, {"content": "Picked"}]
    press = {"as_": AMELIE, "channel": HELP, "message": message["id"]}
    picked = await sandbox.act.press(**press, custom_id="pick", values=["b"])
    assert app.interaction["data"] == {"custom_id": "pick", "component_type": 3, "id": 2, "values": ["b"]}
    assert app.interaction["message"]["id"] == message["id"]
    assert picked["message"]["content"] == picked["source"]["content"] == "Picked"
    await sandbox.act.press(**press, custom_id="who", values=[SAM])
    assert list(app.interaction["data"]["resolved"]["users"]) == [SAM]
    for custom_id, values, error in (
        ("pick", ["c"], "invalid_values"),
        ("pick", [], "invalid_values"),
        ("no", None, "disabled"),
        ("gone", None, "component_not_found"),
    ):
        assert (await sandbox.act.press(**press, custom_id=custom_id, values=values))["error"] == error


async def test_button_in_an_archived_thread_opens_it_but_a_locked_one_cannot_be_answered(sandbox, app, rest):
    _, thread = await rest("POST", f"/channels/{HELP}/threads", {"name": "T-1", "type": 11})
    button = {"type": 2, "style": 1, "label": "Reopen", "custom_id": "reopen"}
    body = {"content": "Closed", "components": [{"type": 1, "components": [button]}]}
    _, message = await rest("POST", f"/channels/{thread['id']}/messages", body)
    press = {"as_": AMELIE, "channel": thread["id"], "message": message["id"], "custom_id": "reopen"}
    await sandbox.act.channel(channel=thread["id"], do="archive")
    app.answers = [4, {"content": "Open again"}]
    assert (await sandbox.act.press(**press))["ok"]
    assert not sandbox.guild.channels[thread["id"]].thread.archived

    for do in ("lock", "archive"):
        await sandbox.act.channel(channel=thread["id"], do=do)
    sandbox.ack_timeout = 0.05
    assert (await sandbox.act.press(**press))["error"] == "did_not_respond"
    assert (sandbox.calls[-1].status, sandbox.calls[-1].code) == (403, 50083)


async def test_ephemerals_are_for_one_person_and_can_be_dismissed(sandbox, app, rest):
    answered = await use(sandbox, app, 4, {"content": "Psst", "flags": 64})
    key = answered["message"]["id"]
    assert (await rest("GET", f"/channels/{HELP}/messages/{key}"))[1]["code"] == 10008
    assert (await sandbox.act.dismiss(as_=SAM, message=key))["error"] == "message_not_found"
    assert (await sandbox.act.dismiss(as_=AMELIE, message=key))["ok"]
    assert (await sandbox.act.history(as_=AMELIE, channel=HELP))["messages"] == []


async def test_app_that_is_not_connected_hears_nothing(sandbox, rest):
    await rest("PUT", f"/applications/{APP}/commands", COMMANDS)
    asked = await sandbox.act.command(as_=AMELIE, channel=HELP, name="ticket")
    assert asked["error"] == "app_not_connected"


async def test_autocompletion_offers_25_choices_at_most(sandbox, app):
    typing = {"as_": AMELIE, "channel": HELP, "name": "ticket", "focused": "product"}
    app.answers = [8, {"choices": [{"name": str(n), "value": str(n)} for n in range(25)]}]
    assert len((await sandbox.act.autocomplete(**typing))["choices"]) == 25
    assert app.interaction["data"]["options"][0]["focused"] is True
    sandbox.ack_timeout = 0.05
    app.answers = [8, {"choices": [{"name": str(n), "value": str(n)} for n in range(26)]}]
    assert (await sandbox.act.autocomplete(**typing))["error"] == "did_not_respond"
    assert sandbox.calls[-1].code == 50035


async def test_malformed_answer_never_crashes_the_sandbox(sandbox, app):
    using = asyncio.create_task(use(sandbox, app))
    await app.asked.wait()
    for data in ([], "x", {"flags": "x"}, {"flags": []}, {"components": 3}, {"title": [], "components": [[]]}):
        for kind in (4, 9, "x", [], None):
            path = f"/interactions/{app.interaction['id']}/{app.interaction['token']}/callback"
            status, answer = await app.rest("POST", path, {"type": kind, "data": data}, token=None)
            assert status == 400, (kind, data, answer)
    await app.answer(4, {"content": "At last"})
    assert (await using)["message"]["content"] == "At last"
