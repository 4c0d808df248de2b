"""What a check of a policy gives: mistakes, each with its place. Knows neither policies nor files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final, NamedTuple

from chatdesk.core.policy import Policy

Path = tuple[str | int, ...]
"""The keys and positions that lead to a place in a policy; `KEY` at its end means the key itself."""

KEY: Final = "[key]"

_SHOWN: Final = 20


class Finding(NamedTuple):
    """One mistake: where, and what is wrong there."""

    path: Path
    message: str


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look at, and the sections of the policy that it reads."""

    needs: frozenset[str]
    find: Callable[[Policy], Iterator[Finding]]


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return what somebody who wrote a word may have meant, ready to follow the message; else what there is."""
    names = {name.casefold(): name for name in known}
    near = get_close_matches(word.casefold(), names, n=1)
    if near:
        return f"; did you mean {names[near[0]]!r}?"
    shown = [*names.values()][:_SHOWN] + (["…"] if len(names) > _SHOWN else [])
    return f"; known here: {', '.join(shown)}" if names else ""
