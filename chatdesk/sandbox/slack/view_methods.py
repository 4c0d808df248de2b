"""`views.*`: modals and home tabs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatdesk.sandbox.slack.blocks import checked_view
from chatdesk.sandbox.slack.errors import Json, SlackError
from chatdesk.sandbox.slack.method import Method, MethodFamily
from chatdesk.sandbox.slack.views import HOME, public_view

if TYPE_CHECKING:
    from chatdesk.sandbox.slack.arguments import Arguments
    from chatdesk.sandbox.slack.interactions import Interactions
    from chatdesk.sandbox.slack.views import Views
    from chatdesk.sandbox.slack.workspace import Workspace


class ViewMethods(MethodFamily):
    """A view is checked before its trigger is used up, so a wrong view can be sent again, right."""

    def __init__(self, workspace: Workspace, views: Views, interactions: Interactions) -> None:
        super().__init__(workspace)
        self._views = views
        self._interactions = interactions

    def table(self) -> dict[str, Method]:
        """The methods by name."""
        return {
            "views.open": Method(self._open),
            "views.push": Method(self._push),
            "views.update": Method(self._update),
            "views.publish": Method(self._publish),
        }

    def _open(self, args: Arguments) -> Json:
        view = _view(args, "modal")
        interaction = self._interactions.exchange(args.required("trigger_id"))
        shown = self._views.open(interaction.user, view)
        self._interactions.opened(interaction, public_view(shown))
        return {"view": public_view(shown)}

    def _push(self, args: Arguments) -> Json:
        view = _view(args, "modal")
        interaction = self._interactions.exchange(args.required("trigger_id"))
        shown = self._views.push(interaction.user, view)
        self._interactions.opened(interaction, public_view(shown))
        return {"view": public_view(shown)}

    def _update(self, args: Arguments) -> Json:
        shown = self._views.find(args.get("view_id"), args.get("external_id"))
        view = _view(args, shown["type"])
        self._views.update(shown, view, args.get("hash"))
        self._interactions.updated(shown["id"])
        return {"view": public_view(shown)}

    def _publish(self, args: Arguments) -> Json:
        if not self._workspace.manifest.home_tab:
            raise SlackError("not_enabled")
        user = args.required("user_id")
        if user not in self._workspace.users:
            raise SlackError("user_not_found")
        shown = self._views.publish(user, _view(args, "home"), args.get("hash"))
        self._interactions.updated(shown["id"])
        self._interactions.updated(HOME + user)
        return {"view": public_view(shown)}


def _view(args: Arguments, kind: str) -> Json:
    view = args.object_of("view", "invalid_arguments")
    if view is None:
        raise SlackError("invalid_arguments", ["missing required field: view [json-pointer:]"])
    return checked_view(view, kind)
