"""The control API: the acts over HTTP, JSON in and JSON out, under `/_control/`."""

from __future__ import annotations

import inspect
import json
from typing import TYPE_CHECKING

from aiohttp import web

from chatdesk.sandbox.slack.errors import ControlError, Json

if TYPE_CHECKING:
    from chatdesk.sandbox.slack.sandbox import SlackSandbox

ROOT = "/_control/"
READS = ("state", "history", "thread", "calls", "deliveries")
WRITES = (
    *("say", "upload", "edit", "delete", "react", "unreact"),
    *("command", "shortcut", "message_shortcut", "press", "home", "submit", "close"),
    *("join", "leave", "channel", "profile", "revoke", "restore", "clock"),
    *("fault", "faults/clear", "redeliver", "calls/clear", "reset"),
)
BAD_REQUEST = 400


class Control:
    """Routes for the acts of one sandbox. The server's guard keeps other sites out."""

    def __init__(self, sandbox: SlackSandbox) -> None:
        self._sandbox = sandbox

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Put every act on its address."""
        for name in READS:
            router.add_get(ROOT + name, self._read)
        for name in WRITES:
            router.add_post(ROOT + name, self._write)
        router.add_get(ROOT + "file", self._file)
        router.add_get(ROOT + "live", self._sandbox.live.serve)

    async def _read(self, request: web.Request) -> web.StreamResponse:
        return await self._run(request, dict(request.query))

    async def _write(self, request: web.Request) -> web.StreamResponse:
        # A foreign form cannot send this content type without asking first.
        if request.can_read_body and request.content_type != "application/json":
            return _answer(ControlError("invalid_content_type", "send application/json").answer())
        try:
            body = json.loads(await request.text() or "{}")
        except ValueError:
            return _answer(ControlError("invalid_json").answer())
        if not isinstance(body, dict):
            return _answer(ControlError("invalid_json", "send an object").answer())
        return await self._run(request, body)

    async def _run(self, request: web.Request, args: Json) -> web.StreamResponse:
        act = getattr(self._sandbox.act, request.path.removeprefix(ROOT).replace("/", "_"))
        if "as" in args:
            args["as_"] = args.pop("as")
        try:
            inspect.signature(act).bind(**args)
        except TypeError as error:
            return _answer(ControlError("invalid_arguments", str(error)).answer())
        return _answer(await act(**args))

    async def _file(self, request: web.Request) -> web.StreamResponse:
        return self._sandbox.files.serve_to(request.query.get("as", ""), request.query.get("id", ""))


def _answer(body: Json) -> web.Response:
    return web.json_response(body, status=200 if body["ok"] else BAD_REQUEST)
