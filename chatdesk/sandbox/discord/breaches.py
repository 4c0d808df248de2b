"""Collects what is wrong with a form, in Discord's own words, at the place of each breach."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chatdesk.sandbox.discord.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Collection

    from chatdesk.sandbox.discord.errors import Json

Path = tuple[str | int, ...]


class Breaches:
    """The breaches found so far, nested by their path as in the answer's `errors`."""

    def __init__(self) -> None:
        self.errors: Json = {}

    def add(self, code: str, message: str, at: Path) -> None:
        """Note a breach."""
        node = self.errors
        for step in at:
            node = node.setdefault(str(step), {})
        node.setdefault("_errors", []).append({"code": code, "message": message})

    def check(self) -> None:
        """Refuse the form where there was a breach."""
        if self.errors:
            raise ApiError(50035, errors=self.errors)

    def required(self, value: object, at: Path) -> bool:
        """A field that has to be there."""
        if value is None:
            self.add("BASE_TYPE_REQUIRED", "This field is required", at)
        return value is not None

    def text(self, value: object, longest: int, at: Path, *, shortest: int = 0) -> None:
        """A string within its limits; an absent one is somebody else's business."""
        if value is None:
            return
        if not isinstance(value, str):
            self.add("STRING_TYPE_CONVERT", "Could not interpret value as string.", at)
        elif len(value) > longest or len(value) < shortest:
            self._length(len(value), shortest, longest, at)

    def needed_text(self, value: object, longest: int, at: Path, *, shortest: int = 1) -> None:
        """A string that has to be there and within its limits."""
        if self.required(value, at):
            self.text(value, longest, at, shortest=shortest)

    def number(self, value: object, least: int, most: int, at: Path) -> None:
        """A whole number within its limits."""
        if value is None:
            return
        if not isinstance(value, int) or isinstance(value, bool):
            self.add("NUMBER_TYPE_COERCE", f'Value "{value}" is not int.', at)
        elif value < least:
            self.add("NUMBER_TYPE_MIN", f"int value should be greater than or equal to {least}.", at)
        elif value > most:
            self.add("NUMBER_TYPE_MAX", f"int value should be less than or equal to {most}.", at)

    def choice(self, value: object, allowed: Collection[object], at: Path) -> bool:
        """One of a few values."""
        if value in allowed:
            return True
        shown = ", ".join(str(item) for item in sorted(allowed, key=str))
        self.add("BASE_TYPE_CHOICES", f"Value must be one of {{{shown}}}.", at)
        return False

    def flag(self, value: object, at: Path) -> None:
        """True or false."""
        if value is not None and not isinstance(value, bool):
            self.add("BOOLEAN_TYPE_CONVERT", "Must be either true or false.", at)

    def mapping(self, value: object, at: Path) -> Json:
        """An object, or nothing; returns what is worth looking into."""
        if value is None or isinstance(value, dict):
            return value or {}
        self.add("DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType", at)
        return {}

    def items(self, value: object, most: int, at: Path, *, least: int = 0) -> list[Json]:
        """A list of objects within its limits; returns those worth looking into."""
        found = self.sequence(value, at)
        if not least <= len(found) <= most:
            self._length(len(found), least, most, at)
        return [self.mapping(item, (*at, index)) for index, item in enumerate(found)]

    def sequence(self, value: object, at: Path) -> list[Any]:
        """A list of anything, or nothing."""
        if value is None or isinstance(value, list):
            return value or []
        self.add("LIST_TYPE_CONVERT", "Only iterables may be used in a ListType", at)
        return []

    def _length(self, length: int, least: int, most: int, at: Path) -> None:
        if least == most or (least > 0 and most > 0):
            self.add("BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.", at)
        elif length > most:
            self.add("BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.", at)
        else:
            self.add("BASE_TYPE_MIN_LENGTH", f"Must be {least} or more in length.", at)
