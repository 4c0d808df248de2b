"""A change of a roster: a ticket asks for it, and who approves it has it done in the same transaction (S3-14, S3-51).

Nobody is put where no place is left, however many approve at once (S3-50).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from chatdesk.core.access import Role
from chatdesk.core.buttons import buttons_for
from chatdesk.core.document import (
    Fact,
    Facts,
    InternalBlock,
    InternalDocument,
    Paragraph,
    PublicBlock,
    PublicDocument,
    Strong,
    ThreadLink,
)
from chatdesk.core.errors import ChangeOutdated, ShiftFull
from chatdesk.core.forms import TITLE_LIMIT
from chatdesk.core.model import Audience, PersonId, Phase, RosterChange, RosterEntry, Ticket
from chatdesk.core.openers import Whereabouts
from chatdesk.core.operation import Command, Reply
from chatdesk.core.operations.open import Open, Requester, begin_ticket
from chatdesk.core.posts import AgentNotice, RequesterNotice
from chatdesk.core.rosters import is_full, named, requests_policy, roster_policy, visible_customers
from chatdesk.core.staff import managers_of
from chatdesk.core.wording import Wording
from chatdesk.core.words import N_
from chatdesk.core.work import Work

PROMPTED: Final = ("approve", "cancel")
"""What the agents are offered for a change that waits: to have it done, or to call it off with the reason."""


# -- asking
def ask_change(work: Work, command: Command, change: RosterChange, *told: InternalBlock) -> Reply:
    """Open the ticket that asks for a change, with what else the agents are told; a manager's own is done at once.

    The ticket of somebody who is on none of the customer's shifts names it by its number alone, and is the customer's
    once it is approved: they are told of no customer what they do not know (S4-17).
    """
    wording, number = work.desk_wording, work.policy.customers[change.customer].number
    is_theirs = change.customer in visible_customers(work)
    title = _in_words(work, wording, change, wording.customer(change.customer) if is_theirs else number)
    requests = requests_policy(work.policy)
    asked = Open(
        actor=command.actor,
        event=command.event,
        product=requests.product,
        kind=requests.kind,
        title=title if len(title) <= TITLE_LIMIT else title[: TITLE_LIMIT - 1] + "…",
        description="\n".join((title, *_confirmed(work, change))),
    )
    mine = Requester(person=work.actor, platform=work.handle.platform, workspace=work.handle.workspace)
    ticket = begin_ticket(work, asked, mine, Whereabouts(customer=change.customer if is_theirs else None)).ticket
    assert ticket is not None
    change = replace(change, ticket=ticket.id)
    work.unit.ask_roster_change(change)
    work = replace(work, found=ticket)
    if Role.MANAGER in work.staff:
        do_change(work, change)
        work.tell_agents(Paragraph((Strong(title),)), *told)
    else:
        _prompt(work, change, told)
    return Reply(ticket=ticket)


def _confirmed(work: Work, change: RosterChange) -> tuple[str, ...]:
    """Return what was confirmed about whoever joins, in the desk's language, to stand in the ticket (S3-12, S3-15)."""
    terms, wording = roster_policy(work.policy).terms, work.desk_wording
    if terms is None or change.joins is None:
        return ()
    return (wording.labelled(wording.words(N_("Confirmed")), terms.in_(wording.language)),)


def change_in_words(work: Work, wording: Wording, change: RosterChange) -> str:
    """Return what a change does: `Super users of Riverside, Day: Ana for Bob`."""
    return _in_words(work, wording, change, wording.customer(change.customer))


def _in_words(work: Work, wording: Wording, change: RosterChange, customer: str) -> str:
    words = wording.words
    values = {
        "roster": wording.roster(),
        "customer": customer,
        "shift": wording.shift(change.shift),
        "joins": work.unit.person(change.joins).name if change.joins is not None else "",
        "leaves": work.unit.person(change.leaves).name if change.leaves is not None else "",
    }
    if change.joins is None:
        return words(N_("{roster} of {customer}, {shift}: {leaves} leaves"), **values)
    if change.leaves is None:
        return words(N_("{roster} of {customer}, {shift}: {joins} joins"), **values)
    return words(N_("{roster} of {customer}, {shift}: {joins} for {leaves}"), **values)


def _prompt(work: Work, change: RosterChange, told: tuple[InternalBlock, ...]) -> None:
    """Ask the agents in the ticket's thread, and for the desk's own wish the managers, to approve it."""
    wording = work.desk_wording
    facts = tuple(
        Fact(wording.fact(name), (wording.fact_value(name, value),)) for name, value in change.facts.items() if value
    )
    who = N_("A manager approves it.") if change.by_desk else N_("An agent approves it.")
    work.tell_agents(
        Paragraph((Strong(change_in_words(work, wording, change)),)),
        *((Facts(facts),) if facts else ()),
        *told,
        Paragraph((wording.words(who),)),
        *buttons_for(work.operations, PROMPTED, work.ticket, wording.words),
    )
    for manager in _managers(work) if change.by_desk else ():
        words = work.words_for(manager)
        asked = words(N_("{name} asks for your approval: {ticket}"), name=work.actor.name, ticket=work.ticket.reference)
        body = (
            Paragraph((Strong(asked), f"\n{change_in_words(work, Wording(work.policy, words), change)}")),
            Paragraph((ThreadLink(work.ticket.id, Audience.INTERNAL, words(N_("The agents’ thread"))),)),
        )
        work.unit.post(AgentNotice(person=manager, body=InternalDocument(body)))


def _managers(work: Work) -> tuple[PersonId, ...]:
    return managers_of(work.unit, work.policy, platform=work.ticket.platform, workspace=work.ticket.workspace)


# -- doing
def do_change(work: Work, change: RosterChange) -> None:
    """Change the roster, end the ticket, and tell its people, who joined and who left.

    Raise ChangeOutdated where the policy no longer has the customer, or the shift that somebody would join; ShiftFull
    where no place is left.
    """
    _apply(work, change)
    solution = change_in_words(work, work.requester_wording, change)
    solved = _closed(work, replace(work.ticket, customer=change.customer, solution=solution))
    work.record("approve", after=solved)
    work.save(solved)
    wording = work.requester_wording
    approved = wording.words(N_("{ticket} is approved, and done."), ticket=solved.reference)
    work.tell_requester(Paragraph((*work.audience(), Strong(approved), f"\n{solved.solution}")))
    if change.joins is not None:
        _welcome(work, change, change.joins)
    if change.leaves is not None:
        _goodbye(work, change, change.leaves)


def _apply(work: Work, change: RosterChange) -> None:
    is_gone = change.shift not in roster_policy(work.policy).shifts
    if change.customer not in work.policy.customers or (is_gone and change.joins is not None):
        raise ChangeOutdated(ticket=work.ticket.reference)
    entries = work.unit.lock_roster(change.customer)
    staying = [entry.person for entry in entries if entry.shift == change.shift and entry.person != change.leaves]
    if change.joins is not None and is_full(work.policy, change.shift, (*staying, change.joins)):
        limit = roster_policy(work.policy).shifts[change.shift].limit
        shift = work.wording.shift(change.shift)
        raise ShiftFull(shift=shift, limit=limit, names=named(work, staying))
    if change.leaves is not None:
        work.unit.leave_roster(change.customer, change.shift, change.leaves)
    if change.joins is not None:
        joined = RosterEntry(
            customer=change.customer, shift=change.shift, person=change.joins, since=work.now, facts=change.facts
        )
        work.unit.join_roster(joined)


def _closed(work: Work, ticket: Ticket) -> Ticket:
    """Return the ticket resolved and closed: whoever asked has it, and need not be asked whether it helped."""
    moves = work.policy.moves
    if moves.resolve not in work.policy.status_of(ticket).next:
        ticket = work.moved_if_allowed(ticket, moves.take)
    return work.moved(work.moved(ticket, moves.resolve, Phase.RESOLVED), moves.close)


def _welcome(work: Work, change: RosterChange, person: PersonId) -> None:
    """Tell whoever joined what they may do now, and what is expected of them (S3-11)."""
    wording = Wording(work.policy, work.words_for(person))
    words, customer = wording.words, wording.customer(change.customer)
    welcome = roster_policy(work.policy).welcome
    told = words(N_("You are on the list now: {place}."), place=_place(wording, change))
    may = words(N_("You may open tickets for {customer}: write /ticket."), customer=customer)
    expected = (Paragraph((welcome.in_(wording.language),)),) if welcome else ()
    _tell(work, person, Paragraph((Strong(told), f"\n{may}")), *expected)


def _goodbye(work: Work, change: RosterChange, person: PersonId) -> None:
    wording = Wording(work.policy, work.words_for(person))
    told = wording.words(N_("You are no longer on the list: {place}."), place=_place(wording, change))
    _tell(work, person, Paragraph((Strong(told),)))


def _place(wording: Wording, change: RosterChange) -> str:
    return ", ".join((wording.roster(), wording.customer(change.customer), wording.shift(change.shift)))


def _tell(work: Work, person: PersonId, *blocks: PublicBlock) -> None:
    body = PublicDocument(blocks)
    notice = RequesterNotice(person=person, body=body, platform=work.ticket.platform, ticket=work.ticket.id)
    work.unit.post(notice)
