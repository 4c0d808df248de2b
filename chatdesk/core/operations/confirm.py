"""confirm: the requester says that it is solved; the policy says whether that closes it (S2-19..21, S3-29)."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Final

from chatdesk.core.access import Role
from chatdesk.core.buttons import ticket_buttons
from chatdesk.core.document import Paragraph, PublicDocument, Quote, Strong, Style
from chatdesk.core.errors import AlreadyDone
from chatdesk.core.model import Phase
from chatdesk.core.operation import Operation, Reply, Surface, TicketCommand
from chatdesk.core.policy_desk import OnYes
from chatdesk.core.words import N_
from chatdesk.core.work import Work


class Confirm(TicketCommand):
    """It is solved."""

    verb: ClassVar[str] = "confirm"


def confirm(work: Work, _command: Confirm) -> Reply:
    """Close the ticket, or leave one click to the agent in charge; raise AlreadyDone where that click is awaited."""
    if work.policy.desk.on_yes is OnYes.CLOSE:
        closed = work.moved(work.ticket, work.policy.moves.close)
        work.record("confirm", after=closed)
        work.save(closed)
        text = N_("Confirmed: {ticket} is closed. Thank you!")
    else:
        _refuse_twice(work)
        work.record("confirm")
        work.save(replace(work.ticket, ladder_at=None))
        _leave_to_agent(work)
        text = N_("Confirmed: {ticket} is solved. Thank you!")
    thanks = work.requester_wording.words(text, ticket=work.ticket.reference)
    return Reply(becomes=PublicDocument((Paragraph((Strong(thanks),)), Quote(text=work.ticket.solution))))


def _refuse_twice(work: Work) -> None:
    """Raise AlreadyDone where the solution of now was confirmed before."""
    verbs = (entry.verb for entry in work.unit.public_history(work.ticket.id, _LOOK_BACK))
    if next((verb for verb in verbs if verb in ("confirm", "resolve")), "") == "confirm":
        raise AlreadyDone(ticket=work.ticket.reference)


_LOOK_BACK: Final = 50
"""Lines of history in which the latest solution is looked for."""


def _leave_to_agent(work: Work) -> None:
    words = work.desk_wording.words
    told = words(N_("{name} confirmed that {ticket} is solved."), name=work.actor.name, ticket=work.ticket.reference)
    work.tell_agents(
        Paragraph((*work.mentions(work.ticket.assignee), Strong(told))),
        *ticket_buttons(work.operations, Surface.CLOSING, work.ticket, words),
    )


CONFIRM = Operation(
    command=Confirm,
    label=N_("Yes, it is solved"),
    summary=N_("Confirm that your ticket is solved."),
    usage=N_("NUMBER"),
    past=N_("confirmed the solution"),
    roles=frozenset({Role.REQUESTER}),
    phases=frozenset({Phase.RESOLVED}),
    handle=confirm,
    style=Style.PRIMARY,
    surfaces=frozenset({Surface.CONFIRMATION}),
)
