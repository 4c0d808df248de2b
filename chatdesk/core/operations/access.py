"""access: somebody who may not open tickets asks to be put on a customer's roster, by its number (S4-17)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from chatdesk.core.access import Role
from chatdesk.core.errors import AlreadyOnRoster, Diverted, FieldError, FormRejected, NoPlaceFree, NumberUnknown
from chatdesk.core.forms import Answers, Form, Text
from chatdesk.core.model import NO_TICKET, RosterChange
from chatdesk.core.openers import chosen
from chatdesk.core.operation import Command, Operation, Reply
from chatdesk.core.roster_changes import ask_change
from chatdesk.core.roster_forms import fact_fields, shift_field, terms_field, terms_told
from chatdesk.core.rosters import customer_numbered, is_full, roster_policy, takes_newcomers
from chatdesk.core.words import N_
from chatdesk.core.work import Work


class AskAccess(Command):
    """Put me on a customer's roster."""

    verb: ClassVar[str] = "access"

    customer_number: str
    shift: str
    facts: Mapping[str, str] = {}


def ask_access(work: Work, command: AskAccess) -> Reply:
    """Ask for it by a ticket, which an agent approves.

    Raise FormRejected for a number that no customer has, or one whom the desk does not serve (S4-7), and where they are
    on the roster or no place is free; no customer's name or people are told.
    """
    customer = customer_numbered(work.policy, command.customer_number)
    if customer is None:
        raise FormRejected({"customer_number": NumberUnknown(number=command.customer_number)})
    if divert := work.policy.divert_of(customer):
        raise FormRejected({"customer_number": Diverted(text=work.wording.diversion(divert))})
    if wrong := _wrong(work, customer, command.shift):
        raise FormRejected({"shift": wrong})
    change = RosterChange(
        ticket=NO_TICKET, customer=customer, shift=command.shift, joins=work.actor.id, facts=command.facts
    )
    return ask_change(work, command, change)


def _wrong(work: Work, customer: str, shift: str) -> FieldError | None:
    on_shift = [entry.person for entry in work.unit.roster(customer) if entry.shift == shift]
    if work.actor.id in on_shift:
        return AlreadyOnRoster()
    return NoPlaceFree() if is_full(work.policy, shift, (*on_shift, work.actor.id)) else None


def access_form(work: Work, answers: Answers) -> Form:
    """Ask for the customer's number, the shift, and what the policy wants to know and have confirmed."""
    number = Text(
        id="customer_number",
        label=work.words(N_("Customer number")),
        hint=work.words(N_("By which we know your company.")),
        initial=str(answers.get("customer_number", "")),
        limit=40,
    )
    shift = shift_field(work, chosen(answers.get("shift"), roster_policy(work.policy).shifts))
    return Form(
        verb=AskAccess.verb,
        title=work.words(N_("Ask for access")),
        submit=work.words(N_("Send")),
        intro=terms_told(work),
        fields=(number, shift, *fact_fields(work, answers, work.actor.facts), *terms_field(work)),
    )


ACCESS = Operation(
    command=AskAccess,
    label=N_("Ask for access"),
    summary=N_("Ask that you may open tickets for your company."),
    roles=frozenset({Role.ANYONE}),
    wanted=takes_newcomers,
    form=access_form,
    handle=ask_access,
)
