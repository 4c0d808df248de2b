"""Hands what happened in the workspace to the app, with Slack's retries, and to the open pages."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from chatdesk.sandbox.slack.delivery import Retry

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any

    from chatdesk.sandbox.live import Live
    from chatdesk.sandbox.slack.delivery import Deliverer, Delivery
    from chatdesk.sandbox.slack.errors import Json
    from chatdesk.sandbox.slack.payloads import Payloads
    from chatdesk.sandbox.slack.workspace import Workspace

# Slack retries an event that was not acknowledged nearly at once, then after 1 and after 5 minutes.
RETRY_DELAYS = (0.0, 60.0, 300.0)


class Events:
    """Empties the workspace's `outgoing` and `notices` after every call."""

    def __init__(self, workspace: Workspace, payloads: Payloads, deliverer: Deliverer, live: Live) -> None:
        self.retry_delays: tuple[float, ...] = RETRY_DELAYS
        self._workspace = workspace
        self._payloads = payloads
        self._deliverer = deliverer
        self._live = live
        self._tasks: set[asyncio.Task[Any]] = set()

    def flush(self) -> list[asyncio.Task[Delivery]]:
        """Start sending what is waiting; the tasks end with the first attempt's outcome."""
        events, self._workspace.outgoing = self._workspace.outgoing, []
        notices, self._workspace.notices = self._workspace.notices, []
        self._live.push(notices)
        return [self._start(self._first(self._payloads.event(event))) for event in events]

    async def flushed(self) -> list[Delivery]:
        """Send what is waiting and wait for the first attempts."""
        return list(await asyncio.gather(*self.flush()))

    async def _first(self, payload: Json) -> Delivery:
        delivery = await self._deliverer.send("events_api", payload)
        if not delivery.acknowledged and not delivery.no_retry:
            self._start(self._again(payload, delivery))
        return delivery

    async def _again(self, payload: Json, last: Delivery) -> None:
        for number, delay in enumerate(self.retry_delays, start=1):
            await asyncio.sleep(delay)
            retry = Retry(number, last.error or "unknown_error")
            last = await self._deliverer.send("events_api", payload, retry)
            if last.acknowledged or last.no_retry:
                return

    def _start(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def settled(self) -> None:
        """Wait until nothing is being sent or retried any more."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def stop(self) -> None:
        """Give up what is under way."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
