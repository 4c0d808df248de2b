"""Time at the controls of a server: what its clock says, and how somebody at the page moves it.

Where a jump by name leads is not the sandbox's to know: whoever puts the sandboxes together offers the jumps.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta

from chatdesk.sandbox.clock import SandboxClock
from chatdesk.sandbox.errors import ControlError, Json

log = logging.getLogger(__name__)

Jump = Callable[[datetime], Awaitable[datetime | None]]
"""Says where it leads from a moment, or None where there is nothing to jump to."""
Told = Callable[[float], None]

LATEST = datetime(2080, 1, 1, tzinfo=UTC)
"""A Discord id is a time in 63 bits, which are full in 2084."""
SETTLES_WITHIN = 5.0
ONLY_FORWARD = "the clock only moves forward"


async def _nothing() -> None:
    """Nobody has anything to finish."""


class TimeControl:
    """Acts on the clocks of the sandboxes of one server. They turn together, and never back."""

    def __init__(self) -> None:
        self.zone: str | None = None
        """Where the clock hangs; without one, each person sees the time of where they are."""
        self._jumps: dict[str, Jump] = {}
        self._settle: Callable[[], Awaitable[None]] = _nothing
        self._followed: list[tuple[SandboxClock, Told]] = []
        self._moving = asyncio.Lock()

    def follow(self, clock: SandboxClock, told: Told) -> None:
        """Move a sandbox's clock along, and have its pages told."""
        self._followed.append((clock, told))

    def offer(
        self,
        jumps: Mapping[str, Jump],
        *,
        zone: str | None = None,
        settle: Callable[[], Awaitable[None]] = _nothing,
    ) -> None:
        """Offer jumps by name. `settle` finishes what is under way: before the clock moves, and again after it did."""
        self._jumps = dict(jumps)
        self._settle = settle
        self.zone = zone
        for clock, told in self._followed:
            told(clock.now())

    def now(self) -> datetime:
        """The time, aware UTC: that of the first sandbox's clock."""
        return datetime.fromtimestamp(self._followed[0][0].now(), UTC)

    # Acts

    async def time(self) -> Json:
        """What the clock says, and which jumps there are."""
        return {"ok": True, "now": self.now().timestamp(), "zone": self.zone, "jumps": list(self._jumps)}

    async def time_advance(self, *, seconds: object = None, to: object = None) -> Json:
        """Move the clock by seconds, or to an instant."""
        try:
            there = _destination(seconds, to, self.now())
        except ControlError as error:
            return error.answer()
        return await self._go(there)

    async def time_jump(self, *, name: str) -> Json:
        """Move the clock to where a jump leads now."""
        jump = self._jumps.get(name)
        if jump is None:
            return ControlError("unknown_jump", f"there is no jump {name}").answer()
        return await self._go(jump)

    async def _go(self, jump: Jump) -> Json:
        async with self._moving:
            await self._settled()
            target = await jump(self.now())
            if target is not None and target > LATEST:
                return ControlError("too_late", f"the clock goes to {LATEST.year}").answer()
            if target is not None:
                target = max(target, self.now())
                self._move(target)
                await self._settled()
        return {**await self.time(), "landed": target and target.timestamp()}

    def _move(self, target: datetime) -> None:
        for clock, told in self._followed:
            told(clock.jump(target.timestamp()))

    async def _settled(self) -> None:
        """Wait for what is under way, but not for ever: it goes on by itself. Its troubles do not stop the clock."""
        work = asyncio.ensure_future(self._settle())
        work.add_done_callback(_log_trouble)
        await asyncio.wait({work}, timeout=SETTLES_WITHIN)


def _log_trouble(work: asyncio.Future[None]) -> None:
    if not work.cancelled() and (error := work.exception()):
        log.error("what was under way could not be finished", exc_info=error)


def _destination(seconds: object, to: object, earliest: datetime) -> Jump:
    length, instant = _length(seconds), _instant(to)
    if (length is None) == (instant is None):
        raise ControlError("invalid_arguments", "either `seconds` or `to`")
    if instant is not None and instant < earliest:
        raise ControlError("invalid_arguments", ONLY_FORWARD)

    async def there(now: datetime) -> datetime | None:
        return now + length if length is not None else instant

    return there


def _length(seconds: object) -> timedelta | None:
    if seconds is None:
        return None
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not math.isfinite(seconds):
        raise ControlError("invalid_arguments", "`seconds` is a number")
    if seconds < 0:
        raise ControlError("invalid_arguments", ONLY_FORWARD)
    return timedelta(seconds=min(seconds, (LATEST - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()))


def _instant(to: object) -> datetime | None:
    if to is None:
        return None
    try:
        instant = datetime.fromisoformat(str(to))
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise ControlError("invalid_arguments", "`to` is an instant such as 2026-11-24T08:45:00-05:00")
    return instant
