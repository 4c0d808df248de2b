"""qualify: support confirms or changes the declared priority by impact and urgency, and says why (S4-21..23)."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from chatdesk.core.access import Role
from chatdesk.core.document import Paragraph, Quote, Strong
from chatdesk.core.forms import Answers, Choice, Field, Form
from chatdesk.core.forms import Paragraph as ParagraphField
from chatdesk.core.model import OPEN
from chatdesk.core.opening import named_options
from chatdesk.core.operation import Operation, Reply, Surface, TicketCommand
from chatdesk.core.words import N_
from chatdesk.core.work import Work


class Qualify(TicketCommand):
    """Set impact and urgency, or the priority itself where the policy has no matrix; the reason is kept."""

    verb: ClassVar[str] = "qualify"

    reason: str
    impact: str | None = None
    urgency: str | None = None
    priority: str | None = None


def qualify(work: Work, command: Qualify) -> Reply:
    """Keep the qualified priority beside the declared one, and have the due dates counted anew from the opening."""
    policy = work.policy
    priority = command.priority or policy.priority_for(command.impact, command.urgency)
    qualified = replace(
        work.ticket,
        impact=command.impact or work.ticket.impact,
        urgency=command.urgency or work.ticket.urgency,
        priority=priority,
        qualification=command.reason,
        qualified_at=work.now,
    )
    qualified = work.moved_if_allowed(qualified, policy.moves.qualify)
    work.record("qualify", after=qualified, text=command.reason)
    work.save(qualified)
    wording = work.desk_wording
    told = wording.words(
        N_("{agent} qualified {ticket}: {priority}."),
        agent=work.actor.name,
        ticket=qualified.reference,
        priority=wording.priority(priority),
    )
    work.tell_agents(Paragraph((Strong(told),)), Quote(text=command.reason))
    return Reply()


def qualify_form(work: Work, _answers: Answers) -> Form:
    """Ask for impact and urgency with their meanings, as declared so far; and for the reason."""
    return Form(
        verb=Qualify.verb,
        title=work.words(N_("Qualify {ticket}"), ticket=work.ticket.reference),
        submit=work.words(N_("Qualify")),
        ticket=work.ticket.id,
        fields=(
            *_measures(work),
            ParagraphField(
                id="reason",
                label=work.words(N_("Reason")),
                hint=work.words(N_("The requester can read it.")),
            ),
        ),
    )


def _measures(work: Work) -> tuple[Field, ...]:
    ticket, policy = work.ticket, work.policy
    if not policy.matrix:
        return (
            Choice(
                id="priority",
                label=work.words(N_("Priority")),
                options=named_options(work, policy.priorities),
                initial=ticket.priority or ticket.declared_priority or "",
            ),
        )
    return (
        Choice(
            id="impact",
            label=work.words(N_("Impact")),
            options=named_options(work, policy.impacts),
            initial=ticket.impact or "",
        ),
        Choice(
            id="urgency",
            label=work.words(N_("Urgency")),
            options=named_options(work, policy.urgencies),
            initial=ticket.urgency or "",
        ),
    )


QUALIFY = Operation(
    command=Qualify,
    label=N_("Qualify"),
    summary=N_("Confirm or change a ticket’s priority, with the reason."),
    usage=N_("NUMBER"),
    past=N_("qualified the ticket"),
    roles=frozenset({Role.AGENT}),
    phases=OPEN,
    form=qualify_form,
    handle=qualify,
    surfaces=frozenset({Surface.INTERNAL_MENU}),
)
