"""resolve: an agent gives the solution; the requester gets the closing notice and is asked whether it helped."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from chatdesk.core.access import Role
from chatdesk.core.buttons import ticket_buttons
from chatdesk.core.document import Paragraph, Quote, Strong, Style
from chatdesk.core.forms import Answers, Choice, Form, Option
from chatdesk.core.forms import Paragraph as ParagraphField
from chatdesk.core.model import OPEN, Phase, Ticket
from chatdesk.core.operation import Operation, Reply, Surface, TicketCommand, typed_into
from chatdesk.core.rosters import refuse_unapproved
from chatdesk.core.words import N_
from chatdesk.core.work import Work


class Resolve(TicketCommand):
    """Give the solution and its nature."""

    verb: ClassVar[str] = "resolve"

    solution: str
    nature: str


def resolve(work: Work, command: Resolve) -> Reply:
    """Keep the solution, and ask the requester in their thread, by two buttons, whether it is solved (S1-21, S2-19)."""
    resolved = work.moved(work.ticket, work.policy.moves.resolve, Phase.RESOLVED)
    resolved = replace(
        resolved,
        solution=command.solution,
        nature=command.nature,
        assignee=work.ticket.assignee or work.actor.id,
    )
    work.record("resolve", after=resolved, text=command.solution)
    work.save(resolved)
    _ask_confirmation(work, resolved)
    return Reply()


def _ask_confirmation(work: Work, resolved: Ticket) -> None:
    wording = work.requester_wording
    words = wording.words
    told = words(
        N_("{ticket} is resolved ({nature})."), ticket=resolved.reference, nature=wording.nature(resolved.nature)
    )
    work.tell_requester(
        Paragraph((*work.audience(), Strong(told))),
        Quote(text=resolved.solution),
        Paragraph((words(N_("Is {ticket} solved for you?"), ticket=resolved.reference),)),
        *ticket_buttons(work.operations, Surface.CONFIRMATION, resolved, words),
        asks=True,
    )


def resolve_form(work: Work, answers: Answers) -> Form:
    """Ask for the solution and its nature; raise ApprovalNeeded for a ticket that asks for a change of a roster."""
    refuse_unapproved(work)
    language = work.wording.language
    return Form(
        verb=Resolve.verb,
        title=work.words(N_("Resolve {ticket}"), ticket=work.ticket.reference),
        submit=work.words(N_("Resolve")),
        ticket=work.ticket.id,
        fields=(
            ParagraphField(
                id="solution",
                initial=str(answers.get("solution", "")),
                label=work.words(N_("Solution")),
                hint=work.words(N_("The requester and the watchers read this.")),
            ),
            Choice(
                id="nature",
                label=work.words(N_("Nature of the solution")),
                options=tuple(
                    Option(value=name, label=text.in_(language)) for name, text in work.policy.natures.items()
                ),
            ),
        ),
    )


RESOLVE = Operation(
    command=Resolve,
    label=N_("Resolve"),
    summary=N_("Give the solution; the requester is asked to confirm."),
    usage=N_("NUMBER"),
    past=N_("resolved the ticket"),
    roles=frozenset({Role.AGENT}),
    phases=OPEN,
    form=resolve_form,
    hints=typed_into("solution"),
    handle=resolve,
    style=Style.PRIMARY,
    surfaces=frozenset({Surface.INTERNAL_CARD}),
)
