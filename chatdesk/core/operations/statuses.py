"""statuses: what each status of a ticket means, and who is expected to act in it (S2-11..13)."""

from __future__ import annotations

from typing import ClassVar

from chatdesk.core.access import Role
from chatdesk.core.catalogue import status_list
from chatdesk.core.operation import Operation, Query, Reply
from chatdesk.core.views import page_hints
from chatdesk.core.words import N_
from chatdesk.core.work import Work


class Statuses(Query):
    """Tell me what the statuses mean."""

    verb: ClassVar[str] = "statuses"

    page: int = 1


def show_statuses(work: Work, command: Statuses) -> Reply:
    """Return the policy's statuses in their order."""
    return Reply(document=status_list(work, command.page))


STATUSES = Operation(
    command=Statuses,
    label=N_("Statuses"),
    summary=N_("What each status means, and who must act."),
    roles=frozenset({Role.ANYONE}),
    hints=page_hints,
    handle=show_statuses,
)
