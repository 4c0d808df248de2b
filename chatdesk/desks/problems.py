"""What is wrong with a policy file, told like a compiler: `file:line:column: path: what is wrong`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic_core import ErrorDetails

from chatdesk.core.findings import KEY, Path, suggestion
from chatdesk.core.policy_statuses import NaturePolicy
from chatdesk.core.policy_values import LocalText


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake in a policy file; line and column begin at 1, and line 0 means the file as a whole."""

    file: str
    line: int
    column: int
    path: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return ": ".join(part for part in (place, self.path, self.message) if part)


class PolicyError(Exception):
    """A policy that cannot be used: every mistake in it, in the order of the file. Nothing was built."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


def path_text(path: Path) -> str:
    """Write a path: `products.crm.kinds[1]`."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path if step != KEY)
    return text.removeprefix(".")


_TEXTS: Final = frozenset({LocalText.__name__, NaturePolicy.__name__})


def words_of(error: ErrorDetails, known: Iterable[str] = ()) -> str:
    """Say in plain words what pydantic found; `known` are the keys that would have been right."""
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        return f"unknown key{suggestion(str(error['loc'][-1]), known)}"
    if kind in {"literal_error", "enum"}:
        return f"{error['input']!r} is not a choice{_choices(str(error['input']), context)}"
    if kind in {"model_type", "model_attributes_type"} and context.get("class_name") in _TEXTS:
        return "expected a text, or one for each language ('en:' and 'fr:')"
    told = _WORDS.get(kind)
    return told(context) if told is not None else error["msg"]


def _choices(word: str, context: Mapping[str, Any]) -> str:
    return suggestion(word, re.findall(r"'([^']*)'", str(context.get("expected", ""))))


def _says(text: str) -> Callable[[Mapping[str, Any]], str]:
    return text.format_map


_MAPPING: Final = _says("expected keys and values")
_NUMBER: Final = _says("expected a whole number")
_TRUTH: Final = _says("expected true or false")
_DATE: Final = _says("not a date: write it as 2026-12-24")

_WORDS: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "missing": _says("is missing"),
    "string_type": _says("expected a text"),
    "string_too_short": _says("too short: at least {min_length} character(s)"),
    "string_too_long": _says("too long: at most {max_length} characters"),
    "int_type": _NUMBER,
    "int_parsing": _NUMBER,
    "int_parsing_size": _NUMBER,
    "int_from_float": _NUMBER,
    "greater_than_equal": _says("too small: at least {ge}"),
    "less_than_equal": _says("too large: at most {le}"),
    "bool_type": _TRUTH,
    "bool_parsing": _TRUTH,
    "date_type": _DATE,
    "date_parsing": _DATE,
    "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
    "model_type": _MAPPING,
    "model_attributes_type": _MAPPING,
    "dict_type": _MAPPING,
    "mapping_type": _MAPPING,
    "tuple_type": _says("expected a list, as in [a, b]"),
    "too_short": _says("needs at least {min_length} of them"),
}
