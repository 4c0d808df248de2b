"""Timers: look every second whether one is due, and have the desk fire it. Any process may; each fires once."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from functools import partial
from typing import Final

import structlog

from chatdesk.async_desk import AsyncDesk
from chatdesk.core.model import NO_TICKET, TicketId, Timer
from chatdesk.core.timekeeper import BATCH, FiringFailed, Timekeeper
from chatdesk.store.store import SqlStore

log = structlog.get_logger(__name__)

FAULTS: Final = 20
"""Timers at fault that one round finds; those behind them are looked at in the next."""
RETRY: Final = timedelta(hours=1)
"""How long a timer at fault is left alone before it is tried again."""


class FireTimers:
    """The timer job."""

    def __init__(self, desk: AsyncDesk, store: SqlStore, keeper: Timekeeper) -> None:
        self.desk = desk
        self.store = store
        self.keeper = keeper
        self._firing = asyncio.Lock()
        self._is_counted = False
        self._later: dict[Timer, datetime] = {}
        """Timers that are left alone, and until when: at fault, or held back by the quiet hours."""

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
        """Fire a batch without those at fault; return whether there may be others."""
        limit = BATCH
        for _ in range(FAULTS):
            now = self.desk.clock()
            self._later = {timer: until for timer, until in self._later.items() if until > now}
            try:
                fired = await self.desk.run(partial(self.keeper.fire, now, limit, frozenset(self._later)))
            except FiringFailed as failed:
                if self.store.is_to_blame(failed.__cause__):
                    raise
                log.exception("timer.failed", kind=failed.timer.kind, ticket=failed.timer.ticket)
                self._later[failed.timer] = now + RETRY
            except Exception as error:
                if limit == 1 or self.store.is_to_blame(error):
                    raise
                log.exception("timers.failed", limit=limit)
                limit = max(1, limit // 8)  # until only the one at fault is left
            else:
                self._later |= fired.waiting
                self.desk.when_written()
                return fired.count > 0
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
