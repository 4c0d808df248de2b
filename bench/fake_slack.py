"""As little of Slack as the measured apps need, as fast as it goes: it answers and checks nothing.

Each app calls it under a name of its own (`/ours/api/...`), so that each has its own Socket Mode connection. For exact
counts and limits there is the sandbox; here it must not be what is measured.

`python -m bench.fake_slack` serves one in a process of its own, writes its port, and ends when its input does.
"""

from __future__ import annotations

import asyncio
import sys
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from bench.load import SocketLoad
from bench.payloads import ROOM, TEAM, USER

_IDENTITY = {
    "ok": True,
    "url": "https://northwind.slack.test/",
    "team": "Northwind Faculty",
    "team_id": TEAM,
    "user": "chatdesk",
    "user_id": "U0CHATDESK",
    "bot_id": "B0CHATDESK",
    "is_enterprise_install": False,
}
_PERSON = {
    "id": USER,
    "name": "noah",
    "locale": "en-US",
    "tz": "America/Toronto",
    "is_bot": False,
    "profile": {"display_name": "Noah Clark", "real_name": "Noah Clark"},
}
_ANSWERS = {
    "auth.test": _IDENTITY,
    "users.info": {"ok": True, "user": _PERSON},
    "conversations.members": {"ok": True, "members": [USER], "response_metadata": {"next_cursor": ""}},
    "conversations.info": {"ok": True, "channel": {"id": ROOM, "is_member": True, "is_archived": False}},
    "chat.postMessage": {"ok": True, "channel": ROOM, "ts": "1700000000.000100", "message": {"text": ""}},
}


class FakeSlack:
    """A local server with the few methods that the apps call."""

    def __init__(self) -> None:
        self.sockets: defaultdict[str, SocketLoad] = defaultdict(SocketLoad)
        self.port = 0

    def api_url(self, app: str) -> str:
        """Return the `base_url` for an app's client."""
        return f"http://127.0.0.1:{self.port}/{app}/api/"

    async def answer(self, request: web.Request) -> web.Response:
        """Answer a method."""
        await request.read()
        method, app = request.match_info["method"], request.match_info["app"]
        if method == "apps.connections.open":
            return web.json_response({"ok": True, "url": f"ws://127.0.0.1:{self.port}/{app}/link"})
        return web.json_response(_ANSWERS.get(method, {"ok": True}))

    async def connect(self, request: web.Request) -> web.WebSocketResponse:
        """Take a Socket Mode connection."""
        return await self.sockets[request.match_info["app"]].serve(request)


@asynccontextmanager
async def fake_slack() -> AsyncIterator[FakeSlack]:
    """Serve a fake Slack while the block runs."""
    fake = FakeSlack()
    app = web.Application()
    app.router.add_route("*", "/{app}/api/{method}", fake.answer)
    app.router.add_get("/{app}/link", fake.connect)
    async with served(app) as port:
        fake.port = port
        yield fake


@asynccontextmanager
async def served(app: web.Application) -> AsyncIterator[int]:
    """Serve an application on a free port while the block runs."""
    runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=0.2)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()


async def _serve_alone() -> None:
    async with fake_slack() as slack:
        sys.stdout.write(f"{slack.port}\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_serve_alone())
