"""Time at the controls: one clock for both platforms, moved forward by whoever is at the page."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sandbox_kit import SEED, modal
from slack_sdk.errors import SlackApiError

from chatdesk.sandbox.clock import SandboxClock
from chatdesk.sandbox.discord import DiscordSandbox, Guild
from chatdesk.sandbox.discord.errors import ApiError
from chatdesk.sandbox.slack import SlackSandbox, Workspace

pytestmark = pytest.mark.anyio

DISCORD_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
PERSON, ROOM = "700000000000000011", "700000000000000031"
GUILD = {"users": [{"id": PERSON, "name": "sam"}], "channels": [{"id": ROOM, "name": "help", "type": 0}]}


@asynccontextmanager
async def both_platforms():
    clock = SandboxClock()
    slack = SlackSandbox(Workspace.from_seed(SEED, clock))
    discord = DiscordSandbox(Guild.from_seed(GUILD, clock), server=slack.server)
    await slack.start()
    await discord.start()
    try:
        yield slack, discord
    finally:
        await discord.stop()
        await slack.stop()


async def post(http, sandbox, act, /, **body):
    async with http.post(f"{sandbox.url}/_control/{act}", json=body) as answer:
        return answer.status, await answer.json()


async def read(http, sandbox):
    async with http.get(f"{sandbox.url}/_control/time") as answer:
        return await answer.json()


def at(seconds):
    return datetime.fromtimestamp(seconds, UTC)


async def test_the_clock_tells_the_real_time_until_it_is_moved(sandbox, http):
    told = await read(http, sandbox)
    assert abs(at(told["now"]) - datetime.now(UTC)) < timedelta(seconds=5)
    assert (told["zone"], told["jumps"]) == (None, [])


async def test_it_is_moved_by_seconds_or_to_an_instant(sandbox, http):
    before = (await read(http, sandbox))["now"]
    status, answer = await post(http, sandbox, "time/advance", seconds=3600)
    assert (status, answer["landed"] - before) == (200, pytest.approx(3600, abs=5))
    assert (await read(http, sandbox))["now"] == pytest.approx(answer["landed"], abs=5)
    later = at(answer["now"]) + timedelta(days=3)
    _, answer = await post(http, sandbox, "time/advance", to=later.isoformat())
    assert at(answer["landed"]) == later
    assert at(answer["now"]) >= later


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"seconds": -1},
        {"seconds": "an hour"},
        {"seconds": True},
        {"seconds": float("nan")},
        {"to": "2020-01-01T00:00:00+00:00"},
        {"to": "2040-01-01T00:00:00"},
        {"to": "tomorrow"},
        {"seconds": 1, "to": "2040-01-01T00:00:00+00:00"},
    ],
)
async def test_it_is_not_moved_back_nor_by_what_is_no_time(sandbox, http, body):
    status, answer = await post(http, sandbox, "time/advance", **body)
    assert (status, answer["error"]) == (400, "invalid_arguments")
    assert sandbox.workspace.clock.offset == 0


async def test_it_goes_no_further_than_ids_can_tell(sandbox, http):
    assert (await post(http, sandbox, "time/advance", seconds=1e300))[1]["error"] == "too_late"
    assert sandbox.workspace.clock.offset == 0


async def test_looking_at_the_time_never_moves_it(sandbox, http):
    async with http.get(f"{sandbox.url}/_control/time?seconds=60") as answer:
        assert answer.status == 400
    async with http.get(f"{sandbox.url}/_control/time/advance?seconds=60") as answer:
        assert answer.status == 405
    async with http.post(
        f"{sandbox.url}/_control/time/advance", json={"seconds": 60}, headers={"Origin": "https://evil.test"}
    ) as answer:
        assert answer.status == 403
    assert sandbox.workspace.clock.offset == 0


async def test_a_jump_leads_where_its_name_says(sandbox, http):
    target = datetime.now(UTC).replace(microsecond=0) + timedelta(days=2)
    control = sandbox.server.time

    async def there(now):
        return target if now < target else None

    control.offer({"timer": there}, zone="America/Toronto")
    assert (await read(http, sandbox))["zone"] == "America/Toronto"
    status, answer = await post(http, sandbox, "time/jump", name="timer")
    assert (status, at(answer["landed"]), answer["jumps"]) == (200, target, ["timer"])
    status, answer = await post(http, sandbox, "time/jump", name="timer")
    assert (status, answer["landed"]) == (200, None)
    assert (await post(http, sandbox, "time/jump", name="century"))[1]["error"] == "unknown_jump"


async def test_a_jump_to_what_is_over_stays_where_it_is(sandbox):
    async def back(now):
        return now - timedelta(days=1)

    control = sandbox.server.time
    control.offer({"timer": back})
    before = control.now()
    assert at((await control.time_jump(name="timer"))["landed"]) >= before
    assert control.now() - before < timedelta(seconds=5)


async def test_what_is_under_way_is_finished_before_the_jump_and_after_it(sandbox):
    control, finished_at = sandbox.server.time, []

    async def settle():
        finished_at.append(control.now())

    control.offer({}, settle=settle)
    answer = await control.time_advance(seconds=3600)
    before, after = finished_at
    assert before < at(answer["landed"]) <= after


async def test_trouble_in_finishing_does_not_stop_the_clock(sandbox, caplog):
    async def settle():
        raise RuntimeError("no store")

    sandbox.server.time.offer({}, settle=settle)
    assert (await sandbox.server.time.time_advance(seconds=60))["ok"]
    assert "no store" in caplog.text


async def test_pages_of_both_platforms_hear_of_a_jump(http):
    async with (
        both_platforms() as (slack, discord),
        http.ws_connect(f"{slack.url}/_control/live?as=U0SAM") as one,
        http.ws_connect(f"{slack.url}/_control/discord/live?as={PERSON}") as other,
    ):
        await post(http, discord, "time/advance", seconds=7200)
        heard = [await page.receive_json(timeout=10) for page in (one, other)]
    assert [notice["type"] for notice in heard] == ["clock", "clock"]
    assert heard[0]["now"] == pytest.approx(heard[1]["now"], abs=5)


async def test_what_is_written_after_a_jump_is_of_its_day_on_both_platforms():
    async with both_platforms() as (slack, discord):
        said = [(await slack.act.say(as_="U0SAM", channel="C0HELP", text="x"))["ts"]]
        written = [(await discord.act.say(as_=PERSON, channel=ROOM, content="x"))["message"]]
        day = timedelta(days=1)
        for _ in range(3):
            await slack.server.time.time_advance(seconds=day.total_seconds())
            said.append((await slack.act.say(as_="U0SAM", channel="C0HELP", text="x"))["ts"])
            written.append((await discord.act.say(as_=PERSON, channel=ROOM, content="x"))["message"])
        now = slack.server.time.now()
    ids = [int(message["id"]) for message in written]
    assert said == sorted(set(said), key=float)
    assert ids == sorted(set(ids))
    moments = [
        at(float(said[-1])),
        DISCORD_EPOCH + timedelta(milliseconds=ids[-1] >> 22),
        datetime.fromisoformat(written[-1]["timestamp"]),
    ]
    assert all(abs(now - moment) < timedelta(seconds=5) for moment in moments)
    assert now - datetime.now(UTC) > 2.9 * day


async def test_a_jump_leaves_a_press_that_is_being_answered_alone(sandbox, slack):
    trigger = sandbox.interactions.begin("U0SAM").trigger_id
    await sandbox.server.time.time_advance(seconds=3600)
    assert (await slack.views_open(trigger_id=trigger, view=modal()))["ok"]
    trigger = sandbox.interactions.begin("U0SAM").trigger_id
    await sandbox.act.clock(advance=3600)
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        await slack.views_open(trigger_id=trigger, view=modal())


async def test_a_clock_that_was_handed_over_is_not_reset():
    async with both_platforms() as (slack, discord):
        await slack.server.time.time_advance(seconds=60)
        slack.reset()
        discord.reset()
        assert slack.workspace.clock.offset == pytest.approx(60, abs=5)


async def test_a_jump_leaves_an_interaction_alone_that_is_being_answered():
    async with both_platforms() as (_, discord):
        begun = discord.interactions.begin(2, PERSON, discord.guild.channels[ROOM])
        await discord.server.time.time_advance(seconds=3600)
        assert discord.interactions.to_answer(begun.id, begun.token) is begun
        await discord.act.clock(advance=3600)
        with pytest.raises(ApiError):
            discord.interactions.to_answer(begun.id, begun.token)
