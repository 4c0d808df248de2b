"""Bolt as its documentation shows it: listeners on an AsyncApp."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bench.payloads import BOT_TOKEN, SIGNING_SECRET
from chatdesk.core.operations import OPERATIONS

ANYTHING = re.compile("")
SHORTCUTS = ("open", "open_from_message")
EVENTS = ("message", "reaction_added", "app_home_opened", "member_joined_channel", "member_left_channel")


def bare_app(api_url: str) -> AsyncApp:
    """Return an app with one listener: the floor of what bolt costs."""
    app = _app(api_url)
    app.action(ANYTHING)(_acknowledge)
    return app


def app_of_listeners(api_url: str) -> tuple[AsyncApp, int]:
    """Return an app with a listener for each thing that our registry answers, and their number.

    Each slash sub-command, shortcut, form and button counts, and each event. What no button names is acknowledged by a
    listener that takes any; as in every app that has one, it stands last, or it would take what belongs to the others.
    """
    app = _app(api_url)
    slash = [operation.verb for operation in OPERATIONS if operation.slash]
    listeners = [
        *(app.command("/ticket", matchers=[_says(verb)]) for verb in slash),
        *(app.shortcut(f"shortcut:{name}") for name in SHORTCUTS),
        *(app.event(name) for name in EVENTS),
        *(app.view(f"form:{operation.verb}") for operation in OPERATIONS if operation.form),
        *(app.action(re.compile(f"do:{operation.verb}:")) for operation in OPERATIONS if operation.surfaces),
        app.action("value"),
        app.action(ANYTHING),
    ]
    for listen in listeners:
        listen(_listener())
    return app, len(listeners)


def _says(verb: str) -> Callable[[dict[str, Any]], Awaitable[bool]]:
    async def says(body: dict[str, Any]) -> bool:
        return str(body["text"]).split(maxsplit=1)[:1] == [verb]

    return says


def _app(api_url: str) -> AsyncApp:
    client = AsyncWebClient(token=BOT_TOKEN, base_url=api_url)
    return AsyncApp(client=client, signing_secret=SIGNING_SECRET, process_before_response=True)


def _listener() -> Callable[[AsyncAck], object]:
    async def listener(ack: AsyncAck) -> None:
        await ack()

    return listener


async def _acknowledge(ack: AsyncAck) -> None:
    await ack()
