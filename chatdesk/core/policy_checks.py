"""What the parts of a policy must be to each other: ids that exist, a whole matrix, statuses that lead somewhere.

What is said of time has its own checks, in `policy_time_checks`. Pure: a finding names its place as a path into the
policy; where that stands in a file is the loader's business.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from types import UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin, get_type_hints

from chatdesk.core.call_advice import REFERENCE
from chatdesk.core.findings import KEY, Check, Finding, Path, suggestion
from chatdesk.core.model import ENDED, OPEN, Phase
from chatdesk.core.policy import Policy
from chatdesk.core.policy_customer_checks import CUSTOMER_CHECKS
from chatdesk.core.policy_desk import PrivateThreads, Threads
from chatdesk.core.policy_escalation_checks import ESCALATION_CHECKS
from chatdesk.core.policy_form import Ask
from chatdesk.core.policy_kind_checks import KIND_CHECKS
from chatdesk.core.policy_roster_checks import ROSTER_CHECKS
from chatdesk.core.policy_text_checks import TEXT_CHECKS
from chatdesk.core.policy_texts import alike, too_long
from chatdesk.core.policy_time_checks import TIME_CHECKS
from chatdesk.core.policy_values import Named, Part, Refers

SECTIONS: Final = frozenset(Policy.model_fields)

_NOUNS: Final = {
    "articles": "article",
    "calendars": "calendar",
    "categories": "category",
    "customer_kinds": "kind of customer",
    "environments": "environment",
    "facts": "fact",
    "groups": "group",
    "impacts": "impact",
    "kinds": "kind",
    "priorities": "priority",
    "products": "product",
    "statuses": "status",
    "urgencies": "urgency",
}


def problems(policy: Policy) -> Iterator[Finding]:
    """Find every mistake between the parts of a policy."""
    yield from references(policy.model_dump(mode="json"))
    yield from sound_problems(policy, SECTIONS)


def sound_problems(policy: Policy, sound: frozenset[str]) -> Iterator[Finding]:
    """Find what can be found by looking at the sound sections of a policy only; the others may be absent from it."""
    for check in CHECKS:
        if check.needs <= sound:
            yield from check.find(policy)


# -- ids


def references(data: Mapping[str, Any]) -> Iterator[Finding]:
    """Find every id that another part should name and does not; works on a policy of which parts are wrong."""
    for path, part, value in _referring(Policy, data, ()):
        section = data.get(part)
        known = section if isinstance(section, Mapping) else {}
        if value not in known:
            yield Finding(path, f"there is no {_NOUNS[part]} {value!r}{suggestion(value, known)}")


def _referring(hint: Any, value: object, path: Path) -> Iterator[tuple[Path, str, str]]:  # noqa: ANN401 - a type hint
    """Walk data along the types of the model, to each place that refers to another part: path, part, id."""
    if not _may_refer(hint):
        return
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        for mark in inner[1:]:
            if isinstance(mark, Refers) and isinstance(value, str):
                yield path, mark.part, value
        yield from _referring(inner[0], value, path)
    elif origin in {Union, UnionType}:
        for choice in inner:
            yield from _referring(choice, value, path)
    else:
        for step, inside, item in _inside(hint, value):
            yield from _referring(inside, item, (*path, *step))


def _inside(hint: Any, value: object) -> Iterator[tuple[Path, Any, object]]:  # noqa: ANN401 - a type hint
    """Yield what stands in a list, a mapping or a part: the way there, its type and its value."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is tuple and isinstance(value, list | tuple):
        yield from (((position,), inner[0], item) for position, item in enumerate(value))
    elif origin is Mapping and isinstance(value, Mapping):
        for key, item in value.items():
            yield (key, KEY), inner[0], key
            yield (key,), inner[1], item
    elif isinstance(hint, type) and issubclass(hint, Part) and isinstance(value, Mapping):
        yield from (((name,), field, value[name]) for name, field in hints_of(hint).items() if name in value)


@cache
def _may_refer(hint: Any) -> bool:  # noqa: ANN401 - a type hint
    """Whether anything of a type refers to another part: most of a policy does not, and need not be walked."""
    if isinstance(hint, Refers):
        return True
    within = hints_of(hint).values() if isinstance(hint, type) and issubclass(hint, Part) else get_args(hint)
    return any(_may_refer(inner) for inner in within)


@cache
def hints_of(part: type[Part]) -> Mapping[str, Any]:
    """Return the types of a part's fields, with their marks."""
    hints = get_type_hints(part, include_extras=True)
    return {name: hints[name] for name in part.model_fields}


# -- impact and urgency


def _matrix(policy: Policy) -> Iterator[Finding]:
    """Every impact and urgency on offer leads to a priority."""
    for name, ask, offered in (
        ("impact", policy.opening.impact, policy.impacts),
        ("urgency", policy.opening.urgency, policy.urgencies),
    ):
        if ask is not Ask.NO and not offered:
            plural = "impacts" if name == "impact" else "urgencies"
            yield Finding(("opening", name), f"the form asks for it, but '{plural}' names none")
    if policy.impacts and policy.urgencies and not policy.matrix:
        yield Finding(("matrix",), "is missing: with 'impacts' and 'urgencies' it gives each pair its priority")
        return
    for impact in policy.impacts if policy.urgencies else ():
        row = policy.matrix.get(impact)
        if row is None:
            yield Finding(("matrix",), f"has no row for the impact {impact!r}")
        else:
            for urgency in policy.urgencies:
                if urgency not in row:
                    yield Finding(("matrix", impact), f"has no priority for the urgency {urgency!r}")


# -- statuses

_PHASES: Final[Mapping[str, frozenset[Phase]]] = {
    "open": frozenset({Phase.NEW}),
    "qualify": frozenset({Phase.NEW, Phase.WORKING}),
    "take": frozenset({Phase.NEW, Phase.WORKING}),
    "ask": frozenset({Phase.WAITING}),
    "answer": frozenset({Phase.NEW, Phase.WORKING}),
    "resolve": frozenset({Phase.RESOLVED, Phase.WAITING}),
    "refuse": frozenset({Phase.NEW, Phase.WORKING}),
    "close": frozenset({Phase.CLOSED}),
    "cancel": frozenset({Phase.CANCELLED, Phase.CLOSED}),
}
"""In which phases the status may be to which a step leads."""


def _statuses(policy: Policy) -> Iterator[Finding]:
    """Each status is reached, each open one leads to an end, and each step finds its way."""
    moves = {step: status for step, status in policy.moves.model_dump().items() if status in policy.statuses}
    for step, status in moves.items():
        phase = policy.statuses[status].phase
        if phase not in _PHASES[step]:
            fitting = " or ".join(sorted(_PHASES[step]))
            yield Finding(("moves", step), f"{status!r} is in the phase {phase.value!r}; this step needs {fitting}")
    table = {name: tuple(to for to in status.next if to in policy.statuses) for name, status in policy.statuses.items()}
    if all(len(table[name]) == len(status.next) for name, status in policy.statuses.items()):
        yield from _ways(policy, table, moves)


def _ways(policy: Policy, table: Mapping[str, tuple[str, ...]], moves: Mapping[str, str]) -> Iterator[Finding]:
    ended = {name for name, status in policy.statuses.items() if status.phase in ENDED}
    backwards: dict[str, list[str]] = {name: [] for name in table}
    for name, following in table.items():
        for to in following:
            backwards[to].append(name)
    reached = _closure({moves["open"]} if "open" in moves else set(), table)
    ending = _closure(ended, backwards)
    for name, following in table.items():
        where: Path = ("statuses", name)
        if reached and name not in reached:
            yield Finding(where, f"no way leads here from {moves['open']!r}")
        if name in ended and following:
            yield Finding((*where, "next"), "an ended ticket stays ended: this phase leads nowhere")
        if name in following:
            yield Finding((*where, "next"), "a status does not lead to itself")
        if name not in ending:
            yield Finding(where, "from here no ticket can ever be closed or cancelled")
        for step in _leaving(policy, name):
            if step in moves and moves[step] not in (name, *following):
                yield Finding((*where, "next"), f"does not lead to {moves[step]!r}, which 'moves.{step}' needs")


def _group_statuses(policy: Policy) -> Iterator[Finding]:
    """What is handed to a group is worked on, or waits for somebody of the desk (S2-11)."""
    for name, group in policy.groups.items():
        status = policy.statuses.get(group.status or "")
        if status is not None and status.phase not in OPEN - {Phase.WAITING}:
            told = (
                f"{group.status!r} is in the phase {status.phase.value!r}; what a group is handed is its own to work on"
            )
            yield Finding(("groups", name, "status"), told)


def _natures(policy: Policy) -> Iterator[Finding]:
    """Wherever a solution may be given, one that ends the ticket may be given as well (S2-25)."""
    moves = policy.moves
    for nature in (name for name, nature in policy.natures.items() if nature.ends):
        for name, status in policy.statuses.items():
            if moves.resolve in status.next and moves.close not in status.next:
                told = f"{name!r} leads to a solution, and not to {moves.close!r}, where 'moves.close' goes"
                yield Finding(("natures", nature, "ends"), told)


def _leaving(policy: Policy, status: str) -> Iterator[str]:
    """Give the steps by which a ticket leaves a status in which the requester is awaited."""
    phases = policy.phases_in(status)
    if Phase.WAITING in phases:
        yield "answer"
    if Phase.RESOLVED in phases:
        yield from ("refuse", "close")


def _closure(start: set[str], edges: Mapping[str, Iterable[str]]) -> set[str]:
    """Return everything that can be reached from a start, itself included."""
    found, waiting = set(start), list(start)
    while waiting:
        for to in edges[waiting.pop()]:
            if to not in found:
                found.add(to)
                waiting.append(to)
    return found


# -- rooms


def _rooms(policy: Policy) -> Iterator[Finding]:
    """No group reads in another's room, and requesters read in none of them."""
    owners = {(platform, rooms.intake): "the intake room" for platform, rooms in policy.rooms.items()}
    for name, group in policy.groups.items():
        for platform, room in group.rooms.items():
            owner = owners.setdefault((platform, room), f"the room of {name!r}")
            if owner != f"the room of {name!r}":
                yield Finding(("groups", name, "rooms", platform), f"{room!r} is already {owner}")


_PRIVATE: Final[Mapping[str, tuple[PrivateThreads, str]]] = {
    "discord": (PrivateThreads.THREAD, "direct messages hold no threads"),
    "slack": (PrivateThreads.DIRECT, "a thread cannot have members of its own"),
}
"""What a private thread can be where only one of the two is possible, and why."""


def _private_threads(policy: Policy) -> Iterator[Finding]:
    """A desk that keeps its threads private does so in a way that each of its platforms has."""
    for platform, rooms in policy.rooms.items() if policy.desk.threads is Threads.PRIVATE else ():
        possible, reason = _PRIVATE.get(platform, (rooms.private, ""))
        if rooms.private is not possible:
            told = f"on {platform} {reason}: with 'desk.threads: private', write 'private: {possible.value}' here"
            yield Finding(("rooms", platform, "private"), told)


def missing_rooms(policy: Policy, platform: str) -> Iterator[Finding]:
    """Find the rooms without which a desk cannot work on a platform: its intake, and one for each group somewhere.

    Agents may work on another platform than the requesters, so a group's room on any platform will do.
    """
    if platform not in policy.rooms:
        yield Finding(("rooms", platform), "is missing: name the room where requests are shown, as 'intake: ROOM_ID'")
    for name, group in policy.groups.items():
        if not group.rooms:
            yield Finding(("groups", name, "rooms", platform), "is missing: a group needs a private room of its own")


# -- lengths

NAME_LIMITS: Final[Mapping[str, int]] = {
    "categories": 75,
    "customer_kinds": 75,
    "customers": 75,
    "environments": 75,
    "groups": 75,
    "impacts": 75,
    "kinds": 75,
    "priorities": 75,
    "products": 75,
    "statuses": 40,
    "urgencies": 75,
}
"""The longest name that fits wherever it is shown: on a button, in a list of choices, on a card."""
LABEL_LIMIT: Final = 45
ADVICE_LIMIT: Final = 300
ITEM_LIMIT: Final = 100
ITEMS_LIMIT: Final = 10
"""What fits on a card besides the rest: a checklist's items, and how long each may be."""
TEXT_LIMIT: Final = 2000
CHOICES_LIMIT: Final = 100


def _lengths(policy: Policy) -> Iterator[Finding]:
    """Every text fits where it is shown."""
    yield from too_long(("desk", "name"), policy.desk.name, NAME_LIMITS["groups"])
    for section, limit in NAME_LIMITS.items():
        parts: Mapping[str, Named] = getattr(policy, section)
        yield from _many((section,), parts)
        for name, part in parts.items():
            yield from too_long((section, name, "name"), part.name, limit)
            yield from too_long((section, name, "meaning"), part.meaning, TEXT_LIMIT)
    for name, nature in policy.natures.items():
        yield from too_long(("natures", name), nature, NAME_LIMITS["kinds"])
    for name, kind in policy.kinds.items():
        yield from too_long(("kinds", name, "notice"), kind.notice, TEXT_LIMIT)
    for name, priority in policy.priorities.items():
        yield from too_long(("priorities", name, "call"), priority.call, ADVICE_LIMIT)
    for name, status in policy.statuses.items():
        yield from too_long(("statuses", name, "actor"), status.actor, NAME_LIMITS["groups"])
    for name, fact in policy.facts.items():
        yield from too_long(("facts", name, "label"), fact.label, LABEL_LIMIT)
        yield from _many(("facts", name, "options"), fact.options)
        for option, text in fact.options.items():
            yield from too_long(("facts", name, "options", option), text, NAME_LIMITS["kinds"])
    yield from too_long(("opening", "warning"), policy.opening.warning, TEXT_LIMIT)


def _many(path: Path, choices: Mapping[str, object]) -> Iterator[Finding]:
    if len(choices) > CHOICES_LIMIT:
        yield Finding(path, f"{len(choices)} choices, and a list holds {CHOICES_LIMIT}")


# -- what cards say


def _advice(policy: Policy) -> Iterator[Finding]:
    """Advice to call leaves room for the ticket's number only."""
    for name, priority in policy.priorities.items():
        for language, text in priority.call.model_dump().items() if priority.call else ():
            for braces in re.findall(r"\{[^{}]*\}|[{}]", text.replace(REFERENCE, "")):
                told = f"{braces!r} stands for nothing: only {REFERENCE} does, for the ticket's number"
                yield Finding(("priorities", name, "call", language), told)


def _checklist(policy: Policy) -> Iterator[Finding]:
    """A checklist fits on the agents' card."""
    if len(policy.checklist) > ITEMS_LIMIT:
        yield Finding(("checklist",), f"{len(policy.checklist)} items, and there is room for {ITEMS_LIMIT}")
    for position, item in enumerate(policy.checklist):
        yield from too_long(("checklist", position), item, ITEM_LIMIT)


# -- twice the same


def _twice(policy: Policy) -> Iterator[Finding]:
    """Two choices of one list never read the same, and nothing is listed twice."""
    for section in NAME_LIMITS:
        parts: Mapping[str, Named] = getattr(policy, section)
        yield from alike((section,), {name: part.name for name, part in parts.items()})
    listed = {("products", name, "kinds"): product.kinds for name, product in policy.products.items()}
    listed |= {("products", name, "facts"): product.facts for name, product in policy.products.items()}
    listed |= {("kinds", name, "facts"): kind.facts for name, kind in policy.kinds.items()}
    listed |= {("statuses", name, "next"): status.next for name, status in policy.statuses.items()}
    for path, ids in listed.items():
        for repeated in (each for each, count in Counter(ids).items() if count > 1):
            yield Finding(path, f"names {repeated!r} twice")


_NAMED: Final = frozenset(NAME_LIMITS)

CHECKS: Final = (
    Check(frozenset({"opening", "impacts", "urgencies", "matrix"}), _matrix),
    Check(frozenset({"statuses", "moves"}), _statuses),
    Check(frozenset({"groups", "statuses"}), _group_statuses),
    Check(frozenset({"natures", "statuses", "moves"}), _natures),
    Check(frozenset({"rooms", "groups"}), _rooms),
    Check(frozenset({"rooms", "desk"}), _private_threads),
    Check(_NAMED | {"desk", "facts", "natures", "opening"}, _lengths),
    Check(_NAMED, _twice),
    Check(frozenset({"priorities"}), _advice),
    Check(frozenset({"checklist"}), _checklist),
    *KIND_CHECKS,
    *TEXT_CHECKS,
    *TIME_CHECKS,
    *ESCALATION_CHECKS,
    *CUSTOMER_CHECKS,
    *ROSTER_CHECKS,
)
