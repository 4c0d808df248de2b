"""The face of the desk towards Slack: posts out, payloads in, over HTTP or Socket Mode. One for one workspace.

Nothing is opened before it is needed, so a face can be built anywhere and costs nothing where it is not used.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any, Final

from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from chatdesk.adapters._asking import Asking
from chatdesk.adapters._slack.failures import code_to_fix
from chatdesk.adapters._slack.http import slack_http_app
from chatdesk.adapters._slack.listening import Listener, bolt_app
from chatdesk.adapters._slack.manifest import manifest
from chatdesk.adapters._slack.pacing import Pace
from chatdesk.adapters._slack.platform import SlackPlatform
from chatdesk.adapters._slack.profiles import Profiles
from chatdesk.adapters._slack.rooms import Rooms, RoomTrouble
from chatdesk.adapters._slack.router import Router
from chatdesk.adapters._slack.spans import PLATFORM
from chatdesk.adapters._slack.wire import SlackSettings, WebApi, library_logger
from chatdesk.async_desk import AsyncDesk
from chatdesk.core.delivery import Cause
from chatdesk.core.hearing import RoomsUnusable
from chatdesk.core.operation import AnyOperation
from chatdesk.core.words import words_in

DRAIN: Final = 8.0
"""Seconds that a payload under way gets when the process ends."""
PING: Final = 10.0
"""Seconds between two looks at whether the socket still lives."""


class SlackFace:
    """Everything about one workspace. `platform` is for the delivery job; the rest is for people who write."""

    def __init__(
        self, settings: SlackSettings, desk: AsyncDesk, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.settings = settings
        self.web_api = WebApi(settings)
        self.platform = SlackPlatform(self.web_api, Pace(clock))
        asking = self._asking = Asking(desk, PLATFORM)
        profiles = Profiles(self.web_api, clock)
        self.rooms = Rooms(wire=self.web_api, asking=asking, profiles=profiles)
        self.router = Router(wire=self.web_api, asking=asking, profiles=profiles, rooms=self.rooms)
        self.listener = Listener(self.router)
        self._app: AsyncApp | None = None
        self._socket: AsyncSocketModeHandler | None = None
        self._runner: web.AppRunner | None = None
        self._troubles: tuple[RoomTrouble, ...] = ()
        self._has_told = False

    def bolt(self) -> AsyncApp:
        """Return bolt's app; call it in the loop in which it runs."""
        if self._app is None:
            self._app = bolt_app(self.web_api, self.settings.signing_secret, self.listener)
        return self._app

    async def start_socket_mode(self) -> None:
        """Connect; what Slack sends is answered from then on, and the connection kept up."""
        self._socket = AsyncSocketModeHandler(
            self.bolt(), self.settings.app_token, logger=library_logger(), ping_interval=PING
        )
        await self._socket.connect_async()  # type: ignore[no-untyped-call] # bolt has no types here

    def http_app(self) -> web.Application:
        """Return the web application for `/slack/events`; it needs a signing secret."""
        if not self.settings.signing_secret:
            raise ValueError("HTTP needs a signing secret: without one, anybody could speak for Slack")
        return slack_http_app(lambda request: self.bolt().async_dispatch(request))

    async def start_http(self, host: str, port: int) -> None:
        """Serve `/slack/events`, where Slack's requests come in."""
        runner = web.AppRunner(self.http_app(), access_log=None, handle_signals=False)
        await runner.setup()
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError:
            await runner.cleanup()
            raise
        self._runner = runner

    async def sync_rooms(self) -> tuple[RoomTrouble, ...]:
        """Tell the desk who is in the groups' rooms; return the rooms that cannot be used."""
        self._troubles = await self.rooms.sync()
        return self._troubles

    async def tell_troubles(self) -> None:
        """Have the managers told of the rooms that could not be used when they were looked at; the first time only."""
        found = (code_to_fix(each.reason, room=each.room) for each in self._troubles)
        troubles = tuple(fix for fix in found if fix.cause is not Cause.OTHER)
        if troubles and not self._has_told:
            team = (await self.web_api.identity()).team
            await self._asking.notice(RoomsUnusable(platform=PLATFORM, workspace=team, troubles=troubles))
        self._has_told = True

    async def close(self) -> None:
        """Finish what is under way, then disconnect."""
        await self.listener.drain(DRAIN)
        if self._runner is not None:
            await self._runner.cleanup()
        if self._socket is not None:
            await self._socket.close_async()  # type: ignore[no-untyped-call] # bolt has no types here
        await self.web_api.close()


def slack_manifest(
    operations: Iterable[AnyOperation], *, language: str = "en", request_url: str = ""
) -> dict[str, Any]:
    """Return the app's manifest for a registry: for Socket Mode, or for HTTP where a request URL is given."""
    return manifest(operations, words_in(language), request_url=request_url)


__all__ = ["SlackFace", "SlackSettings", "slack_manifest"]
