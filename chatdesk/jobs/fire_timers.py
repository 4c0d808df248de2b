"""Timers: look every second whether one is due, and have the desk fire it. Any process may; each fires once."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Final

import structlog

from chatdesk.async_desk import AsyncDesk
from chatdesk.core.model import NO_TICKET, TicketId, Timer
from chatdesk.core.timekeeper import BATCH, FiringFailed, Timekeeper
from chatdesk.store.store import SqlStore

log = structlog.get_logger(__name__)

FAULTS: Final = 20
"""Timers at fault that one round passes over; what is behind them waits for the next."""


class FireTimers:
    """The timer job."""

    def __init__(self, desk: AsyncDesk, store: SqlStore, keeper: Timekeeper) -> None:
        self.desk = desk
        self.store = store
        self.keeper = keeper
        self._firing = asyncio.Lock()
        self._is_counted = False
        self._soon: asyncio.Task[None] | None = None

    def wake(self) -> None:
        """Have what is due fired soon; may be called from the event loop."""
        if self._soon is None or self._soon.done():
            self._soon = asyncio.get_running_loop().create_task(self.tick())

    async def tick(self) -> None:
        """Fire everything that is due. Before the first time, count anew what a changed policy counts otherwise."""
        async with self._firing:
            if not self._is_counted:
                await self._count_anew()
            while await self.desk.run(self._is_due) and await self._fire():
                pass

    def _is_due(self) -> bool:
        return self.store.has_due_timers(self.desk.clock())

    async def _fire(self) -> bool:
        """Fire a batch; one at fault is logged, and fires no more. Return whether there may be others."""
        faults: set[Timer] = set()
        for _ in range(FAULTS):
            try:
                fire = partial(self.keeper.fire, self.desk.clock(), BATCH, frozenset(faults))
                taken = await self.desk.run(fire)
            except FiringFailed as failed:
                log.exception("timer.failed", kind=failed.timer.kind, ticket=failed.timer.ticket)
                faults.add(failed.timer)
            else:
                self.desk.when_written()
                return taken > 0
        return False

    async def _count_anew(self) -> None:
        await self.desk.run(partial(self.keeper.arm, self.desk.clock()))
        if await self.desk.run(self.keeper.is_recount_due):
            last: TicketId | None = NO_TICKET
            while last is not None:
                last = await self.desk.run(partial(self.keeper.recount, self.desk.clock(), last))
            log.info("clocks.recounted")
            self.desk.when_written()
        self._is_counted = True
