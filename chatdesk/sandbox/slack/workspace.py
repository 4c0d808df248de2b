"""The state of the local Slack workspace: people, channels, files, ids and time.

It only remembers. What happened is left in `outgoing` (events for the app) and `notices` (for open pages), which
the sandbox picks up after each call.
"""

from __future__ import annotations

import copy
import secrets
from typing import TYPE_CHECKING

from chatdesk.sandbox.clock import SandboxClock
from chatdesk.sandbox.live import Notice
from chatdesk.sandbox.slack.channel import Channel, PostingLimit
from chatdesk.sandbox.slack.errors import ControlError, Json, SlackError
from chatdesk.sandbox.slack.manifest import Manifest

if TYPE_CHECKING:
    from collections.abc import Mapping

BOT_USER = "U0CHATDESK"
BOT_ID = "B0CHATDESK"
APP_ID = "A0CHATDESK"

_SUBSCRIPTION = {"channel": "message.channels", "group": "message.groups", "im": "message.im"}


class Workspace:
    """One Slack team with one installed app."""

    posting_limit: PostingLimit | None

    def __init__(self, seed: Mapping[str, object], clock: SandboxClock | None = None) -> None:
        self._seed = copy.deepcopy(dict(seed))
        self._own_clock = clock is None
        self.clock = clock or SandboxClock()
        self.reset()

    @classmethod
    def from_seed(cls, seed: Mapping[str, object], clock: SandboxClock | None = None) -> Workspace:
        """A workspace as the seed (docs/sandbox.md) describes it, on a clock of its own or one that is handed over."""
        return cls(seed, clock)

    def reset(self) -> None:
        """Forget everything since the seed."""
        seed: Json = copy.deepcopy(self._seed)
        if self._own_clock:
            self.clock.reset()
        self.team: Json = seed.get("team") or {"id": "T0DESK", "name": "Desk", "domain": "desk"}
        self.manifest = Manifest(seed.get("manifest", {}))
        self.bot_token: str = seed.get("bot_token", "xoxb-sandbox")
        self.app_token: str = seed.get("app_token", "xapp-sandbox")
        self.signing_secret: str = seed.get("signing_secret", "sandbox-secret")
        self.revoked = False
        self.posting_limit = None
        self.outgoing: list[Json] = []
        self.notices: list[Notice] = []
        self.files: dict[str, Json] = {}
        self.users: dict[str, Json] = {user["id"]: user for user in seed.get("users", [])}
        self.users[BOT_USER] = self._bot_user()
        self.channels: dict[str, Channel] = {}
        self._last_ts = 0
        for channel in seed.get("channels", []):
            self._add_seeded(channel)
        for user in list(self.users):
            if user != BOT_USER:
                self._add_direct(user)

    def _bot_user(self) -> Json:
        name = self.manifest.name
        handle = "".join(letter for letter in name.lower() if letter.isalnum())
        return {"id": BOT_USER, "name": handle or "app", "real_name": name, "is_bot": True, "locale": "en-US"}

    def _add_seeded(self, seed: Json) -> None:
        known = {key: seed[key] for key in ("id", "name", "is_private", "topic") if key in seed}
        members = list(seed.get("members", []))
        self.channels[seed["id"]] = Channel(**known, members=members, created=int(self.clock.now()))

    def _add_direct(self, user: str) -> None:
        channel = "D" + user[1:]
        members = [user, BOT_USER]
        self.channels[channel] = Channel(channel, "", members, is_im=True, created=int(self.clock.now()))

    # Ids and time

    def next_ts(self) -> str:
        """A message timestamp: the time in microseconds, never the same twice."""
        self._last_ts = max(self._last_ts + 1, int(self.clock.now() * 1_000_000))
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def new_id(self, prefix: str) -> str:
        """An id as Slack writes them."""
        return prefix + "0" + secrets.token_hex(5).upper()

    # Looking up

    @property
    def bot(self) -> Json:
        """The app's bot user."""
        return self.users[BOT_USER]

    def is_bot_in(self, channel: Channel) -> bool:
        """Whether the app is a member."""
        return BOT_USER in channel.members

    def direct(self, user: str) -> Channel:
        """The direct message between a person and the app."""
        return self.channels["D" + user[1:]]

    def channel_for_app(self, channel_id: object) -> Channel:
        """A conversation as the app may know it: by id, by `#name`, or by the id of the person to write to."""
        name = str(channel_id or "")
        if name in self.users and name != BOT_USER:
            return self.direct(name)
        found = self.channels.get(name)
        if found is None and name.startswith("#"):
            found = next((c for c in self.channels.values() if c.name == name[1:]), None)
        if found is None or (found.kind != "channel" and not self.is_bot_in(found)):
            raise SlackError("channel_not_found")
        return found

    def app_sees_file(self, file: Json) -> bool:
        """Whether a file was shared where the app is, or handed to it in a modal."""
        places = (self.channels.get(name) for name in file["_shared"])
        return (
            file["user"] == BOT_USER
            or "app" in file["_shared"]
            or any(place and self.is_bot_in(place) for place in places)
        )

    def person(self, user_id: object) -> Json:
        """Who acts at the controls."""
        user = self.users.get(str(user_id))
        if user is None or user_id == BOT_USER:
            raise ControlError("user_not_found", f"nobody here has the id {user_id}")
        return user

    def seen_channel(self, channel_id: object, user: str) -> Channel:
        """A conversation a person can read."""
        channel = self.channels.get(str(channel_id))
        if channel is None or not channel.sees(user):
            raise ControlError("channel_not_found", f"{user} sees no channel {channel_id}")
        return channel

    def names(self) -> dict[str, str]:
        """What people type after `@`, and whom it means."""
        handles = {user["name"]: user["id"] for user in self.users.values()}
        return {user["real_name"]: user["id"] for user in self.users.values() if user.get("real_name")} | handles

    def channel_names(self) -> dict[str, str]:
        """What people type after `#`, and which public channel it means."""
        return {c.name: c.id for c in self.channels.values() if c.kind == "channel"}

    # Membership

    def join(self, channel: Channel, user: str) -> None:
        """Make somebody a member, unless they are."""
        if user in channel.members:
            return
        channel.members.append(user)
        self.emit(self._member_event("member_joined_channel", channel, user), channel)
        self.tell("state")

    def leave(self, channel: Channel, user: str) -> None:
        """Take somebody out. The app itself only hears that it left."""
        if user not in channel.members:
            return
        channel.members.remove(user)
        if user == BOT_USER:
            kind = "group_left" if channel.is_private else "channel_left"
            self.emit({"type": kind, "channel": channel.id, "event_ts": self.next_ts()})
        else:
            self.emit(self._member_event("member_left_channel", channel, user), channel)
        self.tell("state")

    def _member_event(self, kind: str, channel: Channel, user: str) -> Json:
        letter = "G" if channel.is_private else "C"
        event: Json = {"type": kind, "user": user, "channel": channel.id, "channel_type": letter}
        return event | {"team": self.team["id"], "event_ts": self.next_ts()}

    # Telling

    def emit(self, event: Json, channel: Channel | None = None) -> None:
        """Leave an event for the app, if it subscribed and is in that channel."""
        name = str(event["type"])
        if name == "message" and channel is not None:
            name = _SUBSCRIPTION[channel.kind]
        if name in self.manifest.events and (channel is None or self.is_bot_in(channel)):
            self.outgoing.append(copy.deepcopy(event))

    def tell(self, kind: str, *, user: str | None = None, channel: str | None = None, **body: object) -> None:
        """Leave a notice for the open pages."""
        self.notices.append(Notice({"type": kind, **body}, user, channel))

    def changed(self, channel: Channel, thread_ts: str | None) -> None:
        """Tell the open pages that a channel, or one of its threads, looks different now."""
        self.tell("changed", channel=channel.id, thread=thread_ts)
        self.notices[-1].body["channel"] = channel.id
