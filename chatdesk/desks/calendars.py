"""The calendars of a desk: its policy's hours together with the public holidays of its region.

The holidays come from a package that is slow to import, so it is imported when the first calendar needs it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Final

from chatdesk.core.calendar import Calendar
from chatdesk.core.findings import Finding, suggestion
from chatdesk.core.policy import Policy
from chatdesk.core.policy_time import CalendarPolicy, Holidays
from chatdesk.core.policy_time_checks import calendar_of

YEARS: Final = range(2000, 2101)
"""The years whose holidays are known."""


class Calendars:
    """A desk's calendars by their names, each built once, when it is first asked for.

    Holidays and closing days are named in the desk's language, unless another one is given.
    """

    def __init__(self, policy: Policy, language: str = "") -> None:
        self.policy = policy
        self._language = language or policy.desk.language
        self._built: dict[str, Calendar] = {}

    def __call__(self, name: str) -> Calendar:
        if name not in self._built:
            self._built[name] = self._build(name)
        return self._built[name]

    def _build(self, name: str) -> Calendar:
        return _calendar(self.policy.calendars[name].model_dump_json(), self._language)


@lru_cache(maxsize=64)
def _calendar(described: str, language: str) -> Calendar:
    """Return the calendar of a description in JSON; being a value, it is the same one for the same description."""
    policy = CalendarPolicy.model_validate_json(described)
    own = {day: reason.in_(language) for day, reason in policy.closed.items()}
    public = holidays_of(policy.holidays, language) if policy.holidays is not None else {}
    return calendar_of(policy, {**public, **own})


def holidays_of(region: Holidays, language: str) -> Mapping[date, str]:
    """Return the public holidays of a region with their names, in the language where the package speaks it."""
    import holidays  # noqa: PLC0415 - 60 ms that a process without calendars does not pay

    spoken = holidays.list_localized_countries().get(region.country, [])
    wanted = (language, f"{language}_{region.country}")
    chosen = next((each for each in spoken if each in wanted), None)
    chosen = chosen or next((each for each in spoken if each.split("_")[0] == language), None)
    return dict(holidays.country_holidays(region.country, subdiv=region.subdivision, language=chosen, years=YEARS))


def region_problems(policy: Policy) -> Iterator[Finding]:
    """Find the regions whose holidays nobody knows."""
    import holidays  # noqa: PLC0415 - as above

    known = holidays.list_supported_countries()
    for name, calendar in policy.calendars.items():
        region = calendar.holidays
        if region is None:
            continue
        path = ("calendars", name, "holidays")
        if region.country not in known:
            capitals = region.country.upper()
            near = f"; did you mean {capitals!r}?" if capitals in known else ""
            yield Finding((*path, "country"), f"no holidays are known for the country {region.country!r}{near}")
        elif region.subdivision is not None and region.subdivision not in known[region.country]:
            near = suggestion(region.subdivision, known[region.country])
            yield Finding((*path, "subdivision"), f"{region.country} has no subdivision {region.subdivision!r}{near}")
