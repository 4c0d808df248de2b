"""The desk's own hand on the clock: fires what is due, arms what comes next, and counts anew when the policy changed.

Every method is one transaction. Whoever ticks calls it; the store sees to it that a timer fires once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from chatdesk.core.clocks import clocks_of, with_pauses
from chatdesk.core.desk import Desk
from chatdesk.core.model import NO_TICKET, Change, PersonId, Ticket, TicketId, Timer
from chatdesk.core.ports import UnitOfWork
from chatdesk.core.posts import Priority
from chatdesk.core.timers import DESK_TIMERS
from chatdesk.core.timers.timer import DeskTimer, Firing, after_quiet
from chatdesk.core.work import Work, armed, whole

BATCH: Final = 500
"""Timers that fire in one transaction, and tickets that are counted anew in one."""
MANY: Final = 50
"""So many at once are no everyday matter: what they say lets other posts pass."""
_COUNT: Final = "policy of time"
DUES: Final = ("respond_by", "resolve_by", "update_by")
_SECOND: Final = timedelta(seconds=1)


class FiringFailed(Exception):
    """A timer could not fire; nothing of its batch was kept. `timer` is the one at fault."""

    def __init__(self, timer: Timer) -> None:
        super().__init__(f"{timer.kind} of ticket {timer.ticket}, due {timer.due}")
        self.timer = timer


@dataclass(frozen=True, slots=True, kw_only=True)
class Fired:
    """What became of a batch."""

    count: int
    waiting: Mapping[Timer, datetime]
    """Those that are held back, and until when."""


class Timekeeper:
    """Time for one desk."""

    def __init__(self, desk: Desk, desk_timers: Iterable[DeskTimer] = DESK_TIMERS) -> None:
        self.desk = desk
        self.desk_timers = {timer.kind: timer for timer in desk_timers}

    # -- firing
    def fire(self, now: datetime, limit: int = BATCH, later: frozenset[Timer] = frozenset()) -> Fired:
        """Fire what is due, at most so many; those in `later` stay armed and are passed over.

        Raise FiringFailed where one cannot; then none has fired. What must wait for the end of the quiet hours stays
        armed as well, and is told.
        """
        taken: tuple[tuple[Timer, Ticket | None], ...] = ()
        try:
            with self.desk.store.begin() as unit:
                taken = unit.take_timers(now, limit + len(later))
                firing = [pair for pair in taken if pair[0] not in later]
                waiting = self._fire_each(unit, firing, now)
                unit.leave_timers({timer for timer, _ in taken if timer in later} | waiting.keys())
        except FiringFailed:
            raise
        except Exception as error:
            if len(taken) == 1:
                raise FiringFailed(taken[0][0]) from error
            raise
        return Fired(count=len(firing) - len(waiting), waiting=waiting)

    def _fire_each(
        self, unit: UnitOfWork, firing: list[tuple[Timer, Ticket | None]], now: datetime
    ) -> dict[Timer, datetime]:
        """Fire each; return those that must wait, and until when."""
        known: dict[str, tuple[PersonId, ...]] = {}
        priority = Priority.BULK if len(firing) > MANY else Priority.NORMAL
        seen: set[TicketId] = set()
        waiting: dict[Timer, datetime] = {}
        for timer, found in firing:
            ticket = unit.ticket(found.id) if found is not None and found.id in seen else found
            work = self.desk.own_work(unit, now, ticket, priority)
            try:
                until = self._fire(Firing(work=work, timer=timer, known=known))
            except Exception as error:
                raise FiringFailed(timer) from error
            if until is not None:
                waiting[timer] = until
            seen.add(timer.ticket)
        return waiting

    def _fire(self, firing: Firing) -> datetime | None:
        """Fire one that still holds; one that does not arms what does. Return until when it must wait, if it must."""
        work, timer = firing.work, firing.timer
        if work.found is None:
            self._fire_own(firing)
            return None
        clocks = clocks_of(work.ticket, self.desk.policy, self.desk.calendars)
        spec = self.desk.timers.get(timer.kind)
        due = spec.due(clocks) if spec else None
        if spec is None or due is None or whole(due) != timer.due:
            work.unit.arm(work.ticket.id, armed(self.desk.timers, clocks))
            return None
        if spec.waits and (until := after_quiet(work.now, clocks.policy, clocks.calendar)) > work.now:
            return until
        spec.fire(firing)
        return None

    def _fire_own(self, firing: Firing) -> None:
        """Fire one of the desk's own, where the policy still wants it then, and arm its next."""
        spec = self.desk_timers.get(firing.timer.kind)
        if spec is None:
            return
        if spec.due is None:
            spec.fire(firing)
            return
        self._arm_own(firing.work.unit, spec, firing.work.now)
        due = spec.due(self.desk.policy, self.desk.calendars, firing.timer.due - _SECOND)
        if due is not None and whole(due) == firing.timer.due:
            spec.fire(firing)

    # -- arming
    def arm(self, now: datetime) -> None:
        """Arm the desk's own timers; those that are armed already stay."""
        with self.desk.store.begin() as unit:
            for spec in self.desk_timers.values():
                self._arm_own(unit, spec, now)

    def _arm_own(self, unit: UnitOfWork, spec: DeskTimer, now: datetime) -> None:
        due = spec.due(self.desk.policy, self.desk.calendars, now) if spec.due else None
        if due is not None:
            unit.arm(NO_TICKET, (Timer(ticket=NO_TICKET, kind=spec.kind, due=whole(due)),))

    # -- counting anew
    def is_recount_due(self) -> bool:
        """Whether the policy says otherwise about time than when the clocks were last counted."""
        with self.desk.store.read() as unit:
            return unit.find_count(_COUNT) != self._fingerprint()

    def recount(self, now: datetime, after: TicketId) -> TicketId | None:
        """Count the clocks of some tickets that have not ended anew, those with a number above `after`.

        Return the last of them, or None where there are no more.

        Where a due instant moved, the history says so; then the timers follow it.
        """
        with self.desk.store.begin() as unit:
            tickets = unit.live_tickets(after, BATCH)
            for ticket in tickets:
                self._recount(self.desk.own_work(unit, now, ticket))
            if len(tickets) < BATCH:
                unit.keep_count(_COUNT, self._fingerprint())
                return None
            return tickets[-1].id

    def _recount(self, work: Work) -> None:
        paused = with_pauses(work.ticket, work.policy, work.now)
        clocks = clocks_of(paused, work.policy, work.calendars)
        counted = replace(paused, **clocks.due_dates(work.ticket))
        work.unit.arm(counted.id, armed(work.timers, clocks))
        zone = ZoneInfo(clocks.calendar.zone)
        moved = [field for field in DUES if getattr(counted, field) != getattr(work.ticket, field)]
        if moved:
            changes = (_change(field, work.ticket, counted, zone) for field in moved)
            work.record_internally("recount", changes=changes)
        if counted != work.ticket:
            work.unit.save_ticket(counted)
        if moved and moved != ["update_by"]:
            work.redraw(counted, Priority.BULK)

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
        options = {name: sorted(customer.options) for name, customer in policy.customers.items()}
        closed = {name: sorted(map(str, self.desk.calendars(name).closed)) for name in policy.calendars}
        digest = hashlib.sha256(repr((policy.desk.calendar, told, options, closed)).encode()).digest()
        return int.from_bytes(digest[:7])


def _change(field: str, before: Ticket, after: Ticket, zone: ZoneInfo) -> Change:
    return Change(field=field, before=_shown(getattr(before, field), zone), after=_shown(getattr(after, field), zone))


def _shown(instant: datetime | None, zone: ZoneInfo) -> str:
    return "" if instant is None else f"{instant.astimezone(zone):%Y-%m-%d %H:%M}"
