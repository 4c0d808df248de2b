"""The first tables: events, tickets and their timers, people, places, what was said and done, posts on their way.

Revision ID: first
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "first"
down_revision = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.String(32).with_variant(sa.TIMESTAMP(timezone=True), "postgresql")
KIND_SUITS_AUDIENCE = (
    "(audience = 'public' AND kind IN "
    "('announcement_card', 'panel', 'public_card', 'public_message', 'requester_notice')) OR "
    "(audience = 'internal' AND kind IN ('agent_notice', 'group_message', 'internal_card', 'internal_message'))"
)


def upgrade() -> None:
    """Make every table, those that others refer to first."""
    _counters()
    _inbox()
    _people()
    _handles()
    _memberships()
    _roster()
    _tickets()
    _roster_changes()
    _timers()
    _comments()
    _entries()
    _mutes()
    _notes()
    _outbox()
    _participants()
    _places()
    _former_places()
    _copies()
    _drafts()
    _link_codes()
    _announcements()
    _followers()
    _announcement_cards()
    _panels()


def _only(condition: str) -> dict[str, Any]:
    """Return what limits an index to some rows, on either database."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def _counters() -> None:
    op.create_table(
        "counters",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_counters"),
    )


def _inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("natural", sa.Text(), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("source", "event", name="pk_inbox"),
        sa.UniqueConstraint("source", "natural", name="uq_inbox_source_natural"),
    )
    op.create_index("ix_inbox_at", "inbox", ["at"])


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sqlite_autoincrement=True,
    )


def _handles() -> None:
    op.create_table(
        "handles",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("person", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_handles_person"),
        sa.PrimaryKeyConstraint("platform", "workspace", "user", name="pk_handles"),
    )
    op.create_index("ix_handles_person", "handles", ["person"])


def _memberships() -> None:
    op.create_table(
        "memberships",
        sa.Column("group", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("person", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_memberships_person"),
        sa.PrimaryKeyConstraint("group", "platform", "person", name="pk_memberships"),
    )
    op.create_index("ix_memberships_person", "memberships", ["person"])


def _roster() -> None:
    op.create_table(
        "roster",
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("shift", sa.Text(), nullable=False),
        sa.Column("person", NUMBER, nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_roster_person"),
        sa.PrimaryKeyConstraint("customer", "shift", "person", name="pk_roster"),
    )
    op.create_index("ix_roster_person", "roster", ["person"])


def _roster_changes() -> None:
    op.create_table(
        "roster_changes",
        sa.Column("ticket", NUMBER, nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("shift", sa.Text(), nullable=False),
        sa.Column("joins", NUMBER, nullable=True),
        sa.Column("leaves", NUMBER, nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("by_desk", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.id"], name="fk_roster_changes_ticket"),
        sa.ForeignKeyConstraint(["joins"], ["people.id"], name="fk_roster_changes_joins"),
        sa.ForeignKeyConstraint(["leaves"], ["people.id"], name="fk_roster_changes_leaves"),
        sa.PrimaryKeyConstraint("ticket", name="pk_roster_changes"),
    )


def _tickets() -> None:
    op.create_table(
        "tickets",
        sa.Column("id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("phase", sa.Text(), nullable=False),
        sa.Column("group", sa.Text(), nullable=False),
        sa.Column("requester", NUMBER, nullable=False),
        sa.Column("opened_by", NUMBER, nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=True),
        sa.Column("site", sa.Text(), nullable=True),
        sa.Column("assignee", NUMBER, nullable=True),
        sa.Column("impact", sa.Text(), nullable=True),
        sa.Column("urgency", sa.Text(), nullable=True),
        sa.Column("declared_priority", sa.Text(), nullable=True),
        sa.Column("priority", sa.Text(), nullable=True),
        sa.Column("qualified_at", INSTANT, nullable=True),
        sa.Column("qualification", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("quoted", sa.Text(), nullable=True),
        sa.Column("follows", NUMBER, nullable=True),
        sa.Column("solution", sa.Text(), nullable=False),
        sa.Column("nature", sa.Text(), nullable=True),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("cancel_reason", sa.Text(), nullable=False),
        sa.Column("cancel_cause", sa.Text(), nullable=True),
        sa.Column("respond_by", INSTANT, nullable=True),
        sa.Column("resolve_by", INSTANT, nullable=True),
        sa.Column("update_by", INSTANT, nullable=True),
        sa.Column("update_every", sa.Text(), nullable=False),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.Column("told_at", INSTANT, nullable=True),
        sa.Column("pauses", sa.Text(), nullable=False),
        sa.Column("ladder_at", INSTANT, nullable=True),
        sa.Column("ladder_step", sa.Integer(), nullable=False),
        sa.Column("escalation", sa.Integer(), nullable=False),
        sa.Column("escalated_at", INSTANT, nullable=True),
        sa.Column("resolved_at", INSTANT, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "phase IN ('new', 'working', 'waiting', 'suspended', 'resolved', 'closed', 'cancelled')",
            name="ck_tickets_phase",
        ),
        sa.ForeignKeyConstraint(["assignee"], ["people.id"], name="fk_tickets_assignee"),
        sa.ForeignKeyConstraint(["follows"], ["tickets.id"], name="fk_tickets_follows"),
        sa.ForeignKeyConstraint(["opened_by"], ["people.id"], name="fk_tickets_opened_by"),
        sa.ForeignKeyConstraint(["requester"], ["people.id"], name="fk_tickets_requester"),
        sa.PrimaryKeyConstraint("id", name="pk_tickets"),
        sa.UniqueConstraint("reference", name="uq_tickets_reference"),
    )
    op.create_index(
        "ix_tickets_open", "tickets", ["group"], **_only("phase IN ('new', 'working', 'waiting', 'suspended')")
    )
    op.create_index("ix_tickets_ended", "tickets", ["ended_at"])
    op.create_index("ix_tickets_requester", "tickets", ["requester"])


def _timers() -> None:
    op.create_table(
        "timers",
        sa.Column("ticket", NUMBER, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("epoch", NUMBER, autoincrement=False, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("fired_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("ticket", "kind", "epoch", name="pk_timers"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_timers_armed", "timers", ["due_at"], **_only("fired_at IS NULL"))
    op.create_index("ix_timers_fired", "timers", ["fired_at"], **_only("fired_at IS NOT NULL"))


def _comments() -> None:
    op.create_table(
        "comments",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("ticket", NUMBER, nullable=False),
        sa.Column("author", NUMBER, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("origin_platform", sa.Text(), nullable=True),
        sa.Column("origin_room", sa.Text(), nullable=True),
        sa.Column("origin_message", sa.Text(), nullable=True),
        sa.Column("origin_link", sa.Text(), nullable=True),
        sa.Column("attachments", sa.Text(), nullable=False),
        sa.Column("edited_at", INSTANT, nullable=True),
        sa.Column("deleted_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["author"], ["people.id"], name="fk_comments_author"),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.id"], name="fk_comments_ticket"),
        sa.PrimaryKeyConstraint("id", name="pk_comments"),
        sa.UniqueConstraint("origin_platform", "origin_room", "origin_message", name="uq_comments_origin"),
    )
    op.create_index("ix_comments_ticket", "comments", ["ticket"])


def _entries() -> None:
    op.create_table(
        "entries",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("ticket", NUMBER, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor", NUMBER, nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("as_desk", sa.Boolean(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.CheckConstraint("audience IN ('public', 'internal')", name="ck_entries_audience"),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.id"], name="fk_entries_ticket"),
        sa.PrimaryKeyConstraint("id", name="pk_entries"),
    )
    op.create_index("ix_entries_ticket_id", "entries", ["ticket", "id"])


def _mutes() -> None:
    op.create_table(
        "mutes",
        sa.Column("ticket", NUMBER, nullable=False),
        sa.Column("person", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_mutes_person"),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.id"], name="fk_mutes_ticket"),
        sa.PrimaryKeyConstraint("ticket", "person", name="pk_mutes"),
    )


def _notes() -> None:
    op.create_table(
        "notes",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("ticket", NUMBER, nullable=False),
        sa.Column("author", NUMBER, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("origin_platform", sa.Text(), nullable=True),
        sa.Column("origin_room", sa.Text(), nullable=True),
        sa.Column("origin_message", sa.Text(), nullable=True),
        sa.Column("origin_link", sa.Text(), nullable=True),
        sa.Column("attachments", sa.Text(), nullable=False),
        sa.Column("edited_at", INSTANT, nullable=True),
        sa.Column("deleted_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["author"], ["people.id"], name="fk_notes_author"),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.id"], name="fk_notes_ticket"),
        sa.PrimaryKeyConstraint("id", name="pk_notes"),
        sa.UniqueConstraint("origin_platform", "origin_room", "origin_message", name="uq_notes_origin"),
    )
    op.create_index("ix_notes_ticket", "notes", ["ticket"])


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("ticket", NUMBER, nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("priority", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", INSTANT, nullable=True),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("tried", sa.Text(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("settled_at", INSTANT, nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.CheckConstraint(KIND_SUITS_AUDIENCE, name="ck_outbox_audience_of_kind"),
        sa.CheckConstraint("(state = 'sending') = (lease_until IS NOT NULL)", name="ck_outbox_leased"),
        sa.CheckConstraint("(state IN ('sent', 'dead')) = (settled_at IS NOT NULL)", name="ck_outbox_settled"),
        sa.CheckConstraint("state IN ('pending', 'sending', 'sent', 'dead')", name="ck_outbox_state"),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.id"], name="fk_outbox_ticket"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_after", "outbox", ["after"], **_only("settled_at IS NULL"))
    op.create_index("ix_outbox_dead", "outbox", ["id"], **_only("state = 'dead'"))
    op.create_index("ix_outbox_sent", "outbox", ["settled_at"], **_only("state = 'sent'"))
    op.create_index("ix_outbox_waiting", "outbox", ["lane", "id"], **_only("settled_at IS NULL"))
    op.create_index(
        "uq_outbox_card",
        "outbox",
        ["lane"],
        unique=True,
        **_only("state = 'pending' AND kind IN ('internal_card', 'public_card')"),
    )


def _participants() -> None:
    op.create_table(
        "participants",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("ticket", NUMBER, nullable=False),
        sa.Column("person", NUMBER, nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.CheckConstraint("part IN ('watcher', 'collaborator')", name="ck_participants_part"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_participants_person"),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.id"], name="fk_participants_ticket"),
        sa.PrimaryKeyConstraint("id", name="pk_participants"),
        sa.UniqueConstraint("ticket", "person", "part", name="uq_participants_ticket_person_part"),
    )
    op.create_index("ix_participants_person", "participants", ["person"])


def _places() -> None:
    op.create_table(
        "places",
        sa.Column("ticket", NUMBER, nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("thread", sa.Text(), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.CheckConstraint("audience IN ('public', 'internal')", name="ck_places_audience"),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.id"], name="fk_places_ticket"),
        sa.PrimaryKeyConstraint("ticket", "audience", name="pk_places"),
        sa.UniqueConstraint("platform", "room", "thread", name="uq_places_platform_room_thread"),
    )


def _former_places() -> None:
    op.create_table(
        "former_places",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("thread", sa.Text(), nullable=False),
        sa.Column("ticket", NUMBER, nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.CheckConstraint("audience IN ('public', 'internal')", name="ck_former_places_audience"),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.id"], name="fk_former_places_ticket"),
        sa.PrimaryKeyConstraint("platform", "room", "thread", name="pk_former_places"),
    )


def _copies() -> None:
    op.create_table(
        "copies",
        sa.Column("origin_platform", sa.Text(), nullable=False),
        sa.Column("origin_room", sa.Text(), nullable=False),
        sa.Column("origin_message", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("thread", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("origin_platform", "origin_room", "origin_message", name="pk_copies"),
    )


def _drafts() -> None:
    op.create_table(
        "drafts",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_drafts"),
    )


def _link_codes() -> None:
    op.create_table(
        "link_codes",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("person", NUMBER, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_link_codes_person"),
        sa.PrimaryKeyConstraint("code", name="pk_link_codes"),
    )


def _announcements() -> None:
    op.create_table(
        "announcements",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("author", NUMBER, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("until", INSTANT, nullable=True),
        sa.Column("news", sa.Text(), nullable=False),
        sa.Column("news_at", INSTANT, nullable=True),
        sa.Column("over_at", INSTANT, nullable=True),
        sa.CheckConstraint("subject IN ('outage', 'unavailable')", name="ck_announcements_subject"),
        sa.ForeignKeyConstraint(["author"], ["people.id"], name="fk_announcements_author"),
        sa.PrimaryKeyConstraint("id", name="pk_announcements"),
    )
    op.create_index(
        "uq_announcements_running", "announcements", ["subject", "product"], unique=True, **_only("over_at IS NULL")
    )


def _followers() -> None:
    op.create_table(
        "followers",
        sa.Column("announcement", NUMBER, nullable=False),
        sa.Column("person", NUMBER, nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["announcement"], ["announcements.id"], name="fk_followers_announcement"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_followers_person"),
        sa.PrimaryKeyConstraint("announcement", "person", name="pk_followers"),
    )
    op.create_index("ix_followers_person", "followers", ["person"])


def _announcement_cards() -> None:
    op.create_table(
        "announcement_cards",
        sa.Column("announcement", NUMBER, nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["announcement"], ["announcements.id"], name="fk_announcement_cards_announcement"),
        sa.PrimaryKeyConstraint("announcement", "platform", name="pk_announcement_cards"),
    )


def _panels() -> None:
    op.create_table(
        "panels",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "room", "message", name="pk_panels"),
    )
