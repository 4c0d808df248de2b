"""What people filled in: a modal's state into a submission. Pure; the other direction is `forms`."""

from __future__ import annotations

import json
from typing import Any

from chatdesk.adapters._cutting import storable
from chatdesk.adapters._slack.forms import FORM
from chatdesk.adapters._slack.spans import PLATFORM
from chatdesk.core.desk import Submission
from chatdesk.core.forms import Answer
from chatdesk.core.model import Attachment, Handle, TicketId
from chatdesk.core.ports import EventKey, Profile

Payload = dict[str, Any]


def view_to_submission(body: Payload, actor: Profile) -> Submission:
    """Return a form on its way back. Each state of a view is submitted once: its id and hash are the event."""
    view = body["view"]
    metadata = json.loads(view.get("private_metadata") or "{}")
    ticket = metadata.get("ticket")
    return Submission(
        verb=str(view["callback_id"]).removeprefix(FORM),
        actor=actor,
        event=EventKey(source=source_of(actor), event=f"view:{view['id']}:{view.get('hash', '')}"),
        ticket=TicketId(int(ticket)) if ticket is not None else None,
        answers=state_to_answers(view, actor.handle.workspace),
        hidden={str(name): str(value) for name, value in metadata.get("hidden", {}).items()},
    )


def response_url_of(view: Payload) -> str:
    """Return the address of the message whose button opened a form, where a button did."""
    return str(json.loads(view.get("private_metadata") or "{}").get("from") or "")


def state_to_answers(view: Payload, workspace: str) -> dict[str, Answer]:
    """Return what was typed or chosen, by field."""
    values = (view.get("state") or {}).get("values") or {}
    return {
        field: _answer(element, workspace)
        for field, elements in values.items()
        for element in elements.values()
        if isinstance(element, dict)
    }


def _answer(element: Payload, workspace: str) -> Answer:
    match element.get("type"):
        case "static_select":
            return str((element.get("selected_option") or {}).get("value") or "")
        case "multi_users_select":
            return tuple(Handle(PLATFORM, workspace, str(user)) for user in element.get("selected_users") or ())
        case "file_input":
            return tuple(file_to_attachment(file) for file in element.get("files") or ())
        case _:
            return storable(str(element.get("value") or ""))


def file_to_attachment(file: Payload) -> Attachment:
    """Return what is recorded of a file: its name, size and origin. It is not fetched."""
    return Attachment(
        name=storable(str(file.get("name") or file.get("title") or "file")),
        size=int(file.get("size") or 0),
        origin=str(file.get("id") or ""),
        url=str(file.get("permalink") or ""),
    )


def input_blocks(view: Payload) -> tuple[str, ...]:
    """Return the ids of a view's fields, in their order: where an error can be shown."""
    return tuple(str(block["block_id"]) for block in view.get("blocks") or () if block.get("type") == "input")


def source_of(actor: Profile) -> str:
    """Return where an event comes from: the platform and its workspace."""
    return f"{PLATFORM}:{actor.handle.workspace}"
