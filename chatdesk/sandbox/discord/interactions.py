"""One use of the app by a person: its token, the one answer within 3 s, and the follow-ups within 15 min."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chatdesk.sandbox.discord.errors import ApiError

if TYPE_CHECKING:
    from chatdesk.sandbox.discord.channel import Channel
    from chatdesk.sandbox.discord.errors import Json
    from chatdesk.sandbox.discord.guild import Guild

ANSWER_WITHIN = 3.0
TOKEN_LIFE = 15 * 60.0
COMMAND, COMPONENT, AUTOCOMPLETE, SUBMISSION = 2, 3, 4, 5
MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9


@dataclass(eq=False)
class Interaction:
    """A person's command, press, submission or keystroke, and what came of it so far.

    `source` is the message it was used on, `original` the message that answers it.
    """

    id: str
    token: str
    type: int
    user: str
    channel: Channel
    created: float
    name: str = ""
    command_type: int = 1
    source: Json | None = None
    response: Json | None = None
    original: Json | None = None
    loading: bool = False
    modal: Json | None = None
    follow_ups: list[Json] = field(default_factory=list)
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    happened: asyncio.Event = field(default_factory=asyncio.Event)

    def metadata(self, user: Json, owner: str) -> Json:
        """What a message that answers it says about it."""
        shown: Json = {"id": self.id, "type": self.type, "user": user, "authorizing_integration_owners": {"0": owner}}
        if self.type == COMMAND:
            shown["name"] = self.name
        pressed = {"interacted_message_id": self.source["id"]} if self.source else {}
        if self.type == SUBMISSION:
            opener = {"type": COMPONENT, **pressed} if pressed else {"type": COMMAND, "name": self.name}
            return shown | {"triggering_interaction_metadata": shown | opener}
        return shown | pressed


class Interactions:
    """The tokens handed out."""

    def __init__(self, guild: Guild) -> None:
        self.answer_within = ANSWER_WITHIN
        self._guild = guild
        self._by_token: dict[str, Interaction] = {}

    def forget(self) -> None:
        """Lose all tokens."""
        self._by_token.clear()

    def begin(
        self, kind: int, user: str, channel: Channel, *, name: str = "", source: Json | None = None
    ) -> Interaction:
        """Start one, with a fresh token."""
        token = secrets.token_urlsafe(48)
        now = self._guild.clock.running()
        begun = Interaction(self._guild.new_id(), token, kind, user, channel, now, name=name, source=source)
        self._by_token[token] = begun
        return begun

    def to_answer(self, key: str, token: str) -> Interaction:
        """The interaction that is being answered, if it still can be."""
        begun = self._by_token.get(token)
        if begun is None or begun.id != key:
            raise ApiError(10062)
        if begun.response is not None:
            raise ApiError(40060)
        if self._guild.clock.running() > begun.created + self.answer_within:
            raise ApiError(10062)
        return begun

    def to_follow_up(self, application: str, token: str) -> Interaction:
        """The interaction that more is said about."""
        begun = self._by_token.get(token)
        if begun is None or application != self._guild.application_id:
            raise ApiError(10015)
        if self._guild.clock.running() > begun.created + TOKEN_LIFE:
            raise ApiError(50027)
        if begun.response is None:
            raise ApiError(10015)
        return begun
