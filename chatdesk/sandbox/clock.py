"""The sandbox's clock: the real time, pushed forward by tests and by the page."""

from __future__ import annotations

import time


class SandboxClock:
    """Real seconds since the epoch, shifted forward and never back, as message timestamps depend on it.

    `advance` lets time pass for everything. `jump` only turns the calendar: whatever goes by a watch, such as the
    three seconds of a trigger or a limit that the app waits out, goes by `running`, which a jump leaves alone.
    """

    def __init__(self) -> None:
        self._passed = 0.0
        self._jumped = 0.0

    @property
    def offset(self) -> float:
        """How far ahead of the real time it is."""
        return self._passed + self._jumped

    def now(self) -> float:
        """The sandbox's time, in seconds since the epoch: what messages and the page show."""
        return time.time() + self.offset

    def running(self) -> float:
        """Seconds since some moment or other, to measure how long something took; no jump is in them."""
        return time.monotonic() + self._passed

    def advance(self, seconds: float) -> float:
        """Let that time pass and return the new time."""
        if seconds < 0:
            raise ValueError("the sandbox's clock only moves forward")
        self._passed += seconds
        return self.now()

    def jump(self, to: float) -> float:
        """Be at that time, unless it is over, and return the new time."""
        self._jumped += max(0.0, to - self.now())
        return self.now()

    def reset(self) -> None:
        """Return to the real time."""
        self._passed = self._jumped = 0.0
