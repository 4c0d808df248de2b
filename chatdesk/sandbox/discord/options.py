"""What a person types after a command: the options found, converted and checked as Discord's client does."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from chatdesk.sandbox.discord.commands import GROUP, INTEGER, NUMBER, STRING, SUBCOMMAND
from chatdesk.sandbox.discord.errors import ControlError
from chatdesk.sandbox.discord.payloads import resolved

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chatdesk.sandbox.discord.channel import Channel
    from chatdesk.sandbox.discord.errors import Json
    from chatdesk.sandbox.discord.files import Files
    from chatdesk.sandbox.discord.guild import Guild

BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, ATTACHMENT = 5, 6, 7, 8, 9, 11
LONGEST_TEXT = 6000


@dataclass
class _Named:
    """The ids that options name, by what they are."""

    users: list[str] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    channels: list[str] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)


class Typed:
    """Options as typed for one command, on their way into an interaction."""

    def __init__(self, guild: Guild, files: Files, channel: Channel) -> None:
        self._guild = guild
        self._files = files
        self._channel = channel
        self._named = _Named()

    def data(self, command: Json, path: list[str], typed: Mapping[str, object], focused: str | None = None) -> Json:
        """The interaction's data for a command, or one of its subcommands."""
        leaf, wrappers = _descend(command, path)
        options = self._options(leaf, typed, focused)
        for kind, name in reversed(wrappers):
            options = [{"type": kind, "name": name, "options": options}]
        data: Json = {"id": command["id"], "name": command["name"], "type": command["type"], "options": options}
        if "guild_id" in command:
            data["guild_id"] = command["guild_id"]
        found = resolved(
            self._guild,
            self._channel,
            users=self._named.users,
            roles=self._named.roles,
            channels=self._named.channels,
            attachments=self._named.attachments,
        )
        return data | ({"resolved": found} if found else {})

    def _options(self, leaf: Json, typed: Mapping[str, object], focused: str | None) -> list[Json]:
        known = {option["name"]: option for option in leaf.get("options") or []}
        if unknown := set(typed) - set(known):
            raise ControlError("unknown_option", f"there is no option {', '.join(sorted(unknown))}")
        missing = [name for name, option in known.items() if option.get("required") and name not in typed]
        if missing and focused is None:
            raise ControlError("missing_option", f"the option {missing[0]} is required")
        if focused is not None and not known.get(focused, {}).get("autocomplete"):
            raise ControlError("no_autocomplete", f"the option {focused} has no autocompletion")
        filled: list[Json] = []
        for name, option in known.items():
            if name == focused:
                value = str(typed.get(name, ""))
                filled.append({"name": name, "type": option["type"], "value": value, "focused": True})
            elif name in typed:
                filled.append({"name": name, "type": option["type"], "value": self._value(option, typed[name])})
        return filled

    def _value(self, option: Json, value: object) -> Any:  # noqa: ANN401  # as the option's type says
        kind = option["type"]
        try:
            if option.get("choices"):
                return _chosen(option["choices"], value)
            if kind == STRING:
                return _text(option, str(value))
            if kind in {INTEGER, NUMBER}:
                return _number(option, int(str(value)) if kind == INTEGER else float(str(value)))
            if kind == BOOLEAN:
                return value if isinstance(value, bool) else str(value).lower() == "true"
            return self._reference(kind, str(value))
        except ValueError as error:
            raise ControlError("invalid_option", f"{option['name']}: {error}") from None

    def _reference(self, kind: int, key: str) -> str:
        guild, named = self._guild, self._named
        if kind == ATTACHMENT:
            named.attachments += self._files.given([key])
        elif kind in {USER, MENTIONABLE} and guild.anybody(key):
            named.users.append(key)
        elif kind in {ROLE, MENTIONABLE} and key in guild.roles:
            named.roles.append(key)
        elif kind == CHANNEL and key in guild.channels:
            named.channels.append(key)
        else:
            raise ValueError("nobody and nothing has this id")
        return key


def _descend(command: Json, path: list[str]) -> tuple[Json, list[tuple[int, str]]]:
    """The subcommand that a path leads to, and what it stands in."""
    leaf, wrappers = command, []
    for name in path:
        inner = [option for option in leaf.get("options") or [] if option["type"] in {SUBCOMMAND, GROUP}]
        found = next((option for option in inner if option["name"] == name), None)
        if found is None:
            raise ControlError("unknown_command", f"{command['name']} has no {name}")
        wrappers.append((found["type"], name))
        leaf = found
    if any(option["type"] in {SUBCOMMAND, GROUP} for option in leaf.get("options") or []):
        raise ControlError("unknown_command", f"{command['name']} wants a subcommand")
    return leaf, wrappers


def _chosen(choices: list[Json], value: object) -> object:
    """One of the choices, by its value or by its name in any language."""
    for choice in choices:
        names = {choice["name"], *(choice.get("name_localizations") or {}).values()}
        if value == choice["value"] or value in names:
            return choice["value"]
    raise ValueError("not one of the choices")


def _text(option: Json, value: str) -> str:
    if not (option.get("min_length") or 0) <= len(value) <= (option.get("max_length") or LONGEST_TEXT):
        raise ValueError("too short or too long")
    return value


def _number(option: Json, value: float) -> float:
    if value < option.get("min_value", value) or value > option.get("max_value", value):
        raise ValueError("too small or too large")
    return value
