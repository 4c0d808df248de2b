"""What a policy says of what people read elsewhere: the pages of a product, and the desk's own articles."""

from __future__ import annotations

from enum import StrEnum

from chatdesk.core.policy_values import Link, LocalText, Part, WebAddress


class ProductLink(Part):
    """Where to read more about a product."""

    label: LocalText
    """What the link reads."""
    address: Link
    """Where it leads."""


class Shown(StrEnum):
    """Where the desk shows an article by itself."""

    FORM = "form"
    """On the form that opens a ticket."""
    HELP = "help"
    HOME = "home"
    """In the home tab."""
    CATALOGUE = "catalogue"
    """On every product's page."""


class ArticlePolicy(Part):
    """An article of the desk: how it is used, its rules, how access to it is asked for (S4-15..17, S4-20)."""

    label: LocalText
    """What the link reads."""
    address: WebAddress
    """Where it stands."""
    shown: tuple[Shown, ...] = ()
    """Where it is shown by itself, besides where others refer to it."""
