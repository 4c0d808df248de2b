"""What the suites that hold on every database and every platform start from."""

from __future__ import annotations

import pytest
from store_scene import Scene

from chatdesk.store.store import SqlStore


@pytest.fixture
def scene(store: SqlStore) -> Scene:
    """Give a store on a fresh, migrated database of each kind in turn, with the means to fill it."""
    return Scene(store)
