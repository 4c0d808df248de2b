"""The end of an unavailability of the support: the announcement ends by itself where it says until when (S4-14)."""

from __future__ import annotations

from typing import Final

from chatdesk.core.announcement import Subject
from chatdesk.core.publishing import END, end
from chatdesk.core.timers.timer import DeskTimer, Firing


def _end(firing: Firing) -> None:
    """End what is due by now; one whose end was moved has another timer."""
    work = firing.work
    for announcement in work.unit.hold_announcements():
        is_due = announcement.until is not None and announcement.until <= work.now
        if is_due and announcement.subject is Subject.UNAVAILABLE:
            end(work, announcement)


ANNOUNCEMENT_END: Final = DeskTimer(kind=END, due=None, fire=_end)
