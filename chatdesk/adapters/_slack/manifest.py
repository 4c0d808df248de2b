"""The app's manifest, generated from the registry: what Slack has to know of the desk before anybody types. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from chatdesk.adapters._asking import COMMAND
from chatdesk.adapters._cutting import cut
from chatdesk.adapters._slack.ingress import SHORTCUT
from chatdesk.core.operation import AnyOperation, Surface
from chatdesk.core.words import N_, Words

SCOPES: Final = (
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:write",
    "reactions:read",
    "users:read",
)
"""Each is used: no user token, nothing of other people's channels, no administration."""
EVENTS: Final = (
    "app_home_opened",
    "member_joined_channel",
    "member_left_channel",
    "message.channels",
    "message.groups",
    "message.im",
    "reaction_added",
)
LONGEST_NAME: Final = 35
LONGEST_DESCRIPTION: Final = 140
LONGEST_SHORTCUT: Final = 24
LONGEST_SHORTCUT_HELP: Final = 150
MOST_SHORTCUTS: Final = 10

_KINDS: Final = ((Surface.GLOBAL_SHORTCUT, "global"), (Surface.MESSAGE_SHORTCUT, "message"))


def manifest(
    operations: Iterable[AnyOperation], words: Words, *, name: str = "chatdesk", request_url: str = ""
) -> dict[str, Any]:
    """Return the manifest: for Socket Mode, or for HTTP where a request URL is given."""
    operations = tuple(operations)
    at = {"request_url": request_url} if request_url else {}
    return {
        "display_information": {
            "name": cut(name, LONGEST_NAME),
            "description": cut(words(N_("A support desk that lives where people already talk.")), LONGEST_DESCRIPTION),
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": cut(name, LONGEST_NAME), "always_online": True},
            "shortcuts": _shortcuts(operations, words),
            "slash_commands": [_command(words, request_url)],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {**at, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **at},
            "org_deploy_enabled": False,
            "socket_mode_enabled": not request_url,
            "token_rotation_enabled": False,
        },
    }


def _command(words: Words, request_url: str) -> dict[str, Any]:
    command: dict[str, Any] = {
        "command": COMMAND,
        "description": words(N_("Open a ticket, or work on one")),
        "usage_hint": words(N_("[open | list | show NUMBER | help]")),
        "should_escape": True,
    }
    return command | ({"url": request_url} if request_url else {})


def _shortcuts(operations: tuple[AnyOperation, ...], words: Words) -> list[dict[str, str]]:
    shortcuts = [
        {
            "name": cut(words(operation.label), LONGEST_SHORTCUT),
            "type": kind,
            "callback_id": SHORTCUT + operation.verb,
            "description": cut(words(operation.summary), LONGEST_SHORTCUT_HELP),
        }
        for surface, kind in _KINDS
        for operation in operations
        if surface in operation.surfaces
    ]
    if len(shortcuts) > MOST_SHORTCUTS:
        raise ValueError(f"Slack takes {MOST_SHORTCUTS} shortcuts, the registry has {len(shortcuts)}")
    return shortcuts
