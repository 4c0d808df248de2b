"""Gateway events into happenings: what is said, corrected and taken back in threads. Pure.

Only words of people in threads are heard; what apps say, ourselves first, is nobody's comment.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from chatdesk.adapters._discord.answers import file_to_attachment
from chatdesk.adapters._discord.call import source_of
from chatdesk.adapters._discord.ingress import link_to
from chatdesk.adapters._discord.markdown import message_to_markdown
from chatdesk.adapters._discord.plain import name_of
from chatdesk.adapters._discord.spans import PLATFORM, Payload
from chatdesk.core.hearing import Deleted, Edited, Heard
from chatdesk.core.model import Handle, Origin
from chatdesk.core.ports import EventKey, Profile

_SAID: Final = frozenset({0, 19})
"""A message, and one that answers another; the rest is Discord telling of joins, pins, names."""


def is_said(message: Payload) -> bool:
    """Whether a person said it: no app, no webhook, no notice of Discord's own."""
    author = message.get("author") or {}
    if author.get("bot") or author.get("system") or message.get("webhook_id") or not author.get("id"):
        return False
    return message.get("type", 0) in _SAID


def author_to_profile(message: Payload, guild: str) -> Profile:
    """Return who said it; a message does not tell a language."""
    author = message["author"]
    names = {**author, "member": message.get("member") or author.get("member") or {}}
    return Profile(handle=Handle(PLATFORM, guild, str(author["id"])), name=name_of(names))


def message_to_heard(message: Payload, room: str, guild: str, bot: str) -> Heard | None:
    """Return what the desk hears of a message in a thread; one that shows us nothing is not heard.

    Without the Message Content intent that is every message that does not mention us.
    """
    text = message_to_markdown(message, bot)
    files = tuple(file_to_attachment(file) for file in message.get("attachments") or ())
    if not text.strip() and not files:
        return None
    actor = author_to_profile(message, guild)
    origin = message_origin(message, room, guild)
    return Heard(
        actor=actor,
        event=_key(actor, f"message:{origin.message}", f"{room}/{origin.message}"),
        origin=origin,
        thread=str(message["channel_id"]),
        text=text,
        attachments=files,
    )


def message_to_edited(message: Payload, room: str, guild: str, bot: str) -> Edited | None:
    """Return what the desk hears of a corrected message; Discord tells of previews of links in the same way."""
    at = message.get("edited_timestamp")
    text = message_to_markdown(message, bot)
    if not at or not text.strip():
        return None
    actor = author_to_profile(message, guild)
    origin = message_origin(message, room, guild)
    return Edited(
        actor=actor,
        event=_key(actor, f"message:{origin.message}:{at}", f"{room}/{origin.message}/{at}"),
        origin=origin,
        text=text,
        thread=str(message["channel_id"]),
        at=_instant(str(at)),
    )


def deletion(actor: Profile, origin: Origin, thread: str = "") -> Deleted:
    """Return what the desk hears of a message that was taken back; Discord does not tell by whom."""
    return Deleted(
        actor=actor,
        event=_key(actor, f"message:{origin.message}:deleted", f"{origin.room}/{origin.message}/deleted"),
        origin=origin,
        thread=thread,
    )


def message_origin(message: Payload, room: str, guild: str) -> Origin:
    """Return where a message in a thread stands."""
    channel, number = str(message["channel_id"]), str(message["id"])
    return Origin(platform=PLATFORM, room=room, message=number, link=link_to(guild, channel, number))


def _instant(written: str) -> datetime:
    """Return an instant of Discord's, which it writes in UTC."""
    at = datetime.fromisoformat(written)
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)


def _key(actor: Profile, event: str, natural: str) -> EventKey:
    return EventKey(source=source_of(actor), event=event, natural=natural)
