"""Who is on a customer's roster, as the desk reads it: whose one may see, who is on which shift, what is left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from chatdesk.core.errors import ApprovalNeeded
from chatdesk.core.model import PersonId, RosterEntry
from chatdesk.core.policy import Policy
from chatdesk.core.policy_customers import RosterPolicy, RosterRequestsPolicy
from chatdesk.core.work import Work

Shifts = Mapping[str, tuple[RosterEntry, ...]]
"""Shift to those who are on it, in the order in which they joined."""


# -- what a desk has
def has_roster(policy: Policy) -> bool:
    """Whether a desk has rosters at all."""
    return policy.roster is not None


def has_requests(policy: Policy) -> bool:
    """Whether rosters change by tickets (S3-51)."""
    return policy.roster is not None and policy.roster.requests is not None


def takes_newcomers(policy: Policy) -> bool:
    """Whether somebody on no roster may ask to be put on one (S4-17)."""
    return policy.roster is not None and policy.roster.requests is not None and policy.roster.requests.from_anybody


def roster_policy(policy: Policy) -> RosterPolicy:
    """Return what a desk with rosters says of them."""
    assert policy.roster is not None
    return policy.roster


def requests_policy(policy: Policy) -> RosterRequestsPolicy:
    """Return what a desk whose rosters change by tickets says of those."""
    requests = roster_policy(policy).requests
    assert requests is not None
    return requests


# -- customers
def visible_customers(work: Work) -> tuple[str, ...]:
    """Return whose rosters the actor may see: agents everybody's, others those on which they are themselves."""
    if work.is_staff:
        return tuple(work.policy.customers)
    mine = {entry.customer for entry in work.unit.roster_of(work.actor.id)}
    return tuple(customer for customer in work.policy.customers if customer in mine)


def customer_named(policy: Policy, typed: str) -> str | None:
    """Return the customer that somebody means by its id, its number, or its name in any language."""
    wanted = typed.strip().casefold()
    for name, customer in policy.customers.items():
        if wanted in (name, customer.number.casefold(), customer.name.en.casefold(), customer.name.fr.casefold()):
            return name
    return None


def customer_numbered(policy: Policy, typed: str) -> str | None:
    """Return the customer with a number, however it is spaced or dashed."""
    wanted = _bare(typed)
    numbers = ((name, _bare(customer.number)) for name, customer in policy.customers.items())
    return next((name for name, number in numbers if wanted and number == wanted), None)


def _bare(number: str) -> str:
    return "".join(character for character in number.casefold() if character.isalnum())


# -- shifts
def by_shift(policy: Policy, entries: Iterable[RosterEntry]) -> Shifts:
    """Return a roster by shift, in the policy's order; last those of shifts that the policy no longer has."""
    shifts: dict[str, tuple[RosterEntry, ...]] = dict.fromkeys(roster_policy(policy).shifts, ())
    for entry in entries:
        shifts[entry.shift] = (*shifts.get(entry.shift, ()), entry)
    return shifts


def places_left(policy: Policy, shift: str, taken: int) -> int | None:
    """Return how many more a shift takes; None where there is no limit (S3-50)."""
    known = roster_policy(policy).shifts.get(shift)
    return None if known is None or known.limit is None else max(known.limit - taken, 0)


def is_full(policy: Policy, shift: str, people: Iterable[PersonId]) -> bool:
    """Whether these are more people than a shift takes."""
    known = roster_policy(policy).shifts.get(shift)
    return known is not None and known.limit is not None and len(set(people)) > known.limit


def named(work: Work, people: Iterable[PersonId]) -> str:
    """Return people by their names."""
    people = tuple(people)
    known = work.unit.people(people)
    return ", ".join(known[person].name for person in dict.fromkeys(people)) or "–"


# -- tickets
def refuse_unapproved(work: Work) -> None:
    """Raise ApprovalNeeded where the ticket asks for a change of a roster, which another end would leave undone."""
    if has_requests(work.policy) and work.unit.find_roster_change(work.ticket.id) is not None:
        raise ApprovalNeeded(ticket=work.ticket.reference)
