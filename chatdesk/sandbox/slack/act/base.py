"""What all acts share: the sandbox they happen in, and how an answer or a refusal is put."""

from __future__ import annotations

import asyncio
import functools
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from chatdesk.sandbox.slack.delivery import NOT_CONNECTED
from chatdesk.sandbox.slack.errors import ControlError, Json, SlackError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from chatdesk.sandbox.slack.channel import Channel
    from chatdesk.sandbox.slack.delivery import Delivery, Kind
    from chatdesk.sandbox.slack.interactions import Interaction
    from chatdesk.sandbox.slack.sandbox import SlackSandbox

Params = ParamSpec("Params")
Self = TypeVar("Self")


class Acts:
    """Acts of one sandbox."""

    def __init__(self, sandbox: SlackSandbox) -> None:
        self._sandbox = sandbox
        self._workspace = sandbox.workspace

    def _entered(self, channel_id: str, user: str) -> Channel:
        """A channel that person writes in; a public one is joined on first use."""
        channel = self._workspace.seen_channel(channel_id, user)
        if channel.is_archived:
            raise ControlError("is_archived", "nobody can write in an archived channel")
        self._workspace.join(channel, user)
        return channel

    async def _reports(self) -> list[Json]:
        """Send the events that are waiting, and report on them."""
        return [delivery.report() for delivery in await self._sandbox.events.flushed()]

    async def _deliver(self, kind: Kind, payload: Json, interaction: Interaction) -> Delivery:
        """Hand the app an interaction and wait for the acknowledgement."""
        if not self._sandbox.deliverer.connected:
            raise ControlError(NOT_CONNECTED, "the app is not connected to the sandbox")
        with self._sandbox.interactions.under_way(interaction):
            return await self._sandbox.deliverer.send(kind, payload)

    async def _outcome(self, interaction: Interaction) -> None:
        """Give the app a moment to open or say something, as it may work on after its acknowledgement."""
        with self._sandbox.interactions.under_way(interaction):
            for _ in range(20):
                try:
                    async with asyncio.timeout(self._sandbox.patience):
                        await interaction.happened.wait()
                except TimeoutError:
                    if self._sandbox.web_api.under_way:
                        continue
                return


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
        except SlackError as error:
            return ControlError(error.code).answer()

    return answer
