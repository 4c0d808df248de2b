"""What a REST route is to the sandbox: its method and path, what it does, and who may call it."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from chatdesk.sandbox.discord.errors import ApiError, Json

if TYPE_CHECKING:
    from chatdesk.sandbox.discord.files import Upload
    from chatdesk.sandbox.discord.guild import Guild

CREATED, NO_CONTENT = 201, 204
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Request:
    """One call: the parts of its path, its query, its JSON body and its files by their number."""

    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    payload: Any = None
    uploads: Mapping[str, Upload] = field(default_factory=dict)

    @property
    def body(self) -> Json:
        """The body where it has to be an object."""
        if self.payload is None:
            return {}
        if not isinstance(self.payload, dict):
            raise ApiError(50035, errors={"_errors": [{"code": "DICT_TYPE_CONVERT", "message": "Not a dictionary."}]})
        return self.payload

    @property
    def items(self) -> list[Json]:
        """The body where it has to be a list of objects."""
        if not isinstance(self.payload, list) or not all(isinstance(item, dict) for item in self.payload):
            raise ApiError(50035, errors={"_errors": [{"code": "LIST_TYPE_CONVERT", "message": "Not a list."}]})
        return self.payload

    def snowflake(self, name: str) -> int | None:
        """An id in the query."""
        value = self.query.get(name)
        if value is None or value.isdigit():
            return int(value) if value else None
        message = f'Value "{value}" is not snowflake.'
        raise ApiError(50035, errors={name: {"_errors": [{"code": "NUMBER_TYPE_COERCE", "message": message}]}})

    def limit(self, default: int, most: int) -> int:
        """How many are asked for."""
        try:
            asked = int(self.query.get("limit", default))
        except ValueError:
            asked = 0
        if not 1 <= asked <= most:
            message = f"int value should be between 1 and {most}."
            raise ApiError(50035, errors={"limit": {"_errors": [{"code": "NUMBER_TYPE_MAX", "message": message}]}})
        return asked


Run = Callable[[Request], Any]


class RouteFamily:
    """Routes over one guild."""

    def __init__(self, guild: Guild) -> None:
        self._guild = guild

    def table(self) -> list[Route]:
        """The routes."""
        raise NotImplementedError


@dataclass(frozen=True)
class Route:
    """A route. `authorized` is false where the token in the path is what counts."""

    method: str
    template: str
    run: Run
    status: int = 200
    authorized: bool = True

    @property
    def name(self) -> str:
        """How it is called in the log, in faults and in limits."""
        return f"{self.method} {self.template}"

    def match(self, method: str, path: str) -> dict[str, str] | None:
        """The parts of a path that fits."""
        if method != self.method:
            return None
        found = _pattern(self.template).fullmatch(path)
        return found.groupdict() if found else None


@functools.cache
def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(_PLACEHOLDER.sub(r"(?P<\1>[^/]+)", template))


@functools.cache
def normal(name: str) -> str:
    """A route's name whatever its placeholders are called: orders may write `{id}` for any of them."""
    return _PLACEHOLDER.sub("{}", name)
