"""approve: an agent has a change of a roster done that a ticket asks for; what the desk asks for, a manager (S3-14)."""

from __future__ import annotations

from typing import ClassVar

from chatdesk.core.access import ROLE_NAMES, Role
from chatdesk.core.document import InternalDocument, Paragraph, Strong, Style
from chatdesk.core.errors import NotAllowed, NothingToApprove, NotInGroup
from chatdesk.core.model import OPEN, RosterChange
from chatdesk.core.operation import Operation, Reply, TicketCommand
from chatdesk.core.roster_changes import change_in_words, do_change
from chatdesk.core.rosters import has_requests
from chatdesk.core.words import N_
from chatdesk.core.work import Work


class Approve(TicketCommand):
    """Have the change done."""

    verb: ClassVar[str] = "approve"


def approve(work: Work, _command: Approve) -> Reply:
    """Change the roster and close the ticket, in one transaction.

    Raise NothingToApprove for any other ticket; NotInGroup for agents of another group; NotAllowed for an agent where
    the desk asked for it itself, or they did; ShiftFull where others were faster (S3-50).
    """
    change = work.unit.find_roster_change(work.ticket.id)
    if change is None:
        raise NothingToApprove(ticket=work.ticket.reference)
    if Role.MANAGER not in work.staff:
        _refuse_agent(work, change)
    do_change(work, change)
    wording = work.desk_wording
    told = wording.words(N_("{name} approved {ticket}."), name=work.actor.name, ticket=work.ticket.reference)
    body = (Paragraph((Strong(told), f"\n{change_in_words(work, wording, change)}")),)
    return Reply(becomes=InternalDocument(body))


def _refuse_agent(work: Work, change: RosterChange) -> None:
    """Raise where this agent may not approve it: nobody approves alone what the desk itself wants of a customer."""
    if change.by_desk or work.actor.id == work.ticket.requester:
        raise NotAllowed(verb=work.words(APPROVE.label), allowed=work.words(ROLE_NAMES[Role.MANAGER]))
    if work.ticket.group not in work.unit.groups_of(work.actor.id):
        raise NotInGroup(ticket=work.ticket.reference, group=work.wording.group(work.ticket.group))


APPROVE = Operation(
    command=Approve,
    label=N_("Approve"),
    summary=N_("Have the change done that a ticket asks for: who may open tickets."),
    usage=N_("NUMBER"),
    past=N_("approved the change"),
    roles=frozenset({Role.AGENT}),
    phases=OPEN,
    wanted=has_requests,
    handle=approve,
    style=Style.PRIMARY,
)
