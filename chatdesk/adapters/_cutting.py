"""Text cut where nothing is torn apart, and made fit for a database. Pure; knows no platform.

Lengths are counted as a JavaScript client counts them, which is never less than what a platform counts.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable
from typing import Final

_ZWJ: Final = "\u200d"
LONGEST_CLUSTER: Final = 32
"""How far back a cut looks for the start of what belongs together; hostile piles of accents are longer."""
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")


def units(text: str) -> int:
    """Return a text's length as a JavaScript client counts it: an emoji beyond the first plane counts two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, limit: int, ending: str = "…") -> str:
    """Return a text of at most `limit` units; one that was cut has the ending in place of the rest."""
    if len(text) * 2 <= limit or (len(text) <= limit and units(text) <= limit):
        return text
    room = limit - len(ending)
    if room <= 0:
        return ending[:limit]
    end = min(len(text), room)
    while (excess := units(text[:end]) - room) > 0:
        end -= (excess + 1) // 2
    return text[: boundary(text, end)].rstrip() + ending


def cut_shown(text: str, room: int, show: Callable[[str], str]) -> tuple[str, bool]:
    """Return as much of a text, as `show` writes it, as takes at most `room` units, and whether some was left out.

    Showing a text never makes it shorter.
    """
    if len(text) <= room:
        shown = show(text)
        if len(shown) * 2 <= room or units(shown) <= room:
            return shown, False
    end = fitting(len(text), room, lambda end: units(show(text[:end])) + 1)
    kept = text[: boundary(text, end)].rstrip()
    return (show(kept) + "…" if room > 0 else ""), True


def fitting(count: int, room: int, size: Callable[[int], int]) -> int:
    """Return how many of `count` characters fit: `size` tells the room that as many take, at least one for each."""
    most = min(count, max(room - 1, 0))
    return most if size(most) <= room else bisect_right(range(1, most), room, key=size)


def boundary(text: str, end: int) -> int:
    """Return the last place at or before `end` that tears no emoji sequence, flag or accented letter apart."""
    if end >= len(text) or text.isascii():
        return end
    for place in range(end, max(0, end - LONGEST_CLUSTER), -1):
        if not _belongs_together(text, place):
            return place
    return 0 if end <= LONGEST_CLUSTER else end


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


def storable(text: str) -> str:
    """Return a text without what no database and no wire takes: lone surrogates and NUL."""
    return _UNSTORABLE.sub("\ufffd", text) if _UNSTORABLE.search(text) else text
