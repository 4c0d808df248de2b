"""The same world as core's tests: a desk on an empty database, with a fake platform."""

from __future__ import annotations

import pytest

from chatdesk.store.store import SqlStore
from tests.fakes.world import World


@pytest.fixture
def world(store_url):
    store = SqlStore(store_url)
    yield World(store)
    store.close()
