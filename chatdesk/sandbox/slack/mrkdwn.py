"""Slack's message text: what the client makes of typed text, and which mentions in a text would notify.

Rules: docs.slack.dev/messaging/formatting-message-text. Only `&`, `<` and `>` are escaped.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from chatdesk.sandbox.slack.errors import Json

BROADCASTS = ("here", "channel", "everyone")
LONGEST_TEXT = 40_000

_LIVE = re.compile(r"<(![a-z]+(?:\^[A-Z0-9]+)?|@[UWB][A-Z0-9]+)(?:\|[^<>]*)?>")
_LINK = re.compile(r"https?://[^\s<>|]+[^\s<>|.,;:!?)\]}'\"]|(?<![\w.+-])[\w.+-]{1,64}@[\w-]+\.[\w.-]*\w")
_NAME = re.compile(r"(?<![\w@])@([\w.-]*\w)")


def escape(text: str) -> str:
    """Text with Slack's three control characters made harmless."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def typed(text: str, names: Mapping[str, str], channels: Mapping[str, str]) -> str:
    """What the client sends for typed text: `names` and `channels` map what one types to an id."""
    parts: list[str] = []
    end = 0
    for found in _LINK.finditer(text):
        parts.append(_typed_words(text[end : found.start()], names, channels))
        parts.append(_typed_link(found.group()))
        end = found.end()
    parts.append(_typed_words(text[end:], names, channels))
    return "".join(parts)


def _typed_link(link: str) -> str:
    shown = escape(link)
    return f"<{shown}>" if "://" in link else f"<mailto:{shown}|{shown}>"


def _typed_words(text: str, names: Mapping[str, str], channels: Mapping[str, str]) -> str:
    tokens = {f"@{name}": f"<!{name}>" for name in BROADCASTS}
    tokens |= {f"@{name}": f"<@{user}>" for name, user in names.items()}
    tokens |= {f"#{name}": f"<#{channel}|>" for name, channel in channels.items()}
    longest_first = sorted(tokens, key=len, reverse=True)
    pattern = r"(?<![\w@#])(?:" + "|".join(re.escape(token) for token in longest_first) + r")(?!\w)"
    parts: list[str] = []
    end = 0
    for found in re.finditer(pattern, text):
        parts.append(escape(text[end : found.start()]))
        parts.append(tokens[found.group()])
        end = found.end()
    parts.append(escape(text[end:]))
    return "".join(parts)


def mentioned_users(text: str) -> list[str]:
    """The user ids mentioned in stored text, in order."""
    return [token[1:] for token in _LIVE.findall(text) if token.startswith("@")]


def live_mentions(message: Mapping[str, object], names: Mapping[str, str]) -> list[str]:
    """Every mention in an app's message that would notify somebody: `!here`, `!subteam^S1`, `@U1` ...

    With blocks, `text` is only the notification's fallback, so the blocks count. `names` is given when
    the app asked for `link_names` or `parse=full`, which turn bare `@name` into mentions.
    """
    sources = list(_mrkdwn_in(message.get("blocks"))) + list(_attachment_texts(message.get("attachments")))
    if not message.get("blocks"):
        sources.append(str(message.get("text") or ""))
    found: list[str] = []
    for source in sources:
        found += _LIVE.findall(source)
        found += [_linked_name(name, names) for name in _NAME.findall(source) if names]
    return [mention for mention in dict.fromkeys(found) if mention]


def _linked_name(name: str, names: Mapping[str, str]) -> str:
    if name in BROADCASTS:
        return f"!{name}"
    return f"@{names[name]}" if name in names else ""


def _attachment_texts(attachments: object) -> Iterator[str]:
    for attachment in attachments if isinstance(attachments, list) else []:
        yield from (str(attachment[key]) for key in ("pretext", "text") if attachment.get(key))
        yield from (str(field.get("value", "")) for field in attachment.get("fields") or [])
        yield from _mrkdwn_in(attachment.get("blocks"))


def _mrkdwn_in(node: object) -> Iterator[str]:
    """Every piece of text under `node` in which Slack would see a mention."""
    if isinstance(node, list):
        for child in node:
            yield from _mrkdwn_in(child)
    elif isinstance(node, dict):
        kind, text = str(node.get("type")), node.get("text")
        if kind in {"mrkdwn", "markdown"} and isinstance(text, str):
            yield text
        elif kind in {"user", "broadcast", "usergroup"}:
            yield _rich_text_mention(node)
        else:
            yield from _mrkdwn_in(list(node.values()))


def _rich_text_mention(element: Json) -> str:
    if element["type"] == "user":
        return f"<@{element.get('user_id')}>"
    if element["type"] == "usergroup":
        return f"<!subteam^{element.get('usergroup_id')}>"
    return f"<!{element.get('range')}>"
