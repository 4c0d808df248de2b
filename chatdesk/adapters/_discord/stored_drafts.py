"""Drafts that outlive the process: written as JSON into whatever box the app provides, over the desk's one crossing."""

from __future__ import annotations

from datetime import datetime
from functools import cache, partial
from typing import Protocol

from pydantic import TypeAdapter

from chatdesk.adapters._discord.drafts import Draft
from chatdesk.async_desk import AsyncDesk


class Box(Protocol):
    """Where a draft's text is kept under its key."""

    def keep(self, key: str, body: str, now: datetime) -> None:
        """Keep a text, in place of what was there."""

    def find(self, key: str) -> str | None:
        """Return a text, or None where there is none."""

    def drop(self, key: str) -> None:
        """Forget a text."""


class StoredDrafts:
    """The `Drafts` of a desk with a store."""

    def __init__(self, box: Box, desk: AsyncDesk) -> None:
        self._box = box
        self._desk = desk

    async def keep(self, key: str, draft: Draft) -> None:
        body = _drafts().dump_json(draft).decode()
        await self._desk.run(partial(self._box.keep, key, body, self._desk.clock()))

    async def find(self, key: str) -> Draft | None:
        body = await self._desk.run(partial(self._box.find, key))
        return None if body is None else _drafts().validate_json(body)

    async def drop(self, key: str) -> None:
        await self._desk.run(partial(self._box.drop, key))


@cache
def _drafts() -> TypeAdapter[Draft]:
    return TypeAdapter(Draft)
