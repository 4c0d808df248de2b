"""status: an agent sets a status that the policy's table allows; those with a step of their own have their own verb."""

from __future__ import annotations

from typing import ClassVar

from chatdesk.core.access import Role
from chatdesk.core.document import Paragraph
from chatdesk.core.errors import AlreadyDone
from chatdesk.core.forms import Answers, Choice, Form, Option
from chatdesk.core.model import ENDED, OPEN, Phase
from chatdesk.core.operation import Operation, Reply, Surface, TicketCommand
from chatdesk.core.words import N_
from chatdesk.core.work import Work


class SetStatus(TicketCommand):
    """Set another status."""

    verb: ClassVar[str] = "status"

    status: str


def set_status(work: Work, command: SetStatus) -> Reply:
    """Move the ticket along the policy's table (S2-18)."""
    if command.status == work.ticket.status:
        raise AlreadyDone(ticket=work.ticket.reference)
    moved = work.moved(work.ticket, command.status)
    work.record("status", after=moved)
    work.save(moved)
    wording = work.desk_wording
    told = wording.words(
        N_("{agent} set {ticket} to “{status}”."),
        agent=work.actor.name,
        ticket=moved.reference,
        status=wording.status(moved),
    )
    work.tell_agents(Paragraph((told,)))
    return Reply()


def status_form(work: Work, _answers: Answers) -> Form:
    """Offer the statuses that may follow, each with its meaning; resolving and ending have forms of their own."""
    language = work.wording.language
    statuses = work.policy.statuses
    own_verb = ENDED | {Phase.RESOLVED}
    allowed = [name for name in work.policy.status_of(work.ticket).next if statuses[name].phase not in own_verb]
    return Form(
        verb=SetStatus.verb,
        title=work.words(N_("Status of {ticket}"), ticket=work.ticket.reference),
        submit=work.words(N_("Set")),
        ticket=work.ticket.id,
        intro=work.words(N_("Now: {status}"), status=work.wording.status(work.ticket)),
        fields=(
            Choice(
                id="status",
                label=work.words(N_("New status")),
                options=tuple(
                    Option(
                        value=name,
                        label=statuses[name].name.in_(language),
                        hint=text.in_(language) if (text := statuses[name].meaning) else "",
                    )
                    for name in allowed
                ),
            ),
        ),
    )


STATUS = Operation(
    command=SetStatus,
    label=N_("Status"),
    summary=N_("Set a status that may follow the present one."),
    usage=N_("NUMBER"),
    past=N_("changed the status"),
    roles=frozenset({Role.AGENT}),
    phases=OPEN,
    form=status_form,
    handle=set_status,
    surfaces=frozenset({Surface.INTERNAL_MENU}),
)
