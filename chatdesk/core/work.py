"""The work at hand: one transaction, the policy, who acts, on which ticket, and when. Handlers and forms get one.

The few steps that every operation takes (save, move, record, tell) live here, so that they are taken the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from chatdesk.core.access import STAFF, Role
from chatdesk.core.document import InternalBlock, InternalDocument, Line, Mention, PublicBlock, PublicDocument
from chatdesk.core.errors import TransitionNotAllowed
from chatdesk.core.model import (
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
)
from chatdesk.core.operation import AnyOperation, Surface
from chatdesk.core.policy import Policy, PrivateThreads, Threads
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a handler works with; `found` is the ticket that the command is about, as it was found."""

    unit: UnitOfWork
    policy: Policy
    calendars: Calendars
    operations: Mapping[str, AnyOperation]
    actor: Person
    handle: Handle
    """The account with which the actor acts."""
    staff: frozenset[Role]
    roles: frozenset[Role]
    now: datetime
    found: Ticket | None = None

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
    def wording(self) -> Wording:
        """Return the desk's words in the actor's language."""
        return Wording(self.policy, words_in(self.actor.language))

    @property
    def words(self) -> Words:
        """Return the words in the actor's language."""
        return words_in(self.actor.language)

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
        return self.is_staff and not self.policy.desk.discloses_agents and self.actor.id != self.ticket.requester

    def public_name(self, wording: Wording) -> str:
        """Return what the actor is called in front of requesters."""
        return wording.desk() if self.speaks_as_desk else self.actor.name

    def possible(self, surface: Surface | None = None) -> tuple[AnyOperation, ...]:
        """Return the operations that apply to the ticket now, for any role: all, or those of one surface."""
        return possible(self.operations, self.ticket.phase, surface)

    # -- statuses
    def moved(self, ticket: Ticket, status: str) -> Ticket:
        """Return the ticket in another status; raise TransitionNotAllowed where no way leads there (S2-18)."""
        current = self.policy.status_of(ticket)
        if status not in current.next:
            names = (self.policy.statuses[name].name.in_(self.words.language) for name in current.next)
            raise TransitionNotAllowed(
                ticket=ticket.reference, status=self.wording.status(ticket), allowed=" · ".join(names) or "–"
            )
        phase = self.policy.statuses[status].phase
        return replace(
            ticket,
            status=status,
            phase=phase,
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
    def save(self, ticket: Ticket) -> None:
        """Keep what the ticket became, and have both its cards redrawn."""
        self.unit.save_ticket(replace(ticket, changed_at=self.now))
        self.unit.post(PublicCard(ticket=ticket.id), priority=Priority.CARD)
        self.unit.post(InternalCard(ticket=ticket.id), priority=Priority.CARD)

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
            changes=changes_between(self.ticket, after, ("status",)),
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

    def answered(self, ticket: Ticket) -> Ticket:
        """Return the ticket as answered: an agent has written to the requester."""
        return ticket if ticket.answered_at else replace(ticket, answered_at=self.now)

    # -- telling
    def mentions(self, *people: PersonId | None) -> Line:
        """Return live mentions of people, without the actor and whoever muted the ticket (S2-16), each once."""
        quiet = self.unit.muted(self.ticket.id) | {self.actor.id}
        told = [person for person in dict.fromkeys(people) if person is not None and person not in quiet]
        return tuple(span for person in told for span in (Mention(person), " "))

    def audience(self) -> Line:
        """Return live mentions of those whom a comment is for: the requester and the watchers (S1-5)."""
        return self.mentions(self.ticket.requester, *self.participants(Part.WATCHER))

    def tell_requester(self, *blocks: PublicBlock) -> None:
        """Post in the requester's thread, and directly to each watcher who cannot look into it."""
        body = PublicDocument(blocks)
        self.unit.post(PublicMessage(ticket=self.ticket.id, body=body))
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
                self.unit.post(RequesterNotice(person=person, body=body, platform=self.ticket.platform))

    def tell_agents(self, *blocks: InternalBlock, copy_of: Origin | None = None) -> None:
        """Post in the agents' thread; as the copy of what was said elsewhere, it replaces the copy before it."""
        self.unit.post(InternalMessage(ticket=self.ticket.id, body=InternalDocument(blocks), copy_of=copy_of))

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
