"""The routes of messages: create, edit, delete, get, list, reactions and pins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatdesk.sandbox.discord.content import COMPONENTS_V2
from chatdesk.sandbox.discord.errors import ApiError, Json
from chatdesk.sandbox.discord.permissions import Permission
from chatdesk.sandbox.discord.route import NO_CONTENT, Request, Route, RouteFamily
from chatdesk.sandbox.discord.wire import channel_on_wire, message_on_wire, timestamp, user_on_wire, without_content

if TYPE_CHECKING:
    from chatdesk.sandbox.discord.channel import Channel
    from chatdesk.sandbox.discord.composing import Composer
    from chatdesk.sandbox.discord.guild import Guild
    from chatdesk.sandbox.discord.messages import Draft, Messages
    from chatdesk.sandbox.discord.reactions import Reactions
    from chatdesk.sandbox.discord.threads import Threads

_MESSAGES = "/channels/{channel}/messages"
_MESSAGE = _MESSAGES + "/{message}"
_REACTIONS = _MESSAGE + "/reactions/{emoji}"


class MessageRoutes(RouteFamily):
    """What the app does with messages."""

    def __init__(
        self, guild: Guild, messages: Messages, reactions: Reactions, threads: Threads, composer: Composer
    ) -> None:
        super().__init__(guild)
        self._messages = messages
        self._reactions = reactions
        self._threads = threads
        self._composer = composer

    def table(self) -> list[Route]:
        """Pins come before single messages, whose path would fit them too."""
        return [
            Route("GET", _MESSAGES + "/pins", self._pins),
            Route("PUT", _MESSAGES + "/pins/{message}", self._pin, NO_CONTENT),
            Route("DELETE", _MESSAGES + "/pins/{message}", self._unpin, NO_CONTENT),
            Route("GET", "/channels/{channel}/pins", self._old_pins),
            Route("PUT", "/channels/{channel}/pins/{message}", self._pin, NO_CONTENT),
            Route("DELETE", "/channels/{channel}/pins/{message}", self._unpin, NO_CONTENT),
            Route("POST", _MESSAGES, self._create),
            Route("GET", _MESSAGES, self._list),
            Route("GET", _MESSAGE, self._get),
            Route("PATCH", _MESSAGE, self._edit),
            Route("DELETE", _MESSAGE, self._delete, NO_CONTENT),
            Route("PUT", _REACTIONS + "/@me", self._react, NO_CONTENT),
            Route("DELETE", _REACTIONS + "/@me", self._unreact, NO_CONTENT),
            Route("DELETE", _REACTIONS + "/{user}", self._unreact, NO_CONTENT),
            Route("GET", _REACTIONS, self._reactors),
            Route("POST", "/channels/{channel}/typing", self._type, NO_CONTENT),
        ]

    def _shown(self, channel: Channel, message: Json) -> Json:
        """A message as the app may read it: others' content only with the message content intent."""
        guild = self._guild
        shown = message_on_wire(message, guild.bot_id)
        if channel.id != message["id"] and message["id"] in guild.channels:
            shown["thread"] = channel_on_wire(guild, guild.channels[message["id"]])
        mine = message["_author"] == guild.bot_id or guild.bot_id in message["_mentions"].users
        hidden = not mine and not channel.is_direct and "message_content" not in guild.intents
        return without_content(shown) if hidden else shown

    def _place(self, request: Request) -> tuple[Channel, Json]:
        channel = self._guild.channel_for_app(request.path["channel"])
        return channel, self._messages.get(channel, request.path["message"])

    # Writing

    def _create(self, request: Request) -> Json:
        channel, body = self._guild.channel_for_app(request.path["channel"]), request.body
        self._need_to_post(channel)
        draft = self._composer.draft(channel.id, body, request.uploads)
        self._need_for(channel, draft)
        draft.replies_to = self._replied_to(channel, body.get("message_reference"))
        nonce = body.get("nonce")
        if nonce is not None and body.get("enforce_nonce"):
            known = self._messages.once(channel, str(nonce))
            if known is not None:
                return self._shown(channel, known) | {"nonce": nonce}
        self._threads.open_for_post(channel, self._guild.bot_id)
        message = self._messages.post(channel, self._guild.bot_id, draft, nonce=nonce)
        if nonce is None:
            return self._shown(channel, message)
        self._messages.remember(channel, str(nonce), message)
        return self._shown(channel, message) | {"nonce": nonce}

    def _need_to_post(self, channel: Channel) -> None:
        guild = self._guild
        if channel.is_direct:
            if channel.recipient in guild.closed_direct or channel.recipient not in guild.users:
                raise ApiError(50007)
        elif channel.thread is not None:
            guild.need(channel, Permission.SEND_MESSAGES_IN_THREADS)
        else:
            guild.need(channel, Permission.SEND_MESSAGES)

    def _need_for(self, channel: Channel, draft: Draft) -> None:
        if draft.content.get("embeds"):
            self._guild.need(channel, Permission.EMBED_LINKS)
        if draft.content.get("attachments"):
            self._guild.need(channel, Permission.ATTACH_FILES)

    def _replied_to(self, channel: Channel, reference: object) -> Json | None:
        if not isinstance(reference, dict) or not reference.get("message_id"):
            return None
        self._guild.need(channel, Permission.READ_MESSAGE_HISTORY)
        found = channel.messages.get(str(reference["message_id"]))
        if found is None and reference.get("fail_if_not_exists", True):
            error = {"code": "MESSAGE_REFERENCE_UNKNOWN_MESSAGE", "message": "Unknown message"}
            raise ApiError(50035, errors={"message_reference": {"_errors": [error]}})
        return found

    def _edit(self, request: Request) -> Json:
        channel, message = self._place(request)
        if message["_author"] != self._guild.bot_id:
            raise ApiError(50005)
        self._threads.need_active(channel)
        body = request.body
        changes = self._composer.changes(message, body, request.uploads)
        flags = int(body.get("flags") or 0) & COMPONENTS_V2
        self._messages.change(channel, message, changes, body.get("allowed_mentions"), flags=flags)
        return self._shown(channel, message)

    def _delete(self, request: Request) -> None:
        channel, message = self._place(request)
        self._threads.need_active(channel)
        if message["_author"] != self._guild.bot_id:
            self._guild.need(channel, Permission.MANAGE_MESSAGES)
        self._messages.delete(channel, message)

    def _type(self, request: Request) -> None:
        self._need_to_post(self._guild.channel_for_app(request.path["channel"]))

    # Reading

    def _get(self, request: Request) -> Json:
        channel, message = self._place(request)
        if not self._guild.may(channel, self._guild.bot_id, Permission.READ_MESSAGE_HISTORY):
            raise ApiError(50001)
        return self._shown(channel, message)

    def _list(self, request: Request) -> list[Json]:
        channel = self._guild.channel_for_app(request.path["channel"])
        limit = request.limit(50, 100)
        if not self._guild.may(channel, self._guild.bot_id, Permission.READ_MESSAGE_HISTORY):
            return []
        chosen = _window(list(channel.messages.values()), request, limit)
        return [self._shown(channel, message) for message in reversed(chosen)]

    # Reactions

    def _react(self, request: Request) -> None:
        channel, message = self._place(request)
        self._threads.need_active(channel)
        self._guild.need(channel, Permission.READ_MESSAGE_HISTORY)
        if not self._reactions.reactors(message, request.path["emoji"]):
            self._guild.need(channel, Permission.ADD_REACTIONS)
        self._reactions.react(channel, message, self._guild.bot_id, request.path["emoji"])

    def _unreact(self, request: Request) -> None:
        channel, message = self._place(request)
        self._threads.need_active(channel)
        user = request.path.get("user", self._guild.bot_id)
        if user != self._guild.bot_id:
            self._guild.need(channel, Permission.MANAGE_MESSAGES)
        self._reactions.unreact(channel, message, user, request.path["emoji"])

    def _reactors(self, request: Request) -> list[Json]:
        _, message = self._place(request)
        users = [self._guild.anybody(key) for key in self._reactions.reactors(message, request.path["emoji"])]
        return [user_on_wire(user) for user in users if user][: request.limit(25, 100)]

    # Pins

    def _pin(self, request: Request) -> None:
        channel, message = self._pinnable(request)
        self._messages.pin(channel, message)

    def _unpin(self, request: Request) -> None:
        channel, message = self._pinnable(request)
        self._messages.unpin(channel, message)

    def _pinnable(self, request: Request) -> tuple[Channel, Json]:
        channel, message = self._place(request)
        self._threads.need_active(channel)
        self._guild.need(channel, Permission.PIN_MESSAGES)
        return channel, message

    def _pins(self, request: Request) -> Json:
        items = [{"pinned_at": m["_pinned_at"], "message": shown} for m, shown in self._pinned(request)]
        return {"items": items[: request.limit(50, 50)], "has_more": False}

    def _old_pins(self, request: Request) -> list[Json]:
        return [shown for _, shown in self._pinned(request)]

    def _pinned(self, request: Request) -> list[tuple[Json, Json]]:
        channel = self._guild.channel_for_app(request.path["channel"])
        found = [message for message in reversed(channel.messages.values()) if message["pinned"]]
        before = request.query.get("before") or timestamp(self._guild.clock.now() + 1)
        return [(message, self._shown(channel, message)) for message in found if message["_pinned_at"] < before]


def _window(messages: list[Json], request: Request, limit: int) -> list[Json]:
    """The messages asked for, oldest first."""
    around, after, before = (request.snowflake(name) for name in ("around", "after", "before"))
    if around is not None:
        older = [m for m in messages if int(m["id"]) < around]
        newer = [m for m in messages if int(m["id"]) >= around]
        return older[len(older) - limit // 2 :] + newer[: limit - limit // 2]
    if after is not None:
        return [m for m in messages if int(m["id"]) > after][:limit]
    if before is not None:
        messages = [m for m in messages if int(m["id"]) < before]
    return messages[-limit:]
