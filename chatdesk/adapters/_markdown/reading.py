"""The desk's Markdown into pieces. Pure; what the syntax is stands in `rules`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from chatdesk.adapters._markdown.rules import ADDRESS, desk_parser
from chatdesk.adapters._markdown.runs import CodeBlock, Piece, Pieces, Run, Style, Words, joined

ReadInline = Callable[[Sequence[Token]], Iterable[Run]]

_MARKS: Final = {"strong": Style.STRONG, "em": Style.EMPHASIS, "s": Style.STRUCK}
_DESK: Final = desk_parser()


@lru_cache(maxsize=256)
def read(text: str) -> Pieces:
    """Return what a stored text says; a card's words are drawn often."""
    return pieces_of(_DESK, text, runs_of)


def pieces_of(parser: MarkdownIt, text: str, runs: ReadInline) -> Pieces:
    """Return the pieces of a text by a parser's syntax, empty lines between them included."""
    tokens = parser.parse("\n".join(text.splitlines()), {})
    pieces: list[Piece] = []
    last, last_quote = -1, 0
    for start, quote, piece in _numbered(tokens, runs):
        is_within = bool(quote) and quote == last_quote
        pieces += [Words(is_quoted=is_within)] * (start - last if last >= 0 else 0)
        pieces.append(piece)
        last, last_quote = start + _height(piece), quote
    return tuple(pieces)


def _height(piece: Piece) -> int:
    return piece.text.count("\n") + 3 if isinstance(piece, CodeBlock) else 1


def _numbered(tokens: Iterable[Token], runs: ReadInline) -> Iterator[tuple[int, int, Piece]]:
    """Give each piece with the line on which it begins, and which quotation it is in."""
    place = _Place()
    for token in tokens:
        place.enter(token)
        match token.type:
            case "blockquote_close" if place.is_bare:
                yield place.line, place.line + 1, Words(is_quoted=True)
            case "list_item_close" if place.marker:
                yield place.line, place.quote, place.words(())
            case "inline":
                for at, line in enumerate(_lines(runs(token.children or ()))):
                    yield place.line + at, place.quote, place.words(line)
            case "fence":
                code = CodeBlock(text=token.content.removesuffix("\n"), is_quoted=place.quote > 0)
                yield place.line, place.quote, code
                place.marker, place.is_bare = "", False
            case _:
                pass


@dataclass(slots=True)
class _Place:
    """Where among quotations and lists a token stands."""

    line: int = 0
    quote: int = 0
    """The line on which the quotation began, from one on; nothing outside of any."""
    depth: int = 0
    marker: str = ""
    """Of a list's item whose first line is yet to come."""
    is_bare: bool = True
    """Whether nothing stood in the quotation yet."""

    def enter(self, token: Token) -> None:
        self.line = token.map[0] if token.map else self.line
        match token.type:
            case "blockquote_open":
                self.quote, self.is_bare = self.line + 1, True
            case "blockquote_close":
                self.quote = 0
            case "bullet_list_open" | "ordered_list_open":
                self.depth += 1
            case "bullet_list_close" | "ordered_list_close":
                self.depth -= 1
            case "list_item_open":
                self.marker = f"{token.info}{token.markup}" if token.info else "-"
            case _:
                pass

    def words(self, runs: tuple[Run, ...]) -> Words:
        """Return a line that stands here; only the first of an item has its marker."""
        marker, self.marker, self.is_bare = self.marker, "", False
        return Words(runs=runs, marker=marker, depth=self.depth, is_quoted=self.quote > 0)


def _lines(runs: Iterable[Run]) -> Iterator[tuple[Run, ...]]:
    """Part runs into lines, each with its looks."""
    line: list[Run] = []
    for run in runs:
        first, *others = run.text.split("\n")
        line.append(Run(first, run.styles))
        for other in others:
            yield joined(line)
            line = [Run(other, run.styles)]
    yield joined(line)


def runs_of(tokens: Iterable[Token]) -> Iterator[Run]:
    """Give the runs of a line's tokens."""
    open_styles: list[Style] = []
    for token in tokens:
        name, _, what = token.type.rpartition("_")
        if name in _MARKS and what == "open":
            open_styles.append(_MARKS[name])
        elif name in _MARKS and what == "close":
            open_styles.remove(_MARKS[name])
        else:
            yield _run(token, frozenset(open_styles))


def _run(token: Token, styles: frozenset[Style]) -> Run:
    match token.type:
        case "code_inline":
            return Run(token.content, styles | {Style.CODE})
        case "hardbreak":
            return Run("\\\n", styles)
        case str(kind) if kind == ADDRESS:
            return Run(token.content, styles | {Style.LINK})
        case _:
            return Run(token.content, styles)
