"""What the desk says, before any platform gives it a shape: lines of spans in blocks.

Every `str` in here is literal text, but for a quotation's, which is the desk's Markdown. A renderer escapes the rest,
so nothing that somebody typed can become a mention or hide an address. What should be live has a type of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chatdesk.core.chart import Chart
from chatdesk.core.model import Audience, InternalText, PersonId, TicketId


@dataclass(frozen=True, slots=True)
class Strong:
    """Bold text."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """Something to type, such as a command."""

    text: str


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant, shown in the reader's own time zone and language."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Name:
    """A person by name, who is not notified."""

    person: PersonId


@dataclass(frozen=True, slots=True)
class Mention:
    """A person by name, who is notified."""

    person: PersonId


@dataclass(frozen=True, slots=True)
class GroupMention:
    """A support group, whose members are notified: by its role where the platform has one, else one by one."""

    group: str


@dataclass(frozen=True, slots=True)
class RoleMention:
    """A platform's role or user group, whose members are notified: what a group becomes when it is sent there."""

    role: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link whose address the desk knows to be good."""

    url: str
    text: str


@dataclass(frozen=True, slots=True)
class ThreadLink:
    """A link to a ticket's thread, found when the post is sent; plain text while there is no thread yet."""

    ticket: TicketId
    audience: Audience
    text: str


Inline = str | Strong | Code | Moment | Name | Mention | GroupMention | RoleMention | Link | ThreadLink
Line = tuple[Inline, ...]


class Style(StrEnum):
    """How a button looks."""

    PLAIN = "plain"
    PRIMARY = "primary"
    DANGER = "danger"


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """Names an operation and what it is about; pressing it takes the same road as the slash command."""

    verb: str
    label: str
    subject: str = ""
    """A ticket's number, or what else the operation starts from (a product)."""
    style: Style = Style.PLAIN


@dataclass(frozen=True, slots=True)
class Heading:
    """A title line."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of words."""

    line: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """What somebody wrote to the desk. Stored whole; a platform may cut it and then points at `more`."""

    text: str
    """The desk's Markdown: strong, emphasis, strike, code, quotations, lists, bare addresses; all else is literal."""
    more: str = ""
    """Address of the whole text, or empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InternalQuote:
    """What an agent wrote for agents, in the desk's Markdown; no public document can hold one."""

    text: InternalText
    more: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and what stands beside it."""

    label: str
    value: Line


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels and values, side by side where the platform can."""

    rows: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Small:
    """Words in small print."""

    line: Line


@dataclass(frozen=True, slots=True)
class Actions:
    """A row of buttons."""

    buttons: tuple[Button, ...]
    more: tuple[Button, ...] = ()
    """What stands in a menu at the end of the row, by label alone; choosing one is pressing it."""


@dataclass(frozen=True, slots=True)
class Divider:
    """A line between two parts."""


PublicBlock = Heading | Paragraph | Quote | Facts | Small | Actions | Divider
InternalBlock = PublicBlock | InternalQuote | Chart


@dataclass(frozen=True, slots=True)
class PublicDocument:
    """Something that a requester may read."""

    blocks: tuple[PublicBlock, ...]


@dataclass(frozen=True, slots=True)
class InternalDocument:
    """Something that only agents may read. Not a kind of `PublicDocument`: nothing turns one into the other."""

    blocks: tuple[InternalBlock, ...]


def lines_of(document: PublicDocument | InternalDocument) -> Iterator[Line]:
    """Give every line of spans in a document, in reading order."""
    for block in document.blocks:
        match block:
            case Paragraph(line) | Small(line):
                yield line
            case Facts(rows):
                for row in rows:
                    yield row.value
            case _:
                pass


def people_in(document: PublicDocument | InternalDocument) -> frozenset[PersonId]:
    """Give everyone whom a document names or mentions."""
    return frozenset(span.person for line in lines_of(document) for span in line if isinstance(span, Name | Mention))


def thread_links_in(document: PublicDocument | InternalDocument) -> frozenset[tuple[TicketId, Audience]]:
    """Give the threads that a document points at."""
    return frozenset(
        (span.ticket, span.audience) for line in lines_of(document) for span in line if isinstance(span, ThreadLink)
    )
