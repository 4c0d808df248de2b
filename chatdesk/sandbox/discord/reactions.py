"""Reactions: who reacted with what, and what the app and the pages hear of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatdesk.sandbox.discord.errors import ApiError, Json
from chatdesk.sandbox.discord.guild_wire import any_member
from chatdesk.sandbox.discord.intents import DIRECT_REACTIONS, GUILD_REACTIONS

if TYPE_CHECKING:
    from chatdesk.sandbox.discord.channel import Channel
    from chatdesk.sandbox.discord.guild import Guild

MOST_EMOJI_LETTERS = 16


class Reactions:
    """The reactions in one guild and its direct messages."""

    def __init__(self, guild: Guild) -> None:
        self._guild = guild

    def react(self, channel: Channel, message: Json, user: str, emoji: str) -> None:
        """Add a reaction."""
        entry = self._reaction(message, emoji)
        if entry is None:
            entry = {"emoji": _emoji(emoji), "users": []}
            message["_reactions"].append(entry)
        if user not in entry["users"]:
            entry["users"].append(user)
            self._reacted("MESSAGE_REACTION_ADD", channel, message, user, entry["emoji"])

    def unreact(self, channel: Channel, message: Json, user: str, emoji: str) -> None:
        """Take a reaction back."""
        entry = self._reaction(message, emoji)
        if entry is None or user not in entry["users"]:
            raise ApiError(10014)
        entry["users"].remove(user)
        if not entry["users"]:
            message["_reactions"].remove(entry)
        self._reacted("MESSAGE_REACTION_REMOVE", channel, message, user, entry["emoji"])

    def reactors(self, message: Json, emoji: str) -> list[str]:
        """Who reacted with it."""
        entry = self._reaction(message, emoji)
        return list(entry["users"]) if entry else []

    def _reaction(self, message: Json, emoji: str) -> Json | None:
        wanted = _emoji(emoji)
        return next((entry for entry in message["_reactions"] if entry["emoji"] == wanted), None)

    def _reacted(self, kind: str, channel: Channel, message: Json, user: str, emoji: Json) -> None:
        data: Json = {"user_id": user, "channel_id": channel.id, "message_id": message["id"], "emoji": emoji}
        data |= {"burst": False, "type": 0} | ({} if channel.is_direct else {"guild_id": self._guild.id})
        if kind == "MESSAGE_REACTION_ADD":
            data["message_author_id"] = message["_author"]
            if not channel.is_direct:
                data["member"] = any_member(self._guild, user)
        if channel.sees(self._guild.bot_id):
            intent = DIRECT_REACTIONS if channel.is_direct else GUILD_REACTIONS
            self._guild.emit(kind, data, intent=intent, direct=channel.is_direct)
        self._guild.changed(channel, message["id"])


def _emoji(text: str) -> Json:
    """An emoji as reactions name it: a character, or `name:id`."""
    name, _, key = text.strip("<>").removeprefix("a:").lstrip(":").partition(":")
    if key.isdigit():
        return {"id": key, "name": name}
    if not text or len(text) > MOST_EMOJI_LETTERS or text.isascii():
        raise ApiError(10014)
    return {"id": None, "name": text}
