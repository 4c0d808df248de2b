"""Lines of spans into mrkdwn. What is a `str` is literal; only the spans with a type of their own are live."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

from chatdesk.adapters._context import Context
from chatdesk.adapters._cutting import cut, units
from chatdesk.adapters._slack.bidi import ISOLATES, is_bidirectional, isolated, without_overrides
from chatdesk.adapters._slack.text import cut_literal, escape, literal, safe_url
from chatdesk.core.document import Code, Inline, Line, Link, Mention, Moment, Name, RoleMention, Strong, ThreadLink

PLATFORM: Final = "slack"
Block = dict[str, Any]
"""A piece of Block Kit as Slack takes it."""

_USER: Final = re.compile(r"[UW][A-Z0-9]{1,30}")
_USER_GROUP: Final = re.compile(r"S[A-Z0-9]{1,30}")
_SPACELESS: Final = "\u200b"
"""Opens a word boundary, which Slack wants on both sides of a mark that formats."""
_LONGEST_SPAN: Final = 1500
_LONGEST_LINK_TEXT: Final = 300


def plain(text: str, limit: int) -> Block:
    """Return a plain text object, which holds no markup."""
    return {"type": "plain_text", "text": cut(text, limit), "emoji": True}


def line_to_mrkdwn(line: Line, context: Context, limit: int) -> str:
    """Return a line as mrkdwn of at most `limit` units, cut at a safe boundary."""
    if len(line) == 1:
        return _span_within(line[0], context, limit)[0]
    parts: list[str] = []
    room = limit
    for span in line:
        gap = _apart(span, parts)
        part, is_cut = _span_within(span, context, room - len(gap))
        parts.append(gap + part)
        room -= units(part) + len(gap)
        if is_cut:
            break
    return "".join(parts)


def _span_within(span: Inline, context: Context, room: int) -> tuple[str, bool]:
    """Return a span as mrkdwn and whether it did not fit: text is then cut, anything else left out."""
    if isinstance(span, str):
        return _words_within(span, room)
    shown = _WRITERS[type(span)](span, context)
    if len(shown) * 2 <= room or units(shown) <= room:
        return shown, False
    return ("…" if room > 0 else ""), True


def _words_within(text: str, room: int) -> tuple[str, bool]:
    if not is_bidirectional(text):
        return cut_literal(text, room)
    shown, is_cut = cut_literal(without_overrides(text), room - len(ISOLATES))
    return (isolated(shown) if shown else ""), is_cut


def _apart(span: Inline, before: list[str]) -> str:
    """Return what a formatted span needs before it where the text around touches it."""
    formats = isinstance(span, Strong | Code)
    return _SPACELESS if formats and before and before[-1][-1:].isalnum() else ""


def bold(text: str) -> str:
    """Return a text in bold, or as it is where it holds a mark that would end the bold early."""
    shown = isolated(literal(cut(" ".join(text.split()), _LONGEST_SPAN)))
    return shown if not shown or "*" in shown else f"*{shown}*"


def _strong(span: Strong, _context: Context) -> str:
    return bold(span.text)


def _code(span: Code, _context: Context) -> str:
    text = cut(" ".join(span.text.replace("`", "ˋ").split()), _LONGEST_SPAN)
    return f"`{escape(text)}`" if text else ""


def _moment(span: Moment, _context: Context) -> str:
    return _date(int(span.at.timestamp()))


@lru_cache(maxsize=1024)
def _date(instant: int) -> str:
    """Return a date token, with words in UTC for a client that cannot show it; a card's dates are drawn often."""
    return f"<!date^{instant}^{{date_short_pretty}} {{time}}|{datetime.fromtimestamp(instant, UTC):%Y-%m-%d %H:%M} UTC>"


def _name(span: Name | Mention, context: Context) -> str:
    return isolated(literal(cut(context.name_of(span), _LONGEST_LINK_TEXT))) or "–"


def _mention(span: Mention, context: Context) -> str:
    user = context.account_of(span, PLATFORM)
    return f"<@{user}>" if _USER.fullmatch(user) else _name(span, context)


def _user_group(span: RoleMention, _context: Context) -> str:
    return f"<!subteam^{span.role}>" if _USER_GROUP.fullmatch(span.role) else ""


def _thread_link(span: ThreadLink, context: Context) -> str:
    return link(context.address_of(span), span.text)


def _link(span: Link, _context: Context) -> str:
    return link(span.url, span.text)


def link(url: str, text: str) -> str:
    """Return a link, or its text alone where the address is not one that Slack should open."""
    shown = isolated(literal(cut(" ".join(text.split()), _LONGEST_LINK_TEXT)))
    address = escape(safe_url(url))
    if not address:
        return shown
    return f"<{address}|{shown.replace('|', '∣')}>" if shown else f"<{address}>"


_WRITERS: Final[Mapping[type, Callable[[Any, Context], str]]] = {
    Strong: _strong,
    Code: _code,
    Moment: _moment,
    Name: _name,
    Mention: _mention,
    RoleMention: _user_group,
    Link: _link,
    ThreadLink: _thread_link,
}
