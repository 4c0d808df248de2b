"""Neutral forms into modals, and documents into modals that only show. Pure; what comes back is read in `answers`.

A field is one input block: its `block_id` is the field's id and its `action_id` never changes, so that what somebody
typed stays when the view is updated.
"""

from __future__ import annotations

import json
from typing import Final

from chatdesk.adapters._context import Context
from chatdesk.adapters._cutting import cut, units
from chatdesk.adapters._slack.quotes import quote_elements
from chatdesk.adapters._slack.render import render_in_view, section
from chatdesk.adapters._slack.spans import PLATFORM, Block, link, plain
from chatdesk.adapters._slack.text import cut_literal, literal
from chatdesk.core.document import InternalDocument, PublicDocument
from chatdesk.core.forms import Choice, Field, Files, Form, Option, Paragraph, People, Text
from chatdesk.core.words import N_, Words

FORM: Final = "form:"
"""What the callback id of a form's view begins with; its verb follows."""
NOTICE: Final = "notice"
"""The callback id of a modal that only shows."""
VALUE: Final = "value"
"""The action id of every field."""
LONGEST_TITLE: Final = 24
LONGEST_INPUT: Final = 3000
LONGEST_HINT: Final = 2000
LONGEST_OPTION: Final = 75
LONGEST_OPTION_VALUE: Final = 150
LONGEST_BLOCK_ID: Final = 255
LONGEST_METADATA: Final = 3000
LONGEST_INTRO: Final = 3000
LONGEST_NOTICE: Final = 2900
LONGEST_PREVIEW: Final = 6000
"""More than an input holds: what is about to be sent is shown whole."""
MOST_OPTIONS: Final = 100
MOST_FILES: Final = 10


class TooLargeForSlackError(ValueError):
    """A form holds something that Slack has no room for, and that must not be cut in silence."""


def render_form(form: Form, words: Words, response_url: str = "", *, notice: str = "") -> Block:
    """Draw a form as a modal.

    `response_url` is of the message whose button asked for it, which may be replaced; `notice` says what was wrong.
    """
    blocks = [section(f"⚠️ {cut_literal(notice, LONGEST_NOTICE)[0]}")] if notice else []
    blocks += [section(cut_literal(form.intro, LONGEST_INTRO)[0])] if form.intro.strip() else []
    blocks += [section("\n".join(link(each.url, each.text) for each in form.links))] if form.links else []
    blocks += _preview(form, words)
    fields = [_field(field, words) for field in form.fields]
    view: Block = {
        "type": "modal",
        "callback_id": FORM + form.verb,
        "title": plain(form.title, LONGEST_TITLE),
        "close": plain(words(N_("Go back")), LONGEST_TITLE),
        "private_metadata": _metadata(form, response_url),
    }
    if can_be_sent(form):
        view["submit"] = plain(form.submit, LONGEST_TITLE)
    else:  # Slack takes no input without a way to submit it
        fields = [field for field in fields if field["type"] != "input"]
    return view | {"blocks": [*blocks, *fields] or [section("–")]}


def can_be_sent(form: Form) -> bool:
    """Whether a form can be sent: not where a required choice offers nothing, and no other choice changes that."""
    choices = [field for field in form.fields if isinstance(field, Choice)]
    stuck = any(field.required and not field.options for field in choices)
    return not stuck or any(field.refreshes and field.options for field in choices)


def render_notice(title: str, body: PublicDocument | InternalDocument, context: Context) -> Block:
    """Draw a document as a modal that only shows."""
    return {
        "type": "modal",
        "callback_id": NOTICE,
        "title": plain(title, LONGEST_TITLE),
        "close": plain(context.words(N_("Close")), LONGEST_TITLE),
        "blocks": render_in_view(body, context),
    }


def _preview(form: Form, words: Words) -> list[Block]:
    """Show what is about to be sent, as its reader will see it."""
    if not form.preview:
        return []
    elements, _, _ = quote_elements(form.preview, LONGEST_PREVIEW)
    title = section(f"*{literal(words(N_('Preview')))}*")
    return [title, {"type": "rich_text", "elements": elements}, {"type": "divider"}]


def _metadata(form: Form, response_url: str) -> str:
    """Return what comes back with the answers; it is never cut, so it may not fit."""
    kept = {"ticket": form.ticket, "hidden": dict(form.hidden or {}), "from": response_url}
    metadata = json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
    if units(metadata) > LONGEST_METADATA:
        raise TooLargeForSlackError(f"form {form.verb} hides {len(metadata)} characters")
    return metadata


def _field(field: Field, words: Words) -> Block:
    if isinstance(field, Choice) and not field.options:
        return section(literal(f"{field.label} – {words(N_('there is nothing to choose from'))}"))
    if len(field.id) > LONGEST_BLOCK_ID:
        raise TooLargeForSlackError(f"the id of field {field.id[:40]} is too long")
    block: Block = {
        "type": "input",
        "block_id": field.id,
        "label": plain(field.label, LONGEST_HINT),
        "optional": not field.required,
        "element": {"action_id": VALUE, **_element(field)},
    }
    if field.hint:
        block["hint"] = plain(field.hint, LONGEST_HINT)
    if isinstance(field, Choice) and field.refreshes:
        block["dispatch_action"] = True
    return block


def _element(field: Field) -> Block:
    match field:
        case Text(initial=initial, limit=limit):
            return _text_input(initial, limit, multiline=False)
        case Paragraph(initial=initial, limit=limit):
            return _text_input(initial, limit, multiline=True)
        case Choice():
            return _select(field)
        case People():
            return _people_select(field)
        case Files(limit=limit):
            return {"type": "file_input", "max_files": min(limit, MOST_FILES)}
        case _:
            raise TypeError(f"Slack has no input for {type(field).__name__}")


def _text_input(initial: str, limit: int, *, multiline: bool) -> Block:
    longest = min(limit, LONGEST_INPUT)
    element: Block = {"type": "plain_text_input", "multiline": multiline, "max_length": longest}
    if initial:
        element["initial_value"] = cut(initial, longest)
    return element


def _select(field: Choice) -> Block:
    options = [_option(option) for option in field.options]
    element: Block = {"type": "static_select"}
    if len(options) <= MOST_OPTIONS:
        element["options"] = options
    else:
        element["option_groups"] = _groups(options)
    chosen = [option for option in options if option["value"] == field.initial]
    if chosen:
        element["initial_option"] = chosen[0]
    return element


def _option(option: Option) -> Block:
    if units(option.value) > LONGEST_OPTION_VALUE:
        raise TooLargeForSlackError(f"the option {option.value[:40]}… is too long")
    drawn: Block = {"text": plain(option.label or option.value, LONGEST_OPTION), "value": option.value}
    if option.hint:
        drawn["description"] = plain(option.hint, LONGEST_OPTION)
    return drawn


def _groups(options: list[Block]) -> list[Block]:
    """Return more options than one list takes, in groups named by their first and last."""
    groups = []
    for start in range(0, len(options), MOST_OPTIONS):
        some = options[start : start + MOST_OPTIONS]
        first, last = (cut(some[at]["text"]["text"], LONGEST_OPTION // 2 - 2) for at in (0, -1))
        groups.append({"label": plain(f"{first} – {last}", LONGEST_OPTION), "options": some})
    return groups


def _people_select(field: People) -> Block:
    element: Block = {"type": "multi_users_select", "max_selected_items": field.limit}
    users = [handle.user for handle in field.initial if handle.platform == PLATFORM]
    if users:
        element["initial_users"] = users[: field.limit]
    return element
