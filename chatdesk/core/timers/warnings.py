"""Warnings before a target is missed, and breaches when it was, told to the managers too where the policy says so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Final

from chatdesk.core.buttons import buttons_for
from chatdesk.core.clocks import Clocks
from chatdesk.core.document import InternalBlock, InternalDocument, Moment, Paragraph, Strong, ThreadLink
from chatdesk.core.model import OPEN, Audience
from chatdesk.core.policy_time import Clock
from chatdesk.core.posts import AgentNotice
from chatdesk.core.timers.timer import Firing, TicketTimer
from chatdesk.core.words import N_

_WARNED: Final[Mapping[Clock, str]] = {
    Clock.RESPONSE: N_("{ticket} waits for its first answer. Due:"),
    Clock.RESOLUTION: N_("{ticket} is to be solved soon. Due:"),
}
_BREACHED: Final[Mapping[Clock, str]] = {
    Clock.RESPONSE: N_("{ticket} was not answered in time. It was due:"),
    Clock.RESOLUTION: N_("{ticket} was not solved in time. It was due:"),
}
WARNED: Final = "⏳ "
BREACHED: Final = "🔴 "
_VERBS: Final[Mapping[Clock, tuple[str, ...]]] = {
    Clock.RESPONSE: ("take", "reply"),
    Clock.RESOLUTION: ("resolve", "ask", "transfer"),
}


def _runs(clocks: Clocks, clock: Clock) -> bool:
    """Whether what a clock counts for is still to be done."""
    return clocks.ticket.phase in OPEN and not (clock is Clock.RESPONSE and clocks.ticket.answered_at)


def _due(clock: Clock, clocks: Clocks) -> datetime | None:
    counted = clocks.of(clock) if _runs(clocks, clock) else None
    return counted.due if counted else None


def _warning_due(clock: Clock, clocks: Clocks) -> datetime | None:
    return clocks.warning(clock) if _runs(clocks, clock) else None


def _due_of(firing: Firing, clock: Clock) -> datetime:
    ticket = firing.work.ticket
    return (ticket.respond_by if clock is Clock.RESPONSE else ticket.resolve_by) or firing.timer.due


def _warn(clock: Clock, firing: Firing) -> None:
    """Tell whoever has the ticket, or the group, in the agents' thread; too late, the breach says it."""
    if _due_of(firing, clock) > firing.work.now:
        _tell(firing, clock, WARNED, _WARNED[clock])


def _breach(clock: Clock, firing: Firing) -> None:
    """Tell whoever has the ticket, or the group; and the managers, privately (S3-28, S3-36)."""
    _tell(firing, clock, BREACHED, _BREACHED[clock], *_next_tier(firing, clock))
    if clock in firing.work.policy.clocks.escalate:
        _escalate(firing, clock)


def _tell(firing: Firing, clock: Clock, sign: str, text: str, *more: Paragraph) -> None:
    work = firing.work
    words = work.desk_wording.words
    told = words(text, ticket=work.ticket.reference)
    work.tell_agents(
        Paragraph((*firing.holder(), sign, Strong(told), " ", Moment(_due_of(firing, clock)))),
        *more,
        *firing.late,
        *buttons_for(work.operations, _VERBS[clock], work.ticket, words),
    )
    work.record_internally(firing.timer.kind)


def _next_tier(firing: Firing, clock: Clock) -> tuple[Paragraph, ...]:
    """Name the tier that takes over what this group does not solve in time (S3-28)."""
    work = firing.work
    group = work.policy.groups.get(work.ticket.group)
    if clock is not Clock.RESOLUTION or group is None or group.escalates_to is None:
        return ()
    wording = work.desk_wording
    return (Paragraph((wording.words(N_("The next tier is {group}."), group=wording.group(group.escalates_to)),)),)


def _escalate(firing: Firing, clock: Clock) -> None:
    work = firing.work
    for manager in firing.managers():
        words = work.words_for(manager)
        link = ThreadLink(work.ticket.id, Audience.INTERNAL, words(N_("The agents’ thread")))
        told = words(_BREACHED[clock], ticket=work.ticket.reference)
        title = Paragraph((work.ticket.title,))
        heading = Paragraph((BREACHED, Strong(told), " ", Moment(_due_of(firing, clock))))
        body: tuple[InternalBlock, ...] = (heading, title, Paragraph((link,)), *firing.late)
        work.unit.post(AgentNotice(person=manager, body=InternalDocument(body)), priority=work.priority)


_PAST: Final[Mapping[tuple[Clock, str], str]] = {
    (Clock.RESPONSE, "warning"): N_("warned that the first answer is due soon"),
    (Clock.RESPONSE, "breach"): N_("noted that the first answer is late"),
    (Clock.RESOLUTION, "warning"): N_("warned that the solution is due soon"),
    (Clock.RESOLUTION, "breach"): N_("noted that the solution is late"),
}

WARNINGS: Final = tuple(
    TicketTimer(
        kind=f"{clock}_warning",
        past=_PAST[clock, "warning"],
        due=partial(_warning_due, clock),
        fire=partial(_warn, clock),
    )
    for clock in Clock
)
BREACHES: Final = tuple(
    TicketTimer(
        kind=f"{clock}_breach",
        past=_PAST[clock, "breach"],
        due=partial(_due, clock),
        fire=partial(_breach, clock),
    )
    for clock in Clock
)
