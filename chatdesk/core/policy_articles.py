"""What a policy says of what people read elsewhere: a product's pages, where it went, the desk's own articles."""

from __future__ import annotations

from enum import StrEnum

from chatdesk.core.policy_values import ArticleId, Link, LocalText, Part, WebAddress


class ProductLink(Part):
    """Where to read more about a product."""

    label: LocalText
    """What the link reads."""
    address: Link
    """Where it leads."""


class RetiredPolicy(Part):
    """Where a product went that this desk no longer helps with (S0-1)."""

    text: LocalText
    """What people are told: that it moved, until when it is still here, that bookmarks are to be changed."""
    link: WebAddress
    """Where it is now."""


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


class CancelReasonPolicy(Part):
    """Why agents cancel tickets: what the requester is told of it, besides the agent's own words (S4-18)."""

    name: LocalText
    """As people read it: which rule was broken."""
    text: LocalText | None = None
    """What follows from it for the requester."""
    article: ArticleId | None = None
    """The article that says more, such as the rules."""
