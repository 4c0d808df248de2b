"""The tables, with every constraint named so that a migration can change it. Says what is kept, not how it is used."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from chatdesk.core.announcement import Subject
from chatdesk.core.model import OPEN, Audience, Part, Phase
from chatdesk.core.posts import POSTS, InternalCard, PublicCard
from chatdesk.store.columns import Choice, Coded, Instant, Number, TextMap, Written

metadata: Final = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

KINDS: Final = {audience: sorted(post.kind for post in POSTS if post.audience is audience) for audience in Audience}
CARDS: Final = (InternalCard.kind, PublicCard.kind)


def _listed(values: object) -> str:
    assert isinstance(values, list | tuple)
    return ", ".join(f"'{value}'" for value in values)


IS_OPEN: Final = f"phase IN ({_listed([phase.value for phase in Phase if phase in OPEN])})"
IS_WAITING: Final = "settled_at IS NULL"
"""A post that has not left yet. Also what tells both databases that the small index will do."""
IS_WAITING_CARD: Final = f"state = 'pending' AND kind IN ({_listed(CARDS)})"
IS_DEAD: Final = "state = 'dead'"
IS_SENT: Final = "state = 'sent'"
IS_RUNNING: Final = "over_at IS NULL"
IS_ARMED: Final = "fired_at IS NULL"
HAS_FIRED: Final = "fired_at IS NOT NULL"
_KIND_SUITS_AUDIENCE: Final = " OR ".join(
    f"(audience = '{audience}' AND kind IN ({_listed(kinds)}))" for audience, kinds in KINDS.items()
)
_AUDIENCE: Final = f"audience IN ({_listed([audience.value for audience in Audience])})"


def _number() -> Column[Any]:
    return Column("id", Number, primary_key=True)


def _reference(name: str, table: str, **told: Any) -> Column[Any]:  # noqa: ANN401 - as Column takes it
    return Column(name, Number, ForeignKey(f"{table}.id"), nullable=told.pop("nullable", False), **told)


def _words(name: str, **told: Any) -> Column[Any]:  # noqa: ANN401 - as Column takes it
    return Column(name, Written, nullable=told.pop("nullable", False), **told)


def _instant(name: str, *, nullable: bool = True) -> Column[Any]:
    return Column(name, Instant, nullable=nullable)


inbox: Final = Table(
    "inbox",
    metadata,
    _words("source", primary_key=True),
    _words("event", primary_key=True),
    _words("natural", nullable=True),
    _instant("at", nullable=False),
    UniqueConstraint("source", "natural"),
    Index(None, "at"),
)

counters: Final = Table(
    "counters",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Number, nullable=False),
)

people: Final = Table(
    "people",
    metadata,
    _number(),
    _words("name"),
    _words("language"),
    _words("time_zone"),
    Column("facts", TextMap, nullable=False),
    sqlite_autoincrement=True,
)
"""An id is never given to a second person: the history names people by it."""

handles: Final = Table(
    "handles",
    metadata,
    _words("platform", primary_key=True),
    _words("workspace", primary_key=True),
    _words("user", primary_key=True),
    _reference("person", "people", index=True),
)

link_codes: Final = Table(
    "link_codes",
    metadata,
    Column("code", Text, primary_key=True),
    _reference("person", "people"),
    _instant("expires_at", nullable=False),
)
"""Codes by which a person shows that an account on another platform is theirs too; each is good once."""

memberships: Final = Table(
    "memberships",
    metadata,
    _words("group", primary_key=True),
    _words("platform", primary_key=True),
    _reference("person", "people", primary_key=True, index=True),
)

roster: Final = Table(
    "roster",
    metadata,
    _words("customer", primary_key=True),
    _words("shift", primary_key=True),
    _reference("person", "people", primary_key=True, index=True),
    _instant("since", nullable=False),
    Column("facts", TextMap, nullable=False),
)
"""Who may open tickets for which customer, by shift."""

tickets: Final = Table(
    "tickets",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=False),
    _words("reference"),
    _words("product"),
    _words("kind"),
    _words("title"),
    _words("description"),
    _words("status"),
    Column("phase", Choice(Phase), nullable=False),
    _words("group"),
    _reference("requester", "people", index=True),
    _reference("opened_by", "people"),
    _instant("opened_at", nullable=False),
    _instant("changed_at", nullable=False),
    _words("platform"),
    _words("workspace"),
    _words("customer", nullable=True),
    _words("site", nullable=True),
    _reference("assignee", "people", nullable=True),
    _words("impact", nullable=True),
    _words("urgency", nullable=True),
    _words("declared_priority", nullable=True),
    _words("priority", nullable=True),
    _instant("qualified_at"),
    _words("qualification"),
    Column("facts", TextMap, nullable=False),
    Column("quoted", Coded, nullable=True),
    _reference("follows", "tickets", nullable=True),
    _words("solution"),
    _words("nature", nullable=True),
    _words("record"),
    _words("cancel_reason"),
    _words("cancel_cause", nullable=True),
    _instant("respond_by"),
    _instant("resolve_by"),
    _instant("update_by"),
    _words("update_every"),
    _instant("answered_at"),
    _instant("told_at"),
    Column("pauses", Coded, nullable=False),
    _instant("ladder_at"),
    Column("ladder_step", Integer, nullable=False),
    Column("escalation", Integer, nullable=False),
    _instant("escalated_at"),
    _instant("resolved_at"),
    _instant("ended_at"),
    UniqueConstraint("reference"),
    CheckConstraint(f"phase IN ({_listed([phase.value for phase in Phase])})", name="phase"),
)
Index("ix_tickets_ended", tickets.c.ended_at)
Index("ix_tickets_open", tickets.c.group, sqlite_where=text(IS_OPEN), postgresql_where=text(IS_OPEN))

timers: Final = Table(
    "timers",
    metadata,
    Column("ticket", Number, primary_key=True, autoincrement=False),
    Column("kind", Text, primary_key=True),
    Column("epoch", Number, primary_key=True, autoincrement=False),
    _instant("due_at", nullable=False),
    _instant("fired_at"),
    sqlite_with_rowid=False,
)
"""What is to happen when. `epoch` is the due instant in whole seconds since 1970; the key also finds a ticket's timers.

The ticket is no reference: 0 is the desk itself.
"""
Index("ix_timers_armed", timers.c.due_at, sqlite_where=text(IS_ARMED), postgresql_where=text(IS_ARMED))
Index("ix_timers_fired", timers.c.fired_at, sqlite_where=text(HAS_FIRED), postgresql_where=text(HAS_FIRED))

participants: Final = Table(
    "participants",
    metadata,
    _number(),
    _reference("ticket", "tickets"),
    _reference("person", "people", index=True),
    Column("part", Choice(Part), nullable=False),
    UniqueConstraint("ticket", "person", "part"),
    CheckConstraint(f"part IN ({_listed([part.value for part in Part])})", name="part"),
)
"""The id keeps the order in which people joined."""

roster_changes: Final = Table(
    "roster_changes",
    metadata,
    _reference("ticket", "tickets", primary_key=True),
    _words("customer"),
    _words("shift"),
    _reference("joins", "people", nullable=True),
    _reference("leaves", "people", nullable=True),
    Column("facts", TextMap, nullable=False),
    Column("by_desk", Boolean, nullable=False),
)
"""What a ticket asks to become of a roster."""

mutes: Final = Table(
    "mutes",
    metadata,
    _reference("ticket", "tickets", primary_key=True),
    _reference("person", "people", primary_key=True),
)

places: Final = Table(
    "places",
    metadata,
    _reference("ticket", "tickets", primary_key=True),
    Column("audience", Choice(Audience), primary_key=True),
    _words("platform"),
    _words("room"),
    _words("thread"),
    _words("card"),
    _words("link"),
    UniqueConstraint("platform", "room", "thread"),
    CheckConstraint(_AUDIENCE, name="audience"),
)

former_places: Final = Table(
    "former_places",
    metadata,
    _words("platform", primary_key=True),
    _words("room", primary_key=True),
    _words("thread", primary_key=True),
    _reference("ticket", "tickets"),
    Column("audience", Choice(Audience), nullable=False),
    CheckConstraint(_AUDIENCE, name="audience"),
)
"""Threads that a ticket was shown in before: what is written there is still heard."""


def _said(name: str) -> Table:
    """Return a table of what was said: comments and notes are told apart by their table, never by a flag."""
    return Table(
        name,
        metadata,
        _number(),
        _reference("ticket", "tickets", index=True),
        _reference("author", "people"),
        _instant("at", nullable=False),
        _words("text"),
        _words("origin_platform", nullable=True),
        _words("origin_room", nullable=True),
        _words("origin_message", nullable=True),
        _words("origin_link", nullable=True),
        Column("attachments", Coded, nullable=False),
        _instant("edited_at"),
        _instant("deleted_at"),
        UniqueConstraint("origin_platform", "origin_room", "origin_message", name=f"uq_{name}_origin"),
    )


copies: Final = Table(
    "copies",
    metadata,
    _words("origin_platform", primary_key=True),
    _words("origin_room", primary_key=True),
    _words("origin_message", primary_key=True),
    _words("platform"),
    _words("room"),
    _words("thread"),
    _words("message"),
)
"""Where a comment stands for the agents, so that its edits follow it there."""

drafts: Final = Table(
    "drafts",
    metadata,
    Column("key", Text, primary_key=True),
    _words("body"),
    _instant("at", nullable=False),
)
"""What somebody has typed so far into a form of several steps."""

comments: Final = _said("comments")
notes: Final = _said("notes")

entries: Final = Table(
    "entries",
    metadata,
    _number(),
    _reference("ticket", "tickets"),
    _instant("at", nullable=False),
    Column("actor", Number, nullable=False),
    _words("verb"),
    Column("audience", Choice(Audience), nullable=False),
    Column("as_desk", Boolean, nullable=False),
    Column("changes", Coded, nullable=False),
    _words("text"),
    CheckConstraint(_AUDIENCE, name="audience"),
    Index(None, "ticket", "id"),
)
"""The actor refers to nobody where the desk itself acted."""

announcements: Final = Table(
    "announcements",
    metadata,
    _number(),
    Column("subject", Choice(Subject), nullable=False),
    _words("product"),
    _words("title"),
    _words("text"),
    _words("link"),
    _reference("author", "people"),
    _instant("at", nullable=False),
    _instant("until"),
    _words("news"),
    _instant("news_at"),
    _instant("over_at"),
    CheckConstraint(f"subject IN ({_listed([subject.value for subject in Subject])})", name="subject"),
)
Index(
    "uq_announcements_running",
    announcements.c.subject,
    announcements.c.product,
    unique=True,
    sqlite_where=text(IS_RUNNING),
    postgresql_where=text(IS_RUNNING),
)
"""One about the same at a time."""

followers: Final = Table(
    "followers",
    metadata,
    _reference("announcement", "announcements", primary_key=True),
    _reference("person", "people", primary_key=True, index=True),
    _words("platform"),
)

announcement_cards: Final = Table(
    "announcement_cards",
    metadata,
    _reference("announcement", "announcements", primary_key=True),
    _words("platform", primary_key=True),
    _words("room"),
    _words("message"),
)

panels: Final = Table(
    "panels",
    metadata,
    _words("platform", primary_key=True),
    _words("room", primary_key=True),
    _words("message", primary_key=True),
    _words("product"),
)

outbox: Final = Table(
    "outbox",
    metadata,
    _number(),
    Column("key", Text, nullable=False, unique=True),
    _words("lane"),
    Column("kind", Text, nullable=False),
    Column("audience", Choice(Audience), nullable=False),
    _reference("ticket", "tickets", nullable=True),
    Column("body", Text, nullable=False),
    Column("priority", SmallInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    _instant("not_before"),
    _instant("lease_until"),
    Column("token", Integer, nullable=False),
    Column("after", Text, nullable=True),
    Column("tried", Text, nullable=True),
    _instant("created_at", nullable=False),
    _instant("settled_at"),
    _words("error"),
    CheckConstraint(_KIND_SUITS_AUDIENCE, name="audience_of_kind"),
    CheckConstraint("state IN ('pending', 'sending', 'sent', 'dead')", name="state"),
    CheckConstraint("(state IN ('sent', 'dead')) = (settled_at IS NOT NULL)", name="settled"),
    CheckConstraint("(state = 'sending') = (lease_until IS NOT NULL)", name="leased"),
    sqlite_autoincrement=True,
)
"""Posts on their way. `after` is the key of the post that a row waits for; no `not_before` means: at once.

`tried` is where it may stand since a try whose outcome nobody knows.
"""

Index("ix_outbox_waiting", outbox.c.lane, outbox.c.id, sqlite_where=text(IS_WAITING), postgresql_where=text(IS_WAITING))
Index(
    "uq_outbox_card",
    outbox.c.lane,
    unique=True,
    sqlite_where=text(IS_WAITING_CARD),
    postgresql_where=text(IS_WAITING_CARD),
)
Index("ix_outbox_sent", outbox.c.settled_at, sqlite_where=text(IS_SENT), postgresql_where=text(IS_SENT))
Index("ix_outbox_dead", outbox.c.id, sqlite_where=text(IS_DEAD), postgresql_where=text(IS_DEAD))
Index("ix_outbox_after", outbox.c.after, sqlite_where=text(IS_WAITING), postgresql_where=text(IS_WAITING))
