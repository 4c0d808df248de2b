"""Pieces into the desk's Markdown: with as few marks as it takes, and read back before it is believed. Pure.

What the syntax cannot say, such as bold that begins within a word and after punctuation, loses its looks; never a word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Final

from chatdesk.adapters._markdown.reading import read
from chatdesk.adapters._markdown.rules import is_address
from chatdesk.adapters._markdown.runs import CodeBlock, Piece, Run, Style, Words, joined, looks

_NESTING: Final = ((Style.STRONG, "**"), (Style.EMPHASIS, "*"), (Style.STRUCK, "~~"))
_MARK: Final = re.compile(r"[*~`]|\\(?=[!-/:-@\[-`{-~]|\Z)")
_OPENS_BLOCK: Final = re.compile(r"(?P<before>\s*)(?:(?P<number>[0-9]{1,9})(?P<dot>[.)](?:\s|\Z))|(?P<mark>[-*>`~]))")
_TICKS: Final = re.compile("`+")
_FENCE: Final = re.compile(r"\s*(?:```|~~~)")
_INDENT: Final = 4

Escape = Callable[[str], str]


def written(pieces: Iterable[Piece]) -> str:
    """Return pieces as the desk stores them."""
    return "\n".join(_piece(piece) for piece in pieces)


def _piece(piece: Piece) -> str:
    text = _fenced(piece.text) if isinstance(piece, CodeBlock) else _line(piece)
    return "\n".join(f"> {line}" for line in text.split("\n")) if piece.is_quoted else text


def _fenced(code: str) -> str:
    longest = max((len(ticks) for ticks in _TICKS.findall(code)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{code}\n{fence}"


def _line(words: Words) -> str:
    body = _body(joined(_readable(run) for run in words.runs))
    if not words.marker:
        return body
    return f"{' ' * _INDENT * (words.depth - 1)}{words.marker} {body}".rstrip()


def _readable(run: Run) -> Run:
    """Return a run whose address, where it is one, would be read as one."""
    return Run(run.text, run.styles - {Style.LINK}) if Style.LINK in run.styles and not is_address(run.text) else run


def _body(runs: tuple[Run, ...]) -> str:
    """Return a line's Markdown: as typed where that reads the same, else with escapes, else without looks."""
    for escape in (_as_typed, _escaped):
        text = _line_start(_marked(runs, _NESTING, escape))
        if _reads_as(text, runs):
            return text
    return _line_start(_escaped("".join(run.text for run in runs)))


def _reads_as(text: str, runs: tuple[Run, ...]) -> bool:
    if not text:
        return not runs
    match read(text):
        case (Words(runs=found, marker="", depth=0, is_quoted=False),):
            return looks(found) == looks(runs)
        case _:
            return False


def _marked(runs: Iterable[Run], nesting: tuple[tuple[Style, str], ...], escape: Escape) -> str:
    if not nesting:
        return "".join(_single(run, escape) for run in runs)
    (style, mark), *rest = nesting
    return "".join(_grouped(tuple(runs), style, mark, tuple(rest), escape))


def _grouped(
    runs: tuple[Run, ...], style: Style, mark: str, rest: tuple[tuple[Style, str], ...], escape: Escape
) -> Iterator[str]:
    bridged = _bridged(runs, style)
    for has_style, alike in groupby(bridged, key=lambda run: style in run.styles):
        inner = _marked(alike, rest, escape)
        yield f"{mark}{inner}{mark}" if has_style else inner


def _bridged(runs: tuple[Run, ...], style: Style) -> Iterator[Run]:
    """Give runs with a space between two of a style in it too, where one pair of marks must hold them both."""
    yield from runs[:1]
    for before, run, after in zip(runs, runs[1:], runs[2:], strict=False):
        is_between = style in before.styles & after.styles and before.styles != after.styles
        yield Run(run.text, run.styles | {style}) if is_between and run.text.isspace() else run
    yield from runs[1:][-1:]


def _single(run: Run, escape: Escape) -> str:
    if Style.CODE in run.styles:
        return _code(run.text)
    return run.text if Style.LINK in run.styles else escape(run.text)


def _code(text: str) -> str:
    lengths = {len(ticks) for ticks in _TICKS.findall(text)}
    fence = "`" * next(count for count in range(1, len(lengths) + 2) if count not in lengths)
    needs_room = text[:1] in "` " or text[-1:] in "` "
    return f"{fence} {text} {fence}" if needs_room and text.strip() else f"{fence}{text}{fence}"


def _as_typed(text: str) -> str:
    return text


def _escaped(text: str) -> str:
    return _MARK.sub(r"\\\g<0>", text)


def _line_start(text: str) -> str:
    """Return a line that opens no block: no list, quotation or fence."""
    found = _OPENS_BLOCK.match(text)
    if found is None or _is_words(text):
        return text
    if found["number"]:
        return f"{found['before']}{found['number']}\\{found['dot']}{text[found.end() :]}"
    return f"{text[: found.start('mark')]}\\{text[found.start('mark') :]}"


def _is_words(text: str) -> bool:
    """Whether a line alone is no list and no quotation; a fence alone would be closed by another."""
    [first, *_] = read(text)
    return isinstance(first, Words) and not first.marker and not first.is_quoted and not _FENCE.match(text)
