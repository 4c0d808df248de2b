"""From what an app sends to a message: checked content, stored files, and what is kept of an edited one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatdesk.sandbox.discord.content import (
    COMPONENTS_V2,
    SUPPRESS_EMBEDS,
    SUPPRESS_NOTIFICATIONS,
    check_says_something,
    checked_content,
)
from chatdesk.sandbox.discord.files import shown_in_embeds
from chatdesk.sandbox.discord.messages import Draft

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chatdesk.sandbox.discord.breaches import Path
    from chatdesk.sandbox.discord.errors import Json
    from chatdesk.sandbox.discord.files import Files, Upload

_FLAGS = SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | COMPONENTS_V2


class Composer:
    """Makes drafts and changes of the bodies that messages, answers and follow-ups share."""

    def __init__(self, files: Files) -> None:
        self._files = files

    def draft(self, place: str, body: Json, uploads: Mapping[str, Upload], at: Path = ()) -> Draft:
        """A new message. The files are stored last, as a refused message leaves none."""
        content = checked_content(body, at=at)
        check_says_something(content | ({"attachments": True} if uploads else {}))
        files = self._files.from_app(place, uploads, body.get("attachments"))
        content["attachments"] = shown_in_embeds(content.get("embeds") or (), files)
        flags = int(body.get("flags") or 0) & _FLAGS
        return Draft(content, flags=flags, allowed=body.get("allowed_mentions"))

    def changes(self, message: Json, body: Json, uploads: Mapping[str, Upload], at: Path = ()) -> Json:
        """What an edit changes of a message. Without `attachments` the files stay, and new ones are added."""
        content = checked_content(body, at=at, flags_before=message["flags"])
        kept = message["attachments"]
        if body.get("attachments") is not None:
            named = {str(entry.get("id")) for entry in body["attachments"]}
            kept = [file for file in kept if file["id"] in named]
        check_says_something(message | content | {"attachments": kept or bool(uploads)})
        new = self._files.from_app(message["channel_id"], uploads, body.get("attachments"))
        new = shown_in_embeds(content.get("embeds") or (), new)
        return content | {"attachments": [*kept, *new]}
