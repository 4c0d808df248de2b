"""take: an agent takes a ticket in charge."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from chatdesk.core.access import Role
from chatdesk.core.document import Style
from chatdesk.core.errors import AlreadyDone, AlreadyTaken
from chatdesk.core.model import OPEN, Change
from chatdesk.core.operation import Operation, Reply, Surface, TicketCommand
from chatdesk.core.words import N_
from chatdesk.core.work import Work


class Take(TicketCommand):
    """Take the ticket."""

    verb: ClassVar[str] = "take"


def take(work: Work, _command: Take) -> Reply:
    """Make the actor its assignee; no clock stops for it (S3-48). Raise AlreadyTaken where somebody else has it."""
    ticket = work.ticket
    if ticket.assignee == work.actor.id:
        raise AlreadyDone(ticket=ticket.reference)
    if ticket.assignee is not None:
        raise AlreadyTaken(ticket=ticket.reference, agent=work.unit.person(ticket.assignee).name)
    taken = work.moved_if_allowed(replace(ticket, assignee=work.actor.id), work.policy.moves.take)
    if taken.status != ticket.status:
        work.record("progress", after=taken)
    work.record_internally("take", changes=(Change(field="assignee", before="", after=work.actor.name),))
    work.save(taken)
    return Reply()


TAKE = Operation(
    command=Take,
    label=N_("Take"),
    summary=N_("Take a ticket in charge."),
    usage=N_("NUMBER"),
    past=N_("took the ticket"),
    roles=frozenset({Role.AGENT}),
    phases=OPEN,
    handle=take,
    style=Style.PRIMARY,
    surfaces=frozenset({Surface.INTERNAL_CARD}),
    offered=lambda ticket: ticket.assignee is None,
)
