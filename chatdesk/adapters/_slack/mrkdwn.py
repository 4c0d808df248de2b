"""What people write in Slack, as its mrkdwn says it, into the desk's Markdown. Pure.

A mark counts where a word begins and where one ends, on one line; the first of a kind pairs with the next that ends it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from chatdesk.adapters._cutting import storable
from chatdesk.adapters._markdown.runs import PLAIN, CodeBlock, Piece, Run, Style, Words, joined
from chatdesk.adapters._markdown.writing import written
from chatdesk.adapters._slack.plain import NameOf, mrkdwn_to_plain, unescape

_STYLES: Final = {"*": Style.STRONG, "_": Style.EMPHASIS, "~": Style.STRUCK}
_FENCED: Final = re.compile(r"```(.+?)```", re.DOTALL)
_QUOTED: Final = re.compile(r"(?:&gt;|>) ?")
_REST_QUOTED: Final = re.compile(r"(?:&gt;|>){3} ?")
_ITEM: Final = re.compile(r"(?P<indent> *)(?:(?P<bullet>[•◦▪‣-])\ufe0e?|(?P<number>[0-9]{1,9}[.)])) +(?=\S)")
_LIVE: Final = re.compile(r"`(?P<code>[^`\n]+)`|<(?P<token>[^<>\n]+)>|(?P<mark>[*_~])")
_WEB: Final = re.compile(r"https?://\S+", re.IGNORECASE)
_INDENT: Final = 4
_DEEPEST: Final = 6


@dataclass(slots=True)
class _Atom:
    """A stretch of a line: words, or a mark that may turn out to be one."""

    text: str
    styles: frozenset[Style] = PLAIN
    mark: str = ""
    opens: bool = False
    closes: bool = False
    around: set[Style] = field(default_factory=set)


def mrkdwn_to_markdown(text: str, name_of: NameOf) -> str:
    """Return a message's text as the desk stores it: looks kept, `<@U1>` by name, links with their address."""
    return storable(written(_pieces(text, name_of)))


def _pieces(text: str, name_of: NameOf) -> Iterator[Piece]:
    parts = _FENCED.split(text)
    is_quoted = False
    for at, part in enumerate(parts):
        if at % 2 and part.strip():
            yield CodeBlock(text=_code(part, name_of), is_quoted=is_quoted)
        elif words := f"```{part}```" if at % 2 else _between(part, at > 0, at + 1 < len(parts)):
            for line in words.splitlines():
                piece, is_quoted = _line(line, is_quoted, name_of)
                yield piece


def _between(text: str, follows: bool, precedes: bool) -> str:  # noqa: FBT001
    """Return what stands beside blocks of code, without the line breaks that end it there."""
    text = text.removeprefix("\n") if follows else text
    return text.removesuffix("\n") if precedes else text


def _code(text: str, name_of: NameOf) -> str:
    return "\n".join(mrkdwn_to_plain(text.strip("\n"), name_of).splitlines())


def _line(line: str, is_quoted: bool, name_of: NameOf) -> tuple[Words, bool]:  # noqa: FBT001
    """Return a line, and whether all that follow are quoted too."""
    if not is_quoted and (found := _REST_QUOTED.match(line)):
        is_quoted, line = True, line[found.end() :]
        return _words(line, True, name_of), is_quoted
    found = None if is_quoted else _QUOTED.match(line)
    return _words(line[found.end() :] if found else line, is_quoted or found is not None, name_of), is_quoted


def _words(line: str, is_quoted: bool, name_of: NameOf) -> Words:  # noqa: FBT001
    item = _ITEM.match(line)
    runs = joined(_runs(line[item.end() :] if item else line, name_of))
    if item is None:
        return Words(runs=runs, is_quoted=is_quoted)
    depth = min(1 + len(item["indent"]) // _INDENT, _DEEPEST)
    return Words(runs=runs, marker=item["number"] or "-", depth=depth, is_quoted=is_quoted)


def _runs(line: str, name_of: NameOf) -> Iterator[Run]:
    atoms = list(_atoms(line, name_of))
    _pair(atoms)
    return (Run(atom.text, atom.styles | atom.around) for atom in atoms)


def _atoms(line: str, name_of: NameOf) -> Iterator[_Atom]:
    at = 0
    for found in _LIVE.finditer(line):
        yield _Atom(unescape(line[at : found.start()]))
        at = found.end()
        if found["code"]:
            yield _Atom(mrkdwn_to_plain(found["code"], name_of), frozenset({Style.CODE}))
        elif found["token"]:
            yield from _token(found["token"], name_of)
        else:
            yield _mark(line, found.start())
    yield _Atom(unescape(line[at:]))


def _token(token: str, name_of: NameOf) -> Iterator[_Atom]:
    """Give what Slack links or names; an address is never behind other words."""
    text = mrkdwn_to_plain(f"<{token}>", name_of)
    address = unescape(token.partition("|")[0])
    if not _WEB.fullmatch(address) or address not in text:
        yield _Atom(text)
        return
    before, _, after = text.rpartition(address)
    yield from (_Atom(before), _Atom(address, frozenset({Style.LINK})), _Atom(after))


def _mark(line: str, at: int) -> _Atom:
    mark, before, after = line[at], line[at - 1 : at] or " ", line[at + 1 : at + 2] or " "
    return _Atom(
        mark,
        mark=mark,
        opens=not before.isalnum() and not after.isspace() and mark not in (before, after),
        closes=not before.isspace() and not after.isalnum() and mark not in (before, after),
    )


def _pair(atoms: list[_Atom]) -> None:
    """Give what stands between two marks that belong together its style, and take the marks away."""
    open_at: dict[str, int] = {}
    for at, atom in enumerate(atoms):
        begun = open_at.get(atom.mark) if atom.closes else None
        if begun is not None and any(held.text for held in atoms[begun + 1 : at]):
            for held in atoms[begun + 1 : at]:
                held.around.add(_STYLES[atom.mark])
            atoms[begun].text = atom.text = ""
            open_at = {mark: place for mark, place in open_at.items() if place < begun}
        elif atom.opens:
            open_at.setdefault(atom.mark, at)
