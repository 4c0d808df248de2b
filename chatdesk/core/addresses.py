"""Addresses that people type: one rule for whatever becomes a link."""

from __future__ import annotations

import re
from typing import Final

_ADDRESS: Final = re.compile(r"https://[\w.-]*\w(:\d+)?([/?#][^\s<>|\"`\\^{}]*)?", re.IGNORECASE)


def is_address(text: str) -> bool:
    """Whether a text is a web address that may be opened: https, a host, and nothing that could end a link early."""
    return _ADDRESS.fullmatch(text) is not None
