"""What is said where something failed, and what is logged of it: where it came from, never a payload."""

from __future__ import annotations

import secrets
import traceback
from typing import Final

import structlog

from chatdesk.core.words import N_

WENT_WRONG: Final = N_("Something went wrong. Nothing was changed. (Error {id})")
DONE_UNSHOWN: Final = N_("It is done, but the answer could not be shown. (Error {id})")
TOO_LATE: Final = N_("Discord gives us three seconds to show a form, and they were over. Please try again.")

log = structlog.get_logger(__name__)


def logged(kind: str, error: Exception) -> str:
    """Log where an error came from, without its words, which may quote a payload; return an id to ask about."""
    error_id = secrets.token_hex(3)
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    where = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames]
    log.error("discord_payload_failed", kind=kind, error=type(error).__name__, error_id=error_id, where=where)
    return error_id
