"""The state of input elements: how Slack writes it, and what Slack's client checks before it submits a view."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from chatdesk.sandbox.slack.blocks import interactive_elements
from chatdesk.sandbox.slack.elements import LONGEST_INPUT, options_of
from chatdesk.sandbox.slack.errors import ControlError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from chatdesk.sandbox.slack.errors import Json

# What holds an element's value, and which field of the element sets it first.
_VALUES: dict[str, tuple[str, str]] = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "overflow": ("selected_option", ""),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "file_input": ("files", ""),
}
_FORMATS = {
    "email_text_input": (r"[^@\s]+@[^@\s]+\.[^@\s]+", "Enter a valid email"),
    "url_text_input": (r"\w+://\S+", "Enter a valid URL"),
    "number_input": (r"-?\d+(\.\d+)?", "Enter a valid number"),
}


def initial_state(blocks: list[Json]) -> Json:
    """The state of blocks nobody has touched."""
    values: Json = {}
    for block in blocks:
        for element in interactive_elements(block):
            if element["type"] in _VALUES and element["type"] != "overflow":
                values.setdefault(block["block_id"], {})[element["action_id"]] = _initial(element)
    return values


def _initial(element: Json) -> Json:
    name, first = _VALUES[element["type"]]
    empty: object = [] if name.endswith("s") else None
    return {"type": element["type"], name: element.get(first, empty)}


def chosen(element: Json, *, value: object, selected: object) -> Json:
    """The state after a person used an element; `selected` may be plain values instead of options."""
    kind = element["type"]
    if kind not in _VALUES:
        return {}
    name = _VALUES[kind][0]
    given = value if name == "value" else selected
    if isinstance(given, dict) and name in given:
        given = given[name]
    if name == "selected_option":
        given = _option(element, given)
    elif name == "selected_options":
        given = [_option(element, one) for one in (given if isinstance(given, list) else [])]
    return {"type": kind, name: given}


def _option(element: Json, given: object) -> Json | None:
    if given is None:
        return None
    wanted = given.get("value") if isinstance(given, dict) else given
    found = next((option for option in options_of(element) if option["value"] == wanted), None)
    if found is not None:
        return found
    if "external" in element["type"] and isinstance(given, dict):
        return given
    raise ControlError("option_not_found", f"{element['action_id']} offers no {wanted!r}")


def merge(blocks: list[Json], current: Json, typed: Mapping[str, Any]) -> None:
    """Lay what a person typed over the current state; only existing elements take it."""
    elements = {(b["block_id"], e["action_id"]): e for b in blocks for e in interactive_elements(b)}
    for block_id, actions in typed.items():
        for action_id, given in actions.items():
            element = elements.get((block_id, action_id))
            if element is None or block_id not in current:
                raise ControlError("input_not_found", f"no input {block_id}/{action_id} in this view")
            state = given if isinstance(given, dict) else {_VALUES[element["type"]][0]: given}
            name = _VALUES[element["type"]][0]
            current[block_id][action_id] = chosen(element, value=state.get(name), selected=state.get(name))


def client_errors(blocks: list[Json], values: Json) -> dict[str, str]:
    """What Slack's client finds wrong before the app is asked: by block id."""
    return {block_id: text for block_id, text in _problems(blocks, values) if text}


def _problems(blocks: list[Json], values: Json) -> Iterator[tuple[str, str]]:
    for block in blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        state = values.get(block["block_id"], {}).get(element["action_id"], {})
        value = state.get(_VALUES[element["type"]][0])
        if value in (None, "", []):
            missing = "" if block.get("optional") else "Please complete this required field."
            yield block["block_id"], missing
        else:
            yield block["block_id"], _problem(element, value)


def _problem(element: Json, value: Any) -> str:  # noqa: ANN401  # a string, a list or an option
    if isinstance(value, list):
        return _too_many(element, len(value))
    if not isinstance(value, str):
        return ""
    if len(value) < element.get("min_length", 0):
        return f"Enter at least {element['min_length']} characters"
    if len(value) > element.get("max_length", LONGEST_INPUT):
        return f"Enter at most {element.get('max_length', LONGEST_INPUT)} characters"
    pattern, message = _FORMATS.get(element["type"], ("", ""))
    if pattern and not re.fullmatch(pattern, value):
        return message
    return _out_of_range(element, value) if element["type"] == "number_input" else ""


def _too_many(element: Json, count: int) -> str:
    most = element.get("max_files", 10) if element["type"] == "file_input" else element.get("max_selected_items")
    return f"Choose at most {most}" if most is not None and count > most else ""


def _out_of_range(element: Json, value: str) -> str:
    number = float(value)
    if not element["is_decimal_allowed"] and "." in value:
        return "Enter a whole number"
    if number < float(element.get("min_value", "-inf")):
        return f"Enter a number of at least {element['min_value']}"
    if number > float(element.get("max_value", "inf")):
        return f"Enter a number of at most {element['max_value']}"
    return ""
