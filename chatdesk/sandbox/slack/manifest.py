"""What the app's manifest grants it: commands, shortcuts, scopes, events. Nothing else exists for the app."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chatdesk.sandbox.slack.errors import Json

EVENT_SCOPES = {
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "app_mention": "app_mentions:read",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "user_change": "users:read",
}


class Manifest:
    """An app manifest (docs.slack.dev/reference/app-manifest), read strictly."""

    def __init__(self, manifest: Json) -> None:
        features = manifest.get("features", {})
        settings = manifest.get("settings", {})
        self.name: str = manifest.get("display_information", {}).get("name", "chatdesk")
        self.commands: list[Json] = features.get("slash_commands", [])
        self.shortcuts: list[Json] = features.get("shortcuts", [])
        self.home_tab: bool = features.get("app_home", {}).get("home_tab_enabled", False)
        self.messages_tab: bool = features.get("app_home", {}).get("messages_tab_enabled", True)
        self.scopes: list[str] = manifest.get("oauth_config", {}).get("scopes", {}).get("bot", [])
        self.events: list[str] = settings.get("event_subscriptions", {}).get("bot_events", [])
        self._check()

    def _check(self) -> None:
        """Slack refuses a manifest whose features lack the scope they need."""
        missing = [
            f"event {event} needs the scope {EVENT_SCOPES[event]}"
            for event in self.events
            if event in EVENT_SCOPES and EVENT_SCOPES[event] not in self.scopes
        ]
        if (self.commands or self.shortcuts) and "commands" not in self.scopes:
            missing.append("slash commands and shortcuts need the scope commands")
        if missing:
            raise ValueError("manifest refused: " + "; ".join(missing))

    def command(self, name: str) -> Json | None:
        """The slash command of that name, if the app has it."""
        return next((command for command in self.commands if command["command"] == name), None)

    def shortcut(self, kind: str, callback_id: str) -> Json | None:
        """The global or message shortcut of that callback id, if the app has it."""
        for shortcut in self.shortcuts:
            if shortcut["type"] == kind and shortcut["callback_id"] == callback_id:
                return shortcut
        return None
