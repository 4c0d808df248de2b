"""A place of the local Discord and what is in it: a text channel, a thread or a direct message."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatdesk.sandbox.discord.errors import Json

TEXT, DIRECT, PUBLIC_THREAD, PRIVATE_THREAD = 0, 1, 11, 12
THREADS = (PUBLIC_THREAD, PRIVATE_THREAD)
EPHEMERAL = 1 << 6


@dataclass
class ThreadState:
    """What a thread has beyond a channel. `members` says since when each is in."""

    owner: str
    invitable: bool = True
    auto_archive_duration: int = 1440
    archived: bool = False
    locked: bool = False
    archived_at: float = 0.0
    created: float = 0.0
    members: dict[str, float] = field(default_factory=dict)


@dataclass(eq=False)
class Channel:
    """A place with messages. Whoever asks `sees` goes by permissions and thread membership."""

    id: str
    name: str
    type: int = TEXT
    topic: str | None = None
    parent_id: str | None = None
    position: int = 0
    slowmode: int = 0
    overwrites: list[Json] = field(default_factory=list)
    thread: ThreadState | None = None
    recipient: str | None = None
    messages: dict[str, Json] = field(default_factory=dict)
    ephemerals: dict[str, Json] = field(default_factory=dict)
    read: dict[str, str] = field(default_factory=dict)
    renamed_at: list[float] = field(default_factory=list)
    seen_by: Callable[[Channel, str], bool] = field(default=lambda _channel, _user: True, repr=False)

    @property
    def is_direct(self) -> bool:
        """Whether this is a direct message."""
        return self.type == DIRECT

    def sees(self, user: str) -> bool:
        """Whether that person can read along."""
        return self.seen_by(self, user)

    def shown_to(self, user: str) -> list[Json]:
        """What that person sees here, oldest first, ephemerals included."""
        mine = [message for message in self.ephemerals.values() if message["_for"] == user]
        return sorted([*self.messages.values(), *mine], key=lambda message: int(message["id"]))

    def last_message_id(self) -> str | None:
        """The newest message."""
        return next(reversed(self.messages), None)

    def unread(self, user: str) -> int:
        """How many messages of others came since that person last looked."""
        since = int(self.read.get(user, "0"))
        return sum(1 for m in self.messages.values() if int(m["id"]) > since and m["_author"] != user)
