"""Modals in their stacks, and home tabs: what is open for whom, and what has been typed so far."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from chatdesk.sandbox.slack.blocks import checked_view, interactive_elements
from chatdesk.sandbox.slack.errors import ControlError, Json, SlackError
from chatdesk.sandbox.slack.state import initial_state
from chatdesk.sandbox.slack.workspace import APP_ID, BOT_ID

if TYPE_CHECKING:
    from chatdesk.sandbox.slack.workspace import Workspace

DEEPEST_STACK = 3
HOME = "home:"
_EMPTY: Json = {"title": None, "close": None, "submit": None, "private_metadata": "", "callback_id": ""}


class Views:
    """All views of a workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._views: dict[str, Json] = {}
        self._stacks: dict[str, list[Json]] = {}
        self.homes: dict[str, Json] = {}

    # For the app

    def open(self, user: str, view: Json) -> Json:
        """Show a checked modal to a person; whatever was open there goes away."""
        for gone in self._stacks.pop(user, []):
            del self._views[gone["id"]]
        return self._show(user, view)

    def push(self, user: str, view: Json) -> Json:
        """Lay a checked modal on top of what is open."""
        stack = self._stacks.get(user, [])
        if not stack:
            raise SlackError("not_found")
        if len(stack) >= DEEPEST_STACK:
            raise SlackError("push_limit_reached")
        return self._show(user, view)

    def _show(self, user: str, view: Json) -> Json:
        stack = self._stacks.setdefault(user, [])
        shown = self._complete(view, user)
        if any(other.get("external_id") == shown["external_id"] != "" for other in self._views.values()):
            raise SlackError("duplicate_external_id")
        shown["root_view_id"] = stack[0]["id"] if stack else shown["id"]
        shown["previous_view_id"] = stack[-1]["id"] if stack else None
        stack.append(shown)
        self._views[shown["id"]] = shown
        self._workspace.tell("view", user=user, view=public_view(shown))
        return shown

    def find(self, view_id: object, external_id: object = None) -> Json:
        """An open view, for the app."""
        found = self._views.get(str(view_id))
        if found is None and external_id:
            found = next((v for v in self._views.values() if v["external_id"] == external_id), None)
        if found is None:
            raise SlackError("not_found")
        return found

    def update(self, shown: Json, view: Json, expected_hash: object = None) -> Json:
        """Replace a view's content; what was typed stays where block and action ids stay."""
        if expected_hash and expected_hash != shown["hash"]:
            raise SlackError("hash_conflict")
        typed = shown["state"]["values"]
        fresh = self._complete(view, shown["_user"])
        kept = ("id", "root_view_id", "previous_view_id")
        shown.update(fresh | {key: shown[key] for key in kept})
        for block_id, actions in shown["state"]["values"].items():
            for action_id in actions:
                if action_id in typed.get(block_id, {}):
                    actions[action_id] = typed[block_id][action_id]
        self._workspace.tell("view", user=shown["_user"], view=public_view(shown))
        return shown

    def publish(self, user: str, view: Json, expected_hash: object = None) -> Json:
        """Set a person's home tab."""
        before = self.homes.get(user)
        if before is not None and expected_hash and expected_hash != before["hash"]:
            raise SlackError("hash_conflict")
        shown = self._complete(view, user)
        shown |= {"root_view_id": shown["id"], "previous_view_id": None}
        if before is not None:
            shown |= {"id": before["id"], "root_view_id": before["id"]}
        self.homes[user] = shown
        self._views[shown["id"]] = shown
        self._workspace.tell("home", user=user)
        return shown

    def _complete(self, view: Json, user: str) -> Json:
        shown: Json = {
            **_EMPTY,
            "clear_on_close": False,
            "notify_on_close": False,
            "external_id": "",
            **{key: value for key, value in view.items() if value is not None},
            "id": self._workspace.new_id("V"),
            "team_id": self._workspace.team["id"],
            "app_id": APP_ID,
            "app_installed_team_id": self._workspace.team["id"],
            "bot_id": BOT_ID,
            "hash": f"{int(self._workspace.clock.now())}.{secrets.token_hex(4)}",
            "_user": user,
        }
        shown["state"] = {"values": initial_state(shown["blocks"])}
        return shown

    def forget(self) -> None:
        """Close everything without telling anybody."""
        self._views.clear()
        self._stacks.clear()
        self.homes.clear()

    # For the person

    def on_screen(self, view_id: object, user: str) -> Json:
        """A view that person has open: a modal or the home tab."""
        view = self._views.get(str(view_id))
        if view is None or view["_user"] != user:
            raise ControlError("view_not_found", f"{user} has no view {view_id} open")
        return view

    def is_on_screen(self, view_id: str) -> bool:
        """Whether a view is still open."""
        return view_id in self._views

    def top(self, user: str) -> Json | None:
        """The modal that person looks at."""
        stack = self._stacks.get(user)
        return stack[-1] if stack else None

    def close(self, view: Json) -> list[Json]:
        """Close a modal and what lies on it; the one below comes back. Returns what went, topmost first."""
        stack = self._stacks.get(view["_user"], [])
        index = next((i for i, other in enumerate(stack) if other is view), len(stack))
        return self._drop(view["_user"], index)

    def clear(self, user: str) -> list[Json]:
        """Close all modals of a person. Returns what went, topmost first."""
        return self._drop(user, 0)

    def _drop(self, user: str, index: int) -> list[Json]:
        stack = self._stacks.get(user, [])
        gone = stack[index:][::-1]
        del stack[index:]
        for view in gone:
            del self._views[view["id"]]
        if gone:
            self._workspace.tell("view_closed", user=user)
        if gone and stack:
            self._workspace.tell("view", user=user, view=public_view(stack[-1]))
        return gone


def public_view(view: Json) -> Json:
    """A view as Slack hands it out."""
    return {key: value for key, value in view.items() if not key.startswith("_")}


def find_element(blocks: list[Json], action_id: str, block_id: str | None, value: object) -> tuple[Json, Json]:
    """The block and element a person means; `value` tells buttons of one action apart."""
    candidates = [
        (block, element)
        for block in blocks
        if block_id in {None, block["block_id"]}
        for element in interactive_elements(block)
        if element["action_id"] == action_id
    ]
    if not candidates:
        raise ControlError("action_not_found", f"nothing there has the action {action_id}")
    return next((found for found in candidates if found[1].get("value") == value), candidates[0])


def modal(view: object) -> Json:
    """A modal an app sent, checked."""
    if not isinstance(view, dict):
        raise SlackError("invalid_arguments", ["missing required field: view [json-pointer:]"])
    return checked_view(view, "modal")
