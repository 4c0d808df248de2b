"""What a document is drawn with, on whichever platform, and what no drawing may show. Knows no platform."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from chatdesk.core.delivery import Addressee
from chatdesk.core.document import Mention, Name, ThreadLink
from chatdesk.core.model import Audience, PersonId, TicketId
from chatdesk.core.words import Words


@dataclass(frozen=True, slots=True)
class Context:
    """What a document needs to be drawn for one reader: the words, how to write people, where threads are."""

    words: Words
    people: Mapping[PersonId, Addressee] = field(default_factory=dict)
    links: Mapping[tuple[TicketId, Audience], str] = field(default_factory=dict)
    audience: Audience = Audience.PUBLIC
    """Whose document it is: a public one never shows the address of an agents' thread."""
    pictures: tuple[str, ...] = ()
    """What the platform calls the pictures of the document's charts; none where they are shown as tables."""

    def address_of(self, thread: ThreadLink) -> str:
        """Return where a thread is; nothing where it is unknown, or not for this document's readers."""
        hidden = thread.audience is Audience.INTERNAL and self.audience is Audience.PUBLIC
        return "" if hidden else self.links.get((thread.ticket, thread.audience), "")

    def account_of(self, mention: Mention, platform: str) -> str:
        """Return a person's id on a platform; nothing where they are known on another one only."""
        known = self.people.get(mention.person)
        return known.handle.user if known and known.handle and known.handle.platform == platform else ""

    def name_of(self, span: Name | Mention) -> str:
        """Return what a person is called; nothing where nobody knows."""
        known = self.people.get(span.person)
        return known.name if known else ""


def refuse_other(body: object, allowed: type) -> None:
    """Raise TypeError unless a document is of exactly this kind: an internal one is never drawn as a public one."""
    if type(body) is not allowed:
        raise TypeError(f"{allowed.__name__} expected, not {type(body).__name__}")
