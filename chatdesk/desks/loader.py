"""A policy from its YAML file, or every mistake in it at once. Nothing is built from a file with a mistake.

A file may say `extends:` with a shipped desk's name or another file: its own mappings are merged over that one's, its
lists and texts replace, and a key with nothing after it is taken away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from chatdesk.core.findings import KEY, Finding, suggestion
from chatdesk.core.findings import Path as Place
from chatdesk.core.policy import Policy
from chatdesk.core.policy_checks import SECTIONS, hints_of, missing_rooms, references, sound_problems
from chatdesk.core.policy_values import Part
from chatdesk.desks.calendars import region_problems
from chatdesk.desks.problems import PolicyError, Problem, path_text, words_of
from chatdesk.desks.source import Branch, Items, Leaf, Mark, Tree, merged, plain, read_tree

SHIPPED: Final = Path(__file__).parent
EXTENDS: Final = "extends"

_NAME: Final = re.compile(r"[a-z][a-z0-9_-]*")


def shipped_names() -> tuple[str, ...]:
    """Return the names of the desks that come with chatdesk."""
    return tuple(sorted(path.stem for path in SHIPPED.glob("*.yaml")))


def load_policy(source: str | Path, *, platforms: Iterable[str] = ()) -> Policy:
    """Load a desk's policy.

    Args:
        source: A shipped desk's name (`faculty`), or a file.
        platforms: Where the desk is about to work: the rooms it needs there must be named.

    Returns:
        The policy, free of any mistake that can be found without asking a platform.

    Raises:
        PolicyError: It holds each mistake with its place.
    """
    reading = _Reading()
    tree = reading.whole(*_found(str(source), Path()), ())
    if tree is None:
        raise PolicyError(reading.problems)
    policy, findings, absent = _checked(tree, tuple(platforms))
    problems = [*reading.problems, *(_problem(_locate(tree, finding.path), finding, tree) for finding in findings)]
    problems += [_problem(_locate_in(tree, finding.path), finding, tree) for finding in absent]
    if policy is None or problems:
        raise PolicyError(problems)
    return policy


# -- reading


def _found(source: str, folder: Path) -> tuple[Path, str]:
    """Return the file that a name or a relative path means, and how to show it."""
    if _NAME.fullmatch(source) and source in shipped_names():
        path = SHIPPED / f"{source}.yaml"
        return path, str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)
    return folder / source, str(folder / source)


class _Reading:
    """Reads a file and those it extends, gathering mistakes."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def whole(self, path: Path, shown: str, above: tuple[Path, ...]) -> Branch | None:
        """Return a file's tree laid over what it extends, or None where one of them cannot be read."""
        if not path.is_file():
            self.report(Mark(shown), (), f"no such file, and no shipped desk; shipped: {', '.join(shipped_names())}")
            return None
        tree = read_tree(path, shown, self.report)
        if tree is None or EXTENDS not in tree.entries:
            return tree
        extends = tree.entries[EXTENDS]
        own = Branch(tree.mark, {k: entry for k, entry in tree.entries.items() if k != EXTENDS}, tree.emptied)
        if not isinstance(extends.value, Leaf):
            self.report(extends.key, (EXTENDS,), "expected the name of a shipped desk, or a file")
            return None
        below, below_shown = _found(str(extends.value.text), path.parent)
        chain = (*above, path.resolve())
        mark = extends.value.mark
        if below.resolve() in chain:
            self.report(mark, (EXTENDS,), f"{extends.value.text} extends this file in turn")
            return None
        if not below.is_file():
            names = ", ".join(shipped_names())
            self.report(mark, (EXTENDS,), f"no file {str(below)!r}, and no shipped desk of this name; shipped: {names}")
            return None
        base = self.whole(below, below_shown, chain)
        return None if base is None else merged(base, own)

    def report(self, mark: Mark, path: tuple[str, ...], message: str) -> None:
        self.problems.append(Problem(mark.file, mark.line, mark.column, path_text(path), message))


# -- checking


def _checked(tree: Branch, platforms: tuple[str, ...]) -> tuple[Policy | None, list[Finding], list[Finding]]:
    """Return the policy of a tree, every finding (of its parts, and between those that are sound), and absent rooms."""
    data = plain(tree)
    assert isinstance(data, dict)
    findings = list(_emptied(tree, Policy, ()))
    policy: Policy | None = None
    try:
        policy = Policy.model_validate(data)
        sound, looked_at = SECTIONS, policy
    except ValidationError as error:
        told = {finding.path for finding in findings}
        found = (_finding(detail) for detail in error.errors(include_url=False))
        findings += [finding for finding in found if finding.path not in told]
        wrong = {str(finding.path[0]) for finding in findings if finding.path}
        sound = SECTIONS - wrong
        looked_at = _sound_part(data, sound)
    findings += references(data)
    findings += sound_problems(looked_at, sound)
    if "calendars" in sound:
        findings += region_problems(looked_at)
    absent: list[Finding] = []
    if {"rooms", "groups"} <= sound:
        absent = [finding for platform in platforms for finding in missing_rooms(looked_at, platform)]
    return policy, findings, absent


def _sound_part(data: Mapping[str, Any], sound: frozenset[str]) -> Policy:
    """Return a policy of which only the sound sections are there, to look at and never to work with."""
    hints = hints_of(Policy)
    values = {name: TypeAdapter(hints[name]).validate_python(data[name]) for name in sound if name in data}
    return Policy.model_construct(**values)


def _finding(error: ErrorDetails) -> Finding:
    place: Place = error["loc"]
    if error["type"] == "extra_forbidden":
        return Finding((*place, KEY), words_of(error, _known_at(place[:-1])))
    return Finding(place, words_of(error))


def _emptied(tree: Tree, hint: Any, path: Place) -> Iterator[Finding]:  # noqa: ANN401 - a type hint
    """Find keys with nothing after them that mean nothing: an unknown one, or an id that names nothing."""
    if isinstance(tree, Items):
        for place, item in enumerate(tree.items):
            yield from _emptied(item, _inside(hint, place), (*path, place))
    if not isinstance(tree, Branch) or hint is None:
        return
    part = _part(hint)
    known = tree.entries if part is None else hints_of(part)
    for key in tree.emptied:
        if key not in known:
            what = "has nothing after it" if part is None else "unknown key"
            yield Finding((*path, key), f"{what}{suggestion(key, known)}")
    for key, entry in tree.entries.items():
        yield from _emptied(entry.value, _inside(hint, key), (*path, key))


def _known_at(place: Place) -> Iterable[str]:
    """Return the keys that a part of the policy knows."""
    hint: Any = Policy
    for step in place:
        hint = _inside(hint, step)
    part = _part(hint)
    known = list(hints_of(part)) if part is not None else []
    return known if place else [*known, EXTENDS]


def _inside(hint: Any, step: str | int) -> Any:  # noqa: ANN401 - type hints
    part = _part(hint)
    if part is not None:
        return hints_of(part).get(str(step))
    inner = [each for each in _flat(hint) if get_origin(each) is not None]
    if not inner:
        return None
    arguments = get_args(inner[0])
    return arguments[1] if get_origin(inner[0]) is Mapping else arguments[0]


def _part(hint: Any) -> type[Part] | None:  # noqa: ANN401 - type hints
    return next((each for each in _flat(hint) if isinstance(each, type) and issubclass(each, Part)), None)


def _flat(hint: Any) -> Iterator[Any]:  # noqa: ANN401 - type hints
    """Yield the types that a hint stands for, without marks and unions."""
    origin = get_origin(hint)
    if origin is Annotated:
        yield from _flat(get_args(hint)[0])
    elif origin in {Union, UnionType}:
        for choice in get_args(hint):
            yield from _flat(choice)
    else:
        yield hint


# -- places


def _problem(mark: Mark, finding: Finding, tree: Branch) -> Problem:
    """Place a finding; one in a shipped file comes of what the outermost file says, and is mended there."""
    shipped = mark.file != tree.mark.file and Path(mark.file).resolve().is_relative_to(SHIPPED)
    advice = f"; say it otherwise in {tree.mark.file}, or take it away there" if shipped else ""
    return Problem(mark.file, mark.line, mark.column, path_text(finding.path), finding.message + advice)


def _locate(tree: Branch, path: Place) -> Mark:
    """Return where a path stands: a text or list item itself, a mapping's key, or the nearest place above it."""
    return _way(tree, path)[-1]


def _locate_in(tree: Branch, path: Place) -> Mark:
    """Return the nearest place that stands in the outermost file: what is absent is added there."""
    return next(mark for mark in reversed(_way(tree, path)) if mark.file == tree.mark.file)


def _way(tree: Branch, path: Place) -> list[Mark]:
    """Return the places that lead to a path, as far as it exists."""
    marks = [tree.mark]
    where: Tree = tree
    for step in path:
        if isinstance(where, Branch) and step in where.entries:
            entry = where.entries[str(step)]
            marks.append(entry.key)
            where = entry.value
        elif isinstance(where, Items) and isinstance(step, int) and step < len(where.items):
            where = where.items[step]
            marks.append(where.mark)
        else:
            empty = {**where.emptied, **where.taken} if isinstance(where, Branch) else {}
            return [*marks, empty[str(step)]] if step in empty else marks
    return [*marks, where.mark] if isinstance(where, Leaf) else marks


__all__ = ["PolicyError", "Problem", "load_policy", "shipped_names"]
