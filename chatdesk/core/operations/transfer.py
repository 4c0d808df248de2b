"""transfer: a ticket is handed to another group, whose room gets its thread; the old thread says where it went."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import ClassVar

from chatdesk.core.access import Role
from chatdesk.core.document import InternalDocument, InternalQuote, Paragraph, Strong
from chatdesk.core.forms import Answers, Choice, Form, Option
from chatdesk.core.forms import Paragraph as ParagraphField
from chatdesk.core.model import OPEN, Audience, Change, InternalText, Phase, Ticket
from chatdesk.core.operation import Operation, Reply, Surface, TicketCommand
from chatdesk.core.posts import InternalMessage, Spot
from chatdesk.core.words import N_
from chatdesk.core.work import Work


class Transfer(TicketCommand):
    """Hand the ticket to another group, with the reason."""

    verb: ClassVar[str] = "transfer"

    group: str
    reason: str


def transfer(work: Work, command: Transfer) -> Reply:
    """Route the ticket to the group, in the group's status; nobody has it until one of its members takes it."""
    ticket = work.ticket
    handed = replace(_in_status_of(work, command.group), group=command.group, assignee=None)
    reason = InternalText(words=command.reason)
    work.record_internally(
        "transfer", changes=(Change(field="group", before=ticket.group, after=command.group),), text=reason
    )
    wording = work.desk_wording
    told = wording.words(
        N_("{agent} handed {ticket} to {group}:"),
        agent=work.actor.name,
        ticket=ticket.reference,
        group=wording.group(command.group),
    )
    body = InternalDocument((Paragraph((Strong(told),)), InternalQuote(text=reason)))
    _say_goodbye(work, body)
    work.unit.retire_place(ticket.id, Audience.INTERNAL)
    work.save(handed)
    work.tell_agents(*body.blocks)
    return Reply()


def _in_status_of(work: Work, group: str) -> Ticket:
    """Return the ticket in the status of whom it is handed to (S2-11), by way of work where the table leads so.

    It stays in its own where that is the one, where there is no way, and where it is the requester's turn.
    """
    ticket, wanted = work.ticket, work.policy.groups[group].status
    if wanted in (None, ticket.status) or ticket.phase is Phase.WAITING:
        return ticket
    leads_there = wanted in work.policy.status_of(ticket).next
    resumed = ticket if leads_there else work.moved_if_allowed(ticket, work.policy.moves.take)
    handed = work.moved_if_allowed(resumed, wanted)
    if handed is resumed:
        return ticket
    for before, after in pairwise((ticket, resumed, handed)):
        if after is not before:
            replace(work, found=before).record("status", after=after)
    return handed


def _say_goodbye(work: Work, body: InternalDocument) -> None:
    place = work.unit.find_place(work.ticket.id, Audience.INTERNAL)
    if place is not None:
        spot = Spot(platform=place.platform, room=place.room, thread=place.thread)
        work.unit.post(InternalMessage(ticket=work.ticket.id, body=body, beside=spot))
        card = Spot(platform=place.platform, room=place.room, thread=place.card)
        work.unit.post(InternalMessage(ticket=work.ticket.id, body=body, instead_of=card))


def transfer_form(work: Work, _answers: Answers) -> Form:
    """Ask which group, with the next tier chosen where the policy names one (S3-28), and why."""
    others = (group for group in work.policy.groups if group != work.ticket.group)
    current = work.policy.groups.get(work.ticket.group)
    return Form(
        verb=Transfer.verb,
        title=work.words(N_("Hand over {ticket}"), ticket=work.ticket.reference),
        submit=work.words(N_("Hand over")),
        ticket=work.ticket.id,
        fields=(
            Choice(
                id="group",
                label=work.words(N_("Group")),
                options=tuple(Option(value=group, label=work.wording.group(group)) for group in others),
                initial=(current.escalates_to if current else None) or "",
            ),
            ParagraphField(id="reason", label=work.words(N_("Reason, for agents only"))),
        ),
    )


TRANSFER = Operation(
    command=Transfer,
    label=N_("Hand over"),
    summary=N_("Hand a ticket to another group."),
    usage=N_("NUMBER"),
    past=N_("handed the ticket over"),
    roles=frozenset({Role.AGENT}),
    phases=OPEN,
    form=transfer_form,
    handle=transfer,
    surfaces=frozenset({Surface.INTERNAL_MENU}),
)
