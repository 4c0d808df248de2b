"""open: a requester (or anyone) asks for something; a ticket is saved, then shown in its two threads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from chatdesk.core.access import Role
from chatdesk.core.announcing import running_one
from chatdesk.core.call_advice import call_advice
from chatdesk.core.document import Fact, Facts, Paragraph, PublicDocument, Strong, Style, ThreadLink
from chatdesk.core.errors import ChoiceUnknown, Diverted, FormRejected
from chatdesk.core.forms import TEXT_LIMIT, TITLE_LIMIT, Answers, Form
from chatdesk.core.gates import check_gates
from chatdesk.core.model import Audience, Origin, Person, Ticket
from chatdesk.core.openers import Mandate, Whereabouts, own_mandate, settled_whereabouts
from chatdesk.core.opening import diversion, kinds_offered, known_facts, opening_form
from chatdesk.core.operation import Command, Invocation, Operation, Reply, Surface
from chatdesk.core.operations.follow import follow_outage
from chatdesk.core.outage_choice import followed, with_outage
from chatdesk.core.policy import Policy
from chatdesk.core.policy_desk import Receipts
from chatdesk.core.posts import InternalCard, PublicCard, RequesterNotice
from chatdesk.core.words import N_
from chatdesk.core.work import Work


class Open(Command):
    """Open a ticket. `quoted_*` name the message that it was opened from; `facts` holds the policy's own fields."""

    verb: ClassVar[str] = "open"
    recorded: ClassVar[str] = "open"
    """The verb in the new ticket's history."""

    customer: str | None = None
    site: str | None = None
    product: str = ""
    kind: str = ""
    title: str = ""
    description: str = ""
    impact: str | None = None
    urgency: str | None = None
    facts: Mapping[str, str] = {}
    outage: str = ""
    """Whether an outage that runs is followed instead, in which case the rest may be empty."""
    quoted_platform: str = ""
    quoted_room: str = ""
    quoted_message: str = ""
    quoted_link: str = ""

    @property
    def quoted(self) -> Origin | None:
        """Return the message that the ticket was opened from."""
        if not self.quoted_message:
            return None
        return Origin(
            platform=self.quoted_platform,
            room=self.quoted_room,
            message=self.quoted_message,
            link=self.quoted_link,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Requester:
    """Whose ticket it becomes, and where they are told."""

    person: Person
    platform: str
    workspace: str


def open_own(work: Work, command: Open) -> Reply:
    """Open a ticket for oneself, or follow an outage instead."""
    if number := followed(command.outage):
        return follow_outage(work, running_one(work, number), work.words(N_("No ticket was opened.")))
    mine = Requester(person=work.actor, platform=work.handle.platform, workspace=work.handle.workspace)
    return open_ticket(work, command, mine, own_mandate(work))


def open_ticket(
    work: Work, command: Open, requester: Requester, mandate: Mandate, follows: Ticket | None = None
) -> Reply:
    """Save the ticket, its first line of history and its posts: two cards, and the receipt after the first (S1-20).

    Raise FormRejected for a kind that the actor is not offered, or that is taken elsewhere, for a customer or a site
    that the mandate does not name, and for a priority that tickets about the site never have.
    """
    _refuse(work, command)
    where = settled_whereabouts(work, mandate, command.customer, command.site)
    declared = work.policy.priority_for(command.impact, command.urgency)
    check_gates(work, where, declared, command.facts, "impact")
    return begin_ticket(work, command, requester, where, follows)


def begin_ticket(
    work: Work, command: Open, requester: Requester, where: Whereabouts, follows: Ticket | None = None
) -> Reply:
    """Open a ticket of any kind, whoever may choose it.

    It is its requester's, whoever opens it; a receipt goes to those who open for themselves, and so is remembered what
    they filled in.
    """
    policy = work.policy
    ticket = work.add(_new_ticket(work, command, requester, where, follows))
    work = replace(work, found=ticket)
    is_own = ticket.requester == ticket.opened_by
    work.record(Open.recorded if is_own else command.recorded)
    if is_own:
        work.unit.remember(
            ticket.requester, {name: value for name, value in ticket.facts.items() if policy.facts[name].remember}
        )
    card = work.unit.post(PublicCard(ticket=ticket.id))
    if policy.desk.receipts is Receipts.ALWAYS or (policy.desk.receipts is Receipts.FORM and is_own):
        receipt = RequesterNotice(person=ticket.requester, body=_receipt(work), platform=ticket.platform)
        work.unit.post(receipt, after=card)
    work.unit.post(InternalCard(ticket=ticket.id), after=card)
    return Reply(ticket=ticket)


def _refuse(work: Work, command: Open) -> None:
    """Raise FormRejected for a kind that the actor is not offered, or that is taken elsewhere."""
    if command.kind not in kinds_offered(work, command.product):
        raise FormRejected({"kind": ChoiceUnknown()})
    if elsewhere := diversion(work, command.kind):
        raise FormRejected({"kind": Diverted(text=elsewhere)})


def _new_ticket(work: Work, command: Open, requester: Requester, where: Whereabouts, follows: Ticket | None) -> Ticket:
    policy = work.policy
    number = work.unit.next_number(policy.desk.first_number)
    declared = policy.priority_for(command.impact, command.urgency)
    known = known_facts(work, command.product, command.kind, requester.person.facts)
    return Ticket(
        id=number,
        reference=f"{policy.desk.prefix}-{number}",
        product=command.product,
        kind=command.kind,
        title=command.title,
        description=command.description,
        status=policy.moves.open,
        phase=policy.statuses[policy.moves.open].phase,
        group=policy.group_for(command.product, command.kind),
        requester=requester.person.id,
        opened_by=work.actor.id,
        opened_at=work.now,
        changed_at=work.now,
        platform=requester.platform,
        workspace=requester.workspace,
        customer=where.customer,
        site=where.site,
        impact=command.impact,
        urgency=command.urgency,
        declared_priority=declared,
        facts={**known, **command.facts},
        quoted=command.quoted,
        follows=follows.id if follows else None,
    )


def _receipt(work: Work) -> PublicDocument:
    ticket, wording = work.ticket, work.requester_wording
    words = wording.words
    thread = ThreadLink(ticket.id, Audience.PUBLIC, words(N_("Open the thread")))
    return PublicDocument(
        (
            Paragraph((Strong(words(N_("We have received your request {ticket}."), ticket=ticket.reference)),)),
            Facts(
                (
                    Fact(words(N_("Title")), (ticket.title,)),
                    Fact(words(N_("Product")), (wording.product(ticket.product),)),
                    Fact(words(N_("Status")), (wording.status(ticket),)),
                )
            ),
            *call_advice(ticket, wording, work.calendars(work.policy.calendar_for(ticket)), work.now),
            Paragraph((words(N_("Follow it in its thread.")), " ", thread)),
        )
    )


# -- the form
def own_form(work: Work, answers: Answers) -> Form:
    """Ask whoever opens a ticket for themselves; what the desk knows of them is not asked."""
    form = opening_form(work, answers, Open.verb, work.actor.facts, own_mandate(work))
    return with_outage(work, answers, form)


def opening_hints(policy: Policy, invocation: Invocation) -> Mapping[str, str]:
    """Read `[product] [title]` and the message that the form is opened from; unknown words are the title."""
    first, _, rest = invocation.rest.strip().partition(" ")
    hints = {"product": first, "title": rest.strip()} if first in policy.products else {"title": invocation.rest}
    if len(hints["title"]) > TITLE_LIMIT:
        hints |= {"title": hints["title"][:TITLE_LIMIT], "description": hints["title"]}
    if invocation.quoted is not None:
        hints |= {
            "description": _cut(invocation.quoted_text),
            "quoted_platform": invocation.quoted.platform,
            "quoted_room": invocation.quoted.room,
            "quoted_message": invocation.quoted.message,
            "quoted_link": invocation.quoted.link,
        }
    return hints


def _cut(text: str) -> str:
    """Return what a form's field holds of a message; the whole of it stays in the chat, and the card links there."""
    return text if len(text) <= TEXT_LIMIT else text[: TEXT_LIMIT - 1] + "…"


OPEN = Operation(
    command=Open,
    label=N_("Open a ticket"),
    summary=N_("Ask for help: opens a short form."),
    usage=N_("[product] [title]"),
    past=N_("opened the ticket"),
    roles=frozenset({Role.ANYONE}),
    form=own_form,
    hints=opening_hints,
    handle=open_own,
    style=Style.PRIMARY,
    surfaces=frozenset({Surface.PANEL, Surface.HOME, Surface.GLOBAL_SHORTCUT, Surface.MESSAGE_SHORTCUT}),
)
