"""Opening a ticket with SQLAlchemy's async ORM on aiosqlite behind bolt, as its documentation shows it.

The same rows in the same tables, the same durability (write-ahead log, `synchronous=FULL`, BEGIN IMMEDIATE), the same
answer after the commit. One connection writes, as it should with SQLite: without that, the writers wait for each other
in SQLite's busy handler and everything is slower.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import JSON, DateTime, ForeignKey, event, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from bench.payloads import OPEN_FORM

Instant = DateTime(timezone=True)
FIRST_NUMBER = 1001
REQUIRED = ("product", "kind", "title", "description")
LONGEST = {"title": 150, "description": 3000}


class Base(DeclarativeBase):
    pass


class Inbox(Base):
    __tablename__ = "inbox"
    source: Mapped[str] = mapped_column(primary_key=True)
    event: Mapped[str] = mapped_column(primary_key=True)
    natural: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(Instant)


class Counter(Base):
    __tablename__ = "counters"
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int]


class Person(Base):
    __tablename__ = "people"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    language: Mapped[str]
    time_zone: Mapped[str]
    facts: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)


class Handle(Base):
    __tablename__ = "handles"
    platform: Mapped[str] = mapped_column(primary_key=True)
    workspace: Mapped[str] = mapped_column(primary_key=True)
    user: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[int] = mapped_column(ForeignKey("people.id"))


class Membership(Base):
    __tablename__ = "memberships"
    group: Mapped[str] = mapped_column(primary_key=True)
    platform: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)


class Ticket(Base):
    __tablename__ = "tickets"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    reference: Mapped[str]
    product: Mapped[str]
    kind: Mapped[str]
    title: Mapped[str]
    description: Mapped[str]
    status: Mapped[str]
    phase: Mapped[str]
    group: Mapped[str]
    requester: Mapped[int] = mapped_column(ForeignKey("people.id"))
    opened_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    opened_at: Mapped[datetime] = mapped_column(Instant)
    changed_at: Mapped[datetime] = mapped_column(Instant)
    platform: Mapped[str]
    workspace: Mapped[str]
    customer: Mapped[str | None]
    site: Mapped[str | None]
    assignee: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    impact: Mapped[str | None]
    urgency: Mapped[str | None]
    declared_priority: Mapped[str | None]
    priority: Mapped[str | None]
    qualified_at: Mapped[datetime | None] = mapped_column(Instant)
    qualification: Mapped[str] = mapped_column(default="")
    facts: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    quoted: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    follows: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"))
    solution: Mapped[str] = mapped_column(default="")
    nature: Mapped[str | None]
    record: Mapped[str] = mapped_column(default="")
    cancel_reason: Mapped[str] = mapped_column(default="")
    cancel_cause: Mapped[str | None]
    respond_by: Mapped[datetime | None] = mapped_column(Instant)
    resolve_by: Mapped[datetime | None] = mapped_column(Instant)
    update_by: Mapped[datetime | None] = mapped_column(Instant)
    update_every: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    told_at: Mapped[datetime | None] = mapped_column(Instant)
    pauses: Mapped[list[Any]] = mapped_column(JSON, default=list)
    ladder_at: Mapped[datetime | None] = mapped_column(Instant)
    ladder_step: Mapped[int] = mapped_column(default=0)
    escalation: Mapped[int] = mapped_column(default=0)
    escalated_at: Mapped[datetime | None] = mapped_column(Instant)
    resolved_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


class Entry(Base):
    __tablename__ = "entries"
    id: Mapped[int] = mapped_column(primary_key=True)
    ticket: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    actor: Mapped[int]
    verb: Mapped[str]
    audience: Mapped[str]
    changes: Mapped[list[Any]] = mapped_column(JSON, default=list)
    text: Mapped[str] = mapped_column(default="")
    as_desk: Mapped[bool] = mapped_column(default=False)
    of: Mapped[Ticket] = relationship()


class QueuedPost(Base):
    __tablename__ = "outbox"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(default=lambda: secrets.token_hex(8))
    lane: Mapped[str]
    kind: Mapped[str]
    audience: Mapped[str]
    ticket: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"))
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    priority: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(default="pending")
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime | None] = mapped_column(Instant)
    lease_until: Mapped[datetime | None] = mapped_column(Instant)
    token: Mapped[int] = mapped_column(default=0)
    after: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(Instant)
    settled_at: Mapped[datetime | None] = mapped_column(Instant)
    error: Mapped[str] = mapped_column(default="")
    of: Mapped[Ticket | None] = relationship()


class ArmedTimer(Base):
    __tablename__ = "timers"
    ticket: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    due_at: Mapped[datetime] = mapped_column(Instant)
    fired_at: Mapped[datetime | None] = mapped_column(Instant)


class SeenBefore(Exception):
    """The same view was submitted before."""


def orm_app(client: AsyncWebClient, signing_secret: str, file: Path) -> tuple[AsyncApp, AsyncEngine]:
    """Return the app and its engine."""
    engine = _engine(file)
    sessions = async_sessionmaker(engine, expire_on_commit=False)
    app = AsyncApp(client=client, signing_secret=signing_secret, process_before_response=True)

    @app.view(OPEN_FORM)
    async def opened(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        answers = _answers(view)
        if errors := _errors(answers):
            await ack(response_action="errors", errors=errors)
            return
        with suppress(SeenBefore):
            async with sessions.begin() as session:
                await _open_ticket(session, body, answers)
        await ack(response_action="clear")

    return app, engine


def _engine(file: Path) -> AsyncEngine:
    engine = create_async_engine(
        f"sqlite+aiosqlite:///{file}", pool_size=1, max_overflow=0, connect_args={"isolation_level": None}
    )

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _answers(view: dict[str, Any]) -> dict[str, str]:
    answers = {}
    for field, elements in view["state"]["values"].items():
        state = elements["value"]
        option = state.get("selected_option") or {}
        answers[field] = str(state.get("value") or option.get("value") or "").strip()
    return answers


def _errors(answers: dict[str, str]) -> dict[str, str]:
    errors = {field: "Please fill this in." for field in REQUIRED if not answers.get(field)}
    return errors | {field: "Too long." for field, most in LONGEST.items() if len(answers.get(field, "")) > most}


async def _open_ticket(session: AsyncSession, body: dict[str, Any], answers: dict[str, str]) -> None:
    now = datetime.now(UTC)
    team, user = body["team"]["id"], body["user"]
    session.add(Inbox(source=f"slack:{team}", event=f"view:{body['view']['id']}", at=now))
    try:
        await session.flush()
    except IntegrityError as error:
        raise SeenBefore from error
    person = await _person(session, team, user)
    await session.scalars(select(Membership.group).where(Membership.person == person.id).distinct())
    number = await _next_number(session)
    reference = f"FAC-{number}"
    ticket = Ticket(
        id=number,
        reference=reference,
        **{field: answers[field] for field in REQUIRED},
        status="new",
        phase="new",
        group="service_desk",
        requester=person.id,
        opened_by=person.id,
        opened_at=now,
        changed_at=now,
        platform="slack",
        workspace=team,
        impact=answers.get("impact") or None,
        urgency=answers.get("urgency") or None,
        declared_priority="normal",
    )
    due = now.replace(microsecond=0) + timedelta(days=1)
    session.add(ArmedTimer(ticket=number, kind="response_breach", epoch=int(due.timestamp()), due_at=due))
    session.add(Entry(of=ticket, at=now, actor=person.id, verb="open", audience="public"))
    card = QueuedPost(
        key=secrets.token_hex(8),
        lane=f"c:{number}:public",
        kind="public_card",
        audience="public",
        of=ticket,
        body={"is": "PublicCard", "ticket": number},
        created_at=now,
    )
    session.add_all(
        [
            card,
            QueuedPost(
                lane=f"c:{number}:internal",
                kind="internal_card",
                audience="internal",
                of=ticket,
                body={"is": "InternalCard", "ticket": number},
                after=card.key,
                created_at=now,
            ),
            QueuedPost(
                lane=f"p:{person.id}",
                kind="requester_notice",
                audience="public",
                body=receipt(reference, answers["title"], person.id),
                after=card.key,
                created_at=now,
            ),
        ]
    )


async def _person(session: AsyncSession, team: str, user: dict[str, str]) -> Person:
    known = await session.scalar(
        select(Person)
        .join(Handle, Handle.person == Person.id)
        .where(Handle.platform == "slack", Handle.workspace == team, Handle.user == user["id"])
    )
    if known is not None:
        return known
    person = Person(name=user["name"], language="en", time_zone="America/Toronto")
    session.add(person)
    await session.flush()
    session.add(Handle(platform="slack", workspace=team, user=user["id"], person=person.id))
    await session.flush()
    return person


async def _next_number(session: AsyncSession) -> int:
    counter = await session.get(Counter, "ticket", with_for_update=True)
    if counter is None:
        session.add(Counter(name="ticket", value=FIRST_NUMBER))
        return FIRST_NUMBER
    counter.value += 1
    return counter.value


def receipt(reference: str, title: str, person: int) -> dict[str, Any]:
    """Return the receipt's words, as they are queued."""
    rows = [("Title", title), ("Product", "Something else"), ("Status", "New")]
    said = [
        {"is": "Paragraph", "line": [{"is": "Strong", "text": f"We have received your request {reference}."}]},
        {"is": "Facts", "rows": [{"is": "Fact", "label": label, "value": [value]} for label, value in rows]},
        {"is": "Paragraph", "line": ["Everything about it is said in its thread.", " ", "Open the thread"]},
    ]
    return {"is": "RequesterNotice", "person": person, "body": {"is": "PublicDocument", "blocks": said}, "beside": None}
