"""resolve: an agent gives the solution; the requester gets the closing notice and is asked whether it helped.

A nature of the policy may say that the request goes on elsewhere: then its record there is asked for, or the ticket is
closed at once (S2-25).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import ClassVar, Final

from chatdesk.core.access import Role
from chatdesk.core.addresses import is_address
from chatdesk.core.buttons import ticket_buttons
from chatdesk.core.cards import record_line
from chatdesk.core.document import Paragraph, PublicBlock, Quote, Strong, Style
from chatdesk.core.errors import FieldMissing, FormRejected, RecordNotTaken, RecordUnknown
from chatdesk.core.forms import Answers, Choice, Field, Form, Option, Text
from chatdesk.core.forms import Paragraph as ParagraphField
from chatdesk.core.model import OPEN, Phase, Ticket
from chatdesk.core.operation import Operation, Reply, Surface, TicketCommand, typed_into
from chatdesk.core.policy_statuses import NaturePolicy
from chatdesk.core.rosters import refuse_unapproved
from chatdesk.core.wording import FIELD_LABELS
from chatdesk.core.words import N_
from chatdesk.core.work import Work


class Resolve(TicketCommand):
    """Give the solution and its nature."""

    verb: ClassVar[str] = "resolve"

    solution: str
    nature: str
    record: str = ""


def resolve(work: Work, command: Resolve) -> Reply:
    """Keep the solution, and ask the requester in their thread, by two buttons, whether it is solved (S1-21, S2-19).

    A nature that ends the ticket closes it, and asks nothing. Raise FormRejected for a record that its nature does not
    take, or that is missing or none.
    """
    _check_record(work.policy.natures[command.nature], command.record)
    moves, ends = work.policy.moves, work.policy.natures[command.nature].ends
    moved = work.moved(work.ticket, moves.close) if ends else work.moved(work.ticket, moves.resolve, Phase.RESOLVED)
    resolved = replace(
        moved,
        solution=command.solution,
        nature=command.nature,
        record=command.record,
        assignee=work.ticket.assignee or work.actor.id,
    )
    work.record("close" if ends else "resolve", after=resolved, text=command.solution)
    work.save(resolved)
    if ends:
        work.tell_requester(*_notice(work, resolved, N_("{ticket} is closed ({nature}).")))
    else:
        _ask_confirmation(work, resolved)
    return Reply()


RECORD_LIMIT: Final = 300


def _check_record(nature: NaturePolicy, record: str) -> None:
    """Raise FormRejected unless a record is a reference or a good link where its nature takes one, and only there."""
    is_good = is_address(record) if "://" in record else re.search(r"\w", record)
    if nature.record and not record:
        raise FormRejected({"record": FieldMissing()})
    if record and not nature.record:
        raise FormRejected({"record": RecordNotTaken()})
    if record and not is_good:
        raise FormRejected({"record": RecordUnknown()})


def _ask_confirmation(work: Work, resolved: Ticket) -> None:
    words = work.requester_wording.words
    work.tell_requester(
        *_notice(work, resolved, N_("{ticket} is resolved ({nature}).")),
        Paragraph((words(N_("Is {ticket} solved for you?"), ticket=resolved.reference),)),
        *ticket_buttons(work.operations, Surface.CONFIRMATION, resolved, words),
        asks=True,
    )


def _notice(work: Work, resolved: Ticket, message: str) -> tuple[PublicBlock, ...]:
    """Return what became of the ticket, in a message with its number and nature; the solution, and where it goes on."""
    wording = work.requester_wording
    told = wording.words(message, ticket=resolved.reference, nature=wording.nature(resolved.nature))
    heading = Paragraph((*work.audience(), Strong(told)))
    return (heading, Quote(text=resolved.solution), *record_line(resolved, wording))


def resolve_form(work: Work, answers: Answers) -> Form:
    """Ask for the solution and its nature, and where some nature takes one, for the record of a higher level.

    Raise ApprovalNeeded for a ticket that asks for a change of a roster.
    """
    refuse_unapproved(work)
    language, natures = work.wording.language, work.policy.natures
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
                options=tuple(Option(value=name, label=text.in_(language)) for name, text in natures.items()),
            ),
            *(_record_field(work) if any(nature.record for nature in natures.values()) else ()),
        ),
    )


def _record_field(work: Work) -> tuple[Field, ...]:
    return (
        Text(
            id="record",
            label=work.words(FIELD_LABELS["record"]),
            hint=work.words(N_("If it goes on elsewhere: a reference, or a link that begins with https://.")),
            required=False,
            limit=RECORD_LIMIT,
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
