"""The app's commands, generated from the registry: what Discord has to know of the desk before anybody types. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from chatdesk.adapters._asking import COMMAND
from chatdesk.adapters._cutting import cut
from chatdesk.adapters._discord.spans import Payload
from chatdesk.core.access import STAFF
from chatdesk.core.operation import AnyOperation, Surface
from chatdesk.core.words import LANGUAGES, N_, words_in

NAME: Final = COMMAND.removeprefix("/")
OVERFLOW: Final = "more"
"""The group of the sub-commands for which `/ticket` itself has no room."""
LONGEST_DESCRIPTION: Final = 100
LONGEST_MENU: Final = 32
MOST_SUB_COMMANDS: Final = 25
MOST_MENUS: Final = 5
SOURCE: Final = "en"

_SUB_COMMAND: Final = 1
_GROUP: Final = 2
_STRING: Final = 3
_IN_GUILD: Final = {"contexts": [0], "integration_types": [0]}
_MENUS: Final = ((Surface.GLOBAL_SHORTCUT, 2), (Surface.MESSAGE_SHORTCUT, 3))
"""A command on a user starts what a global shortcut does elsewhere; one on a message starts from the message."""

TYPED: Final = ("product", "title", "code", "period", "announcement", "customer")
"""What may be typed besides a ticket's number, in the order in which the desk reads it."""
_OPTIONS: Final = {
    "number": (N_("number"), N_("The ticket’s number; type to look for it")),
    "product": (N_("product"), N_("The product or service")),
    "title": (N_("title"), N_("Short, and as explicit as possible.")),
    "code": (N_("code"), N_("The code that the other platform gave")),
    "period": (N_("period"), N_("The past week, or the past month")),
    "announcement": (N_("announcement"), N_("The number of what was announced")),
    "customer": (N_("customer"), N_("The customer; type to look for it")),
}
_CHOICES: Final = {"period": (("week", N_("week")), ("month", N_("month")))}
"""Options of which only these values can be chosen."""
_ALONE: Final = frozenset({"customer"})
"""What is typed only where nothing else is: the desk reads the whole of it as a name."""
_COMPLETED: Final = frozenset({"number", "product", "announcement", "customer"})


def commands(operations: Iterable[AnyOperation]) -> list[Payload]:
    """Return every command of the app, in English with the other languages beside it."""
    operations = tuple(operations)
    return [_slash(operations), *_menus(operations)]


def menu_verbs(operations: Iterable[AnyOperation]) -> dict[str, str]:
    """Return the verb that each command on a message or user means, by its name."""
    return {
        _menu_name(each, SOURCE): each.verb for each in operations for surface, _ in _MENUS if surface in each.surfaces
    }


def _slash(operations: tuple[AnyOperation, ...]) -> Payload:
    direct, more = _portions([operation for operation in operations if operation.slash])
    options = [_sub_command(operation) for operation in direct]
    if more:
        told = _described(N_("What else there is"))
        nested = [_sub_command(operation) for operation in more]
        options.append({"type": _GROUP, "name": OVERFLOW, **told, "options": nested})
    told = _described(N_("Open a ticket, or work on one"))
    return {"type": 1, "name": NAME, **told, "options": options, **_IN_GUILD}


def _portions(slash: list[AnyOperation]) -> tuple[list[AnyOperation], list[AnyOperation]]:
    """Return what stands in `/ticket` itself and what does not fit: the last ones that only agents use."""
    excess = len(slash) - (MOST_SUB_COMMANDS - 1) if len(slash) > MOST_SUB_COMMANDS else 0
    for_agents = [operation for operation in slash if operation.roles <= STAFF]
    moved = for_agents[len(for_agents) - excess :] if excess else []
    if len(moved) < excess or excess > MOST_SUB_COMMANDS:
        raise ValueError(f"Discord takes {MOST_SUB_COMMANDS} sub-commands, the registry has {len(slash)}")
    return [operation for operation in slash if operation not in moved], moved


def _sub_command(operation: AnyOperation) -> Payload:
    return {
        "type": _SUB_COMMAND,
        "name": operation.verb,
        **_described(operation.summary),
        "options": [_option(name, required=required) for name, required in options_of(operation)],
    }


def options_of(operation: AnyOperation) -> tuple[tuple[str, bool], ...]:
    """Return an operation's options and whether each is required: what its form does not ask must be typed."""
    if operation.about_ticket:
        return (("number", True),)
    fields = operation.command.model_fields
    named = [name for name in TYPED if name in fields]
    asked = operation.form is not None
    return tuple(
        (name, not asked and fields[name].is_required()) for name in named if name not in _ALONE or named == [name]
    )


def _option(name: str, *, required: bool) -> Payload:
    label, description = _OPTIONS[name]
    return {
        "type": _STRING,
        "name": name,
        "name_localizations": {language: words_in(language)(label) for language in _others()},
        **_described(description),
        "required": required,
        **({"choices": [_choice(*choice) for choice in _CHOICES[name]]} if name in _CHOICES else {}),
        "autocomplete": name in _COMPLETED,
    }


def _choice(value: str, label: str) -> Payload:
    names = {language: words_in(language)(label) for language in _others()}
    return {"name": label, "name_localizations": names, "value": value}


def _menus(operations: tuple[AnyOperation, ...]) -> list[Payload]:
    menus = [
        {
            "type": kind,
            "name": _menu_name(operation, SOURCE),
            "name_localizations": {language: _menu_name(operation, language) for language in _others()},
            **_IN_GUILD,
        }
        for surface, kind in _MENUS
        for operation in operations
        if surface in operation.surfaces
    ]
    for _, kind in _MENUS:
        if (count := sum(menu["type"] == kind for menu in menus)) > MOST_MENUS:
            raise ValueError(f"Discord takes {MOST_MENUS} commands of a kind, the registry has {count}")
    return menus


def _menu_name(operation: AnyOperation, language: str) -> str:
    return cut(words_in(language)(operation.label), LONGEST_MENU)


def _described(text: str) -> Payload:
    told = {language: cut(words_in(language)(text), LONGEST_DESCRIPTION) for language in LANGUAGES}
    return {"description": told.pop(SOURCE), "description_localizations": told}


def _others() -> tuple[str, ...]:
    return tuple(language for language in LANGUAGES if language != SOURCE)
