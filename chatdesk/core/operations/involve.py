"""involve: an agent asks the managers in, while the ticket is handled; no requester learns of it (S3-35, S3-36)."""

from __future__ import annotations

from typing import ClassVar

from chatdesk.core.access import Role
from chatdesk.core.document import InternalQuote, Paragraph, Strong
from chatdesk.core.errors import NoManager
from chatdesk.core.forms import Answers, Form
from chatdesk.core.forms import Paragraph as ParagraphField
from chatdesk.core.managers import other_managers, tell_managers
from chatdesk.core.model import OPEN, InternalText
from chatdesk.core.operation import Operation, Reply, Surface, TicketCommand, typed_into
from chatdesk.core.wording import Wording
from chatdesk.core.words import N_
from chatdesk.core.work import Work


class Involve(TicketCommand):
    """Ask the managers in, with the reason."""

    verb: ClassVar[str] = "involve"

    reason: str


def involve(work: Work, command: Involve) -> Reply:
    """Tell the managers privately and the agents in their thread; raise NoManager where there is nobody to tell."""
    _refuse(work)
    reason = InternalText(words=command.reason)
    work.record_internally("involve", text=reason)
    quote = InternalQuote(text=reason)
    work.tell_agents(
        Paragraph((*work.mentions(work.ticket.assignee), Strong(_told(work, work.desk_wording)))),
        quote,
    )
    tell_managers(work, lambda wording: _told(work, wording), quote)
    return Reply()


def _refuse(work: Work) -> None:
    if not other_managers(work):
        raise NoManager(ticket=work.ticket.reference)


def _told(work: Work, wording: Wording) -> str:
    return wording.words(
        N_("{name} asks for a manager on {ticket}:"), name=work.actor.name, ticket=work.ticket.reference
    )


def involve_form(work: Work, answers: Answers) -> Form:
    """Ask why; raise NoManager before anything is typed."""
    _refuse(work)
    return Form(
        verb=Involve.verb,
        title=work.words(N_("Manager: {ticket}"), ticket=work.ticket.reference),
        submit=work.words(N_("Send")),
        ticket=work.ticket.id,
        fields=(
            ParagraphField(
                id="reason",
                initial=str(answers.get("reason", "")),
                label=work.words(N_("Why is a manager needed?")),
                hint=work.words(N_("The managers and the agents read this, the requester does not.")),
            ),
        ),
    )


INVOLVE = Operation(
    command=Involve,
    label=N_("Involve a manager"),
    summary=N_("Ask the managers in; the requester learns nothing of it."),
    usage=N_("NUMBER"),
    past=N_("asked for a manager"),
    roles=frozenset({Role.AGENT}),
    phases=OPEN,
    form=involve_form,
    hints=typed_into("reason"),
    handle=involve,
    surfaces=frozenset({Surface.INTERNAL_MENU}),
)
