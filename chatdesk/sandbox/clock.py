"""The sandbox's clock: the real time plus an offset that tests and the page can push forward."""

from __future__ import annotations

import time


class SandboxClock:
    """Real seconds since the epoch, shifted. It never runs backwards, as message timestamps depend on it."""

    def __init__(self) -> None:
        self.offset = 0.0

    def now(self) -> float:
        """The sandbox's time, in seconds since the epoch."""
        return time.time() + self.offset

    def advance(self, seconds: float) -> float:
        """Push the clock forward and return the new time."""
        if seconds < 0:
            raise ValueError("the sandbox's clock only moves forward")
        self.offset += seconds
        return self.now()

    def reset(self) -> None:
        """Return to the real time."""
        self.offset = 0.0
