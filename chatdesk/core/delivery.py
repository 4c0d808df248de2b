"""A post on its last step: resolved to a destination and to people's handles, ready for a platform to draw and send.

Also what a platform answers. The platform decides the shape; what became of a try is one of five outcomes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Protocol

from chatdesk.core.document import InternalDocument, PublicDocument
from chatdesk.core.model import Audience, Handle, PersonId, TicketId


@dataclass(frozen=True, slots=True, kw_only=True)
class ToRoom:
    """A new message in a room."""

    platform: str
    room: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToPerson:
    """A new direct message."""

    handle: Handle

    @property
    def platform(self) -> str:
        """Return the platform of the person's handle."""
        return self.handle.platform


@dataclass(frozen=True, slots=True, kw_only=True)
class ToThread:
    """A reply in a thread."""

    platform: str
    room: str
    thread: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToMessage:
    """An edit of a message that was sent before; `thread` where it stands within one."""

    platform: str
    room: str
    message: str
    thread: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToPersonAtThread:
    """Words at a thread that only one person sees; directly where the platform cannot."""

    handle: Handle
    room: str
    thread: str

    @property
    def platform(self) -> str:
        """Return the platform of the person's handle."""
        return self.handle.platform


Destination = ToRoom | ToPerson | ToThread | ToMessage | ToPersonAtThread


@dataclass(frozen=True, slots=True, kw_only=True)
class NewThread:
    """The thread that begins with a message, on platforms where it is a thing of its own."""

    name: str
    members: tuple[Handle, ...] | None = None
    """Who is let into a private thread; None: everybody in the room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guests:
    """Who is let into a thread with a message, and who is shown out of it, where it is private."""

    welcome: tuple[Handle, ...] = ()
    goodbye: tuple[Handle, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """How to write a person here: by name, or live where a mention is meant and there is a handle."""

    name: str
    handle: Handle | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One try at one post. `key` is the same on every try, and means nothing to anyone else."""

    key: str
    to: Destination
    body: PublicDocument | InternalDocument
    summary: str
    """Plain words for notifications and screen readers; never empty, never internal in a public post."""
    people: Mapping[PersonId, Addressee]
    links: Mapping[tuple[TicketId, Audience], str]
    language: str
    since: datetime | None = None
    """When the first try may have begun: a platform that looks for it need not look further back."""
    begins: NewThread | None = None
    """The thread that this message begins."""
    ends: bool = False
    """Whether the ticket has ended, and its thread with it: nobody writes there any more."""
    guests: Guests = Guests()
    """Whom this message brings into its thread, or takes out of it."""


class Cause(StrEnum):
    """Why a platform does not do what it is asked, in a neutral word; `core/undelivered.py` has words for people."""

    LACKS = "lacks"
    """The app lacks permissions in a room."""
    SCOPE = "scope"
    """The app was installed without a scope that it needs."""
    NOT_IN_ROOM = "not_in_room"
    ROOM_GONE = "room_gone"
    ROOM_ARCHIVED = "room_archived"
    ROOM_OPEN = "room_open"
    """Everybody can come into a room that is for agents."""
    NO_ROOM = "no_room"
    """The policy names none."""
    THREADS_FULL = "threads_full"
    """The server has as many active threads as it may."""
    THREAD_FULL = "thread_full"
    """A thread has as many members as it may."""
    NOT_ON_SERVER = "not_on_server"
    """The app was taken off the server."""
    NO_DIRECT_MESSAGES = "no_direct_messages"
    PERSON_GONE = "person_gone"
    NO_ACCOUNT = "no_account"
    """A person has no account on any platform of the desk."""
    NO_THREAD = "no_thread"
    """The card that makes its thread was given up."""
    TIRED = "tired"
    """Tried for days."""
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """What has to be mended before something can be delivered: neutral, so that it can be said in any language."""

    cause: Cause
    room: str = ""
    """The room as people there know it, or its id."""
    lacking: tuple[str, ...] = ()
    """Permissions or scopes by the names that the platform's settings show, in English."""
    reason: str = ""
    """The platform's own word for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """It is there: the message's room, id and address. An aside has no id."""

    room: str
    message: str
    link: str
    thread: str = ""
    """The thread that it began, where that does not go by the message's id."""
    undone: Fix | None = None
    """What could not be done beside it: the message is there, and its thread, or somebody in it, is not."""


class DeliveryFailed(Exception):
    """A platform did not say yes. `reason` is its own word for why; `fix` says what mends it, where somebody must."""

    kind: ClassVar[str] = "failed"

    def __init__(self, reason: str, *, retry_after: float = 0.0, fix: Fix | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after
        self.fix = fix


class Retry(DeliveryFailed):
    """Surely not sent; worth another try after `retry_after` seconds."""

    kind = "retry"


class Ambiguous(DeliveryFailed):
    """Nobody knows whether it was sent: look before the next try."""

    kind = "ambiguous"


class Permanent(DeliveryFailed):
    """Refused for good: a dead letter, shown to the operator."""

    kind = "permanent"


class Gone(Permanent):
    """The thread or message that it belongs to no longer exists; the desk makes it anew."""

    kind = "gone"


class Unauthorised(DeliveryFailed):
    """The platform does not accept our token; everything waits until the operator has mended that."""

    kind = "auth"


class Platform(Protocol):
    """A face of the desk towards one platform, as the delivery job sees it."""

    name: str

    async def send(self, delivery: Delivery) -> Sent:
        """Draw and send; raise one of the DeliveryFailed."""

    async def find(self, delivery: Delivery) -> Sent | None:
        """Look whether an earlier try arrived after all; raise DeliveryFailed where that cannot be known."""
