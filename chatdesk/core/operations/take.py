"""take: an agent takes a ticket in charge."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from chatdesk.core.access import Role
from chatdesk.core.document import InternalDocument, Paragraph, Style
from chatdesk.core.errors import AlreadyDone, AlreadyTaken, NotInGroup
from chatdesk.core.model import OPEN, Change
from chatdesk.core.operation import Operation, Reply, Surface, TicketCommand
from chatdesk.core.words import N_
from chatdesk.core.work import Work


class Take(TicketCommand):
    """Take the ticket."""

    verb: ClassVar[str] = "take"


def take(work: Work, _command: Take) -> Reply:
    """Make the actor its assignee; no clock stops for it (S3-48).

    Raise AlreadyTaken where somebody else has it, NotInGroup for agents who cannot see its thread.
    """
    ticket = work.ticket
    if ticket.assignee == work.actor.id:
        raise AlreadyDone(ticket=ticket.reference)
    if ticket.assignee is not None:
        raise AlreadyTaken(ticket=ticket.reference, agent=work.unit.person(ticket.assignee).name)
    if Role.MANAGER not in work.staff and ticket.group not in work.unit.groups_of(work.actor.id):
        raise NotInGroup(ticket=ticket.reference, group=work.wording.group(ticket.group))
    taken = work.started(replace(ticket, assignee=work.actor.id))
    if taken.status != ticket.status:
        work.record("progress", after=taken)
    work.record_internally("take", changes=(Change(field="assignee", before="", after=work.actor.name),))
    work.save(taken)
    yours = work.words(N_("{ticket} is yours now."), ticket=ticket.reference)
    return Reply(document=InternalDocument((Paragraph((yours,)),)))


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
