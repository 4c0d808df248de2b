"""The message that somebody points at, fetched where the interaction does not hold it. Knows the wire."""

from __future__ import annotations

import aiohttp
import structlog

from chatdesk.adapters._discord.spans import Payload
from chatdesk.adapters._discord.wire import ApiError, Wire

log = structlog.get_logger(__name__)


class Quoting:
    """Reads messages, one at a time."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def fetch(self, channel: str, message: str) -> Payload:
        """Return a message by its place; where Discord does not show it to us, its place is all that is known."""
        route = "/channels/{channel_id}/messages/{message_id}"
        try:
            found = await self._wire.call("GET", route, channel_id=channel, message_id=message)
        except (ApiError, aiohttp.ClientError, OSError, TimeoutError) as error:
            log.warning("discord_message_not_read", channel=channel, error=type(error).__name__)
            return {"id": message}
        return dict(found)
