"""Telling the person who just acted, and them alone, by the shortest way Slack leaves us. Never asks the desk."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError

from chatdesk.adapters._asking import Told
from chatdesk.adapters._slack.failures import error_code
from chatdesk.adapters._slack.forms import NOTICE, render_notice
from chatdesk.adapters._slack.render import render, render_home, summary_of
from chatdesk.adapters._slack.spans import Block
from chatdesk.adapters._slack.wire import Wire

Payload = dict[str, Any]
SILENT: Final[Payload] = {}
IN_TIME: Final = 2.5
"""Seconds in which Slack must have taken a form: a trigger lives three."""
_TRIGGER_OVER: Final = frozenset({"expired_trigger_id", "trigger_expired", "trigger_exchanged", "invalid_trigger_id"})
_UNHEARD: Final = (SlackApiError, aiohttp.ClientError, OSError, TimeoutError)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """By which ways somebody who acted can be told: the acknowledgement, a response URL, a trigger, directly."""

    user: str
    trigger: str = ""
    response_url: str = ""
    thread: str = ""
    in_answer: bool = False
    """Whether the acknowledgement itself is shown: a slash command's is."""
    in_modal: bool = False
    """Whether a modal is open, on which another one is put."""
    notice: str = ""
    """The open modal's id where it only shows, so that what is told may take its place."""


class TooLateError(Exception):
    """The three seconds in which a form can be shown were over."""


def body_to_reach(body: Payload) -> Reach:
    """Return how to reach whoever a payload is from."""
    if "command" in body:
        return Reach(
            user=str(body["user_id"]),
            trigger=str(body.get("trigger_id") or ""),
            response_url=str(body.get("response_url") or ""),
            in_answer=True,
        )
    container = body.get("container") or body.get("message") or {}
    view = body.get("view") or {}
    return Reach(
        user=str(body["user"]["id"]),
        trigger=str(body.get("trigger_id") or ""),
        response_url=str(body.get("response_url") or ""),
        thread=str(container.get("thread_ts") or ""),
        in_modal=view.get("type") == "modal",
        notice=str(view.get("id") or "") if view.get("callback_id") == NOTICE else "",
    )


class Telling:
    """The ways to a person."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def show_form(self, reach: Reach, view: Block) -> None:
        """Show a form; raise TooLateError where Slack no longer takes it."""
        method = "views.push" if reach.in_modal else "views.open"
        try:
            async with asyncio.timeout(IN_TIME):
                await self._wire.call(method, trigger_id=reach.trigger, view=view)
        except TimeoutError as error:
            raise TooLateError from error
        except SlackApiError as error:
            if error_code(error) in _TRIGGER_OVER:
                raise TooLateError from error
            raise

    async def redraw(self, view: Payload, drawn: Block) -> None:
        """Show a form anew, unless the person has changed it meanwhile: then a newer redraw is on its way."""
        try:
            await self._wire.call("views.update", view_id=view["id"], hash=view["hash"], view=drawn)
        except SlackApiError as error:
            if error_code(error) not in ("hash_conflict", "not_found"):
                raise

    async def tell(self, reach: Reach, told: Told) -> Payload:
        """Tell somebody; return what the acknowledgement says. What cannot be told is logged: it is done anyway."""
        if reach.in_answer:
            return {"response_type": "ephemeral", **told_to_message(told)}
        try:
            if reach.response_url:
                await self._respond(reach, told)
            elif not (reach.trigger and await self._open_notice(reach, told)):
                await self._wire.call("chat.postMessage", channel=reach.user, **told_to_message(told))
        except _UNHEARD as error:
            log.warning("slack_person_not_told", user=reach.user, error=type(error).__name__)
        return SILENT

    async def turn(self, response_url: str, told: Told) -> None:
        """Replace the message that was pressed, for everyone. It is decoration: the ticket's card says the same."""
        if not response_url:
            return
        try:
            async with asyncio.timeout(IN_TIME):
                await self._wire.respond(response_url, {"replace_original": True, **told_to_message(told)})
        except _UNHEARD as error:
            log.warning("slack_message_not_replaced", error=type(error).__name__)

    async def whisper(self, user: str, room: str, thread: str, told: Told) -> None:
        """Tell somebody at a message, without a trigger."""
        message = told_to_message(told)
        try:
            await self._wire.call("chat.postEphemeral", channel=room, user=user, thread_ts=thread, **message)
        except _UNHEARD as error:
            log.warning("slack_person_not_told", user=user, error=type(error).__name__)

    async def publish_home(self, user: str, told: Told) -> None:
        """Show somebody's home tab."""
        await self._wire.call("views.publish", user_id=user, view=render_home(told.body, told.context))

    async def _respond(self, reach: Reach, told: Told) -> None:
        place = {"thread_ts": reach.thread} if reach.thread else {}
        message = {"response_type": "ephemeral", "replace_original": False, **place, **told_to_message(told)}
        async with asyncio.timeout(IN_TIME):
            await self._wire.respond(reach.response_url, message)

    async def _open_notice(self, reach: Reach, told: Told) -> bool:
        """Show it in a modal; say whether Slack still took one."""
        if reach.notice:
            await self._wire.call("views.update", view_id=reach.notice, view=told_to_notice(told))
            return True
        try:
            await self.show_form(reach, told_to_notice(told))
        except TooLateError:
            return False
        return True


def told_to_message(told: Told) -> Payload:
    """Return a message's content."""
    return {
        "text": summary_of(told.body, told.context),
        "blocks": render(told.body, told.context),
        "unfurl_links": False,
        "unfurl_media": False,
    }


def told_to_notice(told: Told) -> Block:
    """Return a modal that only shows."""
    return render_notice(told.title, told.body, told.context)
