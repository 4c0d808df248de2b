"""Modals: what the app may open, what is on somebody's screen, and what they submit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatdesk.sandbox.discord.breaches import Breaches, Path
from chatdesk.sandbox.discord.components import (
    CHECKBOX,
    CHECKBOXES,
    IN_LABEL,
    LABEL,
    RADIOS,
    ROW,
    SELECT,
    SELECTS,
    TEXT,
    TEXT_INPUT,
    UPLOAD,
    ComponentChecks,
    number,
    walk,
)
from chatdesk.sandbox.discord.errors import ControlError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from chatdesk.sandbox.discord.errors import Json
    from chatdesk.sandbox.discord.files import Files
    from chatdesk.sandbox.discord.guild import Guild
    from chatdesk.sandbox.discord.interactions import Interaction

LONGEST_TITLE, MOST_COMPONENTS, LONGEST_LABEL, LONGEST_ID, LONGEST_TEXT = 45, 5, 45, 100, 4000
INPUTS = (TEXT_INPUT, *SELECTS, UPLOAD, RADIOS, CHECKBOXES, CHECKBOX)


def checked_modal(data: Json, at: Path = ("data",)) -> Json:
    """A modal as the app sends it."""
    breaches = Breaches()
    checker = ComponentChecks(breaches)
    breaches.needed_text(data.get("title"), LONGEST_TITLE, (*at, "title"))
    breaches.needed_text(data.get("custom_id"), LONGEST_ID, (*at, "custom_id"))
    top = breaches.items(data.get("components"), MOST_COMPONENTS, (*at, "components"), least=1)
    for index, component in enumerate(top):
        here: Path = (*at, "components", index)
        if not breaches.choice(component.get("type"), (ROW, TEXT, LABEL), (*here, "type")):
            continue
        if component["type"] == LABEL:
            _check_label(breaches, checker, component, here)
        elif component["type"] == ROW:
            _check_row(breaches, checker, component, here)
        else:
            checker.any_of((TEXT,), component, here)
    breaches.check()
    return {"title": data["title"], "custom_id": data["custom_id"], "components": number(top)}


def _check_label(breaches: Breaches, checker: ComponentChecks, label: Json, at: Path) -> None:
    breaches.needed_text(label.get("label"), LONGEST_LABEL, (*at, "label"))
    breaches.text(label.get("description"), 100, (*at, "description"))
    inner = label.get("component")
    if breaches.required(inner, (*at, "component")) and isinstance(inner, dict):
        checker.any_of(IN_LABEL, inner, (*at, "component"))


def _check_row(breaches: Breaches, checker: ComponentChecks, row: Json, at: Path) -> None:
    """The older form: a row around a text input, which carries the label itself."""
    for index, field in enumerate(breaches.items(row.get("components"), 1, (*at, "components"), least=1)):
        here: Path = (*at, "components", index)
        checker.any_of((TEXT_INPUT,), field, here)
        breaches.needed_text(field.get("label"), LONGEST_LABEL, (*here, "label"))


class Modals:
    """The modals on people's screens; each sees one at a time."""

    def __init__(self, guild: Guild, files: Files) -> None:
        self._guild = guild
        self._files = files
        self._open: dict[str, tuple[Json, Interaction]] = {}

    def forget(self) -> None:
        """Close all."""
        self._open.clear()

    def open(self, interaction: Interaction, data: Json) -> Json:
        """Put a modal on the person's screen, instead of the one that was there."""
        for key, (_, other) in list(self._open.items()):
            if other.user == interaction.user:
                del self._open[key]
        modal = {"id": self._guild.new_id(), **data}
        self._open[modal["id"]] = (modal, interaction)
        self._guild.tell("modal", user=interaction.user, modal=modal)
        return modal

    def get(self, key: str, user: str) -> tuple[Json, Interaction]:
        """A modal on that person's screen, and the interaction that opened it."""
        found = self._open.get(key)
        if found is None or found[1].user != user:
            raise ControlError("modal_not_found", "this modal is not open")
        return found

    def close(self, key: str) -> None:
        """Take a modal from the screen."""
        _, interaction = self._open.pop(key)
        self._guild.tell("modal_closed", user=interaction.user, modal=key)

    def submitted(self, modal: Json, values: Mapping[str, object]) -> tuple[Json, list[Json]]:
        """The data of a submission, and the files in it."""
        files: list[Json] = []

        def filled(component: Json) -> Json:
            if component["type"] == LABEL:
                return {"type": LABEL, "id": component["id"], "component": filled(component["component"])}
            if component["type"] == ROW:
                inner = [filled(field) for field in component["components"]]
                return {"type": ROW, "id": component["id"], "components": inner}
            shown = {"type": component["type"], "id": component["id"]}
            if component["type"] not in INPUTS:
                return shown
            value = values.get(component["custom_id"])
            if component["type"] == UPLOAD:
                found = self._files.given(value or [])
                files.extend(found)
                value = [file["id"] for file in found]
            return shown | {"custom_id": component["custom_id"], **_filled(component, value)}

        components = [filled(component) for component in modal["components"]]
        return {"custom_id": modal["custom_id"], "components": components}, files


def fields(modal: Json) -> Iterator[Json]:
    """The inputs of a modal."""
    return (component for component in walk(modal["components"]) if component["type"] in INPUTS)


def client_errors(modal: Json, values: Mapping[str, object]) -> dict[str, str]:
    """What Discord's own client finds wrong before it sends anything, by custom id."""
    known = {field["custom_id"] for field in fields(modal)}
    if unknown := set(values) - known:
        raise ControlError("unknown_field", f"this modal has no {', '.join(sorted(unknown))}")
    found = {field["custom_id"]: _problem(field, values.get(field["custom_id"])) for field in fields(modal)}
    return {name: problem for name, problem in found.items() if problem}


def _problem(field: Json, value: object) -> str:
    if field["type"] == CHECKBOX:
        return ""
    if field["type"] == TEXT_INPUT:
        return _text_problem(field, _filled(field, value)["value"])
    chosen = _chosen(field, value)
    if field["type"] == RADIOS:
        least, most = int(field.get("required", True)), 1
    else:
        required = field.get("required", True)
        least, most = (field.get("min_values", 1) if required else 0), field.get("max_values", 1)
    if field["type"] == CHECKBOXES and "max_values" not in field:
        most = len(field["options"])
    if not chosen and least:
        return "This field is required"
    # An optional select may stay empty whatever its minimum is.
    if chosen and not (field.get("min_values") or 0) <= len(chosen) <= most:
        return f"Choose between {least} and {most}"
    options = {option["value"] for option in field.get("options") or []}
    if field["type"] in {SELECT, RADIOS, CHECKBOXES} and not set(chosen) <= options:
        return "No such choice"
    return ""


def _text_problem(field: Json, text: str) -> str:
    if not text and field.get("required", True):
        return "This field is required"
    if text and len(text) < (field.get("min_length") or 0):
        return f"Must be at least {field['min_length']} characters"
    longest = field.get("max_length") or LONGEST_TEXT
    return f"Must be at most {longest} characters" if len(text) > longest else ""


def _chosen(field: Json, value: object) -> list[str]:
    if value is None:
        return [option["value"] for option in field.get("options") or [] if option.get("default")]
    if value == "":
        return []
    return [str(item) for item in value] if isinstance(value, list) else [str(value)]


def _filled(field: Json, value: object) -> Json:
    """A component's value as a submission carries it; what was preset counts where nothing was typed."""
    kind = field["type"]
    if kind == TEXT_INPUT:
        return {"value": str(field.get("value") or "") if value is None else str(value)}
    if kind == CHECKBOX:
        return {"value": bool(field.get("default")) if value is None else bool(value)}
    chosen = _chosen(field, value)
    if kind == RADIOS:
        return {"value": chosen[0] if chosen else None}
    return {"values": chosen}
