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
_LINK = re.compile(r"<(https://[^|<>]+)\|([^>]+)>|\[((?:[^\[\]\\]|\\.)+)\]\(<(https://[^>]+)>\)")


def links_in(thing: object) -> dict[str, str]:
    """The links of a message, a modal or a view on either platform: what is read, and where it leads."""
    found = _LINK.findall(str(thing))
    return {slack or discord: here or there for here, slack, discord, there in found}


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


def facts_on_slack(message: dict) -> dict[str, str]:
    """The labels of a message, each with what stands beside it."""
    fields = [field["text"] for block in message.get("blocks", ()) for field in block.get("fields", ())]
    told = (read_on_slack(text).partition("\n") for text in fields)
    return {label: value for label, _, value in told}


def facts_on_discord(message: dict) -> dict[str, str]:
    """The labels of a message, each with what stands beside it."""
    fields = [field for embed in message.get("embeds", ()) for field in embed.get("fields", ())]
    return {read_on_discord(field["name"]): read_on_discord(field["value"]) for field in fields}
