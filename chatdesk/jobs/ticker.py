"""The ticker wakes jobs at an interval, in memory only: the database decides what is due. Alone imports apscheduler."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler


class Ticker:
    """Runs coroutines every so often; a late or overlapping tick is folded into one, none is dropped."""

    def __init__(self) -> None:
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
        self._scheduler.add_job(job, "interval", seconds=interval.total_seconds(), id=name, next_run_time=first)

    def start(self) -> None:
        """Begin to tick, in the running event loop."""
        self._scheduler.start()

    def stop(self) -> None:
        """Tick no more; what runs is left to finish."""
        self._scheduler.shutdown(wait=False)
