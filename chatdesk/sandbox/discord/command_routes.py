"""The routes by which the app registers its commands, globally and for the guild."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatdesk.sandbox.discord.errors import ApiError
from chatdesk.sandbox.discord.route import NO_CONTENT, Request, Route, RouteFamily

if TYPE_CHECKING:
    from chatdesk.sandbox.discord.commands import Commands
    from chatdesk.sandbox.discord.errors import Json
    from chatdesk.sandbox.discord.guild import Guild

_GLOBAL = "/applications/{application}/commands"
_LOCAL = "/applications/{application}/guilds/{guild}/commands"


class CommandRoutes(RouteFamily):
    """Registering commands."""

    def __init__(self, guild: Guild, commands: Commands) -> None:
        super().__init__(guild)
        self._commands = commands

    def table(self) -> list[Route]:
        """Each route twice: globally and for the guild."""
        routes: list[Route] = []
        for place in (_GLOBAL, _LOCAL):
            routes += [
                Route("GET", place, self._list),
                Route("PUT", place, self._overwrite),
                Route("POST", place, self._put),
                Route("GET", place + "/{command}", self._get),
                Route("PATCH", place + "/{command}", self._edit),
                Route("DELETE", place + "/{command}", self._delete, NO_CONTENT),
            ]
        return routes

    def _is_local(self, request: Request) -> bool:
        if request.path["application"] != self._guild.application_id:
            raise ApiError(50001)
        if request.path.get("guild", self._guild.id) != self._guild.id:
            raise ApiError(50001)
        return "guild" in request.path

    def _list(self, request: Request) -> list[Json]:
        return list(self._commands.registered(local=self._is_local(request)).values())

    def _overwrite(self, request: Request) -> list[Json]:
        return self._commands.overwrite(request.items, local=self._is_local(request))

    def _put(self, request: Request) -> Json:
        return self._commands.put(request.body, local=self._is_local(request))

    def _get(self, request: Request) -> Json:
        found = self._commands.registered(local=self._is_local(request)).get(request.path["command"])
        if found is None:
            raise ApiError(10063)
        return found

    def _edit(self, request: Request) -> Json:
        before = self._get(request)
        local = self._is_local(request)
        changed = self._commands.put(before | request.body, local=local)
        if changed["id"] != before["id"]:
            place = self._commands.registered(local=local)
            place[before["id"]] = place.pop(changed["id"]) | {"id": before["id"]}
            return place[before["id"]]
        return changed

    def _delete(self, request: Request) -> None:
        self._get(request)
        del self._commands.registered(local=self._is_local(request))[request.path["command"]]
        self._guild.tell("state")
