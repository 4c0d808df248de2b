"""The ticker wakes jobs at an interval, in memory only: the database decides what is due. Alone imports apscheduler."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

from apscheduler.schedulers.asyncio import AsyncIOScheduler

PATIENCE: Final = timedelta(seconds=5)
"""How long a stop waits for the jobs under way before it cancels them: half of what a container is given to end."""


class Ticker:
    """Runs coroutines every so often; a late or overlapping tick is folded into one, none is dropped."""

    def __init__(self, *, patience: timedelta = PATIENCE) -> None:
        self._patience = patience
        self._is_stopping = False
        self._under_way: set[asyncio.Task[object]] = set()
        self._scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )

    def every(
        self,
        interval: timedelta,
        job: Callable[[], Awaitable[object]],
        *,
        name: str,
        first_after: timedelta | None = None,
    ) -> None:
        """Run a job at an interval from now on; for the first time after one interval, or after `first_after`."""
        first = datetime.now(UTC) + (interval if first_after is None else first_after)
        run = partial(self._run, job)
        self._scheduler.add_job(run, "interval", seconds=interval.total_seconds(), id=name, next_run_time=first)

    def start(self) -> None:
        """Begin to tick, in the running event loop."""
        self._scheduler.start()

    async def stop(self) -> None:
        """Tick no more, and return when no job is under way: finished, or else cancelled."""
        self._is_stopping = True
        self._scheduler.pause()
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=self._patience.total_seconds())
            for task in late:
                task.cancel()
            await asyncio.gather(*late)
        self._scheduler.shutdown(wait=False)

    async def _run(self, job: Callable[[], Awaitable[object]]) -> None:
        """Run a job as one that a stop knows of; for the scheduler, one that a stop cancels has ended well."""
        task = asyncio.current_task()
        if self._is_stopping or task is None:
            return
        self._under_way.add(task)
        try:
            await job()
        except asyncio.CancelledError:
            if not self._is_stopping:
                raise
        finally:
            self._under_way.discard(task)
