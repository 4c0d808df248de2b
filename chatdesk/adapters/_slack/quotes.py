"""The desk's Markdown as rich text, in which words cannot be markup: a style is a field beside them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from typing import Final

from chatdesk.adapters._cutting import LONGEST_CLUSTER, fitting, units
from chatdesk.adapters._markdown.reading import read
from chatdesk.adapters._markdown.runs import CodeBlock, Pieces, Run, Style, Words, beginning, ended, joined, length
from chatdesk.adapters._slack.spans import Block
from chatdesk.adapters._slack.text import ELLIPSIS, safe_url

_STYLES: Final = {
    Style.STRONG: "bold",
    Style.EMPHASIS: "italic",
    Style.STRUCK: "strike",
    Style.CODE: "code",
}
_INDENT: Final = "    "


def quote_elements(text: str, room: int) -> tuple[list[Block], int, bool]:
    """Return a text quoted, in at most `room` units; how many it took; and whether some of it was left out."""
    pieces, is_cut = _within(text, room)
    shown = _elements(pieces)
    return shown, _size(shown), is_cut


@lru_cache(maxsize=256)
def _within(text: str, room: int) -> tuple[Pieces, bool]:
    """Return as much of a text as fits, and whether some was left out; a card is drawn again whenever it changes."""
    pieces = read(text)
    if _size(_elements(pieces)) <= room:
        return pieces, False
    first = beginning(pieces, room + LONGEST_CLUSTER)  # a long text is drawn often until it fits
    end = fitting(length(first), room, lambda count: _size(_elements(beginning(first, count))) + len(ELLIPSIS) + 1)
    return ended(beginning(first, end), ELLIPSIS), True


def _size(elements: Iterable[Block]) -> int:
    """Return the units of elements: those of their texts and addresses, and one for each change of looks."""
    parts = [part for element in elements for part in element["elements"]]
    return sum(units(part.get("text") or part.get("url") or "") for part in parts) + len(parts) - 1 if parts else 0


def _elements(pieces: Pieces) -> list[Block]:
    elements: list[Block] = []
    for is_code, group in groupby(pieces, key=lambda piece: isinstance(piece, CodeBlock)):
        if is_code:
            elements += [_preformatted(piece.text) for piece in group if isinstance(piece, CodeBlock)]
        elif runs := _lines([piece for piece in group if isinstance(piece, Words)]):
            elements.append({"type": "rich_text_quote", "elements": [_part(run) for run in runs]})
    return elements


def _preformatted(text: str) -> Block:
    """Return a block of code; its border goes on with the bar of the quotation."""
    return {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": text}], "border": 1}


def _lines(lines: list[Words]) -> tuple[Run, ...]:
    runs = joined(run for at, words in enumerate(lines) for run in _line(words, at))
    return runs if any(run.text.strip() for run in runs) else ()


def _line(words: Words, at: int) -> Iterator[Run]:
    """Give a line's runs; a quotation in the quotation, and a list, are signs at its start."""
    marker = "• " if words.marker == "-" else f"{words.marker} " if words.marker else ""
    indent = _INDENT * (words.depth - 1) if words.depth else ""
    yield Run(("\n" if at else "") + ("> " if words.is_quoted else "") + indent + marker)
    yield from words.runs


def _part(run: Run) -> Block:
    if not run.styles:
        return {"type": "text", "text": run.text}
    style = {name: True for kind, name in _STYLES.items() if kind in run.styles}
    url = safe_url(run.text) if Style.LINK in run.styles else ""
    part: Block = {"type": "link", "url": url} if url else {"type": "text", "text": run.text}
    return {**part, "style": style} if style else part
