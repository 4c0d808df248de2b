"""Time in the demo: the desk says where a jump of the page leads, and does at once what falls due there."""

from __future__ import annotations

from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from chatdesk.app import build
from chatdesk.demo import demo_settings, sandboxes
from chatdesk.demo_time import do_what_is_due, next_timer, offer_time
from chatdesk.desks.loader import load_policy
from chatdesk.store.migrate import migrate
from tests.fakes.both import both_platforms
from tests.fakes.wire_house import DESK, INES, words_of

pytestmark = pytest.mark.anyio

MONTREAL = ZoneInfo("America/Toronto")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@asynccontextmanager
async def demo(tmp_path):
    async with sandboxes() as platforms:
        settings = demo_settings(platforms, f"sqlite:///{tmp_path / 'desk.db'}")
        migrate(settings.database_url)
        async with build(settings, load_policy(settings.policy), clock=platforms.clock) as house:
            yield platforms, house


def next_friday(now: datetime) -> datetime:
    today = now.astimezone(MONTREAL)
    day = today + timedelta(days=(4 - today.weekday()) % 7 + 7)
    return day.replace(hour=10, minute=15, second=0, microsecond=0)


async def test_one_business_day_on_a_friday_leads_to_monday_for_desk_and_platforms_alike(tmp_path):
    async with demo(tmp_path) as (platforms, house):
        control = platforms.slack.server.time
        offer_time(control, house)
        friday = next_friday(control.now())
        await control.time_advance(to=friday.isoformat())
        answer = await control.time_jump(name="day")
        landed = datetime.fromtimestamp(answer["landed"], MONTREAL)
        assert answer["zone"] == "America/Toronto"
        assert landed.weekday() not in {5, 6}
        assert landed - friday >= timedelta(days=2, hours=23)
        times = (house.desk.clock(), platforms.clock(), control.now())
        assert all(landed <= now < landed + timedelta(seconds=30) for now in times)


class Waiting:
    def __init__(self, due: datetime | None) -> None:
        self.due = due

    @contextmanager
    def read(self):
        yield self

    def next_timer(self) -> datetime | None:
        return self.due


@pytest.mark.parametrize("due", [None, datetime(2026, 11, 24, 13, 45, tzinfo=UTC)])
async def test_the_next_timer_is_what_the_store_says(due):
    assert next_timer(Waiting(due)) == due


async def test_a_jump_to_the_next_timer_lands_on_it_and_has_it_fired(sqlite_url):
    async with both_platforms(sqlite_url) as both:
        control, store = both.slack.sandbox.server.time, both.house.desk.desk.store
        offer_time(control, both.house)
        ticket = await both.slack.open()
        card = await both.slack.card(INES, DESK, ticket.reference)
        await do_what_is_due(both.house)
        for _ in range(10):
            due = next_timer(store)
            answer = await control.time_jump(name="timer")
            assert due is not None
            assert timedelta() <= datetime.fromtimestamp(answer["landed"], UTC) - due < timedelta(seconds=2)
            assert (next_timer(store) or due + timedelta(days=1)) > due
            thread = await both.slack.thread(INES, DESK, card["ts"])
            if len(thread) > 1:
                break
        assert ticket.reference in words_of(thread[-1])
        assert due <= datetime.fromtimestamp(float(thread[-1]["ts"]), UTC) < due + timedelta(seconds=30)
