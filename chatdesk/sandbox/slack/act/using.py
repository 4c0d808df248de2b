"""Using the app: slash commands, shortcuts, buttons and menus, the home tab."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatdesk.sandbox.slack.act.base import Acts, answering
from chatdesk.sandbox.slack.act.looking import shown
from chatdesk.sandbox.slack.errors import ControlError, SlackError
from chatdesk.sandbox.slack.mrkdwn import escape, typed
from chatdesk.sandbox.slack.state import chosen, merge
from chatdesk.sandbox.slack.views import HOME, find_element, public_view

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from chatdesk.sandbox.slack.channel import Channel
    from chatdesk.sandbox.slack.delivery import Delivery
    from chatdesk.sandbox.slack.errors import Json
    from chatdesk.sandbox.slack.interactions import Interaction

_STATELESS = ("type", "action_id", "block_id", "text", "value", "style", "placeholder", "url", "confirm")


class Using(Acts):
    """Each act answers after the app's acknowledgement and what it opened or said meanwhile."""

    @answering
    async def command(self, *, as_: str, channel: str, text: str, thread_ts: str | None = None) -> Json:
        """Type a slash command. Threads take none."""
        self._workspace.person(as_)
        place = self._entered(channel, as_)
        name, _, rest = text.strip().partition(" ")
        command = self._workspace.manifest.command(name)
        if thread_ts:
            raise ControlError("not_in_thread", "slash commands do not work in threads")
        if command is None:
            raise ControlError("unknown_command", f"{name} is not a command of this app")
        written = self._command_text(rest.strip(), command)
        interaction = self._sandbox.interactions.begin(as_, channel=place.id)
        payload = self._sandbox.payloads.slash(interaction, place, name, written)
        delivery = await self._deliver("slash_commands", payload, interaction)
        self._say_acknowledgement(interaction, delivery)
        await self._outcome(interaction)
        self._sandbox.events.flush()
        reply = shown(place, interaction.reply) if interaction.reply else None
        return {"delivery": delivery.report(), "opened": interaction.opened, "reply": reply}

    def _command_text(self, text: str, command: Json) -> str:
        """Slack escapes a command's text; names become ids only where the manifest says `should_escape`."""
        if command.get("should_escape"):
            return typed(text, self._workspace.names(), self._workspace.channel_names())
        return escape(text)

    def _say_acknowledgement(self, interaction: Interaction, delivery: Delivery) -> None:
        """An acknowledgement with a text or blocks is an answer to the person."""
        body = delivery.body
        if not delivery.acknowledged or not body:
            return
        try:
            self._sandbox.responses.answer(interaction, body if isinstance(body, dict) else {"text": str(body)})
        except SlackError as error:
            delivery.error = error.code

    @answering
    async def shortcut(self, *, as_: str, callback_id: str) -> Json:
        """Use a global shortcut."""
        self._workspace.person(as_)
        self._known_shortcut("global", callback_id)
        interaction = self._sandbox.interactions.begin(as_)
        payload = self._sandbox.payloads.shortcut(interaction, callback_id)
        return await self._used(payload, interaction)

    @answering
    async def message_shortcut(self, *, as_: str, callback_id: str, channel: str, ts: str) -> Json:
        """Use a shortcut on a message."""
        self._workspace.person(as_)
        self._known_shortcut("message", callback_id)
        place = self._workspace.seen_channel(channel, as_)
        message = self._sandbox.messages.get(place, ts)
        interaction = self._sandbox.interactions.begin(as_, channel=place.id, message_ts=ts)
        payload = self._sandbox.payloads.message_action(interaction, callback_id, place, message)
        return await self._used(payload, interaction)

    def _known_shortcut(self, kind: str, callback_id: str) -> None:
        if self._workspace.manifest.shortcut(kind, callback_id) is None:
            raise ControlError("unknown_shortcut", f"{callback_id} is no {kind} shortcut of this app")

    async def _used(self, payload: Json, interaction: Interaction) -> Json:
        delivery = await self._deliver("interactive", payload, interaction)
        await self._outcome(interaction)
        self._sandbox.events.flush()
        return {"delivery": delivery.report(), "opened": interaction.opened}

    @answering
    async def press(
        self,
        *,
        as_: str,
        action_id: str,
        channel: str | None = None,
        ts: str | None = None,
        view_id: str | None = None,
        block_id: str | None = None,
        value: object = None,
        selected: object = None,
        values: Mapping[str, Any] | None = None,
    ) -> Json:
        """Press a button or choose from a menu, on a message or in a view."""
        self._workspace.person(as_)
        if view_id is not None:
            return await self._press_in_view(as_, view_id, (action_id, block_id, value, selected), values or {})
        place = self._entered(str(channel), as_)
        message = self._sandbox.messages.shown(place, ts, as_)
        return await self._press_on_message(as_, place, message, (action_id, block_id, value, selected))

    async def _press_on_message(
        self, user: str, place: Channel, message: Json, use: tuple[str, str | None, object, object]
    ) -> Json:
        action_id, block_id, value, selected = use
        block, element = find_element(message.get("blocks") or [], action_id, block_id, value)
        state = chosen(element, value=value, selected=selected)
        if state and element["type"] != "overflow":
            message.setdefault("_state", {}).setdefault(block["block_id"], {})[action_id] = state
        interaction = self._sandbox.interactions.begin(
            user, channel=place.id, message_ts=message["ts"], thread_ts=message.get("thread_ts")
        )
        action = self._action(block, element, state)
        payload = self._sandbox.payloads.message_press(interaction, place, message, action)
        return await self._used(payload, interaction) | {"view": None}

    async def _press_in_view(
        self, user: str, view_id: str, use: tuple[str, str | None, object, object], values: Mapping[str, Any]
    ) -> Json:
        action_id, block_id, value, selected = use
        view = self._sandbox.views.on_screen(view_id, user)
        merge(view["blocks"], view["state"]["values"], values)
        block, element = find_element(view["blocks"], action_id, block_id, value)
        state = chosen(element, value=value, selected=selected)
        if state and element["type"] != "overflow":
            view["state"]["values"][block["block_id"]][action_id] = state
        if block["type"] == "input" and not block.get("dispatch_action"):
            return {"delivery": None, "opened": None, "view": public_view(view)}
        interaction = self._sandbox.interactions.begin(user, view_id=view_id)
        payload = self._sandbox.payloads.view_press(interaction, view, self._action(block, element, state))
        used = await self._used(payload, interaction)
        still_open = self._sandbox.views.is_on_screen(view_id)
        return used | {"view": public_view(view) if still_open else None}

    def _action(self, block: Json, element: Json, state: Json) -> Json:
        """The entry in `actions`: the element as it stands, and what was chosen."""
        kept = {name: element[name] for name in _STATELESS if name in element}
        action_ts = self._workspace.next_ts()
        return {**kept, "block_id": block["block_id"], "action_ts": action_ts, **state}

    @answering
    async def home(self, *, as_: str) -> Json:
        """Look at the app's home tab."""
        self._workspace.person(as_)
        before = self._sandbox.views.homes.get(as_)
        event: Json = {"type": "app_home_opened", "user": as_, "tab": "home"}
        event |= {"channel": self._workspace.direct(as_).id, "event_ts": self._workspace.next_ts()}
        if before:
            event["view"] = public_view(before)
        self._workspace.emit(event)
        interaction = self._sandbox.interactions.begin(as_, view_id=HOME + as_)
        with self._sandbox.interactions.under_way(interaction):
            deliveries = await self._reports()
            if deliveries:
                await self._outcome(interaction)
        view = self._sandbox.views.homes.get(as_)
        return {"view": public_view(view) if view else None, "deliveries": deliveries}
