"""What people read without changing anything: the home tab, their tickets, a ticket in full, the queue, the help."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from chatdesk.core.access import STAFF, Role
from chatdesk.core.announcing import running_blocks
from chatdesk.core.articles import article_lines
from chatdesk.core.buttons import home_buttons, ticket_buttons
from chatdesk.core.cards import customer_facts, description, due_facts, outcome, priority_line
from chatdesk.core.clocks import next_due
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
    Line,
    Link,
    Moment,
    Paragraph,
    PublicBlock,
    PublicDocument,
    Quote,
    Small,
    Strong,
    ThreadLink,
)
from chatdesk.core.escalation import escalated_fact
from chatdesk.core.explain import why
from chatdesk.core.model import (
    DESK,
    Audience,
    Entry,
    InternalEntry,
    InternalText,
    Part,
    Person,
    PersonId,
    PublicEntry,
    Ticket,
)
from chatdesk.core.openers import may_open
from chatdesk.core.operation import AnyOperation, Invocation, Surface
from chatdesk.core.policy import Policy
from chatdesk.core.policy_articles import Shown
from chatdesk.core.words import N_
from chatdesk.core.work import Work

LISTED: Final = 20
"""Tickets shown at once: two lines each, well within what a message holds."""
TOLD: Final = 15
"""Lines of history shown at once."""
COUNTED: Final = 1000
"""Lines of history read, to say how many are not shown."""
EXCERPT: Final = 300
"""Characters of what was said that a line of history shows."""


def home(work: Work) -> PublicDocument | InternalDocument:
    """Draw the home tab: what is announced, what to start, what to read, my tickets, and an agent's queue."""
    operations = work.operations if may_open(work) else _without_start(work)
    articles = article_lines(work.wording, Shown.HOME)
    start: tuple[PublicBlock, ...] = (*home_buttons(operations, work.words), *articles)
    mine = (*running_blocks(work), *start, *my_tickets(work).blocks)
    if not work.is_staff:
        return PublicDocument(mine)
    return InternalDocument((*queue_of_groups(work).blocks, Divider(), *mine))


def _without_start(work: Work) -> Mapping[str, AnyOperation]:
    return {verb: operation for verb, operation in work.operations.items() if Surface.PANEL not in operation.surfaces}


def my_tickets(work: Work, page: int = 1) -> PublicDocument:
    """List my tickets with their state, those that are open first; every one is on some page (S0-8)."""
    tickets = work.unit.tickets_of(work.actor.id, page * LISTED + 1)
    if not tickets:
        nothing = work.words(N_("You have no tickets yet. Write /ticket to open one."))
        return PublicDocument((Heading(work.words(N_("Your tickets"))), Paragraph((nothing,))))
    return PublicDocument(tuple(_page(work, work.words(N_("Your tickets")), tickets, page, Audience.PUBLIC)))


def queue_of_groups(work: Work, page: int = 1) -> InternalDocument:
    """List the open tickets of my groups, the most pressing first."""
    groups = work.unit.groups_of(work.actor.id) or frozenset(work.policy.groups)
    tickets = work.unit.queue(groups, page * LISTED + 1)
    heading = work.words(N_("The queue"))
    if not tickets:
        return InternalDocument((Heading(heading), Paragraph((work.words(N_("Nothing is waiting. Well done!")),))))
    return InternalDocument(tuple(_page(work, heading, tickets, page, Audience.INTERNAL)))


def page_hints(_policy: Policy, invocation: Invocation) -> Mapping[str, int]:
    """Read which page of a list is meant: what the button for more carries, or a number typed after the verb."""
    typed = invocation.rest.strip()
    is_page = typed.isascii() and typed.isdecimal() and len(typed) <= _LONGEST_PAGE
    return {"page": max(int(typed), 1) if is_page else 1}


_LONGEST_PAGE: Final = 3
_VERBS: Final = {Audience.PUBLIC: "list", Audience.INTERNAL: "queue"}
"""The operation behind the button for more."""


def _page(
    work: Work, heading: str, tickets: tuple[Ticket, ...], page: int, audience: Audience
) -> Iterable[PublicBlock]:
    start = (page - 1) * LISTED
    shown = tickets[start : start + LISTED]
    if not shown:
        yield Heading(heading)
        yield Paragraph((work.words(N_("There are no more.")),))
        return
    yield Heading(heading if page == 1 else f"{heading} · {start + 1}–{start + len(shown)}")
    yield from _rows(work, shown, audience)
    if len(tickets) > start + LISTED:
        more = Button(verb=_VERBS[audience], label=work.words(N_("Show more")), subject=str(page + 1))
        yield Actions((more,))


def queue_rows(work: Work, tickets: tuple[Ticket, ...]) -> Iterable[PublicBlock]:
    """Return tickets as the queue lists them, in the language of whoever the work is for."""
    return _rows(work, tickets, Audience.INTERNAL)


def _rows(work: Work, tickets: tuple[Ticket, ...], audience: Audience) -> Iterable[PublicBlock]:
    holders = work.unit.people({ticket.assignee for ticket in tickets if ticket.assignee})
    for ticket in tickets:
        yield _row(work, ticket, audience, holders)


def _row(work: Work, ticket: Ticket, audience: Audience, holders: Mapping[PersonId, Person]) -> PublicBlock:
    place = work.unit.find_place(ticket.id, audience)
    reference = Link(place.link, ticket.reference) if place and place.link else Strong(ticket.reference)
    state: list[Inline] = [f" {ticket.title}\n{work.wording.status(ticket)} · {work.wording.expected_actor(ticket)}"]
    if audience is Audience.INTERNAL:
        holder = holders[ticket.assignee].name if ticket.assignee else work.words(N_("nobody yet"))
        state += [" · ", work.wording.priority(ticket.priority or ticket.declared_priority), f" · {holder}"]
        state += [f" · {work.wording.customer(ticket.customer)}"] if ticket.customer else []
    due = next_due(ticket) if audience is Audience.INTERNAL else ticket.resolve_by
    if due is not None and ticket.ended_at is None:
        late = due < work.now and audience is Audience.INTERNAL
        state += [" · ", work.words(N_("late:") if late else N_("due:")), " ", Moment(due)]
    return Paragraph((reference, *state))


# -- one ticket
def ticket_for_requester(work: Work) -> PublicDocument:
    """Show everything that the requester may read of a ticket (S2-15), and nothing that agents said apart."""
    entries = work.unit.public_history(work.ticket.id, COUNTED)
    people = _authors(work, entries)
    history = [block for entry in entries[:TOLD] for block in _public_line(work, entry, people)]
    told = (*history, *_earlier(work, entries))
    dates = (*why(work), Divider())
    return PublicDocument((*_details(work), *_watchers(work), Divider(), *dates, *told, *_actions(work)))


def ticket_for_agents(work: Work) -> InternalDocument:
    """Show everything of a ticket, work notes included."""
    entries = work.unit.internal_history(work.ticket.id, COUNTED)
    people = _authors(work, entries)
    history = [block for entry in entries[:TOLD] for block in _internal_line(work, entry, people)]
    told = (*history, *_earlier(work, entries))
    parts = (*_watchers(work), *_collaborators(work))
    dates = (*why(work), Divider())
    return InternalDocument((*_details(work), *parts, Divider(), *dates, *told, *_actions(work)))


def _authors(work: Work, entries: tuple[Entry, ...]) -> Mapping[PersonId, Person]:
    return work.unit.people({entry.actor for entry in entries[:TOLD]} - {DESK})


def _earlier(work: Work, entries: tuple[Entry, ...]) -> tuple[Small, ...]:
    rest = len(entries) - TOLD
    if rest <= 0:
        return ()
    return (Small((work.words.count("… {n} earlier line", "… {n} earlier lines", rest),)),)


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
        *customer_facts(ticket, wording, Audience.INTERNAL if work.roles & STAFF else Audience.PUBLIC),
        *_holders(work),
        *due_facts(ticket, wording),
        *escalated_fact(ticket, wording),
    ]
    if work.policy.desk.shows_priority or work.is_staff:
        weighs = wording.priority_meaning(ticket.priority or ticket.declared_priority)
        told = (*priority_line(ticket, wording), f" – {weighs}" if weighs else "")
        facts.append(Fact(words(N_("Priority")), told))
    facts += [Fact(wording.fact(name), (wording.fact_value(name, value),)) for name, value in ticket.facts.items()]
    blocks: list[PublicBlock] = [
        Heading(f"{ticket.reference} · {ticket.title}"),
        Facts(tuple(facts)),
        Small((words(N_("What each status means:")), " ", Code("/ticket statuses"))),
        *description(ticket, words),
    ]
    if ticket.qualification:
        blocks += [Paragraph((Strong(words(N_("Qualification"))),)), Quote(text=ticket.qualification)]
    return (*blocks, *outcome(ticket, wording))


def _holders(work: Work) -> tuple[Fact, ...]:
    """Return who has the ticket: to agents whoever it is, to others by the desk's rule (S1-16)."""
    ticket, words = work.ticket, work.words
    group = work.wording.group(ticket.group)
    name = work.unit.person(ticket.assignee).name if ticket.assignee is not None else ""
    if work.roles & STAFF:
        assignee = Fact(words(N_("Assigned to")), (name or words(N_("nobody yet")),))
        return (assignee, Fact(words(N_("Group")), (group,)))
    shown = name if name and work.policy.desk.discloses_agents else group
    return (Fact(words(N_("Handled by")), (shown,)),)


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


def _public_line(work: Work, entry: PublicEntry, people: Mapping[PersonId, Person]) -> Iterable[PublicBlock]:
    yield _heading(work, entry, work.wording.desk() if entry.as_desk else _name(work, entry, people))
    if entry.text:
        yield Quote(text=_excerpt(entry.text))


def _internal_line(work: Work, entry: Entry, people: Mapping[PersonId, Person]) -> Iterable[InternalBlock]:
    yield _heading(work, entry, _name(work, entry, people))
    if isinstance(entry, InternalEntry):
        if entry.text.words:
            yield InternalQuote(text=InternalText(words=_excerpt(entry.text.words)))
    elif entry.text:
        yield Quote(text=_excerpt(entry.text))


def _name(work: Work, entry: Entry, people: Mapping[PersonId, Person]) -> str:
    return work.wording.desk() if entry.actor == DESK else people[entry.actor].name


def _heading(work: Work, entry: Entry, name: str) -> Small:
    operation = work.operations.get(entry.verb)  # one may have been taken out of the registry since
    timer = work.timers.get(entry.verb)
    known = PAST.get(entry.verb, "") or (operation.past if operation else "") or (timer.past if timer else "")
    past = work.words(known) or entry.verb
    changes = " · ".join(work.wording.change(change) for change in entry.changes)
    if isinstance(entry, PublicEntry):
        text, audience = entry.text, Audience.PUBLIC
    else:
        text, audience = entry.text.words, Audience.INTERNAL
    whole: Line = ()
    if len(text) > EXCERPT:
        whole = (" · ", ThreadLink(work.ticket.id, audience, work.words(N_("Read all of it"))))
    return Small((Moment(entry.at), f" · {name} {past}", f" · {changes}" if changes else "", *whole))


PAST: Final = {
    "answer": N_("answered"),
    "voicemail": N_("left the requester a message by telephone"),
    "progress": N_("started to work on it"),
    "remind": N_("sent a reminder"),
    "expire": N_("closed the ticket, since nobody answered"),
    "lapse": N_("cancelled the ticket, since nobody answered"),
    "recount": N_("counted the due dates anew, since the policy changed"),
}
"""History verbs that are no operation of their own."""


def _excerpt(text: str) -> str:
    return text if len(text) <= EXCERPT else text[: EXCERPT - 1] + "…"


def _actions(work: Work) -> tuple[Actions, ...]:
    surface = Surface.INTERNAL_CARD if work.roles & STAFF else Surface.PUBLIC_CARD
    others = {verb: operation for verb, operation in work.operations.items() if verb != "show"}
    verb = "unmute" if work.actor.id in work.unit.muted(work.ticket.id) else "mute"
    label = work.words(work.operations[verb].label)
    mute = Button(verb=verb, label=label, subject=str(work.ticket.id))
    return ticket_buttons(others, surface, work.ticket, work.words, mute)


# -- help
def help_page(work: Work) -> PublicDocument:
    """List what this person can do: what everyone can, then, to agents alone, what only they can."""
    usable = [operation for operation in work.operations.values() if operation.slash]
    for_all = [operation for operation in usable if operation.roles & _REQUESTERS]
    for_agents = [operation for operation in usable if operation.roles & work.staff and operation not in for_all]
    head: tuple[PublicBlock, ...] = (Heading(work.wording.desk()), *article_lines(work.wording, Shown.HELP))
    foot = _version(work)
    if not for_agents:
        return PublicDocument((*head, *_verbs(work, for_all), *foot))
    first, second = (Paragraph((Strong(work.words(text)),)) for text in (N_("For everyone"), N_("For agents")))
    told = (first, *_verbs(work, for_all), Divider(), second, *_verbs(work, for_agents))
    return PublicDocument((*head, *told, *foot))


def _version(work: Work) -> tuple[Small, ...]:
    """Return which version of its policy the desk works by (S2-26, S3-53, S4-26)."""
    version = work.policy.desk.version
    return (Small((work.words(N_("Version {version} of our policy"), version=version),)),) if version else ()


_REQUESTERS: Final = frozenset({Role.REQUESTER, Role.WATCHER, Role.ANYONE})


_VERBS_TOGETHER: Final = 8
"""How many verbs a paragraph tells: a message holds a number of paragraphs, and a paragraph a number of characters."""


def _verbs(work: Work, operations: Iterable[AnyOperation]) -> Iterable[PublicBlock]:
    lines = [_verb(work, operation) for operation in operations]
    for start in range(0, len(lines), _VERBS_TOGETHER):
        together = lines[start : start + _VERBS_TOGETHER]
        yield Paragraph(tuple(inline for line in together for inline in (*line, "\n"))[:-1])


def _verb(work: Work, operation: AnyOperation) -> Line:
    usage = f" {work.words(operation.usage)}" if operation.usage else ""
    return (Code(f"/ticket {operation.verb}{usage}"), f"  {work.words(operation.summary)}")
