"""What the desk has on offer, as people read it: its products, one product in full, and what each status means.

All of it is policy. A list too long for a message goes on behind a button.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from chatdesk.core.articles import articles_shown, banner
from chatdesk.core.buttons import start_buttons
from chatdesk.core.document import (
    Actions,
    Button,
    Code,
    Heading,
    Inline,
    Line,
    Link,
    Paragraph,
    PublicBlock,
    PublicDocument,
    Small,
    Strong,
)
from chatdesk.core.openers import may_open
from chatdesk.core.opening import kinds_offered
from chatdesk.core.policy_articles import Shown
from chatdesk.core.policy_catalogue import Channel, Contact, ProductPolicy
from chatdesk.core.policy_values import LocalText, Named
from chatdesk.core.words import N_
from chatdesk.core.work import Work

LISTED: Final = 10
"""Products or statuses shown at once: a button for each, and all of a message's limits kept."""
EXCERPT: Final = 200
"""Characters of a meaning that a list shows."""
TOLD: Final = 15
"""Contacts, channels, links or kinds that a product's page shows; a longer list ends in a mark."""


# -- the list
def product_list(work: Work, page: int = 1) -> PublicDocument:
    """List the products in the policy's order, a line each, with a button for each (S0-3)."""
    start = (page - 1) * LISTED
    products = tuple(work.policy.products.items())
    shown = dict(products[start : start + LISTED])
    if not shown:
        return _nothing_more(work, N_("Catalogue"))
    buttons = tuple(Button(verb="catalogue", label=work.wording.product(name), subject=name) for name in shown)
    more = _more(work, "catalogue", page) if len(products) > start + LISTED else ()
    return PublicDocument(
        (
            Heading(_title(work, N_("Catalogue"), page)),
            Small((work.words(N_("Choose one, or write")), " ", Code("/ticket catalogue …"))),
            *(Paragraph(_listed(work, name)) for name in shown),
            Actions((*buttons, *more)),
        )
    )


def status_list(work: Work, page: int = 1) -> PublicDocument:
    """List the statuses in the policy's order, with their meaning and who is expected to act (S2-11..13)."""
    start = (page - 1) * LISTED
    statuses = tuple(work.policy.statuses.values())
    shown = statuses[start : start + LISTED]
    if not shown:
        return _nothing_more(work, N_("Statuses"))
    blocks: list[PublicBlock] = [Heading(_title(work, N_("Statuses"), page))]
    for status in shown:
        actor = work.wording.labelled(work.words(N_("Next to act")), _in(work, status.actor))
        blocks.append(Paragraph((*_named(work, status), f"\n{actor}")))
    if len(statuses) > start + LISTED:
        blocks.append(Actions(_more(work, "statuses", page)))
    return PublicDocument(tuple(blocks))


def _title(work: Work, heading: str, page: int) -> str:
    title = work.words(heading)
    return title if page == 1 else f"{title} · {page}"


def _nothing_more(work: Work, heading: str) -> PublicDocument:
    return PublicDocument((Heading(work.words(heading)), Paragraph((work.words(N_("There are no more.")),))))


def _more(work: Work, verb: str, page: int) -> tuple[Button, ...]:
    return (Button(verb=verb, label=work.words(N_("Show more")), subject=str(page + 1)),)


def _listed(work: Work, name: str) -> Line:
    """Return a product with the line that explains it, or that says that it moved (S0-1)."""
    product, gone = work.policy.products[name], banner(work.wording, name)
    return _explained(_in(work, product.name), gone.text) if gone else _named(work, product)


def _named(work: Work, named: Named) -> Line:
    return _explained(_in(work, named.name), _in(work, named.meaning))


def _kind(work: Work, kind: str) -> Line:
    return _explained(work.wording.kind(kind), _in(work, work.policy.meaning_of_kind(kind)))


def _explained(name: str, meaning: str) -> Line:
    """Return a name with the line that explains it."""
    short = meaning if len(meaning) <= EXCERPT else meaning[: EXCERPT - 1] + "…"
    return (Strong(name), f" – {short}" if short else "")


def _in(work: Work, text: LocalText | None) -> str:
    return text.in_(work.wording.language) if text else ""


# -- one product
def product_page(work: Work, name: str) -> PublicDocument:
    """Show a product in full, with the button that opens a ticket about it (S0-3, S0-13, S0-14, S3-3)."""
    product = work.policy.products[name]
    kinds = kinds_offered(work, name)
    others = Button(verb="catalogue", label=work.words(N_("All products")))
    start = start_buttons(work.operations, work.words, name) if kinds and may_open(work) else ()
    return PublicDocument(
        (
            Heading(_in(work, product.name)),
            *_banner(work, name),
            *_described(work, product),
            *_part(work, N_("Who answers for it"), (_contact(work, one) for one in product.contacts)),
            *_part(work, N_("How to reach them"), _channels(work, product)),
            *_part(work, N_("What you can ask for"), (_kind(work, kind) for kind in kinds)),
            Actions((*(button for row in start for button in row.buttons), others)),
        )
    )


def _banner(work: Work, name: str) -> Iterable[PublicBlock]:
    """Say of a product that moved where it is now (S0-1)."""
    if gone := banner(work.wording, name):
        yield Paragraph((Strong(gone.text), "\n", gone.link))


def _described(work: Work, product: ProductPolicy) -> Iterable[PublicBlock]:
    if product.meaning:
        yield Paragraph((_in(work, product.meaning),))
    if product.audience:
        yield Paragraph((work.wording.labelled(work.words(N_("For whom")), _in(work, product.audience)),))


def _part(work: Work, heading: str, lines: Iterable[Line]) -> Iterable[PublicBlock]:
    """Return lines under a heading, in one paragraph; nothing where there are none."""
    told = tuple(lines)
    if told:
        spans = [span for line in told[:TOLD] for span in ("\n• ", *line)]
        yield Paragraph((Strong(work.words(heading)), *spans, "\n…" if len(told) > TOLD else ""))


def _contact(work: Work, contact: Contact) -> Line:
    return (work.wording.labelled(_in(work, contact.role), _in(work, contact.name)),)


def _channels(work: Work, product: ProductPolicy) -> Iterable[Line]:
    for channel in product.channels:
        yield _channel(work, channel)
    for link in product.links:
        yield _reached(work, _in(work, link.label), link.address)
    yield from ((link,) for link in articles_shown(work.wording, Shown.CATALOGUE))


def _channel(work: Work, channel: Channel) -> Line:
    return _reached(work, _in(work, channel.label), _in(work, channel.value))


def _reached(work: Work, label: str, value: str) -> Line:
    """Return a label with a number beside it, or as a link. A mail address is told as well: not all can follow one."""
    if value.startswith(("https://", "http://")):
        return (Link(value, label),)
    shown: Inline = value
    if value.startswith(_MAIL):
        shown = Link(value, value.removeprefix(_MAIL))
    return (work.wording.labelled(label, ""), shown)


_MAIL: Final = "mailto:"
