"""withdraw: the desk asks to take somebody off a roster; those who stay are told, and a manager approves it (S3-16)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import ClassVar

from chatdesk.core.access import Role
from chatdesk.core.document import Actions, Button, InternalQuote, Paragraph, PublicDocument, Strong
from chatdesk.core.errors import ChoiceUnknown, FormRejected
from chatdesk.core.forms import Answers, Choice, Field, Form, Option
from chatdesk.core.forms import Paragraph as ParagraphField
from chatdesk.core.model import NO_TICKET, InternalText, PersonId, RosterChange, RosterEntry
from chatdesk.core.openers import chosen
from chatdesk.core.operation import Command, Operation, Reply
from chatdesk.core.operations.designate import customer_hints
from chatdesk.core.posts import RequesterNotice
from chatdesk.core.roster_changes import ask_change
from chatdesk.core.roster_forms import customer_field
from chatdesk.core.rosters import has_requests, named, visible_customers
from chatdesk.core.wording import Wording
from chatdesk.core.words import N_
from chatdesk.core.work import Work


class Withdraw(Command):
    """Take somebody off a customer's roster, with the reason, which agents alone read."""

    verb: ClassVar[str] = "withdraw"

    customer: str
    place: str
    """The shift and the person's number: `day/17`."""
    reason: str


def withdraw(work: Work, command: Withdraw) -> Reply:
    """Ask for it by a ticket, and those who stay on the roster to name a successor; a manager's own is done at once.

    Raise FormRejected where the person is not on that shift any more.
    """
    roster = work.unit.roster(command.customer)
    leaving = next((entry for entry in roster if _value(entry) == command.place), None)
    if leaving is None:
        raise FormRejected({"place": ChoiceUnknown()})
    change = RosterChange(
        ticket=NO_TICKET, customer=leaving.customer, shift=leaving.shift, leaves=leaving.person, by_desk=True
    )
    staying = dict.fromkeys(entry.person for entry in roster if entry.person != leaving.person)
    reason = InternalText(words=command.reason)
    words = work.desk_wording.words
    asked = words(N_("Asked to name somebody else: {names}."), names=named(work, staying))
    reply = ask_change(work, command, change, InternalQuote(text=reason), Paragraph((asked,)))
    replace(work, found=reply.ticket).record_internally("withdraw", text=reason)
    _ask_successor(work, leaving, staying)
    return reply


def _value(entry: RosterEntry) -> str:
    return f"{entry.shift}/{entry.person}"


def _ask_successor(work: Work, leaving: RosterEntry, staying: Iterable[PersonId]) -> None:
    """Ask those who stay, each privately and in their language, to name somebody else."""
    for person in staying:
        wording = Wording(work.policy, work.words_for(person))
        words = wording.words
        told = words(
            N_("We have asked that {name} be taken off the list: {roster}, {customer}, {shift}."),
            name=named(work, (leaving.person,)),
            roster=wording.roster(),
            customer=wording.customer(leaving.customer),
            shift=wording.shift(leaving.shift),
        )
        please = words(N_("Please name somebody in their place."))
        change = work.operations["designate"]
        button = Button(verb=change.verb, label=words(change.label), subject=leaving.customer)
        body = PublicDocument((Paragraph((Strong(told), f"\n{please}")), Actions((button,))))
        work.unit.post(RequesterNotice(person=person, body=body, platform=work.handle.platform))


# -- the form
def withdraw_form(work: Work, answers: Answers) -> Form:
    """Ask for the customer, for who leaves, and why."""
    customers = visible_customers(work)
    customer = chosen(answers.get("customer"), customers)
    return Form(
        verb=Withdraw.verb,
        title=work.words(N_("Take off the list")),
        submit=work.words(N_("Send")),
        fields=(
            customer_field(work, customers, customer),
            *_place_field(work, customer, str(answers.get("place", ""))),
            ParagraphField(
                id="reason",
                label=work.words(N_("Reason")),
                hint=work.words(N_("Only agents read this.")),
                initial=str(answers.get("reason", "")),
            ),
        ),
    )


def _place_field(work: Work, customer: str, initial: str) -> tuple[Field, ...]:
    if not customer:
        return ()
    roster = work.unit.roster(customer)
    people = work.unit.people({entry.person for entry in roster})
    options = tuple(
        Option(value=_value(entry), label=people[entry.person].name, hint=work.wording.shift(entry.shift))
        for entry in roster
    )
    label = work.words(N_("Who leaves"))
    return (Choice(id="place", label=label, options=options, initial=initial, refreshes=True),)


WITHDRAW = Operation(
    command=Withdraw,
    label=N_("Take off the list"),
    summary=N_("Ask that somebody no longer open tickets for a customer."),
    usage=N_("[customer]"),
    past=N_("asked that somebody be taken off the list"),
    roles=frozenset({Role.AGENT}),
    wanted=has_requests,
    form=withdraw_form,
    hints=customer_hints,
    handle=withdraw,
)
