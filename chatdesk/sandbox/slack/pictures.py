"""Pictures in blocks that are files of the workspace: shown to whoever sees the message, and to nobody else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from chatdesk.sandbox.slack.errors import Json, SlackError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chatdesk.sandbox.slack.channel import Channel
    from chatdesk.sandbox.slack.workspace import Workspace

_FILE = re.compile(r"F[A-Z0-9]{8,}")


def show_pictures(workspace: Workspace, channel: Channel, content: Json) -> None:
    """Let a channel's members see the pictures of a message; refuse what is not a picture that the app may show."""
    for at, shown in pictures_in(content):
        file = workspace.files.get(str(shown.get("id", "")))
        if file is None or not _is_picture(file) or not workspace.app_sees_file(file):
            raise SlackError("invalid_blocks", [f"invalid slack file [json-pointer:{at}]"])
        file.setdefault("_shown", []).append(channel.id)


def refuse_pictures(content: Json) -> None:
    """Refuse the pictures of an answer to a response URL: Slack takes no file there that is not public."""
    for at, _shown in pictures_in(content):
        raise SlackError("invalid_blocks", [f"invalid slack file [json-pointer:{at}]"])


def pictures_in(content: Json) -> Iterator[tuple[str, Json]]:
    """Give the files that blocks show, each with its place."""
    for index, block in enumerate(content.get("blocks") or ()):
        for name, image in (("", block), ("/accessory", block.get("accessory") or {})):
            if image.get("type") == "image" and isinstance(image.get("slack_file"), dict):
                shown = image["slack_file"]
                at = f"/blocks/{index}{name}/slack_file"
                if "id" in shown and not _FILE.fullmatch(str(shown["id"])):
                    message = f"input must match regex pattern: ^[F][A-Z0-9]{{8,}}$ [json-pointer:{at}/id]"
                    raise SlackError("invalid_blocks", [message])
                yield at, shown


def _is_picture(file: Json) -> bool:
    return file.get("_looked_at", True) and str(file["mimetype"]).startswith("image/")
