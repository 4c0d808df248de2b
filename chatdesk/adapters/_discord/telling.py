"""Telling the person who just acted, in time: the answer itself, a deferral and what follows it, at worst directly."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import aiohttp
import structlog

from chatdesk.adapters._discord.call import Call, Kind
from chatdesk.adapters._discord.responses import EPHEMERAL, Edit, Response, Way, done
from chatdesk.adapters._discord.spans import Payload
from chatdesk.adapters._discord.wire import ApiError, Wire

IN_TIME: Final = 2.0
"""Seconds after which an answer is deferred: Discord waits three, and the deferral takes its time too."""
ALREADY_ANSWERED: Final = 40060
_UNHEARD: Final = (ApiError, aiohttp.ClientError, OSError, TimeoutError)

log = structlog.get_logger(__name__)


class Telling:
    """The ways to a person."""

    def __init__(self, wire: Wire, in_time: float = IN_TIME) -> None:
        self._wire = wire
        self._in_time = in_time

    async def answer(self, call: Call, thinking: Awaitable[Response], too_late: Callable[[], Response]) -> None:
        """Answer a call as soon as it is thought out; `too_late` is told where a form can no longer be shown."""
        deferral: list[asyncio.Task[bool]] = []
        timer = None
        if call.kind is not Kind.AUTOCOMPLETE:
            loop = asyncio.get_running_loop()
            timer = loop.call_later(self._in_time, lambda: deferral.append(loop.create_task(self._defer(call))))
        try:
            response = await thinking
        finally:
            if timer is not None:
                timer.cancel()
        if not deferral:
            await self._at_once(call, response, too_late)
            return
        deferred = await deferral[0]
        response = too_late() if response.way is Way.MODAL else response
        await (self._after(call, response) if deferred else self._directly(call, response))
        await self._edit(response.edit)

    async def _at_once(self, call: Call, response: Response, too_late: Callable[[], Response]) -> None:
        try:
            await self._wire.respond("POST", f"/interactions/{call.id}/{call.token}/callback", response.to_json())
        except _UNHEARD as error:
            if not (isinstance(error, ApiError) and error.code == ALREADY_ANSWERED):
                log.warning("discord_answer_not_taken", error=type(error).__name__, code=_code(error))
                await self._directly(call, too_late() if response.way is Way.MODAL else response)
        await self._edit(response.edit)

    async def _defer(self, call: Call) -> bool:
        """Ask for more time, where the person sees it: say whether it was given."""
        later = Response(Way.SILENT) if call.message else Response(Way.LATER, {"flags": EPHEMERAL})
        try:
            await self._wire.respond("POST", f"/interactions/{call.id}/{call.token}/callback", later.to_json())
        except _UNHEARD as error:
            log.warning("discord_deferral_not_taken", error=type(error).__name__, code=_code(error))
            return False
        return True

    async def _after(self, call: Call, response: Response) -> None:
        """Say what a deferral promised: in its place, or beside the message whose button was pressed."""
        path = f"/webhooks/{call.application}/{call.token}"
        original = f"{path}/messages/@original"
        payload = response.data or done()
        try:
            if not call.message or response.way is Way.UPDATE:
                await self._wire.respond("PATCH", original, _seen_by_all(payload))
            elif response.way is Way.MESSAGE:
                await self._wire.respond("POST", path, payload)
        except _UNHEARD as error:
            log.warning("discord_follow_up_not_taken", error=type(error).__name__, code=_code(error))
            await self._directly(call, response)

    async def _directly(self, call: Call, response: Response) -> None:
        """Tell the person in their direct messages: the interaction's own ways are closed."""
        if response.way not in (Way.MESSAGE, Way.UPDATE) or not response.data:
            return
        try:
            opened = await self._wire.call("POST", "/users/@me/channels", body={"recipient_id": call.actor.handle.user})
            body, channel = _seen_by_all(response.data), str(opened["id"])
            await self._wire.call("POST", "/channels/{channel_id}/messages", channel_id=channel, body=body)
        except _UNHEARD as error:
            log.warning("discord_person_not_told", user=call.actor.handle.user, code=_code(error))

    async def _edit(self, edit: Edit | None) -> None:
        """Turn another message of ours. It is decoration: the ticket's card says the same."""
        if edit is None:
            return
        route = "/channels/{channel_id}/messages/{message_id}"
        try:
            await self._wire.call("PATCH", route, channel_id=edit.channel, message_id=edit.message, body=edit.payload)
        except _UNHEARD as error:
            log.warning("discord_message_not_replaced", error=type(error).__name__, code=_code(error))


def _code(error: BaseException) -> int:
    return error.code if isinstance(error, ApiError) else 0


def _seen_by_all(payload: Payload) -> Payload:
    """Return a message as it is sent where nothing is for one person alone."""
    return {key: value for key, value in payload.items() if key != "flags"}
