"""How many events are being worked on, so that a process ends only after the last of them."""

from __future__ import annotations

import asyncio
from types import TracebackType


class UnderWay:
    """`with under_way as is_open:` around each; it says whether new ones are still taken."""

    def __init__(self) -> None:
        self._count = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._is_closing = False

    def __enter__(self) -> bool:
        self._count += 1
        self._idle.clear()
        return not self._is_closing

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._count -= 1
        if not self._count:
            self._idle.set()

    async def drain(self, seconds: float) -> None:
        """Take nothing new, and wait until what is under way is done."""
        self._is_closing = True
        try:
            async with asyncio.timeout(seconds):
                await self._idle.wait()
        except TimeoutError:
            return
