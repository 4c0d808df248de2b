"""What the desk can ask of a platform: nine kinds of post, each for one audience. Shaped like effects, not features.

Cards are drawn from the ticket when they are sent, so an edit shows the newest state; messages carry their words.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar, Final

from chatdesk.core.announcement import AnnouncementId
from chatdesk.core.document import InternalDocument, PublicDocument
from chatdesk.core.model import Audience, Origin, PersonId, TicketId


class Priority(IntEnum):
    """Which post goes first when many wait; within a thread the order is kept whatever the priority."""

    URGENT = 0
    NORMAL = 1
    CARD = 2
    BULK = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A thread, whether a ticket's or not, beside which one person is told something."""

    platform: str
    room: str
    thread: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicCard:
    """The first message of the requester's thread; made once, then edited in place."""

    kind: ClassVar[str] = "public_card"
    audience: ClassVar[Audience] = Audience.PUBLIC
    ticket: TicketId


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicMessage:
    """A message in the requester's thread."""

    kind: ClassVar[str] = "public_message"
    audience: ClassVar[Audience] = Audience.PUBLIC
    ticket: TicketId
    body: PublicDocument
    by_human: bool = False
    """Whether a human speaks in it: once it has been delivered, the requester has been answered (S3-48)."""
    asks: bool = False
    """Whether it asks the requester for what the ticket waits for: the ladder counts from its delivery (S3-32)."""
    welcome: tuple[PersonId, ...] = ()
    """Who follows the ticket from now on: let into its thread where that is private."""
    goodbye: tuple[PersonId, ...] = ()
    """Who follows it no more: shown out of a private thread."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequesterNotice:
    """A private message to a requester or watcher: beside a thread, seen by them alone, or directly."""

    kind: ClassVar[str] = "requester_notice"
    audience: ClassVar[Audience] = Audience.PUBLIC
    person: PersonId
    body: PublicDocument
    beside: Spot | None = None
    platform: str = ""
    """Where it is told if they are there: the ticket's platform. Empty: wherever they are."""
    ticket: TicketId | None = None
    """The ticket whose agents are told where it cannot be delivered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InternalCard:
    """The first message of the agents' thread; made once in the group's room, then edited in place."""

    kind: ClassVar[str] = "internal_card"
    audience: ClassVar[Audience] = Audience.INTERNAL
    ticket: TicketId


@dataclass(frozen=True, slots=True, kw_only=True)
class InternalMessage:
    """A message in the agents' thread: the one of now, or a former one where `beside` names it.

    Where it repeats what was said elsewhere, `copy_of` names that: the first one is sent, each later one edits it.
    """

    kind: ClassVar[str] = "internal_message"
    audience: ClassVar[Audience] = Audience.INTERNAL
    ticket: TicketId
    body: InternalDocument
    beside: Spot | None = None
    copy_of: Origin | None = None
    instead_of: Spot | None = None
    """The message, in place of a thread, that this one replaces: a card of a ticket that moved away."""
    warns: str = ""
    """Of which cause it warns, where it tells that something was not delivered; it is not told of in its turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentNotice:
    """A private message to an agent: beside a thread, seen by them alone, or directly."""

    kind: ClassVar[str] = "agent_notice"
    audience: ClassVar[Audience] = Audience.INTERNAL
    person: PersonId
    body: InternalDocument
    beside: Spot | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A message in a room that requesters read, about no ticket: a button that opens a form, or that the desk closes.

    The button opens a form for one product, in any room an agent chose (S0-18).
    """

    kind: ClassVar[str] = "panel"
    audience: ClassVar[Audience] = Audience.PUBLIC
    platform: str
    room: str
    body: PublicDocument
    product: str = ""
    """Whose form its button opens: it is edited when an outage of that product begins and ends."""
    message: str = ""
    """The panel that this one replaces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncementCard:
    """What an intake room reads of an announcement; made once, then edited in place. Drawn when it is sent."""

    kind: ClassVar[str] = "announcement_card"
    audience: ClassVar[Audience] = Audience.PUBLIC
    announcement: AnnouncementId
    platform: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMessage:
    """A message in a group's room, about no single ticket: its queue in the morning, its figures of the week."""

    kind: ClassVar[str] = "group_message"
    audience: ClassVar[Audience] = Audience.INTERNAL
    group: str
    body: InternalDocument


PublicPost = PublicCard | PublicMessage | RequesterNotice | Panel | AnnouncementCard
InternalPost = InternalCard | InternalMessage | AgentNotice | GroupMessage
Post = PublicPost | InternalPost

POSTS: Final[tuple[type[Post], ...]] = (
    PublicCard,
    PublicMessage,
    RequesterNotice,
    Panel,
    AnnouncementCard,
    InternalCard,
    InternalMessage,
    AgentNotice,
    GroupMessage,
)
