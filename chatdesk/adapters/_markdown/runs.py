"""Formatted text between two platforms: pieces, each a line of runs or a block of code. Pure; knows no syntax."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from chatdesk.adapters._cutting import boundary


class Style(StrEnum):
    """How a run looks; code and links hold their text verbatim."""

    STRONG = "strong"
    EMPHASIS = "emphasis"
    STRUCK = "struck"
    CODE = "code"
    LINK = "link"


Styles = frozenset[Style]
PLAIN: Final[Styles] = frozenset()
VERBATIM: Final = frozenset({Style.CODE, Style.LINK})


@dataclass(frozen=True, slots=True)
class Run:
    """Words that look the same from their first to their last."""

    text: str
    styles: Styles = PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A line; one of a list has a marker (`-`, `1.`) and how deep it stands."""

    runs: tuple[Run, ...] = ()
    marker: str = ""
    depth: int = 0
    is_quoted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeBlock:
    """Lines of code; never blank."""

    text: str
    is_quoted: bool = False


Piece = Words | CodeBlock
Pieces = tuple[Piece, ...]


def plain_text(piece: Piece) -> str:
    """Return a piece's words without their looks."""
    return piece.text if isinstance(piece, CodeBlock) else "".join(run.text for run in piece.runs)


def length(pieces: Pieces) -> int:
    """Return how many characters pieces hold, the breaks between them included."""
    return sum(len(plain_text(piece)) + 1 for piece in pieces) - 1 if pieces else 0


def beginning(pieces: Pieces, count: int) -> Pieces:
    """Return the pieces' first `count` characters; every piece stays whole in its markup, no cluster is torn apart."""
    kept: list[Piece] = []
    for piece in pieces:
        if count <= 0:
            break
        held = len(plain_text(piece))
        kept.append(piece if held <= count else _shortened(piece, count))
        count -= held + 1
    return tuple(kept)


def _shortened(piece: Piece, count: int) -> Piece:
    text = plain_text(piece)
    count = boundary(text, count)
    if isinstance(piece, CodeBlock):
        kept = text[:count].rstrip()
        return replace(piece, text=kept) if kept else Words(is_quoted=piece.is_quoted)
    return replace(piece, runs=tuple(_first(piece.runs, count)))


def _first(runs: Iterable[Run], count: int) -> Iterator[Run]:
    for run in runs:
        if count <= 0:
            return
        if len(run.text) <= count:
            yield run
        elif run.styles & {Style.LINK}:
            yield Run(run.text[:count], run.styles - VERBATIM)  # half an address leads elsewhere
        else:
            yield Run(run.text[:count], run.styles)
        count -= len(run.text)


def ended(pieces: Pieces, ending: str) -> Pieces:
    """Return pieces that end in a sign that they go on."""
    kept = list(pieces)
    while kept and not plain_text(kept[-1]).strip():
        kept.pop()
    last = kept[-1] if kept else None
    if isinstance(last, Words):
        kept[-1] = replace(last, runs=joined((*_trimmed(last.runs), Run(ending))))
    else:
        kept.append(Words(runs=(Run(ending),)))
    return tuple(kept)


def _trimmed(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    return (*runs[:-1], replace(runs[-1], text=runs[-1].text.rstrip())) if runs else ()


def joined(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Return runs of which no two neighbours look alike; a space between words looks like nothing."""
    parts: list[Run] = []
    for run in runs:
        for part in _parted(run) if run.styles else (run,):
            if parts and parts[-1].styles == part.styles:
                parts[-1] = Run(parts[-1].text + part.text, part.styles)
            elif part.text:
                parts.append(part)
    return tuple(parts)


def looks(runs: Iterable[Run]) -> list[tuple[str, Styles]]:
    """Return each character with its looks; a space has none but in code, and an address looks like words."""
    return [
        (char, PLAIN if char.isspace() and Style.CODE not in run.styles else run.styles - {Style.LINK})
        for run in runs
        for char in run.text
    ]


def _parted(run: Run) -> Iterator[Run]:
    """Give a run with the spaces at its ends apart: no platform takes a mark that touches one from within."""
    core = run.text.strip()
    if not run.styles or run.styles & VERBATIM or core == run.text:
        yield run
        return
    lead, trail = (run.text, "") if not core else run.text.split(core, 1)
    yield from (part for part in (Run(lead), Run(core, run.styles), Run(trail)) if part.text)
