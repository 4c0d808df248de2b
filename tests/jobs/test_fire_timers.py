"""The timer job: on both databases, in several processes at once; each timer once, and one at fault stops no other."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from chatdesk.async_desk import AsyncDesk
from chatdesk.core.policy_time import ClocksPolicy, WarningsPolicy
from chatdesk.core.spans import Share
from chatdesk.core.timers.timer import TicketTimer
from chatdesk.jobs.fire_timers import FireTimers
from chatdesk.store.store import SqlStore
from tests.fakes.world import MONDAY, World, faculty

WARNED = faculty().model_copy(update={"clocks": ClocksPolicy(warn=WarningsPolicy(response=Share(50)))})


def tick(*worlds: World) -> None:
    """Have the job of each world look once, all at the same time."""

    async def main() -> None:
        await asyncio.gather(*(job(world).tick() for world in worlds))

    def job(world: World) -> FireTimers:
        executor = ThreadPoolExecutor(1)
        desk = AsyncDesk(world.desk, executor=executor, clock=lambda: world.now)
        return FireTimers(desk, world.store, world.keeper)

    asyncio.run(main())


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
        assert warnings(after) == 2  # the warning and the breach, both late, each once
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
    assert warned.next_timer() > warned.now
