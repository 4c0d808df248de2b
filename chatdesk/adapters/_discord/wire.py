"""Calls to Discord's REST API: discord.py keeps the rate limits, we keep what may be tried again. Knows no desk.

A call names its route as Discord's documentation writes it, so that its rate limit is known and a fake in tests is one
coroutine function. Whatever goes wrong is an `ApiError`, or aiohttp's own where no answer came.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, Final, Protocol

import aiohttp
import discord
from discord.gateway import DiscordWebSocket
from discord.http import HTTPClient, Route

from chatdesk.adapters._discord.spans import Payload
from chatdesk.adapters._drawing import File

DISCORD_API: Final = "https://discord.com/api/v10"
DISCORD_GATEWAY: Final = "wss://gateway.discord.gg/"
FILES: Final = "files"
"""Under this name a message carries the files that go beside it; Discord itself never sees it."""
LONGEST_WAIT: Final = 30.0
"""Seconds that discord.py waits for a rate limit; beyond, the caller waits (it takes no less)."""
_ONCE: Final = "once"
"""Marks a request that is never repeated on its own."""
_TOO_MANY: Final = 429
_SERVER: Final = 500
_UNAUTHORISED: Final = 401


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscordSettings:
    """How to reach Discord. The guild is the desk's own; without it, the first one in which the app is."""

    token: str = field(repr=False)
    guild: str = ""
    api_url: str = DISCORD_API
    gateway_url: str = DISCORD_GATEWAY
    timeout: float = 20.0
    """Seconds for one call, without the wait for its rate limit."""


class ApiError(Exception):
    """Discord's answer that it did not do it: the HTTP status, its own code, its words, and when to come back."""

    def __init__(self, status: int, code: int = 0, words: str = "", *, retry_after: float = 0.0) -> None:
        super().__init__(f"{status} {code} {words}".rstrip())
        self.status = status
        self.code = code
        self.words = words
        self.retry_after = retry_after


class Wire(Protocol):
    """What everything else here needs of the REST API."""

    async def call(
        self, method: str, route: str, /, *, body: object = None, query: Payload | None = None, **ids: str
    ) -> Any:  # noqa: ANN401 - JSON
        """Call a route once; raise ApiError, an aiohttp error or TimeoutError."""

    async def bot(self) -> str:
        """Return our own user id: asked once."""

    async def respond(self, method: str, path: str, body: Payload) -> None:
        """Answer an interaction, which needs no token of ours and has no rate limit to share."""


class RestApi:
    """The REST API through discord.py's client, logged in at the first need. Any process can have one."""

    def __init__(self, settings: DiscordSettings) -> None:
        self._settings = settings
        self._http: Http | None = None
        self._bot = ""
        self._opening = asyncio.Lock()
        self._answers: aiohttp.ClientSession | None = None

    async def call(
        self, method: str, route: str, /, *, body: object = None, query: Payload | None = None, **ids: str
    ) -> Any:  # noqa: ANN401
        http = await self._open()
        told: dict[str, Any] = {"timeout": self._timeout(), "trace_request_ctx": _ONCE}
        if body is not None:
            told |= _encoded(body)
        if query:
            told["params"] = query
        return await _translated(http.request(Route(method, route, **ids), **told))

    async def bot(self) -> str:
        await self._open()
        return self._bot

    async def respond(self, method: str, path: str, body: Payload) -> None:
        if self._answers is None:
            self._answers = aiohttp.ClientSession(timeout=self._timeout())
        url = f"{self._settings.api_url.rstrip('/')}{path}"
        told = _encoded(body)
        if fields := told.pop("form", None):
            told["data"] = form = aiohttp.FormData(quote_fields=False)
            for each in fields:
                form.add_field(**each)
        async with self._answers.request(method, url, **told, allow_redirects=False) as answer:
            if not answer.ok:
                raise await _error_of(answer)

    async def close(self) -> None:
        """Close the sessions; calls after this one fail."""
        if self._answers is not None:
            await self._answers.close()
        if self._http is not None:
            await self._http.close()

    async def _open(self) -> Http:
        async with self._opening:
            if self._http is None or not self._bot:
                self._http = self._http or Http(self._settings)
                user = await _translated(self._http.static_login(self._settings.token))
                self._bot = str(user["id"])
        return self._http

    def _timeout(self) -> aiohttp.ClientTimeout:
        return aiohttp.ClientTimeout(total=self._settings.timeout)


class Http(HTTPClient):
    """discord.py's HTTP client, sent to an address of its own without changing the library for anybody else."""

    def __init__(self, settings: DiscordSettings) -> None:
        super().__init__(asyncio.get_running_loop(), http_trace=_no_repetition(), max_ratelimit_timeout=LONGEST_WAIT)
        self._api_url = settings.api_url.rstrip("/")
        self._gateway_url = settings.gateway_url

    async def request(self, route: Route, **told: Any) -> Any:  # noqa: ANN401 - its signature
        route.url = self._api_url + route.url.removeprefix(Route.BASE)
        return await super().request(route, **told)

    async def ws_connect(self, url: str, *, compress: int = 0) -> aiohttp.ClientWebSocketResponse:
        default = str(DiscordWebSocket.DEFAULT_GATEWAY)
        if url.startswith(default):
            url = self._gateway_url + url.removeprefix(default)
        return await super().ws_connect(url, compress=compress)


def _encoded(body: Any) -> Payload:  # noqa: ANN401 - JSON, with files beside it or within
    """Return how a body is sent: as JSON, or where files go with it as a form, which holds the JSON and each file."""
    message = body.get("data", body) if isinstance(body, dict) else body
    if not isinstance(message, dict) or FILES not in message:
        return {"json": body}
    files: tuple[File, ...] = message[FILES]
    bare = {name: value for name, value in message.items() if name != FILES}
    told = json.dumps(bare if message is body else {**body, "data": bare})
    fields: list[Payload] = [{"name": "payload_json", "value": told, "content_type": "application/json"}]
    for at, file in enumerate(files):
        fields.append({"name": f"files[{at}]", "value": file.data, "filename": file.name, "content_type": file.kind})
    return {"form": fields}


def _no_repetition() -> aiohttp.TraceConfig:
    """Return what keeps discord.py from repeating our calls: an answer that it would repeat is an error at once.

    It repeats on 500 and 429, for anything; a thread made twice stays twice, and a wait belongs to the outbox.
    """

    async def look(
        _session: aiohttp.ClientSession, context: SimpleNamespace, end: aiohttp.TraceRequestEndParams
    ) -> None:
        is_ours = context.trace_request_ctx == _ONCE
        if is_ours and (end.response.status >= _SERVER or end.response.status == _TOO_MANY):
            raise await _error_of(end.response)

    trace = aiohttp.TraceConfig()
    trace.on_request_end.append(look)
    return trace


async def _error_of(answer: aiohttp.ClientResponse) -> ApiError:
    """Return an answer as an error; it is read to its end, so that its connection is free again."""
    try:
        told = await answer.json(content_type=None)
    except (ValueError, aiohttp.ClientError):
        told = None
    told = told if isinstance(told, dict) else {}
    after = told.get("retry_after") or answer.headers.get("Retry-After") or 0.0
    return ApiError(
        answer.status, _number(told.get("code"), int), str(told.get("message") or ""), retry_after=_number(after, float)
    )


def _number(value: object, kind: Callable[[str], Any]) -> Any:  # noqa: ANN401 - of that kind
    try:
        return kind(str(value))
    except ValueError:
        return kind("0")


async def _translated(call: Any) -> Any:  # noqa: ANN401 - an awaitable of JSON
    """Wait for discord.py; its errors come out as ours."""
    try:
        return await call
    except discord.LoginFailure as error:
        raise ApiError(_UNAUTHORISED, 0, "the token is not accepted") from error
    except discord.RateLimited as error:
        raise ApiError(_TOO_MANY, retry_after=error.retry_after) from error
    except discord.HTTPException as error:
        raise ApiError(error.status, error.code, error.text) from error
