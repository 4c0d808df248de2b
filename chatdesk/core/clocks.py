"""When a ticket's answer and solution are due, by the policy's targets and the desk's calendar (S0-27, S0-28)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from chatdesk.core.model import Ticket
from chatdesk.core.policy import Policy
from chatdesk.core.ports import Calendars
from chatdesk.core.spans import Span


def with_due_dates(ticket: Ticket, policy: Policy, calendars: Calendars) -> Ticket:
    """Return the ticket with `respond_by` and `resolve_by` counted from its opening; None where no clock runs."""
    target = policy.target_for(ticket.kind, ticket.priority or ticket.declared_priority)
    calendar = calendars(policy.desk.calendar)

    def due(span: Span | None) -> datetime | None:
        return None if span is None else calendar.add(ticket.opened_at, span)

    return replace(ticket, respond_by=due(target.response), resolve_by=due(target.resolution))
