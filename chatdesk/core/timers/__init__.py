"""The registry: every kind of timer, those of a ticket and those of the desk itself."""

from __future__ import annotations

from typing import Final

from chatdesk.core.timers.announcement_end import ANNOUNCEMENT_END
from chatdesk.core.timers.closing_days import CLOSING_DAYS
from chatdesk.core.timers.digest import DIGEST
from chatdesk.core.timers.ladder import LADDER
from chatdesk.core.timers.reminders import UNQUALIFIED, UPDATE
from chatdesk.core.timers.report import REPORT
from chatdesk.core.timers.timer import DeskTimer, TicketTimer
from chatdesk.core.timers.warnings import BREACHES, WARNINGS

TICKET_TIMERS: Final[tuple[TicketTimer, ...]] = (UNQUALIFIED, *WARNINGS, *BREACHES, UPDATE, LADDER)
DESK_TIMERS: Final[tuple[DeskTimer, ...]] = (DIGEST, REPORT, CLOSING_DAYS, ANNOUNCEMENT_END)
