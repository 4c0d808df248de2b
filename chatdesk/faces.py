"""The desk's faces: which platforms the settings open, what each lacks to start, and how it starts.

A platform's library is imported only where its token is set: a quarter of a second and tens of megabytes each.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final, Protocol

import structlog
from pydantic import SecretStr

from chatdesk.async_desk import AsyncDesk
from chatdesk.core.delivery import Platform
from chatdesk.settings import Settings, SettingsError
from chatdesk.store.drafts import SqlDrafts
from chatdesk.store.store import SqlStore

if TYPE_CHECKING:
    from chatdesk.adapters.discord import DiscordFace
    from chatdesk.adapters.slack import SlackFace

log = structlog.get_logger(__name__)

SERVE_AGAIN: Final = 15.0
"""Seconds after which a platform that could not be served is tried again."""


class Face(Protocol):
    """What the app needs of a face, whichever platform it is turned to."""

    @property
    def platform(self) -> Platform:
        """Return what the delivery job sends through."""

    async def sync_rooms(self) -> object:
        """Learn who is in the rooms, and which of them cannot be used."""

    async def tell_troubles(self) -> None:
        """Have the managers told of the rooms that could not be used when they were looked at; the first time only."""

    async def close(self) -> None:
        """Finish what is under way, then disconnect."""


def platforms_of(settings: Settings) -> tuple[str, ...]:
    """Return the platforms that the settings open."""
    tokens = {"slack": settings.slack_bot_token, "discord": settings.discord_token}
    return tuple(platform for platform, token in tokens.items() if token is not None)


def check_face(platform: str, settings: Settings) -> None:
    """Raise SettingsError where a platform is to be served and something that opens it is missing."""
    if platform == "discord" and settings.discord_token is None:
        raise SettingsError("CHATDESK_DISCORD_TOKEN is not set: there is no Discord to connect to")
    if platform == "slack" and settings.slack_bot_token is None:
        raise SettingsError("CHATDESK_SLACK_BOT_TOKEN is not set: there is no Slack to connect to")
    if platform == "slack" and settings.slack_app_token is None and settings.slack_signing_secret is None:
        raise SettingsError("Set CHATDESK_SLACK_APP_TOKEN (Socket Mode) or CHATDESK_SLACK_SIGNING_SECRET (HTTP)")


def slack_face(settings: Settings, desk: AsyncDesk, clock: Callable[[], datetime]) -> SlackFace:
    """Return the face towards Slack, not started."""
    from chatdesk.adapters.slack import SlackFace, SlackSettings  # noqa: PLC0415

    opened = SlackSettings(
        bot_token=_clear(settings.slack_bot_token),
        app_token=_clear(settings.slack_app_token),
        signing_secret=_clear(settings.slack_signing_secret),
        api_url=settings.slack_api_url,
    )
    return SlackFace(opened, desk, clock=lambda: clock().timestamp())


def discord_face(settings: Settings, desk: AsyncDesk, store: SqlStore, clock: Callable[[], datetime]) -> DiscordFace:
    """Return the face towards Discord, not started; its half-filled forms are kept in the store."""
    from chatdesk.adapters.discord import DiscordFace, DiscordSettings, StoredDrafts  # noqa: PLC0415

    opened = DiscordSettings(
        token=_clear(settings.discord_token),
        guild=settings.discord_guild,
        api_url=settings.discord_api_url,
        gateway_url=settings.discord_gateway_url,
    )
    drafts = StoredDrafts(SqlDrafts(store), desk)
    return DiscordFace(opened, desk, drafts=drafts, clock=lambda: clock().timestamp())


async def serve_slack(face: SlackFace, settings: Settings, served: asyncio.Event) -> None:
    """Serve Slack until cancelled: over Socket Mode where there is an app token, else over HTTP."""
    if settings.slack_app_token is not None:
        await face.start_socket_mode()
    else:
        await face.start_http(settings.http_host, settings.http_port)
        log.info("http.listening", host=settings.http_host, port=settings.http_port)
    await _synced(face, served)
    await asyncio.Event().wait()


async def serve_discord(face: DiscordFace, served: asyncio.Event) -> None:
    """Serve Discord over its gateway until cancelled, or until the connection ends for good."""
    for trouble in await face.start():
        log.warning("discord.reduced", reason=trouble.reason)
    await _synced(face, served)
    await face.ended()


async def kept_up(platform: str, serve: Callable[[], Awaitable[None]], tried: asyncio.Event) -> None:
    """Serve a platform again and again: what is wrong with one is told, and keeps neither the others nor the jobs."""
    while True:
        try:
            await serve()
        except Exception as error:  # noqa: BLE001 - whatever it is, the other platforms and the jobs go on
            log.warning("platform.unserved", platform=platform, error=type(error).__name__, reason=str(error)[:200])
        tried.set()
        await asyncio.sleep(SERVE_AGAIN)


async def _synced(face: Face, served: asyncio.Event) -> None:
    """Learn who is in the rooms; where that fails, the desk serves all the same, and the ticker has it done later.

    What is wrong with the rooms is told to the managers, once as long as the process runs.
    """
    try:
        await face.sync_rooms()
        await face.tell_troubles()
    except Exception:
        log.exception("rooms.unsynced", platform=face.platform.name)
    served.set()


def _clear(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""
