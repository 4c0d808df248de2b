"""Events into happenings: what is said, corrected and taken back in threads, and who is in a room. Pure.

Only words of people in threads are heard; what apps say, ourselves first, is nobody's comment.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any, Final

from chatdesk.adapters._slack.answers import file_to_attachment, source_of
from chatdesk.adapters._slack.ingress import message_to_origin
from chatdesk.adapters._slack.mrkdwn import mrkdwn_to_markdown
from chatdesk.adapters._slack.plain import NameOf
from chatdesk.adapters._slack.wire import Identity
from chatdesk.core.hearing import Deleted, Edited, Heard
from chatdesk.core.ports import EventKey, Profile

Payload = dict[str, Any]

_TS: Final = re.compile(r"[0-9]{1,11}(?:\.[0-9]{1,9})?")
_SAID: Final = (None, "file_share", "thread_broadcast")
_CHANGED: Final = "message_changed"
_DELETED: Final = "message_deleted"


def message_to_speaker(event: Payload, identity: Identity) -> str:
    """Return who said (or had said) something that the desk hears, or nothing where it does not."""
    message = _message_of(event)
    if message is None or not _is_in_thread(message) or message.get("bot_id") or message.get("app_id"):
        return ""
    user = str(message.get("user") or "")
    return "" if user in ("", "USLACKBOT", identity.bot_user) else user


def _message_of(event: Payload) -> Payload | None:
    """Return the message that an event is about: as it reads now, or as it read before it was deleted."""
    subtype = event.get("subtype")
    if subtype in _SAID:
        return event
    if subtype == _DELETED:
        return event.get("previous_message")
    message = event.get("message") or {}
    if subtype == _CHANGED and message.get("subtype") in _SAID and _is_edited(message, event):
        return dict(message)
    return None


def _is_in_thread(message: Payload) -> bool:
    thread = message.get("thread_ts")
    return bool(thread) and thread != message.get("ts")


def _is_edited(message: Payload, event: Payload) -> bool:
    """Whether a person edited; Slack sends the same event when it unfurls a link."""
    before = event.get("previous_message") or {}
    return bool(message.get("edited")) and message.get("edited") != before.get("edited")


def message_to_happening(
    body: Payload, actor: Profile, identity: Identity, name_of: NameOf
) -> Heard | Edited | Deleted:
    """Return what the desk hears of a message that has a speaker."""
    event = body["event"]
    message = _message_of(event) or event
    room = str(event["channel"])
    origin = message_to_origin(room, message, identity)
    thread = str(message["thread_ts"])
    match event.get("subtype"):
        case "message_changed":
            return Edited(
                actor=actor,
                event=_key(body, actor, f"{room}/{origin.message}/{message['edited'].get('ts', '')}"),
                origin=origin,
                text=_text_of(message, name_of),
                thread=thread,
                at=_edited_at(message),
            )
        case "message_deleted":
            event_key = _key(body, actor, f"{room}/{origin.message}/deleted")
            return Deleted(actor=actor, event=event_key, origin=origin, thread=thread)
        case _:
            return Heard(
                actor=actor,
                event=_key(body, actor, f"{room}/{origin.message}"),
                origin=origin,
                thread=thread,
                text=_text_of(message, name_of),
                attachments=tuple(file_to_attachment(file) for file in message.get("files") or ()),
            )


def _edited_at(message: Payload) -> datetime | None:
    seconds = str((message.get("edited") or {}).get("ts") or "")
    return datetime.fromtimestamp(float(seconds), UTC) if _TS.fullmatch(seconds) else None


def _text_of(message: Payload, name_of: NameOf) -> str:
    return mrkdwn_to_markdown(str(message.get("text") or ""), name_of)


def _key(body: Payload, actor: Profile, natural: str) -> EventKey:
    return EventKey(source=source_of(actor), event=str(body["event_id"]), natural=natural)
