"""The control API: the acts of a sandbox over HTTP, JSON in and JSON out."""

from __future__ import annotations

import inspect
import json
from typing import TYPE_CHECKING

from aiohttp import web

from chatdesk.sandbox.errors import ControlError, Json

if TYPE_CHECKING:
    from collections.abc import Iterable

BAD_REQUEST = 400


class Control:
    """Routes for the acts of one sandbox under `root`. The server's guard keeps other sites out."""

    def __init__(self, root: str, act: object) -> None:
        self._root = root
        self._act = act

    def add_routes(self, router: web.UrlDispatcher, *, reads: Iterable[str], writes: Iterable[str]) -> None:
        """Put every act on its address."""
        for name in reads:
            router.add_get(self._root + name, self._read)
        for name in writes:
            router.add_post(self._root + name, self._write)

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
        act = getattr(self._act, request.path.removeprefix(self._root).replace("/", "_"))
        if "as" in args:
            args["as_"] = args.pop("as")
        try:
            inspect.signature(act).bind(**args)
        except TypeError as error:
            return _answer(ControlError("invalid_arguments", str(error)).answer())
        return _answer(await act(**args))


def _answer(body: Json) -> web.Response:
    return web.json_response(body, status=200 if body["ok"] else BAD_REQUEST)
