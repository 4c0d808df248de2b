"""What a kind says of itself must be possible: somebody opens it, or it sends people elsewhere and does no more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from chatdesk.core.findings import Check, Finding
from chatdesk.core.policy import Policy
from chatdesk.core.policy_catalogue import KindPolicy
from chatdesk.core.policy_texts import too_long
from chatdesk.core.policy_values import LocalText
from chatdesk.core.wording import Wording
from chatdesk.core.words import words_in

DIVERT_LIMIT: Final = 200
"""The longest diversion: it stands whole where a wrong field is told, with its contact (Discord 300)."""
CONTACT_LIMIT: Final = 75
KIND_LIMIT: Final = 75
"""The longest kind, with its category, that fits in a list of choices."""
CHANNEL_LIMITS: Final[Mapping[str, int]] = {"label": 75, "value": 200}


def _diversions(policy: Policy) -> Iterator[Finding]:
    """A kind that opens no ticket says nothing of tickets."""
    for name, kind in policy.kinds.items():
        for key in _meaningless(kind) if kind.divert else ():
            yield Finding(("kinds", name, key), "a kind with 'divert' opens no ticket, so this never counts")
    if all(kind.divert for kind in policy.kinds.values()):
        yield Finding(("kinds",), "all of them divert, so nobody can open a ticket")


def _meaningless(kind: KindPolicy) -> Iterator[str]:
    said: Mapping[str, object] = {
        "clock": not kind.clock,
        "target": kind.target,
        "group": kind.group,
        "facts": kind.facts,
        "notice": kind.notice,
        "opened_by": kind.opened_by,
    }
    yield from (key for key, value in said.items() if value)


def _offered(policy: Policy) -> Iterator[Finding]:
    """Somebody can open every kind: a product offers it."""
    offered = {kind for product in policy.products for kind in policy.kinds_of(product)}
    for name in policy.kinds:
        if name not in offered:
            yield Finding(("kinds", name), "no product offers it, so nobody can open it; add it to a product's 'kinds'")


def _categories(policy: Policy) -> Iterator[Finding]:
    """Some kind is of each category, and the names of both stand on one line (S2-3)."""
    used = {kind.category for kind in policy.kinds.values()}
    for name in policy.categories:
        if name not in used:
            yield Finding(("categories", name), "no kind is of it; name it as a kind's 'category', or leave it out")
    for name, kind in policy.kinds.items():
        category = policy.categories.get(kind.category or "")
        for language in LocalText.model_fields if category else ():
            read = Wording(policy, words_in(language)).kind(name)
            if len(read) > KIND_LIMIT:
                told = f"{len(read)} characters with its category, and there is room for {KIND_LIMIT}"
                yield Finding(("kinds", name, "name", language), told)


def _lengths(policy: Policy) -> Iterator[Finding]:
    """Every text fits where it is shown."""
    for name, kind in policy.kinds.items():
        if kind.divert:
            yield from too_long(("kinds", name, "divert", "text"), kind.divert.text, DIVERT_LIMIT)
            yield from too_long(("kinds", name, "divert", "contact"), kind.divert.contact, CONTACT_LIMIT)
    for name, product in policy.products.items():
        for position, channel in enumerate(product.channels):
            for key, limit in CHANNEL_LIMITS.items():
                yield from too_long(("products", name, "channels", position, key), getattr(channel, key), limit)


KIND_CHECKS: Final = (
    Check(frozenset({"kinds"}), _diversions),
    Check(frozenset({"kinds", "products"}), _offered),
    Check(frozenset({"categories", "kinds"}), _categories),
    Check(frozenset({"kinds", "products"}), _lengths),
)
