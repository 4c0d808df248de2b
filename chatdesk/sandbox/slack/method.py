"""What a Web API method is to the sandbox: what it does, and which token and scopes it asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from chatdesk.sandbox.slack.arguments import Arguments
from chatdesk.sandbox.slack.errors import Json, SlackError

if TYPE_CHECKING:
    from chatdesk.sandbox.slack.channel import Channel
    from chatdesk.sandbox.slack.workspace import Workspace

Run = Callable[[Arguments], Json]


@dataclass(frozen=True)
class Method:
    """A method; any one of `scopes` is enough to call it."""

    run: Run
    scopes: tuple[str, ...] = ()
    token: Literal["bot", "app", "none"] = "bot"  # noqa: S105  # the kind of token, not one


class MethodFamily:
    """Methods over one workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def table(self) -> dict[str, Method]:
        """The methods by name."""
        raise NotImplementedError

    def need(self, *scopes: str) -> None:
        """Refuse unless the app has one of the scopes."""
        granted = self._workspace.manifest.scopes
        if scopes and not set(scopes) & set(granted):
            raise SlackError("missing_scope", needed=",".join(scopes), provided=",".join(granted))

    def need_for(self, channel: Channel, action: str) -> None:
        """Refuse unless the app may read or see this kind of conversation."""
        prefix = {"channel": "channels", "group": "groups", "im": "im"}[channel.kind]
        self.need(f"{prefix}:{action}")
