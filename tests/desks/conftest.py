"""An empty SQLite database for each test that opens tickets at a shipped desk."""

from __future__ import annotations

import pytest

from chatdesk.store.store import SqlStore


@pytest.fixture
def store(sqlite_url):
    store = SqlStore(sqlite_url)
    yield store
    store.close()
