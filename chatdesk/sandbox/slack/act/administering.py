"""What happens around the desk: people come and go, channels are archived, time passes, things break."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chatdesk.sandbox.faults import Fault
from chatdesk.sandbox.slack.act.base import Acts, answering
from chatdesk.sandbox.slack.delivery import Retry
from chatdesk.sandbox.slack.errors import ControlError, Json
from chatdesk.sandbox.slack.wire import user_on_wire
from chatdesk.sandbox.slack.workspace import BOT_USER

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from chatdesk.sandbox.slack.channel import Channel

_PROFILE = ("real_name", "title", "email", "locale", "tz", "deleted")


class Administering(Acts):
    """Acts of nobody in particular."""

    @answering
    async def join(self, *, as_: str, channel: str) -> Json:
        """Join a public channel."""
        self._workspace.person(as_)
        self._entered(channel, as_)
        return {"deliveries": await self._reports()}

    @answering
    async def leave(self, *, as_: str, channel: str) -> Json:
        """Leave a channel."""
        self._workspace.person(as_)
        place = self._workspace.seen_channel(channel, as_)
        if place.is_im:
            raise ControlError("cant_leave_im", "one cannot leave a direct message")
        self._workspace.leave(place, as_)
        return {"deliveries": await self._reports()}

    @answering
    async def channel(self, *, channel: str, do: str) -> Json:
        """Archive, unarchive or delete a channel; put the app in or take it out."""
        place = self._workspace.channels.get(channel)
        if place is None:
            raise ControlError("channel_not_found")
        changes: dict[str, Callable[[Channel], None]] = {
            "archive": self._archive,
            "unarchive": self._unarchive,
            "delete": self._delete,
            "add_bot": self._add_bot,
            "remove_bot": self._remove_bot,
        }
        if do not in changes:
            raise ControlError("invalid_do", "one of " + ", ".join(changes))
        changes[do](place)
        self._workspace.tell("state")
        return {"deliveries": await self._reports()}

    def _archive(self, place: Channel) -> None:
        place.is_archived = True
        self._channel_event(place, "archive")

    def _unarchive(self, place: Channel) -> None:
        place.is_archived = False
        self._channel_event(place, "unarchive")

    def _delete(self, place: Channel) -> None:
        self._channel_event(place, "deleted")
        del self._workspace.channels[place.id]

    def _add_bot(self, place: Channel) -> None:
        self._workspace.join(place, BOT_USER)

    def _remove_bot(self, place: Channel) -> None:
        self._workspace.leave(place, BOT_USER)

    def _channel_event(self, place: Channel, what: str) -> None:
        kind = f"{'group' if place.is_private else 'channel'}_{what}"
        user = next((member for member in place.members if member != BOT_USER), "USLACKBOT")
        event = {"type": kind, "channel": place.id, "user": user, "event_ts": self._workspace.next_ts()}
        self._workspace.emit(event, place)

    @answering
    async def profile(self, *, as_: str, changes: Mapping[str, Any]) -> Json:
        """Change a person's name, language, time zone and the like, or deactivate them with `deleted`."""
        user = self._workspace.person(as_)
        if unknown := set(changes) - set(_PROFILE):
            raise ControlError("invalid_arguments", f"no such field: {', '.join(sorted(unknown))}")
        user.update(changes)
        email = "users:read.email" in self._workspace.manifest.scopes
        wire = user_on_wire(self._workspace, user, locale=True, email=email)
        self._workspace.emit({"type": "user_change", "user": wire, "event_ts": self._workspace.next_ts()})
        self._workspace.tell("state")
        return {"user": user, "deliveries": await self._reports()}

    @answering
    async def revoke(self) -> Json:
        """Revoke the app's token, as an administrator would."""
        self._workspace.revoked = True
        tokens = {"oauth": [], "bot": [BOT_USER]}
        event = {"type": "tokens_revoked", "tokens": tokens, "event_ts": self._workspace.next_ts()}
        self._workspace.emit(event)
        return {"deliveries": await self._reports()}

    @answering
    async def restore(self) -> Json:
        """Let the app's token work again."""
        self._workspace.revoked = False
        return {}

    @answering
    async def clock(self, *, advance: float) -> Json:
        """Let time pass, for triggers and limits too; the server's `time` turns the calendar only."""
        if advance < 0:
            raise ControlError("invalid_arguments", "the clock only moves forward")
        now = self._workspace.clock.advance(advance)
        self._workspace.tell("clock", now=now)
        self._sandbox.events.flush()
        return {"now": now}

    @answering
    async def fault(
        self,
        *,
        method: str,
        kind: str,
        times: int = 1,
        retry_after: float = 1,
        delay: float = 0,
        match: Mapping[str, Any] | None = None,
    ) -> Json:
        """Order a fault for the next calls of a method."""
        self._sandbox.faults.add(Fault(method, kind, times, retry_after, delay, dict(match or {})))
        return {}

    @answering
    async def faults_clear(self) -> Json:
        """Take back the faults not met yet."""
        self._sandbox.faults.clear()
        return {}

    @answering
    async def redeliver(self, *, delivery_id: str, retry_num: int | None = None, reason: str = "http_timeout") -> Json:
        """Send the very same payload again, marked as a retry when `retry_num` is given."""
        sent = next((d for d in self._sandbox.deliveries if d.id == delivery_id), None)
        if sent is None:
            raise ControlError("delivery_not_found")
        retry = Retry(retry_num, reason) if retry_num is not None else None
        delivery = await self._sandbox.deliverer.send(sent.kind, sent.payload, retry)
        return {"delivery": delivery.report()}

    @answering
    async def calls(self, *, method: str | None = None) -> Json:
        """The Web API calls the app made."""
        return {"calls": [c.report() for c in self._sandbox.calls if method in {None, "", c.method}]}

    @answering
    async def calls_clear(self) -> Json:
        """Forget the calls."""
        self._sandbox.calls.clear()
        return {}

    @answering
    async def deliveries(self) -> Json:
        """The payloads sent to the app."""
        return {"deliveries": [delivery.report() for delivery in self._sandbox.deliveries]}

    @answering
    async def reset(self) -> Json:
        """Return to the seed."""
        self._sandbox.reset()
        return {}
