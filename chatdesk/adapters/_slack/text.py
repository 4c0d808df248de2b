"""Text on its way to Slack: made literal. Pure; knows no document and no block.

Slack interprets `&`, `<`, `>` and a few marks in its mrkdwn. Only the first three have an escape; a mark that could
format gets a word joiner (invisible, of no width) on both sides, so that it stands as it was typed and does nothing.
"""

from __future__ import annotations

import re
from typing import Final

from chatdesk.adapters._cutting import cut_shown

ELLIPSIS: Final = "… "
JOINER: Final = "\u2060"

_ENTITIES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
# A mark inside a word (snake_case, 2*3) formats nothing and stays as it is; `>` opens a quotation at a line's start.
_LIVE: Final = re.compile(r"[&<>`]|(?<![^\W_])[*_~]|[*_~](?![^\W_])")
_MARK: Final = re.compile(r"[&<>`*_~]")
"""Most texts hold none, and need no closer look."""
_BAD_IN_URL: Final = re.compile(r"[\x00-\x20\x7f<>|\"`*\\]")
_GOOD_URL: Final = re.compile(r"(?:https?://|mailto:|slack://)", re.IGNORECASE)


def escape(text: str) -> str:
    """Replace Slack's three control characters by their entities; formatting marks stay live."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def literal(text: str) -> str:
    """Return mrkdwn that shows a text exactly as it is: no mention, no link, no formatting."""
    return _LIVE.sub(_inert, text) if _MARK.search(text) else text


def _inert(found: re.Match[str]) -> str:
    mark = found.group()
    if mark == ">":
        at = found.start()
        opens_quotation = at == 0 or found.string[at - 1] in "\n>"
        return f"{JOINER}&gt;" if opens_quotation else "&gt;"
    return _ENTITIES.get(mark) or f"{JOINER}{mark}{JOINER}"


def cut_literal(text: str, room: int) -> tuple[str, bool]:
    """Return as much of a text, made literal, as takes at most `room` units, and whether something was left out."""
    return cut_shown(text, room, literal)


def safe_url(url: str) -> str:
    """Return an address that cannot break out of a link, or nothing where Slack should not open it."""
    if not _GOOD_URL.match(url):
        return ""
    return _BAD_IN_URL.sub(lambda found: f"%{ord(found.group()):02X}", url)
