"""The page of rules, docs/seeds.md: what each rule asks for, where it is seen, which tests show it. For `make seeds`.

The rules stand in tests/acceptance/rules.yaml. A test names the rules that it shows in its docstring: `S1-16`, or a run
of them, `S3-38..42`.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ruamel.yaml import YAML

ROOT: Final = Path(__file__).parent.parent
LIST: Final = ROOT / "tests" / "acceptance" / "rules.yaml"
PAGE: Final = ROOT / "docs" / "seeds.md"
ACCEPTANCE: Final = "tests/acceptance"
_RULES: Final = "_rules.py"
"""How the name of a desk's module of acceptance tests ends."""

_NAMED: Final = re.compile(r"\b(S\d)-(\d+)([ab]?)(?:\.\.(\d+))?")
_NUMBERS: Final = re.compile(r"^s\d_\d+[ab]?(?:_(?:(?:and|to)_(?:s\d_)?|s\d_)\d+[ab]?)*_")
"""The rules with which the name of a test begins."""
_LEADING: Final = re.compile(r"S\d-\d+")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule in our words: where it is seen, and what of it is not shown, for which reason."""

    says: str
    seen: str
    rest: str = ""
    later: str = ""
    never: str = ""

    @property
    def reason(self) -> str:
        """Return why nothing of it is shown; nothing where something is."""
        return self.later or self.never


@dataclass(frozen=True, slots=True)
class Desk:
    """A desk, with the groups of its rules."""

    title: str
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules by number, and those that no acceptance test shows yet."""

    desks: Mapping[str, Desk]
    rules: Mapping[str, Rule]
    todo: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A test and the rules that it names."""

    path: str
    name: str
    rules: tuple[str, ...] = ()
    begins: bool = False
    """Whether its docstring begins with a rule."""

    @property
    def desk(self) -> str:
        """Return whose acceptance test it is; nothing where it is another test."""
        folder, _, file = self.path.rpartition("/")
        name = file.removeprefix("test_")
        return name.removesuffix(_RULES) if folder == ACCEPTANCE and name.endswith(_RULES) else ""


def read_rules(source: str) -> Rules:
    """Read the list of rules."""
    told = YAML(typ="safe").load(source)
    desks = {name: Desk(desk["title"], tuple(desk["groups"])) for name, desk in told["desks"].items()}
    return Rules(desks, {number: Rule(**rule) for number, rule in told["rules"].items()}, tuple(told["todo"] or ()))


def named_in(text: str) -> tuple[str, ...]:
    """Return the rules that a docstring names, each once, a run of them in full."""
    found = []
    for group, number, letter, last in _NAMED.findall(text):
        numbers = range(int(number), int(last) + 1) if last else (number,)
        found += [f"{group}-{each}{letter}" for each in numbers]
    return tuple(dict.fromkeys(found))


def cases_in(source: str, path: str) -> Iterator[Case]:
    """Yield the tests of a module; those that name a rule, and all that are acceptance tests."""
    if not _NAMED.search(source) and not path.startswith(ACCEPTANCE):
        return
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            told = ast.get_docstring(node) or ""
            yield Case(path, node.name, named_in(told), bool(_LEADING.match(told)))


def all_cases(root: Path = ROOT) -> tuple[Case, ...]:
    """Return every test of the project by file, the acceptance tests first."""
    paths = [(path.relative_to(root).as_posix(), path) for path in sorted((root / "tests").rglob("test_*.py"))]
    found = [case for place, path in paths for case in cases_in(path.read_text(encoding="utf-8"), place)]
    return tuple(sorted(found, key=lambda case: not case.desk))


def problems(rules: Rules, cases: Iterable[Case]) -> list[str]:
    """Say what is wrong: a rule without a test or a reason, a test of no or an unknown rule, a list out of date."""
    cases = tuple(cases)
    return [
        *_of_cases(rules, cases),
        *_of_rules(rules, {number for case in cases if case.desk for number in case.rules}),
    ]


def _of_cases(rules: Rules, cases: Iterable[Case]) -> Iterator[str]:
    for case in cases:
        told = f"{case.path}::{case.name}"
        yield from (f"{told} names {number}, which is not listed" for number in case.rules if number not in rules.rules)
        if case.desk and not case.begins:
            yield f"{told} does not begin with the rules that it shows"
        if case.desk and case.desk not in rules.desks:
            yield f"{told} is of no desk"
        elif case.desk:
            groups = rules.desks[case.desk].groups
            yield from (f"{told} names another desk’s {each}" for each in case.rules if not each.startswith(groups))


def _of_rules(rules: Rules, shown: set[str]) -> Iterator[str]:
    for number, rule in rules.rules.items():
        if number in shown and rule.reason:
            yield f"{number} has an acceptance test, and a reason for having none"
        elif number in rules.todo and (number in shown or rule.reason):
            yield f"{number} is not to do any more: take it off the list"
        elif number not in shown and number not in rules.todo and not rule.reason:
            yield f"{number} has neither an acceptance test nor a reason"
    yield from (f"{number} is to do, and not listed" for number in rules.todo if number not in rules.rules)


# -- the page


def page(rules: Rules, cases: Iterable[Case]) -> str:
    """Return the page: a table for each desk, a line for each rule."""
    cases = tuple(cases)
    parts = [_beginning(rules, cases)]
    for desk in rules.desks.values():
        lines = [
            _line(number, rule, rules, cases) for number, rule in rules.rules.items() if number.startswith(desk.groups)
        ]
        parts.append("\n".join([f"## {desk.title} ({', '.join(desk.groups)})", "", *_HEAD, *lines, ""]))
    return "\n".join(parts)


_HEAD: Final = ("| rule | what it asks for | where it is seen | shown by |", "| --- | --- | --- | --- |")


def _beginning(rules: Rules, cases: tuple[Case, ...]) -> str:
    shown = {number for case in cases if case.desk for number in case.rules}
    reasoned = sum(1 for rule in rules.rules.values() if rule.reason)
    told = [f"{len(shown)} have an acceptance test"]
    if rules.todo:
        told.append(f"{len(rules.todo)} wait for theirs")
    told.append(f"{reasoned} cannot be shown yet, for the reason that is given")
    return f"""\
<!-- Written by `make seeds` from tests/acceptance/rules.yaml and the tests; do not edit. -->

# The rules that chatdesk grew from

Four real desks stand behind the four that ship. This page lists each of their rules, in our words: what it asks for,
where people meet it, and the tests that show it. S0 to S4 are the documents that the rules come from; their numbers
also stand in the policies and in the docstrings of the tests. Words such as card, kind and work note are explained in
the [glossary](glossary.md).

The last column links the acceptance tests: they drive the shipped desk through the wire, on Slack and on Discord, and
look at what people see. Other tests of the rule are folded up below them. What *comes with the next part* is not built
yet: e-mail, copies of files, a knowledge base with its search, and a guard that finds secrets.

Of {len(rules.rules)} rules, {"; ".join(told)}.
"""


def _line(number: str, rule: Rule, rules: Rules, cases: tuple[Case, ...]) -> str:
    shown = [case for case in cases if case.desk and number in case.rules]
    others = [case for case in cases if not case.desk and number in case.rules]
    told = [_linked(case) for case in shown]
    if number in rules.todo:
        told.append("*no acceptance test yet*")
    told += [f"*{reason}*" for reason in (rule.reason, rule.rest) if reason]
    more = ""
    if others:
        more = f"<details><summary>{_counted(others)}</summary>{'<br>'.join(map(_linked, others))}</details>"
    return f"| {number} | {rule.says} | {rule.seen} | {'<br>'.join(told)}{more} |"


def _counted(others: list[Case]) -> str:
    return f"{len(others)} more tests" if len(others) > 1 else "1 more test"


def _linked(case: Case) -> str:
    name = _NUMBERS.sub("", case.name.removeprefix("test_")).replace("_", " ")
    return f"[{name}](../{case.path})"


def main() -> int:
    """Write the page; say what is wrong."""
    rules, cases = read_rules(LIST.read_text(encoding="utf-8")), all_cases()
    PAGE.write_text(page(rules, cases), encoding="utf-8")
    told = problems(rules, cases)
    sys.stdout.write("".join(f"{line}\n" for line in told) or f"{len(rules.todo)} left to do\n")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
