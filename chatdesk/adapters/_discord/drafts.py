"""What somebody has filled in so far of a form that takes several steps, kept until it is sent."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

from chatdesk.core.forms import Answer
from chatdesk.core.model import TicketId

MOST_KEPT: Final = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A form under way: whose it is, what it is about, everything typed and hidden."""

    verb: str
    owner: str
    """The user who fills it in; nobody else gets to see it."""
    ticket: TicketId | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)
    hidden: Mapping[str, str] = field(default_factory=dict)
    pressed: tuple[str, str] | None = None
    """Room and id of the message whose button opened it, which may turn into something else."""


class Drafts(Protocol):
    """Where drafts are kept. A store behind it lets them outlive the process."""

    async def keep(self, key: str, draft: Draft) -> None:
        """Keep a draft under its key, in place of what was there."""

    async def find(self, key: str) -> Draft | None:
        """Return a draft, or None where it is not kept any more."""

    async def drop(self, key: str) -> None:
        """Forget a draft."""


class MemoryDrafts:
    """Drafts in memory: the oldest make room for new ones, and none outlives the process."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._kept: OrderedDict[str, Draft] = OrderedDict()

    async def keep(self, key: str, draft: Draft) -> None:
        self._kept[key] = draft
        self._kept.move_to_end(key)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)

    async def find(self, key: str) -> Draft | None:
        return self._kept.get(key)

    async def drop(self, key: str) -> None:
        self._kept.pop(key, None)


def new_key() -> str:
    """Return a key that nobody guesses."""
    return secrets.token_hex(6)
