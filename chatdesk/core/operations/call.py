"""call: an agent records a telephone call with the requester; it counts as an answer (S3-31, S3-48)."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from chatdesk.core.access import Role
from chatdesk.core.document import Paragraph, Quote, Strong
from chatdesk.core.forms import Answers, Form
from chatdesk.core.forms import Paragraph as ParagraphField
from chatdesk.core.model import ENDED, Phase
from chatdesk.core.operation import Operation, Reply, Surface, TicketCommand, typed_into
from chatdesk.core.words import N_
from chatdesk.core.work import Work


class RecordCall(TicketCommand):
    """Record what was said on the telephone."""

    verb: ClassVar[str] = "call"

    text: str


def record_call(work: Work, command: RecordCall) -> Reply:
    """Keep what was said where everybody in the ticket reads it; the requester has been answered by it.

    A ladder begins anew: they were spoken to.
    """
    work.record("call", text=command.text)
    reached = work.reached(work.ticket)
    if reached.ladder_at is not None:
        reached = replace(reached, ladder_at=work.now, ladder_step=0)
    work.save(reached)
    wording = work.requester_wording
    told = wording.words(N_("{name} noted a call:"), name=work.public_name(wording))
    work.tell_requester(Paragraph((*work.audience(), Strong(told))), Quote(text=command.text))
    words = work.desk_wording.words
    told = words(N_("{name} noted a call with the requester:"), name=work.actor.name)
    work.tell_agents(Paragraph((Strong(told),)), Quote(text=command.text))
    return Reply()


def call_form(work: Work, answers: Answers) -> Form:
    """Ask what was said."""
    return Form(
        verb=RecordCall.verb,
        title=work.words(N_("Call on {ticket}"), ticket=work.ticket.reference),
        submit=work.words(N_("Record")),
        ticket=work.ticket.id,
        fields=(
            ParagraphField(
                id="text",
                initial=str(answers.get("text", "")),
                label=work.words(N_("What was said?")),
                hint=work.words(N_("The requester and the watchers read this.")),
            ),
        ),
    )


CALL = Operation(
    command=RecordCall,
    label=N_("Record a call"),
    summary=N_("Record a telephone call with the requester."),
    usage=N_("NUMBER"),
    past=N_("had the requester on the telephone"),
    roles=frozenset({Role.AGENT}),
    phases=frozenset(Phase) - ENDED,
    form=call_form,
    hints=typed_into("text"),
    handle=record_call,
    surfaces=frozenset({Surface.INTERNAL_MENU}),
)
