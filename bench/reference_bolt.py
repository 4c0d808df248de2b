"""Bolt as its documentation shows it: listeners on an AsyncApp."""

from __future__ import annotations

from collections.abc import Callable

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bench.payloads import BOT_TOKEN, LINK_BUTTON, SIGNING_SECRET
from chatdesk.core.operations import OPERATIONS

SHORTCUTS = ("open", "open_from_message")
EVENTS = ("message", "reaction_added", "app_home_opened", "member_joined_channel", "member_left_channel")


def bare_app(api_url: str) -> AsyncApp:
    """Return an app with one listener: the floor of what bolt costs."""
    app = _app(api_url)
    app.action(LINK_BUTTON)(_acknowledge)
    return app


def app_of_listeners(api_url: str) -> tuple[AsyncApp, int]:
    """Return an app with a listener for each thing that our registry answers, and their number.

    The slash command counts once (its sub-commands are told apart inside), every button and every form for itself. The
    button that is measured stands with the other buttons, so about half of the listeners are asked before it.
    """
    app = _app(api_url)
    matchers = [
        app.command("/ticket"),
        *(app.shortcut(f"shortcut:{name}") for name in SHORTCUTS),
        *(app.action(f"do:{operation.verb}") for operation in OPERATIONS if operation.surfaces),
        app.action("value"),
        app.action(LINK_BUTTON),
        *(app.view(f"form:{operation.verb}") for operation in OPERATIONS if operation.form),
        *(app.event(name) for name in EVENTS),
    ]
    for listen in matchers:
        listen(_listener())
    return app, len(matchers)


def _app(api_url: str) -> AsyncApp:
    client = AsyncWebClient(token=BOT_TOKEN, base_url=api_url)
    return AsyncApp(client=client, signing_secret=SIGNING_SECRET, process_before_response=True)


def _listener() -> Callable[[AsyncAck], object]:
    async def listener(ack: AsyncAck) -> None:
        await ack()

    return listener


async def _acknowledge(ack: AsyncAck) -> None:
    await ack()
