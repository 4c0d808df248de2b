"""A Slack wire and a desk that only tests drive, and short ways to write payloads and to check what Slack would take.

`FakeWire` answers a method with what `answers` holds for it (a dict, an error to raise, or a function of the arguments)
and keeps every call in `calls`. `FakeDesk` answers with `reply`, or raises it, and keeps what it was asked in `asked`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cache
from types import SimpleNamespace

from slack_sdk.errors import SlackApiError
from slack_sdk.models.blocks import Block, BlockElement
from slack_sdk.models.views import View

from chatdesk.adapters._asking import Asking
from chatdesk.adapters._slack.profiles import Profiles
from chatdesk.adapters._slack.rooms import Rooms
from chatdesk.adapters._slack.router import Router
from chatdesk.adapters._slack.wire import Identity
from chatdesk.core.operation import Command, Reply, TicketCommand

_kinds_below = BlockElement._get_sub_block_elements.__func__
BlockElement._get_sub_block_elements = classmethod(cache(lambda kind: tuple(_kinds_below(kind))))
"""slack_sdk looks through all its classes for each element that it reads; they are the same every time."""

ME = Identity(team="T0", url="https://north.slack.com/", bot_user="U0BOT", bot_id="B0BOT")
_ENTITY = re.compile(r"&(?:amp|lt|gt);")


class Answer(SimpleNamespace):
    """What slack_sdk hangs on an error: data, headers, status_code."""

    def get(self, key, default=None):
        return self.data.get(key, default)


def refused(error: str, *, status: int = 200, headers=None) -> SlackApiError:
    data = {"ok": False, "error": error} if error else ""
    return SlackApiError("refused", Answer(data=data, headers=headers or {}, status_code=status))


class FakeWire:
    def __init__(self, **answers) -> None:
        self.answers = {
            "users.info": known_user,
            "chat.postMessage": posted,
            "conversations.info": {"channel": {"is_member": True, "is_private": True}},
            **answers,
        }
        self.calls = []

    async def identity(self) -> Identity:
        return ME

    async def call(self, method, /, **arguments):
        self.calls.append((method, arguments))
        answer = self.answers.get(method, {"ok": True})
        if callable(answer):
            answer = answer(arguments)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def upload(self, url, data):
        await self.call("upload", url=url, data=data)

    async def respond(self, response_url, body):
        await self.call("response_url", url=response_url, **body)

    def called(self, method):
        return [arguments for name, arguments in self.calls if name == method]


def known_user(arguments):
    locale = "fr-CA" if arguments["user"] == "U0AMELIE" else "en-US"
    profile = {"display_name": arguments["user"].removeprefix("U0").title()}
    return {"user": {"profile": profile, "locale": locale, "tz": "America/Toronto", "is_bot": False}}


def posted(arguments):
    room = arguments["channel"]
    return {"channel": f"D{room[1:]}" if room.startswith("U") else room, "ts": "1700000000.000100"}


class Open(Command):
    verb = "open"


class Take(TicketCommand):
    verb = "take"


@dataclass(frozen=True, kw_only=True)
class Spec:
    """As much of an operation as the adapter looks at."""

    verb: str
    about_ticket: bool = False
    slash: bool = True
    label: str = "Do it"
    summary: str = "Does it."
    form: object = None
    surfaces: frozenset = frozenset()
    posts_in_room: bool = False


SPECS = (
    Spec(verb="open", form=object()),
    Spec(verb="take", about_ticket=True),
    Spec(verb="show", about_ticket=True),
    Spec(verb="list"),
    Spec(verb="offer", slash=False),
    Spec(verb="panel", posts_in_room=True),
)


@dataclass
class FakeDesk:
    reply: object = field(default_factory=Reply)
    views: list = field(default_factory=list)
    asked: list = field(default_factory=list)

    def __post_init__(self) -> None:
        rooms = {"slack": SimpleNamespace(intake="C0HELP")}
        policy = SimpleNamespace(agent_rooms={("slack", "C0DESK"): "desk", ("discord", "9"): "desk"}, rooms=rooms)
        operations = {spec.verb: spec for spec in SPECS}
        self.desk = SimpleNamespace(
            operations=operations, policy=policy, language_of=lambda actor: actor.language or "en"
        )

    def _answer(self, asked):
        self.asked.append(asked)
        reply = self.reply.pop(0) if isinstance(self.reply, list) else self.reply
        if isinstance(reply, Exception):
            raise reply
        return reply

    async def invoke(self, invocation):
        return self._answer(invocation)

    async def submit(self, submission):
        return self._answer(submission)

    async def refresh(self, submission):
        return self._answer(submission)

    async def notice(self, happening):
        return self._answer(happening)

    async def view(self, draw, actor):  # noqa: ARG002
        return self.views.pop(0)


def router_over(wire: FakeWire, desk: FakeDesk, clock=lambda: 0.0) -> Router:
    asking, profiles = Asking(desk, "slack"), Profiles(wire, clock)
    rooms = Rooms(wire=wire, asking=asking, profiles=profiles)
    return Router(wire=wire, asking=asking, profiles=profiles, rooms=rooms)


# -- what Slack takes
def check_blocks(blocks) -> None:
    """Every limit that slack_sdk's models know, and those that they do not."""
    assert len(blocks) <= 50
    for block in blocks:
        check_block(block)
    actions = [
        element["action_id"] for block in blocks for element in block.get("elements", ()) if "action_id" in element
    ]
    assert len(actions) == len(set(actions))
    assert sum(len(text) for text in texts_of(blocks)) <= 11_000


def check_block(block) -> None:
    _check_told(json.dumps(block))


@cache
def _check_told(told) -> None:
    """Check a block as it goes over the wire; the same one stands in many messages, and slack_sdk is slow to read."""
    block = json.loads(told)
    parsed = Block.parse(block)
    assert parsed is not None, block
    parsed.validate_json()
    match block["type"]:
        case "section":
            assert 0 < len(block.get("text", {}).get("text", "x")) <= 3000
            assert all(0 < len(field["text"]) <= 2000 for field in block.get("fields", ()))
            assert len(block.get("fields", ())) <= 10
        case "header":
            assert 0 < len(block["text"]["text"]) <= 150
        case "context":
            assert all(0 < len(element["text"]) <= 3000 for element in block["elements"])
        case "actions":
            assert 0 < len(block["elements"]) <= 25
            for element in block["elements"]:
                check_element(element)


def check_element(element) -> None:
    if element["type"] == "button":
        assert 0 < len(element["text"]["text"]) <= 75
        assert len(element.get("value", "")) <= 2000
        return
    assert element["type"] == "static_select"
    assert 0 < len(element["placeholder"]["text"]) <= 150
    assert 0 < len(element["options"]) <= 100
    for option in element["options"]:
        assert option["text"]["type"] == "plain_text"
        assert 0 < len(option["text"]["text"]) <= 75
        assert 0 < len(option["value"]) <= 150


def check_view(view) -> None:
    View(**view).validate_json()
    assert len(view["blocks"]) <= 100
    for block in view["blocks"]:
        check_block(block)
    for part in ("title", "submit", "close"):
        if part in view:
            assert 0 < len(view[part]["text"]) <= 24
    assert len(view.get("private_metadata", "")) <= 3000
    ids = [block["block_id"] for block in view["blocks"] if "block_id" in block]
    assert len(ids) == len(set(ids))


def texts_of(node):
    """Every text in which Slack reads markup."""
    if isinstance(node, dict) and node.get("type") == "mrkdwn":
        yield node["text"]
    elif isinstance(node, dict | list | tuple):
        for child in node.values() if isinstance(node, dict) else node:
            if isinstance(child, dict | list | tuple):
                yield from texts_of(child)


def is_inert(mrkdwn: str) -> bool:
    """Whether Slack finds no token in a text: no angle bracket, no ampersand but its own entities."""
    return not re.search(r"[<>&]", _ENTITY.sub("", mrkdwn))


# -- payloads
def slash(text, user="U0NOAH"):
    return {
        "command": "/ticket",
        "text": text,
        "user_id": user,
        "user_name": "noah",
        "channel_id": "C0HELP",
        "team_id": "T0",
        "trigger_id": "1.2.t",
        "response_url": "https://hooks.slack.com/r",
    }


def press(action_id, value="", *, user="U0NOAH", **more):
    return {
        "type": "block_actions",
        "user": {"id": user, "name": "noah"},
        "trigger_id": "1.2.p",
        "response_url": "https://hooks.slack.com/r",
        "container": {"type": "message", "channel_id": "C0DESK", "message_ts": "2.2", "thread_ts": "2.1"},
        "actions": [{"action_id": action_id, "value": value}],
        **more,
    }


def choose(value, **more):
    """What Slack sends when an option of a card's menu is chosen; `value` is the option's, or None."""
    option = {"text": {"type": "plain_text", "text": "Hand over", "emoji": True}, "value": value}
    chosen = {"type": "static_select", "action_id": "menu:6", "selected_option": option if value else None}
    return press("menu:6", actions=[chosen], **more)


def event(event_id="Ev1", **fields):
    return {"type": "event_callback", "event_id": event_id, "team_id": "T0", "event": fields}


def submission(*fields, values=None, metadata='{"ticket":1042,"hidden":{"quoted":"x"}}', verb="resolve"):
    return {
        "type": "view_submission",
        "user": {"id": "U0AMELIE", "name": "amelie"},
        "trigger_id": "1.2.s",
        "view": {
            "id": "V1",
            "hash": "h1",
            "type": "modal",
            "callback_id": f"form:{verb}",
            "private_metadata": metadata,
            "blocks": [{"type": "section"}, *({"type": "input", "block_id": name} for name in fields)],
            "state": {"values": values or {}},
        },
    }
