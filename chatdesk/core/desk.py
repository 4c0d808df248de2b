"""The desk: turns what somebody wants into one transaction, whichever platform it came from.

`invoke` answers a verb with a form, or runs it; `refresh` redraws a form whose answers changed it; `submit` runs what a
form asked for; `handle` runs a command. Rights and the ticket's state are checked here, when a command is handled, not
when its button was drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, TypeVar

from chatdesk.core import access, undelivered
from chatdesk.core.access import Role
from chatdesk.core.conflicts import twice
from chatdesk.core.errors import NotNow, TicketMissing, TicketUnknown, VerbUnknown
from chatdesk.core.forms import Answer, Answers, Form
from chatdesk.core.hearing import Happening
from chatdesk.core.listening import Listening, in_order
from chatdesk.core.model import DESK, Handle, Person, Ticket, TicketId
from chatdesk.core.operation import AnyOperation, Command, Invocation, Reply, TicketCommand
from chatdesk.core.policy import Policy
from chatdesk.core.ports import Calendars, EventKey, Profile, Store, UnitOfWork
from chatdesk.core.posts import Post, Priority, PublicMessage
from chatdesk.core.staff import MANAGER, is_manager, staff_roles
from chatdesk.core.timers import TICKET_TIMERS
from chatdesk.core.timers.ladder import steps_of
from chatdesk.core.timers.timer import TicketTimer
from chatdesk.core.work import Work

Drawn = TypeVar("Drawn")


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A filled form on its way back: which operation, who, on what, and everything typed and hidden."""

    verb: str
    actor: Profile
    event: EventKey
    ticket: TicketId | None
    answers: Answers
    hidden: Mapping[str, str]


class Desk:
    """One desk: its policy, its store, its operations. Every method is one transaction and takes the time.

    Every method may raise a DeskError, whose `tell` gives the words for the person; nothing was changed then.
    """

    def __init__(
        self,
        *,
        store: Store,
        policy: Policy,
        calendars: Calendars,
        operations: Iterable[AnyOperation],
        timers: Iterable[TicketTimer] = TICKET_TIMERS,
    ) -> None:
        self.store = store
        self.policy = policy
        self.calendars = calendars
        self.operations = {operation.verb: operation for operation in operations if operation.wanted(policy)}
        self.timers = {timer.kind: timer for timer in timers}
        self.listening = Listening(self)
        self._itself = _itself(policy)

    # -- what adapters call
    def language_of(self, actor: Profile) -> str:
        """Return the language in which to speak to somebody: their own, or the desk's."""
        return actor.language or self.policy.desk.language

    def invoke(self, invocation: Invocation, now: datetime) -> Form | Reply:
        """Answer a verb: with its form where it has one, else by running it."""
        operation = self.operation(invocation.verb)
        if operation.form is None:
            return self._run(operation, invocation, now)
        with self.store.read() as unit:
            work = self.work_for(unit, invocation.actor, now)
            if operation.about_ticket:
                work = self._about(work, operation, self._number(operation, invocation.ticket))
            else:
                access.check(operation, work.roles, work.words)
            hints = operation.hints(self.policy, invocation) if operation.hints else {}
            return operation.form(work, hints)

    def refresh(self, submission: Submission, now: datetime) -> Form:
        """Redraw a form whose answers change it; nothing is checked or written yet."""
        operation = self.operation(submission.verb)
        assert operation.form is not None
        with self.store.read() as unit:
            return operation.form(self._form_work(unit, operation, submission, now), _answers(submission))

    @twice
    def submit(self, submission: Submission, now: datetime) -> Reply:
        """Check a filled form against the form as it is now, and run its operation; raise FormRejected.

        Where all that comes of it is a next form, its event is not kept: sent again, it brings that form again.
        """
        operation = self.operation(submission.verb)
        assert operation.form is not None
        with self.store.begin() as unit:
            if not unit.first_time(submission.event, now):
                return Reply()
            self._meet(unit, submission.actor, submission.answers.values())
            work = self._form_work(unit, operation, submission, now)
            clean = operation.form(work, _answers(submission)).check(submission.answers)
            reply = operation.handle(work, _command(operation, submission, clean))
            if reply.form is not None:
                unit.forget_event(submission.event)
            return reply

    @twice
    def handle(self, command: Command, now: datetime) -> Reply:
        """Run a command, once however often its event arrives; a repeated event gets a silent yes."""
        operation = self.operation(command.verb)
        transaction = self.store.read() if operation.asks else self.store.begin()
        with transaction as unit:
            if not operation.asks and not unit.first_time(command.event, now):
                return Reply()
            if not operation.asks:
                self._meet(unit, command.actor, (value for _, value in command))
            work = self.work_for(unit, command.actor, now)
            if isinstance(command, TicketCommand):
                work = self._about(work, operation, command.ticket)
            else:
                access.check(operation, work.roles, work.words)
            return operation.handle(work, command)

    def notice(self, happening: Happening, now: datetime) -> None:
        """Take in what a platform tells: words in a ticket's thread, or who is in a group's room.

        Raise NotYetKnown where it must be told again later, since the desk is about to know what it is about.
        """
        self.listening.notice(happening, now)

    @twice
    def tell_undelivered(self, what: undelivered.Undelivered, now: datetime) -> None:
        """Tell the agents in chat what could not be delivered, and what mends it: once a day a ticket and reason."""
        with self.store.begin() as unit:
            undelivered.tell(unit, self.policy, what, now)

    def arrived(self, unit: UnitOfWork, post: Post, now: datetime) -> None:
        """A post has been delivered: a human's words answer the requester, and a ladder counts from what it asked."""
        if not isinstance(post, PublicMessage) or not (post.by_human or post.asks):
            return
        work = self.own_work(unit, now, unit.ticket(post.ticket))
        ticket = work.reached(work.ticket) if post.by_human else work.ticket
        if post.asks and ticket.ladder_step < len(steps_of(self.policy, ticket)):
            ticket = replace(ticket, ladder_at=now)
        kept = work.keep if work.ticket.answered_at else work.save
        kept(ticket)

    def view(self, draw: Callable[[Work], Drawn], actor: Profile, now: datetime) -> Drawn:
        """Let a view read what it draws: the home tab, or what a platform offers while somebody types."""
        with self.store.read() as unit:
            return draw(self.work_for(unit, actor, now))

    def operation(self, verb: str) -> AnyOperation:
        """Return the operation of a verb; raise VerbUnknown."""
        operation = self.operations.get(verb)
        if operation is None:
            raise VerbUnknown(verb=verb[:40])
        return operation

    # -- the steps
    def _meet(self, unit: UnitOfWork, actor: Profile, told: Iterable[object]) -> None:
        """See the actor and whoever else is named, before a ticket is locked and in the same order everywhere."""
        handles = {one for value in told if isinstance(value, tuple) for one in value if isinstance(one, Handle)}
        others = [Profile(handle=handle) for handle in handles - {actor.handle}]
        for profile in sorted((actor, *others), key=in_order) if others else ():
            unit.see(profile, self.policy.desk.language)

    def _run(self, operation: AnyOperation, invocation: Invocation, now: datetime) -> Reply:
        told: dict[str, Any] = {"actor": invocation.actor, "event": invocation.event}
        if operation.about_ticket:
            told["ticket"] = self._number(operation, invocation.ticket)
        if operation.hints is not None:
            told |= operation.hints(self.policy, invocation)
        return self.handle(operation.command.model_validate(told), now)

    def work_for(self, unit: UnitOfWork, actor: Profile, now: datetime) -> Work:
        """Return the work at hand where somebody acts, on no ticket yet."""
        person = unit.see(actor, self.policy.desk.language)
        staff = MANAGER if is_manager(self.policy, actor.handle) else staff_roles(unit, self.policy, person.id)
        roles = access.roles_of(person.id, staff=staff, ticket=None, participants=())
        return self._work(unit, now, actor=person, handle=actor.handle, staff=staff, roles=roles)

    def own_work(
        self, unit: UnitOfWork, now: datetime, ticket: Ticket | None = None, priority: Priority = Priority.NORMAL
    ) -> Work:
        """Return the work at hand where nobody acts but the desk itself; what agents are told has a priority."""
        return self._work(unit, now, **self._itself, found=ticket, priority=priority)

    def _work(self, unit: UnitOfWork, now: datetime, **who: Any) -> Work:  # noqa: ANN401 - as Work takes it
        return Work(
            unit=unit,
            policy=self.policy,
            operations=self.operations,
            timers=self.timers,
            calendars=self.calendars,
            now=now,
            **who,
        )

    def _about(self, work: Work, operation: AnyOperation, number: TicketId) -> Work:
        """Return the work with its ticket, once the person may see it, may do it, and it applies."""
        ticket = work.unit.ticket(number)
        roles = access.roles_of(
            work.actor.id, staff=work.staff, ticket=ticket, participants=work.unit.participants(number)
        )
        if not (access.may_see(roles) or Role.ANYONE in operation.roles):
            raise TicketUnknown(number=number)
        access.check(operation, roles, work.words)
        work = replace(work, found=ticket, roles=roles)
        if ticket.phase not in operation.phases:
            raise self._not_now(work, operation)
        return work

    def _not_now(self, work: Work, operation: AnyOperation) -> NotNow:
        possible = (work.words(other.label) for other in work.possible() if other.slash and other.roles & work.roles)
        return NotNow(
            verb=work.words(operation.label),
            ticket=work.ticket.reference,
            status=work.policy.status_of(work.ticket).name.in_(work.words.language),
            allowed=", ".join(possible) or "–",
        )

    def _form_work(self, unit: UnitOfWork, operation: AnyOperation, submission: Submission, now: datetime) -> Work:
        work = self.work_for(unit, submission.actor, now)
        if submission.ticket is not None:
            return self._about(work, operation, submission.ticket)
        access.check(operation, work.roles, work.words)
        return work

    def _number(self, operation: AnyOperation, typed: str) -> TicketId:
        prefix = self.policy.desk.prefix
        digits = typed.strip().lstrip("#").upper().removeprefix(prefix).lstrip("-")
        if not digits:
            raise TicketMissing(verb=operation.verb, example=self.policy.desk.first_number)
        if not digits.isdecimal() or len(digits) > _LONGEST_NUMBER:
            raise TicketUnknown(number=typed[:40])
        return TicketId(int(digits))


_LONGEST_NUMBER: Final = 15


def _itself(policy: Policy) -> Mapping[str, Any]:
    """Return who acts, and as what, where nobody does."""
    language = policy.desk.language
    staff = frozenset({Role.AGENT})
    return {
        "actor": Person(id=DESK, name=policy.desk.name.in_(language), language=language),
        "handle": Handle("", "", ""),
        "staff": staff,
        "roles": access.roles_of(DESK, staff=staff, ticket=None, participants=()),
    }


def _answers(submission: Submission) -> dict[str, Answer]:
    return {**submission.hidden, **submission.answers}


def _command(operation: AnyOperation, submission: Submission, clean: Mapping[str, Answer]) -> Command:
    """Make the command of a checked form; `facts.X` fields become its `facts`."""
    told: dict[str, Any] = {"actor": submission.actor, "event": submission.event, "ticket": submission.ticket}
    facts = {}
    for field, answer in ({**submission.hidden, **clean}).items():
        if field.startswith("facts."):
            facts[field.removeprefix("facts.")] = answer
        else:
            told[field] = answer
    command: Command = operation.command.model_validate(told | {"facts": facts})
    return command
