"""The smaller families of the Web API: auth, users, reactions, bots, connections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatdesk.sandbox.slack.errors import Json, SlackError
from chatdesk.sandbox.slack.method import Method, MethodFamily
from chatdesk.sandbox.slack.wire import message_on_wire, user_on_wire
from chatdesk.sandbox.slack.workspace import APP_ID, BOT_ID, BOT_USER

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatdesk.sandbox.slack.arguments import Arguments
    from chatdesk.sandbox.slack.channel import Channel
    from chatdesk.sandbox.slack.messages import Messages
    from chatdesk.sandbox.slack.workspace import Workspace


class OtherMethods(MethodFamily):
    """Everything that is neither chat, conversations nor views."""

    def __init__(self, workspace: Workspace, messages: Messages, socket_url: Callable[[], str]) -> None:
        super().__init__(workspace)
        self._messages = messages
        self._socket_url = socket_url

    def table(self) -> dict[str, Method]:
        """The methods by name."""
        return {
            "api.test": Method(self._api_test, token="none"),  # noqa: S106  # the kind of token
            "auth.test": Method(self._auth_test),
            "apps.connections.open": Method(self._connect, token="app"),  # noqa: S106  # the same
            "users.info": Method(self._user, ("users:read",)),
            "users.list": Method(self._users, ("users:read",)),
            "reactions.add": Method(self._react, ("reactions:write",)),
            "reactions.remove": Method(self._unreact, ("reactions:write",)),
            "reactions.get": Method(self._reactions, ("reactions:read",)),
            "bots.info": Method(self._bot, ("users:read",)),
        }

    def _api_test(self, args: Arguments) -> Json:
        if args.has("error"):
            raise SlackError(args.text("error"))
        return {"args": {"foo": args.text("foo")} if args.has("foo") else {}}

    def _auth_test(self, _args: Arguments) -> Json:
        team = self._workspace.team
        return {
            "url": f"https://{team['domain']}.slack.com/",
            "team": team["name"],
            "user": self._workspace.bot["name"],
            "team_id": team["id"],
            "user_id": BOT_USER,
            "bot_id": BOT_ID,
            "is_enterprise_install": False,
        }

    def _connect(self, _args: Arguments) -> Json:
        return {"url": self._socket_url()}

    def _shown(self, user: Json, args: Arguments) -> Json:
        email = "users:read.email" in self._workspace.manifest.scopes
        return user_on_wire(self._workspace, user, locale=args.flag("include_locale"), email=email)

    def _user(self, args: Arguments) -> Json:
        user = self._workspace.users.get(args.required("user"))
        if user is None:
            raise SlackError("user_not_found")
        return {"user": self._shown(user, args)}

    def _users(self, args: Arguments) -> Json:
        members = [self._shown(user, args) for user in self._workspace.users.values()]
        now = int(self._workspace.clock.now())
        return {"members": members, "cache_ts": now, "response_metadata": {"next_cursor": ""}}

    def _reactable(self, args: Arguments) -> Channel:
        channel = self._workspace.channel_for_app(args.required("channel"))
        if not self._workspace.is_bot_in(channel):
            raise SlackError("not_in_channel")
        if channel.is_archived:
            raise SlackError("is_archived")
        return channel

    def _react(self, args: Arguments) -> Json:
        name = args.required("name").strip(":")
        self._messages.react(self._reactable(args), args.required("timestamp"), BOT_USER, name)
        return {}

    def _unreact(self, args: Arguments) -> Json:
        name = args.required("name").strip(":")
        self._messages.unreact(self._reactable(args), args.required("timestamp"), BOT_USER, name)
        return {}

    def _reactions(self, args: Arguments) -> Json:
        channel = self._workspace.channel_for_app(args.required("channel"))
        message = self._messages.get(channel, args.required("timestamp"))
        return {"type": "message", "channel": channel.id, "message": message_on_wire(channel, message)}

    def _bot(self, args: Arguments) -> Json:
        if args.text("bot") not in {"", BOT_ID}:
            raise SlackError("bot_not_found")
        name = self._workspace.manifest.name
        return {"bot": {"id": BOT_ID, "deleted": False, "name": name, "app_id": APP_ID, "user_id": BOT_USER}}
