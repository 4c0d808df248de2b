"""The kinds of column the tables are made of: each turns one kind of value into what both databases keep alike."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Dialect, Integer, String, Text, TypeDecorator
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.types import TypeEngine

from chatdesk.store.codec import clean, decode, encode

Number = BigInteger().with_variant(Integer, "sqlite")
"""A row's number. SQLite counts up by itself only where the type reads INTEGER."""


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant: `timestamptz` on PostgreSQL, fixed-width text on SQLite, so that both compare and sort."""

    impl = String(32)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return TIMESTAMP(timezone=True) if dialect.name == "postgresql" else String(32)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:  # noqa: ANN401 - by database
        """Raise ValueError for a naive value: it names no instant."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a datetime without a time zone cannot be stored")
        utc = value.astimezone(UTC)
        return utc if dialect.name == "postgresql" else utc.isoformat(timespec="microseconds")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ANN401 - by database
        del dialect
        if value is None:
            return None
        return value.astimezone(UTC) if isinstance(value, datetime) else datetime.fromisoformat(value)


class Written(TypeDecorator[str]):
    """Text from anywhere, less what no database keeps: see `codec.clean`."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        del dialect
        return None if value is None else clean(value)


class Choice(TypeDecorator[StrEnum]):
    """One of an enum's values, as text; a value that the enum does not know is refused when it is read."""

    impl = Text
    cache_ok = True

    def __init__(self, choices: type[StrEnum]) -> None:
        super().__init__()
        self.choices = choices

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:
        del dialect
        return None if value is None else value.value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        del dialect
        return None if value is None else self.choices(value)


class TextMap(TypeDecorator[Mapping[str, str]]):
    """Texts by name, as a JSON object. Kept as text: nothing queries inside, and both databases read it alike."""

    impl = Text
    cache_ok = True
    nothing: ClassVar[str] = "{}"

    def process_bind_param(self, value: Mapping[str, str] | None, dialect: Dialect) -> str | None:
        del dialect
        if not value:
            return None if value is None else self.nothing
        return json.dumps({clean(name): clean(text) for name, text in value.items()}, ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Mapping[str, str] | None:
        del dialect
        return None if value is None else json.loads(value)


class Coded(TypeDecorator[Any]):
    """A dataclass of the core, or a tuple of them, as `codec` writes them."""

    impl = Text
    cache_ok = True
    nothing: ClassVar[str] = encode(())

    def process_bind_param(self, value: object, dialect: Dialect) -> str | None:
        del dialect
        return self.nothing if value == () else None if value is None else encode(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> object:
        del dialect
        return () if value == self.nothing else None if value is None else decode(value)
