"""show: one ticket in full, with the ten elements of S2-15, history newest first (S2-17)."""

from __future__ import annotations

from typing import ClassVar

from chatdesk.core.access import STAFF, Role
from chatdesk.core.operation import Operation, Query, Reply, Surface, TicketCommand
from chatdesk.core.views import ticket_for_agents, ticket_for_requester
from chatdesk.core.words import N_
from chatdesk.core.work import Work


class Show(TicketCommand, Query):
    """Show me a ticket."""

    verb: ClassVar[str] = "show"


def show(work: Work, _command: Show) -> Reply:
    """Return the ticket as the actor may read it; an agent in front of their own ticket still reads as an agent."""
    document = ticket_for_agents(work) if work.roles & STAFF else ticket_for_requester(work)
    return Reply(document=document)


SHOW = Operation(
    command=Show,
    label=N_("Details"),
    summary=N_("One ticket in full, with its history."),
    usage=N_("NUMBER"),
    roles=frozenset({Role.REQUESTER, Role.WATCHER, Role.COLLABORATOR, Role.AGENT}),
    handle=show,
    surfaces=frozenset({Surface.PUBLIC_CARD, Surface.INTERNAL_MENU}),
)
