"""Calls to Slack's Web API: one session for all of them, and no retry that could post twice. Knows no desk.

A method is called by its own name, so a fake in tests is one coroutine function.
"""

from __future__ import annotations

import asyncio
import logging
import re
from dataclasses import dataclass
from typing import Any, Final, Protocol

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

SLACK_API: Final = "https://slack.com/api/"
LIBRARY_LOG: Final = "chatdesk.slack.library"
_SECRET: Final = re.compile(r"xox\w-[\w-]+|xapp-[\w-]+|\?\S+")
_AS_TEXT: Final = ("conversations.", "users.", "auth.", "files.")
"""Slack takes no JSON for most of these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackSettings:
    """How to reach a workspace. The app token is for Socket Mode, the signing secret for HTTP."""

    bot_token: str
    app_token: str = ""
    signing_secret: str = ""
    api_url: str = SLACK_API
    timeout: float = 20.0
    """Seconds for one call, all in all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who we are in the workspace."""

    team: str
    url: str
    """The workspace's address, with a slash at its end."""
    bot_user: str
    bot_id: str
    name: str = "chatdesk"
    """What to type to invite us."""

    def link_to(self, room: str, message: str, thread: str = "") -> str:
        """Return a message's address, computed here: asking Slack for it would be a call a message."""
        link = f"{self.url}archives/{room}/p{message.replace('.', '')}"
        return f"{link}?thread_ts={thread}&cid={room}" if thread and thread != message else link


class Wire(Protocol):
    """What everything else here needs of the Web API."""

    async def call(self, method: str, /, **arguments: object) -> dict[str, Any]:
        """Call a method; raise SlackApiError, an aiohttp error or TimeoutError."""

    async def identity(self) -> Identity:
        """Say who we are: asked once."""

    async def respond(self, response_url: str, body: dict[str, Any]) -> None:
        """Post to the address that came with an interaction."""

    async def upload(self, url: str, data: bytes) -> None:
        """Put a file where Slack wants it."""


class WebApi:
    """The Web API through slack_sdk's client, in one shared session."""

    def __init__(self, settings: SlackSettings) -> None:
        self.timeout = settings.timeout
        api_url = settings.api_url if settings.api_url.endswith("/") else f"{settings.api_url}/"
        self.client = AsyncWebClient(
            token=settings.bot_token, base_url=api_url, retry_handlers=[], logger=library_logger()
        )
        self._identity: Identity | None = None
        self._asking = asyncio.Lock()

    async def call(self, method: str, /, **arguments: object) -> dict[str, Any]:
        self.open()
        if method.startswith(_AS_TEXT):
            answer = await self.client.api_call(method, params=_as_text(arguments))
        else:
            answer = await self.client.api_call(method, json=arguments)
        assert isinstance(answer.data, dict)
        return answer.data

    async def identity(self) -> Identity:
        if self._identity is None:
            async with self._asking:
                if self._identity is None:
                    self._identity = auth_to_identity(await self.call("auth.test"))
        return self._identity

    async def respond(self, response_url: str, body: dict[str, Any]) -> None:
        async with self.open().post(response_url, json=body, allow_redirects=False) as answer:
            answer.raise_for_status()

    async def upload(self, url: str, data: bytes) -> None:
        async with self.open().post(url, data=data, allow_redirects=False) as answer:
            answer.raise_for_status()

    def open(self) -> aiohttp.ClientSession:
        """Return the session, made at the first need: it belongs to the running loop."""
        if self.client.session is None:
            self.client.session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=self.timeout))
        return self.client.session

    async def close(self) -> None:
        """Close the session; calls after this one fail."""
        if self.client.session is not None:
            await self.client.session.close()


def auth_to_identity(answer: dict[str, Any]) -> Identity:
    """Return who we are from what `auth.test` says."""
    url = str(answer.get("url") or "")
    return Identity(
        team=str(answer.get("team_id") or ""),
        url=url if url.endswith("/") else f"{url}/",
        bot_user=str(answer.get("user_id") or ""),
        bot_id=str(answer.get("bot_id") or ""),
        name=str(answer.get("user") or "chatdesk"),
    )


def _as_text(arguments: dict[str, Any]) -> dict[str, str]:
    texts = {True: "true", False: "false"}
    return {
        name: texts[value] if isinstance(value, bool) else str(value)
        for name, value in arguments.items()
        if value is not None
    }


def library_logger() -> logging.Logger:
    """Return the logger for bolt and slack_sdk: errors only, since below that they log bodies, and no secrets."""
    logger = logging.getLogger(LIBRARY_LOG)
    logger.setLevel(logging.ERROR)
    if not any(isinstance(present, _NoSecrets) for present in logger.filters):
        logger.addFilter(_NoSecrets())
    return logger


class _NoSecrets(logging.Filter):
    """Takes tokens, query strings and tracebacks (which may quote a body) out of what libraries log."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = _SECRET.sub("…", record.getMessage())
        record.args = ()
        record.exc_info = None
        return True
