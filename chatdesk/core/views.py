"""What people read without changing anything: the home tab, their tickets, a ticket in full, the queue, the help."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from chatdesk.core.access import STAFF, Role
from chatdesk.core.buttons import home_buttons, ticket_buttons
from chatdesk.core.cards import priority_line
from chatdesk.core.document import (
    Actions,
    Button,
    Code,
    Divider,
    Fact,
    Facts,
    Heading,
    Inline,
    InternalBlock,
    InternalDocument,
    InternalQuote,
    Link,
    Moment,
    Paragraph,
    PublicBlock,
    PublicDocument,
    Quote,
    Small,
    Strong,
)
from chatdesk.core.model import Audience, Entry, InternalEntry, Part, PublicEntry, Ticket
from chatdesk.core.operation import Surface
from chatdesk.core.words import N_
from chatdesk.core.work import Work

LISTED: Final = 20
"""Tickets shown at once: two lines each, well within what a message holds."""
TOLD: Final = 15
"""Lines of history shown at once."""
EXCERPT: Final = 120


def home(work: Work) -> PublicDocument | InternalDocument:
    """Draw the home tab: what to start, my tickets, and an agent's queue."""
    mine = (*home_buttons(work.operations, work.words), *my_tickets(work).blocks)
    if not work.is_staff:
        return PublicDocument(mine)
    return InternalDocument((*queue_of_groups(work).blocks, Divider(), *mine))


def my_tickets(work: Work) -> PublicDocument:
    """List all my tickets with their state, those that are open first (S0-8)."""
    tickets = work.unit.tickets_of(work.actor.id, LISTED + 1)
    heading = Heading(work.words(N_("Your tickets")))
    if not tickets:
        nothing = work.words(N_("You have no tickets yet. Write /ticket to open one."))
        return PublicDocument((heading, Paragraph((nothing,))))
    return PublicDocument((heading, *_rows(work, tickets, Audience.PUBLIC)))


def queue_of_groups(work: Work) -> InternalDocument:
    """List the open tickets of my groups, the most pressing first."""
    groups = work.unit.groups_of(work.actor.id) or frozenset(work.policy.groups)
    tickets = work.unit.queue(groups, LISTED + 1)
    heading = Heading(work.words(N_("The queue")))
    if not tickets:
        return InternalDocument((heading, Paragraph((work.words(N_("Nothing is waiting. Well done!")),))))
    return InternalDocument((heading, *_rows(work, tickets, Audience.INTERNAL)))


def _rows(work: Work, tickets: tuple[Ticket, ...], audience: Audience) -> Iterable[PublicBlock]:
    for ticket in tickets[:LISTED]:
        yield _row(work, ticket, audience)
    if len(tickets) > LISTED:
        yield Small((work.words(N_("… and more: only the first {n} are shown."), n=LISTED),))


def _row(work: Work, ticket: Ticket, audience: Audience) -> PublicBlock:
    place = work.unit.find_place(ticket.id, audience)
    reference = Link(place.link, ticket.reference) if place and place.link else Strong(ticket.reference)
    state: list[Inline] = [f" {ticket.title}\n{work.wording.status(ticket)} · {work.wording.expected_actor(ticket)}"]
    if audience is Audience.INTERNAL:
        holder = work.unit.person(ticket.assignee).name if ticket.assignee else work.words(N_("nobody yet"))
        state += [" · ", work.wording.priority(ticket.priority or ticket.declared_priority), f" · {holder}"]
    if ticket.resolve_by is not None and ticket.ended_at is None:
        state += [" · ", work.words(N_("due")), " ", Moment(ticket.resolve_by)]
    return Paragraph((reference, *state))


# -- one ticket
def ticket_for_requester(work: Work) -> PublicDocument:
    """Show everything that the requester may read of a ticket (S2-15), and nothing that agents said apart."""
    entries = work.unit.public_history(work.ticket.id, TOLD)
    history = [block for entry in entries for block in _public_line(work, entry)]
    return PublicDocument((*_details(work), *_watchers(work), Divider(), *history, *_actions(work)))


def ticket_for_agents(work: Work) -> InternalDocument:
    """Show everything of a ticket, work notes included."""
    entries = work.unit.internal_history(work.ticket.id, TOLD)
    history = [block for entry in entries for block in _internal_line(work, entry)]
    people = (*_watchers(work), *_collaborators(work))
    return InternalDocument((*_details(work), *people, Divider(), *history, *_actions(work)))


def _details(work: Work) -> tuple[PublicBlock, ...]:
    ticket, wording, words = work.ticket, work.wording, work.words
    meaning = wording.meaning(ticket)
    facts = [
        Fact(words(N_("Status")), (Strong(wording.status(ticket)), f" – {meaning}" if meaning else "")),
        Fact(words(N_("Next to act")), (wording.expected_actor(ticket),)),
        Fact(words(N_("Product")), (wording.product(ticket.product),)),
        Fact(words(N_("Kind")), (wording.kind(ticket.kind),)),
        Fact(words(N_("Opened")), (Moment(ticket.opened_at),)),
        Fact(words(N_("Changed")), (Moment(ticket.changed_at),)),
        Fact(words(N_("Requester")), (work.unit.person(ticket.requester).name,)),
    ]
    if work.policy.desk.shows_priority or work.is_staff:
        facts.append(Fact(words(N_("Priority")), priority_line(ticket, wording)))
    facts += [Fact(wording.fact(name), (wording.fact_value(name, value),)) for name, value in ticket.facts.items()]
    blocks: list[PublicBlock] = [
        Heading(f"{ticket.reference} · {ticket.title}"),
        Facts(tuple(facts)),
        Quote(text=ticket.description),
    ]
    if ticket.qualification:
        blocks += [Paragraph((Strong(words(N_("Qualification"))),)), Quote(text=ticket.qualification)]
    return tuple(blocks)


def _watchers(work: Work) -> tuple[PublicBlock, ...]:
    return _people(work, N_("Watchers"), Part.WATCHER)


def _collaborators(work: Work) -> tuple[PublicBlock, ...]:
    return _people(work, N_("Collaborators"), Part.COLLABORATOR)


def _people(work: Work, label: str, part: Part) -> tuple[PublicBlock, ...]:
    people = work.unit.people(work.participants(part))
    if not people:
        return ()
    names = ", ".join(person.name for person in people.values())
    return (Paragraph((work.wording.labelled(work.words(label), names),)),)


def _public_line(work: Work, entry: PublicEntry) -> Iterable[PublicBlock]:
    name = work.wording.desk() if entry.as_desk else work.unit.person(entry.actor).name
    yield _heading(work, entry, name)
    if entry.text:
        yield Quote(text=_excerpt(entry.text))


def _internal_line(work: Work, entry: Entry) -> Iterable[InternalBlock]:
    yield _heading(work, entry, work.unit.person(entry.actor).name)
    if isinstance(entry, InternalEntry):
        if entry.text.words:
            yield InternalQuote(text=entry.text)
    elif entry.text:
        yield Quote(text=_excerpt(entry.text))


def _heading(work: Work, entry: Entry, name: str) -> Small:
    past = work.words(PAST.get(entry.verb, "") or work.operations[entry.verb].past)
    changes = " · ".join(work.wording.change(change) for change in entry.changes)
    return Small((Moment(entry.at), f" · {name} {past}", f" · {changes}" if changes else ""))


PAST: Final = {"answer": N_("answered"), "progress": N_("started to work on it")}
"""History verbs that are no operation of their own."""


def _excerpt(text: str) -> str:
    return text if len(text) <= EXCERPT else text[: EXCERPT - 1] + "…"


def _actions(work: Work) -> tuple[Actions, ...]:
    surface = Surface.INTERNAL_CARD if work.roles & STAFF else Surface.PUBLIC_CARD
    rows = ticket_buttons(work.operations, surface, work.ticket, work.words)
    rows = tuple(Actions(tuple(button for button in row.buttons if button.verb != "show")) for row in rows)
    verb = "unmute" if work.actor.id in work.unit.muted(work.ticket.id) else "mute"
    label = work.words(work.operations[verb].label)
    mute = Button(verb=verb, label=label, subject=str(work.ticket.id))
    return (*rows, Actions((mute,)))


# -- help
def help_page(work: Work) -> PublicDocument:
    """List what this person can do; a verb that only agents may use is shown to agents only."""
    involved = {Role.REQUESTER, Role.WATCHER} | work.staff | {Role.ANYONE}
    usable = [operation for operation in work.operations.values() if operation.slash and operation.roles & involved]
    lines: list[PublicBlock] = [Heading(work.wording.desk())]
    for operation in usable:
        usage = f" {work.words(operation.usage)}" if operation.usage else ""
        lines.append(Paragraph((Code(f"/ticket {operation.verb}{usage}"), f"  {work.words(operation.summary)}")))
    return PublicDocument(tuple(lines))
