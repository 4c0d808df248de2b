"""The timer job: on both databases, in several processes at once; each timer once, and one at fault stops no other."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import time, timedelta

import pytest
from sqlalchemy.exc import OperationalError

from chatdesk.async_desk import AsyncDesk
from chatdesk.core.policy_time import ClocksPolicy, SchedulePolicy, WarningsPolicy
from chatdesk.core.spans import Share
from chatdesk.core.timekeeper import FiringFailed
from chatdesk.core.timers.digest import DIGEST
from chatdesk.core.timers.timer import TicketTimer
from chatdesk.jobs.fire_timers import FireTimers
from chatdesk.store.store import SqlStore
from tests.fakes.world import MONDAY, World, faculty

WARNED = faculty().model_copy(
    update={
        "clocks": ClocksPolicy(warn=WarningsPolicy(response=Share(50))),
        "schedule": SchedulePolicy(digest=time(8, 45)),
    }
)


def tick(*worlds: World) -> None:
    """Have the job of each world look once, all at the same time."""

    async def main() -> None:
        await asyncio.gather(*(job(world).tick() for world in worlds))

    asyncio.run(main())


def job(world: World) -> FireTimers:
    executor = ThreadPoolExecutor(1)
    desk = AsyncDesk(world.desk, executor=executor, clock=lambda: world.now)
    return FireTimers(desk, world.store, world.keeper)


def warnings(world: World) -> int:
    """How many messages wait for the agents, each at the same instant."""
    with world.store.reading() as connection:
        told = connection.exec_driver_sql("SELECT count(*) FROM outbox WHERE kind = 'internal_message'")
        return int(told.scalar_one())


@pytest.fixture
def warned(store_url):
    store = SqlStore(store_url)
    yield World(store, WARNED)
    store.close()


def test_what_is_due_fires_and_nothing_else(warned):
    warned.open()
    tick(warned)
    assert warnings(warned) == 0
    warned.advance(hours=4)
    warned.open()
    tick(warned)
    assert warnings(warned) == 1
    tick(warned)
    assert warnings(warned) == 1


def test_two_processes_fire_each_timer_once(warned, store_url):
    for _ in range(30):
        warned.open()
    other = SqlStore(store_url)
    second = World(other, WARNED)
    warned.now = second.now = MONDAY + timedelta(hours=4)
    try:
        tick(warned, second)
        tick(warned)
    finally:
        other.close()
    assert warnings(warned) == 30


def test_a_restart_loses_nothing(warned, store_url):
    warned.open()
    warned.store.close()
    later = SqlStore(store_url)
    after = World(later, WARNED)
    after.now = MONDAY + timedelta(days=3)
    try:
        tick(after)
        assert warnings(after) == 1  # the breach, late and once; for a warning it is too late
    finally:
        later.close()


def test_one_at_fault_is_passed_over_and_the_others_fire(warned):
    def fail(_firing):
        raise ZeroDivisionError

    def due(clocks):
        return clocks.ticket.opened_at + timedelta(minutes=1)

    warned.desk.timers |= {"faulty": TicketTimer(kind="faulty", past="failed", due=due, fire=fail)}
    for _ in range(3):
        warned.open()
    warned.advance(hours=4)
    tick(warned)
    assert warnings(warned) == 3
    assert warned.next_timer() < warned.now  # those at fault are armed, and tried again in an hour


def test_many_at_fault_stop_nobody_behind_them(warned):
    def fail(_firing):
        raise ZeroDivisionError

    def due(clocks):
        return clocks.ticket.opened_at + timedelta(minutes=1) if clocks.ticket.id < 1026 else None

    warned.desk.timers |= {"faulty": TicketTimer(kind="faulty", past="failed", due=due, fire=fail)}
    for _ in range(26):
        warned.open()
    warned.advance(hours=4)
    one = job(warned)
    asyncio.run(one.tick())
    asyncio.run(one.tick())
    assert warnings(warned) == 26


def test_a_database_that_fails_for_a_moment_loses_no_timer(warned):
    def fail_once(firing):
        if not failed:
            failed.append(firing.timer)
            raise OperationalError("BEGIN", {}, Exception("locked"))
        real.fire(firing)

    failed: list[object] = []
    real = warned.desk.timers["response_warning"]
    warned.desk.timers["response_warning"] = replace(real, fire=fail_once)
    warned.open()
    warned.advance(hours=4)
    one = job(warned)
    with pytest.raises(FiringFailed):
        asyncio.run(one.tick())
    asyncio.run(one.tick())
    assert warnings(warned) == 1


def test_a_digest_at_fault_comes_back_the_next_day(warned):
    def fail(_firing):
        raise ZeroDivisionError

    warned.keeper.desk_timers["digest"] = replace(warned.keeper.desk_timers["digest"], fire=fail)
    warned.keeper.arm(warned.now)
    warned.advance(days=1)
    one = job(warned)
    asyncio.run(one.tick())
    warned.keeper.desk_timers["digest"] = DIGEST
    warned.open()
    warned.advance(hours=2)
    asyncio.run(one.tick())
    with warned.store.reading() as connection:
        told = connection.exec_driver_sql("SELECT count(*) FROM outbox WHERE kind = 'group_message'").scalar_one()
    assert told == 1
