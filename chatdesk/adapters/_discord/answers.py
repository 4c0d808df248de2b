"""What people filled in: a modal's components into answers. Pure; the other direction is `forms`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from chatdesk.adapters._cutting import storable
from chatdesk.adapters._discord.plain import name_of
from chatdesk.adapters._discord.spans import PLATFORM, Payload
from chatdesk.core.forms import Answer
from chatdesk.core.model import Attachment, Handle
from chatdesk.core.ports import Profile

_STRING_SELECT: Final = 3
_USER_SELECT: Final = 5
_FILE_UPLOAD: Final = 19


def modal_to_answers(data: Payload, workspace: str) -> dict[str, Answer]:
    """Return what was typed or chosen, by field."""
    resolved = data.get("resolved") or {}
    return {
        str(component["custom_id"]): _answer(component, resolved, workspace)
        for component in _inputs(data.get("components") or ())
        if "custom_id" in component
    }


def people_picked(data: Payload, workspace: str) -> tuple[Profile, ...]:
    """Return who was picked in a modal, by the name that others see; apps among them are nobody."""
    resolved = data.get("resolved") or {}
    members = resolved.get("members") or {}
    return tuple(
        Profile(handle=Handle(PLATFORM, workspace, str(number)), name=name_of({**user, "member": members.get(number)}))
        for number, user in (resolved.get("users") or {}).items()
        if not user.get("bot")
    )


def picked(data: Payload) -> str:
    """Return what was chosen in a list."""
    return str(next(iter(data.get("values") or ()), ""))


def _inputs(components: object) -> Iterator[Payload]:
    """Give the inputs: each in a label, or in a row as older clients send them."""
    for component in components if isinstance(components, list | tuple) else ():
        if isinstance(component.get("component"), dict):
            yield component["component"]
        else:
            yield from component.get("components") or ()


def _answer(component: Payload, resolved: Payload, workspace: str) -> Answer:
    values = [str(value) for value in component.get("values") or ()]
    match component.get("type"):
        case int(kind) if kind == _STRING_SELECT:
            return values[0] if values else ""
        case int(kind) if kind == _USER_SELECT:
            users = resolved.get("users") or {}
            people = (user for user in values if not (users.get(user) or {}).get("bot"))
            return tuple(Handle(PLATFORM, workspace, user) for user in people)
        case int(kind) if kind == _FILE_UPLOAD:
            files = resolved.get("attachments") or {}
            return tuple(file_to_attachment(files.get(file) or {"id": file}) for file in values)
        case _:
            return storable(str(component.get("value") or ""))


def file_to_attachment(file: Payload) -> Attachment:
    """Return what is recorded of a file: its name, size and origin. It is not fetched."""
    return Attachment(
        name=storable(str(file.get("filename") or "file")),
        size=int(file.get("size") or 0),
        origin=str(file.get("id") or ""),
        url=str(file.get("url") or ""),
    )
