"""What the desk announces: an outage of a product, or that the support itself is unavailable. Plain frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from chatdesk.core.model import PersonId

AnnouncementId = NewType("AnnouncementId", int)
"""The number by which agents name it."""


class Subject(StrEnum):
    """What an announcement is about."""

    OUTAGE = "outage"
    """A product or service does not work (S0-16); people may follow it."""
    UNAVAILABLE = "unavailable"
    """Nobody answers for a while (S4-14); it ends by itself where it says until when."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """Something that everybody is told, from its first word to its end; the title, text and news are as typed."""

    id: AnnouncementId = AnnouncementId(0)
    subject: Subject
    product: str = ""
    """The product that is out; empty: all of them."""
    title: str
    text: str
    link: str = ""
    author: PersonId
    at: datetime
    until: datetime | None = None
    news: str = ""
    """What was said last."""
    news_at: datetime | None = None
    over_at: datetime | None = None

    @property
    def can_be_followed(self) -> bool:
        """Whether people may ask to be told of its news and its end."""
        return self.subject is Subject.OUTAGE and self.over_at is None

    def is_about(self, product: str) -> bool:
        """Whether it concerns a product; for an empty one, whether it concerns all of them."""
        return self.product in ("", product)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A message in a room that is edited in place as long as it stands."""

    platform: str
    room: str
    message: str
