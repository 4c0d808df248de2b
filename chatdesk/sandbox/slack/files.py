"""Files people upload. Their private address gives the bytes to a bearer of the app's token only."""

from __future__ import annotations

import mimetypes
from typing import TYPE_CHECKING

from aiohttp import web

from chatdesk.sandbox.slack.errors import ControlError, Json
from chatdesk.sandbox.slack.workspace import BOT_USER

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatdesk.sandbox.slack.workspace import Workspace


class Files:
    """The files of a workspace and the addresses they are served at."""

    def __init__(self, workspace: Workspace, base_url: Callable[[], str]) -> None:
        self._workspace = workspace
        self._base_url = base_url

    def store(self, user: str, name: str, data: bytes, mimetype: str | None) -> Json:
        """Keep a file; it is seen by nobody else until it is shared."""
        file_id = self._workspace.new_id("F")
        kind = mimetype or mimetypes.guess_type(name)[0] or "application/octet-stream"
        safe = "".join(c if c.isalnum() or c in "._-" else "_" for c in name.lower()) or "file"
        private = f"{self._base_url()}/files-pri/{self._workspace.team['id']}-{file_id}"
        file: Json = {
            "id": file_id,
            "created": int(self._workspace.clock.now()),
            "timestamp": int(self._workspace.clock.now()),
            "name": name,
            "title": name,
            "mimetype": kind,
            "filetype": name.rsplit(".", 1)[-1].lower() if "." in name else "binary",
            "pretty_type": kind,
            "user": user,
            "size": len(data),
            "mode": "hosted",
            "is_external": False,
            "is_public": False,
            "url_private": f"{private}/{safe}",
            "url_private_download": f"{private}/download/{safe}",
            "permalink": f"https://{self._workspace.team['domain']}.slack.com/files/{user}/{file_id}/{safe}",
            "_data": data,
            "_shared": [],
        }
        self._workspace.files[file_id] = file
        return file

    def public(self, file: Json) -> Json:
        """A file object as Slack writes it. What the app uploads has no type until Slack has looked at it."""
        unknown = {} if file.get("_looked_at", True) else {"mimetype": "", "filetype": "", "pretty_type": ""}
        return {key: value for key, value in file.items() if not key.startswith("_")} | unknown

    def reserve(self, name: str, length: int) -> Json:
        """A place for a file the app is about to upload."""
        file = self.store(BOT_USER, name, b"", None)
        file |= {"_expected": length, "_looked_at": False}
        return file

    def upload_url(self, file: Json) -> str:
        """Where the app sends the bytes."""
        return f"{self._base_url()}/upload/v1/{file['id']}"

    async def receive(self, request: web.Request) -> web.StreamResponse:
        """The bytes of a reserved file, bare or as a form's only file."""
        file = self._workspace.files.get(request.match_info["file"])
        if file is None or "_expected" not in file:
            raise web.HTTPNotFound
        data = await request.read()
        if request.content_type == "multipart/form-data":
            fields = (await request.post()).values()
            data = next((f.file.read() for f in fields if isinstance(f, web.FileField)), b"")
        if len(data) != file["_expected"]:
            return web.Response(status=400, text="wrong length")
        file.update({"_data": data, "size": len(data)})
        return web.Response(text=f"OK - {len(data)}")

    def given(self, files: object) -> list[Json]:
        """The files a person put into a file input, from their ids."""
        found = []
        for entry in files if isinstance(files, list) else []:
            file = self._workspace.files.get(str(entry.get("id") if isinstance(entry, dict) else entry))
            if file is None:
                raise ControlError("file_not_found", "upload the file first")
            # Submitting a file input hands the file to the app.
            file["_shared"].append("app")
            found.append(self.public(file))
        return found

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """The private address. Strangers are sent to the sign-in page, as on Slack."""
        workspace = self._workspace
        allowed = f"Bearer {workspace.bot_token}"
        file = workspace.files.get(request.match_info["key"].partition("-")[2])
        if request.headers.get("Authorization") != allowed or workspace.revoked:
            raise web.HTTPFound("/signin")
        if "files:read" not in workspace.manifest.scopes:
            raise web.HTTPFound("/signin")
        if file is None or not workspace.app_sees_file(file):
            raise web.HTTPNotFound
        return _bytes(file)

    def serve_to(self, user: str, file_id: str) -> web.StreamResponse:
        """A file for the page of somebody who sees it."""
        file = self._workspace.files.get(file_id)
        if file is None or not self._seen_by(user, file):
            raise web.HTTPNotFound
        return _bytes(file)

    def _seen_by(self, user: str, file: Json) -> bool:
        channels = (self._workspace.channels.get(name) for name in (*file["_shared"], *file.get("_shown", ())))
        return user == file["user"] or any(channel and channel.sees(user) for channel in channels)


async def sign_in(_request: web.Request) -> web.StreamResponse:
    """What an unauthenticated download ends at: a page, with status 200."""
    return web.Response(text="<!doctype html><title>Sign in</title>", content_type="text/html")


def _bytes(file: Json) -> web.StreamResponse:
    shown = "inline" if file["mimetype"].startswith("image/") and "svg" not in file["mimetype"] else "attachment"
    headers = {"Content-Disposition": shown, "Content-Security-Policy": "sandbox; default-src 'none'"}
    return web.Response(body=file["_data"], content_type=file["mimetype"].partition(";")[0], headers=headers)
