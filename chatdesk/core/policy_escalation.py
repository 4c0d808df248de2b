"""What a policy says of escalation by the people whom the desk works for: the levels, in order, and whom to call there.

Contacts are fixed texts of the policy. They are never taken from an agent's account, so nobody's is told by accident.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from chatdesk.core.policy_values import LocalText, Named, Part, ProductId, SpanText, WebAddress

Number = Annotated[str, Field(min_length=1, max_length=40)]
"""A telephone number, as people write it."""


class LevelContact(Part):
    """Whom to call at a level, and how (S3-39)."""

    role: LocalText
    """What they are: team lead, director …"""
    name: LocalText
    """Who they are: a person by their function, or a unit."""
    phone: Number | None = None
    """Their telephone."""
    extension: Number | None = None
    """The extension to ask for."""
    toll_free: Number | None = None
    """A number that costs the caller nothing."""
    mobile: Number | None = None
    """Their mobile telephone, for the levels at which it is given out."""
    email: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$", max_length=254)] | None = None
    """Their e-mail address."""
    products: tuple[ProductId, ...] = ()
    """For these products; empty: for all (S3-38)."""

    @property
    def is_reachable(self) -> bool:
        """Whether it says how they are reached at all."""
        return any((self.phone, self.toll_free, self.mobile, self.email))


class LevelPolicy(Named):
    """A level of escalation: what it is called, when it is open, whom to call."""

    after: SpanText | None = None
    """How long after the level before it was asked for it opens: the "reasonable delay" (S3-40)."""
    contacts: tuple[LevelContact, ...] = Field(min_length=1)
    """Who answers at this level."""

    def contacts_for(self, product: str) -> tuple[LevelContact, ...]:
        """Return who answers for a product: those named for it, else those for all."""
        own = tuple(contact for contact in self.contacts if product in contact.products)
        return own or tuple(contact for contact in self.contacts if not contact.products)


class EscalationPolicy(Part):
    """How a requester asks for somebody higher up (S3-36..42)."""

    levels: tuple[LevelPolicy, ...] = Field(min_length=1)
    """The levels, which are taken in order (S3-42)."""
    procedure: WebAddress | None = None
    """Where the procedure is documented (S4-20)."""
