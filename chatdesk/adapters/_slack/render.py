"""Documents into Block Kit, as plain dicts. Pure; it never sees a post, a ticket or the network.

Slack cuts nothing: one character too many refuses the whole message. So everything is cut here, where the reader is
told so, and within every limit of one block, of all blocks together, and of their number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

from chatdesk.adapters._context import Context, refuse_other
from chatdesk.adapters._cutting import cut
from chatdesk.adapters._slack.bidi import ISOLATES, is_bidirectional, isolated
from chatdesk.adapters._slack.buttons import action_rows
from chatdesk.adapters._slack.quotes import quote_elements
from chatdesk.adapters._slack.spans import Block, bold, line_to_mrkdwn, plain
from chatdesk.adapters._slack.text import literal, safe_url
from chatdesk.core.chart import Chart
from chatdesk.core.document import (
    Actions,
    Divider,
    Facts,
    Heading,
    InternalDocument,
    InternalQuote,
    Paragraph,
    PublicDocument,
    Quote,
    Small,
)
from chatdesk.core.model import Audience
from chatdesk.core.words import N_, Words

LONGEST_SECTION: Final = 3000
LONGEST_HEADER: Final = 150
LONGEST_LABEL: Final = 75
LONGEST_FIELD: Final = 600
"""Slack takes 2000; ten of those would be a wall of text and break the limit of the whole."""
LONGEST_FALLBACK: Final = 1000
LONGEST_ALT: Final = 2000
MOST_FIELDS: Final = 10
MOST_IN_MESSAGE: Final = 50
MOST_IN_VIEW: Final = 100
MESSAGE_ROOM: Final = 8_000
"""All texts of a message together. Undocumented: `msg_blocks_too_long` was seen from about 11,000 units on."""
VIEW_ROOM: Final = 40_000
_ENOUGH_ROOM: Final = 40
"""With less than this left, a text is left out rather than cut to nothing."""
_RESERVED: Final = 4
"""Blocks kept free for buttons and the sign that something was left out."""


class Sheet:
    """Blocks being drawn, and what room is left for more."""

    __slots__ = ("blocks", "context", "elements", "is_cut", "most", "room")

    def __init__(self, context: Context, *, most: int, room: int) -> None:
        self.context = context
        self.most = most
        self.room = room
        self.blocks: list[Block] = []
        self.elements = 0
        self.is_cut = False

    def add(self, block: Block, text: str = "") -> None:
        """Add a block, and count its text."""
        self.blocks.append(block)
        self.room -= len(text)


Draw = Callable[[Sheet, Any], None]


def render_public(body: PublicDocument, context: Context) -> list[Block]:
    """Draw what a requester may read as a message; refuse everything else."""
    refuse_other(body, PublicDocument)
    return _draw(body, _PUBLIC, Sheet(context, most=MOST_IN_MESSAGE, room=MESSAGE_ROOM))


def render_internal(body: InternalDocument, context: Context) -> list[Block]:
    """Draw what only agents may read as a message; refuse everything else."""
    refuse_other(body, InternalDocument)
    context = replace(context, audience=Audience.INTERNAL)
    return _draw(body, _INTERNAL, Sheet(context, most=MOST_IN_MESSAGE, room=MESSAGE_ROOM))


def render(body: PublicDocument | InternalDocument, context: Context) -> list[Block]:
    """Draw either kind of document as a message, each by its own road."""
    return render_public(body, context) if isinstance(body, PublicDocument) else render_internal(body, context)


def render_in_view(body: PublicDocument | InternalDocument, context: Context) -> list[Block]:
    """Draw either kind of document where there is more room: in a modal or the home tab. Never empty."""
    sheet = Sheet(context, most=MOST_IN_VIEW, room=VIEW_ROOM)
    if isinstance(body, PublicDocument):
        blocks = _draw(body, _PUBLIC, sheet)
    else:
        refuse_other(body, InternalDocument)
        sheet.context = replace(context, audience=Audience.INTERNAL)
        blocks = _draw(body, _INTERNAL, sheet)
    return blocks or [section("–")]


def render_home(body: PublicDocument | InternalDocument, context: Context) -> Block:
    """Draw a home tab."""
    return {"type": "home", "blocks": render_in_view(body, context)}


def fallback_text(summary: str) -> str:
    """Return the plain words for notifications and screen readers: never empty, nothing in them live."""
    return isolated(literal(cut(summary, LONGEST_FALLBACK))) or "…"


def summary_of(body: PublicDocument | InternalDocument, context: Context) -> str:
    """Return a document's first words as fallback text, already literal."""
    for block in body.blocks:
        if isinstance(block, Heading) and block.text.strip():
            return fallback_text(block.text)
        if isinstance(block, Paragraph | Small) and block.line:
            return line_to_mrkdwn(block.line, context, LONGEST_FALLBACK) or "…"
    return "…"


def _draw(body: PublicDocument | InternalDocument, table: Mapping[type, Draw], sheet: Sheet) -> list[Block]:
    for block in body.blocks:
        draw = table.get(type(block))
        if draw is None:
            raise TypeError(f"no {type(block).__name__} in a {type(body).__name__}")
        if draw is not _actions and (sheet.room < _ENOUGH_ROOM or len(sheet.blocks) >= sheet.most - _RESERVED):
            sheet.is_cut = True
        else:
            draw(sheet, block)
    if sheet.is_cut or len(sheet.blocks) > sheet.most:
        sheet.blocks[sheet.most - 1 :] = []
        sheet.blocks.append(_context_block("…"))
    return sheet.blocks


def section(mrkdwn: str) -> Block:
    """Return a section; `verbatim` keeps Slack from looking for addresses and names in it."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": mrkdwn, "verbatim": True}}


def _context_block(mrkdwn: str) -> Block:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": mrkdwn, "verbatim": True}]}


def _heading(sheet: Sheet, block: Heading) -> None:
    text = " ".join(block.text.split())
    if text:
        shown = isolated(cut(text, LONGEST_HEADER - len(ISOLATES) if is_bidirectional(text) else LONGEST_HEADER))
        sheet.add({"type": "header", "text": plain(shown, LONGEST_HEADER)}, shown)


def _paragraph(sheet: Sheet, block: Paragraph) -> None:
    text = line_to_mrkdwn(block.line, sheet.context, min(LONGEST_SECTION, sheet.room))
    if text.strip():
        sheet.add(section(text), text)


def _small(sheet: Sheet, block: Small) -> None:
    text = line_to_mrkdwn(block.line, sheet.context, min(LONGEST_SECTION, sheet.room))
    if text.strip():
        sheet.add(_context_block(text), text)


def _facts(sheet: Sheet, block: Facts) -> None:
    context, room = sheet.context, sheet.room
    for start in range(0, len(block.rows), MOST_FIELDS):
        fields: list[Block] = []
        for row in block.rows[start : start + MOST_FIELDS]:
            longest = LONGEST_FIELD if room > LONGEST_FIELD else max(room, _ENOUGH_ROOM)
            text = _label(row.label) + (line_to_mrkdwn(row.value, context, longest).strip() or "–")
            room -= len(text)
            fields.append({"type": "mrkdwn", "text": text, "verbatim": True})
        sheet.blocks.append({"type": "section", "fields": fields})
    sheet.room = room


@lru_cache(maxsize=512)
def _label(label: str) -> str:
    """Return a fact's label as it stands above its value; there are few, and each is drawn often."""
    return f"{bold(cut(label, LONGEST_LABEL))}\n"


def _quote(sheet: Sheet, block: Quote) -> None:
    _quoted(sheet, block.text, block.more)


def _internal_quote(sheet: Sheet, block: InternalQuote) -> None:
    _quoted(sheet, block.text.words, block.more)


def _quoted(sheet: Sheet, text: str, more: str) -> None:
    """Quote somebody as rich text: a style is a field in it, so their words cannot be any markup but the desk's own."""
    if not text.strip():
        return
    elements, size, is_cut = quote_elements(text, min(LONGEST_SECTION, sheet.room))
    if is_cut:
        elements.append({"type": "rich_text_section", "elements": [_rest(sheet.context.words, more)]})
    if elements:
        sheet.add({"type": "rich_text", "elements": elements})
        sheet.room -= size


def _rest(words: Words, more: str) -> Block:
    """Say that a text goes on: where, or at least that it is not lost."""
    if url := safe_url(more):
        return {"type": "link", "url": url, "text": words(N_("Read all of it"))}
    return {"type": "text", "text": words(N_("(Cut here; the desk keeps the whole text.)")), "style": {"italic": True}}


def _actions(sheet: Sheet, block: Actions) -> None:
    for elements in action_rows(block, sheet.context.words, taken=sheet.elements):
        sheet.elements += len(elements)
        sheet.blocks.append({"type": "actions", "elements": elements})


def _chart(sheet: Sheet, block: Chart) -> None:
    """Show a chart's picture where there is one, else its numbers in columns, which are never markup."""
    pictures, at = sheet.context.pictures, sum(drawn["type"] == "image" for drawn in sheet.blocks)
    if at < len(pictures):
        words = cut(block.words, min(LONGEST_ALT, sheet.room)) or "–"
        sheet.add({"type": "image", "slack_file": {"id": pictures[at]}, "alt_text": words}, words)
        return
    if title := bold(cut(block.title, LONGEST_LABEL)):
        sheet.add(section(title), title)
    if table := cut(block.table, min(LONGEST_SECTION, sheet.room)):
        code = {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": table}]}
        sheet.add({"type": "rich_text", "elements": [code]}, table)


def _divider(sheet: Sheet, _block: Divider) -> None:
    sheet.blocks.append({"type": "divider"})


_PUBLIC: Final[Mapping[type, Draw]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Quote: _quote,
    Facts: _facts,
    Small: _small,
    Actions: _actions,
    Divider: _divider,
}
_INTERNAL: Final[Mapping[type, Draw]] = {**_PUBLIC, InternalQuote: _internal_quote, Chart: _chart}
