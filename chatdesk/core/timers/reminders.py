"""Reminders to the agents: a ticket that nobody qualified, and a requester who is to hear how it goes (S3-27)."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from chatdesk.core.buttons import buttons_for
from chatdesk.core.clocks import Clocks, count
from chatdesk.core.document import Paragraph, Strong
from chatdesk.core.model import OPEN
from chatdesk.core.timers.timer import Firing, TicketTimer, after_quiet
from chatdesk.core.words import N_


def _unqualified_due(clocks: Clocks) -> datetime | None:
    ticket, span = clocks.ticket, clocks.policy.clocks.unqualified
    if span is None or ticket.qualified_at is not None or ticket.phase not in OPEN:
        return None
    due = count(clocks.calendar, ticket.opened_at, span, ticket.pauses).due
    return None if due is None else after_quiet(due, clocks.policy, clocks.calendar)


def _update_due(clocks: Clocks) -> datetime | None:
    counted = clocks.update() if clocks.ticket.phase in OPEN else None
    if counted is None or counted.due is None:
        return None
    return after_quiet(counted.due, clocks.policy, clocks.calendar)


def _remind_of_unqualified(firing: Firing) -> None:
    _remind(firing, N_("Nobody has qualified {ticket} yet."), "qualify")


def _remind_of_update(firing: Firing) -> None:
    _remind(firing, N_("The requester of {ticket} waits to hear how it goes."), "reply")


def _remind(firing: Firing, text: str, verb: str) -> None:
    work = firing.work
    words = work.desk_wording.words
    work.tell_agents(
        Paragraph((*firing.holder(), Strong(words(text, ticket=work.ticket.reference)))),
        *firing.late,
        *buttons_for(work.operations, (verb,), work.ticket, words),
    )
    work.record_internally(firing.timer.kind)


UNQUALIFIED: Final = TicketTimer(
    kind="unqualified",
    past=N_("reminded that nobody had qualified it"),
    due=_unqualified_due,
    fire=_remind_of_unqualified,
    waits=True,
)
UPDATE: Final = TicketTimer(
    kind="update",
    past=N_("reminded that the requester waits to hear how it goes"),
    due=_update_due,
    fire=_remind_of_update,
    waits=True,
)
