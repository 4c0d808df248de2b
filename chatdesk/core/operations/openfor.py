"""openfor: an agent opens a ticket for somebody who asked in another way, or may not ask for it themselves (S2-7)."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from chatdesk.core.access import Role
from chatdesk.core.forms import Answers, Form, People
from chatdesk.core.model import Handle
from chatdesk.core.openers import check_requester, mandate_on_behalf, settled_whereabouts
from chatdesk.core.opening import opening_form
from chatdesk.core.operation import Operation, Reply
from chatdesk.core.operations.open import Open, Requester, open_ticket, opening_hints
from chatdesk.core.ports import Profile
from chatdesk.core.words import N_
from chatdesk.core.work import Work


class OpenFor(Open):
    """Open a ticket that is somebody else's."""

    verb: ClassVar[str] = "openfor"
    recorded: ClassVar[str] = "openfor"

    requester: tuple[Handle, ...]


def open_for(work: Work, command: OpenFor) -> Reply:
    """Open a ticket like any other, in the thread and the language of its requester.

    Where only people on a roster open tickets, it is one of these, whoever called (S3-20).
    """
    handle = command.requester[0]
    person = work.unit.see(Profile(handle=handle), work.policy.desk.language)
    requester = Requester(person=person, platform=handle.platform, workspace=handle.workspace)
    mandate = mandate_on_behalf(work)
    where = settled_whereabouts(work, mandate, command.customer, command.site)
    if where.customer is not None:
        check_requester(work, person, where.customer)
    return open_ticket(work, command, requester, mandate)


def open_for_form(work: Work, answers: Answers) -> Form:
    """Ask for whom, then what opening asks; what the desk knows of the agent is not the requester's."""
    chosen = answers.get("requester", ())
    field = People(
        id="requester",
        label=work.words(N_("Requester")),
        hint=work.words(N_("Whose ticket it becomes.")),
        initial=tuple(one for one in chosen if isinstance(one, Handle)),
        limit=1,
    )
    form = opening_form(work, answers, OpenFor.verb, {}, mandate_on_behalf(work))
    return replace(form, title=work.words(OPEN_FOR.label), fields=(field, *form.fields))


OPEN_FOR = Operation(
    command=OpenFor,
    label=N_("Open for someone"),
    summary=N_("Open a ticket on somebody’s behalf."),
    usage=N_("[product] [title]"),
    past=N_("opened the ticket on behalf of the requester"),
    roles=frozenset({Role.AGENT}),
    form=open_for_form,
    hints=opening_hints,
    handle=open_for,
)
