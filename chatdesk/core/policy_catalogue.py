"""What a policy says of what people can ask for: products or services, and kinds of request."""

from __future__ import annotations

from chatdesk.core.policy_articles import ProductLink, RetiredPolicy
from chatdesk.core.policy_customers import DivertPolicy
from chatdesk.core.policy_time import Target
from chatdesk.core.policy_values import CategoryId, FactId, GroupId, KindId, LocalText, Named, Part


class KindPolicy(Named):
    """A kind of request: question, incident, request … (S0-10..12)."""

    category: CategoryId | None = None
    """What it is a part of; people read both, the category first (S2-3)."""
    clock: bool = True
    """Whether its tickets have targets; a change proposal has none (S0-29)."""
    target: Target | None = None
    """Overrides the priority's target (S0-28b)."""
    group: GroupId | None = None
    """Overrides the product's group."""
    facts: tuple[FactId, ...] = ()
    """Extra fields of the form for this kind."""
    notice: LocalText | None = None
    """Words shown on the form when this kind is chosen."""
    divert: DivertPolicy | None = None
    """Opens no ticket: whoever chooses it is told where to go instead (S4-4)."""
    opened_by: GroupId | None = None
    """The only group whose members open it, for somebody or for themselves; it is offered to nobody else (S2-7)."""


class Contact(Part):
    """Who answers for a product: a role and a name, never an agent's own address (S0-13, S1-16)."""

    role: LocalText
    """What they are to the product: pilot, owner …"""
    name: LocalText
    """Who they are: a unit, or a person by their function."""


class Channel(Part):
    """A way to reach whoever answers for a product, besides a ticket: telephone, fax, portal … (S3-3)."""

    label: LocalText
    """What it is."""
    value: LocalText
    """A number or other words; an address, https://… or mailto:…, is shown as a link."""


class ProductPolicy(Named):
    """A product or service in the desk's catalogue (S0-13..15)."""

    group: GroupId
    """Which group its tickets are routed to (S0-22)."""
    kinds: tuple[KindId, ...] = ()
    """Kinds on offer; empty: all."""
    facts: tuple[FactId, ...] = ()
    """Extra fields of the form for this product (S0-15, S0-23)."""
    contacts: tuple[Contact, ...] = ()
    """Who answers for it."""
    audience: LocalText | None = None
    """Whom it is meant for."""
    channels: tuple[Channel, ...] = ()
    """How else it is reached."""
    links: tuple[ProductLink, ...] = ()
    """Where to read more."""
    retired: RetiredPolicy | None = None
    """It moved: nothing about it is opened here any more, and people are told where it is (S0-1)."""
