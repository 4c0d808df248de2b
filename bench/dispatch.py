"""Discord's interactions: from the gateway's payload to the answer that is handed to HTTP, beside bare discord.py.

No socket and no database is in it. The desk behind the adapter answers from memory, in the loop, what it was given
beforehand: as much as the bare handlers do. What a real desk takes besides is measured apart, for the note.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from itertools import count
from types import TracebackType
from typing import Any, Final, Self, TypeVar, cast

import discord
from discord.user import ClientUser

from bench.reference_discord import IN_VIEW, BareClient
from bench.rounds import Effort, Goal, Row, Tell, compared, interleaved
from bench.store import A_TICKET
from chatdesk.adapters._discord.gateway import Gateway
from chatdesk.adapters.discord import DiscordFace, DiscordSettings
from chatdesk.async_desk import AsyncDesk
from chatdesk.core.desk import Desk
from chatdesk.core.hearing import Happening
from chatdesk.core.model import Handle
from chatdesk.core.operation import Invocation, Reply
from chatdesk.core.operations import OPERATIONS
from chatdesk.core.ports import EventKey, Profile
from chatdesk.core.work import Work
from chatdesk.demo import DEMO_POLICY, GUILD, guild_seed
from chatdesk.desks.calendars import Calendars
from chatdesk.desks.loader import load_policy
from chatdesk.sandbox.discord import Guild
from chatdesk.sandbox.discord.guild_wire import guild_create
from chatdesk.sandbox.discord.interactions import COMMAND, COMPONENT, Interactions
from chatdesk.sandbox.discord.payloads import interaction_create
from chatdesk.sandbox.discord.wire import user_on_wire
from chatdesk.store.migrate import migrate
from chatdesk.store.store import SqlStore

Payload = dict[str, Any]
Seen = TypeVar("Seen")

GOAL: Final = Goal(0.8, ">=")
INTERACTIONS: Final = 400
ASKED: Final = 200
AT_ONCE: Final = 8
NOAH: Final = "700000000000000012"
"""A requester: whether an agent is one still, the desk looks up in its database."""
ROOM: Final = "700000000000000031"
REFERENCE: Final = "FAC-1042"
DONE: Final = f"✅ {REFERENCE}"
_numbers: Final[Iterator[int]] = count(1)


class NotTheSame(Exception):
    """The two sides do not answer the same."""


async def run(effort: Effort, tell: Tell) -> list[Row]:
    """Measure a slash command, and a button against a dynamic item and against a button of a persistent view."""
    guild = Guild.from_seed(guild_seed())
    with tempfile.TemporaryDirectory(prefix="chatdesk-bench-") as folder, ThreadPoolExecutor(1) as executor:
        migrate(f"sqlite:///{folder}/desk.db")
        with closing(SqlStore(f"sqlite:///{folder}/desk.db")) as store:
            desk = _desk(store)
            ours = await _ours(desk, executor).join(guild)
            bare = await Side(client=BareClient(DONE)).join(guild)
            note = await _share_of_the_desk(AsyncDesk(desk, executor=executor, clock=_now), effort.of(ASKED, 5))
            rows = []
            for name, mine, theirs in _cases(guild):
                await _check(ours, bare, mine, theirs)
                sides = {
                    "ours": partial(ours.rate, mine, effort.of(INTERACTIONS, AT_ONCE)),
                    "bare": partial(bare.rate, theirs, effort.of(INTERACTIONS, AT_ONCE)),
                }
                rates = await interleaved(effort, sides, lambda said, name=name: tell(f"{name}: {said}"))  # type: ignore[misc]
                rows.append(compared(f"dispatch, Discord, {name}", rates["ours"], rates["bare"], GOAL, note))
                note = ""
    return rows


def _cases(guild: Guild) -> tuple[tuple[str, Callable[[], Payload], Callable[[], Payload]], ...]:
    slash, press = partial(slash_used, guild), partial(button_pressed, guild, "cd:confirm:1042")
    return (
        ("slash command (per s), against a command tree", slash, slash),
        ("button (per s), against a dynamic item", press, press),
        ("button (per s), against a view's button", press, partial(button_pressed, guild, IN_VIEW)),
    )


async def _check(ours: Side, bare: Side, mine: Callable[[], Payload], theirs: Callable[[], Payload]) -> None:
    """Raise NotTheSame where the two sides do not answer the same: its kind, its words, and who sees it."""
    answers = []
    for side, make in ((ours, mine), (bare, theirs)):
        side.handed.bodies.clear()
        await side.rate(make, 1)
        [body] = side.handed.bodies
        told = json.loads(body)
        data = told.get("data") or {}
        answers.append((told["type"], data.get("content"), data.get("flags"), data.get("embeds") or []))
    if answers[0] != answers[1]:
        raise NotTheSame(f"{answers[0]} against {answers[1]}")


async def _share_of_the_desk(desk: AsyncDesk, times: int) -> str:
    """Say what a desk takes that is not in the rows: the way to its thread and back, and a reading transaction."""
    asked = Invocation(
        verb="help",
        actor=Profile(handle=Handle("discord", GUILD, NOAH), name="Noah Clark", language="en"),
        event=EventKey(source=f"discord:{GUILD}", event="interaction:1"),
    )
    await desk.invoke(asked)
    started = time.perf_counter()
    for _ in range(times):
        await desk.invoke(asked)
    took = (time.perf_counter() - started) / times * 1000
    return f"without the desk: a thread and SQLite take {took:.1f} ms besides for /ticket help"


# -- what Discord sends
def slash_used(guild: Guild) -> Payload:
    """`/ticket confirm 1042`."""
    options = [{"type": 1, "name": "confirm", "options": [{"type": 3, "name": "number", "value": "1042"}]}]
    data: Payload = {"id": "1", "name": "ticket", "type": 1, "guild_id": GUILD, "options": options}
    return _numbered(guild, COMMAND, data)


def button_pressed(guild: Guild, custom_id: str) -> Payload:
    """The button under a card, which Discord sends along."""
    payload = _numbered(guild, COMPONENT, {"custom_id": custom_id, "component_type": 2})
    button = {"type": 2, "id": 2, "style": 1, "label": "Confirm", "custom_id": custom_id}
    fields = [{"name": name, "value": "Since this morning", "inline": True} for name in ("Status", "Product", "Kind")]
    payload["message"] = {
        "id": "700000000000000090",
        "channel_id": ROOM,
        "author": user_on_wire(guild.bot),
        "content": "",
        "timestamp": "2026-01-05T15:40:00.000000+00:00",
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [{"type": "rich", "title": REFERENCE, "description": "No light", "color": 1, "fields": fields}],
        "pinned": False,
        "type": 0,
        "flags": 0,
        "components": [{"type": 1, "id": 1, "components": [button]}],
    }
    return payload


def _numbered(guild: Guild, kind: int, data: Payload) -> Payload:
    begun = Interactions(guild).begin(kind, NOAH, guild.channels[ROOM])
    return interaction_create(guild, begun, data) | {"id": f"{700000000000100000 + next(_numbers)}"}


# -- what both sides are: a client in a guild, its HTTP session replaced
class Handed:
    """Stands where aiohttp's session does: keeps what it is handed, the body written as aiohttp would, and agrees."""

    def __init__(self) -> None:
        self.bodies: deque[bytes] = deque(maxlen=1)
        self._missing = 0
        self._all_there = asyncio.Event()

    def request(self, _method: str, url: str, *, data: str = "", json: Payload | None = None, **_more: Any) -> Agreed:
        assert url.endswith("/callback")
        self.bodies.append((data if json is None else _written(json)).encode())
        self._missing -= 1
        if not self._missing:
            self._all_there.set()
        return _AGREED

    async def after(self, payloads: Sequence[Payload], take: Callable[[Any], None]) -> None:
        """Let a client take events; return once each is answered."""
        self._missing = len(payloads)
        self._all_there.clear()
        for payload in payloads:
            take(payload)
        await self._all_there.wait()


_written: Final = json.dumps


class Agreed:
    """Discord's answer to an answer, as short as it can be."""

    ok, status = True, 200
    headers: Final = {"content-type": "application/json"}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: object, at: TracebackType | None) -> None:
        pass

    async def text(self, **_how: object) -> str:
        return '{"interaction":{"id":"1","type":2}}'


_AGREED: Final = Agreed()


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A client as if its gateway were connected, and where its answers go."""

    client: discord.Client
    handed: Handed = field(default_factory=Handed)

    async def join(self, guild: Guild) -> Self:
        """Have the client be in the guild, as READY and GUILD_CREATE would."""
        await self.client._async_setup_hook()  # noqa: SLF001 - what `async with client` does, less its login
        state = self.client._connection  # noqa: SLF001
        bot = user_on_wire(guild.bot) | {"verified": True, "mfa_enabled": True, "email": None}
        state.user = ClientUser(state=state, data=cast("Any", bot))
        state.application_id = int(guild.application_id)
        state.parsers["GUILD_CREATE"](guild_create(guild))
        self.client.http._HTTPClient__session = self.handed  # type: ignore[attr-defined] # noqa: SLF001
        return self

    async def rate(self, make: Callable[[], Payload], interactions: int) -> float:
        """Take interactions, a few at a time; return how many were answered a second."""
        payloads = [make() for _ in range(interactions)]
        take = self.client._connection.parsers["INTERACTION_CREATE"]  # noqa: SLF001
        started = time.perf_counter()
        for at in range(0, interactions, AT_ONCE):
            await self.handed.after(payloads[at : at + AT_ONCE], take)
        return interactions / (time.perf_counter() - started)


# -- ours
class PreparedDesk(AsyncDesk):
    """Answers what it was given, without a thread and a transaction."""

    reply: Reply

    async def invoke(self, _invocation: Invocation) -> Reply:
        return self.reply

    async def notice(self, happening: Happening) -> None:
        """Somebody was seen for the first time."""

    async def view(self, _draw: Callable[[Work], Seen], _actor: Profile) -> Seen:
        return cast("Seen", frozenset())  # of which groups they were before


def _ours(desk: Desk, executor: Executor) -> Side:
    """Return the adapter as it is, over a desk that answers from memory."""
    prepared = PreparedDesk(desk, executor=executor, clock=_now)
    prepared.reply = Reply(ticket=replace(A_TICKET, reference=REFERENCE))
    face = DiscordFace(DiscordSettings(token="bench", guild=GUILD), prepared)
    gateway = Gateway(
        face.settings,
        router=face.router,
        listening=face.listening,
        rooms=face.rooms,
        under_way=face._under_way,  # noqa: SLF001 - as the face does when it connects
        message_content=True,
        invited=_nobody,
    )
    side = Side(client=gateway)
    face.rest._answers = cast("Any", side.handed)  # noqa: SLF001 - its session
    return side


async def _nobody() -> None:
    """The app is let into no other server."""


def _desk(store: SqlStore) -> Desk:
    policy = load_policy(str(DEMO_POLICY))
    return Desk(store=store, policy=policy, calendars=Calendars(policy), operations=OPERATIONS)


def _now() -> datetime:
    return datetime.now(UTC)
