"""What Slack would send: payloads, their signatures, and whole HTTP requests ready for the wire."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
import time
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlencode

BOT_TOKEN: Final = "xoxb-bench"
APP_TOKEN: Final = "xapp-bench"
SIGNING_SECRET: Final = "bench-secret"
TEAM: Final = "T0DESK"
USER: Final = "U0NOAH"
ROOM: Final = "C0HELP"
LINK_BUTTON: Final = "open_link"
OPEN_FORM: Final = "form:open"

Payload = dict[str, Any]
_numbers: Final[Iterator[int]] = itertools.count(1)


def _interaction(kind: str, **fields: object) -> Payload:
    return {
        "type": kind,
        "team": {"id": TEAM, "domain": "northwind"},
        "user": {"id": USER, "username": "noah", "name": "noah", "team_id": TEAM},
        "api_app_id": "A0CHATDESK",
        "token": "unused",
        "trigger_id": f"{next(_numbers)}.{time.time():.6f}.bench",
        "enterprise": None,
        "is_enterprise_install": False,
        **fields,
    }


def link_pressed() -> Payload:
    """A button that only opens an address: Slack sends it all the same, and wants it acknowledged."""
    ts = "1700000000.000100"
    action = {
        "action_id": LINK_BUTTON,
        "block_id": "b1",
        "text": {"type": "plain_text", "text": "Open the guide", "emoji": True},
        "type": "button",
        "action_ts": ts,
    }
    return _interaction(
        "block_actions",
        container={"type": "message", "message_ts": ts, "channel_id": ROOM, "is_ephemeral": False},
        channel={"id": ROOM, "name": "help"},
        message={"type": "message", "user": "U0CHATDESK", "ts": ts, "bot_id": "B0CHATDESK", "text": "A guide"},
        state={"values": {}},
        response_url="https://hooks.slack.test/actions/T0DESK/1/x",
        actions=[action],
    )


def form_submitted() -> Payload:
    """The opening form, filled in; each is a new view."""
    return _interaction(
        "view_submission",
        view={
            "id": f"V{next(_numbers):010d}",
            "team_id": TEAM,
            "type": "modal",
            "callback_id": OPEN_FORM,
            "private_metadata": '{"ticket":null,"hidden":{}}',
            "hash": "1700000000.abc",
            "title": {"type": "plain_text", "text": "New request", "emoji": True},
            "blocks": [_input(field) for field in _ANSWERS],
            "state": {"values": {field: {"value": state} for field, state in _ANSWERS.items()}},
            "root_view_id": "V0",
            "app_id": "A0CHATDESK",
            "bot_id": "B0CHATDESK",
        },
        response_urls=[],
    )


def help_asked() -> Payload:
    """`/ticket help`: it reads the database and writes nothing."""
    return {
        "token": "unused",
        "team_id": TEAM,
        "team_domain": "northwind",
        "channel_id": ROOM,
        "channel_name": "help",
        "user_id": USER,
        "user_name": "noah",
        "command": "/ticket",
        "text": "help",
        "api_app_id": "A0CHATDESK",
        "is_enterprise_install": "false",
        "response_url": "https://hooks.slack.test/commands/T0DESK/1/x",
        "trigger_id": f"{next(_numbers)}.bench",
    }


def _chosen(value: str) -> Payload:
    option = {"text": {"type": "plain_text", "text": value, "emoji": True}, "value": value}
    return {"type": "static_select", "selected_option": option}


def _typed(value: str) -> Payload:
    return {"type": "plain_text_input", "value": value}


_ANSWERS: Final = {
    "product": _chosen("other"),
    "kind": _chosen("question"),
    "title": _typed("The projector of room B-204 stays dark"),
    "description": _typed("Since this morning. I changed the cable & the lamp is on.\n" * 4),
    "impact": {"type": "static_select", "selected_option": None},
    "urgency": {"type": "static_select", "selected_option": None},
}


def _input(field: str) -> Payload:
    return {
        "type": "input",
        "block_id": field,
        "label": {"type": "plain_text", "text": field.title(), "emoji": True},
        "optional": False,
        "element": {"type": "plain_text_input", "action_id": "value"},
    }


def body_of(payload: Payload) -> str:
    """Return a payload as Slack posts it: a slash command's fields, or an interaction's JSON in one field."""
    return urlencode(payload if "command" in payload else {"payload": json.dumps(payload)})


def request_of(payload: Payload, path: str = "/slack/events") -> bytes:
    """Return the whole signed request."""
    body = body_of(payload)
    stamp = str(int(time.time()))
    digest = hmac.new(SIGNING_SECRET.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: Slackbot 1.0\r\nAccept: */*\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        f"X-Slack-Request-Timestamp: {stamp}\r\nX-Slack-Signature: v0={digest}\r\n\r\n"
    )
    return (head + body).encode()


def envelope_of(payload: Payload) -> str:
    """Return a payload as it travels over Socket Mode."""
    envelope = {
        "envelope_id": f"e-{next(_numbers):012d}",
        "payload": payload,
        "type": "interactive",
        "accepts_response_payload": True,
    }
    return json.dumps(envelope)
