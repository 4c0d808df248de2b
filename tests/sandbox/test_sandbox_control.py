"""The control API, the page and its pushes over HTTP; who is kept out; files."""

import base64

import pytest
from sandbox_kit import modal

pytestmark = pytest.mark.anyio


async def post(http, sandbox, act, /, **body):
    async with http.post(f"{sandbox.url}/_control/{act}", json=body) as answer:
        return answer.status, await answer.json()


async def get(http, sandbox, act, /, **query):
    async with http.get(f"{sandbox.url}/_control/{act}", params=query) as answer:
        return answer.status, await answer.json()


async def test_state_is_what_a_person_sees(sandbox, http):
    status, state = await get(http, sandbox, "state", **{"as": "U0AMELIE"})
    assert (status, state["ok"], state["me"]["id"], state["bot"]["name"]) == (200, True, "U0AMELIE", "chatdesk")
    assert [c["command"] for c in state["commands"]] == ["/ticket"]
    assert [s["callback_id"] for s in state["global_shortcuts"]] == ["new"]
    assert [s["callback_id"] for s in state["message_shortcuts"]] == ["make"]
    direct = next(c for c in state["channels"] if c["is_im"])
    assert direct["with"] == "U0CHATDESK"


async def test_unread_counts_until_one_looks(sandbox, http):
    await post(http, sandbox, "say", **{"as": "U0SAM"}, channel="C0HELP", text="one")

    async def unread():
        _, state = await get(http, sandbox, "state", **{"as": "U0AMELIE"})
        return next(c["unread"] for c in state["channels"] if c["id"] == "C0HELP")

    assert await unread() == 1
    await get(http, sandbox, "history", **{"as": "U0AMELIE"}, channel="C0HELP")
    assert await unread() == 0


async def test_saying_in_a_public_channel_joins_it(sandbox, http):
    status, said = await post(http, sandbox, "say", **{"as": "U0SAM"}, channel="C0LOBBY", text="hi")
    assert (status, said["deliveries"]) == (200, [])
    assert "U0SAM" in sandbox.workspace.channels["C0LOBBY"].members


@pytest.mark.parametrize(
    ("name", "body", "error"),
    [
        ("say", {"as": "U0NOBODY", "channel": "C0HELP", "text": "x"}, "user_not_found"),
        ("say", {"as": "U0SAM", "channel": "C0HELP"}, "invalid_arguments"),
        ("say", {"as": "U0SAM", "channel": "C0HELP", "text": "x", "thread_ts": "1.1"}, "thread_not_found"),
        ("channel", {"channel": "C0HELP", "do": "paint"}, "invalid_do"),
        ("clock", {"advance": -1}, "invalid_arguments"),
        ("press", {"as": "U0SAM", "view_id": "V1", "action_id": "a"}, "view_not_found"),
        ("react", {"as": "U0SAM", "channel": "C0HELP", "ts": "1.1", "name": "eyes"}, "message_not_found"),
    ],
)
async def test_refusal_has_a_code_a_message_and_status_400(sandbox, http, name, body, error):
    status, answer = await post(http, sandbox, name, **body)
    assert (status, answer["ok"], answer["error"]) == (400, False, error)
    assert answer["message"]


async def test_every_act_can_be_called_over_http(sandbox, http):
    assert (await post(http, sandbox, "clock", advance=60))[1]["now"] == pytest.approx(
        sandbox.workspace.clock.now(), abs=5
    )
    assert (await post(http, sandbox, "fault", method="auth.test", kind="fatal_error"))[0] == 200
    assert (await post(http, sandbox, "faults/clear"))[0] == 200
    assert (await get(http, sandbox, "calls", method=""))[1]["calls"] == []
    assert (await post(http, sandbox, "calls/clear"))[0] == 200
    await post(http, sandbox, "say", **{"as": "U0SAM"}, channel="C0HELP", text="x")
    assert (await post(http, sandbox, "reset"))[0] == 200
    assert sandbox.workspace.channels["C0HELP"].messages == {}
    assert sandbox.workspace.clock.offset == 0


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.test"}, {"Host": "evil.test"}, {"Origin": "null"}, {"Origin": "http://127.0.0.1:1"}],
)
async def test_other_sites_are_kept_out_of_the_controls(sandbox, http, headers):
    async with http.post(f"{sandbox.url}/_control/reset", json={}, headers=headers) as answer:
        assert (answer.status, (await answer.json())["error"]) == (403, "forbidden_origin")
    async with http.get(f"{sandbox.url}/_control/live?as=U0SAM", headers=headers) as answer:
        assert answer.status == 403


async def test_own_page_may_use_the_controls_but_no_form_can(sandbox, http):
    async with http.post(f"{sandbox.url}/_control/restore", json={}, headers={"Origin": sandbox.url}) as answer:
        assert answer.status == 200
    async with http.post(f"{sandbox.url}/_control/reset", data="{}") as answer:
        assert (answer.status, (await answer.json())["error"]) == (400, "invalid_content_type")


async def test_page_is_served_under_a_strict_policy_and_nothing_else_is(sandbox, http):
    async with http.get(sandbox.url + "/page/nothing-of-that-name.js") as answer:
        assert answer.status == 404
        policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    async with http.get(sandbox.url + "/page/%2e%2e/server.py") as answer:
        assert answer.status == 404


async def test_open_page_hears_what_concerns_its_person(sandbox, slack, http):
    async with http.ws_connect(f"{sandbox.url}/_control/live?as=U0AMELIE") as page:
        await sandbox.act.say(as_="U0SAM", channel="C0AGENTS", text="not for Amelie")
        said = await sandbox.act.say(as_="U0SAM", channel="C0HELP", text="x")
        assert await page.receive_json() == {"type": "changed", "channel": "C0HELP", "thread": None}
        await sandbox.act.say(as_="U0SAM", channel="C0HELP", text="y", thread_ts=said["ts"])
        assert await page.receive_json() == {"type": "changed", "channel": "C0HELP", "thread": said["ts"]}
        trigger = sandbox.interactions.begin("U0AMELIE").trigger_id
        view = (await slack.views_open(trigger_id=trigger, view=modal()))["view"]
        assert (await page.receive_json())["view"]["id"] == view["id"]
        await sandbox.act.close(as_="U0AMELIE", view_id=view["id"])
        assert await page.receive_json() == {"type": "view_closed"}
        await slack.views_publish(user_id="U0AMELIE", view={"type": "home", "blocks": []})
        assert await page.receive_json() == {"type": "home"}
        await sandbox.act.clock(advance=5)
        assert (await page.receive_json())["type"] == "clock"


async def test_file_is_given_to_the_apps_token_only(sandbox, slack, http, receiver):
    content = base64.b64encode(b"\x89PNG").decode()
    shared = await sandbox.act.upload(as_="U0SAM", channel="C0HELP", name="a.png", base64=content, text="see")
    event = sandbox.deliveries[-1].payload["event"]
    assert (event["subtype"], event["files"][0]["id"]) == ("file_share", shared["file"]["id"])
    url = event["files"][0]["url_private"]
    async with http.get(url, headers={"Authorization": "Bearer xoxb-sandbox"}) as answer:
        assert (answer.content_type, await answer.read()) == ("image/png", b"\x89PNG")
    async with http.get(url) as answer:
        assert (answer.content_type, answer.url.path) == ("text/html", "/signin")
    info = await slack.files_info(file=shared["file"]["id"])
    assert (info["file"]["size"], info["file"]["mimetype"]) == (4, "image/png")
    assert receiver.requests


async def test_file_is_shown_to_people_who_see_its_channel(sandbox, http):
    shared = await sandbox.act.upload(as_="U0SAM", channel="C0AGENTS", name="a.txt", content="secret")

    async def seen_by(user):
        query = {"as": user, "id": shared["file"]["id"]}
        async with http.get(f"{sandbox.url}/_control/file", params=query) as answer:
            return answer.status

    assert (await seen_by("U0SAM"), await seen_by("U0AMELIE")) == (200, 404)


async def test_file_input_hands_its_files_to_the_app(sandbox, slack, http, receiver):
    uploaded = await sandbox.act.upload(as_="U0SAM", name="a.txt", content="log")
    element = {"type": "file_input", "action_id": "log", "max_files": 1}
    block = {"type": "input", "block_id": "files", "label": {"type": "plain_text", "text": "Log"}, "element": element}
    trigger = sandbox.interactions.begin("U0SAM").trigger_id
    view = (await slack.views_open(trigger_id=trigger, view=modal(block)))["view"]
    state = {"type": "file_input", "files": [{"id": uploaded["file"]["id"]}]}
    await sandbox.act.submit(as_="U0SAM", view_id=view["id"], values={"files": {"log": state}})
    [given] = sandbox.deliveries[-1].payload["view"]["state"]["values"]["files"]["log"]["files"]
    async with http.get(given["url_private"], headers={"Authorization": "Bearer xoxb-sandbox"}) as answer:
        assert await answer.text() == "log"
    assert receiver.requests


async def test_app_uploads_a_file_with_slacks_own_client(sandbox, slack):
    root = await slack.chat_postMessage(channel="C0HELP", text="root")
    done = await slack.files_upload_v2(
        channel="C0HELP", thread_ts=root["ts"], filename="report.csv", content="a,b", initial_comment="Here"
    )
    thread = await sandbox.act.thread(as_="U0SAM", channel="C0HELP", ts=root["ts"])
    assert (thread["messages"][1]["text"], thread["messages"][1]["files"][0]["id"]) == ("Here", done["file"]["id"])
    assert sandbox.workspace.files[done["file"]["id"]]["_data"] == b"a,b"
