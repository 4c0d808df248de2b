"""The message that somebody points at: fetched where the payload does not hold it, then quoted in the invocation."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError

from chatdesk.adapters._slack.ingress import message_to_origin
from chatdesk.adapters._slack.mrkdwn import mrkdwn_to_markdown
from chatdesk.adapters._slack.profiles import Profiles
from chatdesk.adapters._slack.wire import Wire
from chatdesk.core.operation import Invocation

Payload = dict[str, Any]

log = structlog.get_logger(__name__)


class Quoting:
    """Reads messages, one at a time."""

    def __init__(self, wire: Wire, profiles: Profiles) -> None:
        self._wire = wire
        self._profiles = profiles

    async def quote(self, invocation: Invocation, room: str, message: Payload) -> Invocation:
        """Return the invocation with a message quoted: its place, its words, its author."""
        user = str(message.get("user") or "")
        return replace(
            invocation,
            quoted=message_to_origin(room, message, await self._wire.identity()),
            quoted_text=mrkdwn_to_markdown(str(message.get("text") or ""), self._profiles.name_of),
            quoted_author=await self._profiles.of(user) if user else None,
        )

    async def fetch(self, room: str, ts: str) -> Payload:
        """Return a message by its place; where Slack does not show it to us, its place is all that is known."""
        try:
            found = await self._find("conversations.replies", room, ts, ts=ts)
            return found or await self._find("conversations.history", room, ts) or {"ts": ts}
        except (SlackApiError, aiohttp.ClientError, OSError, TimeoutError) as error:
            log.warning("slack_message_not_read", room=room, error=type(error).__name__)
            return {"ts": ts}

    async def _find(self, method: str, room: str, at: str, **more: str) -> Payload | None:
        page = await self._wire.call(method, channel=room, oldest=at, latest=at, inclusive=True, limit=2, **more)
        return next((message for message in page.get("messages", ()) if message.get("ts") == at), None)
