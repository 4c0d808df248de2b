"""What every sandbox refuses a person with who tries what the platform's own client would not let them do."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


class ControlError(Exception):
    """A refusal at the controls."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(message or code)
        self.code = code
        self.message = message or code.replace("_", " ")

    def answer(self) -> Json:
        """The control API's body for it."""
        return {"ok": False, "error": self.code, "message": self.message}
