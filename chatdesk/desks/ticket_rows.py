"""A ticket from the cells of a row, or what is wrong with them. Knows the policy's names; counts nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from chatdesk.core.findings import suggestion
from chatdesk.core.model import DESK, Pause, Phase, Ticket, TicketId
from chatdesk.core.policy import Policy
from chatdesk.core.policy_values import Named
from chatdesk.desks.calendars import YEARS

OPENED: Final = "opened"
COLUMNS: Final = (OPENED, "reference", "customer", "product", "kind", "priority", "answered", "resolved", "paused")
_SHORT_HOUR: Final = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d:)")
_A_DAY: Final = len("2026-12-24")
"""No ISO date alone is longer than this, and none with a time of day is as short."""
_BROKEN: Final = re.compile("[\ud800-\udfff]")
"""What a byte that is no UTF-8 is read as."""


class Known:
    """What a row may name, by id or by name in any language, and the wall clock on which naive times are read."""

    def __init__(self, policy: Policy) -> None:
        self.status = policy.moves.open
        self.zone = ZoneInfo(policy.calendars[policy.desk.calendar].time_zone)
        parts: Mapping[str, Mapping[str, Named]] = {
            "customer": policy.customers,
            "product": policy.products,
            "kind": policy.kinds,
            "priority": policy.priorities,
        }
        self.ids: Mapping[str, tuple[str, ...]] = {column: tuple(part) for column, part in parts.items()}
        numbers = {customer.number.casefold(): name for name, customer in policy.customers.items()}
        self.meant = {column: _by_every_name(part) for column, part in parts.items()}
        self.meant["customer"] = {**numbers, **self.meant["customer"]}


def _by_every_name(part: Mapping[str, Named]) -> Mapping[str, str]:
    names = {name.casefold(): key for key, each in part.items() for name in (each.name.en, each.name.fr)}
    return {**names, **{key: key for key in part}}


class Row:
    """Reads the cells of one row, gathering what is wrong."""

    def __init__(self, cells: Mapping[str, str], known: Known) -> None:
        self.cells = cells
        self.known = known
        self.wrong: list[tuple[str, str]] = []

    def ticket(self, line: int) -> Ticket | None:
        """Return the row's ticket, with its line as its number; None where something is wrong."""
        opened = self._opened()
        reference = self._text("reference")
        customer, product, kind, priority = map(self._named, ("customer", "product", "kind", "priority"))
        answered, resolved = (self._later(column, opened) for column in ("answered", "resolved"))
        pauses = self._pauses(opened)
        if self.wrong or opened is None:
            return None
        return Ticket(
            id=TicketId(line),
            reference=reference,
            customer=customer or None,
            product=product,
            kind=kind,
            priority=priority or None,
            opened_at=opened,
            answered_at=answered,
            resolved_at=resolved,
            pauses=pauses,
            changed_at=opened,
            status=self.known.status,
            phase=Phase.NEW,
            requester=DESK,
            opened_by=DESK,
            title="",
            description="",
            group="",
            platform="",
            workspace="",
        )

    def _told(self, column: str, message: str) -> None:
        self.wrong.append((column, message))

    def _text(self, column: str) -> str:
        text = self.cells.get(column, "")
        if _BROKEN.search(text):
            self._told(column, f"{text!r} is not UTF-8 text: save the file as CSV UTF-8")
        return text

    def _named(self, column: str) -> str:
        """Return the id of what a cell names; empty where it names nothing."""
        text = self._text(column)
        named = self.known.meant[column].get(text.casefold())
        if named is None and text:
            self._told(column, f"{text!r} is no {column}{suggestion(text, self.known.ids[column])}")
        return named or ""

    # -- time

    def _opened(self) -> datetime | None:
        text = self._text(OPENED)
        if not text:
            self._told(OPENED, "is missing")
        return self._instant(OPENED, text)

    def _later(self, column: str, opened: datetime | None) -> datetime | None:
        instant = self._instant(column, self._text(column))
        if instant is not None and opened is not None and instant < opened:
            self._told(column, f"{self.cells[column]!r} is before the ticket was opened")
        return instant

    def _instant(self, column: str, text: str) -> datetime | None:
        if not text:
            return None
        try:
            return instant_in(text, self.known.zone)
        except ValueError as error:
            self._told(column, str(error))
            return None

    def _pauses(self, opened: datetime | None) -> tuple[Pause, ...]:
        """Return the pauses of a row in their order; they neither overlap nor begin before the ticket."""
        texts = [text for each in self._text("paused").split(";") if (text := each.strip())]
        read = [pause for text in texts if (pause := self._pause(text)) is not None]
        pauses = tuple(sorted(read, key=lambda pause: pause.since))
        if opened is not None and pauses and pauses[0].since < opened:
            self._told("paused", "a pause begins before the ticket was opened")
        if any(earlier.until is None or later.since < earlier.until for earlier, later in pairwise(pauses)):
            self._told("paused", "a pause begins before the one before it ends")
        return pauses

    def _pause(self, text: str) -> Pause | None:
        since_text, found, until_text = (part.strip() for part in text.partition("/"))
        if not found or not since_text:
            self._told("paused", f"{text!r} is no pause: write FROM/UNTIL, or FROM/ while it lasts")
            return None
        since, until = self._instant("paused", since_text), self._instant("paused", until_text)
        if since is None or (until is None and until_text):
            return None
        if until is not None and until < since:
            self._told("paused", f"{text!r} ends before it begins")
        return Pause(since=since, until=until, status=self.known.status)


def instant_in(text: str, zone: ZoneInfo) -> datetime:
    """Return the instant that a text names; without an offset, on the wall clock of a zone.

    A time that does not exist there is moved on by what the clocks skip, one that exists twice is the first: so a
    naive time with fold 0 reads.

    Raises:
        ValueError: The text is no date with a time of day, or is too far away; the message says so.
    """
    written = _written(text)
    if written is None:
        raise ValueError(f"{text!r} is not a date and time: write it as 2026-12-24T16:30")
    if len(text) <= _A_DAY:
        raise ValueError(f"{text!r} has no time of day: write it as 2026-12-24T16:30")
    if written.year not in YEARS:
        raise ValueError(f"{text!r} is too far away: holidays are known from {YEARS[0]} to {YEARS[-1]}")
    return (written if written.tzinfo else written.replace(tzinfo=zone)).astimezone(UTC)


def _written(text: str) -> datetime | None:
    """Return what a text says, also with an hour of one digit, as spreadsheets write it."""
    with suppress(ValueError):
        return datetime.fromisoformat(text)
    with suppress(ValueError):
        return datetime.fromisoformat(_SHORT_HOUR.sub(r"\1T0\2", text))
    return None
