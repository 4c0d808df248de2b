"""The work at hand: one transaction, the policy, who acts, on which ticket, and when. Handlers and forms get one.

The few steps that every operation takes (save, move, record, tell) live here, so that they are taken the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from chatdesk.core.access import STAFF, Role
from chatdesk.core.clocks import Clocks, clocks_of, with_pauses
from chatdesk.core.document import InternalBlock, InternalDocument, Line, Mention, PublicBlock, PublicDocument
from chatdesk.core.errors import TransitionNotAllowed
from chatdesk.core.model import (
    DESK,
    ENDED,
    Audience,
    Change,
    Handle,
    InternalEntry,
    InternalText,
    Origin,
    Part,
    Person,
    PersonId,
    Phase,
    PublicEntry,
    Ticket,
    Timer,
)
from chatdesk.core.operation import AnyOperation, Surface
from chatdesk.core.policy import Policy
from chatdesk.core.policy_desk import PrivateThreads, Threads
from chatdesk.core.ports import Calendars, UnitOfWork
from chatdesk.core.posts import (
    AgentNotice,
    InternalCard,
    InternalMessage,
    Priority,
    PublicCard,
    PublicMessage,
    RequesterNotice,
    Spot,
)
from chatdesk.core.wording import Wording
from chatdesk.core.words import Words, words_in

if TYPE_CHECKING:
    from chatdesk.core.timers.timer import TicketTimer


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a handler works with; `found` is the ticket that the command is about, as it was found."""

    unit: UnitOfWork
    policy: Policy
    calendars: Calendars
    operations: Mapping[str, AnyOperation]
    timers: Mapping[str, TicketTimer]
    actor: Person
    handle: Handle
    """The account with which the actor acts."""
    staff: frozenset[Role]
    roles: frozenset[Role]
    now: datetime
    found: Ticket | None = None
    priority: Priority = Priority.NORMAL
    """How urgent is what the agents are told."""

    # -- reading
    @property
    def ticket(self) -> Ticket:
        """Return the ticket at hand; an operation without one never asks."""
        assert self.found is not None
        return self.found

    @property
    def is_staff(self) -> bool:
        """Whether the actor works for the desk."""
        return bool(self.staff & STAFF)

    @property
    def open_kinds(self) -> frozenset[str]:
        """Return the kinds that the actor may open (S2-7)."""
        return self.policy.kinds_open_to(self.unit.groups_of(self.actor.id))

    @property
    def wording(self) -> Wording:
        """Return the desk's words in the actor's language."""
        return Wording(self.policy, words_in(self.actor.language))

    @property
    def words(self) -> Words:
        """Return the words in the actor's language."""
        return words_in(self.actor.language)

    def words_for(self, person: PersonId) -> Words:
        """Return the words in somebody's language."""
        return words_in(self.unit.person(person).language)

    @property
    def desk_wording(self) -> Wording:
        """Return the desk's words in the language of the agents' rooms."""
        return Wording(self.policy, words_in(self.policy.desk.language))

    @property
    def requester_wording(self) -> Wording:
        """Return the desk's words in the language of the ticket's requester."""
        return Wording(self.policy, words_in(self.unit.person(self.ticket.requester).language))

    @property
    def thread_is_direct(self) -> bool:
        """Whether the requester's thread stands in their direct messages, where nobody else can look into it."""
        private = self.policy.private_threads(self.ticket.platform)
        return self.policy.desk.threads is Threads.PRIVATE and private is PrivateThreads.DIRECT

    def participants(self, part: Part) -> tuple[PersonId, ...]:
        """Return who has a part in the ticket at hand, in the order in which they joined."""
        return tuple(who.person for who in self.unit.participants(self.ticket.id) if who.part is part)

    @property
    def speaks_as_desk(self) -> bool:
        """Whether the actor goes by the desk's name in front of requesters (S1-16)."""
        if self.actor.id == DESK:
            return True
        return self.is_staff and not self.policy.desk.discloses_agents and self.actor.id != self.ticket.requester

    def public_name(self, wording: Wording) -> str:
        """Return what the actor is called in front of requesters."""
        return wording.desk() if self.speaks_as_desk else self.actor.name

    def possible(self, surface: Surface | None = None) -> tuple[AnyOperation, ...]:
        """Return the operations that apply to the ticket now, for any role: all, or those of one surface."""
        return possible(self.operations, self.ticket.phase, surface)

    # -- statuses
    def moved(self, ticket: Ticket, status: str, phase: Phase | None = None) -> Ticket:
        """Return the ticket in another status, or in another phase of its own.

        A step that has a phase of its own gives it; otherwise it is the status's. Raise TransitionNotAllowed where no
        way leads there (S2-18).
        """
        current = self.policy.status_of(ticket)
        phase = phase or self.policy.statuses[status].phase
        in_place = status == ticket.status and phase is not ticket.phase
        if status not in current.next and not in_place:
            names = (self.policy.statuses[name].name.in_(self.words.language) for name in current.next)
            raise TransitionNotAllowed(
                ticket=ticket.reference, status=self.wording.status(ticket), allowed=" · ".join(names) or "–"
            )
        return replace(
            ticket,
            status=status,
            phase=phase,
            ladder_at=None,
            ladder_step=0,
            resolved_at=self.now if phase is Phase.RESOLVED else ticket.resolved_at,
            ended_at=self.now if phase in ENDED else None,
        )

    def moved_if_allowed(self, ticket: Ticket, status: str | None) -> Ticket:
        """Return the ticket in another status where the policy names one and its table leads there."""
        if status is None or status not in self.policy.status_of(ticket).next:
            return ticket
        return self.moved(ticket, status)

    def started(self, ticket: Ticket) -> Ticket:
        """Return a ticket that somebody works on from now: a new one moves on, any other stays in its status."""
        return self.moved_if_allowed(ticket, self.policy.moves.take) if ticket.phase is Phase.NEW else ticket

    # -- writing
    def add(self, ticket: Ticket) -> Ticket:
        """Keep a new ticket, with its clocks and timers; return it."""
        ticket = self._counted(ticket, {})
        self.unit.add_ticket(ticket)
        return ticket

    def save(self, ticket: Ticket) -> None:
        """Keep what the ticket became, with its clocks and timers, and have both its cards redrawn."""
        self.keep(ticket)
        self.redraw(ticket)

    def keep(self, ticket: Ticket) -> None:
        """Keep what the ticket became where no card shows it."""
        told: dict[str, Any] = {"changed_at": self.now}
        if self.found is None or counts_otherwise(self.found, ticket):
            self.unit.save_ticket(self._counted(ticket, told))
        else:
            self.unit.save_ticket(replace(ticket, **told))

    def keep_reached(self) -> None:
        """A human's words have reached the requester: the first answer is on the cards, later ones are not (S3-48)."""
        kept = self.save if self.ticket.answered_at is None else self.keep
        kept(self.reached(self.ticket))

    def reached(self, ticket: Ticket) -> Ticket:
        """Return the ticket after a human's words have reached the requester."""
        return replace(ticket, answered_at=ticket.answered_at or self.now, told_at=self.now)

    def _counted(self, ticket: Ticket, told: Mapping[str, Any]) -> Ticket:
        """Return the ticket with its pauses and due dates as of now, and what else is told; arm its timers."""
        paused = with_pauses(ticket, self.policy, self.now)
        clocks = clocks_of(paused, self.policy, self.calendars)
        self.unit.arm(ticket.id, armed(self.timers, clocks))
        return replace(paused, **clocks.due_dates(self.found), **told)

    def redraw(self, ticket: Ticket, priority: Priority = Priority.CARD) -> None:
        """Have both cards of the ticket drawn anew."""
        self.unit.post(PublicCard(ticket=ticket.id), priority=priority)
        self.unit.post(InternalCard(ticket=ticket.id), priority=priority)

    def record(self, verb: str, *, after: Ticket | None = None, text: str = "") -> None:
        """Write a line of history that the requester may read: what changed on the way to `after`, and their words.

        Where requesters are shown no priority, what changed of it is written for agents only.
        """
        after = after or self.ticket
        entry = PublicEntry(
            ticket=self.ticket.id,
            at=self.now,
            actor=self.actor.id,
            verb=verb,
            as_desk=self.speaks_as_desk,
            changes=changes_between(self.ticket, after, ("status", "escalation", "record", "cancel_cause")),
            text=text,
        )
        urgency = changes_between(self.ticket, after, ("priority", "impact", "urgency"))
        if self.policy.desk.shows_priority:
            entry = replace(entry, changes=(*entry.changes, *urgency))
        elif urgency:
            self.record_internally(verb, changes=urgency)
        self.unit.record(entry)

    def record_internally(self, verb: str, *, changes: Iterable[Change] = (), text: InternalText | None = None) -> None:
        """Write a line of history for agents only."""
        entry = InternalEntry(
            ticket=self.ticket.id,
            at=self.now,
            actor=self.actor.id,
            verb=verb,
            changes=tuple(changes),
            text=text or InternalText(words=""),
        )
        self.unit.record(entry)

    # -- telling
    def mentions(self, *people: PersonId | None) -> Line:
        """Return live mentions of people, without the actor and whoever muted the ticket (S2-16), each once."""
        quiet = self.unit.muted(self.ticket.id) | {self.actor.id}
        told = [person for person in dict.fromkeys(people) if person is not None and person not in quiet]
        return tuple(span for person in told for span in (Mention(person), " "))

    def audience(self) -> Line:
        """Return live mentions of those whom a comment is for: the requester and the watchers (S1-5)."""
        return self.mentions(self.ticket.requester, *self.participants(Part.WATCHER))

    def tell_requester(self, *blocks: PublicBlock, asks: bool = False) -> None:
        """Post in the requester's thread, and directly to each watcher who cannot look into it.

        Where an agent speaks, the requester is answered once it has been delivered (S3-48); where it `asks` for
        something, the ladder counts from then (S3-32, S3-33).
        """
        body = PublicDocument(blocks)
        by_human = self.is_staff and self.actor.id not in (DESK, self.ticket.requester)
        self.unit.post(PublicMessage(ticket=self.ticket.id, body=body, by_human=by_human, asks=asks))
        self.tell_watchers_elsewhere(body)

    def tell_watchers_elsewhere(self, body: PublicDocument) -> None:
        """Send a message directly to the watchers who cannot look into the requester's thread.

        That is all of them where it stands in the requester's direct messages, else those without an account on its
        platform; never the actor, nor whoever muted the ticket.
        """
        quiet = self.unit.muted(self.ticket.id) | {self.actor.id}
        for person in self.participants(Part.WATCHER):
            is_there = self.unit.handle(person, self.ticket.platform) is not None and not self.thread_is_direct
            if person not in quiet and not is_there:
                told = RequesterNotice(person=person, body=body, platform=self.ticket.platform, ticket=self.ticket.id)
                self.unit.post(told)

    def tell_agents(self, *blocks: InternalBlock, copy_of: Origin | None = None) -> None:
        """Post in the agents' thread; as the copy of what was said elsewhere, it replaces the copy before it."""
        message = InternalMessage(ticket=self.ticket.id, body=InternalDocument(blocks), copy_of=copy_of)
        self.unit.post(message, priority=self.priority)

    def tell_actor_beside(self, spot: Spot, *blocks: PublicBlock) -> None:
        """Tell the actor something beside a thread, seen by them alone."""
        if self.is_staff:
            self.unit.post(AgentNotice(person=self.actor.id, body=InternalDocument(blocks), beside=spot))
        else:
            self.unit.post(RequesterNotice(person=self.actor.id, body=PublicDocument(blocks), beside=spot))

    def public_spot(self) -> Spot | None:
        """Return where the requester's thread is, once there is one."""
        place = self.unit.find_place(self.ticket.id, Audience.PUBLIC)
        if place is None:
            return None
        return Spot(platform=place.platform, room=place.room, thread=place.thread)


def possible(
    operations: Mapping[str, AnyOperation], phase: Phase, surface: Surface | None = None
) -> tuple[AnyOperation, ...]:
    """Return the operations on tickets that apply in a phase, for any role: all, or those of one surface."""
    return tuple(
        operation
        for operation in operations.values()
        if operation.about_ticket and phase in operation.phases and (surface is None or surface in operation.surfaces)
    )


def changes_between(before: Ticket, after: Ticket, fields: Iterable[str]) -> tuple[Change, ...]:
    """Return what differs between two states of a ticket, field by field."""
    return tuple(
        Change(field=field, before=str(getattr(before, field) or ""), after=str(getattr(after, field) or ""))
        for field in fields
        if getattr(before, field) != getattr(after, field)
    )


def armed(timers: Mapping[str, TicketTimer], clocks: Clocks) -> tuple[Timer, ...]:
    """Return the timers that a ticket waits for, as it is."""
    due = ((kind, timer.due(clocks)) for kind, timer in timers.items())
    return tuple(Timer(ticket=clocks.ticket.id, kind=kind, due=whole(at)) for kind, at in due if at is not None)


def whole(instant: datetime) -> datetime:
    """Return the first whole second at or after an instant."""
    return instant if not instant.microsecond else instant.replace(microsecond=0) + timedelta(seconds=1)


COUNTED: Final = (
    "status",
    "phase",
    "kind",
    "product",
    "priority",
    "declared_priority",
    "qualified_at",
    "answered_at",
    "told_at",
    "update_every",
    "resolved_at",
    "ladder_at",
    "ladder_step",
)
"""What a ticket's clocks and timers depend on."""


def counts_otherwise(before: Ticket, after: Ticket) -> bool:
    """Whether a ticket's clocks and timers may have changed."""
    return any(getattr(before, field) != getattr(after, field) for field in COUNTED)
