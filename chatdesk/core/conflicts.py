"""Transactions that stood in each other's way: what was undone is run once more."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from chatdesk.core.ports import Conflict

Told = ParamSpec("Told")
Answered = TypeVar("Answered")


def twice(method: Callable[Told, Answered]) -> Callable[Told, Answered]:
    """Have a transaction that another one stood in the way of run once more; the second Conflict is raised."""

    @wraps(method)
    def run(*args: Told.args, **named: Told.kwargs) -> Answered:
        try:
            return method(*args, **named)
        except Conflict:
            return method(*args, **named)

    return run
