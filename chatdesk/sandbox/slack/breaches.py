"""Collects what is wrong with blocks and views, in Slack's own words, with the place of each breach."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from chatdesk.sandbox.slack.errors import Json

LONGEST_ID = 255


class Breaches:
    """The list of breaches found so far; every check names a JSON pointer."""

    def __init__(self) -> None:
        self.messages: list[str] = []
        self.block_ids: set[str] = set()
        self.focused = 0

    def add(self, message: str, at: str) -> None:
        """Note a breach."""
        self.messages.append(f"{message} [json-pointer:{at}]")

    def length(self, text: object, longest: int, at: str, *, shortest: int = 1) -> None:
        """A string within its limits; Slack words the limits as exclusive bounds."""
        if not isinstance(text, str):
            self.add("must be a valid string", at)
        elif len(text) > longest:
            self.add(f"must be less than {longest + 1} characters", at)
        elif len(text) < shortest:
            self.add(f"must be more than {shortest - 1} characters", at)

    def items(self, value: object, most: int, at: str, *, least: int = 1) -> list[Json]:
        """A list of objects within its limits; returns those worth looking into."""
        if not isinstance(value, list):
            self.add("must be a valid array", at)
            return []
        if len(value) > most:
            self.add(f"no more than {most} items allowed", at)
        if len(value) < least:
            self.add(f"no less than {least} items allowed", at)
        return [item if isinstance(item, dict) else {} for item in value]

    def fields(self, node: object, required: Iterable[str], optional: Iterable[str], at: str) -> bool:
        """No required field missing and none that Slack does not know; False when it is no object at all."""
        if not isinstance(node, dict):
            self.add("must provide an object", at)
            return False
        for name in required:
            if node.get(name) is None:
                self.add(f"missing required field: {name}", at)
        known = {*required, *optional, "type"}
        for name in node:
            if name not in known:
                self.add(f"invalid additional property: {name}", at)
        return True

    def text(self, node: object, longest: int, at: str, *, kinds: Sequence[str] = ("plain_text",)) -> None:
        """A text object of one of the kinds."""
        if not isinstance(node, dict):
            self.add("must provide an object", at)
            return
        if node.get("type") not in kinds:
            self.add(f"must be one of: {', '.join(kinds)}", f"{at}/type")
            return
        extra = ("emoji",) if node["type"] == "plain_text" else ("verbatim",)
        self.fields(node, ("text",), extra, at)
        if "text" in node:
            self.length(node["text"], longest, f"{at}/text")

    def identifier(self, node: Json, name: str, at: str, taken: set[str]) -> None:
        """A `block_id` or `action_id`: 255 characters, unique where it lives."""
        value = node.get(name)
        if value is None:
            return
        self.length(value, LONGEST_ID, f"{at}/{name}")
        if str(value) in taken:
            self.add(f'`{name}` "{value}" already exists', f"{at}/{name}")
        taken.add(str(value))

    def pattern(self, value: object, pattern: str, at: str) -> None:
        """A string of a given shape."""
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            self.add("failed to match schema", at)
