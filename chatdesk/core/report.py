"""A report: the figures of some groups as charts, in one reader's words. Draws nothing and counts nothing itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from chatdesk.core.chart import Chart, Series
from chatdesk.core.document import Heading, InternalBlock, Moment, Paragraph, Small, Strong
from chatdesk.core.figures import Figures, Standing
from chatdesk.core.policy_time import Clock
from chatdesk.core.wording import Wording
from chatdesk.core.words import N_

_AGES: Final = (
    N_("under 1 day"),
    N_("1 to 3 days"),
    N_("3 to 7 days"),
    N_("7 to 30 days"),
    N_("over 30 days"),
)
"""A name for each of the ages in `core/figures.py`."""
_CLOCKS: Final = {Clock.RESPONSE: N_("First answer"), Clock.RESOLUTION: N_("Solution")}


def report(figures: Figures, wording: Wording) -> Iterator[InternalBlock]:
    """Give a report's blocks: whose figures, of when, the whole in one line, then a chart for each question."""
    words = wording.words
    yield Heading(words(N_("Figures: {group}"), group=_whose(figures, wording)))
    yield Small((Moment(figures.period.start), " – ", Moment(figures.period.end)))
    yield Paragraph((Strong(_in_one_line(figures, wording)),))
    if figures.met:
        yield _met_in_time(figures, wording)
    if figures.open:
        yield _by_status(figures, wording)
        yield _by_age(figures, wording)


def _whose(figures: Figures, wording: Wording) -> str:
    """Return the names of the groups, or the desk's where they are all it has."""
    if len(figures.groups) > 1 and set(figures.groups) >= set(wording.policy.groups):
        return wording.desk()
    return ", ".join(wording.group(group) for group in figures.groups)


def _in_one_line(figures: Figures, wording: Wording) -> str:
    words = wording.words
    told = [words.count("{n} open ticket", "{n} open tickets", figures.open)]
    for clock, text in ((Clock.RESPONSE, N_("First answers in time")), (Clock.RESOLUTION, N_("Solutions in time"))):
        met, total = figures.of(clock)
        whole = Series(label="", values=(met,), totals=(total,))
        told.append(wording.labelled(words(text), whole.told(0)))
    return " · ".join(told)


def _met_in_time(figures: Figures, wording: Wording) -> Chart:
    """Return what was met by priority; one without any is what the policy takes it for."""
    met: Counter[tuple[Clock, str]] = Counter()
    total: Counter[tuple[Clock, str]] = Counter()
    for each in figures.met:
        key = each.clock, each.priority or wording.policy.default_priority
        met[key] += each.met
        total[key] += each.total
    shown = _in_order((priority for _, priority in total), wording.policy.priorities)
    return Chart(
        title=wording.words(N_("In time, by priority")),
        labels=tuple(wording.priority(priority) for priority in shown),
        series=tuple(
            Series(
                label=wording.words(label),
                values=tuple(met[clock, priority] for priority in shown),
                totals=tuple(total[clock, priority] for priority in shown),
            )
            for clock, label in _CLOCKS.items()
        ),
        unit=wording.words(N_("in time / due")),
    )


def _in_order(found: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    """Return what was found, each once: in the policy's order, then what it does not know any more."""
    remaining = set(found)
    return (*(each for each in known if each in remaining), *sorted(remaining - set(known)))


def _by_status(figures: Figures, wording: Wording) -> Chart:
    order = list(wording.policy.statuses)
    known = sorted(figures.backlog, key=lambda each: order.index(each.status) if each.status in order else len(order))
    counts: Counter[str] = Counter()
    for each in known:
        counts[_status(each, wording)] += each.count
    return _counts(N_("Open tickets, by status and who must act"), counts, wording)


def _status(standing: Standing, wording: Wording) -> str:
    """Return a status with who must act, as the policy calls both."""
    policy = wording.policy.status_named(standing.status, standing.phase)
    return f"{policy.name.in_(wording.language)} · {policy.actor.in_(wording.language)}"


def _by_age(figures: Figures, wording: Wording) -> Chart:
    counts = {wording.words(label): count for label, count in zip(_AGES, figures.ages, strict=True)}
    return _counts(N_("Open tickets, by age"), counts, wording)


def _counts(title: str, counts: dict[str, int] | Counter[str], wording: Wording) -> Chart:
    words = wording.words
    series = Series(label=words(N_("Tickets")), values=tuple(counts.values()))
    return Chart(title=words(title), labels=tuple(counts), series=(series,))
