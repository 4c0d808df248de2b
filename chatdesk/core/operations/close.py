"""close: the agent in charge closes a resolved ticket (S2-21)."""

from __future__ import annotations

from typing import ClassVar

from chatdesk.core.access import Role
from chatdesk.core.document import InternalDocument, Paragraph, Style
from chatdesk.core.model import Phase
from chatdesk.core.operation import Operation, Reply, Surface, TicketCommand
from chatdesk.core.words import N_
from chatdesk.core.work import Work


class Close(TicketCommand):
    """Close the ticket."""

    verb: ClassVar[str] = "close"


def close(work: Work, _command: Close) -> Reply:
    """End the ticket; it cannot be reopened (S2-22)."""
    closed = work.moved(work.ticket, work.policy.moves.close)
    work.record("close", after=closed)
    work.save(closed)
    words = work.desk_wording.words
    told = words(N_("{name} closed {ticket}."), name=work.actor.name, ticket=work.ticket.reference)
    return Reply(becomes=InternalDocument((Paragraph((told,)),)))


CLOSE = Operation(
    command=Close,
    label=N_("Close the ticket"),
    summary=N_("Close a resolved ticket."),
    usage=N_("NUMBER"),
    past=N_("closed the ticket"),
    roles=frozenset({Role.AGENT}),
    phases=frozenset({Phase.RESOLVED}),
    handle=close,
    style=Style.PRIMARY,
    surfaces=frozenset({Surface.INTERNAL_CARD, Surface.CLOSING}),
)
