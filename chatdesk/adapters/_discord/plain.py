"""What people wrote, as Discord sends it, into plain text: mentions by name, emoji by their word. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from chatdesk.adapters._cutting import storable
from chatdesk.adapters._discord.spans import Payload

_USER: Final = re.compile(r"<@!?([0-9]{1,20})>")
_CHANNEL: Final = re.compile(r"<#([0-9]{1,20})>")
_ROLE: Final = re.compile(r"<@&([0-9]{1,20})>")
_EMOJI: Final = re.compile(r"<a?(:[A-Za-z0-9_]{2,32}:)[0-9]{1,20}>")
_ADDRESS: Final = re.compile(r"<(https?://[^>\s]+)>")


def names_in(message: Payload) -> dict[str, str]:
    """Return the names of those whom a message mentions, by id."""
    return {str(user["id"]): name_of(user) for user in message.get("mentions") or () if "id" in user}


def name_of(user: Payload) -> str:
    """Return what others see of a user: the name in the guild, the one they chose, or the account's."""
    member = user.get("member") or {}
    names = (member.get("nick"), user.get("global_name"), user.get("username"))
    return storable(next((str(name) for name in names if name), ""))


def markdown_to_plain(text: str, names: Mapping[str, str]) -> str:
    """Return a text with Discord's tokens written out."""
    if "<" not in text:
        return text
    text = _USER.sub(lambda found: f"@{names.get(found.group(1)) or found.group(1)}", text)
    text = _ROLE.sub(r"@\1", text)
    text = _CHANNEL.sub(r"#\1", text)
    return _ADDRESS.sub(r"\1", _EMOJI.sub(r"\1", text))
