"""Messages: posting, changing, deleting and pins, and what the app and the pages hear of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chatdesk.sandbox.discord.channel import EPHEMERAL
from chatdesk.sandbox.discord.components import TEXT, walk
from chatdesk.sandbox.discord.errors import ApiError, Json
from chatdesk.sandbox.discord.guild_wire import any_member
from chatdesk.sandbox.discord.intents import DIRECT_MESSAGES, GUILD_MESSAGES, GUILDS
from chatdesk.sandbox.discord.mentions import Mentions, mentioned
from chatdesk.sandbox.discord.wire import is_ephemeral, message_on_wire, timestamp, user_on_wire

if TYPE_CHECKING:
    from chatdesk.sandbox.discord.channel import Channel
    from chatdesk.sandbox.discord.guild import Guild
    from chatdesk.sandbox.discord.threads import Threads

NONCE_LIFE = 180.0
DEFAULT, RECIPIENT_ADD, RECIPIENT_REMOVE, RENAMED, PINNED, THREAD_CREATED, REPLY, COMMAND, STARTER, CONTEXT = (
    0,
    1,
    2,
    4,
    6,
    18,
    19,
    20,
    21,
    23,
)
MOST_PINS = 250


@dataclass
class Draft:
    """A message about to be posted. `only_for` makes it ephemeral."""

    content: Json
    type: int = DEFAULT
    flags: int = 0
    allowed: Json | None = None
    replies_to: Json | None = None
    only_for: str | None = None
    fields: Json = field(default_factory=dict)


class Messages:
    """The messages of one guild and its direct messages."""

    def __init__(self, guild: Guild, threads: Threads) -> None:
        self._guild = guild
        self._threads = threads
        self._nonces: dict[tuple[str, str], tuple[float, Json]] = {}

    def forget(self) -> None:
        """Lose the nonces."""
        self._nonces.clear()

    def get(self, channel: Channel, key: str) -> Json:
        """A message that everybody in the channel sees."""
        message = channel.messages.get(key)
        if message is None:
            raise ApiError(10008)
        return message

    def once(self, channel: Channel, nonce: str) -> Json | None:
        """The message posted under this nonce in the last minutes."""
        expires, message = self._nonces.get((channel.id, nonce), (0.0, {}))
        return message if message and expires > self._guild.clock.running() else None

    def remember(self, channel: Channel, nonce: str, message: Json) -> None:
        """Keep a nonce for a few minutes."""
        self._nonces[channel.id, nonce] = (self._guild.clock.running() + NONCE_LIFE, message)

    # Writing

    def post(self, channel: Channel, author: str, draft: Draft, *, nonce: str | None = None) -> Json:
        """Put a message into a channel."""
        guild = self._guild
        user = guild.anybody(author) or guild.bot
        flags = draft.flags | (EPHEMERAL if draft.only_for else 0)
        message: Json = {
            "id": guild.new_id(),
            "type": draft.type,
            "channel_id": channel.id,
            "author": user_on_wire(user),
            "content": "",
            "timestamp": timestamp(guild.clock.now()),
            "edited_timestamp": None,
            "tts": False,
            "attachments": [],
            "embeds": [],
            "components": [],
            "pinned": False,
            "flags": flags,
            "_author": author,
            "_for": draft.only_for,
            "_reactions": [],
            **draft.content,
            **draft.fields,
        }
        if draft.replies_to is not None:
            message |= self._reply(channel, draft.replies_to)
        self._set_mentions(channel, message, draft.allowed)
        (channel.ephemerals if draft.only_for else channel.messages)[message["id"]] = message
        if not draft.only_for:
            self._emit_message("MESSAGE_CREATE", channel, message, nonce)
            self._pull_in(channel, message)
        guild.changed(channel, message["id"], user=draft.only_for)
        return message

    def _reply(self, channel: Channel, original: Json) -> Json:
        reference = {"type": 0, "channel_id": channel.id, "message_id": original["id"]}
        if not channel.is_direct:
            reference["guild_id"] = self._guild.id
        shown = message_on_wire(original, self._guild.bot_id)
        shown.pop("referenced_message", None)
        return {"type": REPLY, "message_reference": reference, "referenced_message": shown}

    def _set_mentions(self, channel: Channel, message: Json, allowed: Json | None) -> None:
        spoken = [message["content"], *(c["content"] for c in walk(message["components"]) if c["type"] == TEXT)]
        replied = (message.get("referenced_message") or {}).get("author", {}).get("id")
        author = message["_author"]
        found = mentioned(self._guild, channel, author, "\n".join(spoken), allowed=allowed, replied=replied)
        message["mention_everyone"] = found.everyone
        message["mentions"] = [user_on_wire(self._guild.anybody(user) or {}) for user in found.users]
        message["mention_roles"] = list(found.roles)
        message["_live_mentions"] = found.live()
        message["_mentions"] = found

    def _pull_in(self, channel: Channel, message: Json) -> None:
        """Who posts in a thread, or is mentioned there with effect, becomes a member of it."""
        if channel.thread is None or message["type"] not in {DEFAULT, REPLY, COMMAND}:
            return
        found: Mentions = message["_mentions"]
        by_role = [key for key, user in self._guild.users.items() if set(user["roles"]) & set(found.roles)]
        home = self._guild.channels.get(channel.parent_id or "")
        for user in dict.fromkeys([message["_author"], *found.users, *by_role]):
            known = user == self._guild.bot_id or user in self._guild.users
            if known and home is not None and home.sees(user):
                self._threads.join(channel, user)

    def change(self, channel: Channel, message: Json, content: Json, allowed: Json | None, *, flags: int = 0) -> None:
        """Change a message."""
        message.update(content)
        message["flags"] |= flags
        message["edited_timestamp"] = timestamp(self._guild.clock.now())
        self._set_mentions(channel, message, allowed)
        self.touched(channel, message)
        if not is_ephemeral(message):
            self._pull_in(channel, message)

    def touched(self, channel: Channel, message: Json) -> None:
        """Tell that a message looks different now."""
        if not is_ephemeral(message):
            self._emit_message("MESSAGE_UPDATE", channel, message)
        self._guild.changed(channel, message["id"], user=message["_for"])

    def delete(self, channel: Channel, message: Json) -> None:
        """Delete a message, or dismiss an ephemeral one."""
        if is_ephemeral(message):
            del channel.ephemerals[message["id"]]
        else:
            del channel.messages[message["id"]]
            data = {"id": message["id"], "channel_id": channel.id, **self._where(channel)}
            self._emit("MESSAGE_DELETE", channel, data)
        self._guild.changed(channel, message["id"], user=message["_for"])

    # Pins

    def pin(self, channel: Channel, message: Json) -> None:
        """Pin a message; the channel says so."""
        if message["pinned"]:
            return
        if sum(1 for m in channel.messages.values() if m["pinned"]) >= MOST_PINS:
            raise ApiError(30003)
        message["pinned"] = True
        message["_pinned_at"] = timestamp(self._guild.clock.now())
        self._pins_changed(channel, message)
        reference = {"type": 0, "channel_id": channel.id, "message_id": message["id"], **self._where(channel)}
        self.post(channel, self._guild.bot_id, Draft({}, PINNED, fields={"message_reference": reference}))

    def unpin(self, channel: Channel, message: Json) -> None:
        """Unpin a message."""
        if message["pinned"]:
            message["pinned"] = False
            self._pins_changed(channel, message)

    def _pins_changed(self, channel: Channel, message: Json) -> None:
        self.touched(channel, message)
        data = {"channel_id": channel.id, "last_pin_timestamp": message["_pinned_at"], **self._where(channel)}
        self._guild.emit("CHANNEL_PINS_UPDATE", data, intent=GUILDS)

    # Telling the app

    def _where(self, channel: Channel) -> Json:
        return {} if channel.is_direct else {"guild_id": self._guild.id}

    def _emit_message(self, kind: str, channel: Channel, message: Json, nonce: str | None = None) -> None:
        data = message_on_wire(message, self._guild.bot_id) | {"channel_type": channel.type, **self._where(channel)}
        if nonce is not None:
            data["nonce"] = nonce
        if not channel.is_direct and message["_author"] in {self._guild.bot_id, *self._guild.users}:
            member = any_member(self._guild, message["_author"])
            del member["user"]
            data["member"] = member
        self._emit(kind, channel, data)

    def _emit(self, kind: str, channel: Channel, data: Json) -> None:
        if channel.sees(self._guild.bot_id):
            intent = DIRECT_MESSAGES if channel.is_direct else GUILD_MESSAGES
            self._guild.emit(kind, data, intent=intent, direct=channel.is_direct)

    def renamed(self, channel: Channel, author: str) -> None:
        """A thread says that it has another name now."""
        if channel.thread is not None:
            self.post(channel, author, Draft({"content": channel.name}, RENAMED))
