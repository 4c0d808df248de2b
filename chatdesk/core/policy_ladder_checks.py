"""What follows a requester's silence must be possible: steps that come, in statuses that wait and lead to an end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from chatdesk.core.findings import Check, Finding
from chatdesk.core.model import Phase
from chatdesk.core.policy import Policy
from chatdesk.core.policy_time import Do, StepPolicy
from chatdesk.core.spans import Span

_PHASES: Final = {"confirmation": Phase.RESOLVED, "information": Phase.WAITING}
"""The phase in which each ladder runs."""

_ENDS: Final = {Do.CLOSE: "close", Do.CANCEL: "cancel"}
"""The steps that end a ticket, and their moves."""


def _waiting(policy: Policy) -> Iterator[Finding]:
    """A ladder runs where the requester is awaited, and its steps lead to an end from there."""
    for ladder, phase in _PHASES.items():
        steps: tuple[StepPolicy, ...] = getattr(policy.ladders, ladder)
        for name in policy.statuses if steps else ():
            if phase in policy.phases_in(name):
                yield from _in_status(policy, ladder, name, steps)


def _in_status(policy: Policy, ladder: str, name: str, steps: tuple[StepPolicy, ...]) -> Iterator[Finding]:
    status = policy.statuses[name]
    if not status.pauses:
        message = f"waits for the requester in {name!r}, and the clock runs there; let this status pause"
        yield Finding(("ladders", ladder), message)
    for position, step in enumerate(steps):
        end = getattr(policy.moves, _ENDS[step.do]) if step.do in _ENDS else None
        if end is not None and end not in status.next:
            message = f"{name!r} does not lead to {end!r}, where 'moves.{_ENDS[step.do]}' goes"
            yield Finding(("ladders", ladder, position, "do"), message)


def _steps(policy: Policy) -> Iterator[Finding]:
    """Each step comes some time after the one before, and none after the ticket's end."""
    for ladder in _PHASES:
        ended = False
        for position, step in enumerate(getattr(policy.ladders, ladder)):
            for key, message in _step(ladder, step):
                yield Finding(("ladders", ladder, position, key), message)
            if ended:
                yield Finding(("ladders", ladder, position), "is never reached: a step above it ends the ticket")
            ended = ended or step.do in _ENDS


def _step(ladder: str, step: StepPolicy) -> Iterator[tuple[str, str]]:
    """Find what is wrong with a step by itself: the key, and why."""
    if step.after == Span():
        yield "after", "comes at once; give the requester some time to answer"
    if step.do is Do.AGENT and ladder != "confirmation":
        yield "do", "'agent' asks to close a solved ticket: it belongs to 'confirmation'"
    if not step.tells and step.do not in _ENDS:
        yield "tells", f"is about how a ticket ends, and {step.do.value!r} ends none"


LADDER_CHECKS: Final = (
    Check(frozenset({"ladders", "statuses", "moves"}), _waiting),
    Check(frozenset({"ladders"}), _steps),
)
