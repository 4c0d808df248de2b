"""`conversations.*`: which conversations there are, who is in them and what was said."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, TypeVar

from chatdesk.sandbox.slack.errors import Json, SlackError
from chatdesk.sandbox.slack.method import Method, MethodFamily
from chatdesk.sandbox.slack.wire import channel_on_wire, message_on_wire
from chatdesk.sandbox.slack.workspace import BOT_USER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chatdesk.sandbox.slack.arguments import Arguments
    from chatdesk.sandbox.slack.channel import Channel

Item = TypeVar("Item")
MOST_AT_ONCE = 999
_TYPES = {"channel": "public_channel", "group": "private_channel", "im": "im"}
_READ = ("channels:read", "groups:read", "im:read", "mpim:read")
_HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")


class ConversationMethods(MethodFamily):
    """The methods that read conversations, open direct messages and join channels."""

    def table(self) -> dict[str, Method]:
        """The methods by name."""
        return {
            "conversations.info": Method(self._info, _READ),
            "conversations.list": Method(self._list, _READ),
            "conversations.members": Method(self._members, _READ),
            "conversations.history": Method(self._history, _HISTORY),
            "conversations.replies": Method(self._replies, _HISTORY),
            "conversations.open": Method(self._open, ("im:write", "mpim:write")),
            "conversations.join": Method(self._join, ("channels:join",)),
        }

    def _info(self, args: Arguments) -> Json:
        channel = self._workspace.channel_for_app(args.required("channel"))
        self.need_for(channel, "read")
        return {"channel": channel_on_wire(self._workspace, channel)}

    def _list(self, args: Arguments) -> Json:
        wanted = (args.text("types") or "public_channel").split(",")
        listed = [
            channel
            for channel in self._workspace.channels.values()
            if _TYPES[channel.kind] in wanted
            and (channel.kind == "channel" or self._workspace.is_bot_in(channel))
            and not (channel.is_archived and args.flag("exclude_archived"))
        ]
        for channel in listed:
            self.need_for(channel, "read")
        page, cursor = _page(listed, args, 100)
        channels = [channel_on_wire(self._workspace, channel) for channel in page]
        return {"channels": channels, "response_metadata": {"next_cursor": cursor}}

    def _members(self, args: Arguments) -> Json:
        channel = self._workspace.channel_for_app(args.required("channel"))
        self.need_for(channel, "read")
        page, cursor = _page(channel.members, args, 100)
        return {"members": list(page), "response_metadata": {"next_cursor": cursor}}

    def _readable(self, args: Arguments) -> Channel:
        channel = self._workspace.channel_for_app(args.required("channel"))
        self.need_for(channel, "history")
        if not self._workspace.is_bot_in(channel):
            raise SlackError("not_in_channel")
        return channel

    def _history(self, args: Arguments) -> Json:
        channel = self._readable(args)
        newest_first = [m for m in reversed(list(channel.roots())) if _is_between(m["ts"], args)]
        return self._messages_page(channel, newest_first, args, 100)

    def _replies(self, args: Arguments) -> Json:
        channel = self._readable(args)
        root = channel.messages.get(args.required("ts"))
        if root is None:
            raise SlackError("thread_not_found")
        root = channel.messages.get(str(root.get("thread_ts")), root)
        # The root comes first on the first page, whatever span was asked for.
        replies = [m for m in channel.replies(root["ts"]) if _is_between(m["ts"], args)]
        return self._messages_page(channel, [root, *replies], args, 1000)

    def _messages_page(self, channel: Channel, messages: list[Json], args: Arguments, default: int) -> Json:
        metadata = args.flag("include_all_metadata")
        page, cursor = _page(messages, args, default)
        shown = [message_on_wire(channel, message, metadata=metadata) for message in page]
        answer: Json = {"messages": shown, "has_more": bool(cursor), "pin_count": 0}
        return answer | ({"response_metadata": {"next_cursor": cursor}} if cursor else {})

    def _open(self, args: Arguments) -> Json:
        if args.has("channel"):
            channel = self._workspace.channel_for_app(args.required("channel"))
        else:
            users = args.required("users").split(",")
            if len(users) > 1:
                self.need("mpim:write")
                raise SlackError("method_not_supported_for_channel_type")
            if users[0] not in self._workspace.users or users[0] == BOT_USER:
                raise SlackError("user_not_found")
            self.need("im:write")
            channel = self._workspace.direct(users[0])
        full = channel_on_wire(self._workspace, channel) if args.flag("return_im") else {"id": channel.id}
        return {"no_op": True, "already_open": True, "channel": full}

    def _join(self, args: Arguments) -> Json:
        channel = self._workspace.channel_for_app(args.required("channel"))
        if channel.is_archived:
            raise SlackError("is_archived")
        if channel.kind != "channel":
            raise SlackError("method_not_supported_for_channel_type")
        self._workspace.join(channel, BOT_USER)
        return {"channel": channel_on_wire(self._workspace, channel)}


def _is_between(ts: str, args: Arguments) -> bool:
    moment, first, last = float(ts), _moment(args, "oldest", "0"), _moment(args, "latest", "inf")
    if args.flag("inclusive"):
        return first <= moment <= last
    return first < moment < last


def _moment(args: Arguments, name: str, default: str) -> float:
    try:
        return float(args.text(name) or default)
    except ValueError:
        raise SlackError(f"invalid_ts_{name}") from None


def _page(items: Sequence[Item], args: Arguments, default: int) -> tuple[Sequence[Item], str]:
    """One page and the cursor of the next. A cursor is opaque; here it hides an offset."""
    limit = min(args.number("limit", default), MOST_AT_ONCE)
    if limit < 1:
        raise SlackError("invalid_limit")
    start = 0
    if cursor := args.text("cursor"):
        try:
            start = int(base64.b64decode(cursor).decode().removeprefix("offset:"))
        except (ValueError, binascii.Error):
            raise SlackError("invalid_cursor") from None
    end = start + limit
    following = base64.b64encode(f"offset:{end}".encode()).decode() if end < len(items) else ""
    return items[start:end], following
