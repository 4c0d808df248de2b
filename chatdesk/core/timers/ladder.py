"""The ladders: what follows, step by step, when a requester does not answer a question or a solution (S3-32, S3-33).

Each step counts from the message before it, when that was really sent: a process that was down for a week does not
remind and close in one breath. Any answer ends a ladder; a refused solution begins it anew when the next one is given.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from chatdesk.core.buttons import ticket_buttons
from chatdesk.core.clocks import Clocks, clocks_of, reached
from chatdesk.core.document import Line, Moment, Paragraph, PublicBlock, PublicDocument, Strong
from chatdesk.core.model import Phase, Ticket
from chatdesk.core.operation import Surface
from chatdesk.core.policy import Policy
from chatdesk.core.policy_time import Do, StepPolicy
from chatdesk.core.posts import RequesterNotice
from chatdesk.core.timers.timer import Firing, TicketTimer, after_quiet
from chatdesk.core.words import N_
from chatdesk.core.work import Work


def steps_of(policy: Policy, ticket: Ticket) -> tuple[StepPolicy, ...]:
    """Return the steps of the ladder that a ticket is on, those taken and those to come."""
    match ticket.phase:
        case Phase.RESOLVED:
            return policy.ladders.confirmation
        case Phase.WAITING:
            return policy.ladders.information
        case _:
            return ()


def next_step(clocks: Clocks) -> StepPolicy | None:
    """Return the step that a ticket waits for, or None where no ladder runs."""
    steps = steps_of(clocks.policy, clocks.ticket)
    if clocks.ticket.ladder_at is None or not steps:
        return None
    return steps[min(clocks.ticket.ladder_step, len(steps) - 1)]  # the policy may have had more


def ladder_due(clocks: Clocks) -> datetime | None:
    """Return when the next step is due."""
    step, since = next_step(clocks), clocks.ticket.ladder_at
    if step is None or since is None:
        return None
    due = reached(clocks.calendar, since, step.after)
    return due and after_quiet(due, clocks.policy, clocks.calendar)


def _take_step(firing: Firing) -> None:
    work = firing.work
    moves, possible = work.policy.moves, work.policy.status_of(work.ticket).next
    step = next_step(clocks_of(work.ticket, work.policy, work.calendars))
    assert step is not None
    match step.do:
        case Do.REMIND:
            _remind(work)
        case Do.CLOSE if moves.close in possible:
            _end(firing, step, work.moved(work.ticket, moves.close))
        case Do.CANCEL if moves.cancel in possible:
            reason = work.requester_wording.words(N_("We did not get the information that we asked for."))
            cancelled = work.moved(work.ticket, moves.cancel, Phase.CANCELLED)
            _end(firing, step, replace(cancelled, cancel_reason=reason))
        case _:
            _ask_agent(firing)


def _climbed(work: Work, since: datetime | None) -> Ticket:
    """Return the ticket a step further; it waits for the next one `since` then, or not at all."""
    step = min(work.ticket.ladder_step + 1, len(steps_of(work.policy, work.ticket)))
    is_last = step == len(steps_of(work.policy, work.ticket))
    return replace(work.ticket, ladder_at=None if is_last else since, ladder_step=step)


def _remind(work: Work) -> None:
    """Ask the requester once more, and say what follows without an answer; it counts once it has been delivered."""
    climbed = _climbed(work, work.now)
    words = work.requester_wording.words
    resolved = work.ticket.phase is Phase.RESOLVED
    question = N_("Is {ticket} solved for you?") if resolved else N_("We still need your answer on {ticket}.")
    here = () if resolved else (Paragraph((words(N_("Please answer here, in this thread.")),)),)
    work.tell_requester(
        Paragraph((*work.audience(), Strong(words(question, ticket=work.ticket.reference)))),
        *here,
        *_what_follows(work, climbed),
        *(ticket_buttons(work.operations, Surface.CONFIRMATION, climbed, words) if resolved else ()),
        asks=True,
    )
    work.record("remind")
    work.save(replace(climbed, ladder_at=None))


def _what_follows(work: Work, climbed: Ticket) -> tuple[PublicBlock, ...]:
    """Say when the ticket ends without an answer, where that is the next step."""
    clocks = clocks_of(climbed, work.policy, work.calendars)
    step, due = next_step(clocks), ladder_due(clocks)
    if step is None or due is None or step.do not in (Do.CLOSE, Do.CANCEL):
        return ()
    words = work.requester_wording.words
    text = N_("Without an answer, it is closed:") if step.do is Do.CLOSE else N_("Without an answer, it is cancelled:")
    return (Paragraph((words(text), " ", Moment(due))),)


def _ask_agent(firing: Firing) -> None:
    """Leave the closing to the agent in charge, with one button (S2-21)."""
    work = firing.work
    words = work.desk_wording.words
    told = words(N_("The requester of {ticket} has not answered. Close it?"), ticket=work.ticket.reference)
    work.tell_agents(
        Paragraph((*firing.holder(), Strong(told))),
        *firing.late,
        *ticket_buttons(work.operations, Surface.CLOSING, work.ticket, words),
    )
    work.record_internally(firing.timer.kind)
    work.save(_climbed(work, work.now))


def _end(firing: Firing, step: StepPolicy, ended: Ticket) -> None:
    """End the ticket; the requester reads why, and how to go on."""
    work = firing.work
    verb = "expire" if ended.phase is Phase.CLOSED else "lapse"
    work.record(verb, after=ended)
    work.save(ended)
    text = (
        N_("{ticket} is closed, since we had no answer from you.")
        if ended.phase is Phase.CLOSED
        else N_("{ticket} is cancelled, since we had no answer from you.")
    )
    if step.tells:
        _say_ended(work, ended, text)
    work.tell_agents(Paragraph(_told_agents(work, ended)), *firing.late)


def _say_ended(work: Work, ended: Ticket, text: str) -> None:
    """Say it in the thread; what can be done is offered privately, since a platform may lock the thread by then."""
    words = work.requester_wording.words
    told = Paragraph((*work.audience(), Strong(words(text, ticket=ended.reference))))
    offer = Paragraph((words(N_("If you still need help, open a follow-up.")),))
    buttons = ticket_buttons(work.operations, Surface.FOLLOW_UP, ended, words)
    if work.thread_is_direct:
        work.tell_requester(told, offer, *buttons)
        return
    work.tell_requester(Paragraph((words(text, ticket=ended.reference),)))
    if ended.requester in work.unit.muted(ended.id):
        return
    body = PublicDocument((Paragraph((Strong(words(text, ticket=ended.reference)),)), offer, *buttons))
    work.unit.post(RequesterNotice(person=ended.requester, body=body, platform=ended.platform))


def _told_agents(work: Work, ended: Ticket) -> Line:
    words = work.desk_wording.words
    text = (
        N_("{ticket} was closed: the requester did not answer.")
        if ended.phase is Phase.CLOSED
        else N_("{ticket} was cancelled: the requester did not answer.")
    )
    return (*work.mentions(work.ticket.assignee), words(text, ticket=ended.reference))


LADDER: Final = TicketTimer(
    kind="ladder",
    past=N_("asked the agent in charge to close it"),
    due=ladder_due,
    fire=_take_step,
    waits=True,
)
