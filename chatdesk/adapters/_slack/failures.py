"""What an error of Slack's Web API means for a delivery: one of the five outcomes. One table; pure."""

from __future__ import annotations

from typing import Final

import aiohttp
from slack_sdk.errors import SlackApiError

from chatdesk.core.delivery import Ambiguous, Cause, DeliveryFailed, Fix, Gone, Permanent, Retry, Unauthorised

UNAUTHORISED: Final = frozenset({
    "access_denied",
    "account_inactive",
    "accesslimited",
    "ekm_access_denied",
    "enterprise_is_restricted",
    "invalid_auth",
    "missing_scope",
    "no_permission",
    "not_allowed_token_type",
    "not_authed",
    "org_login_required",
    "team_access_not_granted",
    "token_expired",
    "token_revoked",
    "two_factor_setup_required",
})  # fmt: skip
GONE: Final = frozenset({
    "cannot_reply_to_message",
    "cant_update_message",
    "edit_window_closed",
    "message_not_found",
    "thread_not_found",
})  # fmt: skip
"""The thread or message is not there any more, or is no longer ours to edit."""
RETRY: Final = frozenset({
    "message_limit_exceeded",
    "rate_limited",
    "ratelimited",
    "request_timeout",
    "team_added_to_org",
})  # fmt: skip
"""Slack says that it did nothing, and that this will pass."""
AMBIGUOUS: Final = frozenset({"fatal_error", "internal_error", "service_unavailable"})
"""Of these Slack writes that some part of the call may have been done."""

CAUSES: Final = {
    "account_inactive": Cause.PERSON_GONE,
    "cannot_dm_bot": Cause.PERSON_GONE,
    "channel_not_found": Cause.ROOM_GONE,
    "is_archived": Cause.ROOM_ARCHIVED,
    "messages_tab_disabled": Cause.NO_DIRECT_MESSAGES,
    "missing_scope": Cause.SCOPE,
    "not_in_channel": Cause.NOT_IN_ROOM,
    "not_private": Cause.ROOM_OPEN,
    "user_disabled": Cause.PERSON_GONE,
    "user_not_found": Cause.PERSON_GONE,
}
"""What somebody has to mend, in a neutral word for people; `not_private` is our own word."""

NOT_THERE: Final = frozenset({"user_not_in_channel", "not_in_channel", "channel_not_found"})
"""Why somebody cannot be told something at a place, so that it goes to them directly."""

WHILE_LIMITED: Final = 30.0
"""Seconds to wait where Slack limits us without saying for how long."""
_TOO_MANY: Final = 429
_SERVER: Final = 500


def error_to_failure(error: Exception, room: str = "") -> DeliveryFailed:
    """Return the outcome of a call that raised; of an error that nobody foresaw, nothing is known."""
    if isinstance(error, SlackApiError):
        return _answer_to_failure(error, room)
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return Retry(_reason(error))
    return Ambiguous(_reason(error))


def error_code(error: SlackApiError) -> str:
    """Return Slack's word for what went wrong, or the HTTP status where the answer had none."""
    data = getattr(error.response, "data", None)
    code = data.get("error") if isinstance(data, dict) else None
    return str(code) if code else f"http_{status_of(error)}"


def status_of(error: SlackApiError) -> int:
    """Return the HTTP status of an answer: slack_sdk gives its own response or aiohttp's."""
    response = error.response
    return int(getattr(response, "status_code", None) or getattr(response, "status", None) or 0)


def code_to_fix(code: str, *, room: str = "", needed: str = "") -> Fix:
    """Return what mends an error, by Slack's word for it."""
    lacking = tuple(scope for scope in needed.split(",") if scope)
    return Fix(cause=CAUSES.get(code, Cause.OTHER), room=room, lacking=lacking, reason=code)


def _answer_to_failure(error: SlackApiError, room: str) -> DeliveryFailed:
    status, code = status_of(error), error_code(error)
    if status == _TOO_MANY or code in RETRY:
        return Retry(code, retry_after=_retry_after(error))
    if status >= _SERVER or code in AMBIGUOUS or code == "http_200":
        return Ambiguous(code)
    fix = code_to_fix(code, room=room, needed=_needed(error))
    if code in UNAUTHORISED:
        return Unauthorised(code, fix=fix if fix.cause is Cause.SCOPE else None)
    return Gone(code, fix=fix) if code in GONE else Permanent(code, fix=fix)


def _needed(error: SlackApiError) -> str:
    """Return the scopes without which Slack refused, as it names them."""
    data = getattr(error.response, "data", None)
    return str(data.get("needed") or "") if isinstance(data, dict) else ""


def _retry_after(error: SlackApiError) -> float:
    headers = getattr(error.response, "headers", None) or {}
    try:
        return max(0.0, float(headers.get("Retry-After", WHILE_LIMITED)))
    except ValueError:
        return WHILE_LIMITED


def _reason(error: Exception) -> str:
    """Return what kind of failure it was; an aiohttp error's text may name hosts and addresses."""
    return type(error).__name__
