"""cadence: how often the requester hears how it goes, as agreed upon with them (S3-27)."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from chatdesk.core.access import Role
from chatdesk.core.clocks import clocks_of
from chatdesk.core.dates import span_in_words
from chatdesk.core.document import Paragraph
from chatdesk.core.errors import FormRejected, SpanUnknown
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
    """Keep the span and count the next report from the last word that reached the requester; raise FormRejected."""
    every = command.every.strip().replace(" ", "")
    span = _span(every) if every else None
    work.save(replace(work.ticket, update_every=str(span) if span else ""))
    words = work.desk_wording.words
    told = (
        words(
            N_("{agent} promised news of {ticket} every {span}."),
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


def _span(text: str) -> Span:
    try:
        span = Span.parse(text)
    except SpanError as error:
        raise FormRejected({"every": SpanUnknown()}) from error
    if span == Span():
        raise FormRejected({"every": SpanUnknown()})
    return span


def cadence_form(work: Work, answers: Answers) -> Form:
    """Ask how often, with what holds now."""
    now = clocks_of(work.ticket, work.policy, work.calendars).target.update
    return Form(
        verb=SetCadence.verb,
        title=work.words(N_("News of {ticket}"), ticket=work.ticket.reference),
        submit=work.words(N_("Set")),
        ticket=work.ticket.id,
        fields=(
            Text(
                id="every",
                initial=str(answers.get("every") or work.ticket.update_every or now or ""),
                required=False,
                label=work.words(N_("How often does the requester hear?")),
                hint=work.words(N_("4h of opening hours, 1d for every business day; empty: as the policy says.")),
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
