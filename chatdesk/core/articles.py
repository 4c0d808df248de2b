"""What people are told stands elsewhere: the desk's articles, and products that moved, in the policy's words."""

from __future__ import annotations

from dataclasses import dataclass

from chatdesk.core.document import Line, Link, Paragraph
from chatdesk.core.policy_articles import Shown
from chatdesk.core.wording import Wording
from chatdesk.core.words import N_


def article(wording: Wording, name: str) -> Link:
    """Return the link to an article by its id."""
    policy = wording.policy.articles[name]
    return Link(policy.address, policy.label.in_(wording.language))


def articles_shown(wording: Wording, where: Shown) -> tuple[Link, ...]:
    """Return the links to the articles that are shown somewhere."""
    return tuple(article(wording, name) for name, each in wording.policy.articles.items() if where in each.shown)


def article_lines(wording: Wording, where: Shown) -> tuple[Paragraph, ...]:
    """Return the articles of a place as a paragraph, a line each; nothing where there are none."""
    links = articles_shown(wording, where)
    line: Line = tuple(span for link in links for span in ("\n📖 ", link))[1:]
    return (Paragraph(("📖 ", *line)),) if links else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Banner:
    """What people are told of a product that moved, and the link to where it is now (S0-1)."""

    text: str
    link: Link


def banner(wording: Wording, product: str) -> Banner | None:
    """Return the banner of a product that moved; None for every other word."""
    known = wording.policy.products.get(product)
    if known is None or known.retired is None:
        return None
    link = Link(known.retired.link, wording.words(N_("Where it is now")))
    return Banner(text=known.retired.text.in_(wording.language), link=link)
