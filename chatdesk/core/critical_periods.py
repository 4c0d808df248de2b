"""Critical periods: whether it is one for a customer, and how that is said (S3-44, S3-45)."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from chatdesk.core.dates import day_in_words, time_in_words
from chatdesk.core.policy import Policy
from chatdesk.core.policy_customers import CriticalPeriodPolicy
from chatdesk.core.words import N_
from chatdesk.core.work import Work


def critical_period(policy: Policy, customer: str | None, at: datetime) -> CriticalPeriodPolicy | None:
    """Return the critical period at an instant: the customer's own before the desk's."""
    clock = at.astimezone(_zone(policy)).replace(tzinfo=None)
    known = policy.customers.get(customer or "")
    own = known.critical_periods.values() if known is not None else ()
    periods = (*own, *policy.critical_periods.values())
    return next((period for period in periods if period.begins_at <= clock < period.over_at), None)


def _zone(policy: Policy) -> ZoneInfo:
    return ZoneInfo(policy.calendars[policy.desk.calendar].time_zone)


def critical_period_line(work: Work, period: CriticalPeriodPolicy) -> str:
    """Say which period it is, and until when."""
    zone = _zone(work.policy)
    if isinstance(period.ends, datetime):
        until = time_in_words(period.ends.replace(tzinfo=zone), zone.key, work.words)
    else:
        until = day_in_words(period.ends, work.words)
    name = period.name.in_(work.wording.language)
    return work.words(N_("Critical period: {name}, until {until}."), name=name, until=until)
