"""The catalogues of texts: found in the code, brought up to date, compiled. For `make locale`, and for a test.

Found are `N_("…")`, `words("…")` and `words.count("…", "…", n)`, where `words` may also be an attribute or end another
name (`desk_words`). English stands in the code, so only the other languages have a catalogue.
"""

from __future__ import annotations

import ast
import re
import string
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT: Final = Path(__file__).parent.parent
CODE: Final = ROOT / "chatdesk"
LANGUAGES: Final = ("fr",)
_PLURAL: Final = 2
_WIDTH: Final = 116
LOOSE: Final = re.compile(
    r"\x20(?:[;?!%»]|:(?=\s|$))|«\x20|\w[;?!](?=\s|$)"
    r"|\{n\}\x20|\d\x20(?:h|min|mois|jours?|heures?|minutes?|semaines?)\b"
)
"""Where French keeps words together by a no-break space, and a text has a plain one or none."""


@dataclass(frozen=True, slots=True)
class Found:
    """A marked text and where it stands; `many` where it depends on a number."""

    place: str
    line: int
    one: str
    many: str | None = None


class NotLiteral(Exception):
    """A mark around something that is no literal text: no catalogue could hold it."""


def found_in(source: str, place: str) -> Iterator[Found]:
    """Yield the marked texts of a module; raise NotLiteral where `N_` marks anything else."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        texts = [_literal(argument) for argument in node.args[:_PLURAL]]
        called = _name(node.func)
        if called == "N_" and texts[0] is None:
            raise NotLiteral(f"{place}:{node.lineno}: N_ marks literal texts only")
        if (called == "N_" or _speaks(called)) and texts[0]:
            yield Found(place, node.lineno, texts[0])
        elif called == "count" and isinstance(node.func, ast.Attribute) and _speaks(_name(node.func.value)):
            one, many = (*texts, None)[:_PLURAL]
            if one is None or many is None:
                raise NotLiteral(f"{place}:{node.lineno}: count needs two literal texts")
            yield Found(place, node.lineno, one, many)


def _literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _speaks(name: str) -> bool:
    return name == "words" or (name.endswith("_words") and not name.startswith("_"))


def template(code: Path = CODE) -> Catalog:
    """Return every marked text of the code, in the order of the files."""
    catalog = Catalog(project="chatdesk", charset="utf-8")
    for path in sorted(code.rglob("*.py")):
        place = path.relative_to(code.parent).as_posix()
        for found in sorted(found_in(path.read_text(encoding="utf-8"), place), key=lambda each: each.line):
            key = found.one if found.many is None else (found.one, found.many)
            catalog.add(key, locations=[(found.place, found.line)], flags=["python-brace-format"])
    return catalog


# -- catalogues


def po_path(language: str) -> Path:
    """Return where a language's catalogue stands."""
    return CODE / "locale" / language / "LC_MESSAGES" / "chatdesk.po"


def read_catalogue(language: str) -> Catalog:
    """Read a language's catalogue; an empty one where there is none yet."""
    path = po_path(language)
    if not path.is_file():
        return Catalog(locale=language, project="chatdesk", charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def compiled(catalogue: Catalog) -> bytes:
    """Return a catalogue in the form that is read at run time."""
    buffer = BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def problems(texts: Catalog, catalogue: Catalog) -> list[str]:
    """Say what is wrong with a catalogue: a text not translated, one that nobody says any more, other placeholders.

    In French also a space that breaks where it must not.
    """
    wanted = {message.id: message for message in texts if message.id}
    there = {message.id: message for message in catalogue if message.id}
    told = [f"not translated: {_shown(key)}" for key in wanted if key not in there or not _is_whole(there[key])]
    told += [f"nobody says it any more: {_shown(key)}" for key in there if key not in wanted]
    told += [f"nobody says it any more: {_shown(key)}" for key in catalogue.obsolete]
    told += [f"marked as uncertain: {_shown(key)}" for key, message in there.items() if message.fuzzy]
    for key, message in there.items():
        if _is_whole(message) and any(
            _placeholders(text) != _wanted_placeholders(key) for text in _texts(message.string)
        ):
            told.append(f"other placeholders: {_shown(key)}")
    if catalogue.locale_identifier == "fr":
        told += [
            f"a space that breaks: {_shown(key)}"
            for key, message in there.items()
            if any(map(LOOSE.search, _texts(message.string)))
        ]
    return told


def _is_whole(message: Message) -> bool:
    return all(_texts(message.string))


def _texts(text: object) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, list | tuple) else (str(text or ""),)


def _wanted_placeholders(key: object) -> frozenset[str]:
    return _placeholders(_texts(key)[-1])


def _placeholders(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def _shown(key: object) -> str:
    return repr(_texts(key)[0])


def bring_up_to_date(language: str) -> list[str]:
    """Write a language's catalogue with every text of today, and its compiled form; return what is left to do."""
    texts, catalogue = template(), read_catalogue(language)
    texts.creation_date = catalogue.creation_date
    catalogue.update(texts, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.fuzzy = False
    catalogue.header_comment = (
        f"# The texts of chatdesk ({language}). Written by `make locale`, except for the translations."
    )
    catalogue.version = catalogue.msgid_bugs_address = catalogue.last_translator = catalogue.language_team = ""
    path = po_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=_WIDTH, include_lineno=False, ignore_obsolete=True)
    path.with_suffix(".mo").write_bytes(compiled(catalogue))
    return problems(texts, catalogue)


def main() -> int:
    """Bring every catalogue up to date and tell what waits for a translation."""
    left = [f"{language}: {told}" for language in LANGUAGES for told in bring_up_to_date(language)]
    sys.stdout.write("\n".join([*left, f"{len(left)} left to do."]) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
