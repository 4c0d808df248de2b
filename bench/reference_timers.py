"""Firing what is due with SQLAlchemy's ORM, one timer after the other, as a loop over due rows is usually written.

Load the due timer and its ticket, write a line of history, a post and the next timer, mark it fired, commit. The same
rows in the same tables as `reference_orm.py`, the same durability; on PostgreSQL the timer is claimed with SKIP LOCKED.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, create_engine, event, select
from sqlalchemy.orm import Session, sessionmaker

from bench import timers
from bench.reference_orm import ArmedTimer, Entry, QueuedPost, Ticket
from chatdesk.store.engine import database_url

NEXT_AFTER = timedelta(hours=1)
INSTANTS = {**timers.INSTANTS, "sqlite": "strftime('%Y-%m-%d %H:%M:%S.000000', {epoch}, 'unixepoch')"}
"""How SQLAlchemy's own `DateTime` writes an instant: fill the tables with these for the loop."""


class OrmLoop:
    """A loop over due timers on a database of either kind; each timer is a transaction of its own."""

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        self.sessions = sessionmaker(self.engine, expire_on_commit=False)

    def fire_all(self, now: datetime) -> int:
        """Fire until nothing more is due; return how many timers fired."""
        fired = 0
        while self.fire_one(now):
            fired += 1
        return fired

    def fire_one(self, now: datetime) -> bool:
        """Fire the timer that has been due for longest; False where none is."""
        with self.sessions.begin() as session:
            timer = session.scalar(
                select(ArmedTimer)
                .where(ArmedTimer.fired_at.is_(None), ArmedTimer.due_at <= now)
                .order_by(ArmedTimer.due_at)
                .limit(1)
                .with_for_update(skip_locked=True)
            )
            if timer is None:
                return False
            _warn(session, timer, now)
        return True

    def close(self) -> None:
        self.engine.dispose()


def _warn(session: Session, timer: ArmedTimer, now: datetime) -> None:
    ticket = session.get_one(Ticket, timer.ticket, with_for_update={"key_share": True})
    due = now.replace(microsecond=0) + NEXT_AFTER
    session.add_all(
        [
            Entry(of=ticket, at=now, actor=0, verb=timer.kind, audience="internal"),
            QueuedPost(
                lane=f"t:{ticket.id}:internal",
                kind="internal_message",
                audience="internal",
                of=ticket,
                body=_words(ticket),
                created_at=now,
            ),
            ArmedTimer(ticket=ticket.id, kind=timer.kind, epoch=int(due.timestamp()), due_at=due),
        ]
    )
    ticket.changed_at = now
    timer.fired_at = now


def _words(ticket: Ticket) -> dict[str, Any]:
    line = {"is": "Paragraph", "line": [{"is": "Strong", "text": f"{ticket.reference} is due soon."}, ticket.title]}
    body = {"is": "InternalDocument", "blocks": [line]}
    return {"is": "InternalMessage", "ticket": ticket.id, "body": body}


def _engine(url: str) -> Engine:
    address = database_url(url)
    if address.get_backend_name() != "sqlite":
        return create_engine(address, pool_size=1, max_overflow=0)
    engine = create_engine(address, pool_size=1, max_overflow=0, connect_args={"isolation_level": None})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
