"""Brings a database's tables to the newest revision, all of it in one transaction, and says where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from chatdesk.store import engine

_FOLDER: Final = Path(__file__).parent / "migrations"
_LOCK: Final = text("SELECT pg_advisory_xact_lock(7243117)")
"""One process migrates a PostgreSQL database at a time; the number is ours and means nothing."""


class SchemaOutOfDate(RuntimeError):
    """The database's tables are not those that this version works with: run `chatdesk migrate`."""


class BrokenReferences(RuntimeError):
    """After a migration some rows would refer to rows that are not there; nothing was changed."""


def migrate(url: str) -> None:
    """Bring a database to the newest revision, or leave it as it was and raise."""
    with _migrating(url) as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def current(url: str) -> str | None:
    """Return the revision that a database is at, None for one without tables."""
    opened = _open(url)
    try:
        with opened.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    finally:
        opened.dispose()


def newest() -> str:
    """Return the revision that this version works with."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None
    return head


def check(url: str) -> None:
    """Raise SchemaOutOfDate unless a database is at the newest revision."""
    found = current(url)
    if found != newest():
        stands = f"at revision {found}, and this version works with revision {newest()}" if found else "empty"
        raise SchemaOutOfDate(f"the database is {stands}")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("path_separator", "os")
    return config


def _open(url: str) -> Engine:
    address = engine.database_url(url)
    return engine.sqlite_migrator(address) if engine.is_sqlite(address) else engine.postgres(address)


@contextmanager
def _migrating(url: str) -> Iterator[Connection]:
    opened = _open(url)
    try:
        with opened.begin() as connection:
            sqlite = connection.dialect.name == "sqlite"
            if not sqlite:
                connection.execute(_LOCK)
            yield connection
            if sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()):
                raise BrokenReferences(sorted({row[0] for row in broken}))
    finally:
        opened.dispose()
