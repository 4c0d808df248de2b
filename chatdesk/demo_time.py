"""Time in the demo: the page asks for a business day, or for the next timer, and the desk knows when that is."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from chatdesk.app import House
from chatdesk.core.calendar import NeverOpen
from chatdesk.core.ports import Store
from chatdesk.core.spans import Span
from chatdesk.sandbox.time_control import TimeControl


def offer_time(control: TimeControl, house: House) -> None:
    """Let the page jump along the desk's calendar and from timer to timer; each jump has the desk do what is due."""
    desk = house.desk.desk
    calendar = desk.policy.desk.calendar

    async def day(now: datetime) -> datetime | None:
        try:
            return desk.calendars(calendar).add(now, Span(days=1))
        except NeverOpen:
            return None

    async def timer(_now: datetime) -> datetime | None:
        return await house.desk.run(partial(next_timer, desk.store))

    zone = desk.policy.calendars[calendar].time_zone
    control.offer({"day": day, "timer": timer}, zone=zone, settle=partial(do_what_is_due, house))


def next_timer(store: Store) -> datetime | None:
    """Return when the next timer is due, or None while nothing waits."""
    with store.read() as unit:
        return unit.next_timer()


async def do_what_is_due(house: House) -> None:
    """Fire the timers that are due and send what that brought about."""
    await house.fire.tick()
    await house.deliver.finish()
