"""The store: hands out units of work on a SQLite file or a PostgreSQL database. Connections are kept between units."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from chatdesk.core.ports import Conflict
from chatdesk.store import engine, sweep
from chatdesk.store.unit import ReadingUnit, SqlUnit

_CONFLICTS: Final = frozenset({"40001", "40P01"})
"""What PostgreSQL calls a failure to serialize, and a deadlock; SQLite has one writer and neither."""


def system_time() -> datetime:
    """Return the time now, for the column that says since when a post waits."""
    return datetime.now(UTC)


class SqlStore:
    """A `ports.Store`. Safe to share between threads; nothing is connected before the first unit.

    The address is `sqlite:///file` or `postgresql://...`; `migrate(url)` must have made the tables.
    """

    def __init__(self, url: str, *, clock: Callable[[], datetime] = system_time) -> None:
        address = engine.database_url(url)
        self.clock = clock
        self.is_sqlite = engine.is_sqlite(address)
        if self.is_sqlite:
            self.writer = engine.sqlite_writer(address)
            self.reader = engine.sqlite_reader(address)
        else:
            self.writer = engine.postgres(address)
            self.reader = self.writer.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    @contextmanager
    def begin(self) -> Iterator[SqlUnit]:
        """Start a transaction that writes: committed when the block ends well, undone when it raises."""
        with self.writing() as connection:
            unit = SqlUnit(connection, self.clock)
            yield unit
            unit.write()

    @contextmanager
    def read(self) -> Iterator[ReadingUnit]:
        """Start a transaction that only reads, all of it the same moment; writing in it raises."""
        with self.reading() as connection:
            yield ReadingUnit(connection, self.clock)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Start a bare transaction that writes, for the store's own jobs."""
        try:
            with self.writer.connect() as connection, connection.begin():
                yield connection
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) in _CONFLICTS:
                raise Conflict from error
            raise

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Start a bare transaction that reads."""
        with self.reader.connect() as connection, connection.begin():
            yield connection

    def has_due_timers(self, now: datetime) -> bool:
        """Whether a timer is due; cheap enough to be asked every second, however many are armed."""
        ask = sweep.earliest_on_sqlite if self.is_sqlite else sweep.earliest_on_postgres
        earliest = ask(self.reader)
        return earliest is not None and earliest <= now

    @staticmethod
    def is_to_blame(error: BaseException | None) -> bool:
        """Whether an error is the database's own, so that the same may succeed a moment later."""
        return isinstance(error, DBAPIError | Conflict)

    def close(self) -> None:
        """Close every connection; a unit started later opens them again."""
        self.writer.dispose()
        self.reader.dispose()
