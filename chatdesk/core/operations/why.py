"""why: on what a ticket's due dates stand: from when, how long, which hours, what paused them."""

from __future__ import annotations

from typing import ClassVar

from chatdesk.core.access import STAFF, Role
from chatdesk.core.document import Heading, InternalDocument, PublicDocument
from chatdesk.core.explain import why
from chatdesk.core.model import Ticket
from chatdesk.core.operation import Operation, Query, Reply, Surface, TicketCommand
from chatdesk.core.words import N_
from chatdesk.core.work import Work


class Why(TicketCommand, Query):
    """Why these dates?"""

    verb: ClassVar[str] = "why"


def explain(work: Work, _command: Why) -> Reply:
    """Tell the ticket's clocks to whoever asked, alone."""
    heading = Heading(work.words(N_("{ticket}: why these dates?"), ticket=work.ticket.reference))
    blocks = (heading, *why(work))
    return Reply(document=InternalDocument(blocks) if work.roles & STAFF else PublicDocument(blocks))


def _has_dates(ticket: Ticket) -> bool:
    return bool(ticket.respond_by or ticket.resolve_by or ticket.update_by or ticket.pauses)


WHY: Operation[Why] = Operation(
    command=Why,
    label=N_("Why this date?"),
    summary=N_("On what a ticket’s due dates stand."),
    usage=N_("NUMBER"),
    roles=frozenset({Role.REQUESTER, Role.WATCHER, Role.COLLABORATOR, Role.AGENT}),
    handle=explain,
    surfaces=frozenset({Surface.PUBLIC_MENU, Surface.INTERNAL_MENU}),
    offered=_has_dates,
)
