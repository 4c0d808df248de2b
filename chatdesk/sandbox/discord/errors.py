"""What the local Discord refuses with: to an app over REST, or to a person at the controls."""

from __future__ import annotations

from chatdesk.sandbox.errors import ControlError, Json

__all__ = ["ApiError", "ControlError", "Json", "RateLimitedError"]

_CODES: dict[int, tuple[int, str]] = {
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10007: (404, "Unknown Member"),
    10008: (404, "Unknown Message"),
    10013: (404, "Unknown User"),
    10014: (400, "Unknown Emoji"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    10063: (404, "Unknown application command"),
    30003: (400, "Maximum number of pins reached (250)"),
    40005: (413, "Request entity too large"),
    40060: (400, "Interaction has already been acknowledged."),
    50001: (403, "Missing Access"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50007: (403, "Cannot send messages to this user"),
    50013: (403, "Missing Permissions"),
    50021: (400, "Cannot execute action on a system message"),
    50024: (400, "Cannot execute action on this channel type"),
    50027: (401, "Invalid Webhook Token"),
    50033: (400, "Invalid Recipient(s)"),
    50035: (400, "Invalid Form Body"),
    50083: (400, "Thread is archived"),
    50109: (400, "The request body contains invalid JSON."),
    160004: (400, "A thread has already been created for this message"),
    160005: (403, "Thread is locked"),
    160006: (400, "Maximum number of active threads reached"),
}


class ApiError(Exception):
    """An error answer of the REST API: an HTTP status, Discord's code and, for a bad form, where it is bad."""

    def __init__(
        self, code: int, message: str | None = None, *, status: int | None = None, errors: Json | None = None
    ) -> None:
        known_status, known_message = _CODES.get(code, (400, "Error"))
        self.code = code
        self.message = message or known_message
        self.status = status or known_status
        self.errors = errors
        super().__init__(f"{code}: {self.message}")

    def answer(self) -> Json:
        """The answer's body as Discord writes it."""
        body: Json = {"message": self.message, "code": self.code}
        return body | ({"errors": self.errors} if self.errors else {})


class RateLimitedError(ApiError):
    """HTTP 429: the caller has to wait `retry_after` seconds."""

    def __init__(self, retry_after: float, *, is_global: bool = False) -> None:
        super().__init__(0, "You are being rate limited.", status=429)
        self.retry_after = round(max(retry_after, 0.001), 3)
        self.is_global = is_global

    def answer(self) -> Json:
        """The answer's body; a client reads the wait from it."""
        return {"message": self.message, "retry_after": self.retry_after, "global": self.is_global}
