"""Listening in threads: what people write there becomes a comment or a work note, by the place they wrote it in.

Two look-ups, two types, no default: a message in a thread that is nobody's is not the desk's business.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chatdesk.core.delivery import Fix
from chatdesk.core.model import Attachment, Origin
from chatdesk.core.ports import EventKey, Profile


class NotYetKnown(Exception):
    """What was told is about something that the desk is about to know: tell it again in a moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A message that somebody wrote in a thread, in plain text; `origin` says in which room and which message."""

    actor: Profile
    event: EventKey
    origin: Origin
    thread: str
    text: str
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """A message that was heard before now reads otherwise."""

    actor: Profile
    event: EventKey
    origin: Origin
    text: str
    thread: str = ""
    """The thread it stands in, where the platform says so."""
    at: datetime | None = None
    """When it was edited, where the platform says so: an older edit that arrives later is no news."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deleted:
    """A message that was heard before is gone from the chat; the desk keeps what it said."""

    actor: Profile
    event: EventKey
    origin: Origin
    thread: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomMembers:
    """Everybody who is in a room now: whoever is in a group's room is its agent."""

    platform: str
    room: str
    members: tuple[Profile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomJoined:
    """Somebody came into a room."""

    room: str
    who: Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomLeft:
    """Somebody left a room."""

    room: str
    who: Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupJoined:
    """Somebody turned out to be an agent of a group on a platform that lists nobody: by a room they see, or a role."""

    group: str
    who: Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupLeft:
    """Somebody turned out to be no agent of a group any more, as far as this platform tells."""

    group: str
    who: Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomsUnusable:
    """Rooms of the policy that the desk cannot use, and what mends each; the managers are told."""

    platform: str
    workspace: str
    troubles: tuple[Fix, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleMet:
    """Who the people are whom somebody is about to name: an account alone says no name."""

    profiles: tuple[Profile, ...]


Happening = (
    Heard | Edited | Deleted | RoomMembers | RoomJoined | RoomLeft | GroupJoined | GroupLeft | RoomsUnusable | PeopleMet
)
"""What a platform tells the desk that is not addressed to it."""

__all__ = [
    "Deleted",
    "Edited",
    "GroupJoined",
    "GroupLeft",
    "Happening",
    "Heard",
    "NotYetKnown",
    "PeopleMet",
    "RoomJoined",
    "RoomLeft",
    "RoomMembers",
    "RoomsUnusable",
]
