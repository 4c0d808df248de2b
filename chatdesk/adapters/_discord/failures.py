"""What an error of Discord's REST API means for a delivery: one of the five outcomes. One table; pure."""

from __future__ import annotations

from typing import Final

import aiohttp

from chatdesk.adapters._discord.wire import ApiError
from chatdesk.core.delivery import Ambiguous, Cause, DeliveryFailed, Fix, Gone, Permanent, Retry, Unauthorised

UNKNOWN_CHANNEL: Final = 10003
UNKNOWN_MESSAGE: Final = 10008
MISSING_ACCESS: Final = 50001
NO_DIRECT_MESSAGES: Final = 50007
MISSING_PERMISSIONS: Final = 50013
UNKNOWN_MEMBER: Final = 10007
UNKNOWN_USER: Final = 10013
THREAD_FULL: Final = 30033
ARCHIVED: Final = 50083
THREAD_EXISTS: Final = 160004
THREAD_LOCKED: Final = 160005
TOO_MANY_THREADS: Final = 160006

GONE: Final = frozenset({UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, 50005, 50021})
"""The thread or message is not there any more, or is not ours to edit."""
RETRY: Final = frozenset({20016, 20022, 20028, 30046, 40062, 40333, 130000})
"""Discord says that it did nothing, and that this will pass: slow mode, write limits, edits of old messages, load."""
FIXES: Final = {
    MISSING_ACCESS: "the app does not see this room: give it View Channel there",
    MISSING_PERMISSIONS: (
        "the app may not do this here: give it Send Messages, Send Messages in Threads, Create Public Threads, Create "
        "Private Threads, Manage Threads, Embed Links and Read Message History in this room"
    ),
    NO_DIRECT_MESSAGES: "this person takes no direct messages from members of the server",
    50278: "this person shares no server with the app any more",
    10004: "the app is not in this server: invite it again",
    UNKNOWN_USER: "there is no such user any more",
    40003: "direct messages are being opened too fast",
    TOO_MANY_THREADS: "the server has as many active threads as it may: archive some, then retry",
    THREAD_LOCKED: "the thread is locked: give the app Manage Threads",
    THREAD_FULL: "the thread has as many members as it may",
}
"""Refused until somebody changes something: what that is, for the log and the list of dead letters."""
CAUSES: Final = {
    MISSING_ACCESS: Cause.LACKS,
    MISSING_PERMISSIONS: Cause.LACKS,
    THREAD_LOCKED: Cause.LACKS,
    UNKNOWN_CHANNEL: Cause.ROOM_GONE,
    NO_DIRECT_MESSAGES: Cause.NO_DIRECT_MESSAGES,
    50278: Cause.PERSON_GONE,
    UNKNOWN_USER: Cause.PERSON_GONE,
    UNKNOWN_MEMBER: Cause.PERSON_GONE,
    10004: Cause.NOT_ON_SERVER,
    TOO_MANY_THREADS: Cause.THREADS_FULL,
    THREAD_FULL: Cause.THREAD_FULL,
}
"""The same in a neutral word, for people."""

WHILE_LIMITED: Final = 30.0
"""Seconds to wait where Discord limits us without saying for how long."""
_REQUEST_TIMEOUT: Final = 408
_TOO_MANY: Final = 429
_SERVER: Final = 500
_UNAUTHORISED: Final = 401


def error_to_failure(error: Exception) -> DeliveryFailed:
    """Return the outcome of a call that raised; of an error that nobody foresaw, nothing is known."""
    if isinstance(error, DeliveryFailed):
        return error
    if isinstance(error, ApiError):
        return _answer_to_failure(error)
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return Retry(_reason(error))
    return Ambiguous(_reason(error))


def _answer_to_failure(error: ApiError) -> DeliveryFailed:
    if error.status == _TOO_MANY or error.code in RETRY:
        return Retry(_told(error), retry_after=error.retry_after or WHILE_LIMITED)
    if error.status >= _SERVER or error.status == _REQUEST_TIMEOUT:
        return Ambiguous(_told(error))
    if error.status == _UNAUTHORISED:
        return Unauthorised(_told(error))
    fix = Fix(cause=CAUSES.get(error.code, Cause.OTHER), reason=_code(error))
    return Gone(_told(error), fix=fix) if error.code in GONE else Permanent(_told(error), fix=fix)


def _told(error: ApiError) -> str:
    """Return Discord's code and what mends it; its own words may quote what was sent, so they are left out."""
    fix = FIXES.get(error.code)
    return f"{_code(error)}: {fix}" if fix else _code(error)


def _code(error: ApiError) -> str:
    return f"discord_{error.code}" if error.code else f"http_{error.status}"


def _reason(error: Exception) -> str:
    """Return what kind of failure it was; an aiohttp error's text may name hosts and addresses."""
    return type(error).__name__
