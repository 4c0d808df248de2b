"""The payloads Slack sends: slash commands, interactions and events, field by field."""

from __future__ import annotations

import base64
import json
import secrets
from typing import TYPE_CHECKING

from chatdesk.sandbox.slack.views import public_view
from chatdesk.sandbox.slack.wire import message_on_wire
from chatdesk.sandbox.slack.workspace import APP_ID, BOT_USER

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatdesk.sandbox.slack.channel import Channel
    from chatdesk.sandbox.slack.errors import Json
    from chatdesk.sandbox.slack.interactions import Interaction, Interactions
    from chatdesk.sandbox.slack.workspace import Workspace

_VERIFICATION = "sandbox-verification"
_FORM_NAMES = {"im": "directmessage", "group": "privategroup"}


class Payloads:
    """Writes payloads about one workspace."""

    def __init__(self, workspace: Workspace, interactions: Interactions, base_url: Callable[[], str]) -> None:
        self._workspace = workspace
        self._interactions = interactions
        self._base_url = base_url

    def _response_url(self, interaction: Interaction) -> str:
        return self._base_url() + self._interactions.response_path(interaction)

    def slash(self, interaction: Interaction, channel: Channel, command: str, text: str) -> Json:
        """A slash command's form fields."""
        team = self._workspace.team
        return {
            "token": _VERIFICATION,
            "team_id": team["id"],
            "team_domain": team["domain"],
            "channel_id": channel.id,
            "channel_name": _FORM_NAMES.get(channel.kind, channel.name),
            "user_id": interaction.user,
            "user_name": self._workspace.users[interaction.user]["name"],
            "command": command,
            "text": text,
            "api_app_id": APP_ID,
            "is_enterprise_install": "false",
            "response_url": self._response_url(interaction),
            "trigger_id": interaction.trigger_id,
        }

    def _interaction(self, kind: str, interaction: Interaction, **fields: object) -> Json:
        team = {"id": self._workspace.team["id"], "domain": self._workspace.team["domain"]}
        name = self._workspace.users[interaction.user]["name"]
        user = {"id": interaction.user, "username": name, "name": name, "team_id": team["id"]}
        return {
            "type": kind,
            "team": team,
            "user": user,
            "api_app_id": APP_ID,
            "token": _VERIFICATION,
            "trigger_id": interaction.trigger_id,
            "enterprise": None,
            "is_enterprise_install": False,
            **fields,
        }

    def shortcut(self, interaction: Interaction, callback_id: str) -> Json:
        """A global shortcut."""
        action_ts = self._workspace.next_ts()
        return self._interaction("shortcut", interaction, callback_id=callback_id, action_ts=action_ts)

    def message_action(self, interaction: Interaction, callback_id: str, channel: Channel, message: Json) -> Json:
        """A message shortcut."""
        return self._interaction(
            "message_action",
            interaction,
            callback_id=callback_id,
            action_ts=self._workspace.next_ts(),
            message_ts=message["ts"],
            message=message_on_wire(channel, message, metadata=True),
            channel=_channel(channel),
            response_url=self._response_url(interaction),
        )

    def message_press(self, interaction: Interaction, channel: Channel, message: Json, action: Json) -> Json:
        """Block actions on a message. An ephemeral one is not sent along, as on Slack."""
        ephemeral = bool(message.get("is_ephemeral"))
        container: Json = {
            "type": "message",
            "message_ts": message["ts"],
            "channel_id": channel.id,
            "is_ephemeral": ephemeral,
        }
        if "thread_ts" in message:
            container["thread_ts"] = message["thread_ts"]
        shown = {} if ephemeral else {"message": message_on_wire(channel, message, metadata=True)}
        return self._interaction(
            "block_actions",
            interaction,
            container=container,
            channel=_channel(channel),
            state={"values": message.get("_state", {})},
            response_url=self._response_url(interaction),
            actions=[action],
            **shown,
        )

    def view_press(self, interaction: Interaction, view: Json, action: Json) -> Json:
        """Block actions in a modal or home tab."""
        container = {"type": "view", "view_id": view["id"]}
        shown = public_view(view)
        return self._interaction("block_actions", interaction, container=container, view=shown, actions=[action])

    def view_submission(self, interaction: Interaction, view: Json) -> Json:
        """A submitted modal."""
        return self._interaction("view_submission", interaction, view=public_view(view), response_urls=[])

    def view_closed(self, interaction: Interaction, view: Json, *, cleared: bool) -> Json:
        """A dismissed modal; it comes without a trigger."""
        shown = public_view(view)
        payload = self._interaction("view_closed", interaction, view=shown, is_cleared=cleared)
        del payload["trigger_id"]
        return payload

    def event(self, event: Json) -> Json:
        """An event in its envelope."""
        team = self._workspace.team["id"]
        authorization = {"enterprise_id": None, "team_id": team, "user_id": BOT_USER}
        authorization |= {"is_bot": True, "is_enterprise_install": False}
        about = {"et": event["type"], "tid": team, "aid": APP_ID, "cid": event.get("channel")}
        return {
            "token": _VERIFICATION,
            "team_id": team,
            "context_team_id": team,
            "context_enterprise_id": None,
            "api_app_id": APP_ID,
            "event": event,
            "type": "event_callback",
            "event_id": "Ev" + secrets.token_hex(5).upper(),
            "event_time": int(self._workspace.clock.now()),
            "authorizations": [authorization],
            "is_ext_shared_channel": False,
            "event_context": "4-" + base64.urlsafe_b64encode(json.dumps(about).encode()).decode(),
        }


def _channel(channel: Channel) -> Json:
    return {"id": channel.id, "name": _FORM_NAMES.get(channel.kind, channel.name)}
