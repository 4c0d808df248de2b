"""Articles and links must fit where they are shown, and an article is of use somewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from chatdesk.core.findings import Check, Finding, Path
from chatdesk.core.policy import Policy
from chatdesk.core.policy_articles import Shown
from chatdesk.core.policy_values import LocalText

LABEL_LIMIT: Final = 75
ADDRESS_LIMIT: Final = 200
MOST_SHOWN: Final[Mapping[Shown, int]] = {Shown.FORM: 3, Shown.HELP: 10, Shown.HOME: 10, Shown.CATALOGUE: 10}
"""How many articles there is room for: on a form they stand in one message with its other words (Discord)."""


def _articles(policy: Policy) -> Iterator[Finding]:
    """Every article fits, and no place shows more than it has room for."""
    for name, article in policy.articles.items():
        yield from _long(("articles", name, "label"), article.label)
        if len(article.address) > ADDRESS_LIMIT:
            told = f"{len(article.address)} characters, and there is room for {ADDRESS_LIMIT}"
            yield Finding(("articles", name, "address"), told)
    for place, limit in MOST_SHOWN.items():
        shown = [name for name, article in policy.articles.items() if place in article.shown]
        for name in shown[limit:]:
            yield Finding(("articles", name, "shown"), f"{place.value!r} has room for {limit} articles only")


def _links(policy: Policy) -> Iterator[Finding]:
    """The label of every product's link fits."""
    for name, product in policy.products.items():
        for position, link in enumerate(product.links):
            yield from _long(("products", name, "links", position, "label"), link.label)


def _long(path: Path, text: LocalText) -> Iterator[Finding]:
    longest = max(text.model_dump().values(), key=len)
    if len(longest) > LABEL_LIMIT:
        yield Finding(path, f"{len(longest)} characters, and there is room for {LABEL_LIMIT}")


ARTICLE_CHECKS: Final = (
    Check(frozenset({"articles"}), _articles),
    Check(frozenset({"products"}), _links),
)
