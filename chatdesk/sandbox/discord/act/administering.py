"""What happens around the desk: people come and go, channels vanish, time passes, things break."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chatdesk.sandbox.discord.act.base import Acts, answering
from chatdesk.sandbox.discord.channel_routes import delete_channel
from chatdesk.sandbox.discord.errors import ControlError, Json
from chatdesk.sandbox.discord.intents import GUILDS, MEMBERS, PRIVILEGED
from chatdesk.sandbox.discord.permissions import Permission, bits
from chatdesk.sandbox.discord.route import normal
from chatdesk.sandbox.discord.wire import channel_on_wire, member_on_wire, user_on_wire
from chatdesk.sandbox.faults import KINDS, Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from chatdesk.sandbox.discord.channel import Channel

MEMBER_DEEDS = ("join", "leave", "grant", "revoke", "close_direct", "open_direct")


class Administering(Acts):
    """Acts of nobody in particular."""

    @answering
    async def member(self, *, user: str, do: str, role: str | None = None) -> Json:
        """Let somebody leave or come back, give or take a role, or close their direct messages to the app."""
        guild = self._guild
        if do not in MEMBER_DEEDS:
            raise ControlError("invalid_do", "one of " + ", ".join(MEMBER_DEEDS))
        if do == "join":
            self._join(user)
        elif do == "leave":
            self._leave(user)
        elif do in {"grant", "revoke"}:
            self._set_role(user, str(role), held=do == "grant")
        else:
            guild.person(user)
            (guild.closed_direct.add if do == "close_direct" else guild.closed_direct.discard)(user)
        guild.tell("state")
        return {"deliveries": await self._delivered()}

    def _join(self, user: str) -> None:
        if user not in self._guild.left:
            raise ControlError("user_not_found", "only somebody who left can come back")
        self._guild.users[user] = self._guild.left.pop(user) | {"roles": []}
        data = member_on_wire(self._guild.users[user]) | {"guild_id": self._guild.id}
        self._guild.emit("GUILD_MEMBER_ADD", data, intent=MEMBERS)

    def _leave(self, user: str) -> None:
        gone = self._guild.person(user)
        for thread in self._guild.threads():
            self._sandbox.threads.leave(thread, user)
        self._guild.left[user] = self._guild.users.pop(user)
        data = {"guild_id": self._guild.id, "user": user_on_wire(gone)}
        self._guild.emit("GUILD_MEMBER_REMOVE", data, intent=MEMBERS)

    def _set_role(self, user: str, role: str, *, held: bool) -> None:
        person = self._guild.person(user)
        if role not in self._guild.roles:
            raise ControlError("role_not_found", f"there is no role {role}")
        others = [name for name in person["roles"] if name != role]
        person["roles"] = [*others, role] if held else others
        data = member_on_wire(person) | {"guild_id": self._guild.id}
        self._guild.emit("GUILD_MEMBER_UPDATE", data, intent=MEMBERS)

    @answering
    async def channel(self, *, channel: str, do: str, permissions: Sequence[str] = ("view_channel",)) -> Json:
        """Delete a channel, archive or lock a thread, or take permissions from the bot there and give them back."""
        place = self._guild.channels.get(channel)
        if place is None:
            raise ControlError("channel_not_found")
        deeds: dict[str, Callable[[], None]] = {
            "delete": lambda: delete_channel(self._guild, self._sandbox.threads, place),
            "deny_bot": lambda: self._overwrite(place, permissions, denied=True),
            "allow_bot": lambda: self._overwrite(place, permissions, denied=False),
            "archive": lambda: self._set_thread(place, archived=True),
            "unarchive": lambda: self._set_thread(place, archived=False),
            "lock": lambda: self._set_thread(place, locked=True),
            "unlock": lambda: self._set_thread(place, locked=False),
        }
        if do not in deeds:
            raise ControlError("invalid_do", "one of " + ", ".join(deeds))
        deeds[do]()
        self._guild.tell("state")
        return {"deliveries": await self._delivered()}

    def _overwrite(self, place: Channel, names: Sequence[str], *, denied: bool) -> None:
        """Deny the bot permissions in a channel, or no longer deny them."""
        if unknown := [name for name in names if name.upper() not in Permission.__members__]:
            raise ControlError("invalid_permission", f"no such permission: {', '.join(unknown)}")
        bot, wanted = self._guild.bot_id, bits(names)
        own = next((o for o in place.overwrites if o["id"] == bot), None)
        if own is None:
            own = {"id": bot, "type": 1, "allow": "0", "deny": "0"}
            place.overwrites.append(own)
        allow, deny = int(own["allow"]), int(own["deny"])
        own["deny"] = str(deny | wanted if denied else deny & ~wanted)
        own["allow"] = str(allow & ~wanted if denied else allow | wanted)
        self._guild.emit("CHANNEL_UPDATE", channel_on_wire(self._guild, place), intent=GUILDS)

    def _set_thread(self, place: Channel, *, archived: bool | None = None, locked: bool | None = None) -> None:
        if place.thread is None:
            raise ControlError("not_a_thread", "only a thread can be archived or locked")
        if locked is not None:
            place.thread.locked = locked
        self._sandbox.threads.set_archived(place, archived=place.thread.archived if archived is None else archived)

    @answering
    async def intent(self, *, name: str, on: bool) -> Json:
        """Switch a privileged intent for the application, as its owner would in the developer portal."""
        if name not in PRIVILEGED:
            raise ControlError("unknown_intent", "one of " + ", ".join(PRIVILEGED))
        self._guild.set_intents(self._guild.intents | {name} if on else self._guild.intents - {name})
        self._guild.tell("state")
        self._sandbox.flush()
        return {"intents": sorted(self._guild.intents)}

    @answering
    async def gateway(self, *, do: str) -> Json:
        """Break the app's gateway connections in one of the ways they break."""
        gateway = self._sandbox.gateway
        deeds: dict[str, Callable[[], None]] = {
            "drop": gateway.drop,
            "reconnect": gateway.reconnect,
            "invalidate": gateway.invalidate,
            "silence": gateway.silence,
        }
        if do not in deeds:
            raise ControlError("invalid_do", "one of " + ", ".join(deeds))
        deeds[do]()
        self._guild.tell("state")
        self._sandbox.flush()
        return {}

    @answering
    async def clock(self, *, advance: float) -> Json:
        """Let time pass, for tokens and limits too; the server's `time` turns the calendar only."""
        if advance < 0:
            raise ControlError("invalid_arguments", "the clock only moves forward")
        now = self._guild.clock.advance(advance)
        self._guild.tell("clock", now=now)
        self._sandbox.flush()
        return {"now": now}

    @answering
    async def fault(
        self,
        *,
        route: str,
        kind: str,
        times: int = 1,
        retry_after: float = 1,
        delay: float = 0,
        match: Mapping[str, Any] | None = None,
    ) -> Json:
        """Order a fault for the next calls of a route. A code of Discord's is answered as the error it names."""
        kind = str(kind)
        if kind not in {*KINDS, "global_rate_limited"} and not kind.isdigit():
            raise ControlError("invalid_kind", "a kind of fault or one of Discord's error codes")
        self._sandbox.faults.add(Fault(normal(route), kind, times, retry_after, delay, dict(match or {})))
        return {}

    @answering
    async def faults_clear(self) -> Json:
        """Take back the faults not met yet."""
        self._sandbox.faults.clear()
        return {}

    @answering
    async def calls(self, *, route: str | None = None) -> Json:
        """The REST calls the app made."""
        wanted = normal(route) if route else None
        made = [c for c in self._sandbox.calls if wanted in {None, normal(f"{c.method} {c.route}")}]
        return {"calls": [call.report() for call in made]}

    @answering
    async def calls_clear(self) -> Json:
        """Forget the calls."""
        self._sandbox.calls.clear()
        return {}

    @answering
    async def reset(self) -> Json:
        """Return to the seed."""
        self._sandbox.reset()
        return {}
