"""A database is opened the one way that loses nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from chatdesk.store.engine import database_url
from chatdesk.store.store import SqlStore


@pytest.mark.parametrize("url", ["postgresql://u:p@h/d", "postgres://u:p@h/d", "postgresql+psycopg://u:p@h/d"])
def test_every_way_to_write_a_postgresql_address_is_taken(url: str) -> None:
    assert database_url(url).render_as_string(hide_password=False) == "postgresql+psycopg://u:p@h/d"


@pytest.mark.parametrize("url", ["mysql://u:p@h/d", "sqlite://", "sqlite:///:memory:"])
def test_databases_that_cannot_keep_the_promises_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match="neither PostgreSQL nor a SQLite file"):
        SqlStore(url)


def test_refusal_does_not_tell_the_password() -> None:
    with pytest.raises(ValueError, match="neither") as refused:
        database_url("mysql://u:hunter2@h/d")
    assert "hunter2" not in str(refused.value)


def test_sqlite_writes_through_to_the_disk_and_holds_references(sqlite_url: str) -> None:
    store = SqlStore(sqlite_url)
    with store.writing() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    store.close()
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 15_000}


def test_nothing_is_opened_before_the_first_unit(tmp_path: Path) -> None:
    store = SqlStore(f"sqlite:///{tmp_path / 'desk.db'}")
    assert list(tmp_path.iterdir()) == []
    store.close()


def test_closed_store_opens_again(store: SqlStore) -> None:
    with store.begin() as unit:
        assert unit.next_number(1) == 1
    store.close()
    with store.begin() as unit:
        assert unit.next_number(1) == 2
