"""The desk's Markdown as a quotation in Discord's: a mark before every line, and nothing live but looks. Pure."""

from __future__ import annotations

import re
from typing import Final

from chatdesk.adapters._cutting import LONGEST_CLUSTER, fitting, units
from chatdesk.adapters._discord.text import JOINER, literal, safe_url
from chatdesk.adapters._markdown.reading import read
from chatdesk.adapters._markdown.runs import (
    VERBATIM,
    CodeBlock,
    Piece,
    Pieces,
    Run,
    Style,
    Words,
    beginning,
    ended,
    joined,
    length,
)

_MARKS: Final = ((Style.STRUCK, "~~"), (Style.STRONG, "**"), (Style.EMPHASIS, "*"))
_MENTION: Final = re.compile(r"<(?=[@#])|@(?=everyone|here)", re.IGNORECASE)
_EVERYBODY: Final = re.compile(r"@(?=everyone|here)", re.IGNORECASE)
_FENCE: Final = re.compile("`{3,}")
_INDENT: Final = "  "


def quoted(text: str) -> str:
    """Return somebody's words as a quotation."""
    return _drawn(read(text))


def cut_quoted(text: str, room: int) -> tuple[str, bool]:
    """Return as much of a quotation as takes at most `room` units, and whether something was left out."""
    pieces = read(text)
    if length(pieces) <= room and units(shown := _drawn(pieces)) <= room:  # drawing never makes a text shorter
        return shown, False
    first = beginning(pieces, room + LONGEST_CLUSTER)  # a long text is drawn often until it fits
    end = fitting(length(first), room, lambda count: units(_cut(first, count)))
    shown = _cut(first, end)
    return (shown if units(shown) <= room else "…"[: max(room, 0)]), True


def _cut(pieces: Pieces, count: int) -> str:
    return _drawn(ended(beginning(pieces, count), "…"))


def _drawn(pieces: Pieces) -> str:
    return "\n".join(f"> {line}" for piece in pieces for line in _piece(piece).split("\n"))


def _piece(piece: Piece) -> str:
    return _block(piece.text) if isinstance(piece, CodeBlock) else _line(piece)


def _block(code: str) -> str:
    """Return a block of code; in there backslashes mean nothing, so only what would end it is replaced."""
    shown = _FENCE.sub(lambda ticks: "ˋ" * len(ticks.group()), code)
    return f"```\n{_without_mentions(shown)}\n```"


def _without_mentions(code: str) -> str:
    """Return code in which servers, which look for mentions everywhere, find none."""
    return _MENTION.sub(rf"\g<0>{JOINER}", code)


def _line(words: Words) -> str:
    """Return a line; Discord knows no quotation within one, so its mark is drawn."""
    before = "\\> " if words.is_quoted else ""
    indent = _INDENT * (words.depth - 1) if words.depth else ""
    marker = f"{words.marker} " if words.marker else ""
    return before + indent + marker + _runs(joined(words.runs))


def _runs(runs: tuple[Run, ...]) -> str:
    parts: list[str] = []
    for run in runs:
        shown = _run(run)
        touches = bool(parts) and shown[:1] in _TOUCHING and parts[-1][-1:] == shown[:1]
        parts.append(f"{JOINER}{shown}" if touches else shown)
    return "".join(parts)


_TOUCHING: Final = frozenset("*~`")
"""Marks that would be another mark with one of their kind beside them."""


def _run(run: Run) -> str:
    shown = _verbatim(run) if run.styles & VERBATIM else literal(run.text)
    for style, mark in reversed(_MARKS):
        if style in run.styles and shown.strip():
            shown = f"{mark}{shown}{mark}"
    return shown


def _verbatim(run: Run) -> str:
    if Style.CODE in run.styles:
        return _code(run.text)
    address = _EVERYBODY.sub("%40", safe_url(run.text)).replace("~~", "~%7E")
    return f"<{address}>" if address else literal(run.text)


def _code(text: str) -> str:
    """Return a bit of code; one that holds a single mark of its own stands between two."""
    shown = _without_mentions(text)
    is_simple = "``" not in shown and not shown.startswith("`") and not shown.endswith("`")
    if "`" in shown and is_simple:
        return f"``{shown}``"
    return f"`{shown.replace('`', 'ˋ')}`"
