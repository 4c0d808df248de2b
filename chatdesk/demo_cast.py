"""Who and what is there in the demo of a desk: invented people and rooms, as the local Slack and Discord are seeded.

A demo is two files: `desks/demo/DESK.yaml`, the policy with the ids of its rooms, roles and managers, and
`desks/demo/cast/DESK.yaml`, the people, and what those rooms are called.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from pydantic import ConfigDict
from ruamel.yaml import YAML

from chatdesk.adapters.slack import slack_manifest
from chatdesk.core.operations import OPERATIONS
from chatdesk.core.policy_desk import RoomsPolicy
from chatdesk.core.policy_values import Part
from chatdesk.sandbox.slack import BOT_USER

FACULTY: Final = "faculty"
"""The desk that the demo is of unless said."""
TEAM: Final = "T0DESK"
"""The id of every demo's Slack."""
GUILD: Final = "700000000000000001"
"""The id of every demo's Discord server."""
_DEMOS: Final = Path(__file__).parent / "desks" / "demo"


class Team(Part):
    """The company whose desk it is, as Slack and Discord name it."""

    name: str
    domain: str


class RoomName(Part):
    """What a room is called."""

    name: str
    topic: str


class TalkRoom(RoomName):
    """The room in which there is no desk; the policy does not know it, so its ids stand here."""

    slack: str
    discord: str


class Somebody(Part):
    """A person of the demo, with an account on each platform."""

    name: str
    real_name: str
    title: str
    customer: str = ""
    """The company on whose behalf they ask, where the desk serves several."""
    roster: Mapping[str, tuple[str, ...]] = {}
    """For which of the policy's customers they may open tickets, and on which shifts."""
    locale: str
    color: str
    slack: str
    discord: str
    groups: tuple[str, ...] = ()
    """The groups in which they are an agent."""

    @property
    def told(self) -> str:
        """Whose they are, and what."""
        return f"{self.customer} · {self.title}" if self.customer else self.title


class Cast(Part):
    """Everybody of a demo, and what the rooms are called."""

    team: Team
    time_zone: str
    help: RoomName
    """The intake room."""
    talk: TalkRoom
    groups: Mapping[str, RoomName]
    """Each group's private room, on every platform on which it has one."""
    people: tuple[Somebody, ...]

    def members(self, group: str) -> list[Somebody]:
        """Return the agents of a group."""
        return [somebody for somebody in self.people if group in somebody.groups]


class _Group(Part):
    """Where a group's members are."""

    rooms: Mapping[str, str] = {}
    roles: Mapping[str, str] = {}


class _Places(Part):
    """What a demo's policy says of rooms and roles; the shipped desk that it extends says nothing of them."""

    model_config = ConfigDict(extra="ignore")

    rooms: Mapping[str, RoomsPolicy]
    groups: Mapping[str, _Group]


def demo_names() -> tuple[str, ...]:
    """Return the names of the desks of which there is a demo."""
    return tuple(sorted(path.stem for path in _DEMOS.glob("*.yaml")))


def demo_policy(desk: str = FACULTY) -> Path:
    """Return the policy with which a desk's demo runs."""
    return _DEMOS / f"{desk}.yaml"


@cache
def cast_of(desk: str = FACULTY) -> Cast:
    """Return who is there in a desk's demo."""
    return Cast.model_validate(_read(_DEMOS / "cast" / f"{desk}.yaml"))


@cache
def _places_of(desk: str) -> _Places:
    return _Places.model_validate(_read(demo_policy(desk)))


def _read(path: Path) -> object:
    return YAML(typ="safe", pure=True).load(path)


# -- Slack
def workspace_seed(desk: str = FACULTY) -> Mapping[str, Any]:
    """Return a demo's local Slack: its people, the intake room, a place to talk, a private room for each group."""
    cast, places = cast_of(desk), _places_of(desk)
    private = (
        _channel(group.rooms["slack"], cast.groups[name], cast.members(name), private=True)
        for name, group in places.groups.items()
        if "slack" in group.rooms
    )
    return {
        "team": {"id": TEAM, **cast.team.model_dump()},
        "bot_token": "xoxb-sandbox",
        "app_token": "xapp-sandbox",
        "signing_secret": "sandbox-secret",
        "manifest": slack_manifest(OPERATIONS),
        "users": [_slack_user(somebody, cast.time_zone) for somebody in cast.people],
        "channels": [
            _channel(places.rooms["slack"].intake, cast.help, cast.people),
            _channel(cast.talk.slack, cast.talk, cast.people),
            *private,
        ],
    }


def _slack_user(somebody: Somebody, time_zone: str) -> Mapping[str, Any]:
    return {
        "id": somebody.slack,
        "name": somebody.name,
        "real_name": somebody.real_name,
        "display_name": somebody.real_name,
        "locale": somebody.locale,
        "tz": time_zone,
        "title": somebody.told,
        "email": f"{somebody.name}@example.test",
        "color": somebody.color,
    }


def _channel(channel: str, room: RoomName, members: Iterable[Somebody], *, private: bool = False) -> Mapping[str, Any]:
    inside = [*(somebody.slack for somebody in members), BOT_USER]
    return {"id": channel, "name": room.name, "is_private": private, "members": inside, "topic": room.topic}


# -- Discord
def guild_seed(desk: str = FACULTY) -> Mapping[str, Any]:
    """Return a demo's local Discord: the same people and rooms; who sees a group's room, its role tells."""
    cast, places = cast_of(desk), _places_of(desk)
    roles = {name: group.roles["discord"] for name, group in places.groups.items() if "discord" in group.roles}
    private = [
        {**_text(group.rooms["discord"], cast.groups[name]), "allow": [roles[name]]}
        for name, group in places.groups.items()
        if "discord" in group.rooms
    ]
    return {
        "guild": {"id": GUILD, "name": cast.team.name},
        "token": "sandbox.discord.token",
        "bot": {"id": "700000000000000003", "name": "chatdesk"},
        "users": [_discord_user(somebody, cast.time_zone, roles) for somebody in cast.people],
        "roles": [{"id": role, "name": name, "permissions": "0"} for name, role in roles.items()],
        "channels": [
            _text(places.rooms["discord"].intake, cast.help),
            *private,
            _text(cast.talk.discord, cast.talk),
        ],
        "intents": ["message_content"],
    }


def _discord_user(somebody: Somebody, time_zone: str, roles: Mapping[str, str]) -> Mapping[str, Any]:
    return {
        "id": somebody.discord,
        "name": somebody.name,
        "global_name": somebody.real_name,
        "locale": "fr" if somebody.locale.startswith("fr") else somebody.locale,
        "tz": time_zone,
        "title": somebody.told,
        "color": somebody.color,
        "roles": [roles[group] for group in somebody.groups if group in roles],
    }


def _text(channel: str, room: RoomName) -> Mapping[str, Any]:
    return {"id": channel, "name": room.name, "type": 0, "topic": room.topic}
