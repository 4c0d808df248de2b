"""escalate: the requester asks for somebody higher up, level by level, and is told whom to call (S3-36..42, S4-20)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import ClassVar, Final

from chatdesk.core.access import Role
from chatdesk.core.dates import time_in_words
from chatdesk.core.document import (
    GroupMention,
    Line,
    Paragraph,
    PublicDocument,
    Quote,
    Small,
    Strong,
)
from chatdesk.core.errors import AlreadyDone, LevelLocked, NoLevelLeft
from chatdesk.core.escalation import (
    contact_card,
    has_levels,
    is_for_unsatisfied,
    levels_of,
    next_level,
    opens_at,
    procedure,
)
from chatdesk.core.forms import Answers, Choice, Field, Form, Option
from chatdesk.core.forms import Paragraph as ParagraphField
from chatdesk.core.managers import tell_managers
from chatdesk.core.model import OPEN, PersonId, Ticket
from chatdesk.core.operation import Operation, Reply, Surface, TicketCommand, typed_into
from chatdesk.core.policy_escalation import LevelPolicy
from chatdesk.core.posts import PublicMessage, RequesterNotice
from chatdesk.core.wording import Wording
from chatdesk.core.words import N_
from chatdesk.core.work import Work

UNSATISFIED: Final = "unsatisfied"


class Escalate(TicketCommand):
    """Ask for the next level, with the reason; `plan` says that the action plan does not satisfy."""

    verb: ClassVar[str] = "escalate"

    reason: str
    plan: str = ""
    level: int = 0
    """Which level the form was about; 0: whichever comes next."""


def escalate(work: Work, command: Escalate) -> Reply:
    """Take the ticket one level up; give its people the contacts, and tell agents and managers.

    Raise NoLevelLeft after the last level, LevelLocked before the next one opens, AlreadyDone where somebody else was
    faster.
    """
    ticket = work.ticket
    _next(work, unsatisfied=command.plan == UNSATISFIED)
    if command.level not in (0, ticket.escalation + 1):
        raise AlreadyDone(ticket=ticket.reference)
    escalated = replace(ticket, escalation=ticket.escalation + 1, escalated_at=work.now)
    work.record("escalate", after=escalated, text=command.reason)
    work.save(escalated)
    _tell_thread(work, escalated, command.reason)
    for person in dict.fromkeys((ticket.requester, work.actor.id)):
        _give_contacts(work, escalated, person)
    _tell_agents(work, escalated, command.reason)
    tell_managers(work, lambda wording: _told(wording, escalated, work.actor.name), Quote(text=command.reason))
    return Reply()


# -- which level
def _next(work: Work, *, unsatisfied: bool) -> LevelPolicy:
    """Return the level that is asked for now; raise NoLevelLeft or LevelLocked."""
    level = next_level(work.policy, work.ticket)
    if level is None:
        raise NoLevelLeft(ticket=work.ticket.reference, level=work.wording.level(len(levels_of(work.policy))))
    opens = _locked_until(work, level)
    if opens is not None and not (unsatisfied and is_for_unsatisfied(work.policy, work.ticket)):
        raise LevelLocked(
            ticket=work.ticket.reference,
            before=work.wording.level(work.ticket.escalation),
            level=work.wording.level(work.ticket.escalation + 1),
            when=_in_words(work, opens),
        )
    return level


def _locked_until(work: Work, level: LevelPolicy) -> datetime | None:
    """Return when the next level opens, while it is not open."""
    opens = opens_at(work.ticket, level, work.calendars(work.policy.calendar_for(work.ticket)))
    return opens if opens is not None and opens > work.now else None


def _in_words(work: Work, at: datetime) -> str:
    return time_in_words(at, work.calendars(work.policy.calendar_for(work.ticket)).zone, work.words)


# -- telling
def _tell_thread(work: Work, escalated: Ticket, reason: str) -> None:
    """Say it in the requester's thread, without the contacts: these go to people, not to a room."""
    wording = work.requester_wording
    body = PublicDocument(
        (
            Paragraph((*work.audience(), Strong(_told(wording, escalated, work.public_name(wording))))),
            Quote(text=reason),
            Small((wording.words(N_("Whom to turn to was sent to those concerned, privately.")),)),
        )
    )
    work.unit.post(PublicMessage(ticket=escalated.id, body=body))
    work.tell_watchers_elsewhere(body)


def _give_contacts(work: Work, escalated: Ticket, person: PersonId) -> None:
    body = PublicDocument(contact_card(escalated, Wording(work.policy, work.words_for(person))))
    notice = RequesterNotice(person=person, body=body, platform=escalated.platform, ticket=escalated.id)
    work.unit.post(notice)


def _tell_agents(work: Work, escalated: Ticket, reason: str) -> None:
    told = _told(work.desk_wording, escalated, work.actor.name)
    work.tell_agents(Paragraph((*_holder(work), Strong(told))), Quote(text=reason))


def _told(wording: Wording, escalated: Ticket, name: str) -> str:
    level = wording.level(escalated.escalation)
    return wording.words(N_("{name} escalated {ticket}: {level}."), name=name, ticket=escalated.reference, level=level)


def _holder(work: Work) -> Line:
    """Return a live mention of the assignee, or of the group where nobody has the ticket."""
    ticket = work.ticket
    return work.mentions(ticket.assignee) if ticket.assignee is not None else (GroupMention(ticket.group), " ")


# -- the form
def escalate_form(work: Work, answers: Answers) -> Form:
    """Ask why; before the last level opens, also whether it is the action plan that does not satisfy (S3-41)."""
    level = _next(work, unsatisfied=True)
    opens = _locked_until(work, level)
    number = work.ticket.escalation + 1
    why = ParagraphField(
        id="reason",
        label=work.words(N_("Why is a higher level needed?")),
        hint=work.words(N_("The agents, their managers and the watchers read this.")),
        initial=str(answers.get("reason", "")),
    )
    return Form(
        verb=Escalate.verb,
        title=work.words(N_("Escalate {ticket}"), ticket=work.ticket.reference),
        submit=work.words(N_("Escalate")),
        ticket=work.ticket.id,
        intro=_intro(work, level, opens),
        links=procedure(work.wording),
        fields=(why,) if opens is None else (_plan(work), why),
        hidden={"level": str(number)},
    )


def _plan(work: Work) -> Field:
    """Ask for the one reason that opens the last level before its time."""
    unsatisfied = Option(value=UNSATISFIED, label=work.words(N_("The action plan does not satisfy me")))
    return Choice(id="plan", label=work.words(N_("Why already now?")), options=(unsatisfied,))


def _intro(work: Work, level: LevelPolicy, opens: datetime | None) -> str:
    words, wording = work.words, work.wording
    lines = [words(N_("The next level: {level}."), level=wording.level(work.ticket.escalation + 1))]
    if level.meaning is not None:
        lines.append(level.meaning.in_(wording.language))
    if opens is not None:
        when = _in_words(work, opens)
        lines.append(words(N_("It opens on {when}, and now where an action plan does not satisfy you."), when=when))
    return "\n".join(lines)


ESCALATE = Operation(
    command=Escalate,
    label=N_("Escalate"),
    summary=N_("Ask for somebody higher up, level by level."),
    usage=N_("NUMBER"),
    past=N_("escalated the ticket"),
    roles=frozenset({Role.REQUESTER, Role.WATCHER}),
    phases=OPEN,
    wanted=has_levels,
    form=escalate_form,
    hints=typed_into("reason"),
    handle=escalate,
    surfaces=frozenset({Surface.PUBLIC_MENU}),
)
