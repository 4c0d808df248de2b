"""`files.*`: looking at people's files, and sharing the app's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatdesk.sandbox.slack.errors import Json, SlackError
from chatdesk.sandbox.slack.method import Method, MethodFamily
from chatdesk.sandbox.slack.workspace import BOT_USER

if TYPE_CHECKING:
    from chatdesk.sandbox.slack.arguments import Arguments
    from chatdesk.sandbox.slack.files import Files
    from chatdesk.sandbox.slack.messages import Messages
    from chatdesk.sandbox.slack.workspace import Workspace


class FileMethods(MethodFamily):
    """An upload takes three steps: a place, the bytes, and the channel to share them in."""

    def __init__(self, workspace: Workspace, files: Files, messages: Messages) -> None:
        super().__init__(workspace)
        self._files = files
        self._messages = messages

    def table(self) -> dict[str, Method]:
        """The methods by name."""
        return {
            "files.info": Method(self._info, ("files:read",)),
            "files.getUploadURLExternal": Method(self._reserve, ("files:write",)),
            "files.completeUploadExternal": Method(self._complete, ("files:write",)),
        }

    def _info(self, args: Arguments) -> Json:
        file = self._workspace.files.get(args.required("file"))
        if file is None or not self._workspace.app_sees_file(file):
            raise SlackError("file_not_found")
        file["_looked_at"] = bool(file["_data"])
        return {"file": self._files.public(file), "comments": [], "response_metadata": {"next_cursor": ""}}

    def _reserve(self, args: Arguments) -> Json:
        length = args.number("length", 0)
        if length < 1:
            raise SlackError("invalid_arguments", ["must be greater than 0 [json-pointer:/length]"])
        file = self._files.reserve(args.required("filename"), length)
        return {"upload_url": self._files.upload_url(file), "file_id": file["id"]}

    def _complete(self, args: Arguments) -> Json:
        uploaded = [self._uploaded(entry) for entry in args.list_of("files", "invalid_arguments")]
        if not uploaded:
            raise SlackError("invalid_arguments", ["missing required field: files [json-pointer:]"])
        channel_id = args.text("channel_id") or args.text("channels")
        for file in uploaded:
            file["_looked_at"] = bool(channel_id)
        files = [self._files.public(file) for file in uploaded]
        if channel_id:
            channel = self._workspace.channel_for_app(channel_id)
            if not self._workspace.is_bot_in(channel):
                raise SlackError("not_in_channel")
            for file in uploaded:
                file["_shared"].append(channel.id)
            fields: Json = {"text": args.text("initial_comment"), "files": files, "upload": True}
            fields["thread_ts"] = self._messages.thread_for(channel, args.text("thread_ts"))
            self._messages.post_as_app(channel, fields)
        return {"files": files}

    def _uploaded(self, entry: Json) -> Json:
        file = self._workspace.files.get(str(entry.get("id")))
        if file is None or file["user"] != BOT_USER or not file["_data"]:
            raise SlackError("file_not_found")
        file["title"] = entry.get("title") or file["title"]
        return file
