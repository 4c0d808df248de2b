"""Opening a ticket's statements, by hand for the raw drivers: sqlite3 in a thread, asyncpg in the event loop."""

from __future__ import annotations

import json
import secrets
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg

from bench.reference_orm import receipt

DAY = 24 * 60 * 60
TICKET = (
    'id, reference, product, kind, title, description, status, phase, "group", requester, opened_by, opened_at, '
    "changed_at, platform, workspace, customer, site, assignee, impact, urgency, declared_priority, priority, "
    "qualified_at, qualification, facts, quoted, follows, solution, nature, record, cancel_reason, cancel_cause, "
    "respond_by, resolve_by, update_by, update_every, answered_at, told_at, pauses, ladder_at, ladder_step, "
    "escalation, escalated_at, resolved_at, ended_at"
)
POST = "key, lane, kind, audience, ticket, body, priority, state, attempts, token, after, created_at, error"

STATEMENTS = {
    "inbox": 'INSERT INTO inbox (source, event, "natural", at) VALUES (?, ?, ?, ?)'
    " ON CONFLICT DO NOTHING RETURNING event",
    "person": "SELECT p.id, p.name, p.language, p.time_zone, p.facts FROM handles h JOIN people p ON p.id = h.person"
    ' WHERE h.platform = ? AND h.workspace = ? AND h."user" = ?',
    "groups": 'SELECT DISTINCT "group" FROM memberships WHERE person = ?',
    "number": "INSERT INTO counters (name, value) VALUES ('ticket', ?) ON CONFLICT (name) DO UPDATE SET value ="
    " CASE WHEN counters.value >= excluded.value THEN counters.value + 1 ELSE excluded.value END RETURNING value",
    "ticket": f"INSERT INTO tickets ({TICKET}) VALUES ({', '.join('?' * (TICKET.count(',') + 1))})",
    "entry": "INSERT INTO entries (ticket, at, actor, verb, audience, changes, text, as_desk)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    "timer": "INSERT INTO timers (ticket, kind, epoch, due_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
    "card": f"INSERT INTO outbox ({POST}) VALUES ({', '.join('?' * 13)}) ON CONFLICT (lane) WHERE state = 'pending' AND"
    " kind IN ('internal_card', 'public_card') DO UPDATE SET priority ="
    " CASE WHEN excluded.priority < outbox.priority THEN excluded.priority ELSE outbox.priority END"
    " RETURNING lane, key",
    "post": f"INSERT INTO outbox ({POST}) VALUES ({', '.join('?' * 13)})",
}
"""In the order in which they run; the card twice."""


def _ticket(number: int, person: int, told: dict[str, Any], now: Any, due: Any) -> tuple[Any, ...]:
    words = (told["product"], told["kind"], told["title"], told["description"])
    where = ("slack", told["workspace"], None, None)
    asked = (None, None, None, "normal", None, None, "")
    rest = (json.dumps({}), None, None, "", None, "", "", None)
    state = ("new", "new", "service_desk")
    clocks = (due, None, None, "", None, None, "[]", None, 0, 0, None, None, None)
    return (number, f"FAC-{number}", *words, *state, person, person, now, now, *where, *asked, *rest, *clocks)


def _post(lane: str, kind: str, ticket: int | None, body: Any, *, now: Any, after: str | None) -> tuple[Any, ...]:
    audience = "internal" if kind.startswith("internal") else "public"
    start = (1, "pending", 0, 0, after, now, "")
    return (secrets.token_hex(8), lane, kind, audience, ticket, json.dumps(body, ensure_ascii=False), *start)


class RawSqlite:
    """The standard library's driver, set up the same way; one connection, used from one thread."""

    def __init__(self, file: Path) -> None:
        self.connection = sqlite3.connect(file, timeout=15, isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            self.connection.execute(f"PRAGMA {pragma}")

    def open_ticket(self, told: dict[str, Any]) -> int | None:
        """Keep a ticket in one transaction; return its number, or None where the event was seen before."""
        execute = self.connection.execute
        execute("BEGIN IMMEDIATE")
        try:
            number = self._rows(execute, told)
        except BaseException:
            execute("ROLLBACK")
            raise
        execute("COMMIT")
        return number

    def _rows(self, execute: Any, told: dict[str, Any]) -> int | None:
        moment = datetime.now(UTC)
        now = moment.isoformat(timespec="microseconds")
        due = (moment + timedelta(days=1)).isoformat(timespec="microseconds")
        source = f"slack:{told['workspace']}"
        if execute(STATEMENTS["inbox"], (source, told["event"], None, now)).fetchone() is None:
            return None
        person = execute(STATEMENTS["person"], ("slack", told["workspace"], told["user"])).fetchone()[0]
        execute(STATEMENTS["groups"], (person,)).fetchall()
        number: int = execute(STATEMENTS["number"], (1001,)).fetchone()[0]
        execute(STATEMENTS["ticket"], _ticket(number, person, told, now, due))
        execute(STATEMENTS["entry"], (number, now, person, "open", "public", "[]", "", False))
        execute(STATEMENTS["timer"], (number, "response_breach", int(moment.timestamp()) + DAY, due))
        card = _post(f"c:{number}:public", "public_card", number, {"ticket": number}, now=now, after=None)
        execute(STATEMENTS["card"], card).fetchone()
        inner = _post(f"c:{number}:internal", "internal_card", number, {"ticket": number}, now=now, after=card[0])
        execute(STATEMENTS["card"], inner).fetchone()
        body = receipt(f"FAC-{number}", told["title"], person)
        execute(STATEMENTS["post"], _post(f"p:{person}", "requester_notice", None, body, now=now, after=card[0]))
        return number

    def close(self) -> None:
        self.connection.close()


class RawPostgres:
    """asyncpg with its pool, which prepares every statement once a connection."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool = pool
        self.statements = {name: _numbered(statement) for name, statement in STATEMENTS.items()}

    async def open_ticket(self, told: dict[str, Any]) -> int | None:
        """Keep a ticket in one transaction; return its number, or None where the event was seen before."""
        async with self.pool.acquire() as connection, connection.transaction():
            return await self._rows(connection, told)

    async def _rows(self, connection: Any, told: dict[str, Any]) -> int | None:
        sql = self.statements
        now = datetime.now(UTC)
        due = now + timedelta(days=1)
        source = f"slack:{told['workspace']}"
        if await connection.fetchval(sql["inbox"], source, told["event"], None, now) is None:
            return None
        person = await connection.fetchval(sql["person"], "slack", told["workspace"], told["user"])
        await connection.fetch(sql["groups"], person)
        number: int = await connection.fetchval(sql["number"], 1001)
        await connection.execute(sql["ticket"], *_ticket(number, person, told, now, due))
        await connection.execute(sql["entry"], number, now, person, "open", "public", "[]", "", False)
        await connection.execute(sql["timer"], number, "response_breach", int(due.timestamp()), due)
        card = _post(f"c:{number}:public", "public_card", number, {"ticket": number}, now=now, after=None)
        await connection.fetchrow(sql["card"], *card)
        inner = _post(f"c:{number}:internal", "internal_card", number, {"ticket": number}, now=now, after=card[0])
        await connection.fetchrow(sql["card"], *inner)
        body = receipt(f"FAC-{number}", told["title"], person)
        await connection.execute(
            sql["post"], *_post(f"p:{person}", "requester_notice", None, body, now=now, after=card[0])
        )
        return number


def _numbered(statement: str) -> str:
    """Return a statement with PostgreSQL's parameters in place of question marks."""
    first, *rest = statement.split("?")
    return first + "".join(f"${number}{part}" for number, part in enumerate(rest, 1))
