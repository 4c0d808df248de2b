"""Triggers, modals in their stack, the state people type, and home tabs."""

import pytest
from aiohttp import web
from sandbox_kit import button, modal, mrkdwn, plain, text_input
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError

pytestmark = pytest.mark.anyio

CHOICE = {"type": "static_select", "action_id": "pick", "options": [{"text": plain("A"), "value": "a"}]}


@pytest.fixture
async def trigger(sandbox, receiver):
    """Gives fresh triggers of a person: what an app gets with a slash command."""

    def fresh(user="U0AMELIE"):
        return sandbox.interactions.begin(user).trigger_id

    assert receiver is not None
    return fresh


@pytest.fixture
async def submitted(sandbox, slack, receiver, trigger):
    """Submits one modal, as often as wanted, with the app answering what the test says."""
    view = (await slack.views_open(trigger_id=trigger(), view=modal()))["view"]
    values = {"subject": {"text": {"value": "hello"}}}

    async def submit(response):
        receiver.answers.append(web.json_response(response) if response else web.Response())
        return await sandbox.act.submit(as_="U0AMELIE", view_id=view["id"], values=values)

    return submit


async def refusal(call):
    with pytest.raises(SlackApiError) as caught:
        await call
    return caught.value.response["error"]


async def test_trigger_opens_one_view_within_three_seconds(sandbox, slack, trigger):
    used, late = trigger(), trigger()
    await slack.views_open(trigger_id=used, view=modal())
    assert await refusal(slack.views_open(trigger_id=used, view=modal())) == "exchanged_trigger_id"
    await sandbox.act.clock(advance=2.5)
    await slack.views_open(trigger_id=trigger(), view=modal())
    await sandbox.act.clock(advance=1)
    assert await refusal(slack.views_open(trigger_id=late, view=modal())) == "expired_trigger_id"
    assert await refusal(slack.views_open(trigger_id="1.2.x", view=modal())) == "invalid_trigger_id"


async def test_wrong_view_does_not_use_the_trigger_up(slack, trigger):
    one = trigger()
    assert await refusal(slack.views_open(trigger_id=one, view=modal(title=plain("x" * 25)))) == "invalid_arguments"
    assert (await slack.views_open(trigger_id=one, view=modal()))["ok"]


async def test_stack_holds_three_views(slack, trigger):
    root = (await slack.views_open(trigger_id=trigger(), view=modal()))["view"]
    second = (await slack.views_push(trigger_id=trigger(), view=modal()))["view"]
    await slack.views_push(trigger_id=trigger(), view=modal())
    assert (second["root_view_id"], second["previous_view_id"]) == (root["id"], root["id"])
    assert await refusal(slack.views_push(trigger_id=trigger(), view=modal())) == "push_limit_reached"


async def test_update_with_an_old_hash_conflicts(slack, trigger):
    shown = (await slack.views_open(trigger_id=trigger(), view=modal()))["view"]
    fresh = await slack.views_update(view_id=shown["id"], hash=shown["hash"], view=modal(title=plain("Two")))
    assert fresh["view"]["title"]["text"] == "Two"
    assert await refusal(slack.views_update(view_id=shown["id"], hash=shown["hash"], view=modal())) == "hash_conflict"
    assert await refusal(slack.views_update(view_id="V0NONE", view=modal())) == "not_found"


async def test_view_is_found_by_its_external_id(slack, trigger):
    await slack.views_open(trigger_id=trigger(), view=modal(external_id="mine"))
    updated = await slack.views_update(external_id="mine", view=modal(title=plain("Two")))
    assert updated["view"]["title"]["text"] == "Two"


async def test_slack_checks_inputs_before_the_app_is_asked(sandbox, slack, trigger, receiver):
    blocks = [
        text_input("empty"),
        text_input("short", min_length=3),
        text_input("long", max_length=3),
        {**text_input("free"), "optional": True},
        {
            "type": "input",
            "block_id": "mail",
            "label": plain("m"),
            "element": {"type": "email_text_input", "action_id": "text"},
        },
        {
            "type": "input",
            "block_id": "count",
            "label": plain("n"),
            "element": {"type": "number_input", "action_id": "text", "is_decimal_allowed": False, "max_value": "5"},
        },
    ]
    view = (await slack.views_open(trigger_id=trigger(), view=modal(*blocks)))["view"]
    typed = {"short": "ab", "long": "abcd", "mail": "nobody", "count": "7"}
    values = {block: {"text": {"value": text}} for block, text in typed.items()}
    answer = await sandbox.act.submit(as_="U0AMELIE", view_id=view["id"], values=values)
    assert set(answer["errors"]) == {"empty", "short", "long", "mail", "count"}
    assert answer["delivery"] is None
    assert receiver.requests == []


async def test_typed_text_survives_an_update_and_a_choice_must_be_offered(sandbox, slack, trigger):
    blocks = [text_input(), {"type": "actions", "block_id": "kind", "elements": [CHOICE, button()]}]
    view = (await slack.views_open(trigger_id=trigger(), view=modal(*blocks)))["view"]
    values = {"subject": {"text": {"value": "half typed"}}}
    pressed = await sandbox.act.press(as_="U0AMELIE", view_id=view["id"], action_id="pick", selected="a", values=values)
    assert pressed["view"]["state"]["values"] == {
        "subject": {"text": {"type": "plain_text_input", "value": "half typed"}},
        "kind": {"pick": {"type": "static_select", "selected_option": CHOICE["options"][0]}},
    }
    sent = sandbox.deliveries[-1].payload
    assert sent["container"] == {"type": "view", "view_id": view["id"]}
    assert sent["actions"][0]["selected_option"]["value"] == "a"
    updated = (await slack.views_update(view_id=view["id"], view=modal(text_input(initial_value="default"))))["view"]
    assert updated["state"]["values"]["subject"]["text"]["value"] == "half typed"
    wrong = await sandbox.act.press(as_="U0AMELIE", view_id=view["id"], action_id="pick", selected="a")
    assert wrong["error"] == "action_not_found"


async def test_choice_that_is_not_offered_is_refused(sandbox, slack, trigger):
    blocks = [{"type": "actions", "block_id": "kind", "elements": [CHOICE]}]
    view = (await slack.views_open(trigger_id=trigger(), view=modal(*blocks)))["view"]
    answer = await sandbox.act.press(as_="U0AMELIE", view_id=view["id"], action_id="pick", selected="z")
    assert answer["error"] == "option_not_found"
    other = await sandbox.act.press(as_="U0SAM", view_id=view["id"], action_id="pick", selected="a")
    assert other["error"] == "view_not_found"


@pytest.mark.parametrize(
    ("response", "closed", "title"),
    [
        (None, True, None),
        ({"response_action": "clear"}, True, None),
        ({"response_action": "update", "view": modal(title=plain("Two"))}, False, "Two"),
        ({"response_action": "push", "view": modal(title=plain("On top"))}, False, "On top"),
    ],
)
async def test_submission_does_what_the_app_answers(submitted, response, closed, title):
    done, again = await submitted(response), await submitted(None)
    assert (done["errors"], done["closed"]) == (None, closed)
    assert (done["view"]["title"]["text"] if title else done["view"]) == title
    assert again.get("error") == ("view_not_found" if closed else None)


@pytest.mark.parametrize(
    ("response", "error"),
    [
        ({"response_action": "errors", "errors": {"nowhere": "x"}}, "invalid_errors"),
        ({"response_action": "update", "view": modal(title=plain("x" * 25))}, "invalid_arguments"),
        ({"response_action": "dance"}, "invalid_response_action"),
    ],
)
async def test_unusable_answer_leaves_the_modal_open(submitted, response, error):
    done = await submitted(response)
    assert done["closed"] is False
    assert done["delivery"]["error"].startswith(error)
    assert (await submitted(None))["closed"] is True


async def test_closing_uncovers_the_view_below_and_tells_who_asked(sandbox, slack, trigger, receiver):
    root = (await slack.views_open(trigger_id=trigger(), view=modal()))["view"]
    top = (await slack.views_push(trigger_id=trigger(), view=modal(notify_on_close=True)))["view"]
    closed = await sandbox.act.close(as_="U0AMELIE", view_id=top["id"])
    assert closed["view"]["id"] == root["id"]
    assert (closed["delivery"]["type"], len(receiver.requests)) == ("view_closed", 1)
    last = await sandbox.act.close(as_="U0AMELIE", view_id=root["id"])
    assert (last["view"], last["delivery"]) == (None, None)


async def test_home_tab_is_published_when_it_is_opened(sandbox, bolt, connect):
    @bolt.event("app_home_opened")
    async def publish(event, client):
        blocks = [{"type": "section", "text": mrkdwn("Your tickets")}]
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    await connect(bolt)
    home = await sandbox.act.home(as_="U0AMELIE")
    assert home["view"]["blocks"][0]["text"]["text"] == "Your tickets"
    again = await sandbox.act.home(as_="U0AMELIE")
    assert again["view"]["id"] == home["view"]["id"]
    assert sandbox.views.homes.keys() == {"U0AMELIE"}


async def test_view_opened_after_the_acknowledgement_is_still_seen(sandbox, slack, connect):
    app = AsyncApp(client=slack, signing_secret="sandbox-secret")

    @app.shortcut("new")
    async def late(ack, shortcut, client):
        await ack()
        await client.views_open(trigger_id=shortcut["trigger_id"], view=modal())

    await connect(app)
    used = await sandbox.act.shortcut(as_="U0AMELIE", callback_id="new")
    assert used["opened"]["callback_id"] == "case"
    assert (await sandbox.act.shortcut(as_="U0AMELIE", callback_id="old"))["error"] == "unknown_shortcut"
