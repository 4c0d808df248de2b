"""What a policy says of customers must be possible: somebody opens their tickets, and nothing is said of nobody.

Pure, as `policy_checks`, which runs these checks with its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from chatdesk.core.findings import Check, Finding, Path, suggestion
from chatdesk.core.policy import Policy
from chatdesk.core.policy_customers import CriticalPeriodPolicy, GatePolicy
from chatdesk.core.policy_desk import Threads
from chatdesk.core.policy_form import Ask
from chatdesk.core.policy_kind_checks import CONTACT_LIMIT, DIVERT_LIMIT
from chatdesk.core.policy_texts import alike, too_long
from chatdesk.core.policy_values import LocalText

NAME_LIMIT: Final = 75
TEXT_LIMIT: Final = 300
"""The longest text that stands whole where a wrong field is told (Discord)."""
SITES_LIMIT: Final = 100


# -- who opens


def _served(policy: Policy) -> Iterator[Finding]:
    """Somebody stands for the customers, and the desk serves one."""
    if policy.customers and policy.roster is None:
        yield Finding(("customers",), "without 'roster' nobody stands for a customer, so no ticket is of theirs")
    if policy.customers and all(policy.divert_of(name) for name in policy.customers):
        yield Finding(("customers",), "all of them are of kinds that divert, so nobody can open a ticket")


def _kept_apart(policy: Policy) -> Iterator[Finding]:
    """One customer does not read the tickets of another."""
    if policy.customers and policy.desk.threads is Threads.PUBLIC:
        message = "with 'customers', whoever is in the intake room would read those of all of them: write 'private'"
        yield Finding(("desk", "threads"), message)


# -- options


def _options(policy: Policy) -> Iterator[Finding]:
    """An extension for an option is for some customer."""
    known = sorted({option for customer in policy.customers.values() for option in customer.options})
    for name, extension in policy.extensions.items():
        if extension.option is not None and extension.option not in known:
            hint = suggestion(extension.option, known)
            message = f"no customer has the option {extension.option!r}, so this never counts{hint}"
            yield Finding(("extensions", name, "option"), message)


# -- gates


def _gates(policy: Policy) -> Iterator[Finding]:
    """A gate stands in somebody's way, and not in everybody's."""
    used = {site.environment for customer in policy.customers.values() for site in customer.sites.values()}
    given = {priority for row in policy.matrix.values() for priority in row.values()} | {policy.default_priority}
    must_say = policy.opening.impact is policy.opening.urgency is Ask.REQUIRED
    for name, gate in policy.gates.items():
        path: Path = ("gates", name)
        if not used.intersection(gate.environments):
            named = " or ".join(gate.environments)
            yield Finding((*path, "environments"), f"never counts: no customer has a site of {named}")
        for position, priority in enumerate(gate.priorities):
            if policy.matrix and priority in policy.priorities and priority not in given:
                message = f"never counts: no impact and urgency lead to {priority!r}"
                yield Finding((*path, "priorities", position), message)
            if priority == policy.default_priority and not must_say:
                message = "is the default priority: what does not state impact and urgency could not be opened there"
                yield Finding((*path, "priorities", position), message)
        yield from _exception(policy, path, gate)


def _exception(policy: Policy, path: Path, gate: GatePolicy) -> Iterator[Finding]:
    """What keeps a gate open is a choice that is made for each ticket."""
    fact = policy.facts.get(gate.unless.fact or "") if gate.unless else None
    if gate.unless is None or fact is None:
        return
    where = (*path, "unless")
    if fact.type != "choice":
        yield Finding((*where, "fact"), f"{gate.unless.fact!r} is no choice, so nobody knows how the answer is written")
    elif gate.unless.answer not in fact.options:
        hint = suggestion(gate.unless.answer or "", fact.options)
        yield Finding((*where, "answer"), f"{gate.unless.fact!r} has no option {gate.unless.answer!r}{hint}")
    if fact.remember:
        yield Finding((*where, "fact"), "is kept with the person, but what keeps a gate open is said for each ticket")


# -- critical periods


def _periods(policy: Policy) -> Iterator[tuple[Path, CriticalPeriodPolicy]]:
    for name, period in policy.critical_periods.items():
        yield ("critical_periods", name), period
    for customer, known in policy.customers.items():
        for name, period in known.critical_periods.items():
            yield ("customers", customer, "critical_periods", name), period


def _critical_periods(policy: Policy) -> Iterator[Finding]:
    """A period ends after it began, and the form asks for the urgency that it stands for."""
    for path, period in _periods(policy):
        if period.over_at <= period.begins_at:
            yield Finding((*path, "ends"), "is not after its beginning")
        if policy.opening.urgency is Ask.NO:
            yield Finding((*path, "urgency"), "the form asks for no urgency: say so in 'opening.urgency'")


# -- lengths


def _lengths(policy: Policy) -> Iterator[Finding]:
    """Every text fits where it is shown."""
    for path, text, limit in _texts(policy):
        yield from too_long(path, text, limit)
    for name, customer in policy.customers.items():
        if len(customer.sites) > SITES_LIMIT:
            message = f"{len(customer.sites)} choices, and a list holds {SITES_LIMIT}"
            yield Finding(("customers", name, "sites"), message)
        yield from alike(("customers", name, "sites"), {site: each.name for site, each in customer.sites.items()})


def _texts(policy: Policy) -> Iterator[tuple[Path, LocalText | None, int]]:
    for name, gate in policy.gates.items():
        yield ("gates", name, "text"), gate.text, TEXT_LIMIT
    for name, kind in policy.customer_kinds.items():
        if kind.divert is not None:
            yield ("customer_kinds", name, "divert", "text"), kind.divert.text, DIVERT_LIMIT
            yield ("customer_kinds", name, "divert", "contact"), kind.divert.contact, CONTACT_LIMIT
    for name, customer in policy.customers.items():
        for site, each in customer.sites.items():
            yield ("customers", name, "sites", site, "name"), each.name, NAME_LIMIT
    for path, period in _periods(policy):
        yield (*path, "name"), period.name, NAME_LIMIT


CUSTOMER_CHECKS: Final = (
    Check(frozenset({"customers", "customer_kinds", "roster"}), _served),
    Check(frozenset({"customers", "desk"}), _kept_apart),
    Check(frozenset({"extensions", "customers"}), _options),
    Check(
        frozenset({"gates", "customers", "facts", "priorities", "matrix", "default_priority", "opening"}),
        _gates,
    ),
    Check(frozenset({"critical_periods", "customers", "opening"}), _critical_periods),
    Check(frozenset({"gates", "customer_kinds", "customers", "critical_periods"}), _lengths),
)
