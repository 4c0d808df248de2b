"""Migrations make exactly the tables that the code works with, on both databases, and harm nothing on the way."""

from __future__ import annotations

import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, create_engine, inspect

from chatdesk.store import migrate as migrations
from chatdesk.store.engine import database_url, sqlite_migrator
from chatdesk.store.migrate import BrokenReferences, SchemaOutOfDate, check, current, migrate, newest
from chatdesk.store.tables import metadata


def engine_of(url: str) -> Engine:
    return create_engine(database_url(url))


def test_migrations_give_exactly_the_tables(bare_url: str) -> None:
    migrate(bare_url)
    engine = engine_of(bare_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def rows_of(options: dict[str, object]) -> list[tuple[str, str]]:
    return sorted((name, str(value)) for name, value in options.items())


def described(connection: Connection) -> dict[str, object]:
    """Return what the comparison above passes over: checks, and which rows an index is about."""
    found = inspect(connection)
    return {
        table.name: (
            sorted((one["name"], one["sqltext"]) for one in found.get_check_constraints(table.name)),
            sorted((one["name"], rows_of(one.get("dialect_options", {}))) for one in found.get_indexes(table.name)),
            sorted(one["name"] or "" for one in found.get_foreign_keys(table.name)),
            found.get_pk_constraint(table.name)["name"],
        )
        for table in metadata.sorted_tables
    }


def test_migrations_give_exactly_the_checks_and_partial_indexes(bare_url: str) -> None:
    engine = engine_of(bare_url)
    with engine.begin() as connection:
        metadata.create_all(connection)
        wanted = described(connection)
        metadata.drop_all(connection)
    migrate(bare_url)
    with engine.connect() as connection:
        assert described(connection) == wanted
    engine.dispose()


def test_tables_of_a_sqlite_file_count_up_without_giving_a_number_twice(tmp_path: Path) -> None:
    migrate(f"sqlite:///{tmp_path / 'desk.db'}")
    connection = sqlite3.connect(tmp_path / "desk.db")
    tables = connection.execute("SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'").fetchall()
    connection.close()
    assert {name for (name,) in tables} == {"outbox", "people"}


def test_every_constraint_has_a_name() -> None:
    for table in metadata.sorted_tables:
        assert all(constraint.name for constraint in table.constraints), table.name


def test_second_run_changes_nothing(store_url: str) -> None:
    assert current(store_url) == newest()
    engine = engine_of(store_url)
    with engine.connect() as connection:
        before = described(connection)
    migrate(store_url)
    with engine.connect() as connection:
        assert described(connection) == before
    engine.dispose()
    assert current(store_url) == newest()


def test_check_says_whether_the_tables_are_those_of_this_version(bare_url: str) -> None:
    assert current(bare_url) is None
    with pytest.raises(SchemaOutOfDate):
        check(bare_url)
    migrate(bare_url)
    check(bare_url)


def test_first_run_is_quick(bare_url: str) -> None:
    began = time.perf_counter()
    migrate(bare_url)
    assert time.perf_counter() - began < 3


def test_run_that_leaves_references_to_nothing_is_undone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'desk.db'}"
    migrate(url)
    engine = sqlite_migrator(database_url(url))
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO mutes (ticket, person) VALUES (1, 1)")
        connection.exec_driver_sql("DELETE FROM alembic_version")
        for table in reversed(metadata.sorted_tables):
            if table.name != "mutes":
                table.drop(connection)
        connection.exec_driver_sql("ALTER TABLE mutes RENAME TO former_mutes")
    engine.dispose()
    with pytest.raises(BrokenReferences):
        migrate(url)
    assert current(url) is None


def test_second_process_waits_until_the_first_has_migrated(bare_url: str) -> None:
    with ThreadPoolExecutor(1) as pool:
        with migrations._migrating(bare_url):
            second = pool.submit(migrate, bare_url)
            with pytest.raises(TimeoutError):
                second.result(timeout=0.2)
        second.result()
    check(bare_url)
