"""`chat.*`: posting, updating and deleting the app's messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatdesk.sandbox.slack.content import content_of, metadata_of, required_content
from chatdesk.sandbox.slack.errors import Json, RateLimitedError, SlackError
from chatdesk.sandbox.slack.method import Method, MethodFamily
from chatdesk.sandbox.slack.pictures import show_pictures
from chatdesk.sandbox.slack.wire import message_on_wire
from chatdesk.sandbox.slack.workspace import BOT_ID, BOT_USER

if TYPE_CHECKING:
    from chatdesk.sandbox.slack.arguments import Arguments
    from chatdesk.sandbox.slack.channel import Channel
    from chatdesk.sandbox.slack.interactions import Interactions
    from chatdesk.sandbox.slack.messages import Messages
    from chatdesk.sandbox.slack.workspace import Workspace


class ChatMethods(MethodFamily):
    """The methods that write."""

    def __init__(self, workspace: Workspace, messages: Messages, interactions: Interactions) -> None:
        super().__init__(workspace)
        self._messages = messages
        self._interactions = interactions

    def table(self) -> dict[str, Method]:
        """The methods by name."""
        write = ("chat:write",)
        return {
            "chat.postMessage": Method(self._post, write),
            "chat.postEphemeral": Method(self._post_ephemeral, write),
            "chat.update": Method(self._update, write),
            "chat.delete": Method(self._delete, write),
            "chat.getPermalink": Method(self._permalink),
        }

    def _writable(self, args: Arguments) -> Channel:
        channel = self._workspace.channel_for_app(args.required("channel"))
        if channel.is_archived:
            raise SlackError("is_archived")
        if not self._workspace.is_bot_in(channel):
            raise SlackError("not_in_channel")
        if channel.is_im and not self._workspace.manifest.messages_tab:
            raise SlackError("messages_tab_disabled")
        return channel

    def _charge(self, channel: Channel) -> None:
        limit = self._workspace.posting_limit
        wait = limit.wait_for(channel.id, self._workspace.clock.running()) if limit else 0
        if wait:
            raise RateLimitedError(wait)

    def _post(self, args: Arguments) -> Json:
        channel = self._writable(args)
        fields = required_content(args)
        if metadata := metadata_of(args):
            fields["metadata"] = metadata
        fields["thread_ts"] = self._messages.thread_for(channel, args.text("thread_ts"))
        if fields["thread_ts"] and args.flag("reply_broadcast"):
            fields["subtype"] = "thread_broadcast"
        show_pictures(self._workspace, channel, fields)
        self._charge(channel)
        link_names = args.flag("link_names") or args.text("parse") == "full"
        message = self._messages.post_as_app(channel, fields, link_names=link_names)
        wire = message_on_wire(channel, message, metadata=True)
        return {"channel": channel.id, "ts": message["ts"], "message": wire}

    def _post_ephemeral(self, args: Arguments) -> Json:
        channel = self._writable(args)
        user = args.required("user")
        if user not in channel.members:
            raise SlackError("user_not_in_channel")
        fields = required_content(args)
        show_pictures(self._workspace, channel, fields)
        thread_ts = self._messages.thread_for(channel, args.text("thread_ts"))
        if thread_ts:
            fields["thread_ts"] = thread_ts
        self._charge(channel)
        shown = self._messages.ephemeral(channel, user, self._messages.app_message(fields))
        self._interactions.replied(user, shown)
        return {"message_ts": shown["ts"]}

    def _own(self, args: Arguments, refusal: str) -> tuple[Channel, Json]:
        channel = self._workspace.channel_for_app(args.required("channel"))
        message = self._messages.get(channel, args.required("ts"))
        if message.get("bot_id") != BOT_ID:
            raise SlackError(refusal)
        if channel.is_archived:
            raise SlackError("is_archived")
        return channel, message

    def _update(self, args: Arguments) -> Json:
        channel, message = self._own(args, "cant_update_message")
        changes = content_of(args)
        show_pictures(self._workspace, channel, changes)
        if not any(args.has(name) for name in ("text", "blocks", "attachments", "metadata")):
            raise SlackError("no_text")
        if not args.has("text"):
            del changes["text"]
        if args.has("metadata"):
            changes["metadata"] = metadata_of(args) or None
        if not any({**message, **changes}.get(name) for name in ("text", "blocks", "attachments")):
            raise SlackError("no_text")
        self._messages.change(channel, message, changes, editor=BOT_USER)
        wire = message_on_wire(channel, message, metadata=True)
        return {"channel": channel.id, "ts": message["ts"], "text": message["text"], "message": wire}

    def _delete(self, args: Arguments) -> Json:
        channel, message = self._own(args, "cant_delete_message")
        ts = message["ts"]
        self._messages.delete(channel, message)
        return {"channel": channel.id, "ts": ts}

    def _permalink(self, args: Arguments) -> Json:
        channel = self._workspace.channel_for_app(args.required("channel"))
        message = self._messages.get(channel, args.required("message_ts"))
        domain = self._workspace.team["domain"]
        link = f"https://{domain}.slack.com/archives/{channel.id}/p{message['ts'].replace('.', '')}"
        thread_ts = message.get("thread_ts", message["ts"])
        if thread_ts != message["ts"]:
            link += f"?thread_ts={thread_ts}&cid={channel.id}"
        return {"channel": channel.id, "permalink": link}
