"""Neutral forms into modals and messages in between, as plain dicts. Pure; what comes back is read in `answers`.

A modal holds five fields and cannot change while it is open. So what changes the rest of a form is chosen first, in a
message that only the person sees and that is redrawn at each choice; the rest follows in modals, a page each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from chatdesk.adapters._cutting import cut, units
from chatdesk.adapters._discord.spans import PLATFORM, Payload
from chatdesk.adapters._discord.steps import LONGEST_ID, Does, Step
from chatdesk.adapters._discord.text import cut_literal, link, literal
from chatdesk.core.forms import FIELDS_A_STEP, Answer, Choice, Field, Files, Form, Option, Paragraph, People, Text
from chatdesk.core.model import Handle
from chatdesk.core.words import N_, Words

LONGEST_TITLE: Final = 45
LONGEST_FIELD_LABEL: Final = 45
LONGEST_HINT: Final = 100
LONGEST_INPUT: Final = 4000
LONGEST_OPTION: Final = 100
LONGEST_INTRO: Final = 1500
LONGEST_PLACEHOLDER: Final = 100
MOST_OPTIONS: Final = 25
MOST_LISTS: Final = 4
"""Rows of lists in a message; the fifth is for its buttons."""
MOST_PEOPLE: Final = 25
MOST_FILES: Final = 10

Answers = Mapping[str, Answer]


class TooLargeForDiscordError(ValueError):
    """A form holds something that Discord has no room for, and that must not be cut in silence."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A form in Discord's portions: what is chosen in a message first, then a modal for each page."""

    choices: tuple[Choice, ...]
    pages: tuple[tuple[Field, ...], ...]
    intro_in_modal: bool

    def page_of(self, field: str) -> int:
        """Return the page on which a field is, or the first one."""
        return next((at for at, page in enumerate(self.pages) if any(each.id == field for each in page)), 0)

    def is_chosen(self, field: str) -> bool:
        """Whether a field is chosen in the message."""
        return any(choice.id == field for choice in self.choices)


def plan_of(form: Form) -> Plan:
    """Return in which portions a form is shown; a choice of one is none.

    The introduction stands in the first modal, unless that took one more modal: then in the message with the choices.
    """
    choices = tuple(field for field in form.fields if isinstance(field, Choice) and _comes_first(field))
    typed = [field for field in form.fields if field not in choices and not _is_settled(field)]
    adds_a_page = bool(typed) and len(typed) % FIELDS_A_STEP == 0
    intro = bool(introduction(form)) and not (choices and adds_a_page)
    first = FIELDS_A_STEP - 1 if intro else FIELDS_A_STEP
    pages = [tuple(typed[:first])] if typed else []
    pages += [tuple(typed[start : start + FIELDS_A_STEP]) for start in range(first, len(typed), FIELDS_A_STEP)]
    return Plan(choices, tuple(pages), intro)


def _comes_first(choice: Choice) -> bool:
    return len(choice.options) > (1 if choice.refreshes else MOST_OPTIONS)


def _is_settled(field: Field) -> bool:
    return isinstance(field, Choice) and field.refreshes and len(field.options) == 1


def answered(form: Form, answers: Answers) -> dict[str, Answer]:
    """Return the answers to a form's own fields: what was given, else what the form begins with.

    A choice that is not offered any more counts as not made.
    """
    known: dict[str, Answer] = {}
    for field in form.fields:
        given = answers.get(field.id)
        if isinstance(field, Choice) and given not in {option.value for option in field.options}:
            given = None
        known[field.id] = given if given is not None else _initial(field)
    return known


def _initial(field: Field) -> Answer:
    match field:
        case Choice(options=(only,), refreshes=True):
            return only.value
        case Text(initial=initial) | Paragraph(initial=initial) | Choice(initial=initial):
            return initial
        case People(initial=people):
            return people
        case _:
            return ""


# -- modals
def render_modal(form: Form, plan: Plan, step: Step, answers: Answers, words: Words) -> Payload:
    """Draw one page of a form as a modal."""
    page = plan.pages[step.page] if plan.pages else ()
    components = [_component(field, answers, words) for field in page]
    if plan.intro_in_modal and step.page == 0:
        components.insert(0, _text_display(introduction(form)))
    title = form.title if len(plan.pages) <= 1 else f"{form.title} ({step.page + 1}/{len(plan.pages)})"
    return {
        "custom_id": step.id,
        "title": cut(title, LONGEST_TITLE),
        "components": components or [_text_display(introduction(form) or "–")],
    }


def introduction(form: Form, room: int = LONGEST_INTRO) -> str:
    """Return what stands above a form's fields, as Markdown: its words, cut to what room the links leave, and those."""
    links = "\n".join(link(each.url, each.text) for each in form.links)
    told = cut_literal(form.intro.strip(), max(room - units(links), 0))[0]
    return "\n".join(part for part in (told, links) if part)


def _text_display(markdown: str) -> Payload:
    return {"type": 10, "content": markdown}


def _component(field: Field, answers: Answers, words: Words) -> Payload:
    if isinstance(field, Choice) and not field.options:
        told = f"{field.label} – {words(N_('there is nothing to choose from'))}"
        return _text_display(cut_literal(told, LONGEST_INTRO)[0])
    if len(field.id) > LONGEST_ID:
        raise TooLargeForDiscordError(f"the id of field {field.id[:40]} is too long")
    label: Payload = {
        "type": 18,
        "label": cut(field.label, LONGEST_FIELD_LABEL) or "–",
        "component": {"custom_id": field.id, "required": field.required, **_input(field, answers.get(field.id, ""))},
    }
    return label | ({"description": cut(field.hint, LONGEST_HINT)} if field.hint else {})


def _input(field: Field, answer: Answer) -> Payload:
    match field:
        case Text(limit=limit):
            return _text_input(answer, limit, style=1)
        case Paragraph(limit=limit):
            return _text_input(answer, limit, style=2)
        case Choice(options=options):
            return {"type": 3, **_bounds(1, required=field.required), "options": _options(options, answer)}
        case People(limit=limit):
            return _people_select(answer, min(limit, MOST_PEOPLE), required=field.required)
        case Files(limit=limit):
            return {"type": 19, **_bounds(min(limit, MOST_FILES), required=field.required)}
        case _:
            raise TypeError(f"Discord has no input for {type(field).__name__}")


def _bounds(most: int, *, required: bool) -> Payload:
    return {"min_values": 1 if required else 0, "max_values": most}


def _text_input(answer: Answer, limit: int, *, style: int) -> Payload:
    longest = min(limit, LONGEST_INPUT)
    drawn: Payload = {"type": 4, "style": style, "max_length": longest}
    return drawn | ({"value": cut(answer, longest)} if isinstance(answer, str) and answer else {})


def _people_select(answer: Answer, most: int, *, required: bool) -> Payload:
    people = [person for person in answer if isinstance(person, Handle) and person.platform == PLATFORM]
    chosen = [{"id": person.user, "type": "user"} for person in people[:most]]
    drawn: Payload = {"type": 5, **_bounds(most, required=required)}
    return drawn | ({"default_values": chosen} if chosen else {})


def _options(options: tuple[Option, ...], answer: Answer) -> list[Payload]:
    return [_option(option, answer) for option in options[:MOST_OPTIONS]]


def _option(option: Option, answer: Answer) -> Payload:
    if units(option.value) > LONGEST_OPTION:
        raise TooLargeForDiscordError(f"the option {option.value[:40]}… is too long")
    drawn: Payload = {"label": cut(option.label or option.value, LONGEST_OPTION), "value": option.value}
    if option.hint:
        drawn["description"] = cut(option.hint, LONGEST_OPTION)
    return drawn | ({"default": True} if option.value == answer else {})


# -- messages in between
def choice_rows(plan: Plan, step: Step, answers: Answers) -> list[Payload]:
    """Return the lists of a message in between: every choice up to the first that is still to be made.

    More than one list holds become several lists, named by their first and last; the newest choices stay in sight.
    """
    rows: list[Payload] = []
    for choice in plan.choices:
        rows += _lists(choice, step, answers.get(choice.id, ""))
        if not answers.get(choice.id):
            break
    return rows[-MOST_LISTS:]


def _lists(choice: Choice, step: Step, answer: Answer) -> list[Payload]:
    options = choice.options[: MOST_OPTIONS * MOST_LISTS]
    starts = range(0, len(options), MOST_OPTIONS)
    portions = [options[start : start + MOST_OPTIONS] for start in starts]
    names = [_portion_name(choice, portion) for portion in portions] if len(portions) > 1 else [choice.label]
    ids = [
        Step(does=Does.PICK, verb=step.verb, ticket=step.ticket, page=at, key=step.key, field=choice.id).id
        for at in range(len(portions))
    ]
    return [_list(*told, answer) for told in zip(ids, names, portions, strict=True)]


def _portion_name(choice: Choice, options: tuple[Option, ...]) -> str:
    first, last = (cut(option.label, LONGEST_PLACEHOLDER // 4) for option in (options[0], options[-1]))
    return f"{cut(choice.label, LONGEST_PLACEHOLDER // 3)}: {first} – {last}"


def _list(custom_id: str, name: str, options: tuple[Option, ...], answer: Answer) -> Payload:
    select: Payload = {
        "type": 3,
        "custom_id": custom_id,
        "placeholder": cut(name, LONGEST_PLACEHOLDER),
        **_bounds(1, required=True),
        "options": _options(options, answer),
    }
    return {"type": 1, "components": [select]}


def is_shortened(plan: Plan) -> bool:
    """Whether a choice has more options than a message shows."""
    return any(len(choice.options) > MOST_OPTIONS * MOST_LISTS for choice in plan.choices)


def first_open_choice(plan: Plan, answers: Answers) -> Choice | None:
    """Return the first choice that is still to be made."""
    return next((choice for choice in plan.choices if not answers.get(choice.id)), None)


def diversion_of(plan: Plan, answers: Answers) -> str:
    """Return where whoever chose this goes instead; nothing where what was chosen is taken."""
    chosen = (option for choice in plan.choices for option in choice.options if option.value == answers.get(choice.id))
    return next((option.diverts for option in chosen if option.diverts), "")


def summary_lines(form: Form, plan: Plan, answers: Answers, longest: int = 120) -> list[str]:
    """Return what was filled in so far, a line each, so that nobody wonders whether it is kept."""
    told = [field for page in plan.pages for field in page if isinstance(field, Text | Paragraph)]
    return [
        f"-# {literal(cut(field.label, LONGEST_FIELD_LABEL))}: {literal(cut(' '.join(str(answer).split()), longest))}"
        for field in told
        if (answer := answers.get(field.id)) and field in form.fields
    ]
