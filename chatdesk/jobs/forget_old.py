"""Once a day: drop what the store need not keep, so that it grows with its tickets and not with its traffic."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Final

import structlog

from chatdesk.async_desk import AsyncDesk
from chatdesk.store.retention import forget
from chatdesk.store.store import SqlStore

KEPT: Final = timedelta(days=30)

log = structlog.get_logger(__name__)


async def forget_old(desk: AsyncDesk, store: SqlStore) -> None:
    """Drop events, sent posts and fired timers that are older than `KEPT`."""
    dropped = await desk.run(partial(forget, store, desk.clock() - KEPT))
    log.info("store.forgot", rows=dropped)
