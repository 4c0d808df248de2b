"""A running desk and a sandbox: how many calls a new ticket costs, and what the process itself costs."""

from __future__ import annotations

import asyncio
import os
import socket
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from pydantic import SecretStr

from bench.apps import ROOT, end
from bench.load import http_rate
from bench.payloads import SIGNING_SECRET, help_asked, link_pressed, request_of
from bench.rounds import Effort, Goal, Row, Tell, absolute, skipped
from chatdesk.app import House, Role, build, running
from chatdesk.demo import DEMO_POLICY, workspace_seed
from chatdesk.desks.loader import load_policy
from chatdesk.sandbox.slack import SlackSandbox, Workspace
from chatdesk.settings import Settings
from chatdesk.store.migrate import migrate

CALLS: Final = Goal(3, "=", "calls")
VERSION: Final = Goal(150, "<", "ms")
READY: Final = Goal(1.5, "<", "s")
IDLE: Final = Goal(120, "<", "MB")
GROWTH: Final = Goal(2, "<", "MB")

WHO, WHERE = "U0NOAH", "C0HELP"
VERSIONS: Final = 20
STARTS: Final = 5
INTERACTIONS: Final = 100_000
WARM_UP: Final = 10_000
BATCH: Final = 2_000
HELP_EVERY: Final = 50
"""One interaction in so many reads the database; the others need none."""
_IDLE_SECONDS: Final = 2.0

_COMMAND: Final = Path(sys.executable).with_name("chatdesk")


# -- calls
async def calls(_effort: Effort, tell: Tell) -> list[Row]:
    """Open a ticket by its form in the sandbox, and count what the desk calls from then on until all is posted."""
    tell("opening a ticket")
    with tempfile.TemporaryDirectory(prefix="chatdesk-bench-") as folder:
        async with _sandbox() as sandbox:
            settings = _settings(sandbox, f"sqlite:///{folder}/desk.db")
            migrate(settings.database_url)

            def clock() -> datetime:
                return datetime.fromtimestamp(sandbox.workspace.clock.now(), UTC)

            async with (
                build(settings, load_policy(settings.policy), clock=clock) as house,
                running(house, settings, frozenset(Role)),
            ):
                made = await _opened(sandbox, house)
    note = ", ".join(f"{method} {count}" for method, count in sorted(made.items()))
    return [absolute("API calls to open a ticket, after its form", made.total(), CALLS, note=note)]


def _settings(sandbox: SlackSandbox, database_url: str) -> Settings:
    return Settings.given(
        database_url=database_url,
        policy=str(DEMO_POLICY),
        slack_bot_token=SecretStr("xoxb-sandbox"),
        slack_app_token=SecretStr("xapp-sandbox"),
        slack_api_url=sandbox.api_url,
    )


async def _opened(sandbox: SlackSandbox, house: House) -> Counter[str]:
    await sandbox.connected()
    answer = await sandbox.act.command(as_=WHO, channel=WHERE, text="/ticket")
    await sandbox.settled()
    sandbox.calls.clear()
    answer = await sandbox.act.submit(as_=WHO, view_id=answer["opened"]["id"], values=filled(answer["opened"]))
    assert answer["ok"], answer
    assert answer["closed"], answer
    await _delivered(sandbox, house)
    return Counter(call.method for call in sandbox.calls)


async def _delivered(sandbox: SlackSandbox, house: House) -> None:
    """Wait until every post has left, moving the clock where one waits for it."""
    for _ in range(100):
        await house.deliver.finish()
        now = datetime.fromtimestamp(sandbox.workspace.clock.now(), UTC)
        due = house.outbox.next_due(now)
        if due is None:
            break
        sandbox.workspace.clock.advance(max((due - now).total_seconds(), 0.01))
    await sandbox.settled()


def filled(view: dict[str, Any]) -> dict[str, Any]:
    """Return the opening form's state as a person fills it in."""
    wanted = {"product": "other", "kind": "question", "title": "No light", "description": "Since this morning."}
    values = {}
    for block in view["blocks"]:
        if block["type"] == "input":
            element, value = block["element"], wanted.get(block["block_id"])
            state: dict[str, Any] = {"type": element["type"]}
            if element["type"] == "static_select":
                options = [option for option in element.get("options", ()) if option["value"] == value]
                state["selected_option"] = options[0] if options else None
            else:
                state["value"] = value
            values[block["block_id"]] = {element["action_id"]: state}
    return values


@asynccontextmanager
async def _sandbox() -> AsyncIterator[SlackSandbox]:
    sandbox = SlackSandbox(Workspace.from_seed(workspace_seed()))
    await sandbox.start(host="127.0.0.1", port=0)
    try:
        yield sandbox
    finally:
        await sandbox.stop()


# -- the version
async def version(effort: Effort, tell: Tell) -> list[Row]:
    """Time `chatdesk --version`, with an interpreter that does nothing beside it."""
    ours, nothing = [], []
    for number in range(effort.of(VERSIONS, 2)):
        tell(f"start {number + 1}")
        ours.append(await _milliseconds([str(_COMMAND), "--version"]))
        nothing.append(await _milliseconds([sys.executable, "-c", "pass"]))
    name = "chatdesk --version (ms), beside python -c pass"
    return [absolute(name, statistics.median(ours), VERSION, reference=statistics.median(nothing))]


async def _milliseconds(command: Sequence[str]) -> float:
    started = time.perf_counter()
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.DEVNULL)
    assert await process.wait() == 0
    return (time.perf_counter() - started) * 1000


# -- the process
@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """`chatdesk run` as a process, and the seconds that it took until `desk.ready`."""

    process: asyncio.subprocess.Process
    seconds: float

    def megabytes(self) -> float | None:
        """Return the memory that the process holds now (its resident set)."""
        try:
            status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        except OSError:
            return None
        line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) / 1024


async def process(effort: Effort, tell: Tell) -> list[Row]:
    """Start `chatdesk run` on a new database, look at its memory, then press buttons and look again."""
    seconds = []
    async with _sandbox() as sandbox:
        with tempfile.TemporaryDirectory(prefix="chatdesk-bench-") as folder:
            for number in range(effort.of(STARTS)):
                tell(f"start {number + 1}")
                port = _free_port()
                environment = _environment(sandbox, f"sqlite:///{folder}/start{number}.db", port)
                async with running_desk(Path(folder), environment) as desk:
                    seconds.append(desk.seconds)
                    if number + 1 == effort.of(STARTS):
                        await asyncio.sleep(_IDLE_SECONDS * min(1.0, effort.scale))
                        idle = desk.megabytes()
                        grown = await _growth(desk, port, effort.of(INTERACTIONS), tell)
    note = f"new database, its tables made; {min(seconds):.2f} to {max(seconds):.2f}"
    rows = [absolute("chatdesk run until ready (s)", statistics.median(seconds), READY, note=note)]
    return [*rows, *_memory(idle, grown, effort.of(INTERACTIONS))]


def _memory(idle: float | None, grown: float | None, count: int) -> list[Row]:
    names = ("memory of chatdesk run, idle (MB)", f"memory growth over {count:,} interactions (MB)")
    if idle is None or grown is None:
        return [skipped(name, goal, "no /proc here") for name, goal in zip(names, (IDLE, GROWTH), strict=True)]
    what = f"link buttons without database, 1 in {HELP_EVERY} `/ticket help`, which reads it; after {WARM_UP:,} others"
    return [absolute(names[0], idle, IDLE), absolute(names[1], grown, GROWTH, note=what)]


async def _growth(desk: Running, port: int, count: int, tell: Tell) -> float | None:
    await _interact(port, min(WARM_UP, count), tell)
    before = desk.megabytes()
    await _interact(port, count, tell)
    after = desk.megabytes()
    return None if before is None or after is None else after - before


async def _interact(port: int, count: int, tell: Tell) -> None:
    for done in range(0, count, BATCH):
        tell(f"{done:,} of {count:,} interactions")
        numbers = range(done, min(done + BATCH, count))
        payloads = (link_pressed() if number % HELP_EVERY else help_asked() for number in numbers)
        await http_rate(port, [request_of(payload) for payload in payloads])


@asynccontextmanager
async def running_desk(folder: Path, environment: Mapping[str, str]) -> AsyncIterator[Running]:
    """Run `chatdesk run` while the block runs, with these settings and no others."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("CHATDESK_")}
    started = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        str(_COMMAND),
        "run",
        stderr=asyncio.subprocess.PIPE,
        cwd=folder,
        env={**others, "PYTHONPATH": str(ROOT), **environment},
    )
    logs = None
    try:
        assert process.stderr is not None
        async with asyncio.timeout(60):
            said = b""
            while b"desk.ready" not in said:
                said = await process.stderr.readline()
                assert said, "chatdesk run ended before it was ready"
        seconds = time.perf_counter() - started
        logs = asyncio.create_task(process.stderr.read())  # so that the pipe never fills
        yield Running(process=process, seconds=seconds)
    finally:
        await end(process)
        if logs is not None:
            await logs


def _environment(sandbox: SlackSandbox, database_url: str, port: int) -> dict[str, str]:
    return {
        "CHATDESK_DATABASE_URL": database_url,
        "CHATDESK_POLICY": str(DEMO_POLICY),
        "CHATDESK_SLACK_BOT_TOKEN": "xoxb-sandbox",
        "CHATDESK_SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "CHATDESK_SLACK_API_URL": sandbox.api_url,
        "CHATDESK_HTTP_PORT": str(port),
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
