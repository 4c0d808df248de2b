"""Opens a database the one way that loses nothing, whichever it is. Knows connections, not tables.

SQLite's defaults lose updates between processes; write-ahead log, a busy timeout, BEGIN IMMEDIATE for what writes and
`synchronous=FULL` do not: what a platform was acknowledged is on the disk.
"""

from __future__ import annotations

import sqlite3
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event, make_url

BUSY_SECONDS: Final = 15.0
"""How long a connection waits for another process' transaction before it gives up."""
READERS: Final = 8
SERVER_CONNECTIONS: Final = 16


def database_url(url: str) -> URL:
    """Return the address with the driver that we use; raise ValueError for a database that we do not."""
    parsed = make_url(url)
    match parsed.get_backend_name():
        case "postgresql" | "postgres":
            return parsed.set(drivername="postgresql+psycopg")
        case "sqlite" if parsed.database not in (None, "", ":memory:"):
            return parsed.set(drivername="sqlite+pysqlite")
    raise ValueError(f"neither PostgreSQL nor a SQLite file: {parsed.render_as_string()}")


def is_sqlite(url: URL) -> bool:
    """Whether an address is that of a SQLite file."""
    return url.get_backend_name() == "sqlite"


def sqlite_writer(url: URL) -> Engine:
    """Return an engine of one connection: who wants to write waits for it, in this process and for the others."""
    engine = _sqlite_engine(url, connections=1)
    _on_connect(engine, "PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA foreign_keys=ON")
    _begin_with(engine, "BEGIN IMMEDIATE")
    return engine


def sqlite_reader(url: URL) -> Engine:
    """Return an engine whose connections see one moment each, wait for nobody, and cannot write."""
    engine = _sqlite_engine(url, connections=READERS)
    _on_connect(engine, "PRAGMA query_only=ON")
    _begin_with(engine, "BEGIN")
    return engine


def sqlite_migrator(url: URL) -> Engine:
    """Return an engine for changing tables: rebuilding one under `foreign_keys=ON` would erase what refers to it."""
    engine = _sqlite_engine(url, connections=1)
    _on_connect(engine, "PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA foreign_keys=OFF")
    _begin_with(engine, "BEGIN IMMEDIATE")
    return engine


def postgres(url: URL) -> Engine:
    """Return an engine of several connections, each tried before use: the server may have been restarted."""
    return create_engine(url, pool_size=SERVER_CONNECTIONS, max_overflow=0, pool_pre_ping=True)


def _sqlite_engine(url: URL, *, connections: int) -> Engine:
    return create_engine(
        url,
        poolclass=QueuePool,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=BUSY_SECONDS,
        connect_args={"timeout": BUSY_SECONDS, "isolation_level": None, "check_same_thread": False},
    )


def _on_connect(engine: Engine, *statements: str) -> None:
    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, record: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own
        del record
        for statement in statements:
            connection.execute(statement)


def _begin_with(engine: Engine, statement: str) -> None:
    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(statement)
