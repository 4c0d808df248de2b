"""A process that fires what is due, one of several at once; imports no more than that needs, so that it starts soon."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from typing import Final

from chatdesk.core.clocks import Clocks
from chatdesk.core.desk import Desk
from chatdesk.core.document import Paragraph, Strong
from chatdesk.core.operations import OPERATIONS
from chatdesk.core.timekeeper import Timekeeper
from chatdesk.core.timers.timer import Firing, TicketTimer
from chatdesk.desks.calendars import Calendars
from chatdesk.desks.loader import load_policy
from chatdesk.store.store import SqlStore

OPENED: Final = datetime(2026, 1, 5, 15, 0, tzinfo=UTC)
NOW: Final = OPENED + timedelta(hours=1)


def nudging() -> TicketTimer:
    """Return a timer that tells the agents and arms its next: due an hour after what the ticket keeps as its last."""

    def due(clocks: Clocks) -> datetime | None:
        since = clocks.ticket.ladder_at
        return None if since is None else since + timedelta(hours=1)

    def fire(firing: Firing) -> None:
        work = firing.work
        work.tell_agents(Paragraph((Strong(f"{work.ticket.reference} is due soon."), work.ticket.title)))
        work.record_internally("nudge")
        work.keep(replace(work.ticket, ladder_at=work.now))

    return TicketTimer(kind="nudge", past="nudged", due=due, fire=fire)


def desk_on(url: str) -> Desk:
    """Return the shipped desk with the one timer, on a database that is migrated."""
    policy = load_policy("faculty")
    store = SqlStore(url)
    return Desk(store=store, policy=policy, calendars=Calendars(policy), operations=OPERATIONS, timers=(nudging(),))


def work(url: str, told: Connection) -> None:
    """Say "ready", wait for a word, then fire until nothing is due; say how many that were, and in how many seconds."""
    desk = desk_on(url)
    keeper = Timekeeper(desk)
    with desk.store.read() as unit:
        unit.next_timer()
    desk.calendars("faculty").is_open(NOW)
    told.send("ready")
    told.recv()
    started = time.perf_counter()
    fired = 0
    while taken := keeper.fire(NOW).count:
        fired += taken
    told.send((fired, time.perf_counter() - started))
