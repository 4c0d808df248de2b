"""The choice in the opening form while an outage runs: to follow it, or that one's problem is another one (S0-16)."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from chatdesk.core.announcement import Announcement
from chatdesk.core.announcing import label_of, running
from chatdesk.core.forms import Answers, Choice, Field, Form, Option, Paragraph
from chatdesk.core.words import N_
from chatdesk.core.work import Work

CHOICE: Final = "outage"
"""The field's id."""
_FOLLOW: Final = "follow:"
_ANOTHER: Final = "another:"


def followed(answer: str) -> str:
    """Return the number of the outage that is to be followed, or nothing."""
    return answer.removeprefix(_FOLLOW) if answer.startswith(_FOLLOW) else ""


def with_outage(work: Work, answers: Answers, form: Form) -> Form:
    """Return an opening form with the choice, beside its product; whoever follows the outage is asked nothing more.

    What they filled in before comes back when they change their mind: long texts stay in sight, the rest is hidden.
    """
    at = next(number for number, field in enumerate(form.fields) if field.id == "product")
    before, product, rest = form.fields[:at], form.fields[at], form.fields[at + 1 :]
    outage = _outage(work, product.initial if isinstance(product, Choice) else "")
    if outage is None:
        return form
    choice = _choice(work, outage, str(answers.get(CHOICE, "")))
    first: tuple[Field, ...] = (product, choice) if outage.product else (choice, product)
    if not followed(choice.initial):
        return replace(form, fields=(*before, *first, *rest))
    rest = (*before, *rest)
    if not outage.product:
        first, rest = (choice,), (product, *rest)
    kept = tuple(replace(field, required=False) for field in rest if isinstance(field, Paragraph) and field.initial)
    return replace(form, fields=(*first, *kept), hidden={**(form.hidden or {}), **_unseen(answers, rest, kept)})


def _outage(work: Work, product: str) -> Announcement | None:
    """Return the outage of a product that is running, its own before one of all products."""
    outages = [each for each in running(work, product) if each.can_be_followed]
    return max(outages, key=lambda outage: bool(outage.product), default=None)


def _choice(work: Work, outage: Announcement, answer: str) -> Choice:
    options = (
        Option(value=f"{_FOLLOW}{outage.id}", label=work.words(N_("Follow it: I want to know when it is over"))),
        Option(value=f"{_ANOTHER}{outage.id}", label=work.words(N_("My problem is another one"))),
    )
    return Choice(
        id=CHOICE,
        label=label_of(outage, work.wording),
        hint=outage.title,
        options=options,
        initial=answer if answer in {option.value for option in options} else "",
        refreshes=True,
    )


def _unseen(answers: Answers, rest: tuple[Field, ...], kept: tuple[Field, ...]) -> dict[str, str]:
    shown = {field.id for field in kept}
    return {field.id: str(answers[field.id]) for field in rest if field.id not in shown and answers.get(field.id)}
