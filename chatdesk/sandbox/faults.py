"""Faults to order: what an app meets on a bad day, one API call at a time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

ANY_METHOD = "*"
KINDS = ("rate_limited", "error_before", "error_after", "drop_before", "drop_after", "slow")


@dataclass
class Fault:
    """One fault, for the next `times` calls of a method whose arguments match.

    `kind` is one of KINDS, or one of the platform's own error codes to answer with.
    """

    method: str
    kind: str
    times: int = 1
    retry_after: float = 1.0
    delay: float = 0.0
    match: dict[str, Any] = field(default_factory=dict)

    def fits(self, method: str, args: Mapping[str, Any]) -> bool:
        """Whether this call meets the fault."""
        if self.times < 1 or self.method not in {method, ANY_METHOD}:
            return False
        return all(args.get(name) == value for name, value in self.match.items())


class Faults:
    """The faults still to come, first ordered first met."""

    def __init__(self) -> None:
        self._pending: list[Fault] = []

    def __len__(self) -> int:
        return sum(fault.times for fault in self._pending)

    def add(self, fault: Fault) -> None:
        """Order one."""
        self._pending.append(fault)

    def clear(self) -> None:
        """Take all orders back."""
        self._pending.clear()

    def take(self, method: str, args: Mapping[str, Any]) -> Fault | None:
        """The fault this call meets, used up once."""
        for fault in self._pending:
            if fault.fits(method, args):
                fault.times -= 1
                return fault
        return None
