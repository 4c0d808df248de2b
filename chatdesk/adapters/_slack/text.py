"""Text on its way to Slack: made literal, and cut where nothing is torn. Pure; knows no document and no block.

Slack interprets `&`, `<`, `>` and a few marks in its mrkdwn. Only the first three have an escape; a mark that could
format gets a word joiner (invisible, of no width) on both sides, so that it stands as it was typed and does nothing.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

ELLIPSIS: Final = "… "
JOINER: Final = "\u2060"
_ZWJ: Final = "\u200d"
_LONGEST_CLUSTER: Final = 32
"""How far back a cut looks for the start of what belongs together; hostile piles of accents are longer."""

_ENTITIES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
# A mark inside a word (snake_case, 2*3) formats nothing and stays as it is; `>` opens a quotation at a line's start.
_LIVE: Final = re.compile(r"[&<>`]|(?<![^\W_])[*_~]|[*_~](?![^\W_])")
_MARK: Final = re.compile(r"[&<>`*_~]")
"""Most texts hold none, and need no closer look."""
_BAD_IN_URL: Final = re.compile(r"[\x00-\x20\x7f<>|\"`*\\]")
_GOOD_URL: Final = re.compile(r"(?:https?://|mailto:|slack://)", re.IGNORECASE)
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")


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


def units(text: str) -> int:
    """Return a text's length as a JavaScript client counts it: an emoji beyond the first plane counts two."""
    return len(text) if text.isascii() else len(text) + sum(char > "\uffff" for char in text)


def cut(text: str, limit: int, ending: str = "…") -> str:
    """Return a text of at most `limit` units; one that was cut has the ending in place of the rest."""
    if len(text) * 2 <= limit or units(text) <= limit:
        return text
    room = limit - len(ending)
    if room <= 0:
        return ending[:limit]
    end = min(len(text), room)
    while (excess := units(text[:end]) - room) > 0:
        end -= (excess + 1) // 2
    return text[: _boundary(text, end)].rstrip() + ending


def cut_literal(text: str, room: int) -> tuple[str, bool]:
    """Return as much of a text, made literal, as takes at most `room` units, and whether something was left out."""
    shown = literal(text)
    if len(shown) * 2 <= room or units(shown) <= room:
        return shown, False
    end = min(len(text), max(room - 1, 0))
    while end > 0 and (excess := units(literal(text[:end])) + 1 - room) > 0:
        end -= max(1, excess // 5)
    kept = text[: _boundary(text, max(end, 0))].rstrip()
    return (literal(kept) + "…" if room > 0 else ""), True


def _boundary(text: str, end: int) -> int:
    """Return the last place at or before `end` that tears no emoji sequence, flag or accented letter apart."""
    if end >= len(text) or text.isascii():
        return end
    for place in range(end, max(0, end - _LONGEST_CLUSTER), -1):
        if not _belongs_together(text, place):
            return place
    return 0 if end <= _LONGEST_CLUSTER else end


def _belongs_together(text: str, place: int) -> bool:
    before, after = text[place - 1], text[place]
    if _ZWJ in (before, after) or unicodedata.combining(after) or _modifies(after):
        return True
    return _is_flag_letter(after) and _flag_letters_before(text, place) % 2 == 1


def _modifies(char: str) -> bool:
    """Whether a character is a variation selector, a skin tone or part of a keycap or tag sequence."""
    return (
        "\ufe00" <= char <= "\ufe0f"
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or char == "\u20e3"
        or "\U000e0020" <= char <= "\U000e007f"
    )


def _is_flag_letter(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _flag_letters_before(text: str, place: int) -> int:
    count = 0
    while count < place and _is_flag_letter(text[place - 1 - count]):
        count += 1
    return count


def safe_url(url: str) -> str:
    """Return an address that cannot break out of a link, or nothing where Slack should not open it."""
    if not _GOOD_URL.match(url):
        return ""
    return _BAD_IN_URL.sub(lambda found: f"%{ord(found.group()):02X}", url)


def storable(text: str) -> str:
    """Return a text without what no database and no wire takes: lone surrogates and NUL."""
    return _UNSTORABLE.sub("\ufffd", text) if _UNSTORABLE.search(text) else text
