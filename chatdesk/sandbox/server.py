"""The web server under the sandboxes: the page at `/`, and a guard against pages of other origins.

Each platform mounts its own routes; this module knows none of them. Time is the same for all: its acts are here.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from aiohttp import web

from chatdesk.sandbox.control import Control
from chatdesk.sandbox.time_control import TimeControl

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

PAGE = Path(__file__).parent / "page"
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' ws:; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
)
LOCAL_NAMES = ("127.0.0.1", "localhost", "[::1]")
GUARDED = "/_"
CONTROL = "/_control/"
LARGEST_BODY = 64 * 1024 * 1024


class SandboxServer:
    """One aiohttp server on a local port that sandboxes add their routes to before it starts."""

    def __init__(self) -> None:
        self.app = web.Application(middlewares=[self._guard], client_max_size=LARGEST_BODY)
        self.app.on_response_prepare.append(_add_security_headers)
        self.app.router.add_get("/", _index)
        self.app.router.add_get("/page/{name:.+}", _page_file)
        self.time = TimeControl()
        Control(CONTROL, self.time).add_routes(self.app.router, reads=("time",), writes=("time/advance", "time/jump"))
        self.host = ""
        self.port = 0
        self._hosts: set[str] = set()
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """Where the server listens, without a trailing slash."""
        return f"http://{self.host}:{self.port}"

    async def start(self, host: str, port: int, *, allowed_hosts: Iterable[str] = ()) -> None:
        """Listen; port 0 takes any free port. `allowed_hosts` are further `Host` values to answer to.

        Does nothing when another sandbox on this server started it already.
        """
        if self._runner is not None:
            return
        self._runner = web.AppRunner(self.app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        self.host = host
        self.port = int(self._runner.addresses[0][1])
        names = {host, *LOCAL_NAMES}
        self._hosts = {f"{name}:{self.port}" for name in names} | set(allowed_hosts)

    async def stop(self) -> None:
        """Stop listening and close what is open."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @web.middleware
    async def _guard(
        self,
        request: web.Request,
        handler: Callable[[web.Request], Awaitable[web.StreamResponse]],
    ) -> web.StreamResponse:
        """Refuse control calls from other sites, also when they rebind a name of theirs to this address."""
        if request.path.startswith(GUARDED) and not self._is_own_page(request):
            answer = {"ok": False, "error": "forbidden_origin", "message": "only the sandbox's own page may ask"}
            return web.json_response(answer, status=403)
        return await handler(request)

    def _is_own_page(self, request: web.Request) -> bool:
        if request.host not in self._hosts:
            return False
        origin = request.headers.get("Origin")
        if origin is None:
            return True
        parts = urlsplit(origin)
        return parts.scheme in {"http", "https"} and parts.netloc in self._hosts


async def _add_security_headers(_request: web.Request, response: web.StreamResponse) -> None:
    response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")


async def _index(_request: web.Request) -> web.StreamResponse:
    return _serve("index.html")


async def _page_file(request: web.Request) -> web.StreamResponse:
    return _serve(request.match_info["name"])


def _serve(name: str) -> web.StreamResponse:
    path = (PAGE / name).resolve()
    if not path.is_relative_to(PAGE.resolve()) or not path.is_file():
        raise web.HTTPNotFound
    return web.FileResponse(path, headers={"Cache-Control": "no-cache"})
