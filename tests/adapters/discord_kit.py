"""A Discord wire and a desk that only tests drive, short ways to write interactions, and what Discord would take.

`FakeWire` answers a route with what `answers` holds for it (JSON, an error to raise, or a function of the call) and
keeps every call in `calls`. `FakeDesk` answers with `reply`, or raises it, and keeps what it was asked in `asked`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from types import SimpleNamespace

import discord_quiet  # noqa: F401

from chatdesk.adapters._asking import Asking
from chatdesk.adapters._discord.call import Call, Kind
from chatdesk.adapters._discord.drafts import MemoryDrafts
from chatdesk.adapters._discord.router import Router
from chatdesk.adapters._discord.spans import LIVE_MENTION
from chatdesk.adapters._discord.telling import Telling
from chatdesk.adapters._discord.wire import ApiError
from chatdesk.core.model import Handle
from chatdesk.core.operation import Command, Reply, TicketCommand
from chatdesk.core.ports import Profile

GUILD, BOT = "700", "799"
AMELIE = Profile(handle=Handle("discord", GUILD, "701"), name="Amélie", language="fr")
NOAH = Profile(handle=Handle("discord", GUILD, "702"), name="Noah", language="en")
HELP, ROOM, THREAD = "710", "711", "712"


def refused(status, code=0, retry_after=0.0):
    return ApiError(status, code, "refused", retry_after=retry_after)


class FakeWire:
    def __init__(self, answers=None) -> None:
        self.answers = {
            "GET /channels/{channel_id}": {"id": HELP, "guild_id": GUILD, "type": 0},
            "POST /channels/{channel_id}/messages": {"id": "9001"},
            "POST /users/@me/channels": {"id": "9900"},
            "GET /channels/{channel_id}/messages": [],
            **(answers or {}),
        }
        self.calls = []

    async def bot(self):
        return BOT

    async def call(self, method, route, /, *, body=None, query=None, **ids):
        return self._answer(f"{method} {route}", {"body": body, "query": query, **ids})

    async def respond(self, method, path, body):
        self._answer(f"{method} respond", {"path": path, "body": body})

    def _answer(self, route, told):
        self.calls.append((route, told))
        answer = self.answers.get(route, {})
        if callable(answer):
            answer = answer(told)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def called(self, route):
        return [told for name, told in self.calls if name == route]

    @property
    def routes(self):
        return [name for name, _ in self.calls]


class Open(Command):
    verb = "open"
    product: str
    title: str


class Take(TicketCommand):
    verb = "take"


class Panel(Command):
    verb = "panel"
    product: str


@dataclass(frozen=True, kw_only=True)
class Spec:
    """As much of an operation as the adapter looks at."""

    verb: str
    command: type = Command
    about_ticket: bool = False
    slash: bool = True
    label: str = "Do it"
    summary: str = "Does it."
    form: object = None
    surfaces: frozenset = frozenset()
    roles: frozenset = frozenset()


SPECS = (
    Spec(verb="open", command=Open, form=object()),
    Spec(verb="take", command=Take, about_ticket=True),
    Spec(verb="list"),
    Spec(verb="panel", command=Panel),
    Spec(verb="offer", slash=False),
)


@dataclass
class FakeDesk:
    reply: object = field(default_factory=Reply)
    views: list = field(default_factory=list)
    forms: list = field(default_factory=list)
    asked: list = field(default_factory=list)
    rooms: tuple = ()

    def __post_init__(self) -> None:
        rooms = {("discord", room): "desk" for room in self.rooms}
        policy = SimpleNamespace(agent_rooms=rooms, rooms={}, groups={})
        operations = {spec.verb: spec for spec in SPECS}
        self.desk = SimpleNamespace(
            operations=operations, policy=policy, language_of=lambda actor: actor.language or "en"
        )

    def _answer(self, asked, reply):
        self.asked.append(asked)
        reply = reply.pop(0) if isinstance(reply, list) else reply
        if isinstance(reply, Exception):
            raise reply
        return reply

    async def invoke(self, invocation):
        return self._answer(invocation, self.reply)

    async def submit(self, submission):
        return self._answer(submission, self.reply)

    async def refresh(self, submission):
        form = self.forms[0] if len(self.forms) == 1 else self.forms.pop(0)
        return self._answer(("refresh", submission), form(submission) if callable(form) else form)

    async def notice(self, happening):
        return self._answer(happening, self.reply)

    async def view(self, draw, actor):  # noqa: ARG002
        return self.views.pop(0)


def router_over(wire, desk, drafts=None, in_time=2.0, **told):
    asking = Asking(desk, "discord")
    return Router(wire=wire, asking=asking, drafts=drafts or MemoryDrafts(), telling=Telling(wire, in_time), **told)


# -- calls
def call(kind, data, *, actor=NOAH, number="5001", **told):
    return Call(id=number, token="tok", application="798", kind=kind, actor=actor, data=data, **{"room": HELP, **told})


def slash(verb, actor=NOAH, number="5001", **options):
    given = [{"type": 3, "name": name, "value": value} for name, value in options.items()]
    data = {"name": "ticket", "type": 1, "options": [{"type": 1, "name": verb, "options": given}]}
    return call(Kind.COMMAND, data, actor=actor, number=number)


def press(custom_id, *, message="9001", number="5002", values=None, actor=NOAH, **told):
    data = {"custom_id": custom_id, "component_type": 3 if values else 2, "values": values or []}
    return call(Kind.COMPONENT, data, message=message, number=number, actor=actor, **told)


def submitted(custom_id, *, number="5003", actor=NOAH, resolved=None, message="", **values):
    components = [
        {"type": 18, "component": {"custom_id": name, "type": 4, "value": value}}
        if isinstance(value, str)
        else {"type": 18, "component": {"custom_id": name, **value}}
        for name, value in values.items()
    ]
    data = {"custom_id": custom_id, "components": components, "resolved": resolved or {}}
    return call(Kind.MODAL, data, number=number, actor=actor, message=message)


# -- what Discord takes
def units(text):
    return len(text.encode("utf-16-le")) // 2


def check_message(payload) -> None:
    assert units(payload["content"]) <= 2000
    assert payload["content"] or payload["embeds"]
    assert len(payload["embeds"]) <= 10
    assert sum(units(text) for embed in payload["embeds"] for text in texts_of_embed(embed)) <= 6000
    for embed in payload["embeds"]:
        check_embed(embed)
    check_components(payload["components"])
    assert payload["allowed_mentions"]["parse"] == []


def check_embed(embed) -> None:
    assert embed.get("title") or embed.get("description") or embed.get("fields")
    assert units(embed.get("title", "")) <= 256
    assert units(embed.get("description", "")) <= 4096
    assert len(embed.get("fields", ())) <= 25
    for each in embed.get("fields", ()):
        assert 0 < units(each["name"]) <= 256
        assert 0 < units(each["value"]) <= 1024
        assert each["name"].strip()
        assert each["value"].strip()


def check_components(rows) -> None:
    assert len(rows) <= 5
    ids = [component["custom_id"] for row in rows for component in row["components"]]
    assert len(ids) == len(set(ids))
    for row in rows:
        assert 1 <= len(row["components"]) <= 5
        for component in row["components"]:
            assert 0 < len(component["custom_id"]) <= 100
            if component["type"] == 2:
                assert 0 < units(component["label"]) <= 80
            else:
                assert len(row["components"]) == 1
                check_select(component)


def check_select(component) -> None:
    assert 1 <= len(component["options"]) <= 25
    assert units(component.get("placeholder", "")) <= 150
    for option in component["options"]:
        assert 0 < units(option["label"]) <= 100
        assert 0 < units(option["value"]) <= 100
        assert units(option.get("description", "")) <= 100


def check_modal(modal) -> None:
    assert 0 < units(modal["title"]) <= 45
    assert 0 < len(modal["custom_id"]) <= 100
    assert 1 <= len(modal["components"]) <= 5
    for component in modal["components"]:
        assert component["type"] in (10, 18)
        if component["type"] == 10:
            assert 0 < units(component["content"]) <= 4000
            continue
        assert 0 < units(component["label"]) <= 45
        assert units(component.get("description", "")) <= 100
        inner = component["component"]
        assert 0 < len(inner["custom_id"]) <= 100
        if inner["type"] == 4:
            assert 1 <= inner["max_length"] <= 4000
            assert units(inner.get("value", "")) <= inner["max_length"]
        if inner["type"] == 3:
            check_select(inner)


def texts_of_embed(embed):
    yield from (embed.get("title", ""), embed.get("description", ""))
    for each in embed.get("fields", ()):
        yield from (each["name"], each["value"])


def texts_of(payload):
    """Every text in which Discord reads Markdown."""
    yield payload["content"]
    for embed in payload["embeds"]:
        yield from texts_of_embed(embed)


_CODE = re.compile(r"`[^`\n]*`")
_ESCAPED = re.compile(r"\\[^0-9A-Za-z\s]")
_OURS = re.compile(r"\A\*\*|\*\*\Z")


def is_inert(markdown: str) -> bool:
    """Whether a text made of typed words alone holds nothing that Discord's clients or servers act on."""
    if LIVE_MENTION.search(markdown) or re.search(r"<@[!&]?\d|<#\d|<t:|<a?:\w+:\d|</\w|@everyone|@here", markdown):
        return False
    left = _ESCAPED.sub("·", markdown)
    return not re.search(r"[*_~|`<>\[\]]|https?://|:\w+:|(?:^|\n)[^\S\n]*(?:[#-]|\d+\.\s)", left)
