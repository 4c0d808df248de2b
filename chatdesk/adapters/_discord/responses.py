"""What an interaction is answered with, as Discord's API takes it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

from chatdesk.adapters._asking import Told
from chatdesk.adapters._discord.render import render
from chatdesk.adapters._discord.spans import Payload

EPHEMERAL: Final = 64
"""The flag of a message that only one person sees."""


class Way(IntEnum):
    """How an interaction is answered, by Discord's numbers."""

    MESSAGE = 4
    LATER = 5
    """A message follows; until then the person sees that something is under way."""
    SILENT = 6
    """Nothing is shown; only where a component was used."""
    UPDATE = 7
    """The message whose component was used turns into something else."""
    CHOICES = 8
    MODAL = 9


@dataclass(frozen=True, slots=True)
class Edit:
    """A message of ours that turns into something else besides the answer."""

    channel: str
    message: str
    payload: Payload = field(repr=False)


@dataclass(frozen=True, slots=True)
class Response:
    """An answer, and what else changes with it."""

    way: Way
    data: Payload = field(default_factory=dict, repr=False)
    edit: Edit | None = None

    def to_json(self) -> Payload:
        """Return the callback's body."""
        return {"type": int(self.way)} | ({"data": self.data} if self.data else {})


SILENT: Final = Response(Way.SILENT)


def telling(told: Told) -> Response:
    """Tell it to the person alone."""
    return Response(Way.MESSAGE, whispered(render(told.body, told.context)))


def whispered(payload: Payload) -> Payload:
    """Return a message that only the person who acted sees."""
    return {**payload, "flags": EPHEMERAL}


def words_only(content: str, rows: list[Payload] | None = None) -> Payload:
    """Return a message of words, already Markdown, that notifies nobody."""
    return {"content": content, "embeds": [], "components": rows or [], "allowed_mentions": {"parse": []}}


def done(reference: str = "") -> Payload:
    """Return the sign that something was done."""
    return words_only(f"✅ {reference}".rstrip())
