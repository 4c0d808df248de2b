"""Drafts: kept under a key, over a restart, until they are dropped or too old."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from chatdesk.store.drafts import SqlDrafts
from chatdesk.store.retention import forget
from chatdesk.store.store import SqlStore

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)


def test_a_draft_outlives_the_process_and_is_dropped_at_the_end(store_url):
    first = SqlStore(store_url)
    SqlDrafts(first).keep("k", "one", NOW)
    SqlDrafts(first).keep("k", "two", NOW)
    first.close()
    second = SqlStore(store_url)
    drafts = SqlDrafts(second)
    assert drafts.find("k") == "two"
    drafts.drop("k")
    assert drafts.find("k") is None
    second.close()


def test_a_draft_that_nobody_came_back_to_is_forgotten(store):
    drafts = SqlDrafts(store)
    drafts.keep("k", "one", NOW)
    forget(store, NOW + timedelta(seconds=1))
    assert drafts.find("k") is None
