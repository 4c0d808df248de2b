"""A conversation of the local Slack and what is in it; and the limit on posting there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chatdesk.sandbox.slack.errors import Json


@dataclass
class PostingLimit:
    """Slack's "one message a second and channel", with the short burst it lets pass."""

    rate: float = 1.0
    burst: int = 4
    _buckets: dict[str, tuple[float, float]] = field(default_factory=dict)

    def wait_for(self, channel: str, now: float) -> float:
        """Take one posting's worth; returns the seconds to wait instead when there is none left."""
        left, since = self._buckets.get(channel, (float(self.burst), now))
        left = min(float(self.burst), left + (now - since) * self.rate)
        if left < 1:
            self._buckets[channel] = (left, now)
            return (1 - left) / self.rate
        self._buckets[channel] = (left - 1, now)
        return 0.0


@dataclass
class Channel:
    """A public or private channel, or a direct message between a person and the app."""

    id: str
    name: str
    members: list[str]
    is_private: bool = False
    is_im: bool = False
    topic: str = ""
    created: int = 0
    is_archived: bool = False
    messages: dict[str, Json] = field(default_factory=dict)
    threads: dict[str, list[Json]] = field(default_factory=dict)
    ephemerals: list[Json] = field(default_factory=list)
    read: dict[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """Slack's `channel_type`."""
        if self.is_im:
            return "im"
        return "group" if self.is_private else "channel"

    def sees(self, user: str) -> bool:
        """Whether that person can read along."""
        return user in self.members or self.kind == "channel"

    def roots(self) -> Iterator[Json]:
        """The messages outside threads, oldest first, and replies also sent to the channel."""
        for message in self.messages.values():
            in_thread = message.get("thread_ts") not in {None, message["ts"]}
            if not in_thread or message.get("subtype") == "thread_broadcast":
                yield message

    def add(self, message: Json) -> None:
        """Keep a message, in its thread if it is a reply."""
        self.messages[message["ts"]] = message
        if message.get("thread_ts", message["ts"]) != message["ts"]:
            self.threads.setdefault(message["thread_ts"], []).append(message)

    def remove(self, message: Json) -> None:
        """Forget a message."""
        del self.messages[message["ts"]]
        thread = self.threads.get(message.get("thread_ts", ""), [])
        if message in thread:
            thread.remove(message)

    def replies(self, root_ts: str) -> list[Json]:
        """The replies in a thread, oldest first, without the root."""
        return list(self.threads.get(root_ts, ()))

    def ephemerals_for(self, user: str, thread_ts: str | None) -> list[Json]:
        """What only that person sees, in the channel itself or in one thread."""
        return [e for e in self.ephemerals if e["_for"] == user and e.get("thread_ts") == thread_ts]

    def unread(self, user: str) -> int:
        """How many root messages of others came since that person last looked."""
        since = self.read.get(user, "")
        return sum(1 for m in self.roots() if m["ts"] > since and m.get("user") != user)
