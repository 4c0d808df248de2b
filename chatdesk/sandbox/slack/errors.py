"""What the local Slack refuses with: to an app over the Web API, or to a person at the controls."""

from __future__ import annotations

from chatdesk.sandbox.errors import ControlError, Json

__all__ = ["ControlError", "Json", "RateLimitedError", "SlackError"]


class SlackError(Exception):
    """An `ok: false` answer of the Web API."""

    def __init__(self, code: str, messages: list[str] | None = None, **fields: object) -> None:
        super().__init__(code)
        self.code = code
        self.messages = messages or []
        self.fields = fields

    def answer(self) -> Json:
        """The answer's body as Slack writes it."""
        body: Json = {"ok": False, "error": self.code, **self.fields}
        if self.messages:
            body["errors"] = self.messages
            body["response_metadata"] = {"messages": [f"[ERROR] {message}" for message in self.messages]}
        return body


class RateLimitedError(SlackError):
    """HTTP 429: the caller has to wait `retry_after` seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__("ratelimited")
        self.retry_after = max(1, round(retry_after))
