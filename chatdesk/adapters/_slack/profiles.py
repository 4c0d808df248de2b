"""Who people are: `users.info` once an hour and person, once a minute where it failed. Knows the wire, no desk.

Slack is never worth failing for here: where it does not answer, a person is what the payload said of them. Only who
counts as a person for certain (`is_person`) is never guessed.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError

from chatdesk.adapters._cutting import storable
from chatdesk.adapters._slack.spans import PLATFORM
from chatdesk.adapters._slack.wire import Wire
from chatdesk.core.model import Handle
from chatdesk.core.ports import Profile
from chatdesk.core.words import language_of

KEPT_FOR: Final = 3600.0
FAILURE_KEPT_FOR: Final = 60.0
MOST_KEPT: Final = 20_000
SLACKBOT: Final = "USLACKBOT"
"""Slack's own helper, of which Slack says that it is no app."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Known:
    name: str = ""
    language: str = ""
    time_zone: str = ""
    is_person: bool | None = None
    """Whether it is a person and no app; None where Slack did not answer."""


class Profiles:
    """What Slack told about people, for a while."""

    def __init__(self, wire: Wire, clock: Callable[[], float], *, kept_for: float = KEPT_FOR) -> None:
        self._wire = wire
        self._clock = clock
        self._kept_for = kept_for
        self._asked: OrderedDict[str, tuple[float, asyncio.Task[_Known]]] = OrderedDict()

    async def of(self, user: str, *, name: str = "") -> Profile:
        """Return a person's profile; `name` is what the payload called them."""
        identity = await self._wire.identity()
        known = await asyncio.shield(self._task(user))
        return Profile(
            handle=Handle(PLATFORM, identity.team, user),
            name=known.name or storable(name),
            language=known.language,
            time_zone=known.time_zone,
        )

    async def is_person(self, user: str) -> bool | None:
        """Whether a member is a person and no app; None where Slack does not say."""
        return (await asyncio.shield(self._task(user))).is_person

    def name_of(self, user: str) -> str:
        """Return a name where it is known already, without asking."""
        return self._known(user).name

    def language_of(self, user: str) -> str:
        """Return a language where it is known already, without asking."""
        return self._known(user).language

    def _known(self, user: str) -> _Known:
        asked = self._asked.get(user)
        return asked[1].result() if asked and _is_answered(asked[1]) else _Known()

    def _task(self, user: str) -> asyncio.Task[_Known]:
        """Return the one look-up of a person: everybody who asks meanwhile waits for the same."""
        now = self._clock()
        asked = self._asked.get(user)
        if asked is None or now - asked[0] >= self._good_for(asked[1]):
            asked = (now, asyncio.create_task(self._ask(user)))
            self._asked[user] = asked
            while len(self._asked) > MOST_KEPT:
                self._asked.popitem(last=False)
        return asked[1]

    def _good_for(self, task: asyncio.Task[_Known]) -> float:
        """Return for how many seconds a look-up stands; one that broke off, not at all."""
        if not task.done():
            return self._kept_for
        if not _is_answered(task):
            return 0.0
        return self._kept_for if task.result().is_person is not None else min(FAILURE_KEPT_FOR, self._kept_for)

    async def _ask(self, user: str) -> _Known:
        try:
            answer = await self._wire.call("users.info", user=user, include_locale=True)
        except (SlackApiError, aiohttp.ClientError, OSError, TimeoutError) as error:
            log.warning("slack_profile_unknown", user=user, error=type(error).__name__)
            return _Known()
        return user_to_known(answer.get("user") or {})


def _is_answered(task: asyncio.Task[_Known]) -> bool:
    return task.done() and not task.cancelled() and task.exception() is None


def user_to_known(user: dict[str, Any]) -> _Known:
    """Return what a `users.info` answer says; the display name is what others see."""
    profile = user.get("profile") or {}
    names = (profile.get("display_name"), profile.get("real_name"), user.get("real_name"), user.get("name"))
    return _Known(
        name=storable(next((str(name).strip() for name in names if name and str(name).strip()), "")),
        language=language_of(user.get("locale"), ""),
        time_zone=str(user.get("tz") or ""),
        is_person=not (user.get("is_bot") or user.get("id") == SLACKBOT) if user else None,
    )
