"""The desk's articles where people see them: links to what stands elsewhere, in the policy's order and words."""

from __future__ import annotations

from chatdesk.core.document import Line, Link, Paragraph
from chatdesk.core.policy_articles import Shown
from chatdesk.core.wording import Wording


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
