"""What Discord offers while somebody types: tickets and the queue, products, announcements, customers. Reads only."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from chatdesk.adapters._cutting import cut
from chatdesk.adapters._discord.spans import Payload
from chatdesk.core.announcing import label_of
from chatdesk.core.rosters import visible_customers
from chatdesk.core.work import Work

MOST_OFFERED: Final = 25
LONGEST_OFFER: Final = 100
_LOOKED_AT: Final = 50

Offer = tuple[str, str]
"""What is chosen, and how it reads."""


def offers(option: str, typed: str) -> Callable[[Work], tuple[Offer, ...]]:
    """Return what reads the offers for an option."""
    draw = {
        "number": _tickets,
        "product": _products,
        "announcement": _announcements,
        "customer": _customers,
    }.get(option, _nothing)
    return lambda work: _matching(draw(work), typed)


def offers_to_choices(found: Iterable[Offer]) -> Payload:
    """Return the offers as Discord takes them."""
    return {
        "choices": [{"name": cut(name, LONGEST_OFFER) or "–", "value": value[:LONGEST_OFFER]} for value, name in found]
    }


def _tickets(work: Work) -> list[Offer]:
    tickets = list(work.unit.queue(_groups(work), _LOOKED_AT)) if work.is_staff else []
    tickets += work.unit.tickets_of(work.actor.id, _LOOKED_AT)
    return [
        (str(ticket.id), f"{ticket.reference} · {work.wording.status(ticket)} · {ticket.title}")
        for ticket in {ticket.id: ticket for ticket in tickets}.values()
    ]


def _groups(work: Work) -> Iterable[str]:
    return work.unit.groups_of(work.actor.id) or frozenset(work.policy.groups)


def _products(work: Work) -> list[Offer]:
    return [(name, work.wording.product(name)) for name in work.policy.products]


def _announcements(work: Work) -> list[Offer]:
    return [
        (str(each.id), f"{label_of(each, work.wording)} · {each.title}") for each in work.unit.running_announcements()
    ]


def _customers(work: Work) -> list[Offer]:
    return [(name, work.wording.customer(name)) for name in visible_customers(work)]


def _nothing(_work: Work) -> list[Offer]:
    return []


def _matching(found: list[Offer], typed: str) -> tuple[Offer, ...]:
    wanted = typed.casefold().strip()
    return tuple(offer for offer in found if wanted in f"{offer[0]} {offer[1]}".casefold())[:MOST_OFFERED]
