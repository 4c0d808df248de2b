"""Posting, changing and deleting messages and reactions, whoever does it, and the events that follow."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING

from chatdesk.sandbox.slack.errors import ControlError, Json, SlackError
from chatdesk.sandbox.slack.mrkdwn import live_mentions, mentioned_users
from chatdesk.sandbox.slack.wire import bot_profile, message_on_wire
from chatdesk.sandbox.slack.workspace import APP_ID, BOT_ID, BOT_USER

if TYPE_CHECKING:
    from chatdesk.sandbox.slack.channel import Channel
    from chatdesk.sandbox.slack.workspace import Workspace

_REACTION = re.compile(r"[\w+'-]+(::skin-tone-[2-6])?")


class Messages:
    """The messages of one workspace. Everything here is done at once, without awaiting."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    # What apps and people write

    def post_as_person(self, channel: Channel, user: str, text: str, **fields: object) -> Json:
        """A person's message; `text` is already as the client sends it."""
        message = {"user": user, "text": text, "client_msg_id": str(uuid.uuid4()), **fields}
        self._add(channel, message)
        return message

    def post_as_app(self, channel: Channel, fields: Json, *, link_names: bool = False) -> Json:
        """The app's message. `fields` is checked by then."""
        message = self.app_message(fields, link_names=link_names)
        self._add(channel, message)
        return message

    def app_message(self, fields: Json, *, link_names: bool = False) -> Json:
        """The app's message, not posted yet."""
        author: Json = {"user": BOT_USER, "bot_id": BOT_ID, "app_id": APP_ID}
        message = {**author, "bot_profile": bot_profile(self._workspace), **fields}
        names = self._workspace.names() if link_names else {}
        message["_live_mentions"] = live_mentions(message, names)
        return message

    def ephemeral(self, channel: Channel, user: str, message: Json) -> Json:
        """A message only one person sees, until the next reset."""
        ts = self._workspace.next_ts()
        shown = {"type": "message", "ts": ts, "team": self._workspace.team["id"], **message}
        shown |= {"is_ephemeral": True, "_for": user}
        channel.ephemerals.append(shown)
        self._workspace.tell("changed", user=user, thread=shown.get("thread_ts"))
        self._workspace.notices[-1].body["channel"] = channel.id
        return shown

    def _add(self, channel: Channel, message: Json) -> None:
        team = self._workspace.team["id"]
        ts = self._workspace.next_ts()
        message.update({"type": "message", "ts": ts, "team": team} | _own_thread(message))
        channel.add(message)
        if not message.get("bot_id"):
            channel.read[message["user"]] = ts
        event = self._event(channel, message)
        root = channel.messages.get(message.get("thread_ts", ""))
        if root is not None:
            event["parent_user_id"] = root.get("user")
        self._workspace.emit(event, channel)
        if BOT_USER in mentioned_users(message["text"]) and not channel.is_im:
            # Slack sends a mention twice: as a message and as a mention.
            self._workspace.emit({**event, "type": "app_mention"}, channel)
        self._workspace.changed(channel, message.get("thread_ts"))

    def _event(self, channel: Channel, message: Json) -> Json:
        wire = message_on_wire(channel, message)
        return {**wire, "channel": channel.id, "event_ts": message["ts"], "channel_type": channel.kind}

    # Changing

    def change(self, channel: Channel, message: Json, changes: Json, *, editor: str) -> Json:
        """Replace fields of a message; `None` removes one."""
        before = message_on_wire(channel, message)
        event_ts = self._workspace.next_ts()
        message.update(changes)
        for name in [name for name, value in changes.items() if value is None]:
            del message[name]
        message["edited"] = {"user": editor, "ts": event_ts}
        if message.get("bot_id"):
            message["_live_mentions"] = live_mentions(message, {})
        self._emit_changed(channel, message, before, event_ts)
        return message

    def _emit_changed(self, channel: Channel, message: Json, before: Json, event_ts: str) -> None:
        event = {"type": "message", "subtype": "message_changed", "hidden": True, "channel": channel.id}
        event |= {"message": message_on_wire(channel, message), "previous_message": before}
        event |= {"ts": event_ts, "event_ts": event_ts, "channel_type": channel.kind}
        self._workspace.emit(event, channel)
        self._workspace.changed(channel, message.get("thread_ts"))

    def delete(self, channel: Channel, message: Json) -> None:
        """Delete a message; a thread's root leaves a tombstone so that the thread lives on."""
        before = message_on_wire(channel, message)
        event_ts = self._workspace.next_ts()
        if channel.replies(message["ts"]):
            ts = message["ts"]
            message.clear()
            message.update({"type": "message", "subtype": "tombstone", "hidden": True, "user": "USLACKBOT"})
            message.update({"text": "This message was deleted.", "ts": ts, "thread_ts": ts})
            self._emit_changed(channel, message, before, event_ts)
            return
        channel.remove(message)
        event = {"type": "message", "subtype": "message_deleted", "hidden": True, "channel": channel.id}
        event |= {"deleted_ts": message["ts"], "previous_message": before}
        event |= {"ts": event_ts, "event_ts": event_ts, "channel_type": channel.kind}
        self._workspace.emit(event, channel)
        self._workspace.changed(channel, message.get("thread_ts"))

    # Reactions

    def react(self, channel: Channel, ts: object, user: str, name: str) -> None:
        """Add a person's reaction."""
        message = self.get(channel, ts)
        if not _REACTION.fullmatch(name):
            raise SlackError("invalid_name")
        reactions = message.setdefault("reactions", [])
        reaction = next((r for r in reactions if r["name"] == name), None)
        if reaction is None:
            reaction = {"name": name, "users": [], "count": 0}
            reactions.append(reaction)
        if user in reaction["users"]:
            raise SlackError("already_reacted")
        reaction["users"].append(user)
        reaction["count"] += 1
        self._emit_reaction("reaction_added", channel, message, user, name)

    def unreact(self, channel: Channel, ts: object, user: str, name: str) -> None:
        """Take a person's reaction back."""
        message = self.get(channel, ts)
        reaction = next((r for r in message.get("reactions", []) if r["name"] == name), None)
        if reaction is None or user not in reaction["users"]:
            raise SlackError("no_reaction")
        reaction["users"].remove(user)
        reaction["count"] -= 1
        message["reactions"] = [r for r in message["reactions"] if r["count"]]
        self._emit_reaction("reaction_removed", channel, message, user, name)

    def _emit_reaction(self, kind: str, channel: Channel, message: Json, user: str, name: str) -> None:
        item: Json = {"type": "message", "channel": channel.id, "ts": message["ts"]}
        event: Json = {"type": kind, "user": user, "reaction": name, "item": item}
        event |= {"item_user": message.get("user"), "event_ts": self._workspace.next_ts()}
        self._workspace.emit(event, channel)
        self._workspace.changed(channel, message.get("thread_ts"))

    # Finding

    def get(self, channel: Channel, ts: object) -> Json:
        """The message of that timestamp, for the app."""
        message = channel.messages.get(str(ts))
        if message is None:
            raise SlackError("message_not_found")
        return message

    def shown(self, channel: Channel, ts: object, user: str) -> Json:
        """The message or ephemeral of that timestamp, as a person sees it."""
        mine = (e for e in channel.ephemerals if e["_for"] == user and e["ts"] == ts)
        message = channel.messages.get(str(ts)) or next(mine, None)
        if message is None:
            raise ControlError("message_not_found", f"no message {ts} there")
        return message

    def thread_for(self, channel: Channel, thread_ts: object) -> str | None:
        """The root of the thread to post into, which has to exist; a reply leads to its root."""
        if not thread_ts:
            return None
        root = channel.messages.get(str(thread_ts))
        if root is None:
            raise SlackError("thread_not_found")
        return str(root.get("thread_ts", root["ts"]))


def _own_thread(message: Json) -> Json:
    """Keep no empty thread fields."""
    thread = message.pop("thread_ts", None)
    return {"thread_ts": str(thread)} if thread else {}
