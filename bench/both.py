"""One process on both platforms: the seconds until it is ready, and its memory once people have worked with it.

The local Slack and the local Discord run in the process of the bench, `chatdesk run` in its own; between them are real
sockets, and time is the machine's.
"""

from __future__ import annotations

import asyncio
import sqlite3
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from bench.desk import Running, filled, running_desk
from bench.rounds import Effort, Goal, Row, Tell, absolute, skipped
from chatdesk.demo import DEMO_POLICY, GUILD, Sandboxes, sandboxes

READY: Final = Goal(2.5, "<", "s")
MEMORY: Final = Goal(150, "<", "MB")
STARTS: Final = 5
TICKETS: Final = 5
"""On each platform."""
NOAH, NOAH_ON_DISCORD = "U0NOAH", "700000000000000012"
INES: Final = "U0INES"
HELP, HELP_ON_DISCORD = "C0HELP", "700000000000000031"
AGENTS: Final = "C0DESK"
QUIET: Final = 2.5
"""Seconds without a call after which everything is taken to be posted: Slack takes a message a second and room."""
PATIENCE: Final = 90.0
PENDING: Final = "SELECT count(*) FROM outbox WHERE state = 'pending'"

Json = dict[str, Any]


class NotTold(Exception):
    """The story did not happen as it should: what was measured is not the memory of that work."""


async def run(effort: Effort, tell: Tell) -> list[Row]:
    """Start the desk a few times on a new database; with the last one, open, take and discuss tickets."""
    seconds = []
    tickets = effort.of(TICKETS)
    with tempfile.TemporaryDirectory(prefix="chatdesk-bench-") as folder:
        for number in range(effort.of(STARTS)):
            tell(f"start {number + 1}")
            file = Path(folder, f"start{number}.db")
            async with sandboxes() as platforms, running_desk(Path(folder), _environment(platforms, file)) as desk:
                seconds.append(desk.seconds)
                await _connected(platforms)
                if number + 1 == effort.of(STARTS):
                    idle = desk.megabytes()
                    await Story(platforms, file, tell).happen(tickets)
                    _check(file, tickets * 2)
                    rows = _memory(desk, idle, tickets * 2)
    note = f"new database, its tables made; {min(seconds):.2f} to {max(seconds):.2f}"
    return [
        absolute("chatdesk run, both platforms, until ready (s)", statistics.median(seconds), READY, note=note),
        *rows,
    ]


def _memory(desk: Running, idle: float | None, tickets: int) -> list[Row]:
    name, now = f"memory of chatdesk run, both platforms, {tickets} tickets (MB)", desk.megabytes()
    if now is None or idle is None:
        return [skipped(name, MEMORY, "no /proc here")]
    return [absolute(name, now, MEMORY, note=f"{idle:.0f} before the first of them; SQLite, in the same process")]


async def _connected(platforms: Sandboxes) -> None:
    async with asyncio.timeout(PATIENCE):
        await platforms.slack.connected()
        await platforms.discord.connected()


def _check(file: Path, tickets: int) -> None:
    """Raise NotTold where a ticket, its agent, its comment or one of its posts is missing."""
    wanted = {
        "SELECT count(*) FROM tickets WHERE assignee IS NOT NULL": tickets,
        "SELECT count(*) FROM entries WHERE verb = 'comment'": tickets,
        PENDING: 0,
    }
    found = {statement: _counted(file, statement) for statement in wanted}
    if found != wanted:
        raise NotTold(str(found))


def _counted(file: Path, statement: str) -> int:
    with closing(sqlite3.connect(file)) as connection:
        return int(connection.execute(statement).fetchone()[0])


class Story:
    """People who open tickets on both platforms; an agent in Slack takes each, and the requester writes more."""

    def __init__(self, platforms: Sandboxes, file: Path, tell: Tell) -> None:
        self.slack, self.discord = platforms.slack, platforms.discord
        self.file = file
        self.tell = tell

    async def happen(self, tickets: int) -> None:
        for number in range(tickets):
            self.tell(f"tickets {number * 2 + 1} and {number * 2 + 2}")
            await self._open_in_slack()
            await self._open_in_discord()
        await self._quiet()
        for message, button in list(self._buttons(await self._seen(AGENTS, INES), "do:take:")):
            await self.slack.act.press(
                as_=INES, channel=AGENTS, ts=message["ts"], action_id=button["action_id"], value=button.get("value")
            )
        for card in await self._seen(HELP, NOAH):
            await self.slack.act.say(as_=NOAH, channel=HELP, text="Still dark", thread_ts=card["ts"])
        for thread in self.discord.guild.threads():
            await self.discord.act.say(as_=NOAH_ON_DISCORD, channel=thread.id, content="Still dark")
        await self._quiet()

    async def _open_in_slack(self) -> None:
        answer = await self.slack.act.command(as_=NOAH, channel=HELP, text="/ticket")
        view = answer["opened"]
        answer = await self.slack.act.submit(as_=NOAH, view_id=view["id"], values=filled(view))
        if not answer["closed"]:
            raise NotTold(str(answer))

    async def _open_in_discord(self) -> None:
        answer = await self.discord.act.command(as_=NOAH_ON_DISCORD, channel=HELP_ON_DISCORD, name="ticket open")
        for value in ("other", "question"):
            answer = await self._choose(answer["message"], value)
        typed = {"title": "No light", "description": "Since this morning."}
        answer = await self.discord.act.submit(as_=NOAH_ON_DISCORD, modal=answer["modal"]["id"], values=typed)
        if not answer["ok"] or answer["errors"]:
            raise NotTold(str(answer))

    async def _choose(self, message: Json, value: str) -> Json:
        lists = [part for row in message["components"] for part in row["components"] if part["type"] == _SELECT]
        chosen = next(each for each in lists if value in [option["value"] for option in each["options"]])
        return await self.discord.act.press(
            as_=NOAH_ON_DISCORD,
            channel=message["channel_id"],
            message=message["id"],
            custom_id=chosen["custom_id"],
            values=[value],
        )

    async def _seen(self, channel: str, who: str) -> list[Json]:
        """Return the cards in a channel."""
        seen: list[Json] = (await self.slack.act.history(as_=who, channel=channel))["messages"]
        return [message for message in seen if message.get("blocks") and not message.get("is_ephemeral")]

    @staticmethod
    def _buttons(messages: list[Json], start: str) -> Iterator[tuple[Json, Json]]:
        for message in messages:
            for block in message["blocks"]:
                for element in block.get("elements") or ():
                    if str(element.get("action_id", "")).startswith(start):
                        yield message, element

    async def _quiet(self) -> None:
        """Wait until the desk has called neither platform for a while, and has nothing left to post."""
        async with asyncio.timeout(PATIENCE):
            before = -1
            while before != (now := len(self.slack.calls) + len(self.discord.calls)) or _counted(self.file, PENDING):
                before = now
                await asyncio.sleep(QUIET)


_SELECT: Final = 3


def _environment(platforms: Sandboxes, file: Path) -> dict[str, str]:
    return {
        "CHATDESK_DATABASE_URL": f"sqlite:///{file}",
        "CHATDESK_POLICY": str(DEMO_POLICY),
        "CHATDESK_SLACK_BOT_TOKEN": "xoxb-sandbox",
        "CHATDESK_SLACK_APP_TOKEN": "xapp-sandbox",
        "CHATDESK_SLACK_API_URL": platforms.slack.api_url,
        "CHATDESK_DISCORD_TOKEN": "sandbox.discord.token",
        "CHATDESK_DISCORD_GUILD": GUILD,
        "CHATDESK_DISCORD_API_URL": platforms.discord.api_url,
        "CHATDESK_DISCORD_GATEWAY_URL": platforms.discord.gateway_url,
    }
