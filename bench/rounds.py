"""How everything here is measured: interleaved rounds, the median of the rounds' ratios, each beside its goal.

Many short rounds rather than few long ones: what disturbs the machine then falls on both sides of a round, or on few.
"""

from __future__ import annotations

import gc
import statistics
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final

Measure = Callable[[], Awaitable[float]]
"""One round of one side; returns its rate (more is better)."""
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is measured: the rounds of each side, and how large each is beside the full size."""

    rounds: int
    scale: float

    def of(self, full: int, least: int = 1) -> int:
        """Return how many of something a round does."""
        return max(least, round(full * self.scale))


FULL: Final = Effort(rounds=31, scale=1.0)
QUICK: Final = Effort(rounds=11, scale=0.5)


@dataclass(frozen=True, slots=True)
class Goal:
    """What a number must be: at least, below, or exactly."""

    number: float
    how: str
    """One of `>=`, `<` and `=`."""
    unit: str = "x"

    def is_met_by(self, number: float) -> bool:
        match self.how:
            case ">=":
                return number >= self.number
            case "<":
                return number < self.number
            case _:
                return number == self.number

    def __str__(self) -> str:
        return f"{self.how} {self.number:g}{'' if self.unit == 'x' else ' '}{self.unit}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table. A ratio above 1 means that ours does more; `met` is None where nothing was measured."""

    name: str
    ours: float | None
    reference: float | None = None
    ratio: float | None = None
    goal: Goal
    met: bool | None
    note: str = ""

    def plain(self) -> dict[str, object]:
        """Return the row as results.json keeps it."""
        return {
            "name": self.name,
            "ours": _short(self.ours),
            "reference": _short(self.reference),
            "ratio": _short(self.ratio),
            "goal": self.goal.number,
            "met": self.met,
        }


def absolute(name: str, ours: float, goal: Goal, *, reference: float | None = None, note: str = "") -> Row:
    """Return the row of a number that has its goal by itself; a reference stands beside it for comparison."""
    return Row(name=name, ours=ours, reference=reference, goal=goal, met=goal.is_met_by(ours), note=note)


def skipped(name: str, goal: Goal, why: str) -> Row:
    """Return the row of what could not be measured here."""
    return Row(name=name, ours=None, goal=goal, met=None, note=f"skipped: {why}")


async def interleaved(effort: Effort, sides: Mapping[str, Measure], tell: Tell) -> dict[str, list[float]]:
    """Measure the sides in turn, round by round, after one round each that does not count; return their rates."""
    for measure in sides.values():
        await measure()
    rates: dict[str, list[float]] = {side: [] for side in sides}
    for number in range(effort.rounds):
        tell(f"round {number + 1} of {effort.rounds}")
        for side, measure in sides.items():
            gc.collect()
            rates[side].append(await measure())
    return rates


def compared(name: str, ours: list[float], reference: list[float], goal: Goal, note: str = "") -> Row:
    """Return the row of two sides that were measured in turn."""
    ratios = sorted(mine / theirs for mine, theirs in zip(ours, reference, strict=True))
    ratio = statistics.median(ratios)
    spread = f"rounds {ratios[0]:.2f} to {ratios[-1]:.2f}"
    return Row(
        name=name,
        ours=statistics.median(ours),
        reference=statistics.median(reference),
        ratio=ratio,
        goal=goal,
        met=goal.is_met_by(ratio),
        note=f"{spread}; {note}" if note else spread,
    )


def _short(number: float | None) -> float | None:
    return None if number is None else float(f"{number:.4g}") if abs(number) < 1000 else round(number)
