"""Two policies and their differences told: as a table for people, as JSON for programs."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, Final

from rich.console import Console, RenderableType
from rich.table import Column, Table

from chatdesk.core.policy import Policy
from chatdesk.core.words import LANGUAGES, N_, Words
from chatdesk.desks.differing import Difference, How
from chatdesk.desks.loader import PolicyError, Problem, load_policy

_NOTHING: Final = "–"
_NARROWEST: Final = 24
_WIDE: Final = 4096
"""Wider than any line of a value: where it is cut is the table's to say."""


def load_both(a: str, b: str) -> tuple[Policy, Policy]:
    """Load two policies; raise PolicyError with the mistakes of both."""
    policies: list[Policy] = []
    problems: list[Problem] = []
    for source in (a, b):
        try:
            policies.append(load_policy(source))
        except PolicyError as error:
            problems += error.problems
    if problems:
        raise PolicyError(problems)
    first, second = policies
    return first, second


def headed(source: str, policy: Policy, words: Words) -> str:
    """Return what stands above a policy's values: the name by which it was called, and its version."""
    version = policy.desk.version
    return words(N_("{policy}, version {version}"), policy=source, version=version) if version else source


def print_differences(found: Sequence[Difference], names: tuple[str, str], words: Words) -> None:
    """Print differences for people; that there are none is told as well."""
    console = Console(markup=False, highlight=False)
    console.print(_table(found, names, words, console.width) if found else words("Nothing differs."))


def _table(found: Sequence[Difference], names: tuple[str, str], words: Words, width: int) -> RenderableType:
    """Return differences as a table, the sections apart, with the two policies' names above their values."""
    longest = max(len(each.path) for each in found)
    room = max(min(longest, width // 3), _NARROWEST)
    heads = (Column(name, overflow="fold") for name in names)
    table = Table(Column(words("Path"), width=room, overflow="fold"), *heads)
    for _, section in groupby(found, key=lambda each: each.section):
        table.add_section()
        for each in section:
            table.add_row("\n".join(_cut(each.path, room)), *_told(each, words))
    return table


def _cut(path: str, width: int) -> Iterator[str]:
    """Yield a path in lines that end with a whole step, as far as steps are no longer than a line."""
    line = ""
    for step in re.findall(r"[^.]+\.?", path):
        if line and len(line) + len(step) > width:
            yield line
            line = ""
        line += step
    yield line


def _told(each: Difference, words: Words) -> tuple[str, str]:
    """Return both values in a policy's words; what became of the whole stands where it is no value."""
    a, b = (_written(_spoken(value, words.language)) for value in (each.a, each.b))
    match each.how:
        case How.ADDED:
            return _NOTHING, _below(words("added:"), b)
        case How.REMOVED:
            return _below(words("removed:"), a), _NOTHING
        case How.MOVED:
            return _below(words("order:"), a), _below(words("order:"), b)
        case How.CHANGED:
            return a, b


def _spoken(value: Any, language: str) -> Any:  # noqa: ANN401 - whatever a policy holds
    """Return a value with its texts in one language: of what is there on one side only, that says enough."""
    match value:
        case {"en": str(), "fr": str()} if len(value) == len(LANGUAGES):
            return value[language]
        case dict():
            return {key: _spoken(each, language) for key, each in value.items()}
        case list():
            return [_spoken(each, language) for each in value]
    return value


def _below(label: str, text: str) -> str:
    """Return a label with a value beside it, or below it where it has several lines."""
    return f"{label}\n{text}" if "\n" in text else f"{label} {text}"


def _written(value: Any) -> str:  # noqa: ANN401 - whatever a policy holds
    """Return a plain value as a policy file writes it: a list on one line, a part line by line."""
    match value:
        case None:
            return _NOTHING
        case bool():
            return str(value).lower()
        case list() if not any(isinstance(each, list | dict) for each in value):
            return f"[{', '.join(map(_written, value))}]"
        case list() | dict():
            return _as_yaml(value)
    return str(value)


def _as_yaml(value: Any) -> str:  # noqa: ANN401 - as above
    from ruamel.yaml import YAML  # noqa: PLC0415 - slow to import, and most values need none of it

    yaml = YAML(typ="safe", pure=True)
    for option, wanted in (("default_flow_style", None), ("sort_base_mapping_type_on_output", False)):
        setattr(yaml, option, wanted)  # the stubs know neither
    yaml.width = _WIDE
    written = io.StringIO()
    yaml.dump(value, written)
    return written.getvalue().rstrip("\n")


def json_of(found: Iterable[Difference]) -> str:
    """Return differences as a JSON list, one object for each path."""
    listed = [{"path": each.path, "a": each.a, "b": each.b} for each in found]
    return json.dumps(listed, indent=2, ensure_ascii=False)
