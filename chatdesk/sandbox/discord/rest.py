"""REST over HTTP: who may call, what a fault or a rate limit does to the call, and the log of calls."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web

from chatdesk.sandbox.discord.errors import ApiError, Json, RateLimitedError
from chatdesk.sandbox.discord.files import Upload
from chatdesk.sandbox.discord.limits import limited_headers
from chatdesk.sandbox.discord.route import NO_CONTENT, Request, Route, normal
from chatdesk.sandbox.faults import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from chatdesk.sandbox.discord.guild import Guild
    from chatdesk.sandbox.discord.limits import Limits
    from chatdesk.sandbox.faults import Fault, Faults

SERVER_ERROR = 500
_NOT_FOUND = ApiError(0, "404: Not Found", status=404)
_UNAUTHORIZED = ApiError(0, "401: Unauthorized", status=401)


@dataclass
class Call:
    """One call the app made. `status` is None when the connection was cut, `code` Discord's error code."""

    method: str
    route: str
    path: str
    args: dict[str, Any]
    at: float
    status: int | None = None
    code: int | None = None

    def report(self) -> Json:
        """The call as the control API shows it."""
        return dict(vars(self))


class RestApi:
    """Runs calls: route, token, limit, fault, answer. What a route does is done before the answer can fail."""

    def __init__(
        self,
        guild: Guild,
        routes: Iterable[Route],
        faults: Faults,
        limits: Limits,
        after_each: Callable[[], object],
    ) -> None:
        self.calls: list[Call] = []
        self.under_way = 0
        self.idle = asyncio.Event()
        self.idle.set()
        self._guild = guild
        self._routes = list(routes)
        self._faults = faults
        self._limits = limits
        self._after_each = after_each

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One call."""
        path = "/" + request.match_info["path"]
        route, parts = self._find(request.method, path)
        unreadable: ApiError | None = None
        read = Request(parts, dict(request.query))
        try:
            read = await _read(request, parts)
        except ApiError as error:
            unreadable = error
        name = route.template if route else path
        call = Call(request.method, name, path, _logged(read), self._guild.clock.now())

        def run() -> Any:  # noqa: ANN401  # any JSON
            if route is None:
                raise _NOT_FOUND
            if route.authorized and not self._is_app(request):
                raise _UNAUTHORIZED
            if unreadable is not None:
                raise unreadable
            return route.run(read)

        return await self._perform(request, call, route, run)

    def _find(self, method: str, path: str) -> tuple[Route | None, dict[str, str]]:
        for route in self._routes:
            parts = route.match(method, path)
            if parts is not None:
                return route, parts
        return None, {}

    def _is_app(self, request: web.Request) -> bool:
        return request.headers.get("Authorization") == f"Bot {self._guild.token}"

    async def _perform(
        self, request: web.Request, call: Call, route: Route | None, run: Callable[[], Any]
    ) -> web.StreamResponse:
        self.calls.append(call)
        self.under_way += 1
        self.idle.clear()
        try:
            fault = self._faults.take(normal(f"{call.method} {call.route}"), call.args)
            if fault is not None:
                return await self._faulty(request, call, (route, run), fault)
            return self._answer(call, route, run)
        finally:
            self.under_way -= 1
            self._after_each()
            if not self.under_way:
                self.idle.set()

    async def _faulty(
        self, request: web.Request, call: Call, work: tuple[Route | None, Callable[[], Any]], fault: Fault
    ) -> web.StreamResponse:
        if fault.kind in {"rate_limited", "global_rate_limited"}:
            limited = RateLimitedError(fault.retry_after, is_global=fault.kind.startswith("global"))
            return _refuse(call, limited, {})
        if fault.kind not in KINDS:
            return _refuse(call, ApiError(int(fault.kind)), {})
        if fault.delay:
            await asyncio.sleep(fault.delay)
        answer: web.StreamResponse = web.Response(status=SERVER_ERROR, text="sandbox: server error")
        if fault.kind in {"slow", "error_after", "drop_after"}:
            answer = self._answer(call, *work)
            self._after_each()
        if fault.kind.startswith("error"):
            call.status = SERVER_ERROR
            answer = web.Response(status=SERVER_ERROR, text="sandbox: server error")
        if fault.kind.startswith("drop") and request.transport is not None:
            call.status = None
            request.transport.abort()
        return answer

    def _answer(self, call: Call, route: Route | None, run: Callable[[], Any]) -> web.Response:
        headers: dict[str, str] = {}
        try:
            if route is not None:
                headers = self._limits.take(route.name, _place(call.path))
            body = run()
        except ApiError as error:
            return _refuse(call, error, headers)
        if body is None:
            call.status = NO_CONTENT
            return web.Response(status=NO_CONTENT, headers=headers)
        call.status = route.status if route else 200
        return _json(body, call.status, headers)


def _refuse(call: Call, error: ApiError, headers: dict[str, str]) -> web.Response:
    call.code, call.status = error.code, error.status
    if isinstance(error, RateLimitedError):
        headers = headers | limited_headers(error)
    return _json(error.answer(), error.status, headers)


def _json(body: Any, status: int, headers: dict[str, str]) -> web.Response:  # noqa: ANN401  # any JSON
    # Clients parse only this very content type, without a charset.
    headers = {"Content-Type": "application/json", **headers}
    return web.Response(body=json.dumps(body).encode(), status=status, headers=headers)


def _place(path: str) -> str:
    """What a bucket is kept for: the channel, guild or webhook a path begins with."""
    return "/".join(path.split("/")[: 4 if path.startswith("/webhooks") else 3])


def _logged(read: Request) -> Json:
    body = read.payload if isinstance(read.payload, dict) else {}
    if isinstance(read.payload, list):
        body = {"items": read.payload}
    files = {"files": [upload.name for upload in read.uploads.values()]} if read.uploads else {}
    return {**read.query, **body, **read.path, **files}


async def _read(request: web.Request, parts: dict[str, str]) -> Request:
    query = dict(request.query)
    if not request.can_read_body:
        return Request(parts, query)
    if request.content_type == "application/json":
        return Request(parts, query, _parsed(await request.text()))
    if request.content_type == "multipart/form-data":
        form = await request.post()
        told = form.get("payload_json", "")
        text = told if isinstance(told, str) else b"" if isinstance(told, web.FileField) else bytes(told)
        uploads = {
            name.removeprefix("files[").removesuffix("]"): Upload(f.filename, f.file.read(), f.content_type)
            for name, f in form.items()
            if isinstance(f, web.FileField)
        }
        return Request(parts, query, _parsed(text), uploads)
    raise ApiError(50035, "Expected \"Content-Type\" header to be one of {'application/json'}.")


def _parsed(text: str | bytes) -> Any:  # noqa: ANN401  # any JSON
    if not text:
        return None
    try:
        return json.loads(text)
    except ValueError:
        raise ApiError(50109) from None
