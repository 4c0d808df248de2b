"""What the checks of a policy's texts share: a text fits where it is shown, and two choices never read the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from chatdesk.core.findings import Finding, Path
from chatdesk.core.policy_values import LocalText


def too_long(path: Path, text: LocalText | None, limit: int) -> Iterator[Finding]:
    """Find a text of more than `limit` characters, in the language in which it is; nothing where there is no text."""
    if text is None:
        return
    for language in LocalText.model_fields:
        words = text.in_(language)
        if len(words) > limit:
            where = path if text.en == text.fr else (*path, language)
            yield Finding(where, f"{len(words)} characters, and there is room for {limit}")
        if text.en == text.fr:
            return


def alike(path: Path, names: Mapping[str, LocalText]) -> Iterator[Finding]:
    """Find the choices of one list that read the same in a language, by their ids under a path."""
    for language in LocalText.model_fields:
        seen: dict[str, str] = {}
        for name, text in names.items():
            first = seen.setdefault(text.in_(language).casefold(), name)
            if first != name:
                yield Finding((*path, name, "name", language), f"reads the same as {first!r}")
