"""What a policy says of the life of a ticket: its statuses, the steps between them, and what a solution can be."""

from __future__ import annotations

from chatdesk.core.model import Phase
from chatdesk.core.policy_time import ClockMode
from chatdesk.core.policy_values import LocalText, Named, Part, StatusId


class StatusPolicy(Named):
    """A status: what it means, who is expected to act, and where it may lead (S2-11..13, S2-18)."""

    phase: Phase
    """What it means to the desk, unless `moves.resolve` or `moves.cancel` led here: they bring a phase of their own."""
    actor: LocalText
    """Who is expected to act, as the requester reads it."""
    next: tuple[StatusId, ...] = ()
    """The statuses that may follow; anything else is refused."""
    clock: ClockMode | None = None
    """Whether its time counts; unless said, only the time in which the desk itself is expected to act does."""

    @property
    def pauses(self) -> bool:
        """Whether a ticket's clocks stand still in it (S2-14)."""
        if self.clock is not None:
            return self.clock is ClockMode.PAUSES
        return self.phase not in (Phase.NEW, Phase.WORKING)


class NaturePolicy(LocalText):
    """What a solution can be: a text, with what else it asks for where the request goes on elsewhere (S2-25)."""

    record: bool = False
    """Whether the agent names the record of the higher level: a reference, or a link."""
    ends: bool = False
    """Whether it closes the ticket at once, without asking the requester whether it is solved."""


class Moves(Part):
    """To which status each step leads; a step left out changes no status."""

    open: StatusId
    """The status in which a ticket begins."""
    qualify: StatusId | None = None
    """When its priority is confirmed or changed."""
    take: StatusId | None = None
    """When an agent takes it."""
    ask: StatusId
    """When the requester is asked for information."""
    answer: StatusId
    """When the requester writes while we wait for them."""
    resolve: StatusId
    """When a solution is given; the ticket is resolved, also in a status of the phase `waiting`."""
    refuse: StatusId
    """When the requester says that it is not solved."""
    close: StatusId
    """When it is done with."""
    cancel: StatusId
    """When it is called off; the ticket is cancelled, also in a status of the phase `closed`."""
