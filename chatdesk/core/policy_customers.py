"""What a policy says of the companies whose people it serves: customers with their sites, and who may ask for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from chatdesk.core.policy_values import (
    CustomerKindId,
    EnvironmentId,
    FactId,
    Identifier,
    KindId,
    LocalText,
    Named,
    Part,
    ProductId,
)

CustomerNumber = Annotated[str, Field(min_length=1, max_length=40)]
"""The number by which a vendor knows a customer, as people write it (S3-19)."""


class DivertPolicy(Part):
    """Where somebody is sent whom, or whose request, this desk does not take (S4-4, S4-7)."""

    text: LocalText
    """What they are told."""
    contact: LocalText | None = None
    """To whom they turn instead."""


class CustomerKindPolicy(Named):
    """A kind of customer: direct, by an integrator … (S4-6, S4-7)."""

    divert: DivertPolicy | None = None
    """The desk takes no request of theirs: they are told where to go instead."""


class SitePolicy(Named):
    """A place where a customer uses the products (S3-22)."""

    environment: EnvironmentId
    """What it is used for: production, test, training …"""
    beta: bool = False
    """Whether the vendor classified it Beta."""


class CustomerPolicy(Named):
    """A company whose people open tickets."""

    number: CustomerNumber
    """By which the vendor knows it."""
    kind: CustomerKindId | None = None
    """What kind of customer it is."""
    sites: Mapping[Identifier, SitePolicy] = Field(default_factory=dict)
    """Where it uses the products; the form asks which one, where there are several."""
    options: tuple[Identifier, ...] = ()
    """What its contract adds, such as extended hours (S3-7)."""


class ShiftPolicy(Named):
    """A shift for which a customer names people (S3-10, S3-50)."""

    limit: int | None = Field(default=None, ge=1, le=100)
    """How many may be on it at most."""


class RosterRequestsPolicy(Part):
    """The tickets by which a roster changes: asked for by form, approved by an agent (S3-14, S3-51)."""

    product: ProductId
    """What they are about."""
    kind: KindId
    """What kind of ticket they are; the form of ordinary tickets does not offer it."""
    from_anybody: bool = False
    """Whether somebody on no roster may ask to be put on one, by the customer's number (S4-17)."""


class RosterPolicy(Part):
    """Who may open tickets for a customer, by shift; nobody else may (S3-10..16, S3-50..52, S4-6)."""

    name: LocalText
    """What the people on it are called: super users."""
    shifts: Mapping[Identifier, ShiftPolicy] = Field(min_length=1)
    """The shifts of every customer, in order."""
    facts: tuple[FactId, ...] = ()
    """What is asked about everybody who is put on it (S3-52)."""
    terms: LocalText | None = None
    """What the customer confirms when it names somebody: that they are trained (S3-12, S3-15)."""
    welcome: LocalText | None = None
    """What somebody is told who has been put on it: what they do for their colleagues (S3-11)."""
    requests: RosterRequestsPolicy | None = None
    """The tickets by which it changes; absent: it changes by `chatdesk roster import` alone."""
    refused: LocalText
    """What somebody is told who may not open a ticket: who may, and how to become one of them (S3-13, S4-17)."""
