"""Files on their way to Slack: pictures that a message will show, and a spreadsheet in its thread. Best effort, always.

A picture is uploaded without being shared, so that it is seen where the message is and nowhere else. Slack takes its
time to look at it, and refuses a message whose picture it has not looked at yet.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any, Final

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError

from chatdesk.adapters._cutting import cut
from chatdesk.adapters._drawing import File
from chatdesk.adapters._slack.failures import error_code
from chatdesk.adapters._slack.wire import Wire

IN_TIME: Final = 30.0
"""Seconds for all the files of a message; well within the time in which its delivery has to be done."""
LONGEST_ALT: Final = 1000
LOOKS: Final = 10
"""How often we look whether Slack has looked at a picture, and the seconds before each next time."""
BETWEEN: Final = 0.5
_FAILURES: Final = (SlackApiError, aiohttp.ClientError, OSError, TimeoutError, KeyError)

log = structlog.get_logger(__name__)


class NotReady(OSError):
    """Slack has not looked at a picture in time."""


class Uploads:
    """The ways of files to Slack."""

    def __init__(self, wire: Wire, pause: Callable[[float], Awaitable[None]]) -> None:
        self._wire = wire
        self._pause = pause

    async def pictures(self, files: tuple[File, ...]) -> tuple[str, ...]:
        """Upload pictures and return their ids; none where one of them failed, since the rest would mislead."""
        try:
            async with asyncio.timeout(IN_TIME):
                ids = tuple([await self._upload(file) for file in files])
                for file in ids:
                    await self._looked_at(file)
        except _FAILURES as error:
            log.warning("slack_pictures_not_uploaded", error=_named(error))
            return ()
        return ids

    async def share(self, file: File, room: str, thread: str) -> None:
        """Put a file into a thread; where that fails the thread is without it."""
        try:
            async with asyncio.timeout(IN_TIME):
                await self._upload(file, channel_id=room, thread_ts=thread)
        except _FAILURES as error:
            log.warning("slack_file_not_shared", error=_named(error))

    async def _upload(self, file: File, **where: str) -> str:
        """Ask for a place, put the bytes there, and say that they are complete; return the file's id."""
        told = {"alt_txt": cut(file.words, LONGEST_ALT)} if file.words else {}
        begun = await self._wire.call("files.getUploadURLExternal", filename=file.name, length=len(file.data), **told)
        await self._wire.upload(str(begun["upload_url"]), file.data)
        named = json.dumps([{"id": begun["file_id"], "title": file.name}])
        await self._wire.call("files.completeUploadExternal", files=named, **where)
        return str(begun["file_id"])

    async def _looked_at(self, file: str) -> None:
        for _ in range(LOOKS):
            told: dict[str, Any] = await self._wire.call("files.info", file=file)
            if told["file"].get("mimetype"):
                return
            await self._pause(BETWEEN)
        raise NotReady(file)


def _named(error: BaseException) -> str:
    return error_code(error) if isinstance(error, SlackApiError) else type(error).__name__
