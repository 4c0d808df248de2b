"""A ticket's two cards: the first message of each of its threads, edited in place. One for each audience."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from chatdesk.core.buttons import ticket_buttons
from chatdesk.core.clocks import is_paused
from chatdesk.core.document import (
    Fact,
    Facts,
    Heading,
    InternalDocument,
    Line,
    Link,
    Moment,
    Paragraph,
    PublicBlock,
    PublicDocument,
    Quote,
    Small,
    Strong,
    ThreadLink,
)
from chatdesk.core.escalation import escalated_fact
from chatdesk.core.model import ENDED, OPEN, Audience, Person, Ticket
from chatdesk.core.operation import AnyOperation, Surface
from chatdesk.core.wording import FIELD_LABELS, Wording
from chatdesk.core.words import N_, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a card is drawn from."""

    ticket: Ticket
    requester: Person
    assignee: Person | None
    wording: Wording
    operations: Mapping[str, AnyOperation]
    follows: str = ""
    """Reference of the closed ticket that this one cites."""
    advice: tuple[PublicBlock, ...] = ()
    """What the requester is told to do besides waiting: to telephone."""
    outage: str = ""
    """Title of the outage that the product had when the ticket was opened."""


def public_card(card: Card) -> PublicDocument:
    """Draw the requester's card; it names an agent only where the policy discloses them (S1-16)."""
    words = card.wording.words
    policy = card.wording.policy
    holder = card.wording.group(card.ticket.group)
    if card.assignee is not None and policy.desk.discloses_agents:
        holder = card.assignee.name
    return PublicDocument(
        (
            *_title(card),
            Facts(
                (
                    *_nature(card, show_priority=policy.desk.shows_priority),
                    *customer_facts(card.ticket, card.wording, Audience.PUBLIC),
                    Fact(words(N_("Support group")), (holder,)),
                    *due_facts(card.ticket, card.wording),
                )
            ),
            *card.advice,
            *_story(card),
            *_buttons(card, Surface.PUBLIC_CARD),
        )
    )


def internal_card(card: Card) -> InternalDocument:
    """Draw the agents' card, with a button for everything that may be done now."""
    words = card.wording.words
    ticket = card.ticket
    holder = card.assignee.name if card.assignee else words(N_("nobody yet"))
    link = ThreadLink(ticket.id, Audience.PUBLIC, words(N_("The requester’s thread")))
    return InternalDocument(
        (
            *_title(card),
            Facts(
                (
                    *_nature(card, show_priority=True),
                    Fact(words(N_("Assigned to")), (holder,)),
                    Fact(words(N_("Group")), (card.wording.group(ticket.group),)),
                    Fact(words(N_("Requester")), (card.requester.name,)),
                    *customer_facts(ticket, card.wording, Audience.INTERNAL),
                    *due_facts(ticket, card.wording),
                    *escalated_fact(ticket, card.wording),
                    *((Fact(words(N_("Opened during an outage")), (card.outage,)),) if card.outage else ()),
                    *(
                        Fact(card.wording.fact(name), (card.wording.fact_value(name, value),))
                        for name, value in ticket.facts.items()
                    ),
                )
            ),
            *_story(card),
            *_checklist(card),
            Small((link,)),
            *_buttons(card, Surface.INTERNAL_CARD),
        )
    )


def _checklist(card: Card) -> tuple[Small, ...]:
    """Return what an agent does with every ticket, in small print, while it is open (S3-24); not with a roster's."""
    policy = card.wording.policy
    items, requests = policy.checklist, policy.roster.requests if policy.roster else None
    if not items or card.ticket.phase not in OPEN or (requests and requests.kind == card.ticket.kind):
        return ()
    lines = "".join(f"\n☐ {item.in_(card.wording.language)}" for item in items)
    return (Small((Strong(card.wording.words(N_("Checklist"))), lines)),)


def _title(card: Card) -> tuple[PublicBlock, ...]:
    heading = Heading(f"{card.ticket.reference} · {card.ticket.title}")
    if not card.follows:
        return (heading,)
    return (heading, Small((card.wording.words(N_("Follows {ticket}"), ticket=card.follows),)))


def _nature(card: Card, *, show_priority: bool) -> tuple[Fact, ...]:
    ticket, wording, words = card.ticket, card.wording, card.wording.words
    facts = [
        Fact(words(N_("Status")), (Strong(wording.status(ticket)),)),
        *_actor(ticket, wording),
        Fact(words(N_("Product")), (wording.product(ticket.product),)),
        Fact(words(N_("Kind")), (wording.kind(ticket.kind),)),
    ]
    if show_priority:
        facts.append(Fact(words(N_("Priority")), priority_line(ticket, wording)))
    return tuple(facts)


def _actor(ticket: Ticket, wording: Wording) -> tuple[Fact, ...]:
    """Say who is expected to act (S2-13), as long as somebody is."""
    if ticket.phase in ENDED:
        return ()
    return (Fact(wording.words(N_("Next to act")), (wording.expected_actor(ticket),)),)


def customer_facts(ticket: Ticket, wording: Wording, audience: Audience) -> tuple[Fact, ...]:
    """Return the customer and its site; to agents with its number and kind, and what the site is used for (S3-19)."""
    words, facts = wording.words, []
    if ticket.customer is not None:
        details = wording.customer_details(ticket.customer) if audience is Audience.INTERNAL else ""
        facts.append(Fact(words(N_("Customer")), _with_details(wording.customer(ticket.customer), details)))
    if ticket.site is not None:
        site = wording.policy.find_site(ticket.customer, ticket.site)
        details = wording.environment(site) if site is not None and audience is Audience.INTERNAL else ""
        facts.append(Fact(words(N_("Site")), _with_details(wording.site(ticket.customer, ticket.site), details)))
    return tuple(facts)


def _with_details(name: str, details: str) -> Line:
    return (f"{name} ({details})",) if details else (name,)


def priority_line(ticket: Ticket, wording: Wording) -> Line:
    """Return the priority: the qualified one beside what the requester declared, where they differ (S4-23)."""
    shown = wording.priority(ticket.priority or ticket.declared_priority)
    if ticket.qualified_at is None:
        source = N_("declared") if ticket.impact and ticket.urgency else N_("by default")
        return (f"{shown} ({wording.words(source)})",)
    if ticket.declared_priority in (None, ticket.priority):
        return (shown,)
    declared = wording.priority(ticket.declared_priority)
    return (f"{shown} ({wording.labelled(wording.words(N_('declared')), declared)})",)


def due_facts(ticket: Ticket, wording: Wording) -> tuple[Fact, ...]:
    """Return by when the ticket is answered and solved, while it is open."""
    if ticket.phase not in OPEN:
        return ()
    words, facts = wording.words, []
    target = wording.policy.target_for(ticket.kind, ticket.priority or ticket.declared_priority)
    if ticket.respond_by is not None and ticket.answered_at is None:
        facts.append(Fact(words(N_("First answer by")), (Moment(ticket.respond_by),)))
    if ticket.resolve_by is not None:
        facts.append(Fact(words(N_("Solution by")), (Moment(ticket.resolve_by),)))
    elif is_paused(ticket) and target.resolution is not None:
        facts.append(Fact(words(N_("Solution by")), (words(N_("paused since")), " ", Moment(ticket.pauses[-1].since))))
    return tuple(facts)


def _story(card: Card) -> tuple[PublicBlock, ...]:
    return (*description(card.ticket, card.wording.words), *outcome(card.ticket, card.wording))


def description(ticket: Ticket, words: Words) -> tuple[PublicBlock, ...]:
    """Return what was asked, and where the message is that it was asked from."""
    link = ticket.quoted.link if ticket.quoted else ""
    quote = Quote(text=ticket.description, more=link)
    return (quote, Small((Link(link, words(N_("The original message"))),))) if link else (quote,)


def outcome(ticket: Ticket, wording: Wording) -> tuple[PublicBlock, ...]:
    """Return how it ended: why it was cancelled, or the solution and its nature."""
    words = wording.words
    if ticket.cancel_reason:
        cause = f" · {wording.cause(ticket.cancel_cause)}" if ticket.cancel_cause else ""
        return (Paragraph((Strong(words(N_("Cancelled because"))), cause)), Quote(text=ticket.cancel_reason))
    if ticket.solution and ticket.phase not in OPEN:
        nature = f" · {wording.nature(ticket.nature)}" if ticket.nature else ""
        heading = Paragraph((Strong(words(N_("Solution"))), nature))
        return (heading, Quote(text=ticket.solution), *record_line(ticket, wording))
    return ()


def record_line(ticket: Ticket, wording: Wording) -> tuple[Paragraph, ...]:
    """Return at which record of a higher level it goes on, where it does (S2-25)."""
    if not ticket.record:
        return ()
    label = wording.labelled(wording.words(FIELD_LABELS["record"]), "")
    _, is_link, address = ticket.record.partition("://")
    return (Paragraph((label, Link(ticket.record, address) if is_link else ticket.record)),)


def _buttons(card: Card, surface: Surface) -> tuple[PublicBlock, ...]:
    return ticket_buttons(card.operations, surface, card.ticket, card.wording.words)
