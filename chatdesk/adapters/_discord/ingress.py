"""Interactions of people who act into invocations: commands, buttons, menus of buttons, reactions. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from chatdesk.adapters._discord.buttons import pressed
from chatdesk.adapters._discord.call import Call, source_of
from chatdesk.adapters._discord.commands import TYPED
from chatdesk.adapters._discord.markdown import message_to_markdown
from chatdesk.adapters._discord.plain import name_of
from chatdesk.adapters._discord.spans import PLATFORM, Payload
from chatdesk.core.errors import VerbUnknown
from chatdesk.core.model import Handle, Origin
from chatdesk.core.operation import AnyOperation, Invocation
from chatdesk.core.ports import EventKey, Profile

Operations = Mapping[str, AnyOperation]

OFFER_VERB: Final = "offer"
"""What the ticket emoji on a message means."""
REACTION: Final = "🎫"
LINK: Final = "https://discord.com/channels/"
_SUB_COMMAND: Final = 1
_GROUP: Final = 2
_MESSAGE: Final = re.compile(r"message:([0-9]{1,20}):([0-9]{1,20})")


def slash_options(data: Payload) -> tuple[str, dict[str, str], str]:
    """Return a slash command's verb, its options, and which of them is being typed."""
    options = data.get("options") or ()
    first = options[0] if options else {}
    if first.get("type") == _GROUP:
        return slash_options(first)
    if first.get("type") != _SUB_COMMAND:
        return "", {}, ""
    typed = first.get("options") or ()
    given = {str(option["name"]): str(option.get("value", "")) for option in typed}
    focused = next((str(option["name"]) for option in typed if option.get("focused")), "")
    return str(first.get("name") or ""), given, focused


def slash_to_invocation(call: Call, operations: Operations) -> Invocation:
    """Read `/ticket VERB`; raise VerbUnknown, as for a command of an earlier version that a client still shows."""
    verb, given, _ = slash_options(call.data)
    operation = operations.get(verb)
    if operation is None or not operation.slash:
        raise VerbUnknown(verb=verb[:40] or "?")
    return Invocation(
        verb=verb,
        actor=call.actor,
        event=call.event,
        room=call.room,
        thread=call.thread,
        ticket=given.get("number", ""),
        rest=" ".join(given[name] for name in TYPED if given.get(name)),
    )


def menu_to_invocation(call: Call, verb: str, guild: str, bot: str) -> Invocation:
    """Read a command on a message or a user; a message is quoted."""
    message = target_message(call.data)
    invocation = Invocation(
        verb=verb, actor=call.actor, event=call.event, room=call.room, thread=call.thread or str(message.get("id", ""))
    )
    return quoting(invocation, call.channel, message, guild, bot) if message else invocation


def target_message(data: Payload) -> Payload:
    """Return the message on which a command was used, or nothing."""
    messages = (data.get("resolved") or {}).get("messages") or {}
    return dict(messages.get(str(data.get("target_id"))) or {})


def press_to_invocation(call: Call, operations: Operations) -> Invocation:
    """Read a button that was pressed, or chosen in a menu; its subject is a ticket's number, or what else is meant."""
    verb, subject = pressed(call.data) or ("", "")
    operation = operations.get(verb)
    about_ticket = operation is not None and operation.about_ticket
    return Invocation(
        verb=verb,
        actor=call.actor,
        event=call.event,
        room=call.room,
        thread=call.thread or call.message,
        ticket=subject if about_ticket else "",
        rest="" if about_ticket or subject_to_message(subject) else subject,
    )


def subject_to_message(subject: str) -> tuple[str, str] | None:
    """Return the channel and the id of the message that a button starts from, where it starts from one."""
    found = _MESSAGE.fullmatch(subject)
    return (found.group(1), found.group(2)) if found else None


def reaction_to_invocation(actor: Profile, channel: str, message: str) -> Invocation:
    """Read the ticket emoji on a message; taken off and put on again it is the same."""
    event = f"reaction:{channel}/{message}/{actor.handle.user}"
    return Invocation(
        verb=OFFER_VERB,
        actor=actor,
        event=EventKey(source=source_of(actor), event=event),
        room=channel,
        thread=message,
    )


def quoting(invocation: Invocation, channel: str, message: Payload, guild: str, bot: str) -> Invocation:
    """Return the invocation with a message quoted: its place, its words, its author."""
    author = message.get("author") or {}
    origin = Origin(
        platform=PLATFORM, room=channel, message=str(message["id"]), link=link_to(guild, channel, str(message["id"]))
    )
    profile = Profile(handle=Handle(PLATFORM, guild, str(author["id"])), name=name_of(author)) if author else None
    return replace(invocation, quoted=origin, quoted_text=message_to_markdown(message, bot), quoted_author=profile)


def link_to(guild: str, channel: str, message: str = "") -> str:
    """Return the address of a channel, a thread or a message."""
    return f"{LINK}{guild or '@me'}/{channel}" + (f"/{message}" if message else "")
