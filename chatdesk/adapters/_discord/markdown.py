"""What people write in Discord, as its clients read it, into the desk's Markdown. Pure.

Discord underlines with `__`, hides spoilers, hides addresses behind words, and takes code anywhere in a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.emphasis import tokenize as emphasis
from markdown_it.token import Token

from chatdesk.adapters._cutting import storable
from chatdesk.adapters._discord.plain import markdown_to_plain, names_in
from chatdesk.adapters._discord.spans import Payload
from chatdesk.adapters._markdown.reading import pieces_of, runs_of
from chatdesk.adapters._markdown.rules import ADDRESS, restricted, take_lines
from chatdesk.adapters._markdown.runs import VERBATIM, CodeBlock, Pieces, Run
from chatdesk.adapters._markdown.writing import written

_TOKEN: Final = re.compile(
    r"<(?:@[!&]?[0-9]{1,20}|#[0-9]{1,20}|a?:\w{2,32}:[0-9]{1,20}|(?P<address>https?://[^<>\s]+))>", re.ASCII
)
_WEB: Final = re.compile(r"https?://\S", re.IGNORECASE)
_FENCED: Final = re.compile(r"(?<!\\)```(?:[a-z0-9_+\-.#]+\n)?\n*([^\n].*?)\n*```", re.IGNORECASE | re.DOTALL)
_REST_QUOTED: Final = re.compile(r"^>>> ", re.MULTILINE)
_SPOILER: Final = "||"


class _Parser(MarkdownIt):
    """Follows links into the web alone, and leaves addresses as they were typed."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 - markdown-it's
        return _WEB.match(url) is not None

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return url


def message_to_markdown(message: Payload, bot: str) -> str:
    """Return a message's text as the desk stores it; a mention of the desk at its start is how it was called."""
    text = str(message.get("content") or "")
    called = re.match(rf"\s*<@!?{re.escape(bot)}>\s*", text) if bot else None
    return storable(typed_to_markdown(text[called.end() :] if called else text, names_in(message)))


def typed_to_markdown(text: str, names: Mapping[str, str]) -> str:
    """Return a message's text as the desk stores it; `names` are of those whom it mentions, by id."""
    return written(_pieces(_with_every_quote_marked(text), names))


def _with_every_quote_marked(text: str) -> str:
    """Return a text in which `>>>` stands before each line that it quotes."""
    found = _REST_QUOTED.search(text)
    if found is None:
        return text
    rest = "\n> ".join(text[found.end() :].split("\n"))
    return f"{text[: found.start()]}> {rest}"


def _pieces(text: str, names: Mapping[str, str]) -> Pieces:
    pieces: Pieces = ()
    at = 0
    for found in _FENCED.finditer(text):
        line = text.rfind("\n", 0, found.start()) + 1
        if found.group(1).strip() and not text.startswith(">", line):
            code = CodeBlock(text="\n".join(found.group(1).splitlines()))
            pieces += (*_between(text[at : found.start()], names), code)
            at = found.end()
    return pieces + _between(text[at:], names)


def _between(text: str, names: Mapping[str, str]) -> Pieces:
    return pieces_of(_PARSER, text, lambda tokens: _without_spoilers(list(runs_of(_plain_tokens(tokens, names)))))


def _plain_tokens(tokens: Sequence[Token], names: Mapping[str, str]) -> Iterator[Token]:
    """Give a line's tokens with mentions written out, and every address behind words put after them."""
    addresses: list[str] = []
    for token in tokens:
        if token.type == "link_open":
            addresses.append(str(token.attrs["href"]))
        elif token.type == "link_close":
            yield from (_words(" ("), _address(addresses.pop()), _words(")"))
        elif token.type == "token":
            yield _words(markdown_to_plain(token.content, names))
        else:
            yield token


def _words(text: str) -> Token:
    return Token("text", "", 0, content=text)


def _address(url: str) -> Token:
    return Token(ADDRESS, "", 0, content=url)


def _without_spoilers(runs: Sequence[Run]) -> Iterable[Run]:
    """Give runs without the marks around what was hidden; one that has no partner was typed."""
    marks = sum(run.text.count(_SPOILER) for run in runs if not run.styles & VERBATIM)
    pairs = marks - marks % 2
    for run in runs:
        count = 0 if run.styles & VERBATIM else min(pairs, run.text.count(_SPOILER))
        pairs -= count
        yield Run(run.text.replace(_SPOILER, "", count), run.styles) if count else run


def _lines(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: ARG001, FBT001 - markdown-it's
    """Take lines up to one that is something else: what is bold here may be so over several."""
    rules = state.md.block.ruler.getRules("paragraph")
    after = start + 1
    while after < end and not state.isEmpty(after) and state.sCount[after] >= state.blkIndent:
        if any(rule(state, after, end, True) for rule in rules):
            break
        after += 1
    take_lines(state, start, after)
    return True


def _token(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's
    found = _TOKEN.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        state.push(ADDRESS if found["address"] else "token", "", 0).content = found["address"] or found.group()
    state.pos = found.end()
    return True


def _parser() -> MarkdownIt:
    parser = restricted(_Parser("zero")).enable("link")
    parser.block.ruler.at("paragraph", _lines)
    parser.inline.ruler.at("emphasis", emphasis)
    parser.inline.ruler.before("escape", "token", _token)
    return parser


_PARSER: Final = _parser()
