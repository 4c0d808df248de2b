"""Payloads of people who act into invocations: slash commands, shortcuts, buttons, menus, reactions. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from chatdesk.adapters._slack.answers import source_of
from chatdesk.adapters._slack.buttons import pressed
from chatdesk.adapters._slack.plain import NameOf, mrkdwn_to_plain
from chatdesk.adapters._slack.spans import PLATFORM
from chatdesk.adapters._slack.wire import Identity
from chatdesk.core.errors import VerbUnknown
from chatdesk.core.model import Origin
from chatdesk.core.operation import AnyOperation, Invocation
from chatdesk.core.ports import EventKey, Profile

Payload = dict[str, Any]
Operations = Mapping[str, AnyOperation]

BARE_VERB: Final = "open"
"""What `/ticket` alone means."""
NUMBER_VERB: Final = "show"
"""What `/ticket 1042` means."""
OFFER_VERB: Final = "offer"
"""What the ticket emoji on a message means."""
REACTION: Final = "ticket"
SHORTCUT: Final = "shortcut:"
_NUMBER: Final = re.compile(r"#?(?:[A-Za-z][A-Za-z0-9]*-)?[0-9]{1,15}")
_MESSAGE: Final = re.compile(r"message:([A-Z0-9]{2,40}):([0-9]{1,20}\.[0-9]{1,10})")


def slash_to_invocation(body: Payload, actor: Profile, operations: Operations, name_of: NameOf) -> Invocation:
    """Read `/ticket VERB [NUMBER] REST`; raise VerbUnknown."""
    text = mrkdwn_to_plain(str(body.get("text") or ""), name_of).strip()
    verb, rest = _verb_and_rest(text, operations)
    operation = operations.get(verb)
    if operation is None or not operation.slash:
        raise VerbUnknown(verb=verb[:40])
    ticket, rest = _ticket_and_rest(operation, rest)
    return Invocation(
        verb=verb,
        actor=actor,
        event=_trigger_key(body, actor),
        room=str(body.get("channel_id") or ""),
        ticket=ticket,
        rest=rest,
    )


def _verb_and_rest(text: str, operations: Operations) -> tuple[str, str]:
    first, rest = _split(text)
    if not first:
        return BARE_VERB, ""
    if first.lower() not in operations and _NUMBER.fullmatch(first):
        return NUMBER_VERB, text
    return first.lower(), rest


def _ticket_and_rest(operation: AnyOperation, text: str) -> tuple[str, str]:
    return _split(text) if operation.about_ticket else ("", text)


def _split(text: str) -> tuple[str, str]:
    words = text.split(maxsplit=1)
    return words[0] if words else "", words[1].strip() if len(words) > 1 else ""


def shortcut_to_invocation(body: Payload, actor: Profile) -> Invocation:
    """Read a global or message shortcut; the message is added with `quoting`."""
    message = body.get("message") or {}
    return Invocation(
        verb=str(body["callback_id"]).removeprefix(SHORTCUT),
        actor=actor,
        event=_trigger_key(body, actor),
        room=str((body.get("channel") or {}).get("id") or ""),
        thread=str(message.get("thread_ts") or message.get("ts") or ""),
    )


def press_to_invocation(body: Payload, action: Payload, actor: Profile, operations: Operations) -> Invocation:
    """Read a button that was pressed, or chosen in a menu; its subject is a ticket's number, or what else is meant."""
    verb, subject = pressed(action) or ("", "")
    operation = operations.get(verb)
    ticket, rest = _ticket_and_rest(operation, subject) if operation else ("", subject)
    container = body.get("container") or {}
    return Invocation(
        verb=verb,
        actor=actor,
        event=_trigger_key(body, actor),
        room=str(container.get("channel_id") or ""),
        thread=str(container.get("thread_ts") or container.get("message_ts") or ""),
        ticket=ticket,
        rest="" if subject_to_message(subject) else rest,
    )


def subject_to_message(subject: str) -> tuple[str, str] | None:
    """Return the room and the id of the message that a button starts from, where it starts from one."""
    found = _MESSAGE.fullmatch(subject)
    return (found.group(1), found.group(2)) if found else None


def reaction_to_invocation(body: Payload, actor: Profile) -> Invocation:
    """Read the ticket emoji on a message."""
    event = body["event"]
    return Invocation(
        verb=OFFER_VERB,
        actor=actor,
        event=EventKey(source=source_of(actor), event=str(body["event_id"])),
        room=str(event["item"]["channel"]),
        thread=str(event["item"]["ts"]),
    )


def message_to_origin(room: str, message: Payload, identity: Identity) -> Origin:
    """Return where a message stands."""
    ts = str(message["ts"])
    return Origin(
        platform=PLATFORM,
        room=room,
        message=ts,
        link=identity.link_to(room, ts, str(message.get("thread_ts") or "")),
    )


def _trigger_key(body: Payload, actor: Profile) -> EventKey:
    trigger = body.get("trigger_id") or body.get("action_ts") or body.get("message_ts") or ""
    return EventKey(source=source_of(actor), event=f"trigger:{trigger}")
