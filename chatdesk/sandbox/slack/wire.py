"""How Slack writes people, channels and messages: the public half of what the workspace remembers."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from chatdesk.sandbox.slack.workspace import APP_ID, BOT_ID, BOT_USER

if TYPE_CHECKING:
    from chatdesk.sandbox.slack.channel import Channel
    from chatdesk.sandbox.slack.errors import Json
    from chatdesk.sandbox.slack.workspace import Workspace

_TOKEN = re.compile(r"<([^<>|]+)(?:\|([^<>]*))?>")


def message_on_wire(channel: Channel, message: Json, *, metadata: bool = False) -> Json:
    """A message without the sandbox's own fields; a thread's root counts its replies."""
    wire = {key: value for key, value in message.items() if not key.startswith("_")}
    if not metadata:
        wire.pop("metadata", None)
    if "bot_id" not in wire and "blocks" not in wire and wire.get("text"):
        wire["blocks"] = [rich_text(wire["text"], block_id="r" + wire["ts"][-4:])]
    return wire | thread_counts(channel, message)


def thread_counts(channel: Channel, message: Json) -> Json:
    """What a root message says of its thread; nothing for other messages."""
    replies = channel.replies(message["ts"])
    if not replies:
        return {}
    users = list(dict.fromkeys(reply["user"] for reply in replies if reply.get("user")))
    return {
        "thread_ts": message["ts"],
        "reply_count": len(replies),
        "reply_users_count": len(users),
        "reply_users": users[:5],
        "latest_reply": replies[-1]["ts"],
        "is_locked": False,
        "subscribed": BOT_USER in users,
    }


def rich_text(text: str, *, block_id: str) -> Json:
    """The block Slack's client adds to what people type."""
    elements: list[Json] = []
    end = 0
    for found in _TOKEN.finditer(text):
        elements += _plain(text[end : found.start()])
        elements.append(_rich_token(found.group(1), found.group(2)))
        end = found.end()
    elements += _plain(text[end:])
    section = {"type": "rich_text_section", "elements": elements}
    return {"type": "rich_text", "block_id": block_id, "elements": [section]}


def _plain(text: str) -> list[Json]:
    return [{"type": "text", "text": html.unescape(text)}] if text else []


def _rich_token(target: str, shown: str | None) -> Json:
    if target.startswith("@"):
        return {"type": "user", "user_id": target[1:]}
    if target.startswith("#"):
        return {"type": "channel", "channel_id": target[1:]}
    if target.startswith("!"):
        return {"type": "broadcast", "range": target[1:]}
    link = {"type": "link", "url": html.unescape(target)}
    return link | ({"text": html.unescape(shown)} if shown else {})


def channel_on_wire(workspace: Workspace, channel: Channel) -> Json:
    """A conversation object."""
    common: Json = {
        "id": channel.id,
        "created": channel.created,
        "is_archived": channel.is_archived,
        "is_im": channel.is_im,
        "is_org_shared": False,
        "context_team_id": workspace.team["id"],
    }
    if channel.is_im:
        return common | {"user": next(user for user in channel.members if user != BOT_USER)}
    return common | {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not channel.is_private,
        "is_group": channel.is_private,
        "is_private": channel.is_private,
        "is_mpim": False,
        "is_general": False,
        "is_member": workspace.is_bot_in(channel),
        "num_members": len(channel.members),
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }


def user_on_wire(workspace: Workspace, user: Json, *, locale: bool, email: bool) -> Json:
    """A user object; `locale` only when asked for, the address only with its scope."""
    zone = ZoneInfo(user.get("tz", "America/Toronto"))
    offset = datetime.fromtimestamp(workspace.clock.now(), UTC).astimezone(zone).utcoffset()
    name = user.get("real_name", user["name"])
    profile = {"real_name": name, "display_name": user.get("display_name", user["name"])}
    profile |= {"title": user.get("title", ""), "team": workspace.team["id"]}
    if email and user.get("email"):
        profile["email"] = user["email"]
    wire: Json = {
        "id": user["id"],
        "team_id": workspace.team["id"],
        "name": user["name"],
        "real_name": name,
        "deleted": user.get("deleted", False),
        "color": str(user.get("color", "5b8def")).lstrip("#"),
        "tz": zone.key,
        "tz_label": zone.key,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "profile": profile,
        "is_bot": user.get("is_bot", False),
        "is_app_user": False,
        "is_admin": False,
        "is_restricted": False,
        "updated": 0,
    }
    return wire | ({"locale": user.get("locale", "en-US")} if locale else {})


def bot_profile(workspace: Workspace) -> Json:
    """The `bot_profile` of the app's messages."""
    return {
        "id": BOT_ID,
        "app_id": APP_ID,
        "name": workspace.manifest.name,
        "deleted": False,
        "team_id": workspace.team["id"],
    }
