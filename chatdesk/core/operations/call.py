"""call: an agent records a telephone call: the requester was reached, which answers them, or got a message.

A message that was left is one of the contacts of S3-31 and no more: only a requester who was reached has been answered
(S3-48) and has had news (S3-27).
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import ClassVar

from chatdesk.core.access import Role
from chatdesk.core.document import Paragraph, PublicDocument, Quote, Strong
from chatdesk.core.forms import Answers, Choice, Form, Option
from chatdesk.core.forms import Paragraph as ParagraphField
from chatdesk.core.model import ENDED, Phase
from chatdesk.core.operation import Operation, Reply, Surface, TicketCommand, typed_into
from chatdesk.core.posts import PublicMessage
from chatdesk.core.words import N_
from chatdesk.core.work import Work


class Outcome(StrEnum):
    """What became of a call."""

    REACHED = "reached"
    MESSAGE = "message"
    """The requester did not answer and was left a message, as in a voice mail."""


class RecordCall(TicketCommand):
    """Record what was said on the telephone, and to whom."""

    verb: ClassVar[str] = "call"

    outcome: Outcome
    text: str


def record_call(work: Work, command: RecordCall) -> Reply:
    """Keep what was said where everybody in the ticket reads it, and what it means for the clocks and the ladder."""
    if command.outcome is Outcome.REACHED:
        _reached(work, command.text)
    else:
        _left(work, command.text)
    return Reply()


def _reached(work: Work, text: str) -> None:
    """The requester has been answered; a ladder begins anew, since they were spoken to."""
    work.record("call", text=text)
    reached = work.reached(work.ticket)
    if reached.ladder_at is not None:
        reached = replace(reached, ladder_at=work.now, ladder_step=0)
    work.save(reached)
    wording = work.requester_wording
    told = wording.words(N_("{name} noted a call:"), name=work.public_name(wording))
    work.tell_requester(Paragraph((*work.audience(), Strong(told))), Quote(text=text))
    words = work.desk_wording.words
    told = words(N_("{name} noted a call with the requester:"), name=work.actor.name)
    work.tell_agents(Paragraph((Strong(told),)), Quote(text=text))


def _left(work: Work, text: str) -> None:
    """No clock stops; the next step of a ladder counts from this message, as from any before it (S3-31, S3-32).

    What is posted tells of the message and is none itself, so that its delivery answers nobody.
    """
    work.record("voicemail", text=text)
    if work.ticket.ladder_at is not None:
        work.keep(replace(work.ticket, ladder_at=work.now))
    wording = work.requester_wording
    told = wording.words(N_("{name} left a message by telephone:"), name=work.public_name(wording))
    body = PublicDocument((Paragraph((*work.audience(), Strong(told))), Quote(text=text)))
    work.unit.post(PublicMessage(ticket=work.ticket.id, body=body))
    work.tell_watchers_elsewhere(body)
    words = work.desk_wording.words
    told = words(N_("{name} left a message by telephone:"), name=work.actor.name)
    work.tell_agents(Paragraph((Strong(told),)), Quote(text=text))


def call_form(work: Work, answers: Answers) -> Form:
    """Ask what became of the call, and what was said."""
    return Form(
        verb=RecordCall.verb,
        title=work.words(N_("Call on {ticket}"), ticket=work.ticket.reference),
        submit=work.words(N_("Record")),
        ticket=work.ticket.id,
        fields=(
            Choice(id="outcome", label=work.words(N_("What became of the call?")), options=_outcomes(work)),
            ParagraphField(
                id="text",
                initial=str(answers.get("text", "")),
                label=work.words(N_("What was said?")),
                hint=work.words(N_("The requester and the watchers read this.")),
            ),
        ),
    )


def _outcomes(work: Work) -> tuple[Option, ...]:
    words = work.words
    return (
        Option(
            value=Outcome.REACHED,
            label=words(N_("The requester was reached")),
            hint=words(N_("It counts as an answer.")),
        ),
        Option(
            value=Outcome.MESSAGE,
            label=words(N_("A message was left")),
            hint=words(N_("It is no answer: the clocks run on.")),
        ),
    )


CALL = Operation(
    command=RecordCall,
    label=N_("Record a call"),
    summary=N_("Record a telephone call with the requester, or a message that was left."),
    usage=N_("NUMBER"),
    past=N_("had the requester on the telephone"),
    roles=frozenset({Role.AGENT}),
    phases=frozenset(Phase) - ENDED,
    form=call_form,
    hints=typed_into("text"),
    handle=record_call,
    surfaces=frozenset({Surface.INTERNAL_MENU}),
)
