"""What a message is drawn on: the content of a conversation, or the embeds of a card. Each knows what room is left."""

from __future__ import annotations

from typing import Final, Protocol

from chatdesk.adapters._context import Context
from chatdesk.adapters._cutting import units
from chatdesk.adapters._discord.spans import NOTIFYING, Payload

LONGEST_CONTENT: Final = 2000
LONGEST_DESCRIPTION: Final = 4096
LONGEST_OF_ALL: Final = 5900
"""Discord takes 6000 for all embeds of a message together."""
MOST_FIELDS: Final = 25
MOST_EMBEDS: Final = 10
_SPARE: Final = 16
"""Units kept free for the mark of a title, and the sign that something was left out."""


class Sheet(Protocol):
    """What blocks are drawn on."""

    context: Context
    is_cut: bool

    @property
    def room(self) -> int:
        """Return the units that the next text may take."""

    def title(self, text: str) -> None:
        """Begin something with a title."""

    def write(self, text: str) -> None:
        """Add a paragraph."""

    def field(self, field: Payload) -> None:
        """Add a fact."""

    def part(self) -> None:
        """Begin another part."""

    def shorten(self) -> None:
        """Take note that a quotation was cut, which says so itself."""

    def end_cut(self) -> None:
        """Say that something was left out."""

    def finished(self) -> tuple[str, list[Payload]]:
        """Return the content and the embeds."""


class Content:
    """A conversation, as a person would write it."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.is_cut = False
        self._lines: list[str] = []
        self._used = 0

    @property
    def room(self) -> int:
        return LONGEST_CONTENT - _SPARE - self._used

    def title(self, text: str) -> None:
        self.write(f"**{text}**")

    def write(self, text: str) -> None:
        if text.strip():
            self._lines.append(text)
            self._used += units(text) + 1

    def field(self, field: Payload) -> None:
        self.write(f"**{field['name']}**: {field['value']}")

    def part(self) -> None:
        self.write("\u200b")

    def shorten(self) -> None:
        """Have it drawn on embeds, which hold more."""
        self.is_cut = True

    def end_cut(self) -> None:
        self._lines.append("…")

    def finished(self) -> tuple[str, list[Payload]]:
        return "\n".join(self._lines), []


class Embeds:
    """A card: a title, texts and facts, in as many embeds as their order needs."""

    def __init__(self, context: Context, colour: int) -> None:
        self.context = context
        self.is_cut = False
        self._colour = colour
        self._embeds: list[Payload] = []
        self._left = LONGEST_OF_ALL
        self._texts: list[str] = []

    @property
    def room(self) -> int:
        if len(self._embeds) >= MOST_EMBEDS:
            return 0
        return min(self._left, LONGEST_DESCRIPTION - _SPARE - self._described())

    def title(self, text: str) -> None:
        """Give the embed its title; a second one is a line within."""
        embed = self._current(None)
        if embed.get("title") or embed["description"] or embed["fields"]:
            self.write(f"### {text}")
        else:
            embed["title"] = text
            self._count(text)

    def write(self, text: str) -> None:
        if text.strip():
            embed = self._current("fields")
            embed["description"] += f"\n{text}" if embed["description"] else text
            self._count(text)

    def field(self, field: Payload) -> None:
        embed = self._current(None)
        if len(embed["fields"]) >= MOST_FIELDS:
            embed = self._begin()
        embed["fields"].append(field)
        self._count(field["name"] + field["value"])

    def part(self) -> None:
        if self._embeds and len(self._embeds) < MOST_EMBEDS:
            self._begin()

    def shorten(self) -> None:
        """Nothing to do: there is no larger sheet."""

    def end_cut(self) -> None:
        self._current("fields")["description"] += "\n…"

    def finished(self) -> tuple[str, list[Payload]]:
        """Return the mentions as content, since an embed notifies nobody, and the embeds that hold something."""
        mentions = dict.fromkeys(found for text in self._texts for found in NOTIFYING.findall(text))
        embeds = [_without_empty(embed) for embed in self._embeds]
        return " ".join(mentions), [embed for embed in embeds if len(embed) > 1]

    def _current(self, closed_by: str | None) -> Payload:
        """Return the embed at hand; words after facts begin another, so that the order stays."""
        is_full = len(self._embeds) >= MOST_EMBEDS
        if not self._embeds or (closed_by and self._embeds[-1][closed_by] and not is_full):
            return self._begin()
        return self._embeds[-1]

    def _begin(self) -> Payload:
        embed: Payload = {"color": self._colour, "description": "", "fields": []}
        self._embeds.append(embed)
        return embed

    def _described(self) -> int:
        return units(self._embeds[-1]["description"]) if self._embeds and not self._embeds[-1]["fields"] else 0

    def _count(self, text: str) -> None:
        self._texts.append(text)
        self._left -= units(text) + 1


def _without_empty(embed: Payload) -> Payload:
    return {name: value for name, value in embed.items() if value not in ("", [])}
