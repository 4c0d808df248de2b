"""What the app wants to say: text, embeds, components and files, checked against Discord's limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatdesk.sandbox.discord.breaches import Breaches, Path
from chatdesk.sandbox.discord.components import check_rows, check_v2, number
from chatdesk.sandbox.discord.errors import ApiError, Json
from chatdesk.sandbox.discord.mentions import check_allowed

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_CONTENT = 2000
MOST_EMBEDS, LONGEST_EMBEDS, MOST_FIELDS, MOST_FILES = 10, 6000, 25, 10
LONGEST_NONCE = 25
COMPONENTS_V2 = 1 << 15
SUPPRESS_EMBEDS, SUPPRESS_NOTIFICATIONS = 1 << 2, 1 << 12
_EMBED_TEXTS = {"title": 256, "description": 4096, "url": 2048}


def checked_content(body: Mapping[str, object], *, at: Path = (), flags_before: int = 0) -> Json:
    """The content fields that were given, in order; an empty one is given too, as it removes what was there."""
    breaches = Breaches()
    flags = body.get("flags") or 0
    breaches.number(flags, 0, (1 << 32) - 1, (*at, "flags"))
    v2 = bool((flags_before | (flags if isinstance(flags, int) else 0)) & COMPONENTS_V2)
    breaches.text(body.get("content"), LONGEST_CONTENT, (*at, "content"))
    _check_nonce(breaches, body.get("nonce"), (*at, "nonce"))
    _check_embeds(breaches, body.get("embeds"), (*at, "embeds"))
    check_allowed(breaches, body.get("allowed_mentions"), (*at, "allowed_mentions"))
    breaches.items(body.get("attachments"), MOST_FILES, (*at, "attachments"))
    if v2:
        _check_only_components(breaches, body, at)
    if body.get("components") is not None:
        (check_v2 if v2 else check_rows)(breaches, body["components"], (*at, "components"))
    breaches.check()
    content: Json = {}
    if "content" in body:
        content["content"] = str(body["content"] or "").strip()
    if "embeds" in body:
        content["embeds"] = [_embed(embed) for embed in _list(body["embeds"])]
    if "components" in body:
        content["components"] = number(_list(body["components"]))
    return content


def _list(value: object) -> list[Json]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def check_says_something(message: Mapping[str, object]) -> None:
    """A message holds at least one of these."""
    if not any(message.get(name) for name in ("content", "embeds", "components", "attachments", "sticker_items")):
        raise ApiError(50006)


def _check_nonce(breaches: Breaches, nonce: object, at: Path) -> None:
    if nonce is not None and len(str(nonce)) > LONGEST_NONCE:
        breaches.add("NONCE_TYPE_TOO_LONG", f"Nonce must be {LONGEST_NONCE} or fewer in length.", at)


def _check_only_components(breaches: Breaches, body: Mapping[str, object], at: Path) -> None:
    for name in ("content", "embeds"):
        if body.get(name):
            message = f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
            breaches.add("MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", message, (*at, name))


def _check_embeds(breaches: Breaches, embeds: object, at: Path) -> None:
    total = 0
    for index, embed in enumerate(breaches.items(embeds, MOST_EMBEDS, at)):
        total += _check_embed(breaches, embed, (*at, index))
    if total > LONGEST_EMBEDS:
        message = f"Embed size exceeds maximum size of {LONGEST_EMBEDS}"
        breaches.add("MAX_EMBED_SIZE_EXCEEDED", message, at)


def _check_embed(breaches: Breaches, embed: Json, at: Path) -> int:
    """Check one embed; returns how many characters of it count."""
    footer = breaches.mapping(embed.get("footer"), (*at, "footer"))
    author = breaches.mapping(embed.get("author"), (*at, "author"))
    for name, longest in _EMBED_TEXTS.items():
        breaches.text(embed.get(name), longest, (*at, name))
    breaches.number(embed.get("color"), 0, 0xFFFFFF, (*at, "color"))
    breaches.text(footer.get("text"), 2048, (*at, "footer", "text"))
    breaches.text(author.get("name"), 256, (*at, "author", "name"))
    counted = [embed.get("title"), embed.get("description"), footer.get("text"), author.get("name")]
    for index, field in enumerate(breaches.items(embed.get("fields"), MOST_FIELDS, (*at, "fields"))):
        breaches.needed_text(field.get("name"), 256, (*at, "fields", index, "name"))
        breaches.needed_text(field.get("value"), 1024, (*at, "fields", index, "value"))
        counted += [field.get("name"), field.get("value")]
    return sum(len(str(text)) for text in counted if text)


def _embed(embed: Json) -> Json:
    """An embed as Discord keeps it; app-made ones are always rich."""
    fields = [{"inline": False, **field} for field in embed.get("fields") or []]
    return {**embed, "type": "rich", **({"fields": fields} if fields else {})}
