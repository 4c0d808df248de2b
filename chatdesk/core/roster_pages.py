"""Rosters as people read them: a customer's by shift, and a list of customers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from chatdesk.core.document import (
    Actions,
    Button,
    Heading,
    Inline,
    Moment,
    Paragraph,
    PublicBlock,
    PublicDocument,
    Small,
    Strong,
)
from chatdesk.core.model import RosterEntry
from chatdesk.core.rosters import by_shift, places_left, roster_policy, takes_newcomers
from chatdesk.core.words import N_
from chatdesk.core.work import Work

LISTED: Final = 10
"""Customers shown at once: a button for each."""
PAGE: Final = "+"
"""Stands before the number of a page, which could be a customer's otherwise."""
MOST_IN_FULL: Final = 3
"""Rosters that one message shows in full; more than that are a list."""
TOLD: Final = 20
"""People of a shift that are shown; a longer list says how many more there are."""


def roster_page(work: Work, customers: Iterable[str]) -> PublicDocument:
    """Show customers' rosters by shift, each with the button that asks for a change (S3-10, S3-14)."""
    return PublicDocument(tuple(block for customer in customers for block in _roster(work, customer)))


def customer_list(work: Work, customers: tuple[str, ...], page: int) -> PublicDocument:
    """List customers, a button for each, and say where nobody is on a shift (S3-10)."""
    start = (page - 1) * LISTED
    shown = customers[start : start + LISTED]
    heading = Heading(work.wording.roster() if page == 1 else f"{work.wording.roster()} · {page}")
    if not shown:
        return PublicDocument((heading, Paragraph((work.words(N_("There are no more.")),))))
    buttons = tuple(Button(verb="roster", label=work.wording.customer(name), subject=name) for name in shown)
    more = Button(verb="roster", label=work.words(N_("Show more")), subject=f"{PAGE}{page + 1}")
    rows = (*buttons, more) if len(customers) > start + LISTED else buttons
    return PublicDocument((heading, *(_row(work, name) for name in shown), Actions(rows)))


def stranger_page(work: Work) -> PublicDocument:
    """Tell somebody who is on no roster what the policy says, with the button that asks for access (S3-13, S4-17)."""
    refused = Paragraph((roster_policy(work.policy).refused.in_(work.wording.language),))
    buttons = (_button(work, "access", ""),) if takes_newcomers(work.policy) else ()
    return PublicDocument((refused, Actions(buttons)) if buttons else (refused,))


def _row(work: Work, customer: str) -> PublicBlock:
    shifts = by_shift(work.policy, work.unit.roster(customer))
    empty = [work.wording.shift(shift) for shift, entries in shifts.items() if not entries]
    told = work.words(N_("nobody on {shifts}"), shifts=", ".join(empty)) if empty else ""
    number = work.policy.customers[customer].number
    return Paragraph((Strong(work.wording.customer(customer)), f" · {number}", f" · ⚠️ {told}" if told else ""))


def _roster(work: Work, customer: str) -> Iterable[PublicBlock]:
    yield Heading(f"{work.wording.roster()} · {work.wording.customer(customer)}")
    for shift, entries in by_shift(work.policy, work.unit.roster(customer)).items():
        yield _shift(work, shift, entries)
        if len(entries) > TOLD:
            hidden = len(entries) - TOLD
            yield Small((work.words.count("… {n} more person", "… {n} more people", hidden),))
    verbs = ("designate", "withdraw") if work.is_staff else ("designate",)
    buttons = tuple(_button(work, verb, customer) for verb in verbs if verb in work.operations)
    if buttons:
        yield Actions(buttons)


def _shift(work: Work, shift: str, entries: tuple[RosterEntry, ...]) -> Paragraph:
    people = work.unit.people({entry.person for entry in entries[:TOLD]})
    line: list[Inline] = [Strong(work.wording.shift(shift))]
    left = places_left(work.policy, shift, len(entries))
    if left is not None:
        places = work.words.count("{n} place left", "{n} places left", left)
        line.append(f" · {places if left else work.words(N_('no place left'))}")
    if not entries:
        line.append(f"\n⚠️ {work.words(N_('Nobody: please name somebody.'))}")
    for entry in entries[:TOLD]:
        facts = [work.wording.fact_value(name, value) for name, value in entry.facts.items() if value]
        told = " · ".join((people[entry.person].name, *facts))
        line += [f"\n• {told} · ", work.words(N_("since")), " ", Moment(entry.since)]
    return Paragraph(tuple(line))


def _button(work: Work, verb: str, subject: str) -> Button:
    operation = work.operations[verb]
    return Button(verb=verb, label=work.words(operation.label), subject=subject, style=operation.style)
