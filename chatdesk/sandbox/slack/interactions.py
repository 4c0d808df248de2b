"""One use of the app by a person, and what it hands the app to answer with: a trigger and a response URL.

The trigger opens one view within 3 s; the response URL takes 5 posts within 30 min.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chatdesk.sandbox.slack.errors import Json, SlackError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chatdesk.sandbox.clock import SandboxClock

TRIGGER_LIFE = 3.0
RESPONSE_URL_LIFE = 30 * 60.0
RESPONSE_URL_USES = 5


@dataclass(eq=False)
class Interaction:
    """A person's command, press, submission or shortcut, and what came of it so far."""

    user: str
    trigger_id: str
    trigger_expires: float
    channel: str | None = None
    view_id: str | None = None
    message_ts: str | None = None
    thread_ts: str | None = None
    trigger_used: bool = False
    opened: Json | None = None
    reply: Json | None = None
    happened: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass
class ResponseUrl:
    """Where the app may post about an interaction without being in the channel."""

    interaction: Interaction
    expires: float
    uses_left: int = RESPONSE_URL_USES


class Interactions:
    """The triggers and response URLs handed out."""

    def __init__(self, clock: SandboxClock) -> None:
        self._clock = clock
        self._triggers: dict[str, Interaction] = {}
        self._urls: dict[str, ResponseUrl] = {}
        self._under_way: set[Interaction] = set()

    def begin(
        self,
        user: str,
        *,
        channel: str | None = None,
        view_id: str | None = None,
        message_ts: str | None = None,
        thread_ts: str | None = None,
    ) -> Interaction:
        """Start one, with a fresh trigger."""
        trigger_id = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        begun = Interaction(
            user=user,
            trigger_id=trigger_id,
            trigger_expires=self._clock.running() + TRIGGER_LIFE,
            channel=channel,
            view_id=view_id,
            message_ts=message_ts,
            thread_ts=thread_ts,
        )
        self._triggers[trigger_id] = begun
        return begun

    def response_path(self, interaction: Interaction) -> str:
        """A fresh response URL's path."""
        key = secrets.token_urlsafe(18)
        self._urls[key] = ResponseUrl(interaction, self._clock.running() + RESPONSE_URL_LIFE)
        return f"/response/{key}"

    def exchange(self, trigger_id: object) -> Interaction:
        """Use a trigger up. Call it only once everything else about the view is right."""
        begun = self._triggers.get(str(trigger_id or ""))
        if begun is None:
            raise SlackError("invalid_trigger_id")
        if begun.trigger_used:
            raise SlackError("exchanged_trigger_id")
        if self._clock.running() > begun.trigger_expires:
            raise SlackError("expired_trigger_id")
        begun.trigger_used = True
        return begun

    def use_response_url(self, key: str) -> Interaction:
        """Count one use of a response URL."""
        url = self._urls.get(key)
        if url is None:
            raise SlackError("invalid_url")
        if self._clock.running() > url.expires:
            raise SlackError("expired_url")
        if url.uses_left == 0:
            raise SlackError("used_url")
        url.uses_left -= 1
        return url.interaction

    # What came of them

    @contextlib.contextmanager
    def under_way(self, interaction: Interaction) -> Iterator[None]:
        """While the person waits for the app's answer."""
        self._under_way.add(interaction)
        try:
            yield
        finally:
            self._under_way.discard(interaction)

    def opened(self, interaction: Interaction, view: Json) -> None:
        """The app opened or pushed a view."""
        interaction.opened = view
        interaction.happened.set()

    def updated(self, view_id: str) -> None:
        """The app updated a view."""
        for interaction in self._under_way:
            if interaction.view_id == view_id:
                interaction.happened.set()

    def replied(self, user: str, message: Json) -> None:
        """The app told that person something only they see."""
        for interaction in self._under_way:
            if interaction.user == user:
                interaction.reply = interaction.reply or message
                interaction.happened.set()

    def forget(self) -> None:
        """Forget all triggers and response URLs."""
        self._triggers.clear()
        self._urls.clear()
