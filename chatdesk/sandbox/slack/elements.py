"""The limits of Block Kit's interactive elements (docs.slack.dev/reference/block-kit/block-elements)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatdesk.sandbox.slack.breaches import Breaches
    from chatdesk.sandbox.slack.errors import Json

LONGEST_BUTTON_TEXT = 75
LONGEST_BUTTON_VALUE = 2000
LONGEST_URL = 3000
LONGEST_PLACEHOLDER = 150
LONGEST_OPTION_TEXT = 75
LONGEST_OPTION_VALUE = 150
LONGEST_INPUT = 3000
MOST_OPTIONS = 100
MOST_CHOICES = 10
MOST_OVERFLOW = 5
MOST_FILES = 10

SINGLE_SELECTS = (
    "static_select",
    "external_select",
    "users_select",
    "conversations_select",
    "channels_select",
)
MULTI_SELECTS = tuple(f"multi_{kind}" for kind in SINGLE_SELECTS)
PICKERS = ("datepicker", "timepicker", "datetimepicker")
CHOICES = ("radio_buttons", "checkboxes")
TEXT_INPUTS = (
    "plain_text_input",
    "email_text_input",
    "url_text_input",
    "number_input",
    "rich_text_input",
)
IN_INPUT = {*SINGLE_SELECTS, *MULTI_SELECTS, *PICKERS, *CHOICES, *TEXT_INPUTS, "file_input"}
IN_ACTIONS = {"button", "overflow", *SINGLE_SELECTS, *MULTI_SELECTS, *PICKERS, *CHOICES, "rich_text_input"}
IN_SECTION = {"button", "overflow", "image", *SINGLE_SELECTS, *MULTI_SELECTS, *PICKERS, *CHOICES}

_COMMON = ("action_id", "focus_on_load", "confirm")
_TEXT_INPUT = ("placeholder", "initial_value", "dispatch_action_config")
_SELECT = {
    "static_select": ("options", "option_groups", "initial_option"),
    "external_select": ("min_query_length", "initial_option"),
    "users_select": ("initial_user",),
    "conversations_select": (
        "initial_conversation",
        "default_to_current_conversation",
        "filter",
        "response_url_enabled",
    ),
    "channels_select": ("initial_channel", "response_url_enabled"),
    "multi_static_select": ("options", "option_groups", "initial_options"),
    "multi_external_select": ("min_query_length", "initial_options"),
    "multi_users_select": ("initial_users",),
    "multi_conversations_select": ("initial_conversations", "default_to_current_conversation", "filter"),
    "multi_channels_select": ("initial_channels",),
}
_REQUIRED: dict[str, tuple[str, ...]] = {
    "button": ("text",),
    "image": ("alt_text",),
    "number_input": ("is_decimal_allowed",),
    "overflow": ("options",),
    "radio_buttons": ("options",),
    "checkboxes": ("options",),
}
_OPTIONAL: dict[str, tuple[str, ...]] = {
    "button": ("url", "value", "style", "accessibility_label"),
    "image": ("image_url", "slack_file"),
    "overflow": (),
    "radio_buttons": ("initial_option",),
    "checkboxes": ("initial_options",),
    "datepicker": ("placeholder", "initial_date"),
    "timepicker": ("placeholder", "initial_time", "timezone"),
    "datetimepicker": ("initial_date_time",),
    "plain_text_input": (*_TEXT_INPUT, "multiline", "min_length", "max_length"),
    "email_text_input": _TEXT_INPUT,
    "url_text_input": _TEXT_INPUT,
    "rich_text_input": _TEXT_INPUT,
    "number_input": (*_TEXT_INPUT, "min_value", "max_value"),
    "file_input": ("filetypes", "max_files"),
    **{kind: (*fields, "placeholder") for kind, fields in _SELECT.items()},
    **{kind: (*_SELECT[kind], "placeholder", "max_selected_items") for kind in MULTI_SELECTS},
}


def check_element(found: Breaches, element: object, at: str, allowed: set[str], taken: set[str]) -> None:
    """One element in a block that takes only the `allowed` kinds."""
    if not isinstance(element, dict):
        found.add("must provide an object", at)
        return
    kind = str(element.get("type"))
    if kind not in allowed:
        found.add(f"unsupported type: {kind}", f"{at}/type")
        return
    common = () if kind == "image" else _COMMON
    found.fields(element, _REQUIRED.get(kind, ()), (*_OPTIONAL[kind], *common), at)
    found.identifier(element, "action_id", at, taken)
    if "placeholder" in element:
        found.text(element["placeholder"], LONGEST_PLACEHOLDER, f"{at}/placeholder")
    if "confirm" in element:
        _check_confirm(found, element["confirm"], f"{at}/confirm")
    if element.get("focus_on_load"):
        found.focused += 1
    if check := _CHECKS.get(kind):
        check(found, element, at)


def _check_button(found: Breaches, element: Json, at: str) -> None:
    if "text" in element:
        found.text(element["text"], LONGEST_BUTTON_TEXT, f"{at}/text")
    if "value" in element:
        found.length(element["value"], LONGEST_BUTTON_VALUE, f"{at}/value", shortest=0)
    if "url" in element:
        found.length(element["url"], LONGEST_URL, f"{at}/url")
    if element.get("style", "primary") not in ("primary", "danger"):
        found.add("must be one of: primary, danger", f"{at}/style")


def _check_confirm(found: Breaches, confirm: Json, at: str) -> None:
    if not found.fields(confirm, ("title", "text", "confirm", "deny"), ("style",), at):
        return
    for name, longest in (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30)):
        if name in confirm:
            found.text(confirm[name], longest, f"{at}/{name}", kinds=("plain_text", "mrkdwn"))


def _check_option(found: Breaches, option: Json, at: str, kinds: tuple[str, ...]) -> None:
    found.fields(option, ("text", "value"), ("description", "url"), at)
    if "text" in option:
        found.text(option["text"], LONGEST_OPTION_TEXT, f"{at}/text", kinds=kinds)
    if "value" in option:
        found.length(option["value"], LONGEST_OPTION_VALUE, f"{at}/value")
    if "description" in option:
        found.text(option["description"], LONGEST_OPTION_TEXT, f"{at}/description", kinds=kinds)


def _check_options(found: Breaches, element: Json, at: str, most: int, kinds: tuple[str, ...]) -> None:
    for index, option in enumerate(found.items(element.get("options"), most, f"{at}/options")):
        _check_option(found, option, f"{at}/options/{index}", kinds)
    _check_initial(found, element, at)


def _check_initial(found: Breaches, element: Json, at: str) -> None:
    """An initial option has to be one of the options, word for word."""
    offered = list(options_of(element))
    if element.get("initial_option") is not None and element["initial_option"] not in offered:
        found.add("initial_option must be one of the provided options", f"{at}/initial_option")
    initial = element.get("initial_options", [])
    for index, option in enumerate(initial if isinstance(initial, list) else [initial]):
        if option not in offered:
            found.add("initial_option must be one of the provided options", f"{at}/initial_options/{index}")


def options_of(element: Json) -> list[Json]:
    """All options an element offers, those in groups included."""
    groups = element.get("option_groups")
    holders = [element, *(groups if isinstance(groups, list) else [])]
    listed = [holder.get("options") for holder in holders if isinstance(holder, dict)]
    return [option for options in listed if isinstance(options, list) for option in options]


def _check_static_select(found: Breaches, element: Json, at: str) -> None:
    if "options" in element and "option_groups" in element:
        found.add("can't define both `options` and `option_groups`", at)
    elif "option_groups" in element:
        groups = found.items(element["option_groups"], MOST_OPTIONS, f"{at}/option_groups")
        for number, group in enumerate(groups):
            place = f"{at}/option_groups/{number}"
            found.text(group.get("label"), LONGEST_OPTION_TEXT, f"{place}/label")
            for index, option in enumerate(found.items(group.get("options"), MOST_OPTIONS, f"{place}/options")):
                _check_option(found, option, f"{place}/options/{index}", ("plain_text",))
        _check_initial(found, element, at)
    else:
        _check_options(found, element, at, MOST_OPTIONS, ("plain_text",))


def _check_choices(found: Breaches, element: Json, at: str) -> None:
    _check_options(found, element, at, MOST_CHOICES, ("plain_text", "mrkdwn"))


def _check_overflow(found: Breaches, element: Json, at: str) -> None:
    _check_options(found, element, at, MOST_OVERFLOW, ("plain_text",))


def _check_text_input(found: Breaches, element: Json, at: str) -> None:
    shortest, longest = element.get("min_length", 0), element.get("max_length", LONGEST_INPUT)
    if not _within(shortest, 0, LONGEST_INPUT):
        found.add(f"must be less than {LONGEST_INPUT + 1}", f"{at}/min_length")
    elif not _within(longest, 1, LONGEST_INPUT) or longest < shortest:
        found.add(f"must be less than {LONGEST_INPUT + 1}", f"{at}/max_length")
    elif "initial_value" in element:
        found.length(element["initial_value"], longest, f"{at}/initial_value", shortest=0)


def _check_file_input(found: Breaches, element: Json, at: str) -> None:
    if not _within(element.get("max_files", 1), 1, MOST_FILES):
        found.add(f"must be between 1 and {MOST_FILES}", f"{at}/max_files")


def _check_datepicker(found: Breaches, element: Json, at: str) -> None:
    if "initial_date" in element:
        found.pattern(element["initial_date"], r"\d{4}-\d{2}-\d{2}", f"{at}/initial_date")


def _check_timepicker(found: Breaches, element: Json, at: str) -> None:
    if "initial_time" in element:
        found.pattern(element["initial_time"], r"\d{2}:\d{2}", f"{at}/initial_time")


def _within(value: Any, least: int, most: int) -> bool:  # noqa: ANN401  # comes from an app's JSON
    return isinstance(value, int) and least <= value <= most


_CHECKS: dict[str, Callable[[Breaches, Json, str], None]] = {
    "button": _check_button,
    "static_select": _check_static_select,
    "multi_static_select": _check_static_select,
    "radio_buttons": _check_choices,
    "checkboxes": _check_choices,
    "overflow": _check_overflow,
    "plain_text_input": _check_text_input,
    "file_input": _check_file_input,
    "datepicker": _check_datepicker,
    "timepicker": _check_timepicker,
}
