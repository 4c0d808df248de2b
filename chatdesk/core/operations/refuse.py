"""refuse: the requester says that it is not solved, and why; the ticket goes back to work (S2-20)."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from chatdesk.core.access import Role
from chatdesk.core.document import Paragraph, PublicDocument, Quote, Strong
from chatdesk.core.forms import Answers, Form
from chatdesk.core.forms import Paragraph as ParagraphField
from chatdesk.core.model import Phase
from chatdesk.core.operation import Operation, Reply, Surface, TicketCommand, typed_into
from chatdesk.core.operations.comment import keep_comment, spoken
from chatdesk.core.words import N_
from chatdesk.core.work import Work


class Refuse(TicketCommand):
    """It is not solved, because."""

    verb: ClassVar[str] = "refuse"

    reason: str


def refuse(work: Work, command: Refuse) -> Reply:
    """Put the ticket back to work and tell the assignee."""
    back = replace(work.moved(work.ticket, work.policy.moves.refuse), resolved_at=None)
    keep_comment(work, command.reason)
    work.record("refuse", after=back)
    work.save(back)
    work.tell_requester(*spoken(work, work.public_name(work.requester_wording), command.reason))
    words = work.desk_wording.words
    told = words(N_("{name} says that {ticket} is not solved:"), name=work.actor.name, ticket=work.ticket.reference)
    work.tell_agents(Paragraph((*work.mentions(work.ticket.assignee), Strong(told))), Quote(text=command.reason))
    words = work.requester_wording.words
    back_to_work = words(N_("Not solved yet: {ticket} is back to work."), ticket=work.ticket.reference)
    return Reply(becomes=PublicDocument((Paragraph((back_to_work,)),)))


def refuse_form(work: Work, answers: Answers) -> Form:
    """Ask what is still wrong."""
    return Form(
        verb=Refuse.verb,
        title=work.words(N_("{ticket}: not solved"), ticket=work.ticket.reference),
        submit=work.words(N_("Send")),
        ticket=work.ticket.id,
        fields=(
            ParagraphField(
                id="reason", initial=str(answers.get("reason", "")), label=work.words(N_("What is still wrong?"))
            ),
        ),
    )


REFUSE = Operation(
    command=Refuse,
    label=N_("No, still a problem"),
    summary=N_("Say that your ticket is not solved."),
    usage=N_("NUMBER"),
    past=N_("refused the solution"),
    roles=frozenset({Role.REQUESTER}),
    phases=frozenset({Phase.RESOLVED}),
    form=refuse_form,
    hints=typed_into("reason"),
    handle=refuse,
    surfaces=frozenset({Surface.CONFIRMATION}),
)
