"""The local Discord's control API: its acts under `/_control/discord/`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatdesk.sandbox.control import Control

if TYPE_CHECKING:
    from aiohttp import web

    from chatdesk.sandbox.discord.sandbox import DiscordSandbox

ROOT = "/_control/discord/"
READS = ("state", "history", "calls")
WRITES = (
    *("say", "upload", "edit", "delete", "react", "unreact"),
    *("command", "autocomplete", "user_command", "message_command", "press", "submit", "dismiss"),
    *("member", "channel", "intent", "gateway", "clock"),
    *("fault", "faults/clear", "calls/clear", "reset"),
)


def add_control(sandbox: DiscordSandbox, router: web.UrlDispatcher) -> None:
    """Put every act and the live pushes on their addresses."""
    Control(ROOT, sandbox.act).add_routes(router, reads=READS, writes=WRITES)
    router.add_get(ROOT + "live", sandbox.live.serve)
