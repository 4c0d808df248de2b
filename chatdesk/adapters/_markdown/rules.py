"""What of CommonMark the desk's Markdown has, as a parser: markdown-it with little enabled and a few rules narrowed.

Whatever is not enabled is words: headings, tables, HTML, images, `_`. A quotation holds only lines that are marked, and
nothing nests without end, so no word is ever lost.
"""

from __future__ import annotations

import re
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock, blockquote, fence, list_block
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.emphasis import tokenize as emphasis

ADDRESS: Final = "address"
"""The token of a bare address."""
_DEEPEST: Final = 6
"""Lists within lists; each is two levels of the parser's."""
_SCHEME: Final = re.compile(r"(?<![^\W_])https?\Z", re.IGNORECASE)
_LONGEST_SCHEME: Final = len("https") + 1
_REST: Final = re.compile(r"://[\w-]+(?:\.[\w-]+)*(?::[0-9]{1,5}(?![0-9]))?(?:[/?#][^\s<>]*)?")
_AFTER_ADDRESS: Final = ".,;:!?'\"*~_|`\\]}"
_UNCLOSED: Final = "unclosed"
_BREAKS_WORDS: Final[RuleOptionsType] = {"alt": ["paragraph"]}


def desk_parser() -> MarkdownIt:
    """Return what reads the desk's Markdown: line by line, so that no markup reaches beyond its line."""
    return restricted(MarkdownIt("zero"))


def restricted(parser: MarkdownIt) -> MarkdownIt:
    """Return a parser in which nothing was enabled, with what the desk's Markdown has."""
    parser.enable(["fence", "blockquote", "list", "escape", "backticks", "strikethrough", "emphasis"])
    blocks, inline = parser.block.ruler, parser.inline.ruler
    blocks.at("fence", _closed_fence, _BREAKS_WORDS)
    blocks.at("blockquote", _outermost_quotation, _BREAKS_WORDS)
    blocks.at("list", _list_on_its_own_line, _BREAKS_WORDS)
    blocks.at("paragraph", _line)
    blocks.push("quotation_ends", _ends_quotation, {"alt": ["blockquote"]})
    inline.at("emphasis", _asterisks)
    inline.before("escape", ADDRESS, _address)
    return parser


def _closed_fence(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's
    """Take a block of code that ends, and holds something; a fence that is never closed is words."""
    if not is_at_line_start(state, start):
        return False
    key = (state.src[state.bMarks[start] + state.tShift[start] :][:1], end)
    if key in state.env.setdefault(_UNCLOSED, set()) or not fence(state, start, end, silent):
        return False
    if silent:
        return True
    token = state.tokens[-1]
    last = state.src[state.bMarks[state.line - 1] : state.eMarks[state.line - 1]].strip()
    is_closed = state.line - 1 > start and last.startswith(token.markup) and not last.strip(token.markup[0])
    if is_closed and token.content.strip():
        return True
    if not is_closed and len(token.markup) == len("```"):
        state.env[_UNCLOSED].add(key)
    state.tokens.pop()
    state.line = start
    return False


def is_at_line_start(state: StateBlock, line: int) -> bool:
    """Whether only spaces stand before: no list within the line of another."""
    begin = state.bMarks[line]
    return not state.src[begin : begin + state.tShift[line]].strip()


def _outermost_quotation(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    return state.level == 0 and blockquote(state, start, end, silent)


def _ends_quotation(_state: StateBlock, _start: int, _end: int, silent: bool) -> bool:  # noqa: FBT001
    """End a quotation at the first line without its mark."""
    return silent


def _list_on_its_own_line(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    is_deep = state.level > _DEEPEST * 2
    opens = state.src[state.bMarks[start] + state.tShift[start] :][:1]
    return not is_deep and opens != "+" and is_at_line_start(state, start) and list_block(state, start, end, silent)


def _line(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: ARG001, FBT001
    take_lines(state, start, start + 1)
    return True


def take_lines(state: StateBlock, start: int, after: int) -> None:
    """Take lines as they stand: their indentation too, which CommonMark would drop."""
    token = state.push("inline", "", 0)
    token.content = state.getLines(start, after, state.blkIndent, False)
    token.map = [start, after]
    token.children = []
    state.line = after


def _asterisks(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    return state.src[state.pos] != "_" and emphasis(state, silent)


def _address(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """Take a bare address whole, before anything in it can be a mark; its scheme was already taken as words."""
    if silent or state.src[state.pos] != ":":
        return False
    scheme = _SCHEME.search(state.pending[-_LONGEST_SCHEME:])
    found = _REST.match(state.src, state.pos, state.posMax)
    if scheme is None or found is None:
        return False
    rest = _without_what_follows(found.group())
    if len(rest) <= len("://"):
        return False
    state.pending = state.pending.removesuffix(scheme.group())
    state.push(ADDRESS, "", 0).content = scheme.group() + rest
    state.pos += len(rest)
    return True


def is_address(text: str) -> bool:
    """Whether a text as a whole is read as a bare address."""
    scheme, mark, rest = text.partition("://")
    found = _REST.fullmatch(mark + rest)
    return (
        found is not None
        and _SCHEME.fullmatch(scheme) is not None
        and _without_what_follows(mark + rest) == mark + rest
    )


def _without_what_follows(rest: str) -> str:
    """Return an address without the punctuation behind it; a bracket belongs to it where it opened within."""
    while True:
        shorter = rest.rstrip(_AFTER_ADDRESS)
        if shorter.endswith(")") and shorter.count(")") > shorter.count("("):
            shorter = shorter[:-1]
        if shorter == rest:
            return rest
        rest = shorter
