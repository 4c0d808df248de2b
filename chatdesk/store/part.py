"""What every part of a unit of work stands on: one connection in one transaction, and the clock.

An `INSERT ... ON CONFLICT` is written throughout with PostgreSQL's construct, which SQLite's compiler takes as well.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection


class UnitPart:
    """A part of a unit of work: some of its methods, about one thing."""

    def __init__(self, connection: Connection, clock: Callable[[], datetime]) -> None:
        self.connection = connection
        self.clock = clock
