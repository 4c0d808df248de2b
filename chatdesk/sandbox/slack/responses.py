"""What the app says about an interaction: through a response URL, or in the acknowledgement itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from chatdesk.sandbox.slack.arguments import Arguments, parsed
from chatdesk.sandbox.slack.content import required_content
from chatdesk.sandbox.slack.errors import Json, SlackError
from chatdesk.sandbox.slack.pictures import refuse_pictures
from chatdesk.sandbox.slack.workspace import BOT_ID, BOT_USER

if TYPE_CHECKING:
    from chatdesk.sandbox.slack.channel import Channel
    from chatdesk.sandbox.slack.interactions import Interaction, Interactions
    from chatdesk.sandbox.slack.messages import Messages
    from chatdesk.sandbox.slack.workspace import Workspace


class Responses:
    """Answers to interactions; the app need not be in the channel for them."""

    def __init__(self, workspace: Workspace, messages: Messages, interactions: Interactions) -> None:
        self._workspace = workspace
        self._messages = messages
        self._interactions = interactions

    async def read(self, request: web.Request) -> Json:
        """The body of a post to a response URL."""
        body = parsed(await request.text(), "invalid_payload")
        if not isinstance(body, dict):
            raise SlackError("invalid_payload")
        return body

    def apply(self, key: str, body: Json) -> Json:
        """Do what a post to the response URL asks."""
        self.answer(self._interactions.use_response_url(key), body)
        return {}

    def answer(self, interaction: Interaction, body: Json) -> None:
        """Do what an answer to an interaction asks."""
        channel = self._workspace.channels.get(str(interaction.channel))
        if channel is None:
            raise SlackError("channel_not_found")
        args = Arguments(body)
        if args.flag("delete_original"):
            self._delete(channel, interaction)
        elif args.flag("replace_original"):
            self._replace(channel, interaction, required_content(args))
        else:
            self._post(channel, interaction, args)

    def _original(self, channel: Channel, interaction: Interaction) -> Json:
        ts = interaction.message_ts
        mine = (e for e in channel.ephemerals if e["ts"] == ts)
        message = channel.messages.get(str(ts)) or next(mine, None)
        if message is None or message.get("bot_id") != BOT_ID:
            raise SlackError("message_not_found")
        return message

    def _delete(self, channel: Channel, interaction: Interaction) -> None:
        message = self._original(channel, interaction)
        if message.get("is_ephemeral"):
            channel.ephemerals.remove(message)
            self._workspace.changed(channel, message.get("thread_ts"))
        else:
            self._messages.delete(channel, message)

    def _replace(self, channel: Channel, interaction: Interaction, content: Json) -> None:
        message = self._original(channel, interaction)
        if message.get("is_ephemeral"):
            message.pop("blocks", None)
            message.update(self._messages.app_message(content))
            self._workspace.changed(channel, message.get("thread_ts"))
        else:
            self._messages.change(channel, message, {"blocks": None, **content}, editor=BOT_USER)
        interaction.happened.set()

    def _post(self, channel: Channel, interaction: Interaction, args: Arguments) -> None:
        fields = required_content(args)
        refuse_pictures(fields)
        thread_ts = args.text("thread_ts") or interaction.thread_ts
        if thread_ts:
            fields["thread_ts"] = thread_ts
        if args.text("response_type") == "in_channel":
            interaction.reply = self._messages.post_as_app(channel, fields)
        else:
            message = self._messages.app_message(fields)
            interaction.reply = self._messages.ephemeral(channel, interaction.user, message)
        interaction.happened.set()
