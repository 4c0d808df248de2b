"""What people wrote, as Slack sends it, into plain text: entities, mentions and links as a reader sees them. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from chatdesk.adapters._cutting import storable

NameOf = Callable[[str], str]
"""A person's name by their id, or nothing where it is not known."""

_TOKEN: Final = re.compile(r"<([^<>\n]+)>")
_SCHEME: Final = re.compile(r"^(?:mailto:|tel:|https?://)", re.IGNORECASE)


def mrkdwn_to_plain(text: str, name_of: NameOf) -> str:
    """Return a message's text as it was read: `<@U1>` by name, links with their address, no entities."""
    if "<" in text:
        text = _TOKEN.sub(lambda found: _token_to_plain(found.group(1), name_of), text)
    return storable(unescape(text))


def unescape(text: str) -> str:
    """Replace Slack's three entities by what they stand for."""
    if "&" not in text:
        return text
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _token_to_plain(token: str, name_of: NameOf) -> str:
    target, _, label = token.partition("|")
    if target.startswith("@"):
        return f"@{label or name_of(target[1:]) or target[1:]}"
    if target.startswith("#"):
        return f"#{label or target[1:]}"
    if target.startswith("!"):
        return _special_to_plain(target[1:], label)
    return _link_to_plain(target, label)


def _special_to_plain(target: str, label: str) -> str:
    """Return a broadcast, a user group or a date; the last two carry their words as label."""
    if label:
        return label
    return f"@{target.partition('^')[0]}"


def _link_to_plain(url: str, label: str) -> str:
    if not label or label == url or label.rstrip("/") == _SCHEME.sub("", url).rstrip("/"):
        return label or url
    return f"{label} ({url})"
