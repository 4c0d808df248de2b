"""A form as the desk means it, before a platform draws it; and the check of what somebody filled in.

A platform that holds fewer fields shows `steps`; nothing typed is lost between them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from chatdesk.core.document import Link
from chatdesk.core.errors import ChoiceUnknown, Diverted, FieldError, FieldMissing, FieldTooLong, FormRejected
from chatdesk.core.model import Attachment, Handle, TicketId

FIELDS_A_STEP: Final = 5
"""What the smaller of the platforms holds in one modal (Discord)."""
TEXT_LIMIT: Final = 3000
"""The longest text that both platforms' inputs take (Slack 3000, Discord 4000)."""

TITLE_LIMIT: Final = 150
"""The longest title: what a card's heading holds (Slack)."""

Answer = str | tuple[Handle, ...] | tuple[Attachment, ...]
Answers = Mapping[str, Answer]
"""What was typed or chosen, by field id. Text is raw, as typed; a choice is the option's value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One choice: `value` for the desk, `label` for the reader."""

    value: str
    label: str
    hint: str = ""
    diverts: str = ""
    """Where to go instead: whoever chooses it is refused with these words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What every field has: an id (the command's attribute, `facts.X` for the policy's own), a label, a hint."""

    id: str
    label: str
    hint: str = ""
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Field):
    """One line of text, at most `limit` characters."""

    initial: str = ""
    limit: int = TITLE_LIMIT


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph(Field):
    """Several lines of text, at most `limit` characters."""

    initial: str = ""
    limit: int = TEXT_LIMIT


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Field):
    """One of the options. Where `refreshes`, choosing changes the rest of the form."""

    options: tuple[Option, ...]
    initial: str = ""
    refreshes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class People(Field):
    """Any number of people of the platform."""

    initial: tuple[Handle, ...] = ()
    limit: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Files(Field):
    """Files to send along."""

    limit: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form of one operation, in the reader's language.

    `hidden` comes back with the answers unseen and unchanged by the person: what the form was opened from.
    """

    verb: str
    title: str
    submit: str
    fields: tuple[Field, ...]
    ticket: TicketId | None = None
    intro: str = ""
    links: tuple[Link, ...] = ()
    """Where to read more, below the introduction."""
    preview: str = ""
    """What is about to be sent, shown as its reader will see it."""
    hidden: Mapping[str, str] | None = None

    def steps(self) -> tuple[tuple[Field, ...], ...]:
        """Give the fields in groups of at most `FIELDS_A_STEP`."""
        return tuple(self.fields[start : start + FIELDS_A_STEP] for start in range(0, len(self.fields), FIELDS_A_STEP))

    def check(self, answers: Answers) -> dict[str, Answer]:
        """Return the answers to this form's own fields, trimmed; raise FormRejected naming each wrong one."""
        wrong: dict[str, FieldError] = {}
        clean: dict[str, Answer] = {}
        for field in self.fields:
            answer = answers.get(field.id, "")
            if isinstance(answer, str):
                answer = answer.strip()
            error = _wrong(field, answer)
            if error is not None:
                wrong[field.id] = error
            elif answer:
                clean[field.id] = answer
        if wrong:
            raise FormRejected(wrong)
        return clean


def _wrong(field: Field, answer: Answer) -> FieldError | None:
    if not answer:
        return FieldMissing() if field.required else None
    match field:
        case Text(limit=limit) | Paragraph(limit=limit) if len(answer) > limit:
            return FieldTooLong(limit=limit, length=len(answer))
        case Choice(options=options) if answer not in {option.value for option in options}:
            return ChoiceUnknown()
        case Choice(options=options):
            (chosen,) = (option for option in options if option.value == answer)
            return Diverted(text=chosen.diverts) if chosen.diverts else None
        case _:
            return None
