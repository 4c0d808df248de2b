"""Application commands: how the app registers them, checked against Discord's limits, and how a person finds one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from chatdesk.sandbox.discord.breaches import Breaches, Path
from chatdesk.sandbox.discord.errors import ControlError
from chatdesk.sandbox.discord.payloads import LOCALES

if TYPE_CHECKING:
    from chatdesk.sandbox.discord.errors import Json
    from chatdesk.sandbox.discord.guild import Guild

CHAT, USER, MESSAGE = 1, 2, 3
SUBCOMMAND, GROUP, STRING, INTEGER, NUMBER = 1, 2, 3, 4, 10
MOST = {CHAT: 100, USER: 15, MESSAGE: 15}
MOST_OPTIONS, MOST_CHOICES, LONGEST_NAME, LONGEST_DESCRIPTION, LONGEST_IN_ALL = 25, 25, 32, 100, 8000
_NAME = re.compile(r"[-_'\w]{1,32}")
_NAME_MESSAGE = "Command name is invalid"


def checked_commands(commands: list[Json]) -> list[Json]:
    """Commands for one place, ready to be registered."""
    breaches = Breaches()
    taken: set[tuple[str, str]] = set()
    for index, command in enumerate(commands):
        _check_command(breaches, command, (index,))
        key = (str(command.get("type", CHAT)), str(command.get("name")))
        if key in taken:
            message = "Application command names must be unique"
            breaches.add("APPLICATION_COMMANDS_DUPLICATE_NAME", message, (index, "name"))
        taken.add(key)
    for kind, most in MOST.items():
        if sum(1 for command in commands if command.get("type", CHAT) == kind) > most:
            message = f"Maximum number of application commands reached ({most})."
            breaches.add("APPLICATION_COMMAND_TOO_MANY", message, ())
    breaches.check()
    for index, command in enumerate(commands):
        _check_size(breaches, command, (index,))
    breaches.check()
    return commands


def checked_command(command: Json) -> Json:
    """One command."""
    breaches = Breaches()
    _check_command(breaches, command, ())
    breaches.check()
    _check_size(breaches, command, ())
    breaches.check()
    return command


def _check_command(breaches: Breaches, command: Json, at: Path) -> None:
    kind = command.get("type", CHAT)
    if not breaches.choice(kind, (CHAT, USER, MESSAGE), (*at, "type")):
        return
    if kind != CHAT:
        _check_named(breaches, command, at, lower=False)
        if command.get("description"):
            message = "Context menu commands cannot have description"
            breaches.add("APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_CANNOT_EXIST", message, (*at, "description"))
        return
    _check_named(breaches, command, at, lower=True)
    _check_described(breaches, command, at)
    _check_options(breaches, command, at, depth=0)


def _check_size(breaches: Breaches, command: Json, at: Path) -> None:
    if command.get("type", CHAT) == CHAT and _length(command) > LONGEST_IN_ALL:
        breaches.add("APPLICATION_COMMAND_TOO_LARGE", f"Command exceeds maximum size ({LONGEST_IN_ALL})", at)


def _check_named(breaches: Breaches, thing: Json, at: Path, *, lower: bool) -> None:
    breaches.needed_text(thing.get("name"), LONGEST_NAME, (*at, "name"))
    translated = _localizations(breaches, thing, "name_localizations", at)
    names: dict[Path, object] = {("name",): thing.get("name")}
    names |= {("name_localizations", locale): name for locale, name in translated.items()}
    for path, name in names.items():
        if len(path) > 1:
            breaches.text(name, LONGEST_NAME, (*at, *path), shortest=1)
        bad = lower and isinstance(name, str) and (not _NAME.fullmatch(name) or name != name.lower())
        if bad and len(str(name)) in range(1, LONGEST_NAME + 1):
            breaches.add("APPLICATION_COMMAND_INVALID_NAME", _NAME_MESSAGE, (*at, *path))


def _check_described(breaches: Breaches, thing: Json, at: Path) -> None:
    breaches.needed_text(thing.get("description"), LONGEST_DESCRIPTION, (*at, "description"))
    for locale, text in _localizations(breaches, thing, "description_localizations", at).items():
        breaches.text(text, LONGEST_DESCRIPTION, (*at, "description_localizations", locale), shortest=1)


def _localizations(breaches: Breaches, thing: Json, name: str, at: Path) -> Json:
    found = breaches.mapping(thing.get(name), (*at, name))
    for locale in found:
        breaches.choice(locale, LOCALES, (*at, name, locale))
    return found


def _check_options(breaches: Breaches, thing: Json, at: Path, *, depth: int) -> None:
    names: set[str] = set()
    optional_before = False
    for index, option in enumerate(breaches.items(thing.get("options"), MOST_OPTIONS, (*at, "options"))):
        here: Path = (*at, "options", index)
        _check_option(breaches, option, here, depth)
        if str(option.get("name")) in names:
            message = "Option name already exists"
            breaches.add("APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", message, (*here, "name"))
        names.add(str(option.get("name")))
        if option.get("required") and optional_before:
            message = "Required options must be placed before non-required options"
            breaches.add("APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", message, here)
        optional_before = optional_before or not option.get("required")


def _check_option(breaches: Breaches, option: Json, at: Path, depth: int) -> None:
    kinds = {0: range(1, 12), 1: range(1, 12), 2: range(3, 12)}[depth]
    _check_named(breaches, option, at, lower=True)
    _check_described(breaches, option, at)
    if not breaches.choice(option.get("type"), kinds, (*at, "type")):
        return
    if option["type"] in {SUBCOMMAND, GROUP}:
        _check_options(breaches, option, at, depth=1 if option["type"] == GROUP else 2)
    else:
        _check_choices(breaches, option, at)


def _check_choices(breaches: Breaches, option: Json, at: Path) -> None:
    choices = breaches.items(option.get("choices"), MOST_CHOICES, (*at, "choices"))
    check_choices(breaches, choices, (*at, "choices"), text=option["type"] == STRING)
    if choices and option.get("autocomplete"):
        message = "Options cannot have both choices and autocomplete"
        breaches.add("APPLICATION_COMMAND_AUTOCOMPLETE_CHOICES", message, (*at, "autocomplete"))
    if option.get("autocomplete") and option["type"] not in {STRING, INTEGER, NUMBER}:
        message = "This option type cannot have autocomplete"
        breaches.add("APPLICATION_COMMAND_AUTOCOMPLETE_TYPE", message, (*at, "autocomplete"))


def check_choices(breaches: Breaches, choices: list[Json], at: Path, *, text: bool) -> None:
    """The choices of an option, or those of an autocompletion: names of 100 characters, text values too."""
    for index, choice in enumerate(choices):
        breaches.needed_text(choice.get("name"), 100, (*at, index, "name"))
        if breaches.required(choice.get("value"), (*at, index, "value")) and text:
            breaches.text(choice["value"], 100, (*at, index, "value"))


def _length(thing: Json) -> int:
    own = sum(len(str(thing.get(name) or "")) for name in ("name", "description"))
    choices = [choice for option in thing.get("options") or [] for choice in option.get("choices") or []]
    own += sum(len(str(choice["name"])) + len(str(choice["value"])) for choice in choices)
    return own + sum(_length(option) for option in thing.get("options") or [])


class Commands:
    """The commands as registered: globally, and for the guild."""

    def __init__(self, guild: Guild) -> None:
        self._guild = guild
        self._global: dict[str, Json] = {}
        self._local: dict[str, Json] = {}

    def forget(self) -> None:
        """Unregister all."""
        self._global.clear()
        self._local.clear()

    def registered(self, *, local: bool) -> dict[str, Json]:
        """The commands of one place, by id."""
        return self._local if local else self._global

    def all(self) -> list[Json]:
        """Every command people see; the guild's own come first."""
        return [*self._local.values(), *self._global.values()]

    def overwrite(self, commands: list[Json], *, local: bool) -> list[Json]:
        """Replace all commands of one place. A command of the same name keeps its id."""
        place = self.registered(local=local)
        known = {(c["type"], c["name"]): c["id"] for c in place.values()}
        made = [self._made(command, known, local=local) for command in checked_commands(commands)]
        place.clear()
        place.update({command["id"]: command for command in made})
        self._guild.tell("state")
        return made

    def put(self, command: Json, *, local: bool) -> Json:
        """Register one command, or replace the one of its name."""
        place = self.registered(local=local)
        known = {(c["type"], c["name"]): c["id"] for c in place.values()}
        made = self._made(checked_command(command), known, local=local)
        place[made["id"]] = made
        self._guild.tell("state")
        return made

    def _made(self, command: Json, known: dict[tuple[object, object], str], *, local: bool) -> Json:
        kind = command.get("type", CHAT)
        made: Json = {
            "description": "",
            "default_member_permissions": None,
            "contexts": None,
            "integration_types": [0],
            "nsfw": False,
            "dm_permission": True,
            **{name: value for name, value in command.items() if value is not None},
            "id": known.get((kind, command["name"])) or self._guild.new_id(),
            "type": kind,
            "application_id": self._guild.application_id,
            "version": self._guild.new_id(),
        }
        return made | ({"guild_id": self._guild.id} if local else {})

    def find(self, kind: int, name: str, *, direct: bool) -> Json:
        """A command as a person picks it; in direct messages only global ones that allow it."""
        for command in self.all():
            if (command["type"], command["name"]) == (kind, name) and (not direct or _in_direct(command)):
                return command
        raise ControlError("unknown_command", f"there is no command {name} here")


def _in_direct(command: Json) -> bool:
    if "guild_id" in command:
        return False
    contexts = command["contexts"]
    return 1 in contexts if contexts is not None else bool(command["dm_permission"])
