"""report: the figures of the past week or month, for whoever asks among the staff, to them alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar, Final, Literal

from chatdesk.core.access import STAFF, Role
from chatdesk.core.document import InternalDocument
from chatdesk.core.operation import Invocation, Operation, Query, Reply
from chatdesk.core.policy import Policy
from chatdesk.core.report import report
from chatdesk.core.words import N_
from chatdesk.core.work import Work

LENGTHS: Final = {"week": timedelta(days=7), "month": timedelta(days=30)}
_MONTH: Final = frozenset({"month", "mois"})


class Report(Query):
    """Show me the figures."""

    verb: ClassVar[str] = "report"

    period: Literal["week", "month"] = "week"


def show_report(work: Work, command: Report) -> Reply:
    """Return the figures of the past seven or thirty days: an agent's of their groups, a manager's of all."""
    start = work.now - LENGTHS[command.period]
    figures = work.unit.figures(_groups(work), start, work.now, work.now)
    return Reply(document=InternalDocument(tuple(report(figures, work.wording))))


def _groups(work: Work) -> tuple[str, ...]:
    """Return whose figures the actor asks for, in the policy's order."""
    if Role.MANAGER in work.staff:
        return tuple(work.policy.groups)
    own = work.unit.groups_of(work.actor.id)
    return tuple(group for group in work.policy.groups if group in own)


def period_hints(_policy: Policy, invocation: Invocation) -> Mapping[str, Any]:
    """Read which period is meant; anything but a month is a week."""
    return {"period": "month" if invocation.rest.strip().lower() in _MONTH else "week"}


REPORT = Operation(
    command=Report,
    label=N_("Figures"),
    summary=N_("What was met in time, and what is open."),
    usage=N_("[week|month]"),
    roles=STAFF,
    hints=period_hints,
    handle=show_report,
)
