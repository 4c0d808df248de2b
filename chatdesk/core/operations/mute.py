"""mute, unmute: a person wants to hear no more, or again, of one ticket (S2-16)."""

from __future__ import annotations

from typing import ClassVar

from chatdesk.core.access import Role
from chatdesk.core.document import Paragraph, PublicDocument
from chatdesk.core.operation import Operation, Reply, TicketCommand
from chatdesk.core.words import N_
from chatdesk.core.work import Work

INVOLVED = frozenset({Role.REQUESTER, Role.WATCHER, Role.COLLABORATOR, Role.AGENT})


class Mute(TicketCommand):
    """Do not tell me of this ticket."""

    verb: ClassVar[str] = "mute"


class Unmute(TicketCommand):
    """Tell me of this ticket again."""

    verb: ClassVar[str] = "unmute"


def mute(work: Work, _command: Mute) -> Reply:
    """Leave the actor out of mentions and direct messages about the ticket."""
    work.unit.mute(work.ticket.id, work.actor.id)
    return _told(
        work, N_("{ticket} is muted: the desk no longer mentions you there. Write /ticket unmute {ticket} to end that.")
    )


def unmute(work: Work, _command: Unmute) -> Reply:
    """Tell the actor again."""
    work.unit.unmute(work.ticket.id, work.actor.id)
    return _told(work, N_("{ticket} is no longer muted."))


def _told(work: Work, message: str) -> Reply:
    return Reply(document=PublicDocument((Paragraph((work.words(message, ticket=work.ticket.reference),)),)))


MUTE = Operation(
    command=Mute,
    label=N_("Mute"),
    summary=N_("Stop hearing about a ticket."),
    usage=N_("NUMBER"),
    roles=INVOLVED,
    handle=mute,
)

UNMUTE = Operation(
    command=Unmute,
    label=N_("Unmute"),
    summary=N_("Hear of a muted ticket again."),
    usage=N_("NUMBER"),
    roles=INVOLVED,
    handle=unmute,
)
