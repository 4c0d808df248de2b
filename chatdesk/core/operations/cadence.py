"""cadence: how often the requester hears how it goes, as agreed upon with them (S3-27)."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from chatdesk.core.access import Role
from chatdesk.core.clocks import reached
from chatdesk.core.dates import span_in_words
from chatdesk.core.document import Paragraph
from chatdesk.core.errors import AlreadyDone, FormRejected, SpanUnknown
from chatdesk.core.forms import Answers, Form, Text
from chatdesk.core.model import OPEN
from chatdesk.core.operation import Operation, Reply, Surface, TicketCommand, typed_into
from chatdesk.core.spans import Span, SpanError
from chatdesk.core.words import N_
from chatdesk.core.work import Work


class SetCadence(TicketCommand):
    """Report to the requester every so often; an empty text goes back to the policy's rule."""

    verb: ClassVar[str] = "cadence"

    every: str = ""


def set_cadence(work: Work, command: SetCadence) -> Reply:
    """Keep the span: it counts from now, then from each word that reaches the requester; raise FormRejected."""
    every = command.every.strip().replace(" ", "").lower().replace("j", "d")
    span = _span(work, every) if every else None
    if not span and not work.ticket.update_every:
        raise AlreadyDone(ticket=work.ticket.reference)
    work.save(replace(work.ticket, update_every=str(span) if span else "", told_at=work.now))
    words = work.desk_wording.words
    told = (
        words(
            N_("{agent} promised news of {ticket}. Interval: {span}."),
            agent=work.actor.name,
            ticket=work.ticket.reference,
            span=span_in_words(span, words),
        )
        if span
        else words(
            N_("{agent} took back the promise of news of {ticket}."),
            agent=work.actor.name,
            ticket=work.ticket.reference,
        )
    )
    work.record_internally("cadence")
    work.tell_agents(Paragraph((told,)))
    return Reply()


def _span(work: Work, text: str) -> Span:
    """Return the span of a text; none, and one that the desk never opens for, is refused at its field."""
    try:
        span = Span.parse(text)
    except SpanError as error:
        raise FormRejected({"every": SpanUnknown()}) from error
    calendar = work.calendars(work.policy.calendar_for(work.ticket))
    if span == Span() or reached(calendar, work.now, span) is None:
        raise FormRejected({"every": SpanUnknown()})
    return span


def cadence_form(work: Work, answers: Answers) -> Form:
    """Ask how often, with what holds now."""
    return Form(
        verb=SetCadence.verb,
        title=work.words(N_("News of {ticket}"), ticket=work.ticket.reference),
        submit=work.words(N_("Set")),
        ticket=work.ticket.id,
        fields=(
            Text(
                id="every",
                initial=str(answers.get("every") or work.ticket.update_every),
                required=False,
                label=work.words(N_("How often does the requester hear?")),
                hint=work.words(N_("4h of opening hours, 1d for every business day. Empty: as the policy says.")),
            ),
        ),
    )


CADENCE = Operation(
    command=SetCadence,
    label=N_("Promise news"),
    summary=N_("Set how often the requester hears how it goes."),
    usage=N_("NUMBER"),
    past=N_("set how often the requester hears how it goes"),
    roles=frozenset({Role.AGENT}),
    phases=OPEN,
    form=cadence_form,
    hints=typed_into("every"),
    handle=set_cadence,
    surfaces=frozenset({Surface.INTERNAL_MENU}),
)
