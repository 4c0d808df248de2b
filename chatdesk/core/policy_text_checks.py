"""Texts and links must fit where they are shown: articles, a product's links, the reasons to cancel a ticket."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from chatdesk.core.findings import Check, Finding
from chatdesk.core.policy import Policy
from chatdesk.core.policy_articles import Shown
from chatdesk.core.policy_texts import alike, too_long

LABEL_LIMIT: Final = 75
ADDRESS_LIMIT: Final = 200
MOST_SHOWN: Final[Mapping[Shown, int]] = {Shown.FORM: 3, Shown.HELP: 10, Shown.HOME: 10, Shown.CATALOGUE: 10}
"""How many articles there is room for: on a form they stand in one message with its other words (Discord)."""
REASONS_LIMIT: Final = 25
"""What a list in a form holds (Discord)."""
REASON_LIMIT: Final = 500
BANNER_LIMIT: Final = 300
HINT_LIMIT: Final = 100
"""The longest line beside a field (Discord)."""


def _articles(policy: Policy) -> Iterator[Finding]:
    """Every article fits, and no place shows more than it has room for."""
    for name, article in policy.articles.items():
        yield from too_long(("articles", name, "label"), article.label, LABEL_LIMIT)
        if len(article.address) > ADDRESS_LIMIT:
            yield Finding(("articles", name, "address"), _told(len(article.address), ADDRESS_LIMIT))
    for place, limit in MOST_SHOWN.items():
        shown = [name for name, article in policy.articles.items() if place in article.shown]
        for name in shown[limit:]:
            yield Finding(("articles", name, "shown"), f"{place.value!r} has room for {limit} articles only")


def _products(policy: Policy) -> Iterator[Finding]:
    """The labels of a product's links fit, and so does what is said of one that moved."""
    for name, product in policy.products.items():
        if product.retired is not None:
            yield from too_long(("products", name, "retired", "text"), product.retired.text, BANNER_LIMIT)
            if len(product.retired.link) > ADDRESS_LIMIT:
                yield Finding(("products", name, "retired", "link"), _told(len(product.retired.link), ADDRESS_LIMIT))
        for position, link in enumerate(product.links):
            yield from too_long(("products", name, "links", position, "label"), link.label, LABEL_LIMIT)


def _cancel_reasons(policy: Policy) -> Iterator[Finding]:
    """The reasons fit on the form and in the thread, and no two read the same."""
    if len(policy.cancel_reasons) > REASONS_LIMIT:
        yield Finding(("cancel_reasons",), f"{len(policy.cancel_reasons)} choices, and a list holds {REASONS_LIMIT}")
    for name, reason in policy.cancel_reasons.items():
        yield from too_long(("cancel_reasons", name, "name"), reason.name, LABEL_LIMIT)
        yield from too_long(("cancel_reasons", name, "text"), reason.text, REASON_LIMIT)
    yield from alike(("cancel_reasons",), {name: reason.name for name, reason in policy.cancel_reasons.items()})


def _hints(policy: Policy) -> Iterator[Finding]:
    """The line beside the description fits."""
    yield from too_long(("opening", "description_hint"), policy.opening.description_hint, HINT_LIMIT)


def _told(length: int, limit: int) -> str:
    return f"{length} characters, and there is room for {limit}"


TEXT_CHECKS: Final = (
    Check(frozenset({"articles"}), _articles),
    Check(frozenset({"products"}), _products),
    Check(frozenset({"cancel_reasons"}), _cancel_reasons),
    Check(frozenset({"opening"}), _hints),
)
