"""Using the app: slash commands and their autocompletion, context menus, buttons and selects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatdesk.sandbox.discord import commands, interactions
from chatdesk.sandbox.discord.act.base import Acts, answering
from chatdesk.sandbox.discord.components import BUTTON, LINK, SELECT, SELECTS, walk
from chatdesk.sandbox.discord.errors import ControlError
from chatdesk.sandbox.discord.options import Typed
from chatdesk.sandbox.discord.payloads import resolved
from chatdesk.sandbox.discord.permissions import Permission
from chatdesk.sandbox.discord.wire import message_on_wire

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from chatdesk.sandbox.discord.channel import Channel
    from chatdesk.sandbox.discord.errors import Json
    from chatdesk.sandbox.discord.interactions import Interaction

USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT = 5, 6, 7, 8


class Using(Acts):
    """Each act answers after the app's response and what a deferral announced."""

    def _command_place(self, as_: str, channel: str) -> Channel:
        self._guild.person(as_)
        place = self._guild.seen_channel(channel, as_)
        if place.thread is not None and place.thread.archived:
            raise ControlError("thread_archived", "an archived thread takes no commands")
        if not self._guild.may(place, as_, Permission.USE_APPLICATION_COMMANDS):
            raise ControlError("missing_permissions", f"{as_} may not use commands there")
        return place

    def _found(self, kind: int, name: str, place: Channel, user: str) -> Json:
        command = self._sandbox.commands.find(kind, name, direct=place.is_direct)
        needed = command["default_member_permissions"]
        held = self._guild.permissions_in(place, user)
        if needed is not None and not place.is_direct and (not int(needed) or int(needed) & ~held):
            raise ControlError("missing_permissions", f"{user} may not use {name}")
        return command

    @answering
    async def command(self, *, as_: str, channel: str, name: str, options: Mapping[str, object] | None = None) -> Json:
        """Use a slash command; a subcommand follows its command after a space."""
        place = self._command_place(as_, channel)
        root, *path = name.strip().removeprefix("/").split()
        found = self._found(commands.CHAT, root, place, as_)
        data = Typed(self._guild, self._sandbox.files, place).data(found, path, options or {})
        begun = self._sandbox.interactions.begin(interactions.COMMAND, as_, place, name=" ".join([root, *path]))
        return await self._use(begun, data)

    @answering
    async def autocomplete(
        self, *, as_: str, channel: str, name: str, focused: str, options: Mapping[str, object] | None = None
    ) -> Json:
        """Type into an option; answers with the choices the app offers."""
        place = self._command_place(as_, channel)
        root, *path = name.strip().removeprefix("/").split()
        found = self._found(commands.CHAT, root, place, as_)
        data = Typed(self._guild, self._sandbox.files, place).data(found, path, options or {}, focused)
        begun = self._sandbox.interactions.begin(interactions.AUTOCOMPLETE, as_, place, name=root)
        answer = await self._use(begun, data)
        return {"choices": answer["response"]["data"]["choices"]}

    @answering
    async def user_command(self, *, as_: str, channel: str, name: str, target: str) -> Json:
        """Use a command from a person's menu."""
        place = self._command_place(as_, channel)
        if self._guild.anybody(target) is None:
            raise ControlError("user_not_found")
        found = self._found(commands.USER, name, place, as_)
        return await self._use_on(found, place, as_, target, resolved(self._guild, place, users=[target]))

    @answering
    async def message_command(self, *, as_: str, channel: str, name: str, target: str) -> Json:
        """Use a command from a message's menu."""
        place = self._command_place(as_, channel)
        message = self._message(place, target, as_)
        found = self._found(commands.MESSAGE, name, place, as_)
        return await self._use_on(found, place, as_, target, resolved(self._guild, place, messages=[message]))

    async def _use_on(self, command: Json, place: Channel, user: str, target: str, objects: Json) -> Json:
        data: Json = {"id": command["id"], "name": command["name"], "type": command["type"], "target_id": target}
        data |= {"resolved": objects} | ({"guild_id": command["guild_id"]} if "guild_id" in command else {})
        begun = self._sandbox.interactions.begin(interactions.COMMAND, user, place, name=command["name"])
        begun.command_type = command["type"]
        return await self._use(begun, data)

    @answering
    async def press(
        self, *, as_: str, channel: str, message: str, custom_id: str, values: Sequence[str] | None = None
    ) -> Json:
        """Press a button, or choose from a select. A client takes an archived thread out of the archive first."""
        self._guild.person(as_)
        place = self._guild.seen_channel(channel, as_)
        source = self._message(place, message, as_)
        component = _component(source, custom_id)
        if place.thread is not None and place.thread.archived and not place.thread.locked:
            self._sandbox.threads.set_archived(place, archived=False)
        data: Json = {"custom_id": custom_id, "component_type": component["type"], "id": component["id"]}
        if component["type"] in SELECTS:
            data |= self._chosen(place, component, [str(value) for value in values or []])
        begun = self._sandbox.interactions.begin(interactions.COMPONENT, as_, place, source=source)
        return self._after_press(begun, await self._use(begun, data))

    def _after_press(self, begun: Interaction, report: Json) -> Json:
        """The message pressed on is in the report where it still stands."""
        source = begun.source
        assert source is not None
        here = {**begun.channel.messages, **begun.channel.ephemerals}
        return report | {"source": message_on_wire(source, begun.user) if source["id"] in here else None}

    def _chosen(self, place: Channel, select: Json, values: list[str]) -> Json:
        least, most = select.get("min_values", 1), select.get("max_values", 1)
        if not least <= len(values) <= most:
            raise ControlError("invalid_values", f"choose between {least} and {most}")
        known = {
            SELECT: {option["value"] for option in select.get("options") or []},
            USER_SELECT: {*self._guild.users, self._guild.bot_id},
            ROLE_SELECT: set(self._guild.roles),
            MENTIONABLE_SELECT: {*self._guild.users, *self._guild.roles},
            CHANNEL_SELECT: set(self._guild.channels),
        }[select["type"]]
        if not set(values) <= known:
            raise ControlError("invalid_values", "no such choice")
        if select["type"] == SELECT:
            return {"values": values}
        found = resolved(self._guild, place, users=values, roles=values, channels=values)
        return {"values": values, "resolved": found}


def _component(message: Json, custom_id: str) -> Json:
    for component in walk(message["components"]):
        if component.get("custom_id") != custom_id or component["type"] not in {BUTTON, *SELECTS}:
            continue
        if component.get("disabled") or component.get("style") == LINK:
            raise ControlError("disabled", "this cannot be pressed")
        return component
    raise ControlError("component_not_found", f"the message has no {custom_id}")
