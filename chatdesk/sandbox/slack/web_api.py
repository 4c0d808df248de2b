"""The Web API over HTTP: who may call, what a fault does to the call, and the log of calls."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web

from chatdesk.sandbox.faults import KINDS
from chatdesk.sandbox.slack.arguments import Arguments, read_arguments, readable
from chatdesk.sandbox.slack.errors import Json, RateLimitedError, SlackError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from chatdesk.sandbox.faults import Fault, Faults
    from chatdesk.sandbox.slack.method import Method
    from chatdesk.sandbox.slack.workspace import Workspace

OK = 200
TOO_MANY_REQUESTS = 429
SERVER_ERROR = 500
RESPONSE_URL = "response_url"


@dataclass
class Call:
    """One call the app made. `status` is None when the connection was cut."""

    method: str
    args: dict[str, Any]
    at: float
    ok: bool = False
    error: str | None = None
    status: int | None = None

    def report(self) -> Json:
        """The call as the control API shows it."""
        return dict(vars(self))


class WebApi:
    """Runs calls: token, fault, method, answer. What a method does is done before the answer can fail."""

    def __init__(
        self,
        workspace: Workspace,
        methods: Mapping[str, Method],
        faults: Faults,
        after_each: Callable[[], object],
    ) -> None:
        self.calls: list[Call] = []
        self.under_way = 0
        self.idle = asyncio.Event()
        self.idle.set()
        self._workspace = workspace
        self._methods = methods
        self._faults = faults
        self._after_each = after_each

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One call of a method."""
        name = request.match_info["method"]
        raw: Json = {}
        warning = ""
        unreadable: SlackError | None = None
        try:
            raw, warning = await read_arguments(request)
        except SlackError as error:
            unreadable = error

        def run() -> Json:
            if unreadable is not None:
                raise unreadable
            token = request.headers.get("Authorization", "").removeprefix("Bearer ") or str(raw.get("token", ""))
            answer = self.run(name, token.strip(), raw)
            if warning:
                answer |= {"warning": warning}
                answer.setdefault("response_metadata", {})["warnings"] = [warning]
            return answer

        return await self.perform(request, name, readable(raw), run)

    def run(self, name: str, token: str, raw: Json) -> Json:
        """Call a method with a token."""
        method = self._methods.get(name)
        if method is None:
            raise SlackError("unknown_method", req_method=name)
        self._check_token(method, token)
        granted = self._workspace.manifest.scopes
        if method.scopes and not set(method.scopes) & set(granted):
            raise SlackError("missing_scope", needed=",".join(method.scopes), provided=",".join(granted))
        return {"ok": True, **method.run(Arguments(raw))}

    def _check_token(self, method: Method, token: str) -> None:
        if method.token == "none":  # noqa: S105  # the kind of token
            return
        if not token:
            raise SlackError("not_authed")
        kinds = {self._workspace.bot_token: "bot", self._workspace.app_token: "app"}
        if token not in kinds:
            raise SlackError("invalid_auth")
        if self._workspace.revoked and kinds[token] == "bot":
            raise SlackError("token_revoked")
        if kinds[token] != method.token:
            raise SlackError("not_allowed_token_type")

    async def perform(self, request: web.Request, name: str, args: Json, run: Callable[[], Json]) -> web.StreamResponse:
        """Run a call under whatever fault was ordered for it, and log it."""
        call = Call(name, args, self._workspace.clock.now())
        self.calls.append(call)
        self.under_way += 1
        self.idle.clear()
        try:
            fault = self._faults.take(name, args)
            return await self._faulty(request, call, run, fault) if fault else self._answer(call, run)
        finally:
            self.under_way -= 1
            self._after_each()
            if not self.under_way:
                self.idle.set()

    async def _faulty(
        self, request: web.Request, call: Call, run: Callable[[], Json], fault: Fault
    ) -> web.StreamResponse:
        if fault.kind == "rate_limited":
            return self._refuse(call, RateLimitedError(fault.retry_after))
        if fault.kind not in KINDS:
            return self._refuse(call, SlackError(fault.kind))
        if fault.delay:
            await asyncio.sleep(fault.delay)
        answer = web.Response(status=SERVER_ERROR, text="sandbox: server error")
        if fault.kind in {"slow", "error_after", "drop_after"}:
            answer = self._answer(call, run)
            self._after_each()
        if fault.kind.startswith("error"):
            call.status = SERVER_ERROR
            answer = web.Response(status=SERVER_ERROR, text="sandbox: server error")
        if fault.kind.startswith("drop") and request.transport is not None:
            call.status = None
            request.transport.abort()
        return answer

    def _answer(self, call: Call, run: Callable[[], Json]) -> web.Response:
        try:
            body = run()
        except SlackError as error:
            return self._refuse(call, error)
        call.ok, call.status = True, OK
        if call.method == RESPONSE_URL:
            return web.Response(text="ok")
        return web.json_response(body, headers={"X-OAuth-Scopes": ",".join(self._workspace.manifest.scopes)})

    def _refuse(self, call: Call, error: SlackError) -> web.Response:
        call.error = error.code
        call.status = OK
        headers = {"X-OAuth-Scopes": ",".join(self._workspace.manifest.scopes)}
        if isinstance(error, RateLimitedError):
            call.status = TOO_MANY_REQUESTS
            headers["Retry-After"] = str(error.retry_after)
        elif call.method == RESPONSE_URL:
            call.status = 404
        return web.json_response(error.answer(), status=call.status, headers=headers)
