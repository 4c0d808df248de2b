"""Every benchmark runs and tells sane things, with rounds too small to say anything about time."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from rich.console import Console

import bench
from bench import (
    ack,
    both,
    calendar,
    desk,
    dispatch,
    durable,
    firing,
    posts,
    reference_timers,
    render,
    serving,
    store,
    timers,
)
from bench.__main__ import BENCHMARKS, table_of
from bench.apps import Apps
from bench.fake_slack import fake_slack
from bench.rounds import Effort, Goal, Row, compared, interleaved, skipped

TINY = Effort(rounds=1, scale=0.004)
TINIEST = Effort(rounds=1, scale=0.0005)

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend():
    return "asyncio"


def quiet(_said):
    pass


def is_sane(row: Row) -> bool:
    compared_well = row.ratio is None or (row.ratio > 0 and row.reference > 0)
    return row.ours is not None and compared_well and row.met is row.goal.is_met_by(row.ratio or row.ours)


@pytest.mark.parametrize(
    ("run", "names"),
    [
        (store.on_sqlite, ["sqlite3"]),
        (timers.on_sqlite, ["4,000 tickets and 12,000 timers, SQLite (ms)", "against 3,000 timers"]),
        (render.run, ["slack_sdk.models"]),
        (posts.run, ["AsyncWebClient"]),
        (calendar.run, ["4 h", "workclock", "400 h"]),
        (dispatch.run, ["a command tree", "a dynamic item", "a view's button"]),
        (desk.version, ["python -c pass"]),
    ],
)
async def test_a_benchmark_gives_its_rows(run, names):
    rows = await run(TINY, quiet)
    rows = rows if isinstance(rows, list) else [rows]
    assert len(rows) == len(names)
    assert all(name in row.name and is_sane(row) for name, row in zip(names, rows, strict=True))


async def test_firing_gives_its_row():
    row = await firing.on_sqlite(TINY, quiet)
    assert is_sane(row)


async def test_several_processes_fire_each_timer_once(postgres_url):
    assert await firing.together(postgres_url, 2, 40) > 0


def test_the_loop_over_due_timers_fires_each_once(bare_url):
    store = timers.filled(bare_url, 20, reference_timers.INSTANTS)
    loop = reference_timers.OrmLoop(bare_url)
    now = timers.NOW + timedelta(hours=1, seconds=30)
    assert (loop.fire_all(now), loop.fire_all(now)) == (30, 0)
    next_ones = f"timers WHERE epoch > {timers.FIRST_EPOCH + 3600}"
    with store.reading() as connection:
        for rows in ("entries", "outbox", "timers WHERE fired_at IS NOT NULL", next_ones):
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {rows}").scalar_one() == 30, rows
    loop.close()
    store.close()


async def test_what_is_acknowledged_over_the_wire_gives_its_rows(tmp_path):
    async with (
        fake_slack() as slack,
        serving.serving(f"http://127.0.0.1:{slack.port}/", tmp_path) as told,
    ):
        apps = Apps(slack=slack, folder=tmp_path, **told)
        rows = [*await ack.measured(apps, TINY, quiet), *await durable.measured(apps, TINY, quiet)]
    assert [row.name.partition(" (per s)")[0] for row in rows] == [
        "acknowledge, HTTP",
        "acknowledge, HTTP",
        "acknowledge, Socket Mode",
        "acknowledge, Socket Mode",
        "durable acknowledgement",
    ]
    assert all(map(is_sane, rows))


async def test_the_postgresql_row_runs(postgres_server, monkeypatch):
    monkeypatch.setenv("CHATDESK_TEST_POSTGRES_URL", postgres_server)
    row = await store.on_postgres(TINY, quiet)
    assert is_sane(row)


async def test_opening_a_ticket_takes_three_calls():
    [row] = await desk.calls(TINY, quiet)
    assert row.ours == 3, row.note


async def test_the_running_desk_tells_its_cost():
    ready, idle, growth = await desk.process(TINIEST, quiet)
    assert 0 < ready.ours < 60
    assert idle.met is None or (idle.ours > 10 and growth.ours < idle.ours)


async def test_one_process_serves_both_platforms_and_tells_its_cost(monkeypatch):
    monkeypatch.setattr(both, "QUIET", 0.7)
    ready, memory = await both.run(TINY, quiet)
    assert 0 < ready.ours < 60
    assert memory.met is None or memory.ours > 10


def test_every_instant_is_on_a_business_day_and_goes_over_its_night():
    hours = calendar.shipped()
    starts = calendar.instants(hours)
    ends = [calendar.ours(hours, 4)(start) for start in starts]

    assert len(starts) == sum(bool(hours.hours(date(2026, 1, 1) + timedelta(days=number))) for number in range(365))
    assert all(
        hours.is_open(start) and end - start > timedelta(hours=4) for start, end in zip(starts, ends, strict=True)
    )


def test_sides_that_answer_otherwise_give_no_number():
    start = datetime(2026, 1, 5, 18, tzinfo=UTC)

    with pytest.raises(calendar.NotTheSame, match="from 2026-01-05 18:00"):
        calendar.check(lambda instant: instant, lambda instant: instant + timedelta(seconds=1), [start])


async def test_rounds_are_interleaved_after_one_that_does_not_count():
    turns = []

    def side(name):
        async def measure():
            turns.append(name)
            return 6.0 if name == "ours" else 3.0

        return measure

    rates = await interleaved(Effort(rounds=2, scale=1), {"ours": side("ours"), "theirs": side("theirs")}, quiet)
    row = compared("x", rates["ours"], rates["theirs"], Goal(2.5, ">="))
    assert turns == ["ours", "theirs"] * 3
    assert (row.ours, row.reference, row.ratio, row.met) == (6.0, 3.0, 2.0, False)


def test_the_ratio_is_the_median_of_the_rounds():
    row = compared("x", [1.0, 8.0, 9.0], [1.0, 4.0, 1.0], Goal(2.0, ">="))
    assert (row.ratio, row.met) == (2.0, True)


def test_results_hold_the_named_fields_and_a_miss_is_shown():
    rows = [
        Row(name="slow", ours=1.0, reference=2.0, ratio=0.5, goal=Goal(1, ">="), met=False),
        skipped("absent", Goal(0.5, ">="), "no server"),
    ]
    plain = json.loads(json.dumps([row.plain() for row in rows]))
    assert plain[0] == {"name": "slow", "ours": 1.0, "reference": 2.0, "ratio": 0.5, "goal": 1, "met": False}
    assert plain[1]["met"] is None
    console = Console(width=120)
    with console.capture() as shown:
        console.print(table_of(rows))
    assert "MISSED" in shown.get()
    assert "skipped" in shown.get()


def test_the_names_are_those_of_the_manual():
    names = [
        "ack",
        "dispatch",
        "durable",
        "store",
        "timers",
        "firing",
        "render",
        "posts",
        "calendar",
        "calls",
        "version",
        "process",
        "both",
    ]
    assert list(BENCHMARKS) == names
    manual = Path(bench.__file__).with_name("README.md").read_text(encoding="utf-8")
    assert f"some of {' '.join(names)}\n" in manual
    assert all(f"| `{name}` |" in manual for name in names)
