"""Durable acknowledgement: the opening form comes in, the ticket is committed, then 200; beside the async ORM."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

from bench.apps import Apps, running_apps
from bench.load import http_rate
from bench.payloads import form_submitted, request_of
from bench.rounds import Effort, Goal, Row, Tell, compared, interleaved

GOAL = Goal(4.0, ">=")
SUBMISSIONS = 60
FILES = {"ours": "ours.db", "orm": "orm.db"}
TABLES = ("inbox", "tickets", "entries", "outbox")
POSTS = 3


class NotKept(Exception):
    """An acknowledged ticket is not in the database: what was measured was not the work."""


async def run(effort: Effort, tell: Tell) -> list[Row]:
    """Measure both sides, then count the rows that they left."""
    async with running_apps() as apps:
        return await measured(apps, effort, tell)


async def measured(apps: Apps, effort: Effort, tell: Tell) -> list[Row]:
    """Measure apps that are running and whose databases are new."""
    count = effort.of(SUBMISSIONS, 10)
    rates = await interleaved(effort, {side: partial(_submit, apps, side, count) for side in FILES}, tell)
    for file in FILES.values():
        _check(apps.folder / file, count * (effort.rounds + 1))
    name = "durable acknowledgement (per s), against the async ORM"
    return [compared(name, rates["ours"], rates["orm"], GOAL)]


async def _submit(apps: Apps, side: str, count: int) -> float:
    return await http_rate(apps.ports[side], [request_of(form_submitted()) for _ in range(count)], _is_cleared)


def _is_cleared(body: bytes) -> bool:
    return json.loads(body) == {"response_action": "clear"}


def _check(file: Path, tickets: int) -> None:
    with closing(sqlite3.connect(file)) as connection:
        kept = [connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES]
    if kept != [tickets, tickets, tickets, tickets * POSTS]:
        raise NotKept(f"{file.name}: {dict(zip(TABLES, kept, strict=True))} for {tickets} acknowledged tickets")
