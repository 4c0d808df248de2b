"""The form with which a ticket is opened: what is offered and asked there, to whom, and what is known already."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chatdesk.core.announcing import notices_in_text
from chatdesk.core.articles import articles_shown, banner
from chatdesk.core.critical_periods import critical_period, critical_period_line
from chatdesk.core.forms import Answers, Choice, Field, Form, Option, Text
from chatdesk.core.forms import Paragraph as ParagraphField
from chatdesk.core.gates import gate_facts
from chatdesk.core.openers import Mandate, Whereabouts, chosen, customer_fields, whereabouts
from chatdesk.core.policy_articles import Shown
from chatdesk.core.policy_form import Ask, FactPolicy
from chatdesk.core.policy_values import Named
from chatdesk.core.words import N_
from chatdesk.core.work import Work


# -- what is asked
def opening_form(work: Work, answers: Answers, verb: str, known: Mapping[str, str], mandate: Mandate) -> Form:
    """Ask for product, kind, title, description, and what the policy asks for them (S0-16, S0-22, S0-23, S4-24).

    `known` is what the desk knows of whoever fills it in for themselves, and therefore does not ask; `mandate` says
    for which customers it may be.
    """
    where = whereabouts(work, mandate, answers.get("customer"), answers.get("site"))
    products = _products_offered(work)
    product = chosen(answers.get("product"), products)
    kinds = kinds_offered(work, product)
    kind = chosen(answers.get("kind"), kinds)
    gone = banner(work.wording, str(answers.get("product", "")))
    return Form(
        verb=verb,
        title=work.words(N_("New request")),
        submit=work.words(N_("Send")),
        intro="\n".join(filter(None, (gone.text if gone else "", _intro(work, product, kind, known, where)))),
        links=(*((gone.link,) if gone else ()), *articles_shown(work.wording, Shown.FORM)),
        fields=(
            *customer_fields(work, mandate, answers),
            _product_field(work, products, product),
            _kind_field(work, kinds, kind),
            *_text_fields(work, answers),
            *(_urgency_fields(work, answers, where) if where.customer or not mandate.customers else ()),
            *_fact_fields(work, product, kind, answers, known),
            *gate_fields(work, where, answers, asked=work.policy.facts_for(product, kind) if product and kind else ()),
        ),
        hidden={
            name: str(answers[name])
            for name in ("quoted_platform", "quoted_room", "quoted_message", "quoted_link")
            if answers.get(name)
        },
    )


def kinds_offered(work: Work, product: str) -> tuple[str, ...]:
    """Return the kinds that the actor may choose for a product, or for any (S2-7)."""
    kinds = work.policy.kinds_of(product) if product else work.policy.kinds_in_order
    mine = work.open_kinds
    return tuple(kind for kind in kinds if kind in mine)


def _products_offered(work: Work) -> tuple[str, ...]:
    """Return the products of which the actor may choose some kind."""
    mine = work.open_kinds
    return tuple(name for name in work.policy.products if mine.intersection(work.policy.kinds_of(name)))


def diversion(work: Work, kind: str) -> str:
    """Return where whoever chooses a kind is sent instead; nothing where the desk takes it (S4-4)."""
    divert = work.policy.kinds[kind].divert
    return work.wording.diversion(divert) if divert else ""


def _intro(work: Work, product: str, kind: str, about: Mapping[str, str], where: Whereabouts) -> str:
    language = work.wording.language
    lines = [work.policy.opening.warning.in_(language)] if work.policy.opening.warning else []
    lines += notices_in_text(work, product)
    if period := critical_period(work.policy, where.customer, work.now):
        lines.append(critical_period_line(work, period))
    if kind and (notice := work.policy.kinds[kind].notice):
        lines.append(notice.in_(language))
    if kind and (elsewhere := diversion(work, kind)):
        lines.append(elsewhere)
    if product and kind and (known := known_facts(work, product, kind, about)):
        facts = ", ".join(
            work.wording.labelled(work.wording.fact(name), work.wording.fact_value(name, value))
            for name, value in known.items()
        )
        lines.append(work.words(N_("What we know about you: {facts}. Change it with /ticket profile."), facts=facts))
    return "\n".join(lines)


def _product_field(work: Work, products: tuple[str, ...], product: str) -> Field:
    options = tuple(
        Option(value=name, label=work.wording.product(name), hint=_meaning(work, work.policy.products[name]))
        for name in products
    )
    label = work.words(N_("Product or service"))
    return Choice(id="product", label=label, options=options, initial=product, refreshes=True)


def _kind_field(work: Work, kinds: tuple[str, ...], kind: str) -> Field:
    language = work.wording.language
    options = tuple(
        Option(
            value=name,
            label=work.wording.kind(name),
            hint=meaning.in_(language) if (meaning := work.policy.meaning_of_kind(name)) else "",
            diverts=diversion(work, name),
        )
        for name in kinds
    )
    label = work.words(N_("What do you need?"))
    return Choice(id="kind", label=label, options=options, initial=kind, refreshes=True)


def _text_fields(work: Work, answers: Answers) -> tuple[Field, ...]:
    hint = work.policy.opening.description_hint
    usual = work.words(N_("What happens, since when, and what you have tried."))
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
            hint=hint.in_(work.wording.language) if hint else usual,
            initial=str(answers.get("description", "")),
        ),
    )


def _urgency_fields(work: Work, answers: Answers, where: Whereabouts) -> tuple[Field, ...]:
    """Ask for impact and urgency; in a critical period, its urgency is chosen beforehand (S3-44, S3-45)."""
    period = critical_period(work.policy, where.customer, work.now)
    initial = {"urgency": period.urgency} if period else {}
    asked = (
        ("impact", N_("Impact"), work.policy.opening.impact, work.policy.impacts),
        ("urgency", N_("Urgency"), work.policy.opening.urgency, work.policy.urgencies),
    )
    return tuple(
        Choice(
            id=field,
            label=work.words(label),
            options=named_options(work, values),
            initial=str(answers.get(field) or initial.get(field, "")),
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


def known_facts(work: Work, product: str, kind: str, about: Mapping[str, str]) -> dict[str, str]:
    """Return what is known about somebody of what would be asked for a product and kind."""
    return {
        name: about[name]
        for name in work.policy.facts_for(product, kind)
        if work.policy.facts[name].remember and about.get(name)
    }


def _fact_fields(work: Work, product: str, kind: str, answers: Answers, about: Mapping[str, str]) -> tuple[Field, ...]:
    if not product or not kind:
        return ()
    known = known_facts(work, product, kind, about)
    return tuple(
        fact_field(work, name, work.policy.facts[name], str(answers.get(f"facts.{name}", "")))
        for name in work.policy.facts_for(product, kind)
        if name not in known
    )


def gate_fields(work: Work, where: Whereabouts, answers: Answers, *, asked: tuple[str, ...] = ()) -> tuple[Field, ...]:
    """Ask what decides about the priorities of a site, besides what is asked anyway (S3-22)."""
    return tuple(
        fact_field(work, name, work.policy.facts[name], str(answers.get(f"facts.{name}", "")))
        for name in gate_facts(work.policy, where)
        if name not in asked
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
