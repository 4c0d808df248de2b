"""What the desk knows: tickets, people, places, and what happened. Plain frozen values, no behaviour of a platform."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, NewType

TicketId = NewType("TicketId", int)
"""The number that people say: 1042 of SPT-1042. Unique in the database, never reused."""

PersonId = NewType("PersonId", int)

DESK: Final = PersonId(0)
"""Who acted where nobody did: the desk itself, by a timer. No person has this id."""


class Audience(StrEnum):
    """Who may see a place or a post. There is no third value and no default."""

    PUBLIC = "public"
    INTERNAL = "internal"


class Phase(StrEnum):
    """What a policy's status means to the desk; the policy names the statuses, the code only knows phases."""

    NEW = "new"
    WORKING = "working"
    WAITING = "waiting"
    """We wait for the requester."""
    SUSPENDED = "suspended"
    """We wait for someone else: an expert, a supplier, development."""
    RESOLVED = "resolved"
    CLOSED = "closed"
    CANCELLED = "cancelled"


OPEN = frozenset({Phase.NEW, Phase.WORKING, Phase.WAITING, Phase.SUSPENDED})
ENDED = frozenset({Phase.CLOSED, Phase.CANCELLED})


@dataclass(frozen=True, slots=True)
class Handle:
    """A person's account on a platform: (`slack`, `T0DESK`, `U0AMELIE`)."""

    platform: str
    workspace: str
    user: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody the desk knows, on however many platforms."""

    id: PersonId
    name: str
    language: str
    time_zone: str = "UTC"
    facts: Mapping[str, str] = field(default_factory=dict)
    """What the person told before and is not asked again: field id to value (S3-19)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InternalText:
    """Words that only agents may read. Not a `str`, so that no public text can hold it by accident."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file somebody sent: recorded by name, size in bytes and origin; not copied."""

    name: str
    size: int
    origin: str
    """The platform's id of the file."""
    url: str = ""
    """Where those who may see it find it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The message in which something was said: the natural key of a comment or a note."""

    platform: str
    room: str
    message: str
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """Said to or by the requester; everybody in the ticket reads it (S1-4)."""

    id: int = 0
    ticket: TicketId
    author: PersonId
    at: datetime
    text: str
    origin: Origin | None = None
    attachments: tuple[Attachment, ...] = ()
    edited_at: datetime | None = None
    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkNote:
    """Said among agents; never in front of a requester (S1-6, S1-7)."""

    id: int = 0
    ticket: TicketId
    author: PersonId
    at: datetime
    text: InternalText
    origin: Origin | None = None
    attachments: tuple[Attachment, ...] = ()
    edited_at: datetime | None = None
    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One value that became another, by the policy's ids or plain words."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicEntry:
    """A line of the ticket's history that the requester may read; `as_desk`: under the desk's name (S1-16)."""

    ticket: TicketId
    at: datetime
    actor: PersonId
    verb: str
    as_desk: bool = False
    changes: tuple[Change, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InternalEntry:
    """A line of the ticket's history for agents only."""

    ticket: TicketId
    at: datetime
    actor: PersonId
    verb: str
    changes: tuple[Change, ...] = ()
    text: InternalText = InternalText(words="")


Entry = PublicEntry | InternalEntry


class Part(StrEnum):
    """What somebody besides requester and assignee does in a ticket."""

    WATCHER = "watcher"
    """Told of comments, named to the other watchers (S1-5, S1-17)."""
    COLLABORATOR = "collaborator"
    """Told of work notes, named to the other collaborators (S1-8, S1-18)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """A person's part in a ticket."""

    ticket: TicketId
    person: PersonId
    part: Part


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterEntry:
    """Somebody who may open tickets for a customer, on one of its shifts (S3-10, S3-13)."""

    customer: str
    shift: str
    person: PersonId
    since: datetime
    facts: Mapping[str, str] = field(default_factory=dict)
    """What was asked about them: field id to value (S3-52)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterChange:
    """What a ticket asks to become of a customer's roster: somebody joins, somebody leaves, or one for the other."""

    ticket: TicketId
    customer: str
    shift: str
    joins: PersonId | None = None
    leaves: PersonId | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    """What was asked about whoever joins."""
    by_desk: bool = False
    """Whether the desk's own people ask for it, and not the customer (S3-16)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a ticket is shown: a thread that begins with the ticket's card."""

    ticket: TicketId
    audience: Audience
    platform: str
    room: str
    thread: str
    card: str
    """The platform's id of the card message."""
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """The message in the agents' thread that repeats what was said somewhere else."""

    of: Origin
    platform: str
    room: str
    thread: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A stretch in which a ticket's clocks stood still; still lasting where `until` is None."""

    since: datetime
    status: str
    """The status that paused them."""
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """Something that is to happen at an instant, unless the ticket has changed by then.

    A timer that was moved is another one: (ticket, kind, due) tells them apart, and each fires at most once.
    """

    ticket: TicketId
    """The ticket it is about, or `NO_TICKET` for one of the desk itself."""
    kind: str
    """Its kind's name in the registry of timers."""
    due: datetime
    """When, in whole seconds."""


NO_TICKET: Final = TicketId(0)
"""Stands for a ticket where a timer is about none. No ticket has this number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """A request of somebody, from its first word to its end."""

    id: TicketId
    reference: str
    product: str
    kind: str
    title: str
    description: str
    status: str
    phase: Phase
    group: str
    requester: PersonId
    opened_by: PersonId
    opened_at: datetime
    changed_at: datetime
    platform: str
    """Where the requester's thread lives."""
    workspace: str
    customer: str | None = None
    """The company for which it was opened, by the policy's id."""
    site: str | None = None
    """The customer's site that it is about."""
    assignee: PersonId | None = None
    impact: str | None = None
    urgency: str | None = None
    declared_priority: str | None = None
    """By the impact and urgency that the requester declared. Where they declared none, the policy's default, until the
    ticket is qualified; none after that.
    """
    priority: str | None = None
    qualified_at: datetime | None = None
    qualification: str = ""
    """Why the priority was confirmed or changed; the requester reads it (S2-15)."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """The extra fields that the policy asks for this product or kind."""
    quoted: Origin | None = None
    """The message that the ticket was opened from."""
    follows: TicketId | None = None
    """The closed ticket that this one cites (S2-23)."""
    solution: str = ""
    nature: str | None = None
    record: str = ""
    """Where it goes on at a higher level: a reference, or a link that begins with https:// (S2-25)."""
    cancel_reason: str = ""
    """Why it was cancelled, in the words of whoever did."""
    cancel_cause: str | None = None
    """Which of the policy's reasons it was (S4-18)."""
    respond_by: datetime | None = None
    resolve_by: datetime | None = None
    """None while the clock stands still, unless the instant had passed before that."""
    update_by: datetime | None = None
    """When the requester is to hear next how it goes (S3-27)."""
    update_every: str = ""
    """The span agreed upon for that with this requester, as a policy writes it; empty: the policy's."""
    answered_at: datetime | None = None
    """When a human's first message had reached the requester; taking a ticket is no answer (S3-48)."""
    told_at: datetime | None = None
    """When a human's latest message had reached them, or news were promised."""
    pauses: tuple[Pause, ...] = ()
    """When its clocks stood still, in order; only the last one may still last."""
    ladder_at: datetime | None = None
    """When the requester was last asked for what we wait for; None while no ladder runs."""
    ladder_step: int = 0
    """How many steps of the ladder have been taken."""
    escalation: int = 0
    """The level of escalation that was asked for last, from 1; 0: none."""
    escalated_at: datetime | None = None
    """When it was asked for."""
    resolved_at: datetime | None = None
    ended_at: datetime | None = None
