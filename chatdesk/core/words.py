"""Words for people: gettext catalogues behind one small callable. Knows languages, not who reads.

The source language of every text is English; `locale/<language>/LC_MESSAGES/chatdesk.mo` holds the others.
"""

from __future__ import annotations

import gettext
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

LANGUAGES: Final = ("en", "fr")
DOMAIN: Final = "chatdesk"
CATALOGUES: Final = Path(__file__).parent.parent / "locale"


def N_(message: str) -> str:  # noqa: N802 - gettext's customary name for "mark, translate later"
    """Mark a text for the catalogues; it is translated when somebody reads it."""
    return message


@dataclass(frozen=True, slots=True)
class Words:
    """The desk's voice in one language: `words("Ticket {ticket} is closed.", ticket="SPT-1042")`."""

    language: str
    catalogue: gettext.NullTranslations

    def __call__(self, message: str, /, **values: object) -> str:
        """Translate a marked text and fill its `{names}`; user text goes in as a value, never as a template."""
        text = self.catalogue.gettext(message) if message else ""
        return text.format(**values) if values else text

    def count(self, one: str, many: str, number: int, /, **values: object) -> str:
        """Translate a text whose form depends on a number, given to the template as `{n}`."""
        return self.catalogue.ngettext(one, many, number).format(n=number, **values)


@cache
def words_in(language: str) -> Words:
    """Return the words of a language; an unknown one gets English, the source of every text."""
    catalogue = gettext.translation(DOMAIN, CATALOGUES, languages=[language], fallback=True)
    return Words(language if language in LANGUAGES else "en", catalogue)


def language_of(locale: str | None, default: str) -> str:
    """Return the language we speak for a platform's locale (`fr-CA`, `en_US`), or the default."""
    language = (locale or "").replace("_", "-").split("-")[0].lower()
    return language if language in LANGUAGES else default
