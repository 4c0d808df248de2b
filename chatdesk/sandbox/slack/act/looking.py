"""What a person sees: the workspace, a channel, a thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatdesk.sandbox.slack.act.base import Acts, answering
from chatdesk.sandbox.slack.wire import thread_counts
from chatdesk.sandbox.slack.workspace import BOT_ID, BOT_USER

if TYPE_CHECKING:
    from chatdesk.sandbox.slack.channel import Channel
    from chatdesk.sandbox.slack.errors import Json

_EMPTY: Json = {"reply_count": 0, "latest_reply": None, "edited": None}
_PRIVATE = ("_for", "_state")


class Looking(Acts):
    """Reading, which changes nothing but what counts as unread."""

    @answering
    async def state(self, *, as_: str | None = None) -> Json:
        """The workspace through one person's eyes; the first person's, where nobody is named yet."""
        workspace = self._workspace
        as_ = as_ or next(user for user in workspace.users if user != BOT_USER)
        me = workspace.person(as_)
        manifest = workspace.manifest
        named = {kind: [s for s in manifest.shortcuts if s["type"] == kind] for kind in ("global", "message")}
        people = [user for user in workspace.users.values() if user["id"] != BOT_USER]
        return {
            "team": workspace.team,
            "me": me,
            "users": people,
            "bot": {**workspace.bot, "bot_id": BOT_ID, "connected": self._sandbox.deliverer.connected},
            "channels": [_listed(c, as_) for c in workspace.channels.values() if c.sees(as_)],
            "commands": [_named(c, "command", "description", "usage_hint") for c in manifest.commands],
            "global_shortcuts": [_named(s, "callback_id", "name", "description") for s in named["global"]],
            "message_shortcuts": [_named(s, "callback_id", "name", "description") for s in named["message"]],
            "clock": {"now": workspace.clock.now(), "offset": workspace.clock.offset},
            "home_tab": manifest.home_tab,
        }

    @answering
    async def history(self, *, as_: str, channel: str) -> Json:
        """A channel's root messages, oldest first, and what only this person sees there."""
        self._workspace.person(as_)
        place = self._workspace.seen_channel(channel, as_)
        place.read[as_] = self._workspace.next_ts()
        return {"messages": _sorted(place, [*place.roots(), *place.ephemerals_for(as_, None)])}

    @answering
    async def thread(self, *, as_: str, channel: str, ts: str) -> Json:
        """A thread with its root, and what only this person sees there."""
        self._workspace.person(as_)
        place = self._workspace.seen_channel(channel, as_)
        root = self._sandbox.messages.get(place, ts)
        return {"messages": _sorted(place, [root, *place.replies(ts), *place.ephemerals_for(as_, ts)])}


def _sorted(channel: Channel, messages: list[Json]) -> list[Json]:
    return [shown(channel, message) for message in sorted(messages, key=lambda m: str(m["ts"]))]


def shown(channel: Channel, message: Json) -> Json:
    """A message for the page: every field there, so that it need not guess."""
    lists: Json = {"reactions": [], "files": [], "blocks": [], "attachments": []}
    mine = {key: value for key, value in message.items() if key not in _PRIVATE}
    return {**_EMPTY, **lists, **mine, **thread_counts(channel, message)}


def _listed(channel: Channel, user: str) -> Json:
    listed: Json = {
        "id": channel.id,
        "name": channel.name,
        "is_private": channel.is_private,
        "is_im": channel.is_im,
        "is_member": user in channel.members,
        "is_archived": channel.is_archived,
        "topic": channel.topic,
        "members": channel.members,
        "unread": channel.unread(user),
    }
    others = [member for member in channel.members if member != user]
    return listed | ({"with": others[0]} if channel.is_im else {})


def _named(feature: Json, *fields: str) -> Json:
    return {name: feature.get(name, "") for name in fields}
