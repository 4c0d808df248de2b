"""What all acts share: the sandbox they happen in, using the app, and how an answer or a refusal is put."""

from __future__ import annotations

import asyncio
import functools
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from chatdesk.sandbox.discord.errors import ApiError, ControlError, Json
from chatdesk.sandbox.discord.interactions import DEFERRED_UPDATE
from chatdesk.sandbox.discord.payloads import interaction_create
from chatdesk.sandbox.discord.wire import message_on_wire

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from chatdesk.sandbox.discord.channel import Channel
    from chatdesk.sandbox.discord.interactions import Interaction
    from chatdesk.sandbox.discord.sandbox import DiscordSandbox

Params = ParamSpec("Params")
Self = TypeVar("Self")


class Acts:
    """Acts of one sandbox."""

    def __init__(self, sandbox: DiscordSandbox) -> None:
        self._sandbox = sandbox
        self._guild = sandbox.guild

    async def _delivered(self) -> list[Json]:
        """Send the events that are waiting, and wait until the app has read them."""
        reports = self._sandbox.flush()
        await self._sandbox.gateway.read()
        return reports

    def _message(self, channel: Channel, message: str, user: str) -> Json:
        """A message that person sees."""
        found = channel.messages.get(message) or channel.ephemerals.get(message)
        if found is None or found["_for"] not in {None, user}:
            raise ControlError("message_not_found", f"{user} sees no message {message} there")
        return found

    async def _use(self, begun: Interaction, data: Json) -> Json:
        """Hand the app an interaction; answers with its response and what it said meanwhile."""
        if not self._sandbox.gateway:
            raise ControlError("app_not_connected", "the app is not connected to the sandbox")
        payload = interaction_create(self._guild, begun, data)
        self._guild.emit("INTERACTION_CREATE", payload, direct=begun.channel.is_direct)
        self._sandbox.flush()
        try:
            async with asyncio.timeout(self._sandbox.ack_timeout):
                await begun.answered.wait()
        except TimeoutError:
            raise ControlError("did_not_respond", "The application did not respond") from None
        await self._outcome(begun)
        self._sandbox.flush()
        return self._report(begun)

    async def _outcome(self, begun: Interaction) -> None:
        """Wait for what a deferral announced. A deferred update announces nothing, so only for a moment."""
        waits_on = begun.response is not None and begun.response["type"] == DEFERRED_UPDATE
        until = asyncio.get_running_loop().time() + self._sandbox.deferral_timeout
        while (begun.loading or waits_on) and asyncio.get_running_loop().time() < until:
            try:
                async with asyncio.timeout(self._sandbox.patience):
                    await begun.happened.wait()
            except TimeoutError:
                if begun.loading or self._sandbox.rest.under_way:
                    continue
            return

    def _report(self, begun: Interaction) -> Json:
        response = begun.response or {}
        message = begun.original
        if response.get("type") == DEFERRED_UPDATE and begun.follow_ups:
            message = begun.follow_ups[-1]
        here = {**begun.channel.messages, **begun.channel.ephemerals}
        shown = message_on_wire(message, begun.user) if message and message["id"] in here else None
        follow_ups = [message_on_wire(m, begun.user) for m in begun.follow_ups if m["id"] in here]
        return {"response": response, "modal": begun.modal, "message": shown, "follow_ups": follow_ups}


def answering(
    act: Callable[Concatenate[Self, Params], Awaitable[Json]],
) -> Callable[Concatenate[Self, Params], Awaitable[Json]]:
    """Put an act's result or refusal as the control API's answer."""

    @functools.wraps(act)
    async def answer(self: Self, /, *args: Params.args, **kwargs: Params.kwargs) -> Json:
        try:
            return {"ok": True, **await act(self, *args, **kwargs)}
        except ControlError as error:
            return error.answer()
        except ApiError as error:
            return ControlError(str(error.code), error.message).answer()

    return answer
