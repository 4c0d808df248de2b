"""Lines of spans into Discord's Markdown. What is a `str` is literal; only spans with a type of their own are live."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from chatdesk.adapters._context import Context
from chatdesk.adapters._cutting import cut, units
from chatdesk.adapters._discord.text import bold, code, cut_literal, link, literal
from chatdesk.core.document import Code, Inline, Line, Link, Mention, Moment, Name, RoleMention, Strong, ThreadLink

PLATFORM: Final = "discord"
Payload = dict[str, Any]
"""A piece of Discord's JSON."""

SNOWFLAKE: Final = re.compile(r"[0-9]{1,20}")
LIVE_MENTION: Final = re.compile(r"<@([0-9]{1,20})>")
NOTIFYING: Final = re.compile(r"<@&?[0-9]{1,20}>")
LIVE_ROLE: Final = re.compile(r"<@&([0-9]{1,20})>")
"""A mention as it is written here; a typed one never reads like this."""
_LONGEST_NAME: Final = 300


def line_to_markdown(line: Line, context: Context, limit: int) -> str:
    """Return a line as Markdown of at most `limit` units, cut at a safe boundary."""
    parts: list[str] = []
    room = limit
    for span in line:
        part, is_cut = _span_within(span, context, room)
        parts.append(part)
        room -= units(part)
        if is_cut:
            break
    return "".join(parts)


def _span_within(span: Inline, context: Context, room: int) -> tuple[str, bool]:
    """Return a span and whether it did not fit: text is then cut, anything else left out."""
    if isinstance(span, str):
        return cut_literal(span, room)
    shown = _WRITERS[type(span)](span, context)
    if units(shown) <= room:
        return shown, False
    return ("…" if room > 0 else ""), True


def _strong(span: Strong, _context: Context) -> str:
    return bold(span.text)


def _code(span: Code, _context: Context) -> str:
    return code(span.text)


def _moment(span: Moment, _context: Context) -> str:
    return f"<t:{int(span.at.timestamp())}:f>"


def _name(span: Name | Mention, context: Context) -> str:
    return literal(cut(context.name_of(span), _LONGEST_NAME)) or "–"


def _mention(span: Mention, context: Context) -> str:
    user = context.account_of(span, PLATFORM)
    return f"<@{user}>" if SNOWFLAKE.fullmatch(user) else _name(span, context)


def _role(span: RoleMention, _context: Context) -> str:
    return f"<@&{span.role}>" if SNOWFLAKE.fullmatch(span.role) else ""


def _thread_link(span: ThreadLink, context: Context) -> str:
    return link(context.address_of(span), span.text)


def _link(span: Link, _context: Context) -> str:
    return link(span.url, span.text)


_WRITERS: Final[Mapping[type, Callable[[Any, Context], str]]] = {
    Strong: _strong,
    Code: _code,
    Moment: _moment,
    Name: _name,
    Mention: _mention,
    RoleMention: _role,
    Link: _link,
    ThreadLink: _thread_link,
}
