"""Slack's pace: about one message a second and room, with a short burst. It counts; whoever sends does the waiting."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Final

RATE: Final = 1.0
BURST: Final = 3.0
_MOST_ROOMS: Final = 5_000


class Pace:
    """For each room the moment from which its next message is in time; a quiet room has a burst saved up."""

    def __init__(self, clock: Callable[[], float], *, rate: float = RATE, burst: float = BURST) -> None:
        self._clock = clock
        self._gap = 1.0 / rate
        self._saved = (burst - 1.0) * self._gap
        self._next: OrderedDict[str, float] = OrderedDict()

    def turn(self, room: str, patience: float) -> float:
        """Return the seconds to wait before a message; up to `patience` the turn is taken, beyond it is not."""
        now = self._clock()
        due = max(self._next.get(room, 0.0), now - self._saved)
        wait = max(0.0, due - now)
        if wait <= patience:
            self._keep(room, due + self._gap)
        return wait

    def hold(self, room: str, seconds: float) -> None:
        """Let nothing into a room for a while: Slack said so."""
        self._keep(room, self._clock() + seconds)

    def _keep(self, room: str, due: float) -> None:
        self._next[room] = due
        self._next.move_to_end(room)
        while len(self._next) > _MOST_ROOMS:
            self._next.popitem(last=False)
