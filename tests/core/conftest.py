"""A world for each test: a desk on an empty SQLite database, with a fake Slack. PostgreSQL: tests/contract."""

from __future__ import annotations

import pytest

from chatdesk.store.store import SqlStore
from tests.fakes.world import World


@pytest.fixture
def store(sqlite_url):
    store = SqlStore(sqlite_url)
    yield store
    store.close()


@pytest.fixture
def world(store) -> World:
    return World(store)
