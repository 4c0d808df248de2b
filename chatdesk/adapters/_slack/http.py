"""What Slack posts to us, checked before bolt sees it: bolt's own verifier breaks on hostile headers.

Whatever is wrong with a request gets the same short answer; no body and no traceback is logged or sent.
"""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from typing import Any, Final

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from chatdesk.adapters._slack.urlencoded import form_fields

PATH: Final = "/slack/events"
MOST_BYTES: Final = 1024 * 1024
TIMESTAMP: Final = "X-Slack-Request-Timestamp"
SIGNATURE: Final = "X-Slack-Signature"
_TIMESTAMP: Final = re.compile(r"[0-9]{1,12}")
_SIGNATURE: Final = re.compile(r"v0=[0-9a-f]{64}")
_UNREADABLE: Final = (ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""What hostile bytes raise in somebody else's parser: bad UTF-8, bad JSON, JSON that is no object, too deep."""

Dispatch = Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]

log = structlog.get_logger(__name__)


def slack_http_app(dispatch: Dispatch) -> web.Application:
    """Return the web application that takes Slack's requests."""

    async def take(request: web.Request) -> web.Response:
        if not has_good_headers(request):
            return _refused("headers")
        try:
            bolt_request = await request_to_bolt(request)
        except _UNREADABLE:
            return _refused("body")
        return await to_aiohttp_response(await dispatch(bolt_request))

    app = web.Application(client_max_size=MOST_BYTES)
    app.router.add_post(PATH, take)
    return app


def has_good_headers(request: web.BaseRequest) -> bool:
    """Whether the headers look as Slack's do: each there once, in plain ASCII, the body not compressed."""
    timestamps = request.headers.getall(TIMESTAMP, [])
    signatures = request.headers.getall(SIGNATURE, [])
    return (
        len(timestamps) == 1
        and len(signatures) == 1
        and _TIMESTAMP.fullmatch(timestamps[0]) is not None
        and _SIGNATURE.fullmatch(signatures[0]) is not None
        and "Content-Encoding" not in request.headers
    )


async def request_to_bolt(request: web.Request) -> AsyncBoltRequest:
    """Return a request as bolt's, its body read by us: bolt takes long over a form, and loses some commands.

    Where "payload" stands anywhere in a form, bolt takes it for an interaction: `/ticket open payload` came in empty.
    """
    raw = await request.text()
    bolt_request = AsyncBoltRequest(
        body=body_to_payload(raw, request.content_type),
        headers=request.headers,  # type: ignore[arg-type] # as bolt's own adapter does
        mode="socket_mode",  # which takes a body that is read already
    )
    bolt_request.raw_body, bolt_request.mode = raw, "http"  # what the signature is checked against
    return bolt_request


def body_to_payload(raw: str, content_type: str) -> dict[str, Any]:
    """Return what a body says: JSON, a form's fields, or the JSON in a form's `payload`; raise ValueError."""
    if content_type == "application/json" or raw.startswith("{"):
        payload = json.loads(raw)
    else:
        fields = form_fields(raw)
        payload = json.loads(fields["payload"]) if "payload" in fields else fields
    if not isinstance(payload, dict):
        raise ValueError("no object")  # noqa: TRY004 - a body that is wrong, not a program
    return payload


def _refused(reason: str) -> web.Response:
    log.warning("slack_request_refused", reason=reason)
    return web.json_response({"error": "invalid request"}, status=401)
