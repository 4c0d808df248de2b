"""open: a requester (or anyone) asks for something; a ticket is saved, then shown in its two threads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from chatdesk.core.access import Role
from chatdesk.core.document import Fact, Facts, Paragraph, PublicDocument, Strong, Style, ThreadLink
from chatdesk.core.errors import ChoiceUnknown, FormRejected
from chatdesk.core.forms import TEXT_LIMIT, TITLE_LIMIT, Answers, Choice, Field, Form, Option, Text
from chatdesk.core.forms import Paragraph as ParagraphField
from chatdesk.core.model import Audience, Origin, Ticket
from chatdesk.core.operation import Command, Invocation, Operation, Reply, Surface
from chatdesk.core.policy import Ask, FactPolicy, Policy, Receipts
from chatdesk.core.policy_values import Named
from chatdesk.core.posts import InternalCard, PublicCard, RequesterNotice
from chatdesk.core.words import N_
from chatdesk.core.work import Work


class Open(Command):
    """Open a ticket. `quoted_*` name the message that it was opened from; `facts` holds the policy's own fields."""

    verb: ClassVar[str] = "open"

    product: str
    kind: str
    title: str
    description: str
    impact: str | None = None
    urgency: str | None = None
    facts: Mapping[str, str] = {}
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


def open_ticket(work: Work, command: Open, follows: Ticket | None = None) -> Reply:
    """Save the ticket, its first line of history and its posts: two cards, and the receipt after the first (S1-20).

    One that follows another is its requester's, whoever opens it; a receipt goes to those who open for themselves.
    """
    policy = work.policy
    if command.kind not in policy.kinds_of(command.product):
        raise FormRejected({"kind": ChoiceUnknown()})
    ticket = work.add(_new_ticket(work, command, follows))
    replace(work, found=ticket).record("open")
    work.unit.remember(
        work.actor.id, {name: value for name, value in ticket.facts.items() if policy.facts[name].remember}
    )
    card = work.unit.post(PublicCard(ticket=ticket.id))
    if policy.desk.receipts is Receipts.ALWAYS or (
        policy.desk.receipts is Receipts.FORM and ticket.requester == ticket.opened_by
    ):
        receipt = RequesterNotice(person=ticket.requester, body=_receipt(work, ticket), platform=ticket.platform)
        work.unit.post(receipt, after=card)
    work.unit.post(InternalCard(ticket=ticket.id), after=card)
    return Reply(ticket=ticket)


def _new_ticket(work: Work, command: Open, follows: Ticket | None) -> Ticket:
    policy = work.policy
    number = work.unit.next_number(policy.desk.first_number)
    declared = policy.priority_for(command.impact, command.urgency)
    known = {name: work.actor.facts[name] for name in _known_facts(work, command.product, command.kind)}
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
        requester=follows.requester if follows else work.actor.id,
        opened_by=work.actor.id,
        opened_at=work.now,
        changed_at=work.now,
        platform=follows.platform if follows else work.handle.platform,
        workspace=follows.workspace if follows else work.handle.workspace,
        impact=command.impact,
        urgency=command.urgency,
        declared_priority=declared,
        facts={**known, **command.facts},
        quoted=command.quoted,
        follows=follows.id if follows else None,
    )


def _receipt(work: Work, ticket: Ticket) -> PublicDocument:
    words, wording = work.words, work.wording
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
            Paragraph((words(N_("Follow it in its thread.")), " ", thread)),
        )
    )


# -- the form
def opening_form(work: Work, answers: Answers) -> Form:
    """Ask for product, kind, title, description, and what the policy asks for them (S0-16, S0-22, S0-23, S4-24)."""
    product = _chosen(answers.get("product"), tuple(work.policy.products))
    kinds = work.policy.kinds_of(product) if product else tuple(work.policy.kinds)
    kind = _chosen(answers.get("kind"), kinds)
    return Form(
        verb=Open.verb,
        title=work.words(N_("New request")),
        submit=work.words(N_("Send")),
        intro=_intro(work, product, kind),
        fields=(
            _product_field(work, product),
            _kind_field(work, kinds, kind),
            *_text_fields(work, answers),
            *_urgency_fields(work, answers),
            *_fact_fields(work, product, kind, answers),
        ),
        hidden={
            name: str(answers[name])
            for name in ("quoted_platform", "quoted_room", "quoted_message", "quoted_link")
            if answers.get(name)
        },
    )


def _chosen(answer: object, offered: tuple[str, ...]) -> str:
    """Return the chosen value while it is offered; the only one where there is no choice."""
    if len(offered) == 1:
        return offered[0]
    return str(answer) if answer in offered else ""


def _intro(work: Work, product: str, kind: str) -> str:
    language = work.wording.language
    lines = [work.policy.opening.warning.in_(language)] if work.policy.opening.warning else []
    if kind and (notice := work.policy.kinds[kind].notice):
        lines.append(notice.in_(language))
    if product and kind and (known := _known_facts(work, product, kind)):
        facts = ", ".join(
            work.wording.labelled(work.wording.fact(name), work.wording.fact_value(name, work.actor.facts[name]))
            for name in known
        )
        lines.append(work.words(N_("What we know about you: {facts}. Change it with /ticket profile."), facts=facts))
    return "\n".join(lines)


def _product_field(work: Work, product: str) -> Field:
    options = tuple(
        Option(value=name, label=work.wording.product(name), hint=_meaning(work, policy))
        for name, policy in work.policy.products.items()
    )
    label = work.words(N_("Product or service"))
    return Choice(id="product", label=label, options=options, initial=product, refreshes=True)


def _kind_field(work: Work, kinds: tuple[str, ...], kind: str) -> Field:
    options = tuple(
        Option(value=name, label=work.wording.kind(name), hint=_meaning(work, work.policy.kinds[name]))
        for name in kinds
    )
    label = work.words(N_("What do you need?"))
    return Choice(id="kind", label=label, options=options, initial=kind, refreshes=True)


def _text_fields(work: Work, answers: Answers) -> tuple[Field, ...]:
    description_hint = work.words(N_("What happens, since when, and what you have tried."))
    if work.policy.opening.impact is not Ask.NO:
        description_hint = work.words(N_("What happens, and why it has this impact and urgency."))
    return (
        Text(
            id="title",
            label=work.words(N_("Title")),
            hint=work.words(N_("Short, and as explicit as possible.")),
            initial=str(answers.get("title", "")),
        ),
        ParagraphField(
            id="description",
            label=work.words(N_("Description")),
            hint=description_hint,
            initial=str(answers.get("description", "")),
        ),
    )


def _urgency_fields(work: Work, answers: Answers) -> tuple[Field, ...]:
    asked = (
        ("impact", N_("Impact"), work.policy.opening.impact, work.policy.impacts),
        ("urgency", N_("Urgency"), work.policy.opening.urgency, work.policy.urgencies),
    )
    return tuple(
        Choice(
            id=field,
            label=work.words(label),
            options=named_options(work, values),
            initial=str(answers.get(field, "")),
            required=ask is Ask.REQUIRED,
        )
        for field, label, ask, values in asked
        if ask is not Ask.NO
    )


def named_options(work: Work, values: Mapping[str, Named]) -> tuple[Option, ...]:
    """Return the options of the policy's named values, each with its meaning."""
    language = work.wording.language
    return tuple(
        Option(value=name, label=value.name.in_(language), hint=_meaning(work, value)) for name, value in values.items()
    )


def _meaning(work: Work, named: Named) -> str:
    return named.meaning.in_(work.wording.language) if named.meaning else ""


def _known_facts(work: Work, product: str, kind: str) -> tuple[str, ...]:
    return tuple(
        name
        for name in work.policy.facts_for(product, kind)
        if work.policy.facts[name].remember and work.actor.facts.get(name)
    )


def _fact_fields(work: Work, product: str, kind: str, answers: Answers) -> tuple[Field, ...]:
    if not product or not kind:
        return ()
    known = _known_facts(work, product, kind)
    return tuple(
        fact_field(work, name, work.policy.facts[name], str(answers.get(f"facts.{name}", "")))
        for name in work.policy.facts_for(product, kind)
        if name not in known
    )


def fact_field(work: Work, name: str, fact: FactPolicy, initial: str = "") -> Field:
    """Return the form's field for one of the policy's own facts."""
    language = work.wording.language
    told: dict[str, Any] = {
        "id": f"facts.{name}",
        "label": fact.label.in_(language),
        "hint": fact.hint.in_(language) if fact.hint else "",
        "required": fact.required,
        "initial": initial,
    }
    match fact.type:
        case "choice":
            options = (Option(value=key, label=text.in_(language)) for key, text in fact.options.items())
            return Choice(**told, options=tuple(options))
        case "paragraph":
            return ParagraphField(**told)
        case "text":
            return Text(**told)


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
    form=opening_form,
    hints=opening_hints,
    handle=open_ticket,
    style=Style.PRIMARY,
    surfaces=frozenset({Surface.PANEL, Surface.HOME, Surface.GLOBAL_SHORTCUT, Surface.MESSAGE_SHORTCUT}),
)
