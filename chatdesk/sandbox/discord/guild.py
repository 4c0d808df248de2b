"""The state of the local Discord: one guild with its people, channels, threads, commands, ids and time.

It only remembers. What happened is left in `outgoing` (events for the app) and `notices` (for open pages), which the
sandbox picks up after each call.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chatdesk.sandbox.clock import SandboxClock
from chatdesk.sandbox.discord import permissions
from chatdesk.sandbox.discord.channel import DIRECT, PRIVATE_THREAD, Channel
from chatdesk.sandbox.discord.errors import ApiError, ControlError, Json
from chatdesk.sandbox.discord.intents import PRIVILEGED
from chatdesk.sandbox.discord.permissions import Permission
from chatdesk.sandbox.live import Notice

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

DISCORD_EPOCH_MS = 1_420_070_400_000
MOST_ACTIVE_THREADS = 1000


@dataclass(frozen=True)
class Event:
    """Something that happened, for the app's gateway connections. `intent` 0 goes to every one of them."""

    type: str
    data: Json
    intent: int = 0
    direct: bool = False


class Guild:
    """One Discord server with one installed app."""

    def __init__(self, seed: Mapping[str, object], clock: SandboxClock | None = None) -> None:
        self._seed = copy.deepcopy(dict(seed))
        self._own_clock = clock is None
        self.clock = clock or SandboxClock()
        self._last_id = 0
        self.reset()

    @classmethod
    def from_seed(cls, seed: Mapping[str, object], clock: SandboxClock | None = None) -> Guild:
        """A guild as the seed (docs/sandbox-discord.md) describes it, on a clock of its own or a shared one."""
        return cls(seed, clock)

    def reset(self) -> None:
        """Forget everything since the seed."""
        seed: Json = copy.deepcopy(self._seed)
        if self._own_clock:
            self.clock.reset()
        guild: Json = seed.get("guild") or {}
        self.id: str = str(guild.get("id", "700000000000000001"))
        self.name: str = guild.get("name", "Sandbox")
        self.locale: str = guild.get("locale", "en-US")
        self.token: str = seed.get("token", "sandbox.discord.token")
        self.application_id: str = str(seed.get("application_id", "700000000000000002"))
        bot: Json = seed.get("bot") or {}
        self.bot_id = str(bot.get("id", "700000000000000003"))
        self.bot: Json = {"id": self.bot_id, "name": bot.get("name", "chatdesk"), "is_bot": True, "roles": []}
        self.bot_permissions = int(seed.get("permissions", permissions.OF_BOT))
        self.set_intents(seed.get("intents", []))
        self.most_active_threads = MOST_ACTIVE_THREADS
        self.closed_direct: set[str] = set()
        self.outgoing: list[Event] = []
        self.notices: list[Notice] = []
        self.users: dict[str, Json] = {str(u["id"]): {"roles": [], **u} for u in seed.get("users", [])}
        self.left: dict[str, Json] = {}
        self.roles: dict[str, Json] = {str(r["id"]): r for r in seed.get("roles", [])}
        self.channels: dict[str, Channel] = {}
        for position, channel in enumerate(seed.get("channels", [])):
            self._add_seeded(channel, position)
        for user in self.users:
            self._add(Channel(self.new_id(), "", DIRECT, recipient=user))

    def _add_seeded(self, seed: Json, position: int) -> None:
        channel = Channel(str(seed["id"]), seed["name"], seed.get("type", 0), seed.get("topic"), position=position)
        if "allow" in seed:
            view = str(int(Permission.VIEW_CHANNEL))
            channel.overwrites = [{"id": self.id, "type": 0, "allow": "0", "deny": view}]
            for target in [*seed["allow"], self.bot_id]:
                kind = 0 if target in self.roles else 1
                channel.overwrites.append({"id": str(target), "type": kind, "allow": view, "deny": "0"})
        self._add(channel)

    def _add(self, channel: Channel) -> Channel:
        channel.seen_by = self._sees
        self.channels[channel.id] = channel
        return channel

    def add_channel(self, channel: Channel) -> Channel:
        """Take up a new channel or thread."""
        return self._add(channel)

    def set_intents(self, names: Iterable[str]) -> None:
        """Switch exactly these privileged intents on for the application."""
        self.intents = set(names)
        if unknown := self.intents - set(PRIVILEGED):
            raise ValueError(f"not a privileged intent: {', '.join(sorted(unknown))}")

    # Ids and time

    def new_id(self) -> str:
        """A snowflake: the time in milliseconds since Discord's epoch, never the same twice."""
        now = (int(self.clock.now() * 1000) - DISCORD_EPOCH_MS) << 22
        self._last_id = max(self._last_id + 1, now)
        return str(self._last_id)

    # Looking up

    def anybody(self, user: str) -> Json | None:
        """A person, the bot, or somebody who left."""
        return self.bot if user == self.bot_id else self.users.get(user) or self.left.get(user)

    def direct(self, user: str) -> Channel:
        """The direct message between a person and the app."""
        return next(c for c in self.channels.values() if c.recipient == user)

    def threads(self) -> list[Channel]:
        """All threads, archived or not."""
        return [channel for channel in self.channels.values() if channel.thread is not None]

    def active_threads(self) -> list[Channel]:
        """The threads that are not archived."""
        return [channel for channel in self.threads() if channel.thread and not channel.thread.archived]

    def person(self, user_id: object) -> Json:
        """Who acts at the controls."""
        user = self.users.get(str(user_id))
        if user is None:
            raise ControlError("user_not_found", f"nobody here has the id {user_id}")
        return user

    def seen_channel(self, channel_id: object, user: str) -> Channel:
        """A place a person can read."""
        channel = self.channels.get(str(channel_id))
        if channel is None or not channel.sees(user):
            raise ControlError("channel_not_found", f"{user} sees no channel {channel_id}")
        return channel

    def channel_for_app(self, channel_id: str) -> Channel:
        """A place as the app may know it."""
        channel = self.channels.get(channel_id)
        if channel is None:
            raise ApiError(10003)
        if not channel.sees(self.bot_id):
            raise ApiError(50001)
        return channel

    # Permissions

    def permissions_in(self, channel: Channel, user: str) -> int:
        """What somebody may do in a place; a thread goes by its parent."""
        if channel.is_direct:
            return permissions.IN_DIRECT_MESSAGES if user in {channel.recipient, self.bot_id} else 0
        if user != self.bot_id and user not in self.users:
            return 0
        roles = [] if user == self.bot_id else self.users[user]["roles"]
        home = self.channels.get(channel.parent_id or "", channel)
        return permissions.with_overwrites(self.base_permissions(user), home.overwrites, self.id, roles, user)

    def base_permissions(self, user: str) -> int:
        """What somebody may do in the guild. The bot may do exactly what the seed says."""
        if user == self.bot_id:
            return self.bot_permissions
        value = permissions.OF_EVERYBODY
        for role in self.users[user]["roles"]:
            value |= int(self.roles.get(role, {}).get("permissions", 0))
        return value

    def may(self, channel: Channel, user: str, *needed: Permission) -> bool:
        """Whether somebody has these permissions in a place."""
        held = self.permissions_in(channel, user)
        return bool(held & Permission.ADMINISTRATOR) or all(held & permission for permission in needed)

    def need(self, channel: Channel, *needed: Permission) -> None:
        """Refuse the app where it lacks a permission."""
        if not self.may(channel, self.bot_id, *needed):
            raise ApiError(50013)

    def _sees(self, channel: Channel, user: str) -> bool:
        if channel.is_direct:
            return user in {channel.recipient, self.bot_id}
        if not self.may(channel, user, Permission.VIEW_CHANNEL):
            return False
        if channel.type != PRIVATE_THREAD or channel.thread is None:
            return True
        return user in channel.thread.members or self.may(channel, user, Permission.MANAGE_THREADS)

    # Telling

    def emit(self, kind: str, data: Json, *, intent: int = 0, direct: bool = False) -> None:
        """Leave an event for the app."""
        self.outgoing.append(Event(kind, copy.deepcopy(data), intent, direct))

    def tell(self, kind: str, *, user: str | None = None, channel: str | None = None, **body: object) -> None:
        """Leave a notice for the open pages."""
        self.notices.append(Notice({"type": kind, **body}, user, channel))

    def changed(self, channel: Channel, message: str | None = None, *, user: str | None = None) -> None:
        """Tell the open pages that a place, or one message there, looks different now."""
        body = {"type": "changed", "channel": channel.id, "message": message}
        self.notices.append(Notice(body, user, channel.id))
