"""Text on its way to Discord: made literal, so that nothing typed is markup, mention, link, emoji or timestamp. Pure.

A backslash before punctuation makes Discord's clients show it as it is. Its servers look for mentions without minding
backslashes, so a mention's own characters are parted too.
"""

from __future__ import annotations

import re
from typing import Final

from chatdesk.adapters._cutting import cut, cut_shown

JOINER: Final = "\u2060"
"""Invisible and of no width: parts what would be a mention of everybody."""
_LONGEST_SPAN: Final = 1500

_EVERYBODY: Final = re.compile(r"@(?=everyone|here)", re.IGNORECASE)
_LIVE: Final = re.compile(
    r"[\\*_~|`<>@\[\]]"  # formatting, mentions, timestamps, links; `>` also opens a quotation
    r"|:(?=[\w+/])"  # the scheme of an address, the name of an emoji
    r"|(?<=[\w.<])/(?=\w)"  # an invitation has no scheme, a command no name before it
    r"|(?<=<)#"  # a channel
    r"|(?:\A|(?<=\n))[^\S\n]*[#-]"  # headings, lists, small print
    r"|(?:\A|(?<=\n))[^\S\n]*[0-9]+\.(?=\s|\Z)"  # numbered lists
)
_MARK: Final = re.compile(r"[\\*_~|`<>@\[\]:/#.\r-]")
"""Most texts hold none, and need no closer look."""
_PARTS: Final = re.compile(r"[@<](?=\S)")
_BAD_IN_URL: Final = re.compile(r"[\x00-\x20\x7f<>()\"`*\\|]")
_GOOD_URL: Final = re.compile(r"https?://\S", re.IGNORECASE)


def literal(text: str) -> str:
    """Return Markdown that shows a text exactly as it is."""
    if not _MARK.search(text):
        return text
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _LIVE.sub(_inert, _EVERYBODY.sub(f"@{JOINER}", text))


def _inert(found: re.Match[str]) -> str:
    mark = found.group()
    return f"{mark[:-1]}\\{mark[-1]}"


def cut_literal(text: str, room: int) -> tuple[str, bool]:
    """Return as much of a text, made literal, as takes at most `room` units, and whether something was left out."""
    return cut_shown(text, room, literal)


def one_line(text: str) -> str:
    """Return a text without line breaks, each gap one space."""
    return " ".join(text.split())


def bold(text: str) -> str:
    """Return a text in bold."""
    shown = literal(cut(one_line(text), _LONGEST_SPAN))
    return f"**{shown}**" if shown else ""


def code(text: str) -> str:
    """Return a text as something to type; in there backslashes mean nothing, so marks are parted or replaced."""
    shown = _PARTS.sub(rf"\g<0>{JOINER}", cut(one_line(text.replace("`", "ˋ")), _LONGEST_SPAN))
    return f"`{shown}`" if shown else ""


def code_block(text: str, room: int) -> str:
    """Return lines as they are, with letters as wide as each other, in at most `room` units."""
    shown, _ = cut_shown(text.replace("`", "ˋ"), room - len("```\n\n```"), _parted)
    return f"```\n{shown}\n```" if shown.strip() else ""


def _parted(text: str) -> str:
    return _PARTS.sub(rf"\g<0>{JOINER}", text)


def link(url: str, text: str, longest: int = 300) -> str:
    """Return a link that shows no preview, or its text alone where the address is none that Discord should open."""
    shown = literal(cut(one_line(text), longest))
    address = safe_url(url)
    if not address:
        return shown
    return f"[{shown}](<{address}>)" if shown else f"<{address}>"


def safe_url(url: str) -> str:
    """Return an address that cannot break out of a link, or nothing where Discord should not open it."""
    if not _GOOD_URL.match(url):
        return ""
    return _BAD_IN_URL.sub(lambda found: f"%{ord(found.group()):02X}", url)
