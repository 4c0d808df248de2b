"""assign: an agent gives a ticket to a member of its group."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from chatdesk.core.access import Role
from chatdesk.core.document import Paragraph
from chatdesk.core.errors import AlreadyDone
from chatdesk.core.forms import Answers, Choice, Form, Option
from chatdesk.core.model import OPEN, Change, PersonId
from chatdesk.core.operation import Operation, Reply, Surface, TicketCommand
from chatdesk.core.words import N_
from chatdesk.core.work import Work


class Assign(TicketCommand):
    """Give the ticket to a member of its group."""

    verb: ClassVar[str] = "assign"

    assignee: int


def assign(work: Work, command: Assign) -> Reply:
    """Make somebody the assignee and tell them in the agents' thread."""
    ticket = work.ticket
    assignee = work.unit.person(PersonId(command.assignee))
    if ticket.assignee == assignee.id:
        raise AlreadyDone(ticket=ticket.reference)
    before = work.unit.person(ticket.assignee).name if ticket.assignee else ""
    assigned = work.started(replace(ticket, assignee=assignee.id))
    if assigned.status != ticket.status:
        work.record("progress", after=assigned)
    work.record_internally("assign", changes=(Change(field="assignee", before=before, after=assignee.name),))
    work.save(assigned)
    words = work.desk_wording.words
    told = words(
        N_("{agent} gave {ticket} to {name}."), agent=work.actor.name, ticket=ticket.reference, name=assignee.name
    )
    work.tell_agents(Paragraph((*work.mentions(assignee.id), told)))
    return Reply()


def assign_form(work: Work, _answers: Answers) -> Form:
    """Ask which member of the group."""
    members = work.unit.members_of(work.ticket.group)
    return Form(
        verb=Assign.verb,
        title=work.words(N_("Assign {ticket}"), ticket=work.ticket.reference),
        submit=work.words(N_("Assign")),
        ticket=work.ticket.id,
        fields=(
            Choice(
                id="assignee",
                label=work.words(N_("Member of {group}"), group=work.wording.group(work.ticket.group)),
                options=tuple(Option(value=str(person.id), label=person.name) for person in members),
                initial=str(work.ticket.assignee or ""),
            ),
        ),
    )


ASSIGN = Operation(
    command=Assign,
    label=N_("Assign"),
    summary=N_("Give a ticket to a member of its group."),
    usage=N_("NUMBER"),
    past=N_("assigned the ticket"),
    roles=frozenset({Role.AGENT}),
    phases=OPEN,
    form=assign_form,
    handle=assign,
    surfaces=frozenset({Surface.INTERNAL_MENU}),
)
