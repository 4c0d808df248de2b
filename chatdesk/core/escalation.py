"""Escalation by levels: which one comes next for a ticket, when it opens, and the card that says whom to call there.

What it shows of people stands in the policy; it knows no agent.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from chatdesk.core.calendar import Calendar
from chatdesk.core.clocks import reached
from chatdesk.core.document import Fact, Link, Moment, Paragraph, PublicBlock, Small, Strong
from chatdesk.core.model import Ticket
from chatdesk.core.policy import Policy
from chatdesk.core.policy_escalation import LevelContact, LevelPolicy
from chatdesk.core.wording import Wording
from chatdesk.core.words import N_


def has_levels(policy: Policy) -> bool:
    """Whether requesters of this desk may escalate at all."""
    return policy.escalation is not None


def levels_of(policy: Policy) -> tuple[LevelPolicy, ...]:
    """Return the desk's levels, in order; none where it has no escalation."""
    return policy.escalation.levels if policy.escalation else ()


def next_level(policy: Policy, ticket: Ticket) -> LevelPolicy | None:
    """Return the level that comes after the one that was asked for last (S3-42); None after the last one."""
    return next(iter(levels_of(policy)[ticket.escalation :]), None)


def opens_at(ticket: Ticket, level: LevelPolicy, calendar: Calendar) -> datetime | None:
    """Return when a ticket's next level opens (S3-40); None where it is open as soon as the one before is taken."""
    if level.after is None or ticket.escalated_at is None:
        return None
    return reached(calendar, ticket.escalated_at, level.after)


def is_for_unsatisfied(policy: Policy, ticket: Ticket) -> bool:
    """Whether the next level is also for those whom the action plan does not satisfy: the last one (S3-41)."""
    return 0 < ticket.escalation == len(levels_of(policy)) - 1


def escalated_fact(ticket: Ticket, wording: Wording) -> tuple[Fact, ...]:
    """Return the level that a ticket has reached, and since when; nothing where it was never escalated."""
    if not ticket.escalation:
        return ()
    since = (" · ", Moment(ticket.escalated_at)) if ticket.escalated_at is not None else ()
    return (Fact(wording.words(N_("Escalation")), (Strong(wording.level(ticket.escalation)), *since)),)


def contact_card(ticket: Ticket, wording: Wording) -> tuple[PublicBlock, ...]:
    """Tell whom to call at the level that a ticket has reached, for its product (S3-38, S3-39)."""
    level = levels_of(wording.policy)[ticket.escalation - 1]
    words = wording.words
    heading = words(
        N_("{ticket} is escalated: {level}. Here is whom you can turn to:"),
        ticket=ticket.reference,
        level=wording.level(ticket.escalation),
    )
    contacts = (contact_lines(contact, wording) for contact in level.contacts_for(ticket.product))
    quoting = words(N_("Please quote {ticket} when you call or write."), ticket=ticket.reference)
    return (
        Paragraph((Strong(heading),)),
        *contacts,
        Paragraph((quoting,)),
        *(Small((link,)) for link in procedure(wording)),
    )


def contact_lines(contact: LevelContact, wording: Wording) -> Paragraph:
    """Return a contact: name and role, then a line for each way to reach them."""
    name, role = (text.in_(wording.language) for text in (contact.name, contact.role))
    lines = "".join(f"\n{wording.labelled(label, value)}" for label, value in _ways(contact, wording))
    return Paragraph((Strong(name), f" · {role}{lines}"))


def _ways(contact: LevelContact, wording: Wording) -> Iterator[tuple[str, str]]:
    words = wording.words
    ways = (
        (words(N_("Telephone")), contact.phone),
        (words(N_("Extension")), contact.extension),
        (words(N_("Toll-free")), contact.toll_free),
        (words(N_("Mobile")), contact.mobile),
        (words(N_("E-mail")), contact.email),
    )
    return ((label, value) for label, value in ways if value)


def procedure(wording: Wording) -> tuple[Link, ...]:
    """Return the link to the documented procedure, where there is one (S4-20)."""
    escalation = wording.policy.escalation
    if escalation is None or escalation.procedure is None:
        return ()
    return (Link(escalation.procedure, wording.words(N_("The escalation procedure"))),)
