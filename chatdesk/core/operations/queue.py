"""queue: what waits for an agent's groups."""

from __future__ import annotations

from typing import ClassVar

from chatdesk.core.access import Role
from chatdesk.core.operation import Operation, Query, Reply
from chatdesk.core.views import page_hints, queue_of_groups
from chatdesk.core.words import N_
from chatdesk.core.work import Work


class ShowQueue(Query):
    """Show me what waits for my groups."""

    verb: ClassVar[str] = "queue"

    page: int = 1


def show_queue(work: Work, command: ShowQueue) -> Reply:
    """Return the open tickets of the actor's groups, the most pressing first."""
    return Reply(document=queue_of_groups(work, command.page))


QUEUE = Operation(
    command=ShowQueue,
    label=N_("Queue"),
    summary=N_("Open tickets of your groups, the most pressing first."),
    roles=frozenset({Role.AGENT}),
    hints=page_hints,
    handle=show_queue,
)
