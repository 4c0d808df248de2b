"""discord.py's gateway client, with the least memory: it keeps the connection and hands on what comes in."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final

import discord
from discord.state import AutoShardedConnectionState

from chatdesk.adapters._discord.apologies import logged
from chatdesk.adapters._discord.call import Call, interaction_to_call, user_to_profile
from chatdesk.adapters._discord.ingress import REACTION
from chatdesk.adapters._discord.listening import Listening
from chatdesk.adapters._discord.rooms import Rooms
from chatdesk.adapters._discord.router import Router
from chatdesk.adapters._discord.under_way import UnderWay
from chatdesk.adapters._discord.wire import DiscordSettings, Http

HEARTBEAT_TIMEOUT: Final = 60.0
GUILDS_WITHIN: Final = 0.25
"""Seconds without another guild after which all are taken to be there; what comes later is as welcome."""


class Gateway(discord.AutoShardedClient):
    """One listener for each kind of event; interactions have one for all, since the registry decides the rest."""

    def __init__(
        self,
        settings: DiscordSettings,
        *,
        router: Router,
        listening: Listening,
        rooms: Rooms,
        under_way: UnderWay,
        message_content: bool,
        invited: Callable[[], Awaitable[None]],
    ) -> None:
        self._settings = settings
        self._router = router
        self._listening = listening
        self._rooms = rooms
        self._under_way = under_way
        self._invited = invited
        logging.getLogger("discord").setLevel(logging.ERROR)  # below that it logs addresses that hold tokens
        super().__init__(
            intents=intents(message_content=message_content),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            allowed_mentions=discord.AllowedMentions.none(),
            heartbeat_timeout=HEARTBEAT_TIMEOUT,
            guild_ready_timeout=GUILDS_WITHIN,
            enable_debug_events=False,
        )

    def _get_state(self, **options: Any) -> AutoShardedConnectionState[Any]:  # noqa: ANN401 - the library's options
        """Have everything go over a client of our own, which alone knows the address to use."""
        self.http = Http(self._settings)
        return super()._get_state(**options)

    @property
    def home(self) -> str:
        """Return the guild of the desk: the one that was set, else the first in which the app is."""
        return self._settings.guild or next((str(guild.id) for guild in self.guilds), "")

    def room_of(self, channel: str) -> str | None:
        """Return the room of a thread that the gateway told of, nothing where it is none; None: it is not known."""
        found = self.get_channel(int(channel))
        if found is None:
            return None
        return str(found.parent_id) if isinstance(found, discord.Thread) else ""

    def sees(self, user: discord.abc.User) -> frozenset[str] | None:
        """Return to which of the groups somebody belongs; None where Discord did not tell enough to know.

        They see its room, or hold its role. A room open to everybody makes nobody an agent.
        """
        if not isinstance(user, discord.Member) or user.guild.unavailable:
            return None
        members = self._router.members
        closed = ((room, group) for room, group in members.rooms.items() if room not in self._rooms.open_to_all)
        roles = members.roles
        by_role = (group for role in _roles_of(user) for group in roles.get(role, ()))
        return frozenset(by_role) | {group for room, group in closed if _is_seen(room, user)}

    # -- events
    async def on_guild_join(self, _guild: discord.Guild) -> None:
        """Take in that the app was let into a server: the desk may have waited for it."""
        with self._under_way:
            await self._hear(self._invited())

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Answer somebody who acts."""
        with self._under_way as is_open:
            if is_open:
                await self._router.serve(self._call(interaction))

    async def on_message(self, message: discord.Message) -> None:
        """Hear a message, wherever it is."""
        with self._under_way:
            await self._hear(self._listening.said(_message_to_json(message), self.sees(message.author)))

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Hear a correction, of a message of any age."""
        with self._under_way:
            await self._hear(self._listening.edited(dict(payload.data)))

    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Hear a deletion, of a message of any age."""
        with self._under_way:
            await self._hear(self._listening.deleted(str(payload.channel_id), str(payload.message_id)))

    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Hear of many deletions at once."""
        with self._under_way:
            for message in sorted(payload.message_ids):
                await self._hear(self._listening.deleted(str(payload.channel_id), str(message)))

    async def on_raw_reaction_add(self, payload: discord.RawReactionActionEvent) -> None:
        """Take the ticket emoji on a message as a wish for a ticket."""
        if payload.emoji.name != REACTION or payload.member is None or payload.member.bot:
            return
        with self._under_way:
            actor = user_to_profile(payload.member, self.home)
            sees = self.sees(payload.member)
            await self._hear(self._router.reaction(actor, str(payload.channel_id), str(payload.message_id), sees))

    async def on_error(self, event_method: str, /, *_args: Any, **_kwargs: Any) -> None:  # noqa: ANN401
        """Log nothing of what an event holds: whatever comes here was logged where it went wrong."""
        logging.getLogger(__name__).error("discord event %s failed", event_method)

    def _call(self, interaction: discord.Interaction[Any]) -> Call:
        return interaction_to_call(interaction, self.home, self.sees)

    @staticmethod
    async def _hear(hearing: Any) -> None:  # noqa: ANN401 - an awaitable
        try:
            await hearing
        except Exception as error:  # noqa: BLE001 - the edge of the desk
            logged("event", error)


def _is_seen(room: str, user: discord.Member) -> bool:
    channel = user.guild.get_channel(int(room)) if room.isdecimal() else None
    return channel is not None and channel.permissions_for(user).view_channel


def _roles_of(user: discord.Member) -> tuple[str, ...]:
    return tuple(str(role.id) for role in user.roles)


def intents(*, message_content: bool) -> discord.Intents:
    """Return the least that the desk needs to hear."""
    wanted = discord.Intents.none()
    wanted.guilds = wanted.guild_messages = wanted.guild_reactions = wanted.dm_messages = True
    wanted.message_content = message_content
    return wanted


def _message_to_json(message: discord.Message) -> dict[str, Any]:
    """Return as much of a message as is read of one: the library keeps no JSON of a new message."""
    return {
        "id": str(message.id),
        "channel_id": str(message.channel.id),
        "type": message.type.value,
        "content": message.content,
        "webhook_id": message.webhook_id,
        "author": {
            "id": str(message.author.id),
            "username": message.author.display_name,
            "bot": message.author.bot,
            "system": message.author.system if isinstance(message.author, discord.User) else False,
        },
        "mentions": [{"id": str(user.id), "username": user.display_name} for user in message.mentions],
        "attachments": [
            {"id": str(file.id), "filename": file.filename, "size": file.size, "url": file.url}
            for file in message.attachments
        ],
    }
