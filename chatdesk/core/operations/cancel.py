"""cancel: a ticket ends without a solution, with a reason that the requester reads (S4-18)."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from chatdesk.core.access import Role
from chatdesk.core.articles import article
from chatdesk.core.document import Paragraph, PublicBlock, Quote, Strong, Style
from chatdesk.core.forms import Answers, Choice, Field, Form, Option
from chatdesk.core.forms import Paragraph as ParagraphField
from chatdesk.core.model import OPEN, Phase
from chatdesk.core.operation import Operation, Reply, Surface, TicketCommand, typed_into
from chatdesk.core.wording import Wording
from chatdesk.core.words import N_
from chatdesk.core.work import Work


class Cancel(TicketCommand):
    """Cancel the ticket, with the reason in one's own words; `cause` is one of the policy's."""

    verb: ClassVar[str] = "cancel"

    cause: str | None = None
    reason: str


def cancel(work: Work, command: Cancel) -> Reply:
    """End the ticket as cancelled, which is neither resolved nor closed (S4-19), and tell the other side why."""
    cancelled = work.moved(work.ticket, work.policy.moves.cancel, Phase.CANCELLED)
    cancelled = replace(cancelled, cancel_cause=command.cause, cancel_reason=command.reason)
    work.record("cancel", after=cancelled, text=command.reason)
    work.save(cancelled)
    wording = work.requester_wording
    if work.actor.id != work.ticket.requester:
        told = wording.words(
            N_("{name} cancelled {ticket}:"), name=work.public_name(wording), ticket=work.ticket.reference
        )
        why = (*_cause(wording, command.cause), Quote(text=command.reason))
        work.tell_requester(Paragraph((*work.audience(), Strong(told))), *why)
    words = work.desk_wording.words
    told = words(N_("{name} cancelled {ticket}:"), name=work.actor.name, ticket=work.ticket.reference)
    why = (*_cause(work.desk_wording, command.cause), Quote(text=command.reason))
    work.tell_agents(Paragraph((*work.mentions(work.ticket.assignee), Strong(told))), *why)
    return Reply()


def _cause(wording: Wording, cause: str | None) -> tuple[PublicBlock, ...]:
    """Return what the policy says of a reason: its name, its text, and the article that it is about."""
    if cause is None:
        return ()
    policy = wording.policy.cancel_reasons[cause]
    text = f"\n{policy.text.in_(wording.language)}" if policy.text else ""
    link = ("\n📖 ", article(wording, policy.article)) if policy.article else ()
    return (Paragraph((Strong(policy.name.in_(wording.language)), text, *link)),)


def cancel_form(work: Work, answers: Answers) -> Form:
    """Ask for the reason; whoever cancels as an agent may choose one of the policy's as well."""
    return Form(
        verb=Cancel.verb,
        title=work.words(N_("Cancel {ticket}"), ticket=work.ticket.reference),
        submit=work.words(N_("Cancel the ticket")),
        ticket=work.ticket.id,
        fields=(
            *_cause_field(work),
            ParagraphField(
                id="reason",
                initial=str(answers.get("reason", "")),
                label=work.words(N_("Reason")),
                hint=work.words(N_("The requester and the watchers read this.")),
            ),
        ),
    )


def _cause_field(work: Work) -> tuple[Field, ...]:
    if not work.policy.cancel_reasons or Role.REQUESTER in work.roles:
        return ()
    options = (Option(value=name, label=work.wording.cause(name)) for name in work.policy.cancel_reasons)
    label = work.words(N_("Why is it cancelled?"))
    return (Choice(id="cause", label=label, options=tuple(options), required=False),)


CANCEL = Operation(
    command=Cancel,
    label=N_("Cancel the ticket"),
    summary=N_("End a ticket without a solution, with the reason."),
    usage=N_("NUMBER"),
    past=N_("cancelled the ticket"),
    roles=frozenset({Role.REQUESTER, Role.AGENT}),
    phases=OPEN,
    form=cancel_form,
    hints=typed_into("reason"),
    handle=cancel,
    style=Style.DANGER,
    surfaces=frozenset({Surface.INTERNAL_MENU, Surface.PUBLIC_MENU}),
)
