"""The arguments of a Web API call, whether they came as a form, as JSON or in the address."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from chatdesk.sandbox.slack.errors import Json, SlackError

if TYPE_CHECKING:
    from aiohttp import web

_JSON_ARGUMENTS = ("blocks", "attachments", "metadata", "view", "files")
_TRUE = {"1", "true", "True"}


async def read_arguments(request: web.Request) -> tuple[Json, str]:
    """The arguments, and the warning Slack gives about the content type."""
    args: Json = dict(request.query)
    if not request.can_read_body:
        return args, ""
    if request.content_type == "application/json":
        return args | await _read_json(request), "" if request.charset else "missing_charset"
    if request.content_type in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        args |= {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
        return args, "superfluous_charset" if request.charset else ""
    raise SlackError("invalid_post_type")


async def _read_json(request: web.Request) -> Json:
    try:
        body = json.loads(await request.text())
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(body, dict):
        raise SlackError("json_not_object")
    return body


class Arguments:
    """Typed access. A missing or malformed argument answers as Slack does."""

    def __init__(self, raw: Json) -> None:
        self._raw = raw

    def get(self, name: str) -> object:
        """An argument as it came."""
        return self._raw.get(name)

    def text(self, name: str) -> str:
        """A string; empty when it was not given."""
        value = self._raw.get(name)
        return "" if value is None else str(value)

    def required(self, name: str) -> str:
        """A string that has to be there."""
        value = self.text(name)
        if not value:
            raise SlackError("invalid_arguments", [f"missing required field: {name} [json-pointer:]"])
        return value

    def flag(self, name: str) -> bool:
        """A boolean in any of the ways Slack takes one."""
        value = self._raw.get(name)
        return value if isinstance(value, bool) else str(value) in _TRUE

    def number(self, name: str, default: int) -> int:
        """A whole number."""
        try:
            return int(self._raw.get(name) or default)
        except (TypeError, ValueError):
            raise SlackError("invalid_arguments", [f"must be a number [json-pointer:/{name}]"]) from None

    def has(self, name: str) -> bool:
        """Whether the argument was given at all."""
        return self._raw.get(name) is not None

    def list_of(self, name: str, error: str) -> list[Json]:
        """A list of objects, given as JSON or as a string of JSON."""
        value = parsed(self._raw.get(name), error)
        if value in (None, ""):
            return []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise SlackError(error)
        return value

    def object_of(self, name: str, error: str) -> Json | None:
        """An object, given as JSON or as a string of JSON."""
        value = parsed(self._raw.get(name), error)
        if value is None or value == "":
            return None
        if not isinstance(value, dict):
            raise SlackError(error)
        return value


def parsed(value: object, error: str) -> object:
    """A value that may come as a string of JSON."""
    if not isinstance(value, str) or not value:
        return value
    try:
        result: object = json.loads(value)
    except ValueError:
        raise SlackError(error) from None
    return result


def readable(args: Json) -> Json:
    """Arguments for the call log: without the token, JSON strings opened."""
    shown = {name: value for name, value in args.items() if name != "token"}
    for name in _JSON_ARGUMENTS:
        if isinstance(shown.get(name), str):
            try:
                shown[name] = json.loads(shown[name])
            except ValueError:
                continue
    return shown
