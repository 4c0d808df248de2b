"""The ids of what a form in steps is made of: each says which form, which step, and where the draft is. Pure.

An id alone is enough to go on from: where the draft is lost, only what was typed before this step is lost with it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self

from chatdesk.core.model import TicketId

LONGEST_ID: Final = 100
_ID: Final = re.compile(
    r"(?P<does>form|page|pick|next|send):(?P<verb>[a-z_]{1,30}):(?P<ticket>[0-9]{0,15})"
    r":(?P<page>[0-9]{1,2}):(?P<key>[0-9a-f]{0,16})(?::(?P<field>.+))?"
)


class Does(StrEnum):
    """What happens at a step."""

    FORM = "form"
    """A modal that a command or a card's button opened comes back."""
    PAGE = "page"
    """A modal that a message of ours in between opened comes back."""
    PICK = "pick"
    """Something is chosen in a message in between."""
    NEXT = "next"
    """The next modal is asked for."""
    SEND = "send"
    """The form is sent as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of one form."""

    does: Does
    verb: str
    ticket: TicketId | None = None
    page: int = 0
    key: str = ""
    """The draft's; empty where a form is over in one step and hides nothing."""
    field: str = ""

    @property
    def id(self) -> str:
        """Return the id, which Discord gives back; never cut."""
        ticket = self.ticket if self.ticket is not None else ""
        parts = f"{self.does}:{self.verb}:{ticket}:{self.page}:{self.key}"
        whole = f"{parts}:{self.field}" if self.field else parts
        if len(whole) > LONGEST_ID:
            raise ValueError(f"the id of field {self.field[:40]}… is too long for Discord")
        return whole

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Read an id, or return None where it is none of these."""
        found = _ID.fullmatch(text)
        if found is None:
            return None
        return cls(
            does=Does(found["does"]),
            verb=found["verb"],
            ticket=TicketId(int(found["ticket"])) if found["ticket"] else None,
            page=int(found["page"]),
            key=found["key"],
            field=found["field"] or "",
        )
