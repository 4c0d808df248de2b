"""What a person sees: the guild, and a channel or thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatdesk.sandbox.discord.act.base import Acts, answering
from chatdesk.sandbox.discord.channel import PRIVATE_THREAD
from chatdesk.sandbox.discord.wire import message_on_wire

if TYPE_CHECKING:
    from chatdesk.sandbox.discord.channel import Channel
    from chatdesk.sandbox.discord.errors import Json


class Looking(Acts):
    """Reading, which changes nothing but what counts as unread."""

    @answering
    async def state(self, *, as_: str | None = None) -> Json:
        """The guild through one person's eyes; the first person's, where nobody is named yet."""
        guild = self._guild
        as_ = as_ or next(iter(guild.users))
        me = guild.person(as_)
        return {
            "guild": {"id": guild.id, "name": guild.name},
            "me": me,
            "users": list(guild.users.values()),
            "roles": list(guild.roles.values()),
            "bot": guild.bot | {"connected": bool(self._sandbox.gateway), "application_id": guild.application_id},
            "channels": [self._listed(channel, as_) for channel in guild.channels.values() if channel.sees(as_)],
            "commands": self._sandbox.commands.all(),
            "intents": sorted(guild.intents),
            "clock": {"now": guild.clock.now(), "offset": guild.clock.offset},
        }

    @answering
    async def history(self, *, as_: str, channel: str) -> Json:
        """A place's messages, oldest first, and what only this person sees there."""
        self._guild.person(as_)
        place = self._guild.seen_channel(channel, as_)
        place.read[as_] = self._guild.new_id()
        return {"messages": [self._shown(message, as_) for message in place.shown_to(as_)]}

    def _shown(self, message: Json, user: str) -> Json:
        """A message for the page: every list there, and its thread where it has one."""
        shown = {"reactions": [], **message_on_wire(message, user)}
        thread = self._guild.channels.get(message["id"])
        return shown | ({"thread": self._listed(thread, user)} if thread else {})

    def _listed(self, channel: Channel, user: str) -> Json:
        listed: Json = {
            "id": channel.id,
            "name": channel.name,
            "type": channel.type,
            "is_private": self._is_private(channel),
            "topic": channel.topic,
            "unread": channel.unread(user),
        }
        if channel.is_direct:
            listed["with"] = self._guild.bot_id
        if channel.thread is not None:
            thread = channel.thread
            listed |= {"parent_id": channel.parent_id, "archived": thread.archived, "locked": thread.locked}
            listed |= {"members": list(thread.members), "is_member": user in thread.members}
        return listed

    def _is_private(self, channel: Channel) -> bool:
        if channel.type == PRIVATE_THREAD or channel.is_direct:
            return True
        home = self._guild.channels.get(channel.parent_id or "", channel)
        return any(o["id"] == self._guild.id and int(o["deny"]) for o in home.overwrites)
