"""How values are written in a policy: ids, links, texts in two languages, spans, hours. Knows no part of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Annotated, Any, Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    PlainSerializer,
    WithJsonSchema,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from chatdesk.core.calendar import CalendarError, Opening
from chatdesk.core.spans import Share, Span, SpanError


@dataclass(frozen=True, slots=True)
class Refers:
    """Marks an id that must be one of those that another part of the policy names."""

    part: str


def _matching(pattern: str, rule: str) -> AfterValidator:
    """Refuse a text that does not match, in words instead of a pattern."""

    def check(value: str) -> str:
        if re.fullmatch(pattern, value) is None:
            raise PydanticCustomError("spelling", "'{value}' is not {rule}", {"value": value, "rule": rule})
        return value

    return AfterValidator(check)


_IDENTIFIER: Final = "[a-z][a-z0-9_]{0,39}"
_PREFIX: Final = "[A-Z][A-Z0-9]{1,9}"
_WEB_ADDRESS: Final = r"https?://\S+"
_LINK: Final = rf"{_WEB_ADDRESS}|mailto:\S+"

Identifier = Annotated[
    str,
    _matching(_IDENTIFIER, "an id: up to 40 small letters, digits and _, a letter first"),
    WithJsonSchema({"type": "string", "pattern": f"^{_IDENTIFIER}$"}),
]
"""A policy's own name for something: lower case, stable, never shown where a text exists."""

ArticleId = Annotated[Identifier, Refers("articles")]
CalendarId = Annotated[Identifier, Refers("calendars")]
CategoryId = Annotated[Identifier, Refers("categories")]
CustomerKindId = Annotated[Identifier, Refers("customer_kinds")]
EnvironmentId = Annotated[Identifier, Refers("environments")]
FactId = Annotated[Identifier, Refers("facts")]
GroupId = Annotated[Identifier, Refers("groups")]
ImpactId = Annotated[Identifier, Refers("impacts")]
KindId = Annotated[Identifier, Refers("kinds")]
PriorityId = Annotated[Identifier, Refers("priorities")]
ProductId = Annotated[Identifier, Refers("products")]
StatusId = Annotated[Identifier, Refers("statuses")]
UrgencyId = Annotated[Identifier, Refers("urgencies")]

Prefix = Annotated[
    str,
    _matching(_PREFIX, "a prefix: 2 to 10 capital letters and digits, a letter first"),
    WithJsonSchema({"type": "string", "pattern": f"^{_PREFIX}$"}),
]
"""What a ticket's reference begins with: `FAC` in `FAC-1042`."""

Link = Annotated[
    str,
    _matching(_LINK, "a link: write https://… or mailto:…"),
    WithJsonSchema({"type": "string", "pattern": f"^({_LINK})$"}),
]

WebAddress = Annotated[
    str,
    _matching(_WEB_ADDRESS, "a web address: write https://…"),
    WithJsonSchema({"type": "string", "pattern": f"^{_WEB_ADDRESS}$"}),
]
"""A page on the web, which both platforms open from a link."""

RoomId = Annotated[str, Field(min_length=1, max_length=100)]
"""A platform's own id of a room."""

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class Part(BaseModel):
    """A part of a policy: immutable, and a word that it does not know is a mistake, never ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class LocalText(Part):
    """A text in the languages of the desk; written as one string where both read the same."""

    en: str = Field(min_length=1)
    """In English."""
    fr: str = Field(min_length=1)
    """In French."""

    @model_validator(mode="before")
    @classmethod
    def _from_one_string(cls, value: Any) -> Any:  # noqa: ANN401 - what YAML gave
        return {"en": value, "fr": value} if isinstance(value, str) else value

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Say that one string will do."""
        both = handler.resolve_ref_schema(handler(schema))
        described = {"title": both.pop("title"), "description": both.pop("description")}
        return {**described, "anyOf": [{"type": "string", "minLength": 1}, both]}

    def in_(self, language: str) -> str:
        """Return the text in a language; any but French reads English."""
        return self.fr if language == "fr" else self.en


_Parsed = Span | Share | Opening | time | date


def _parsed(kind: type[_Parsed] | tuple[type[_Parsed], ...], parse: Callable[[str], _Parsed]) -> BeforeValidator:
    """Read a value from its text, telling what is wrong in the words of whoever reads it."""

    def read(value: object) -> object:
        if isinstance(value, kind):
            return value
        try:
            return parse(str(value))
        except (SpanError, CalendarError) as error:
            raise PydanticCustomError("spelling", "{reason}", {"reason": str(error)}) from error

    return BeforeValidator(read)


SpanText = Annotated[
    Span,
    _parsed(Span, Span.parse),
    PlainSerializer(str),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,9}[smhd]$", "examples": ["30s", "15m", "8h", "3d"]}),
]
"""A business span: `30s`, `15m`, `8h` of opening hours, `3d` business days."""


HoursText = Annotated[
    Opening,
    _parsed(Opening, Opening.parse),
    PlainSerializer(str),
    WithJsonSchema(
        {"type": "string", "pattern": r"^\d{1,2}:\d{2}-\d{1,2}:\d{2}$", "examples": ["8:30-16:30", "22:00-6:00"]}
    ),
]
"""Opening hours of a day, `8:30-16:30`; an end that is not after its start is the next morning (`22:00-6:00`)."""


def _share_or_span(text: str) -> Share | Span:
    if text.endswith("%"):
        return Share.parse(text)
    try:
        return Span.parse(text)
    except SpanError as error:
        raise SpanError(f"{error}; or a share of the time, as in 75%") from None


NoticeText = Annotated[
    Share | Span,
    _parsed((Share, Span), _share_or_span),
    PlainSerializer(str),
    WithJsonSchema({"type": "string", "pattern": r"^(\d{1,2}%|\d{1,9}[smhd])$", "examples": ["75%", "30m", "4h"]}),
]
"""When to warn: a share of the time used up, `75%`, or a span of opening hours before the due instant, `30m`."""


def _time_of_day(text: str) -> time:
    match = re.fullmatch("([01]?[0-9]|2[0-3]):([0-5][0-9])", text)
    if match is None:
        raise SpanError(f"{text!r} is not a time of day: write hours and minutes, as in 8:30")
    return time(int(match[1]), int(match[2]))


TimeText = Annotated[
    time,
    _parsed(time, _time_of_day),
    PlainSerializer(lambda at: f"{at.hour}:{at.minute:02}"),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,2}:\d{2}$", "examples": ["8:30"]}),
]
"""A time of day on the wall clock of the desk's calendar: `8:30`."""


def _day_or_moment(text: str) -> date:
    match = re.fullmatch(r"(\d{4}-\d{2}-\d{2})(?:[ T](\d{1,2}:\d{2}))?", text)
    try:
        day = date.fromisoformat(match[1] if match else "")
    except ValueError as error:
        raise SpanError(f"{text!r} is not a date: write 2026-12-24, or 2026-12-24 8:30") from error
    return datetime.combine(day, _time_of_day(match[2])) if match and match[2] else day


def day_or_moment_text(value: date) -> str:
    """Return a day, or a moment of a day, as a policy writes it."""
    return f"{value:%Y-%m-%d} {value.hour}:{value.minute:02}" if isinstance(value, datetime) else value.isoformat()


DayOrMomentText = Annotated[
    datetime | date,
    _parsed(date, _day_or_moment),
    PlainSerializer(day_or_moment_text),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": r"^\d{4}-\d{2}-\d{2}([ T]\d{1,2}:\d{2})?$",
            "examples": ["2026-12-24", "2026-12-24 8:30"],
        }
    ),
]
"""A whole day, `2026-12-24`, or a moment on the wall clock of the desk's calendar, `2026-12-24 8:30`."""


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        text = "'{zone}' is not a known time zone: write one such as America/Toronto"
        raise PydanticCustomError("zone", text, {"zone": value}) from error
    return value


TimeZone = Annotated[str, AfterValidator(_zone)]


class Named(Part):
    """Something with a name, and perhaps a line that explains it."""

    name: LocalText
    """As people read it."""
    meaning: LocalText | None = None
    """One line that explains it."""
