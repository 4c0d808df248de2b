"""What a policy says of time must make sense: hours that open, targets that count, warnings that come before them.

Pure, as `policy_checks`, which runs these checks with its own. What follows silence has its checks in
`policy_ladder_checks`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final

from chatdesk.core.calendar import WEEKDAYS, Calendar, CalendarError, Opening
from chatdesk.core.findings import Check, Finding, Path
from chatdesk.core.model import ENDED
from chatdesk.core.policy import Policy
from chatdesk.core.policy_ladder_checks import LADDER_CHECKS
from chatdesk.core.policy_time import CalendarPolicy, Clock, ExtensionPolicy, Target
from chatdesk.core.spans import Span

# -- calendars

_DAY_MINUTES: Final = 24 * 60
_WEEK_MINUTES: Final = 7 * _DAY_MINUTES


def calendar_of(policy: CalendarPolicy, closed: Mapping[Any, str]) -> Calendar:
    """Build the calendar that a policy describes; raise CalendarError where it cannot be."""
    week = {_number(day): hours for day, hours in policy.week.items()}
    return Calendar(zone=policy.time_zone, week=week, closed=closed, openings=policy.openings)


def _number(day: str) -> int:
    return WEEKDAYS.index(day.capitalize())


def _calendars(policy: Policy) -> Iterator[Finding]:
    """Each calendar opens, and the hours of each of its days make sense."""
    for name, calendar in policy.calendars.items():
        if not any(calendar.week.values()):
            yield Finding(("calendars", name, "week"), "never opens: give at least one weekday an opening")
        for weekday, hours in calendar.week.items():
            yield from _day(("calendars", name, "week", weekday), {_number(weekday): hours}, {})
        for day, hours in calendar.openings.items():
            yield from _day(("calendars", name, "openings", day.isoformat()), {0: _ANY}, {day: hours})


_ANY: Final = (Opening(start=0, end=1),)


def _day(path: Path, week: Mapping[int, tuple[Opening, ...]], openings: Mapping[date, Any]) -> Iterator[Finding]:
    """Find what is wrong with the hours of one day: a calendar with no others says so."""
    if not any(week.values()):
        return  # closed on this weekday
    try:
        Calendar(zone="UTC", week=week, openings=openings)
    except CalendarError as error:
        yield Finding(path, str(error))


def _minutes(calendar: CalendarPolicy) -> frozenset[int]:
    """Return the minutes of the week at which its hours are open, counted from Monday 0:00 on its wall clock."""
    return frozenset(
        minute % _WEEK_MINUTES
        for day, hours in calendar.week.items()
        for midnight in (_number(day) * _DAY_MINUTES,)
        for opening in hours
        for minute in range(midnight + opening.start, midnight + opening.end)
    )


def _shown(minute: int) -> str:
    day, of_day = divmod(minute, _DAY_MINUTES)
    return f"{WEEKDAYS[day]} {of_day // 60}:{of_day % 60:02}"


# -- targets


def _no_clock(policy: Policy) -> Iterator[Finding]:
    """A kind without clock has no target."""
    for name, kind in policy.kinds.items():
        if kind.target is not None and not kind.clock:
            yield Finding(("kinds", name, "target"), "a kind with 'clock: false' has no target")


def _no_clock_at_all(policy: Policy) -> Iterator[Finding]:
    """Where no kind has a clock, no priority has a target."""
    if any(kind.clock for kind in policy.kinds.values()):
        return
    for name, priority in policy.priorities.items():
        if priority.target != Target():
            yield Finding(("priorities", name, "target"), "counts for nothing: every kind says 'clock: false'")


def _targets(policy: Policy) -> Iterator[tuple[Path, Target]]:
    """Yield the targets of a policy, each with its place."""
    for name, priority in policy.priorities.items():
        yield ("priorities", name, "target"), priority.target
    for name, kind in policy.kinds.items():
        if kind.clock and kind.target is not None:
            yield ("kinds", name, "target"), kind.target


def _no_time(policy: Policy) -> Iterator[Finding]:
    """A target, a reminder and a notice give some time."""
    spans: list[tuple[Path, Span | None]] = [
        ((*path, what), getattr(target, what)) for path, target in _targets(policy) for what in Target.model_fields
    ]
    spans.append((("clocks", "unqualified"), policy.clocks.unqualified))
    spans.append((("schedule", "closing_notice"), policy.schedule.closing_notice))
    for path, span in spans:
        if span == Span():
            yield Finding(path, "gives no time at all; leave it out to count nothing")


def _announced(policy: Policy) -> Iterator[Finding]:
    """A closing day is announced at the opening of a business day before it."""
    notice = policy.schedule.closing_notice
    if notice is not None and notice.time:
        yield Finding(("schedule", "closing_notice"), "is in business days before the closing day, as in 2d")


# -- clocks


def _is_counted(policy: Policy, clock: Clock) -> bool:
    """Whether any ticket can have a target for a clock."""
    if not any(kind.clock for kind in policy.kinds.values()):
        return False
    return any(getattr(target, clock) is not None for _, target in _targets(policy))


def _warnings(policy: Policy) -> Iterator[Finding]:
    """A warning comes before something, and after the ticket's opening."""
    for clock in Clock:
        notice = getattr(policy.clocks.warn, clock)
        path: Path = ("clocks", "warn", clock.value)
        if notice is None:
            continue
        if not _is_counted(policy, clock):
            yield Finding(path, f"warns of nothing: no priority and no kind has a target for {clock.value!r}")
        elif isinstance(notice, Span):
            yield from _notice(policy, clock, notice, path)


def _notice(policy: Policy, clock: Clock, notice: Span, path: Path) -> Iterator[Finding]:
    if notice.days:
        yield Finding(path, "a warning comes hours or a share before, as in 4h or 75%; a business day has no length")
    elif not notice.time:
        yield Finding(path, "a warning comes before the due instant, and this is no time at all; leave it out")
    else:
        desk = policy.calendars.get(policy.desk.calendar)
        for place, target in _targets(policy):
            span: Span | None = getattr(target, clock)
            if span is not None and span != Span() and notice.time >= _least(span, desk):
                where = ".".join(map(str, (*place, clock.value)))
                yield Finding(path, f"{notice} before leaves no time: '{where}' is only {span}")


def _least(span: Span, calendar: CalendarPolicy | None) -> timedelta:
    """Return the opening time that a target has at least; a business day is as long as the shortest of the week."""
    if not span.days or calendar is None:
        return span.time or timedelta.max
    lengths = [sum(each.end - each.start for each in hours) for hours in calendar.week.values() if hours]
    return timedelta(minutes=min(lengths, default=_DAY_MINUTES)) * span.days


def _escalated(policy: Policy) -> Iterator[Finding]:
    """A clock whose breach is told to the managers runs for some ticket; unless said, nothing is wrong with it."""
    if "escalate" not in policy.clocks.model_fields_set:
        return
    for position, clock in enumerate(policy.clocks.escalate):
        if not _is_counted(policy, clock):
            message = f"is never missed: no priority and no kind has a target for {clock.value!r}"
            yield Finding(("clocks", "escalate", position), message)
        if clock in policy.clocks.escalate[:position]:
            yield Finding(("clocks", "escalate", position), f"names {clock.value!r} twice")


def _quiet(policy: Policy) -> Iterator[Finding]:
    """Quiet hours leave some opening hours in which a reminder may be sent."""
    calendar, quiet = policy.calendars.get(policy.desk.calendar), policy.clocks.quiet
    if calendar is None or quiet is None:
        return
    open_at = {minute % _DAY_MINUTES for minute in _minutes(calendar)}
    if open_at and open_at <= {minute % _DAY_MINUTES for minute in range(quiet.start, quiet.end)}:
        message = f"covers all opening hours of {policy.desk.calendar!r}: no reminder would ever reach anyone in them"
        yield Finding(("clocks", "quiet"), message)


def _ended(policy: Policy) -> Iterator[Finding]:
    """Only the clocks of a ticket that goes on can run or pause."""
    for name, status in policy.statuses.items():
        if status.clock is not None and status.phase in ENDED:
            message = f"the clocks of a ticket stop for good in the phase {status.phase.value!r}; leave it out"
            yield Finding(("statuses", name, "clock"), message)


# -- extensions


def _longer(policy: Policy) -> Iterator[Finding]:
    """An extension only adds hours to those of the desk."""
    desk = policy.calendars.get(policy.desk.calendar)
    for name, extension in policy.extensions.items():
        calendar = policy.calendars.get(extension.calendar)
        if desk is None or calendar is None:
            continue
        usual, longer = _minutes(desk), _minutes(calendar)
        path: Path = ("extensions", name, "calendar")
        if desk.time_zone != calendar.time_zone:
            if len(longer) < len(usual):
                yield Finding(path, f"an extension only adds hours: this week is shorter than {policy.desk.calendar!r}")
        elif missing := usual - longer:
            message = f"an extension only adds hours: {policy.desk.calendar!r} is open on {_shown(min(missing))},"
            yield Finding(path, f"{message} {extension.calendar!r} is not")


def _reached(policy: Policy) -> Iterator[Finding]:
    """Each extension counts for some ticket that none above it takes."""
    above: dict[str, frozenset[_Ticket]] = {}
    for name, extension in policy.extensions.items():
        tickets = _tickets(policy, extension)
        taking = [other for other, taken in above.items() if taken & tickets]
        same = [each for each in taking if above[each] == tickets]
        if same and policy.extensions[same[0]].calendar == extension.calendar:
            yield Finding(("extensions", name), f"says the same as {same[0]!r}")
        elif tickets and tickets <= frozenset().union(*(above[each] for each in taking)):
            names = " and ".join(map(repr, taking))
            yield Finding(("extensions", name), f"never counts: {names} above it, and the first that fits counts")
        above[name] = tickets


_Ticket = tuple[str, str, frozenset[str]]
"""What an extension looks at: a ticket's product, its priority, and the options of its customer."""


def _tickets(policy: Policy, extension: ExtensionPolicy) -> frozenset[_Ticket]:
    """Return the products, the priorities and the customers' options that an extension is for."""
    products = extension.products or tuple(policy.products)
    priorities = extension.priorities or tuple(policy.priorities)
    contracts = {frozenset(customer.options) for customer in policy.customers.values()} | {frozenset[str]()}
    fitting = [options for options in contracts if extension.option is None or extension.option in options]
    return frozenset(
        (product, priority, options) for product in products for priority in priorities for options in fitting
    )


# -- tiers


def _tiers(policy: Policy) -> Iterator[Finding]:
    """No group escalates to itself, by whatever way."""
    for name in policy.groups:
        way = [name]
        while (above := _tier_above(policy, way[-1])) is not None and above not in way:
            way.append(above)
        if above == name:
            circle = " → ".join([*way, name])
            message = "a group does not escalate to itself" if len(way) == 1 else f"escalates in a circle: {circle}"
            yield Finding(("groups", name, "escalates_to"), message)


def _tier_above(policy: Policy, group: str) -> str | None:
    return policy.groups[group].escalates_to if group in policy.groups else None


_TARGETS: Final = frozenset({"kinds", "priorities"})

TIME_CHECKS: Final = (
    Check(frozenset({"calendars"}), _calendars),
    Check(frozenset({"kinds"}), _no_clock),
    Check(_TARGETS, _no_clock_at_all),
    Check(_TARGETS | {"clocks", "schedule"}, _no_time),
    Check(frozenset({"schedule"}), _announced),
    Check(_TARGETS | {"clocks", "desk", "calendars"}, _warnings),
    Check(_TARGETS | {"clocks"}, _escalated),
    Check(frozenset({"clocks", "desk", "calendars"}), _quiet),
    Check(frozenset({"statuses"}), _ended),
    Check(frozenset({"extensions", "desk", "calendars"}), _longer),
    Check(frozenset({"extensions", "products", "priorities", "customers"}), _reached),
    Check(frozenset({"groups"}), _tiers),
    *LADDER_CHECKS,
)
