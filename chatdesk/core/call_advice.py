"""When a requester is told to telephone: once their ticket exists, where its priority says so, in opening hours.

Nothing here is shown by a form, since the ticket comes before the call (S4-11). What it says stays true when the card
that holds it is read later: until when, or from when, the telephone is answered.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from chatdesk.core.calendar import Calendar, NeverOpen
from chatdesk.core.document import Line, Moment, Paragraph, PublicBlock, Small, Strong
from chatdesk.core.model import OPEN, Ticket
from chatdesk.core.wording import Wording
from chatdesk.core.words import N_, Words

REFERENCE: Final = "{ticket}"
"""What stands for the ticket's reference in the policy's text."""
_AHEAD: Final = 8
"""Days in which a closing is looked for; a desk that is open for longer is taken never to close."""


def call_advice(ticket: Ticket, wording: Wording, calendar: Calendar, now: datetime) -> tuple[PublicBlock, ...]:
    """Return the policy's advice to call, and when somebody answers (S3-17, S4-9); nothing for other tickets."""
    priority = wording.policy.priorities.get(ticket.priority or ticket.declared_priority or "")
    if priority is None or priority.call is None or ticket.phase not in OPEN:
        return ()
    text = priority.call.in_(wording.language).replace(REFERENCE, ticket.reference)
    try:
        hours = _hours(calendar, now, wording.words)
    except NeverOpen:
        return ()
    return (Paragraph((Strong(text),)), *((Small(hours),) if hours else ()))


def _hours(calendar: Calendar, now: datetime, words: Words) -> Line:
    """Say until when the telephone is answered, or from when (S4-12, S4-13); nothing where it always is."""
    if not calendar.is_open(now):
        return (words(N_("The telephone is answered again from")), " ", Moment(calendar.next_opening(now)))
    closing = closing_after(calendar, now)
    return (words(N_("The telephone is answered until")), " ", Moment(closing)) if closing is not None else ()


def closing_after(calendar: Calendar, now: datetime) -> datetime | None:
    """Return when an open calendar closes next; None where it does not within a week."""
    zone = ZoneInfo(calendar.zone)
    today = now.astimezone(zone).date()
    end = now
    for day in (today + timedelta(days=ahead) for ahead in range(-1, _AHEAD)):
        for opening in calendar.hours(day):
            opens, closes = opening.on(day, zone)
            if opens <= end < closes:
                end = closes
    return None if calendar.is_open(end) else end
