"""qualify: support confirms or changes the declared priority by impact and urgency, and says why (S4-21..23)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from chatdesk.core.access import Role
from chatdesk.core.critical_periods import critical_period, critical_period_line
from chatdesk.core.document import Paragraph, Quote, Strong
from chatdesk.core.forms import Answers, Choice, Field, Form
from chatdesk.core.forms import Paragraph as ParagraphField
from chatdesk.core.gates import check_gates
from chatdesk.core.model import OPEN, Ticket
from chatdesk.core.openers import Whereabouts
from chatdesk.core.opening import gate_fields, named_options
from chatdesk.core.operation import Operation, Reply, Surface, TicketCommand
from chatdesk.core.words import N_
from chatdesk.core.work import Work


class Qualify(TicketCommand):
    """Set impact and urgency, or the priority itself where the policy has no matrix; the reason is kept.

    `facts` holds what decides about the priorities of the ticket's site.
    """

    verb: ClassVar[str] = "qualify"

    reason: str
    impact: str | None = None
    urgency: str | None = None
    priority: str | None = None
    facts: Mapping[str, str] = {}


def qualify(work: Work, command: Qualify) -> Reply:
    """Keep the qualified priority beside one that was declared, and have due dates counted anew from the opening."""
    policy = work.policy
    priority = command.priority or policy.priority_for(command.impact, command.urgency)
    facts = {**work.ticket.facts, **command.facts}
    check_gates(work, _where(work), priority, facts, "impact" if policy.matrix else "priority")
    qualified = replace(
        work.ticket,
        facts=facts,
        impact=command.impact or work.ticket.impact,
        urgency=command.urgency or work.ticket.urgency,
        declared_priority=_declared(work.ticket),
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


def _declared(ticket: Ticket) -> str | None:
    """Return the priority that the requester declared, which stays; the default is nobody's word."""
    is_declared = ticket.qualified_at is not None or (ticket.impact and ticket.urgency)
    return ticket.declared_priority if is_declared else None


def _where(work: Work) -> Whereabouts:
    return Whereabouts(customer=work.ticket.customer, site=work.ticket.site)


def qualify_form(work: Work, answers: Answers) -> Form:
    """Ask for impact and urgency with their meanings, as declared so far; and for the reason.

    What decides about the priorities of its site stands there as it was stated, and may have changed (S3-22).
    """
    stated = {f"facts.{name}": value for name, value in work.ticket.facts.items()}
    return Form(
        verb=Qualify.verb,
        title=work.words(N_("Qualify {ticket}"), ticket=work.ticket.reference),
        submit=work.words(N_("Qualify")),
        ticket=work.ticket.id,
        intro=_critical_periods(work),
        fields=(
            *_measures(work),
            *gate_fields(work, _where(work), {**stated, **answers}),
            ParagraphField(
                id="reason",
                label=work.words(N_("Reason")),
                hint=work.words(N_("The requester can read it.")),
            ),
        ),
    )


def _critical_periods(work: Work) -> str:
    """Say whether it was a critical period when the ticket was opened, or is one now (S3-44, S3-45)."""
    found = (critical_period(work.policy, work.ticket.customer, at) for at in (work.ticket.opened_at, work.now))
    return "\n".join(dict.fromkeys(critical_period_line(work, period) for period in found if period))


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
