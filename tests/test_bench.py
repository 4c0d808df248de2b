"""Every benchmark runs and tells sane things, with rounds too small to say anything about time."""

import json

import pytest
from rich.console import Console

from bench import ack, desk, durable, posts, render, store
from bench.__main__ import BENCHMARKS, table_of
from bench.apps import running_apps
from bench.rounds import Effort, Goal, Row, compared, interleaved, skipped

TINY = Effort(rounds=1, scale=0.004)

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
        (render.run, ["slack_sdk.models"]),
        (posts.run, ["AsyncWebClient"]),
        (desk.version, ["python -c pass"]),
    ],
)
async def test_a_benchmark_gives_its_rows(run, names):
    rows = await run(TINY, quiet)
    rows = rows if isinstance(rows, list) else [rows]
    assert len(rows) == len(names)
    assert all(name in row.name and is_sane(row) for name, row in zip(names, rows, strict=True))


async def test_what_is_acknowledged_over_the_wire_gives_its_rows():
    async with running_apps() as apps:
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
    ready, idle, growth = await desk.process(TINY, quiet)
    assert 0 < ready.ours < 60
    assert idle.met is None or (idle.ours > 10 and growth.ours < idle.ours)


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
    assert list(BENCHMARKS) == ["ack", "durable", "store", "render", "posts", "calls", "version", "process"]
