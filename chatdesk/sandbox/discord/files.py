"""Attachments: bytes kept under ids and served from an address with a signature, as Discord's CDN does."""

from __future__ import annotations

import mimetypes
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web

from chatdesk.sandbox.discord.errors import ApiError, ControlError, Json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from chatdesk.sandbox.discord.guild import Guild

LARGEST_FILE = 10 * 1024 * 1024


@dataclass(frozen=True)
class Upload:
    """A file as it came in."""

    name: str
    data: bytes
    content_type: str | None = None


@dataclass(frozen=True)
class _Kept:
    upload: Upload
    signature: str
    wire: Json


class Files:
    """The attachments of one guild."""

    def __init__(self, guild: Guild, base_url: Callable[[], str]) -> None:
        self._guild = guild
        self._base_url = base_url
        self._kept: dict[str, _Kept] = {}

    def forget(self) -> None:
        """Lose all files."""
        self._kept.clear()

    def store(self, place: str, upload: Upload, description: str | None = None) -> Json:
        """Keep a file; returns the attachment object."""
        if len(upload.data) > LARGEST_FILE:
            raise ApiError(40005)
        key = self._guild.new_id()
        name = "".join(c if c.isalnum() or c in "._-" else "_" for c in upload.name) or "file"
        kind = upload.content_type or mimetypes.guess_type(name)[0] or "application/octet-stream"
        signature = secrets.token_hex(16)
        url = f"{self._base_url()}/attachments/{place}/{key}/{name}?hm={signature}"
        wire: Json = {"id": key, "filename": name, "size": len(upload.data), "url": url, "proxy_url": url}
        wire["content_type"] = kind
        if name != upload.name:
            wire["title"] = upload.name.rsplit(".", 1)[0]
        if description:
            wire["description"] = description
        self._kept[key] = _Kept(Upload(name, upload.data, kind), signature, wire)
        return wire

    def from_app(self, place: str, uploads: Mapping[str, Upload], described: object) -> list[Json]:
        """The files of a multipart form, with what `attachments` says about them."""
        about = {str(a.get("id")): a for a in described if isinstance(a, dict)} if isinstance(described, list) else {}
        stored = []
        for key, upload in uploads.items():
            entry = about.get(key, {})
            named = Upload(entry.get("filename") or upload.name, upload.data, _known(upload.content_type))
            stored.append(self.store(place, named, entry.get("description")))
        return stored

    def given(self, ids: object) -> list[Json]:
        """The files a person put into a modal's upload, from their ids."""
        found = []
        for key in ids if isinstance(ids, list) else [ids]:
            kept = self._kept.get(str(key))
            if kept is None:
                raise ControlError("file_not_found", "upload the file first")
            found.append(kept.wire)
        return found

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """A file for whoever holds its full address."""
        kept = self._kept.get(request.match_info["file"])
        if kept is None or request.query.get("hm") != kept.signature:
            raise web.HTTPNotFound(text="This content is no longer available.")
        kind = (kept.upload.content_type or "").partition(";")[0]
        shown = "inline" if kind.startswith("image/") and "svg" not in kind else "attachment"
        headers = {"Content-Disposition": shown, "Content-Security-Policy": "sandbox; default-src 'none'"}
        return web.Response(body=kept.upload.data, content_type=kind, headers=headers)


def shown_in_embeds(embeds: Iterable[Json], files: list[Json]) -> list[Json]:
    """Give each embed's `attachment://` picture its address; returns the files that no embed shows."""
    by_name = {f"attachment://{file['filename']}": file for file in files}
    shown = set()
    for embed in embeds:
        for place in ("image", "thumbnail"):
            file = by_name.get(str((embed.get(place) or {}).get("url", "")))
            if file is not None:
                described = {"description": file["description"]} if "description" in file else {}
                embed[place] = {"url": file["url"], "proxy_url": file["proxy_url"], **described}
                shown.add(file["id"])
    return [file for file in files if file["id"] not in shown]


def _known(content_type: str | None) -> str | None:
    """Clients send `application/octet-stream` for anything; the name says more."""
    return None if content_type == "application/octet-stream" else content_type
