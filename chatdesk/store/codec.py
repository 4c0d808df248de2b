"""Turns the core's values into JSON and back: posts and their documents, changes, attachments, origins.

Every dataclass is written as an object that names its class (`{"is": "Strong", "text": ...}`): a document's spans would
otherwise read alike. The names are part of the stored format: a class that is renamed keeps its old name in `KNOWN`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields
from datetime import datetime
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Final, get_args, get_type_hints

from chatdesk.core import chart, delivery, document, model, posts

IS: Final = "is"

CODED: Final[tuple[type[Any], ...]] = (
    *posts.POSTS,
    posts.Spot,
    document.PublicDocument,
    document.InternalDocument,
    document.Strong,
    document.Code,
    document.Moment,
    document.Name,
    document.Mention,
    document.GroupMention,
    document.RoleMention,
    document.Link,
    document.ThreadLink,
    document.Heading,
    document.Paragraph,
    document.Quote,
    document.InternalQuote,
    document.Fact,
    document.Facts,
    document.Small,
    document.Actions,
    document.Button,
    document.Divider,
    chart.Chart,
    chart.Series,
    model.InternalText,
    model.Attachment,
    model.Origin,
    model.Change,
    model.Handle,
    model.Pause,
    delivery.ToRoom,
    delivery.ToPerson,
    delivery.ToThread,
    delivery.ToMessage,
    delivery.ToPersonAtThread,
)
"""Everything that is ever stored as JSON; nothing else can be read back."""

KNOWN: Final[dict[str, type[Any]]] = {kind.__name__: kind for kind in CODED}


class Unreadable(ValueError):
    """A stored value names a class or a field that this version does not know."""


def clean(text: str) -> str:
    """Return a text without what cannot be stored: NUL (PostgreSQL refuses it), and halves of a surrogate pair."""
    if text.isascii():
        return text.replace("\x00", "") if "\x00" in text else text
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.replace("\x00", "")


def encode(value: object) -> str:
    """Return a value of the core as JSON; raise TypeError where one of its parts is not in `CODED`."""
    return _WRITER.encode(_plain(value))


def decode(text: str) -> Any:  # noqa: ANN401 - the text says what it is
    """Return the value that was encoded; raise Unreadable."""
    try:
        return _rich(json.loads(text))
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable(f"cannot read {text[:80]!r}: {error}") from error


def _plain(value: object) -> Any:  # noqa: ANN401 - what JSON takes
    kind = type(value)
    if kind is str:
        return clean(value)  # type: ignore[arg-type]
    if kind is tuple:
        return [_plain(part) for part in value]  # type: ignore[attr-defined]
    if kind in _FIELDS:
        return {IS: kind.__name__} | {name: _plain(getattr(value, name)) for name in _FIELDS[kind]}
    if value is None or kind in (int, bool) or isinstance(value, StrEnum):
        return value
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"a {kind.__name__} cannot be stored")


def _rich(value: Any) -> Any:  # noqa: ANN401 - what JSON gave
    if isinstance(value, list):
        return tuple([_rich(part) for part in value])
    if not isinstance(value, dict):
        return value
    kind = KNOWN[value.pop(IS)]
    parts = {name: _rich(part) for name, part in value.items()}
    for name, convert in _CONVERSIONS[kind]:
        if parts.get(name) is not None:
            parts[name] = convert(parts[name])
    return kind(**parts)


def _conversions(kind: type[Any]) -> tuple[tuple[str, Callable[[str], object]], ...]:
    """Return the fields of a class that JSON knows only as text, and how each is read back."""
    hints = {name: _certain(hint) for name, hint in get_type_hints(kind).items() if name in _FIELDS[kind]}
    return tuple(
        (name, datetime.fromisoformat if hint is datetime else hint)
        for name, hint in hints.items()
        if isinstance(hint, type) and issubclass(hint, datetime | StrEnum)
    )


def _certain(hint: object) -> object:
    """Return X for `X | None`, and anything else as it is."""
    known = [part for part in get_args(hint) if part is not NoneType] if isinstance(hint, UnionType) else [hint]
    return known[0] if len(known) == 1 else hint


_WRITER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_FIELDS: Final = {kind: tuple(field.name for field in fields(kind)) for kind in CODED}
_CONVERSIONS: Final = {kind: _conversions(kind) for kind in CODED}
