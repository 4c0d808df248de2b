"""designate: a customer says who joins its roster, who leaves it, or both; an agent approves it (S3-14, S3-50..52)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from chatdesk.core.access import Role
from chatdesk.core.errors import (
    ChoiceUnknown,
    FieldError,
    FormRejected,
    JoinsForThemselves,
    MayNotOpen,
    NoPlaceLeft,
    SomebodyNeeded,
)
from chatdesk.core.forms import Answers, Choice, Field, Form, Option, People
from chatdesk.core.model import NO_TICKET, Handle, PersonId, RosterChange
from chatdesk.core.openers import chosen, refusal
from chatdesk.core.operation import Command, Invocation, Operation, Reply
from chatdesk.core.policy import Policy
from chatdesk.core.ports import Profile
from chatdesk.core.roster_changes import ask_change
from chatdesk.core.roster_forms import (
    customer_field,
    fact_fields,
    missing_about,
    optional,
    shift_field,
    terms_field,
    terms_told,
)
from chatdesk.core.rosters import (
    by_shift,
    customer_named,
    has_requests,
    is_full,
    named,
    roster_policy,
    visible_customers,
)
from chatdesk.core.words import N_
from chatdesk.core.work import Work


class Designate(Command):
    """Put somebody on a customer's roster, take somebody off it, or one for the other."""

    verb: ClassVar[str] = "designate"

    customer: str
    shift: str
    leaves: str = ""
    """The number of the person who leaves."""
    joins: tuple[Handle, ...] = ()
    facts: Mapping[str, str] = {}
    """What is asked about whoever joins."""
    terms: str = ""


def designate(work: Work, command: Designate) -> Reply:
    """Ask for the change by a ticket; a manager's own is done at once.

    Raise FormRejected where nobody joins or leaves, where no place is left, or where something about whoever joins is
    missing.
    """
    joins = _person(work, command.joins)
    change = RosterChange(
        ticket=NO_TICKET,
        customer=command.customer,
        shift=command.shift,
        joins=joins,
        leaves=PersonId(int(command.leaves)) if command.leaves else None,
        facts=command.facts if joins is not None else {},
        by_desk=work.is_staff,
    )
    wrong = {**_wrong(work, change), **(missing_about(work, command.facts, command.terms) if joins is not None else {})}
    if wrong:
        raise FormRejected(wrong)
    return ask_change(work, command, change)


def _person(work: Work, handles: tuple[Handle, ...]) -> PersonId | None:
    if not handles:
        return None
    return work.unit.see(Profile(handle=handles[0]), work.policy.desk.language).id


def _wrong(work: Work, change: RosterChange) -> dict[str, FieldError]:
    """Return what is wrong with who joins and who leaves, by field."""
    on_shift = _on_shift(work, change.customer, change.shift)
    if change.leaves is not None and change.leaves not in on_shift:
        return {"leaves": ChoiceUnknown()}
    if change.joins is None:
        return {"joins": SomebodyNeeded()} if change.leaves is None else {}
    if change.joins == change.leaves:
        return {"joins": JoinsForThemselves(person=named(work, (change.joins,)))}
    staying = tuple(person for person in on_shift if person != change.leaves)
    if is_full(work.policy, change.shift, (*staying, change.joins)):
        limit = roster_policy(work.policy).shifts[change.shift].limit
        shift = work.wording.shift(change.shift)
        return {"joins": NoPlaceLeft(shift=shift, limit=limit, names=named(work, staying))}
    return {}


def _on_shift(work: Work, customer: str, shift: str) -> tuple[PersonId, ...]:
    entries = by_shift(work.policy, work.unit.roster(customer)).get(shift, ())
    return tuple(entry.person for entry in entries)


# -- the form
def designate_form(work: Work, answers: Answers) -> Form:
    """Ask for customer and shift, who leaves, who joins, and what the policy wants to know and have confirmed of them.

    Raise MayNotOpen for somebody who may not change any, with where to go instead where the desk serves none of
    their customers (S4-7).
    """
    customers = tuple(name for name in visible_customers(work) if work.policy.divert_of(name) is None)
    if not customers:
        raise MayNotOpen(text=refusal(work))
    customer = chosen(answers.get("customer"), customers)
    shift = chosen(answers.get("shift"), roster_policy(work.policy).shifts)
    joins = answers.get("joins", ())
    return Form(
        verb=Designate.verb,
        title=work.words(N_("Change the list")),
        submit=work.words(N_("Send")),
        intro=terms_told(work),
        fields=(
            customer_field(work, customers, customer),
            shift_field(work, shift),
            *_leaves_field(work, customer, shift, str(answers.get("leaves", ""))),
            People(
                id="joins",
                label=work.words(N_("Who joins")),
                hint=work.words(N_("Leave it empty where somebody only leaves.")),
                required=False,
                initial=tuple(one for one in joins if isinstance(one, Handle)),
                limit=1,
            ),
            *optional((*fact_fields(work, answers, {}), *terms_field(work))),
        ),
    )


def _leaves_field(work: Work, customer: str, shift: str, initial: str) -> tuple[Field, ...]:
    """Ask who of those on the shift leaves it; nothing while nobody is."""
    if not customer or not shift:
        return ()
    people = work.unit.people(_on_shift(work, customer, shift))
    options = tuple(Option(value=str(number), label=person.name) for number, person in people.items())
    label = work.words(N_("Who leaves"))
    return (Choice(id="leaves", label=label, options=options, initial=initial, required=False),) if options else ()


def customer_hints(policy: Policy, invocation: Invocation) -> Mapping[str, str]:
    """Read the customer that was typed, or that a button carries."""
    return {"customer": customer_named(policy, invocation.rest) or ""}


DESIGNATE = Operation(
    command=Designate,
    label=N_("Change the list"),
    summary=N_("Say who joins or leaves those who may open tickets for a customer."),
    usage=N_("[customer]"),
    roles=frozenset({Role.ANYONE}),
    wanted=has_requests,
    form=designate_form,
    hints=customer_hints,
    handle=designate,
)
