"""What a policy says of the desk itself: its ways, its rooms on each platform, and its groups."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

from pydantic import Field

from chatdesk.core.policy_values import (
    CalendarId,
    GroupId,
    Identifier,
    LocalText,
    Named,
    Part,
    Prefix,
    RoomId,
    StatusId,
)


class GroupPolicy(Named):
    """A support group; its members are the members of its room on each platform, and those who hold its role there."""

    rooms: Mapping[Identifier, RoomId] = Field(default_factory=dict)
    """Platform to the id of the group's private room."""
    roles: Mapping[Identifier, RoomId] = Field(default_factory=dict)
    """Platform to the id of the role that the group's members hold, where a room's members cannot be told."""
    escalates_to: GroupId | None = None
    """The tier that takes over what this group does not solve in time (S3-28)."""
    status: StatusId | None = None
    """The status of a ticket that is handed to it, where the table leads there; its own unless said (S2-11)."""


class Threads(StrEnum):
    """Where the requester's thread lives."""

    PUBLIC = "public"
    PRIVATE = "private"


class OnYes(StrEnum):
    """What a confirmed solution leads to (S2-21)."""

    CLOSE = "close"
    AGENT = "agent"
    """One click is left to the agent in charge."""


class PrivateThreads(StrEnum):
    """What a private thread is on a platform."""

    DIRECT = "direct"
    """The requester's direct messages with the desk; watchers get theirs."""
    THREAD = "thread"
    """A private thread in the intake room, into which requester and watchers are let."""


class Receipts(StrEnum):
    """When the requester is told privately that a ticket exists (S1-20)."""

    FORM = "form"
    ALWAYS = "always"
    NEVER = "never"


class RoomsPolicy(Part):
    """The rooms of the desk on one platform."""

    intake: RoomId
    """Id of the room in which requesters' public threads stand."""
    private: PrivateThreads = PrivateThreads.DIRECT
    """Where a thread stands that the desk keeps private."""


class DeskPolicy(Part):
    """The desk itself."""

    name: LocalText
    """What the desk calls itself."""
    prefix: Prefix
    """What a ticket's reference begins with: `FAC` in `FAC-1042`."""
    version: str = Field(default="", max_length=20)
    """Which version of its policy this is, as people write it: `7`; shown below the help (S2-26, S3-53, S4-26)."""
    first_number: int = Field(default=1001, ge=1, le=999_999_999)
    """The number of its first ticket."""
    language: Literal["en", "fr"] = "en"
    """Spoken in the agents' rooms, and to people whose language nobody knows."""
    calendar: CalendarId
    """The calendar on which its spans are counted."""
    discloses_agents: bool = True
    """Whether requesters may learn an agent's name (S1-16)."""
    shows_priority: bool = True
    """Whether requesters see the priority that their ticket was given."""
    threads: Threads = Threads.PUBLIC
    """Where the requester's thread lives: in the intake room, or in their direct messages."""
    receipts: Receipts = Receipts.FORM
    """When the requester is told privately that a ticket exists: opened by themselves, always, never."""
    on_yes: OnYes = OnYes.CLOSE
    """What the requester's "yes, it is solved" leads to: the end, or one click for the agent in charge."""
