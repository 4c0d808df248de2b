"""The local Slack's control API: its acts and its files under `/_control/`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatdesk.sandbox.control import Control

if TYPE_CHECKING:
    from aiohttp import web

    from chatdesk.sandbox.slack.sandbox import SlackSandbox

ROOT = "/_control/"
READS = ("state", "history", "thread", "calls", "deliveries")
WRITES = (
    *("say", "upload", "edit", "delete", "react", "unreact"),
    *("command", "shortcut", "message_shortcut", "press", "home", "submit", "close"),
    *("join", "leave", "channel", "profile", "revoke", "restore", "clock"),
    *("fault", "faults/clear", "redeliver", "calls/clear", "reset"),
)


def add_control(sandbox: SlackSandbox, router: web.UrlDispatcher) -> None:
    """Put every act, the files and the live pushes on their addresses."""

    async def file(request: web.Request) -> web.StreamResponse:
        return sandbox.files.serve_to(request.query.get("as", ""), request.query.get("id", ""))

    Control(ROOT, sandbox.act).add_routes(router, reads=READS, writes=WRITES)
    router.add_get(ROOT + "file", file)
    router.add_get(ROOT + "live", sandbox.live.serve)
