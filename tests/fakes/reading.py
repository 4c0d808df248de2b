"""Words as they are read: without the marks with which a platform writes links, names, moments and looks."""

from __future__ import annotations

import html
import re

_SLACK = (
    (re.compile(r"<!date\^\d+\^[^|>]*\|([^>]*)>"), r"\1"),
    (re.compile(r"<[^|<>@!]+\|([^>]+)>"), r"\1"),
    (re.compile(r"(?<!\w)[*_~](?=\S)|(?<=\S)[*_~](?!\w)"), ""),
)
_DISCORD = (
    (re.compile(r"\[((?:[^\]\\]|\\.)+)\]\(<[^>]+>\)"), r"\1"),
    (re.compile(r"^-# ", re.MULTILINE), ""),
    (re.compile(r"(?<!\\)(?:\*\*|__|~~)"), ""),
    (re.compile(r"\\([^\w\s])"), r"\1"),
)


def read_on_slack(words: str) -> str:
    """What a client shows of mrkdwn, closely enough to look for words in it."""
    return html.unescape(_changed(words, _SLACK))


def read_on_discord(words: str) -> str:
    """What a client shows of Markdown, closely enough to look for words in it."""
    return _changed(words, _DISCORD)


def _changed(words: str, rules) -> str:
    for mark, shown in rules:
        words = mark.sub(shown, words)
    return words
