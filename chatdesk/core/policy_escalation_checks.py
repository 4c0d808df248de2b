"""What a policy says of escalation must make sense: levels that open one after the other, contacts who can be reached.

Pure, as `policy_checks`, which runs these checks with its own; that a contact's product exists is looked at there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from chatdesk.core.findings import Check, Finding, Path
from chatdesk.core.policy import Policy
from chatdesk.core.policy_escalation import LevelContact, LevelPolicy
from chatdesk.core.policy_texts import too_long
from chatdesk.core.policy_values import LocalText
from chatdesk.core.spans import Span

MOST_LEVELS: Final = 9
MOST_CONTACTS: Final = 5
"""What a message holds of them on both platforms, for one product, each with every way to reach them."""
NAME_LIMIT: Final = 75


def _levels(policy: Policy) -> Iterator[tuple[Path, LevelPolicy]]:
    for position, level in enumerate(policy.escalation.levels if policy.escalation else ()):
        yield ("escalation", "levels", position), level


def _contacts(policy: Policy) -> Iterator[tuple[Path, LevelContact]]:
    for path, level in _levels(policy):
        for position, contact in enumerate(level.contacts):
            yield (*path, "contacts", position), contact


def _spans(policy: Policy) -> Iterator[Finding]:
    """The first level is always open, and each later one opens some time after the one before it."""
    for path, level in _levels(policy):
        if level.after is not None and path[-1] == 0:
            yield Finding((*path, "after"), "nothing comes before the first level: it is always open")
        elif level.after == Span():
            yield Finding((*path, "after"), "gives no time at all; leave it out to open the level at once")


def _reachable(policy: Policy) -> Iterator[Finding]:
    """Each contact can be reached, and nothing is said of a telephone that they do not have."""
    for path, contact in _contacts(policy):
        if not contact.is_reachable:
            yield Finding(path, "cannot be reached: give a phone, a toll_free, a mobile or an email")
        if contact.extension and not (contact.phone or contact.toll_free):
            yield Finding((*path, "extension"), "needs the phone at which it is asked for")
        for repeated in (product for product, count in Counter(contact.products).items() if count > 1):
            yield Finding((*path, "products"), f"names {repeated!r} twice")


def _answered(policy: Policy) -> Iterator[Finding]:
    """At each level somebody answers for each product, and no more than a message holds."""
    for path, level in _levels(policy):
        for product in policy.products:
            found = len(level.contacts_for(product))
            if not found:
                yield Finding((*path, "contacts"), f"nobody answers for the product {product!r}")
            elif found > MOST_CONTACTS:
                yield Finding((*path, "contacts"), f"{found} for {product!r}, and a message holds {MOST_CONTACTS}")


def _lengths(policy: Policy) -> Iterator[Finding]:
    """Every name fits where it is shown, and no two levels read the same."""
    named: list[tuple[Path, LocalText]] = [((*path, "name"), level.name) for path, level in _levels(policy)]
    for language in LocalText.model_fields:
        seen: dict[str, Path] = {}
        for path, name in named:
            if seen.setdefault(name.in_(language).casefold(), path) != path:
                yield Finding((*path, language), "reads the same as another level")
    for path, contact in _contacts(policy):
        named += [((*path, "role"), contact.role), ((*path, "name"), contact.name)]
    for path, name in named:
        yield from too_long(path, name, NAME_LIMIT)
    if len(list(_levels(policy))) > MOST_LEVELS:
        yield Finding(("escalation", "levels"), f"more than {MOST_LEVELS} levels")


_OWN: Final = frozenset({"escalation"})

ESCALATION_CHECKS: Final = (
    Check(_OWN, _spans),
    Check(_OWN, _reachable),
    Check(_OWN | {"products"}, _answered),
    Check(_OWN, _lengths),
)
