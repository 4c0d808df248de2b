"""A YAML file as a tree that knows where each key and value stands. Knows nothing of policies.

Scalars keep their text as written, quoted or not: what they are (a number, a date, hours such as `16:30`) is for the
reader's types to say, so that YAML's own guesses never change a value. Only an empty value and `null` mean nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A place in a file; line and column begin at 1, and line 0 means the file as a whole."""

    file: str
    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Leaf:
    """A scalar, as written; None where nothing is written."""

    mark: Mark
    text: str | None


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    mark: Mark
    items: Sequence[Tree]


@dataclass(frozen=True, slots=True)
class Entry:
    """A key's place and its value."""

    key: Mark
    value: Tree


@dataclass(frozen=True, slots=True)
class Branch:
    """A mapping. Where a key is written with nothing after it, `taken` if that took one away, else `emptied`."""

    mark: Mark
    entries: Mapping[str, Entry] = field(default_factory=dict)
    emptied: Mapping[str, Mark] = field(default_factory=dict)
    taken: Mapping[str, Mark] = field(default_factory=dict)


Tree = Leaf | Items | Branch

Report = Callable[[Mark, tuple[str, ...], str], None]
"""Takes a mistake: where it is, the keys that lead there, and what is wrong."""

_NULL: Final = "tag:yaml.org,2002:null"
_PLAIN: Final = "tag:yaml.org,2002:"


def read_tree(path: Path, shown: str, report: Report) -> Branch | None:
    """Read a file whose outermost level is a mapping.

    Args:
        path: The file.
        shown: How to name it in marks.
        report: Told of each mistake.

    Returns:
        The tree, or None where there is nothing to work with; what was wrong was reported.
    """
    try:
        root = YAML(typ="safe", pure=True).compose(path.read_text(encoding="utf-8-sig"))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        report(_mark(shown, mark) if mark else Mark(shown), (), _syntax(error))
    except YAMLError as error:
        report(Mark(shown), (), " ".join(str(error).split()))
    except UnicodeDecodeError as error:
        report(Mark(shown), (), f"not UTF-8 text (byte {error.start + 1})")
    except OSError as error:
        report(Mark(shown), (), f"cannot be read: {error.strerror}")
    except RecursionError:
        report(Mark(shown), (), "nested too deep")
    else:
        tree = _Grower(shown, report).tree(root, ()) if root is not None else None
        if isinstance(tree, Branch):
            return tree
        report(Mark(shown, 1, 1), (), "expected keys and values, as in 'desk:'")
    return None


def _syntax(error: MarkedYAMLError) -> str:
    message = error.problem or str(error)
    if "'\\t'" in message:
        return "a tab; YAML indents with spaces"
    return f"{error.context}: {message}" if error.context else message


class _Grower:
    """Turns nodes into a tree, reporting what the tree cannot say."""

    def __init__(self, file: str, report: Report) -> None:
        self.file = file
        self.report = report
        self.open: list[int] = []

    def tree(self, node: Node, path: tuple[str, ...]) -> Tree:
        mark = _mark(self.file, node.start_mark)
        if id(node) in self.open:
            self.report(mark, path, "an alias that stands for what it is part of")
            return Leaf(mark, None)
        if not str(node.tag).startswith(_PLAIN):
            self.report(mark, path, f"the tag '{node.tag}' means nothing here")
        self.open.append(id(node))
        try:
            return self._grown(node, mark, path)
        finally:
            self.open.pop()

    def _grown(self, node: Node, mark: Mark, path: tuple[str, ...]) -> Tree:
        if isinstance(node, MappingNode):
            return self._branch(node, mark, path)
        if isinstance(node, SequenceNode):
            return Items(mark, [self.tree(item, (*path, str(place))) for place, item in enumerate(node.value)])
        return Leaf(mark, None if node.tag == _NULL else str(node.value))

    def _branch(self, node: MappingNode, mark: Mark, path: tuple[str, ...]) -> Branch:
        entries: dict[str, Entry] = {}
        emptied: dict[str, Mark] = {}
        for key_node, value_node in node.value:
            key_mark = _mark(self.file, key_node.start_mark)
            if not isinstance(key_node, ScalarNode):
                self.report(key_mark, path, "a key is one word, not a list or a mapping")
                continue
            key = str(key_node.value)
            first = entries[key].key if key in entries else emptied.get(key)
            if first is not None:
                self.report(key_mark, (*path, key), f"the same key twice; it stands in line {first.line} already")
                continue
            value = self.tree(value_node, (*path, key))
            if isinstance(value, Leaf) and value.text is None:
                emptied[key] = key_mark
            else:
                entries[key] = Entry(key_mark, value)
        return Branch(mark, entries, emptied)


def _mark(file: str, mark: object) -> Mark:
    return Mark(file, getattr(mark, "line", -1) + 1, getattr(mark, "column", -1) + 1)


def merged(base: Branch, over: Branch) -> Branch:
    """Lay one tree over another: mappings merge key by key, all else is replaced, an empty value takes its key away."""
    entries = {key: entry for key, entry in base.entries.items() if key not in over.emptied}
    for key, entry in over.entries.items():
        under = entries.get(key)
        if under is not None and isinstance(under.value, Branch) and isinstance(entry.value, Branch):
            entries[key] = Entry(entry.key, merged(under.value, entry.value))
        else:
            entries[key] = entry
    taken = {key: mark for key, mark in over.emptied.items() if key in base.entries}
    emptied = {key: mark for key, mark in {**base.emptied, **over.emptied}.items() if key not in (*entries, *taken)}
    return Branch(over.mark, entries, emptied, {**base.taken, **over.taken, **taken})


def plain(tree: Tree) -> object:
    """Return a tree as dicts, lists and texts."""
    match tree:
        case Leaf(text=text):
            return text
        case Items(items=items):
            return [plain(item) for item in items]
        case Branch(entries=entries):
            return {key: plain(entry.value) for key, entry in entries.items()}
