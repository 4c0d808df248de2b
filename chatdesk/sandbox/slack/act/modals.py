"""Submitting and closing modals: Slack's own checks first, then the app's answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatdesk.sandbox.slack.act.base import Acts, answering
from chatdesk.sandbox.slack.errors import ControlError, SlackError
from chatdesk.sandbox.slack.state import client_errors, merge
from chatdesk.sandbox.slack.views import modal, public_view

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from chatdesk.sandbox.slack.delivery import Delivery
    from chatdesk.sandbox.slack.errors import Json


class Modals(Acts):
    """What one does with an open modal."""

    @answering
    async def submit(self, *, as_: str, view_id: str, values: Mapping[str, Any] | None = None) -> Json:
        """Submit a modal with what was typed into it."""
        self._workspace.person(as_)
        view = self._sandbox.views.on_screen(view_id, as_)
        if not view["submit"]:
            raise ControlError("no_submit", "this view has nothing to submit")
        merge(view["blocks"], view["state"]["values"], self._with_files(values or {}))
        if errors := client_errors(view["blocks"], view["state"]["values"]):
            return {"delivery": None, "errors": errors, "closed": False, "view": None}
        interaction = self._sandbox.interactions.begin(as_, view_id=view_id)
        payload = self._sandbox.payloads.view_submission(interaction, view)
        delivery = await self._deliver("interactive", payload, interaction)
        outcome = self._after(view, delivery)
        self._sandbox.events.flush()
        return {"delivery": delivery.report(), **outcome}

    def _with_files(self, values: Mapping[str, Any]) -> Json:
        """The typed values, with file ids turned into the files."""
        full: Json = {}
        for block_id, actions in values.items():
            full[block_id] = {}
            for action_id, state in actions.items():
                given = isinstance(state, dict) and state.get("files")
                files = {**state, "files": self._sandbox.files.given(given)} if given else state
                full[block_id][action_id] = files
        return full

    def _after(self, view: Json, delivery: Delivery) -> Json:
        """Do what the acknowledgement says. Without a usable one the modal stays, as on Slack."""
        stays: Json = {"errors": None, "closed": False, "view": None}
        if not delivery.acknowledged:
            return stays
        try:
            return stays | self._respond(view, delivery.body)
        except SlackError as error:
            delivery.error = error.code
            if error.messages:
                delivery.error += ": " + "; ".join(error.messages)
            return stays

    def _respond(self, view: Json, body: Any) -> Json:  # noqa: ANN401  # whatever the app acknowledged with
        views, user = self._sandbox.views, view["_user"]
        if not body:
            views.close(view)
            below = views.top(user)
            return {"closed": True, "view": public_view(below) if below else None}
        action = body.get("response_action") if isinstance(body, dict) else None
        if action == "clear":
            views.clear(user)
            return {"closed": True}
        if action == "errors":
            return {"errors": _field_errors(view, body.get("errors"))}
        if action == "update":
            return {"view": public_view(views.update(view, modal(body.get("view"))))}
        if action == "push":
            return {"view": public_view(views.push(user, modal(body.get("view"))))}
        raise SlackError("invalid_response_action")

    @answering
    async def close(self, *, as_: str, view_id: str) -> Json:
        """Dismiss a modal; the one below comes back, unless it asked to clear the stack."""
        self._workspace.person(as_)
        view = self._sandbox.views.on_screen(view_id, as_)
        if view["type"] != "modal":
            raise ControlError("not_a_modal", "only a modal can be closed")
        views = self._sandbox.views
        gone = views.clear(as_) if view["clear_on_close"] else views.close(view)
        reports = [await self._tell_closed(v, cleared=view["clear_on_close"]) for v in gone if v["notify_on_close"]]
        self._sandbox.events.flush()
        below = views.top(as_)
        delivery = reports[0] if reports else None
        return {"delivery": delivery, "view": public_view(below) if below else None}

    async def _tell_closed(self, view: Json, *, cleared: bool) -> Json:
        interaction = self._sandbox.interactions.begin(view["_user"])
        payload = self._sandbox.payloads.view_closed(interaction, view, cleared=cleared)
        return (await self._sandbox.deliverer.send("interactive", payload)).report()


def _field_errors(view: Json, errors: object) -> dict[str, str]:
    """Errors go under input blocks; Slack refuses the whole answer when one names another block."""
    inputs = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        raise SlackError("invalid_errors")
    return {str(block_id): str(text) for block_id, text in errors.items()}
