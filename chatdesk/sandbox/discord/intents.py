"""Gateway intents: which kinds of events an app asks for, and which ones Discord grants only on request."""

from __future__ import annotations

GUILDS = 1 << 0
MEMBERS = 1 << 1
PRESENCES = 1 << 8
GUILD_MESSAGES = 1 << 9
GUILD_REACTIONS = 1 << 10
DIRECT_MESSAGES = 1 << 12
DIRECT_REACTIONS = 1 << 13
MESSAGE_CONTENT = 1 << 15

PRIVILEGED = {"members": MEMBERS, "presences": PRESENCES, "message_content": MESSAGE_CONTENT}
HIGHEST = (1 << 26) - 1


def disallowed(asked: int, granted: set[str]) -> bool:
    """Whether privileged intents are asked for that the application has not switched on."""
    return any(asked & bit and name not in granted for name, bit in PRIVILEGED.items())
