"""followup: a closed ticket stays closed; a new one cites it (S2-22, S2-23)."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from chatdesk.core.access import Role
from chatdesk.core.document import Style
from chatdesk.core.forms import Answers, Form
from chatdesk.core.model import ENDED
from chatdesk.core.openers import mandate_after
from chatdesk.core.opening import opening_form
from chatdesk.core.operation import Operation, Reply, Surface, TicketCommand
from chatdesk.core.operations.open import Open, Requester, open_ticket
from chatdesk.core.words import N_
from chatdesk.core.work import Work


class FollowUp(Open, TicketCommand):
    """Open a ticket that cites an ended one."""

    verb: ClassVar[str] = "followup"


def open_follow_up(work: Work, command: FollowUp) -> Reply:
    """Open a ticket like any other, citing the one at hand and for the same requester."""
    ended = work.ticket
    same = Requester(person=work.unit.person(ended.requester), platform=ended.platform, workspace=ended.workspace)
    reply = open_ticket(work, command, same, mandate_after(work, ended), follows=ended)
    work.record("followup", text=reply.ticket.reference if reply.ticket else "")
    return reply


def follow_up_form(work: Work, answers: Answers) -> Form:
    """Ask what opening asks, with product, kind and title of the closed ticket filled in; customer and site stay."""
    ticket = work.ticket
    known = {"product": ticket.product, "kind": ticket.kind, "title": ticket.title}
    mine = work.actor.facts if work.actor.id == ticket.requester else {}
    form = opening_form(work, {**known, **answers}, FollowUp.verb, mine, mandate_after(work, ticket))
    title = work.words(N_("Follow-up to {ticket}"), ticket=ticket.reference)
    return replace(form, title=title, ticket=ticket.id)


FOLLOW_UP = Operation(
    command=FollowUp,
    label=N_("Open a follow-up"),
    summary=N_("Open a new ticket that cites a closed one."),
    usage=N_("NUMBER"),
    past=N_("opened a follow-up"),
    roles=frozenset({Role.REQUESTER, Role.WATCHER, Role.AGENT}),
    phases=ENDED,
    form=follow_up_form,
    handle=open_follow_up,
    style=Style.PRIMARY,
    surfaces=frozenset({Surface.PUBLIC_CARD, Surface.FOLLOW_UP}),
)
