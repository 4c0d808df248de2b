"""Words that run from right to left, kept from turning round what stands beside them on the line. Pure.

An override reaches to the end of its line and makes `exe.png` of `gnp.exe`: inside our own lines none is kept.
"""

from __future__ import annotations

import re
from typing import Final

ISOLATES: Final = "\u2068\u2069"
"""First strong isolate, and what ends it: the text between gets a direction of its own."""
_OVERRIDES: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
_BIDIRECTIONAL: Final = re.compile(
    "[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc"
    "\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


def is_bidirectional(text: str) -> bool:
    """Whether a text may turn the direction of its line: most do not, and need no closer look."""
    return not text.isascii() and _BIDIRECTIONAL.search(text) is not None


def without_overrides(text: str) -> str:
    """Return a text without the characters that force a direction."""
    return _OVERRIDES.sub("", text)


def isolated(text: str) -> str:
    """Return a text that turns nothing beside it round."""
    return f"{ISOLATES[0]}{without_overrides(text)}{ISOLATES[1]}" if is_bidirectional(text) else text
