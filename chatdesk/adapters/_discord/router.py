"""One interaction or event in, one answer out: what kind it is, what the desk says, how the person learns of it.

Each step lives elsewhere (`ingress` and `answers` read, `_asking` asks the desk, `stepping` leads through forms,
`telling` talks to Discord); here they are put in order. Whatever goes wrong, the person is told privately, and no
payload is logged.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from chatdesk.adapters._asking import Asking, Done, Told, Turned
from chatdesk.adapters._discord import completing
from chatdesk.adapters._discord.apologies import DONE_UNSHOWN, TOO_LATE, WENT_WRONG, logged
from chatdesk.adapters._discord.buttons import pressed
from chatdesk.adapters._discord.call import Call, Kind
from chatdesk.adapters._discord.commands import NAME, menu_verbs
from chatdesk.adapters._discord.drafts import Drafts
from chatdesk.adapters._discord.ingress import (
    OFFER_VERB,
    menu_to_invocation,
    press_to_invocation,
    quoting,
    reaction_to_invocation,
    slash_options,
    slash_to_invocation,
    subject_to_message,
)
from chatdesk.adapters._discord.members import Members
from chatdesk.adapters._discord.pictures import illustrated
from chatdesk.adapters._discord.quoting import Quoting
from chatdesk.adapters._discord.render import render
from chatdesk.adapters._discord.responses import SILENT, Response, Way, done, telling, whispered
from chatdesk.adapters._discord.stepping import Steps
from chatdesk.adapters._discord.steps import Step
from chatdesk.adapters._discord.telling import Telling
from chatdesk.adapters._discord.wire import Wire
from chatdesk.charts import Drawing, draw
from chatdesk.core.errors import VerbUnknown
from chatdesk.core.forms import Form
from chatdesk.core.operation import Invocation
from chatdesk.core.ports import Profile

NO_CHOICES: Final = Response(Way.CHOICES, {"choices": []})


class Router:
    """What is behind everything that people do with the desk in Discord."""

    def __init__(
        self, *, wire: Wire, asking: Asking, drafts: Drafts, telling: Telling, drawing: Drawing = draw
    ) -> None:
        self.asking = asking
        self._drawing = drawing
        self.members = Members(asking)
        self._wire = wire
        self._quoting = Quoting(wire)
        self._steps = Steps(asking, drafts)
        self._telling = telling
        self._menus = menu_verbs(asking.operations.values())
        self._acts: Mapping[Kind, Callable[[Call], Awaitable[Response]]] = {
            Kind.COMMAND: self._command,
            Kind.COMPONENT: self._component,
            Kind.AUTOCOMPLETE: self._complete,
            Kind.MODAL: self._modal,
        }

    async def serve(self, call: Call) -> None:
        """Answer an interaction over the wire; it never raises."""
        try:
            await self._telling.answer(call, self.answer(call), lambda: self._too_late(call))
        except Exception as error:  # noqa: BLE001 - nothing is left to try
            logged("answer", error)

    async def answer(self, call: Call) -> Response:
        """Return what a call is answered with; it never raises."""
        act = self._acts.get(call.kind)
        if act is None:
            return SILENT
        try:
            await self.members.seen(call.actor, call.sees)
            return await act(call)
        except Exception as error:  # noqa: BLE001 - the edge of the desk: the person learns of it, whatever it is
            error_id = logged(call.kind.name.lower(), error)
        if call.kind is Kind.AUTOCOMPLETE:
            return NO_CHOICES
        return telling(self.asking.said(WENT_WRONG, call.actor, id=error_id))

    def _too_late(self, call: Call) -> Response:
        return telling(self.asking.said(TOO_LATE, call.actor))

    # -- people who act
    async def _command(self, call: Call) -> Response:
        name = str(call.data.get("name") or "")
        if name != NAME:
            return await self._menu(call, name)
        try:
            invocation = slash_to_invocation(call, self.asking.operations)
        except VerbUnknown as error:
            return telling(self.asking.told(error, call.actor))
        return await self._carry_out(invocation, call)

    async def _menu(self, call: Call, name: str) -> Response:
        verb = self._menus.get(name)
        if verb is None:
            return telling(self.asking.told(VerbUnknown(verb=name[:40] or "?"), call.actor))
        guild = call.actor.handle.workspace
        invocation = menu_to_invocation(call, verb, guild, await self._wire.bot())
        return await self._carry_out(invocation, call)

    async def _component(self, call: Call) -> Response:
        if named := pressed(call.data):
            return await self._press(call, named[1])
        step = Step.read(str(call.data.get("custom_id") or ""))
        return await self._steps.go_on(step, call) if step is not None else SILENT

    async def _press(self, call: Call, subject: str) -> Response:
        invocation = press_to_invocation(call, self.asking.operations)
        if place := subject_to_message(subject):
            message = await self._quoting.fetch(*place)
            guild = call.actor.handle.workspace
            invocation = quoting(invocation, place[0], message, guild, await self._wire.bot())
        return await self._carry_out(invocation, call)

    async def _modal(self, call: Call) -> Response:
        step = Step.read(str(call.data.get("custom_id") or ""))
        return await self._steps.go_on(step, call) if step is not None else SILENT

    async def _complete(self, call: Call) -> Response:
        _, given, focused = slash_options(call.data)
        found = await self.asking.view(completing.offers(focused, given.get(focused, "")), call.actor)
        return Response(Way.CHOICES, completing.offers_to_choices(found))

    async def _carry_out(self, invocation: Invocation, call: Call) -> Response:
        """Ask the desk, then draw what it says: by now it is done, so a failure to draw is not a failure to do."""
        outcome = await self.asking.invoke(invocation)
        if isinstance(outcome, Form):
            return await self._steps.begin(outcome, call)
        try:
            if isinstance(outcome, Told):
                payload = await illustrated(outcome.body, outcome.context, self._drawing)
                return Response(Way.MESSAGE, whispered(payload))
            return _shown(outcome, call)
        except Exception as error:  # noqa: BLE001 - the desk has committed: saying that nothing was changed would be a lie
            return telling(self.asking.said(DONE_UNSHOWN, call.actor, id=logged("show", error)))

    # -- events
    async def reaction(self, actor: Profile, channel: str, message: str, sees: frozenset[str] | None) -> None:
        """Offer a ticket to whoever put the ticket emoji on a message."""
        if OFFER_VERB not in self.asking.operations:
            return
        await self.members.seen(actor, sees)
        found = await self._quoting.fetch(channel, message)
        bot = await self._wire.bot()
        if str((found.get("author") or {}).get("id")) == bot:
            return
        invocation = reaction_to_invocation(actor, channel, message)
        await self.asking.invoke(quoting(invocation, channel, found, actor.handle.workspace, bot))


def _shown(outcome: Turned | Done, call: Call) -> Response:
    match outcome:
        case Turned(into=into) if call.message:
            return Response(Way.UPDATE, render(into.body, into.context))
        case Turned(into=into):
            return telling(into)
        case Done(reference=reference):
            return SILENT if call.message else Response(Way.MESSAGE, whispered(done(reference)))
