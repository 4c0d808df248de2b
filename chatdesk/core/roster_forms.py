"""The fields of forms that ask for a change of a roster: customer and shift, what about whom, what is confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from chatdesk.core.errors import FieldError, MissingOfWhoJoins
from chatdesk.core.forms import Answers, Choice, Field, Option
from chatdesk.core.opening import fact_field, named_options
from chatdesk.core.rosters import roster_policy
from chatdesk.core.words import N_
from chatdesk.core.work import Work

CONFIRMED: Final = "confirmed"


def customer_field(work: Work, customers: Iterable[str], customer: str) -> Choice:
    """Ask for the customer."""
    options = tuple(
        Option(value=name, label=work.wording.customer(name), hint=work.policy.customers[name].number)
        for name in customers
    )
    label = work.words(N_("Customer"))
    return Choice(id="customer", label=label, options=options, initial=customer, refreshes=True)


def shift_field(work: Work, shift: str) -> Choice:
    """Ask for the shift."""
    options = named_options(work, roster_policy(work.policy).shifts)
    return Choice(id="shift", label=work.words(N_("Shift")), options=options, initial=shift, refreshes=True)


def fact_fields(work: Work, answers: Answers, known: Mapping[str, str]) -> tuple[Field, ...]:
    """Ask what the policy wants to know of whoever is put on a roster (S3-52)."""
    return tuple(
        fact_field(work, name, work.policy.facts[name], str(answers.get(f"facts.{name}") or known.get(name, "")))
        for name in roster_policy(work.policy).facts
    )


def optional(fields: Iterable[Field]) -> tuple[Field, ...]:
    """Return fields that may be left empty, because what is asked there depends on another answer."""
    return tuple(replace(field, required=False) for field in fields)


def terms_field(work: Work) -> tuple[Choice, ...]:
    """Ask to confirm the policy's terms, which stand at the top of the form (S3-12, S3-15); nothing without terms."""
    if roster_policy(work.policy).terms is None:
        return ()
    yes = Option(value=CONFIRMED, label=work.words(N_("Yes, I confirm it")))
    return (Choice(id="terms", label=work.words(N_("The conditions above")), options=(yes,)),)


def terms_told(work: Work) -> str:
    """Return the terms, as they stand at the top of a form."""
    terms = roster_policy(work.policy).terms
    return terms.in_(work.wording.language) if terms else ""


def missing_about(work: Work, facts: Mapping[str, str], terms: str) -> dict[str, FieldError]:
    """Return what is missing, by field, where somebody is put on a roster and the form itself insisted on nothing."""
    policy = roster_policy(work.policy)
    needed = (name for name in policy.facts if work.policy.facts[name].required and not facts.get(name))
    missing: dict[str, FieldError] = {f"facts.{name}": MissingOfWhoJoins() for name in needed}
    if policy.terms is not None and terms != CONFIRMED:
        missing["terms"] = MissingOfWhoJoins()
    return missing
