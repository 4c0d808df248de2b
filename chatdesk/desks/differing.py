"""What two policies say differently, path by path. Compares what they come to, and knows nothing of their files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import time
from enum import Enum, StrEnum
from typing import Any, Final

from chatdesk.core.findings import Path
from chatdesk.core.policy import Policy
from chatdesk.core.policy_values import LocalText, Part
from chatdesk.desks.problems import path_text


class How(StrEnum):
    """What became of a part between two policies."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    """The same parts in another order, where the order counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One place at which two policies differ; the values are plain, as a policy file writes them."""

    path: str
    a: Any
    """In the first one; None where it says nothing."""
    b: Any
    how: How = How.CHANGED

    @property
    def section(self) -> str:
        """Return the section of the policy in which it stands."""
        return self.path.partition(".")[0].partition("[")[0]


_IN_ORDER: Final = frozenset(
    {
        "critical_periods",
        "customers",
        "extensions",
        "groups",
        "products",
        "articles",
        "cancel_reasons",
        "categories",
        "kinds",
        "options",
        "impacts",
        "urgencies",
        "priorities",
        "shifts",
        "sites",
        "statuses",
        "natures",
    }
)
"""Mappings whose order says something: what is more pressing, what fits first, what people see first."""


def differences(a: Policy, b: Policy) -> tuple[Difference, ...]:
    """Return every difference between two policies, in the order of a policy's sections."""
    return tuple(_between(a, b, ()))


def _between(a: Any, b: Any, path: Path) -> Iterator[Difference]:  # noqa: ANN401 - whatever a policy holds
    a, b = _beside(a, b), _beside(b, a)
    match a, b:
        case LocalText(), LocalText():
            yield from _texts(a, b, path)
            for name in (name for name in type(a).model_fields if name not in LocalText.model_fields):
                yield from _between(getattr(a, name), getattr(b, name), (*path, name))
        case Part(), Part():
            for name in type(a).model_fields:
                yield from _between(getattr(a, name), getattr(b, name), (*path, name))
        case Mapping(), Mapping():
            yield from _keyed(a, b, path)
        case tuple(), tuple() if any(isinstance(each, Part) for each in (*a, *b)):
            yield from _keyed(dict(enumerate(a)), dict(enumerate(b)), path)
        case _ if a != b:
            yield Difference(path=path_text(path), a=_plain(a), b=_plain(b))


def _beside(part: Any, other: Any) -> Any:  # noqa: ANN401 - whatever a policy holds
    """Return a part to compare with another one: an empty one where nothing is said and all of it can be left out."""
    if part is not None or not isinstance(other, Part):
        return part
    kind = type(other)
    return part if any(field.is_required() for field in kind.model_fields.values()) else kind()


def _texts(a: LocalText, b: LocalText, path: Path) -> Iterator[Difference]:
    """Compare a text in each language; one that reads the same in both, before and after, is one text."""
    if a != b and a.en == a.fr and b.en == b.fr:
        yield Difference(path=path_text(path), a=a.en, b=b.en)
        return
    for language in LocalText.model_fields:
        yield from _between(getattr(a, language), getattr(b, language), (*path, language))


def _keyed(a: Mapping[Any, Any], b: Mapping[Any, Any], path: Path) -> Iterator[Difference]:
    """Compare part by part: those of the first in its order, then what only the second has."""
    yield from _moved([key for key in a if key in b], [key for key in b if key in a], path)
    for key in (*a, *(key for key in b if key not in a)):
        here = (*path, key)
        if key not in b:
            yield Difference(path=path_text(here), a=_plain(a[key]), b=None, how=How.REMOVED)
        elif key not in a:
            yield Difference(path=path_text(here), a=None, b=_plain(b[key]), how=How.ADDED)
        else:
            yield from _between(a[key], b[key], here)


def _moved(a: list[Any], b: list[Any], path: Path) -> Iterator[Difference]:
    if a != b and path[-1] in _IN_ORDER:
        yield Difference(path=path_text(path), a=a, b=b, how=How.MOVED)


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a policy holds
    """Return a value as a policy file writes it, without what need not be said."""
    match value:
        case LocalText(en=en, fr=fr) if en == fr and value.model_dump(exclude_defaults=True).keys() == {"en", "fr"}:
            return en
        case Part():
            fields = type(value).model_fields
            said = {name: each for name, each in value if each != fields[name].get_default(call_default_factory=True)}
            return {name: _plain(each) for name, each in said.items()}
        case Mapping():
            return {str(key): _plain(each) for key, each in value.items()}
        case tuple():
            return [_plain(each) for each in value]
        case time():
            return f"{value.hour}:{value.minute:02}"
        case Enum():
            return value.value
        case None | bool() | int():
            return value
    return str(value)
