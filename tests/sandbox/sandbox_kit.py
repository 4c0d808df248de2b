"""What the sandbox tests share: a seed, and blocks and views written short."""

from __future__ import annotations

import copy

from chatdesk.sandbox.slack import BOT_USER

SEED = {
    "team": {"id": "T0DESK", "name": "Northwind Faculty", "domain": "northwind"},
    "bot_token": "xoxb-sandbox",
    "app_token": "xapp-sandbox",
    "signing_secret": "sandbox-secret",
    "manifest": {
        "display_information": {"name": "chatdesk"},
        "features": {
            "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
            "slash_commands": [{"command": "/ticket", "description": "Open a ticket", "usage_hint": "[open]"}],
            "shortcuts": [
                {"name": "New ticket", "type": "global", "callback_id": "new", "description": "Opens one"},
                {"name": "Make a ticket", "type": "message", "callback_id": "make", "description": "Of this"},
            ],
        },
        "oauth_config": {
            "scopes": {
                "bot": [
                    *("commands", "chat:write", "app_mentions:read", "channels:history", "channels:read"),
                    *("channels:join", "groups:history", "groups:read", "im:history", "im:read", "im:write"),
                    *("files:read", "files:write", "reactions:read", "reactions:write", "users:read"),
                ]
            }
        },
        "settings": {
            "event_subscriptions": {
                "bot_events": [
                    *("message.channels", "message.groups", "message.im", "app_mention", "app_home_opened"),
                    *("reaction_added", "reaction_removed", "member_joined_channel", "member_left_channel"),
                    *("channel_archive", "channel_deleted", "channel_left", "user_change", "tokens_revoked"),
                ]
            }
        },
    },
    "users": [
        {"id": "U0AMELIE", "name": "amelie", "real_name": "Amélie Roy", "locale": "fr-CA", "email": "a@example.test"},
        {"id": "U0SAM", "name": "sam", "real_name": "Sam Lee", "locale": "en-US", "tz": "Europe/Paris"},
    ],
    "channels": [
        {"id": "C0HELP", "name": "help", "members": ["U0AMELIE", "U0SAM", BOT_USER], "topic": "Ask here"},
        {"id": "C0LOBBY", "name": "lobby", "members": ["U0AMELIE"]},
        {"id": "C0AGENTS", "name": "agents", "is_private": True, "members": ["U0SAM", BOT_USER]},
        {"id": "C0SECRET", "name": "secret", "is_private": True, "members": ["U0SAM"]},
    ],
}


def seed_with(**changes):
    """The seed with other scopes or events, or without a feature."""
    seed = copy.deepcopy(SEED)
    manifest = seed["manifest"]
    if "scopes" in changes:
        manifest["oauth_config"]["scopes"]["bot"] = changes["scopes"]
    if "events" in changes:
        manifest["settings"]["event_subscriptions"]["bot_events"] = changes["events"]
    if "features" in changes:
        manifest["features"] = changes["features"]
    return seed


def plain(text):
    return {"type": "plain_text", "text": text}


def mrkdwn(text):
    return {"type": "mrkdwn", "text": text}


def text_input(block_id="subject", *, action_id="text", **element):
    typed = {"type": "plain_text_input", "action_id": action_id, **element}
    return {"type": "input", "block_id": block_id, "label": plain("Subject"), "element": typed}


def button(action_id="take", **fields):
    return {"type": "button", "action_id": action_id, "text": plain("Take"), "value": "42", **fields}


def modal(*blocks, **fields):
    view = {"type": "modal", "callback_id": "case", "title": plain("New case"), "submit": plain("Create")}
    return {**view, "blocks": list(blocks) or [text_input()], **fields}
