"""The local Slack put together: workspace, Web API, delivery, controls and page on one port."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from chatdesk.sandbox.faults import Faults
from chatdesk.sandbox.live import Live
from chatdesk.sandbox.server import SandboxServer
from chatdesk.sandbox.slack.act import Act
from chatdesk.sandbox.slack.chat_methods import ChatMethods
from chatdesk.sandbox.slack.control import add_control
from chatdesk.sandbox.slack.conversation_methods import ConversationMethods
from chatdesk.sandbox.slack.delivery import Deliverer, Delivery
from chatdesk.sandbox.slack.errors import SlackError
from chatdesk.sandbox.slack.events import Events
from chatdesk.sandbox.slack.file_methods import FileMethods
from chatdesk.sandbox.slack.files import Files, sign_in
from chatdesk.sandbox.slack.interactions import Interactions
from chatdesk.sandbox.slack.messages import Messages
from chatdesk.sandbox.slack.other_methods import OtherMethods
from chatdesk.sandbox.slack.payloads import Payloads
from chatdesk.sandbox.slack.responses import Responses
from chatdesk.sandbox.slack.sockets import Sockets
from chatdesk.sandbox.slack.view_methods import ViewMethods
from chatdesk.sandbox.slack.views import Views
from chatdesk.sandbox.slack.web_api import RESPONSE_URL, Call, WebApi
from chatdesk.sandbox.slack.workspace import APP_ID, Workspace

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from chatdesk.sandbox.slack.errors import Json

ACK_TIMEOUT = 3.0
PATIENCE = 0.05


class SlackSandbox:
    """A Slack for one workspace and one app. `docs/sandbox.md` is its manual.

    `patience` is how long an act waits for a view or an answer that the app makes after its acknowledgement.
    """

    def __init__(self, workspace: Workspace, server: SandboxServer | None = None) -> None:
        self.workspace = workspace
        self.server = server or SandboxServer()
        self.patience = PATIENCE
        self.faults = Faults()
        self.messages = Messages(workspace)
        self.views = Views(workspace)
        self.interactions = Interactions(workspace.clock)
        self.files = Files(workspace, lambda: self.url)
        self.live = Live(workspace)
        self.sockets = Sockets()
        self.payloads = Payloads(workspace, self.interactions, lambda: self.url)
        self.responses = Responses(workspace, self.messages, self.interactions)
        self.deliverer = Deliverer(self.sockets, signing_secret=workspace.signing_secret, ack_timeout=ACK_TIMEOUT)
        self.events = Events(workspace, self.payloads, self.deliverer, self.live)
        families = (
            ChatMethods(workspace, self.messages, self.interactions),
            ConversationMethods(workspace),
            FileMethods(workspace, self.files, self.messages),
            ViewMethods(workspace, self.views, self.interactions),
            OtherMethods(workspace, self.messages, self._socket_url),
        )
        methods = {name: method for family in families for name, method in family.table().items()}
        self.web_api = WebApi(workspace, methods, self.faults, self.events.flush)
        self.act = Act(self)
        self.server.time.follow(workspace.clock, self._tell_time)
        self._add_routes()

    def _add_routes(self) -> None:
        router = self.server.app.router
        router.add_route("*", "/api/{method}", self.web_api.serve)
        router.add_post("/response/{key}", self._respond)
        router.add_get("/link", self.sockets.serve)
        router.add_get("/files-pri/{key}/{name:.+}", self.files.serve)
        router.add_post("/upload/v1/{file}", self.files.receive)
        router.add_get("/signin", sign_in)
        add_control(self, router)

    async def start(self, host: str = "127.0.0.1", port: int = 0, *, allowed_hosts: Iterable[str] = ()) -> None:
        """Listen. The running event loop owns everything from here on."""
        await self.server.start(host, port, allowed_hosts=allowed_hosts)

    async def stop(self) -> None:
        """Close every connection and stop listening."""
        await self.events.stop()
        await self.live.close()
        await self.sockets.close()
        await self.deliverer.close()
        await self.server.stop()

    @property
    def url(self) -> str:
        """The sandbox's address, without a trailing slash."""
        return self.server.url

    @property
    def api_url(self) -> str:
        """The `base_url` for a Slack client."""
        return f"{self.url}/api/"

    @property
    def request_url(self) -> str | None:
        """Where the app takes signed HTTP requests; None switches HTTP delivery off."""
        return self.deliverer.request_url

    @request_url.setter
    def request_url(self, url: str | None) -> None:
        self.deliverer.request_url = url

    @property
    def retry_delays(self) -> Sequence[float]:
        """Seconds before each retry of an event."""
        return self.events.retry_delays

    @retry_delays.setter
    def retry_delays(self, delays: Sequence[float]) -> None:
        self.events.retry_delays = tuple(delays)

    @property
    def ack_timeout(self) -> float:
        """Seconds the app has to acknowledge a payload."""
        return self.deliverer.ack_timeout

    @ack_timeout.setter
    def ack_timeout(self, seconds: float) -> None:
        self.deliverer.ack_timeout = seconds

    @property
    def calls(self) -> list[Call]:
        """The calls the app made, oldest first."""
        return self.web_api.calls

    @property
    def deliveries(self) -> list[Delivery]:
        """The payloads sent to the app, oldest first, retries included."""
        return self.deliverer.log

    async def connected(self, count: int = 1) -> None:
        """Wait until the app has that many Socket Mode connections open."""
        await self.sockets.wait(count)

    async def reconnected(self) -> None:
        """Wait until the app has come back after `refresh_sockets` or `drop_sockets`."""
        await self.sockets.wait_fresh()

    async def settled(self) -> None:
        """Wait until no call of the app is under way and no event is being sent or retried any more."""
        await self.web_api.idle.wait()
        await self.events.settled()

    async def refresh_sockets(self) -> None:
        """Ask the app to reconnect its Socket Mode connections."""
        await self.sockets.refresh()

    def drop_sockets(self) -> None:
        """Cut the app's Socket Mode connections."""
        self.sockets.drop()

    def reset(self) -> None:
        """Return to the seed; the app stays connected."""
        self.workspace.reset()
        self.views.forget()
        self.interactions.forget()
        self.faults.clear()
        self.calls.clear()
        self.deliveries.clear()
        self.workspace.tell("state")
        self.events.flush()

    def _tell_time(self, now: float) -> None:
        self.workspace.tell("clock", now=now)
        self.events.flush()

    def _socket_url(self) -> str:
        host = f"{self.server.host}:{self.server.port}"
        return f"ws://{host}/link?ticket={self.sockets.ticket()}&app_id={APP_ID}"

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        key = request.match_info["key"]
        try:
            body = await self.responses.read(request)
        except SlackError as error:
            return web.json_response(error.answer(), status=400)

        def run() -> Json:
            return self.responses.apply(key, body)

        return await self.web_api.perform(request, RESPONSE_URL, body, run)
