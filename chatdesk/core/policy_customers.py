"""What a policy says of the companies whose people it serves: customers with their sites, and who may ask for them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from chatdesk.core.policy_values import (
    CustomerKindId,
    DayOrMomentText,
    EnvironmentId,
    FactId,
    Identifier,
    KindId,
    LocalText,
    Named,
    Part,
    PriorityId,
    ProductId,
    UrgencyId,
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


class CriticalPeriodPolicy(Part):
    """A time in which an interruption weighs more; an input to the priority, not a dictate (S3-44, S3-45)."""

    name: LocalText
    """What it is."""
    begins: DayOrMomentText
    """Its first day, or the moment at which it begins."""
    ends: DayOrMomentText
    """Its last day, or the moment at which it ends."""
    urgency: UrgencyId
    """The urgency that is chosen beforehand during it."""

    @property
    def begins_at(self) -> datetime:
        """Return when it begins, on the wall clock of the desk's calendar."""
        return _moment(self.begins)

    @property
    def over_at(self) -> datetime:
        """Return when it is over, on the same clock; a last day belongs to it whole."""
        is_day = not isinstance(self.ends, datetime)
        return _moment(self.ends) + (timedelta(days=1) if is_day else timedelta())


def _moment(edge: date) -> datetime:
    return edge if isinstance(edge, datetime) else datetime.combine(edge, time())


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
    critical_periods: Mapping[Identifier, CriticalPeriodPolicy] = Field(default_factory=dict)
    """Critical periods of its own; they come before those of the desk."""


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


class GateExceptionPolicy(Part):
    """When a gate does not close after all: where everything that is said here holds (S3-22)."""

    beta: bool = False
    """The site is classified Beta."""
    fact: FactId | None = None
    """What the form then asks, on the sites where it matters and on no other."""
    answer: Identifier | None = None
    """The answer to it that keeps the gate open."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if (self.fact is None) != (self.answer is None):
            raise PydanticCustomError("exception", "'fact' and 'answer' belong together")
        if not self.beta and self.fact is None:
            raise PydanticCustomError("exception", "says nothing: name 'beta: true', or a 'fact' and its 'answer'")
        return self


class GatePolicy(Part):
    """Priorities that no ticket about some sites may have (S3-22)."""

    environments: tuple[EnvironmentId, ...] = Field(min_length=1)
    """The environments of these sites."""
    priorities: tuple[PriorityId, ...] = Field(min_length=1)
    """The priorities that none of their tickets has."""
    text: LocalText
    """What is told where one would have it."""
    unless: GateExceptionPolicy | None = None
    """When one may have it after all; absent: never."""
