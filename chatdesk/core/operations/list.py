"""list: all my tickets with their state (S0-8)."""

from __future__ import annotations

from typing import ClassVar

from chatdesk.core.access import Role
from chatdesk.core.operation import Operation, Query, Reply
from chatdesk.core.views import my_tickets, page_hints
from chatdesk.core.words import N_
from chatdesk.core.work import Work


class ListTickets(Query):
    """Show me my tickets."""

    verb: ClassVar[str] = "list"

    page: int = 1


def list_tickets(work: Work, command: ListTickets) -> Reply:
    """Return the tickets that the actor opened or watches."""
    return Reply(document=my_tickets(work, command.page))


LIST = Operation(
    command=ListTickets,
    label=N_("My tickets"),
    summary=N_("All your tickets with their state."),
    roles=frozenset({Role.ANYONE}),
    hints=page_hints,
    handle=list_tickets,
)
