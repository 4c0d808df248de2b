"""Threads: who is in, what is archived or locked, and what the app hears of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatdesk.sandbox.discord.channel import PRIVATE_THREAD, Channel, ThreadState
from chatdesk.sandbox.discord.errors import ApiError
from chatdesk.sandbox.discord.guild_wire import bot_member
from chatdesk.sandbox.discord.intents import GUILDS, MEMBERS
from chatdesk.sandbox.discord.permissions import Permission
from chatdesk.sandbox.discord.wire import member_on_wire, thread_member_on_wire, thread_on_wire

if TYPE_CHECKING:
    from chatdesk.sandbox.discord.errors import Json
    from chatdesk.sandbox.discord.guild import Guild


class Threads:
    """The threads of one guild."""

    def __init__(self, guild: Guild) -> None:
        self._guild = guild

    def create(self, parent: Channel, name: str, kind: int, settings: Json, *, key: str | None = None) -> Channel:
        """Start a thread as the app; it is in at once."""
        guild = self._guild
        if len(guild.active_threads()) >= guild.most_active_threads:
            raise ApiError(160006)
        now = guild.clock.now()
        state = ThreadState(guild.bot_id, created=now, members={guild.bot_id: now})
        state.auto_archive_duration = settings.get("auto_archive_duration") or state.auto_archive_duration
        if kind == PRIVATE_THREAD and settings.get("invitable") is not None:
            state.invitable = bool(settings["invitable"])
        channel = Channel(key or guild.new_id(), name, kind, parent_id=parent.id, thread=state)
        channel.slowmode = settings.get("rate_limit_per_user") or 0
        guild.add_channel(channel)
        guild.emit("THREAD_CREATE", thread_on_wire(guild, channel) | {"newly_created": True}, intent=GUILDS)
        guild.tell("state")
        return channel

    def need_active(self, channel: Channel) -> None:
        """Refuse what an archived thread does not take: edits, reactions, pins, members."""
        if channel.thread is not None and channel.thread.archived:
            raise ApiError(50083)

    def open_for_post(self, channel: Channel, author: str) -> None:
        """A post un-archives a thread, unless it was locked; a locked one is for moderators."""
        thread = channel.thread
        if thread is None:
            return
        if thread.archived and thread.locked:
            raise ApiError(50083)
        if thread.locked and not self._guild.may(channel, author, Permission.MANAGE_THREADS):
            raise ApiError(160005)
        if thread.archived:
            self.set_archived(channel, archived=False)

    def set_archived(self, channel: Channel, *, archived: bool) -> None:
        """Archive a thread or take it out of the archive."""
        thread = channel.thread
        assert thread is not None
        if not archived and thread.archived and len(self._guild.active_threads()) >= self._guild.most_active_threads:
            raise ApiError(160006)
        if thread.archived != archived:
            thread.archived = archived
            thread.archived_at = self._guild.clock.now()
        self.updated(channel)

    def updated(self, channel: Channel) -> None:
        """Tell that a thread has other settings now."""
        if channel.sees(self._guild.bot_id):
            self._guild.emit("THREAD_UPDATE", thread_on_wire(self._guild, channel), intent=GUILDS)
        self._guild.tell("state")

    def join(self, channel: Channel, user: str) -> bool:
        """Put somebody in; false where they were in already."""
        thread = channel.thread
        assert thread is not None
        if user in thread.members:
            return False
        thread.members[user] = self._guild.clock.now()
        if user == self._guild.bot_id:
            self._guild.emit("THREAD_CREATE", thread_on_wire(self._guild, channel), intent=GUILDS)
        self._members_changed(channel, user, added=[self._added(channel, user)], removed=[])
        return True

    def leave(self, channel: Channel, user: str) -> bool:
        """Take somebody out; false where they were not in."""
        thread = channel.thread
        assert thread is not None
        if thread.members.pop(user, None) is None:
            return False
        self._members_changed(channel, user, added=[], removed=[user])
        return True

    def _added(self, channel: Channel, user: str) -> Json:
        guild = self._guild
        member = bot_member(guild) if user == guild.bot_id else member_on_wire(guild.users[user])
        return thread_member_on_wire(channel, user) | {"member": member, "presence": None}

    def _members_changed(self, channel: Channel, user: str, *, added: list[Json], removed: list[str]) -> None:
        """Without the members intent an app hears only of its own coming and going."""
        guild = self._guild
        count = len(channel.thread.members) if channel.thread else 0
        data: Json = {"id": channel.id, "guild_id": guild.id, "member_count": count}
        data |= ({"added_members": added} if added else {}) | ({"removed_member_ids": removed} if removed else {})
        guild.emit("THREAD_MEMBERS_UPDATE", data, intent=GUILDS if user == guild.bot_id else MEMBERS)
        guild.tell("state")
        guild.changed(channel)

    def delete(self, channel: Channel) -> None:
        """Delete a thread."""
        guild = self._guild
        del guild.channels[channel.id]
        gone = {"id": channel.id, "guild_id": guild.id, "parent_id": channel.parent_id, "type": channel.type}
        guild.emit("THREAD_DELETE", gone, intent=GUILDS)
        guild.tell("state")
