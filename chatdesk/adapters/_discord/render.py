"""Documents into Discord's messages, as plain dicts. Pure; it never sees a post, a ticket or the network.

What is said in a conversation is content; what has a title or facts is a card of embeds, blue for requesters and amber
for agents. Discord cuts nothing: one character too many refuses the whole message, so everything is cut here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from chatdesk.adapters._context import Context, refuse_other
from chatdesk.adapters._cutting import units
from chatdesk.adapters._discord.buttons import action_rows
from chatdesk.adapters._discord.quotes import cut_quoted
from chatdesk.adapters._discord.sheet import Content, Embeds, Sheet
from chatdesk.adapters._discord.spans import LIVE_MENTION, LIVE_ROLE, Payload, line_to_markdown
from chatdesk.adapters._discord.text import bold, code_block, cut_literal, link, one_line
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
from chatdesk.core.words import N_

LONGEST_CONTENT: Final = 2000
LONGEST_TITLE: Final = 256
LONGEST_FIELD: Final = 1024
LONGEST_FIELD_NAME: Final = 256
_SIDE_BY_SIDE: Final = 60
"""The longest value that stands beside others; a longer one gets a line of its own."""
_ENOUGH_ROOM: Final = 40
"""With less than this left, a text is left out rather than cut to nothing."""
_COLOURS: Final = {Audience.PUBLIC: 0x5B8DEF, Audience.INTERNAL: 0xE0A030}

Draw = Callable[[Sheet, Any], None]
Document = PublicDocument | InternalDocument


def render_public(body: PublicDocument, context: Context) -> Payload:
    """Draw what a requester may read; refuse everything else."""
    refuse_other(body, PublicDocument)
    return _message(body, _PUBLIC, context)


def render_internal(body: InternalDocument, context: Context) -> Payload:
    """Draw what only agents may read; refuse everything else."""
    refuse_other(body, InternalDocument)
    return _message(body, _INTERNAL, replace(context, audience=Audience.INTERNAL))


def render(body: Document, context: Context) -> Payload:
    """Draw either kind of document, each by its own road."""
    return render_public(body, context) if isinstance(body, PublicDocument) else render_internal(body, context)


def allowed_mentions(content: str) -> Payload:
    """Return the leave to notify exactly those whom a content mentions, people and roles; nobody as everyone."""
    roles = {"roles": list(dict.fromkeys(LIVE_ROLE.findall(content)))} if "<@&" in content else {}
    return {"parse": [], "users": list(dict.fromkeys(LIVE_MENTION.findall(content))), **roles}


def _message(body: Document, table: Mapping[type, Draw], context: Context) -> Payload:
    """Draw a conversation as content where it is one and fits, else as embeds."""
    for block in body.blocks:
        if type(block) not in table:
            raise TypeError(f"no {type(block).__name__} in a {type(body).__name__}")
    if not any(isinstance(block, Heading | Facts | Divider) for block in body.blocks):
        sheet: Sheet = Content(context)
        _draw(body, table, sheet)
        if not sheet.is_cut:
            return _finished(sheet, body)
    sheet = Embeds(context, _COLOURS[context.audience])
    _draw(body, table, sheet)
    return _finished(sheet, body)


def _draw(body: Document, table: Mapping[type, Draw], sheet: Sheet) -> None:
    for block in body.blocks:
        if isinstance(block, Actions):
            continue
        if sheet.room < _ENOUGH_ROOM:
            sheet.is_cut = True
            break
        table[type(block)](sheet, block)
    if sheet.is_cut:
        sheet.end_cut()


def _finished(sheet: Sheet, body: Document) -> Payload:
    actions = [block for block in body.blocks if isinstance(block, Actions)]
    content, embeds = sheet.finished()
    return {
        "content": content or ("" if embeds else "–"),
        "embeds": embeds,
        "components": action_rows(actions, sheet.context.words),
        "allowed_mentions": allowed_mentions(content),
    }


# -- blocks
def _heading(sheet: Sheet, block: Heading) -> None:
    text = one_line(block.text)
    if text:
        sheet.title(cut_literal(text, min(LONGEST_TITLE, sheet.room))[0])


def _paragraph(sheet: Sheet, block: Paragraph) -> None:
    sheet.write(line_to_markdown(block.line, sheet.context, sheet.room))


def _small(sheet: Sheet, block: Small) -> None:
    text = line_to_markdown(block.line, sheet.context, sheet.room - len("-# "))
    sheet.write("\n".join(f"-# {line}" for line in text.splitlines() if line.strip()))


def _facts(sheet: Sheet, block: Facts) -> None:
    for row in block.rows:
        name = fact_name(row.label)
        longest = min(LONGEST_FIELD, sheet.room - units(name))
        if longest < _ENOUGH_ROOM:
            sheet.is_cut = True
            return
        value = line_to_markdown(row.value, sheet.context, longest).strip() or "–"
        sheet.field({"name": name, "value": value, "inline": units(value) <= _SIDE_BY_SIDE})


def fact_name(label: str) -> str:
    """Return a fact's label, which Discord shows in bold; never empty."""
    return cut_literal(one_line(label), LONGEST_FIELD_NAME)[0] or "–"


def _quote(sheet: Sheet, block: Quote) -> None:
    _quoted(sheet, block.text, block.more)


def _internal_quote(sheet: Sheet, block: InternalQuote) -> None:
    _quoted(sheet, block.text.words, block.more)


def _quoted(sheet: Sheet, text: str, more: str) -> None:
    """Quote somebody; where it does not fit, the whole of it is one click away."""
    if not text.strip():
        return
    whole = link(more, sheet.context.words(N_("Read all of it"))) if more else ""
    room = sheet.room - units(whole) - 1
    shown, is_cut = cut_quoted(text, max(room, 1))
    if is_cut:
        sheet.shorten()
    sheet.write(f"{shown}\n{whole}" if is_cut and whole else shown)


def _chart(sheet: Sheet, block: Chart) -> None:
    """Leave a chart to its picture where there is one, else write its numbers in columns."""
    if not sheet.context.pictures:
        title = bold(block.title)
        sheet.write(f"{title}\n{code_block(block.table, sheet.room - units(title) - 1)}")


def _divider(sheet: Sheet, _block: Divider) -> None:
    sheet.part()


def preview(title: str, text: str, limit: int = LONGEST_CONTENT) -> str:
    """Return what is about to be sent, as its reader will see it."""
    heading = f"{bold(title)}\n"
    return heading + cut_quoted(text, limit - len(heading))[0]


_PUBLIC: Final[Mapping[type, Draw]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Quote: _quote,
    Facts: _facts,
    Small: _small,
    Actions: lambda _sheet, _block: None,
    Divider: _divider,
}
_INTERNAL: Final[Mapping[type, Draw]] = {**_PUBLIC, InternalQuote: _internal_quote, Chart: _chart}
