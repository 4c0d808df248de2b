"""Getting payloads to the app: signed HTTP requests, or the open Socket Mode connections."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlencode

import aiohttp

if TYPE_CHECKING:
    from chatdesk.sandbox.slack.errors import Json
    from chatdesk.sandbox.slack.sockets import Sockets

Kind = Literal["events_api", "interactive", "slash_commands"]
NOT_CONNECTED = "app_not_connected"
HTTP_OK = 200


@dataclass(frozen=True)
class Retry:
    """Which attempt this is, and why the last one failed."""

    number: int
    reason: str


@dataclass
class Delivery:
    """One attempt to hand the app a payload."""

    id: str
    kind: Kind
    type: str
    payload: Json = field(repr=False)
    via: str = ""
    status: int | None = None
    body: Any = None
    elapsed_ms: float = 0.0
    error: str | None = None
    retry: Retry | None = None
    no_retry: bool = False

    @property
    def acknowledged(self) -> bool:
        """Whether the app said 200 in time."""
        return self.error is None

    def report(self) -> Json:
        """The delivery as the control API shows it."""
        return {
            "id": self.id,
            "kind": self.kind,
            "type": self.type,
            "via": self.via,
            "status": self.status,
            "body": self.body,
            "elapsed_ms": round(self.elapsed_ms, 1),
            "error": self.error,
            "retry_num": self.retry.number if self.retry else 0,
        }


class Deliverer:
    """Sends one payload once. Socket Mode goes first while a connection is open."""

    def __init__(self, sockets: Sockets, *, signing_secret: str, ack_timeout: float) -> None:
        self.log: list[Delivery] = []
        self.request_url: str | None = None
        self.ack_timeout = ack_timeout
        self._signing_secret = signing_secret
        self._sockets = sockets
        self._session: aiohttp.ClientSession | None = None

    @property
    def connected(self) -> bool:
        """Whether there is a way to the app."""
        return bool(self._sockets) or self.request_url is not None

    async def close(self) -> None:
        """Close the outgoing connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def send(self, kind: Kind, payload: Json, retry: Retry | None = None) -> Delivery:
        """Deliver and wait for the acknowledgement; failures are told in `error`, never raised."""
        delivery = Delivery("DL" + secrets.token_hex(6), kind, _type_of(kind, payload), payload, retry=retry)
        self.log.append(delivery)
        started = time.monotonic()
        if self._sockets:
            delivery.via = "socket"
            await self._over_socket(delivery)
        elif self.request_url is not None:
            delivery.via = "http"
            await self._over_http(delivery, self.request_url)
        else:
            delivery.error = NOT_CONNECTED
        delivery.elapsed_ms = (time.monotonic() - started) * 1000
        return delivery

    async def _over_socket(self, delivery: Delivery) -> None:
        try:
            async with asyncio.timeout(self.ack_timeout):
                delivery.body = await self._sockets.send(delivery.kind, delivery.payload, delivery.retry)
            delivery.status = HTTP_OK
        except TimeoutError:
            delivery.error = "timeout"
        except ConnectionError:
            delivery.error = "connection_failed"

    async def _over_http(self, delivery: Delivery, url: str) -> None:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        body, content_type = _encode(delivery.kind, delivery.payload)
        headers = self._signed(body) | {"Content-Type": content_type}
        if delivery.retry:
            headers["X-Slack-Retry-Num"] = str(delivery.retry.number)
            headers["X-Slack-Retry-Reason"] = delivery.retry.reason
        try:
            async with (
                asyncio.timeout(self.ack_timeout),
                self._session.post(url, data=body, headers=headers, allow_redirects=False) as response,
            ):
                delivery.status = response.status
                delivery.no_retry = response.headers.get("X-Slack-No-Retry") == "1"
                delivery.body = _decode(await response.text())
        except TimeoutError:
            delivery.error = "http_timeout"
        except aiohttp.ClientError:
            delivery.error = "connection_failed"
        else:
            delivery.error = None if delivery.status == HTTP_OK else "http_error"

    def _signed(self, body: str) -> dict[str, str]:
        """Slack's v0 request signature. It is about the real time: the app compares it with its own clock."""
        stamp = str(int(time.time()))
        base = f"v0:{stamp}:{body}".encode()
        digest = hmac.new(self._signing_secret.encode(), base, hashlib.sha256).hexdigest()
        return {
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={digest}",
        }


def _type_of(kind: Kind, payload: Json) -> str:
    if kind == "slash_commands":
        return str(payload["command"])
    return str(payload["event"]["type"] if kind == "events_api" else payload["type"])


def _encode(kind: Kind, payload: Json) -> tuple[str, str]:
    if kind == "events_api":
        return json.dumps(payload), "application/json"
    form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return urlencode(form), "application/x-www-form-urlencoded"


def _decode(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return text or None
