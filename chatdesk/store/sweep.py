"""Whether a timer is due: asked every second, so by the shortest way. It opens no transaction and takes no locks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Engine

from chatdesk.store.tables import IS_ARMED

_EARLIEST: Final = f"SELECT due_at FROM timers WHERE {IS_ARMED} ORDER BY due_at LIMIT 1"  # noqa: S608 - a constant
"""Without a parameter, and in an order that only the index has: no plan that reads the table can look cheaper."""


def earliest_on_sqlite(reader: Engine) -> datetime | None:
    """Return when the first armed timer is due."""
    with _driver_of(reader) as connection:
        found = connection.execute(_EARLIEST).fetchone()
    return found and datetime.fromisoformat(found[0])


def earliest_on_postgres(engine: Engine) -> datetime | None:
    """Return when the first armed timer is due: one round trip, besides the one in which the pool tries it."""
    with _driver_of(engine) as connection:
        connection.autocommit = True
        found = connection.execute(_EARLIEST, prepare=True).fetchone()
        connection.autocommit = False
    earliest: datetime | None = found and found[0]
    return earliest


@contextmanager
def _driver_of(engine: Engine) -> Iterator[Any]:
    """Lend the driver's own connection: SQLAlchemy's part would be most of the cost. After an error it is dropped."""
    lent = engine.raw_connection()
    try:
        yield lent.driver_connection
    except BaseException:
        lent.invalidate()
        raise
    finally:
        lent.close()
