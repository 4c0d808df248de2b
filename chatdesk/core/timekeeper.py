"""The desk's own hand on the clock: fires what is due, arms what comes next, and counts anew when the policy changed.

Every method is one transaction. Whoever ticks calls it; the store sees to it that a timer fires once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, MutableMapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from chatdesk.core.clocks import clocks_of
from chatdesk.core.desk import Desk
from chatdesk.core.model import NO_TICKET, Change, PersonId, Ticket, TicketId, Timer
from chatdesk.core.ports import UnitOfWork
from chatdesk.core.timers import DESK_TIMERS
from chatdesk.core.timers.timer import DeskTimer, Firing
from chatdesk.core.work import Work, armed, whole

BATCH: Final = 500
"""Timers that fire in one transaction, and tickets that are counted anew in one."""
_COUNT: Final = "policy of time"
_SECOND: Final = timedelta(seconds=1)


class FiringFailed(Exception):
    """A timer could not fire; nothing of its batch was kept. `timer` is the one at fault."""

    def __init__(self, timer: Timer) -> None:
        super().__init__(f"{timer.kind} of ticket {timer.ticket}, due {timer.due}")
        self.timer = timer


class Timekeeper:
    """Time for one desk."""

    def __init__(self, desk: Desk, desk_timers: Iterable[DeskTimer] = DESK_TIMERS) -> None:
        self.desk = desk
        self.desk_timers = {timer.kind: timer for timer in desk_timers}

    # -- firing
    def fire(self, now: datetime, limit: int = BATCH, without: frozenset[Timer] = frozenset()) -> int:
        """Fire what is due, at most so many; return how many timers were taken.

        Those `without` are taken and do nothing. Raise FiringFailed where one cannot; then none has fired.
        """
        with self.desk.store.begin() as unit:
            taken = unit.take_timers(now, limit)
            known: dict[str, tuple[PersonId, ...]] = {}
            seen: set[TicketId] = set()
            for timer, found in taken:
                if timer in without:
                    continue
                ticket = unit.ticket(found.id) if found is not None and found.id in seen else found
                try:
                    self._fire(unit, timer, ticket, known, now)
                except Exception as error:
                    raise FiringFailed(timer) from error
                seen.add(timer.ticket)
            return len(taken)

    def _fire(
        self,
        unit: UnitOfWork,
        timer: Timer,
        ticket: Ticket | None,
        known: MutableMapping[str, tuple[PersonId, ...]],
        now: datetime,
    ) -> None:
        firing = Firing(work=self.desk.own_work(unit, now, ticket), timer=timer, known=known)
        if ticket is None:
            self._fire_own(firing)
            return
        spec = self.desk.timers.get(timer.kind)
        due = spec.due(clocks_of(ticket, self.desk.policy, self.desk.calendars)) if spec else None
        if spec is not None and due is not None and whole(due) == timer.due:
            spec.fire(firing)

    def _fire_own(self, firing: Firing) -> None:
        """Fire one of the desk's own, where the policy still wants it then, and arm its next."""
        spec = self.desk_timers.get(firing.timer.kind)
        if spec is None:
            return
        policy, calendars = self.desk.policy, self.desk.calendars
        due = spec.due(policy, calendars, firing.timer.due - _SECOND)
        if due is not None and whole(due) == firing.timer.due:
            spec.fire(firing)
        self._arm_own(firing.work.unit, spec, firing.work.now)

    # -- arming
    def arm(self, now: datetime) -> None:
        """Arm the desk's own timers; those that are armed already stay."""
        with self.desk.store.begin() as unit:
            for spec in self.desk_timers.values():
                self._arm_own(unit, spec, now)

    def _arm_own(self, unit: UnitOfWork, spec: DeskTimer, now: datetime) -> None:
        due = spec.due(self.desk.policy, self.desk.calendars, now)
        if due is not None:
            unit.arm(NO_TICKET, (Timer(ticket=NO_TICKET, kind=spec.kind, due=whole(due)),))

    # -- counting anew
    def is_recount_due(self) -> bool:
        """Whether the policy says otherwise about time than when the clocks were last counted."""
        with self.desk.store.read() as unit:
            return unit.find_count(_COUNT) != self._fingerprint()

    def recount(self, now: datetime, after: TicketId) -> TicketId | None:
        """Count the clocks of some open tickets anew, those with a number above `after`.

        Return the last of them, or None where there are no more.

        Where a due instant moved, the history says so; then the timers follow it.
        """
        with self.desk.store.begin() as unit:
            tickets = unit.open_tickets(after, BATCH)
            for ticket in tickets:
                self._recount(self.desk.own_work(unit, now, ticket))
            if len(tickets) < BATCH:
                unit.keep_count(_COUNT, self._fingerprint())
                return None
            return tickets[-1].id

    def _recount(self, work: Work) -> None:
        clocks = clocks_of(work.ticket, work.policy, work.calendars)
        counted = replace(work.ticket, **clocks.due_dates())
        work.unit.arm(counted.id, armed(work.timers, clocks))
        zone = ZoneInfo(clocks.calendar.zone)
        changes = tuple(
            Change(
                field=field,
                before=_shown(getattr(work.ticket, field), zone),
                after=_shown(getattr(counted, field), zone),
            )
            for field in ("respond_by", "resolve_by", "update_by")
            if getattr(counted, field) != getattr(work.ticket, field)
        )
        if changes:
            work.record_internally("recount", changes=changes)
            work.unit.save_ticket(counted)
            work.redraw(counted)

    def _fingerprint(self) -> int:
        """Return a number that changes with whatever the clocks are counted by."""
        policy = self.desk.policy
        told = policy.model_dump(
            mode="json",
            include={
                "calendars",
                "extensions",
                "clocks",
                "ladders",
                "priorities",
                "kinds",
                "statuses",
                "default_priority",
            },
        )
        closed = {name: sorted(map(str, self.desk.calendars(name).closed)) for name in policy.calendars}
        digest = hashlib.sha256(repr((policy.desk.calendar, told, closed)).encode()).digest()
        return int.from_bytes(digest[:7])


def _shown(instant: datetime | None, zone: ZoneInfo) -> str:
    return "" if instant is None else f"{instant.astimezone(zone):%Y-%m-%d %H:%M}"
