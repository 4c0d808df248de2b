"""Queueing posts: collected while a unit runs, written at once. Their lanes; a card that waits is not queued twice."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, case, insert, text
from sqlalchemy.dialects.postgresql import insert as upsert

from chatdesk.core.model import Audience, PersonId, TicketId
from chatdesk.core.ports import PostId
from chatdesk.core.posts import (
    AgentNotice,
    AnnouncementCard,
    GroupMessage,
    InternalCard,
    InternalMessage,
    Panel,
    Post,
    Priority,
    PublicCard,
    PublicMessage,
    RequesterNotice,
)
from chatdesk.store.codec import encode
from chatdesk.store.part import UnitPart
from chatdesk.store.tables import IS_WAITING_CARD, outbox

_START: Final = {"state": "pending", "attempts": 0, "token": 0, "error": ""}
_ADD: Final = insert(outbox)
_told: Final = upsert(outbox)
_more_urgent: Final = case(
    (_told.excluded.priority < outbox.c.priority, _told.excluded.priority), else_=outbox.c.priority
)
_ADD_CARDS: Final = _told.on_conflict_do_update(
    index_elements=[outbox.c.lane], index_where=text(IS_WAITING_CARD), set_={"priority": _more_urgent}
).returning(outbox.c.lane, outbox.c.key)
"""Touching the card that waits also keeps it from being claimed before this unit's changes can be seen."""


def lane_of(post: Post) -> str:
    """Return the lane in which a post keeps its order; a card, drawn only when it is sent, has one of its own."""
    match post:
        case PublicCard() | InternalCard():
            return card_lane(post.ticket, post.audience)
        case PublicMessage() | InternalMessage():
            return f"t:{post.ticket}:{post.audience}"
        case RequesterNotice() | AgentNotice():
            return person_lane(post.person)
        case Panel():
            return f"r:{post.platform}:{post.room}"
        case AnnouncementCard():
            return f"a:{post.announcement}:{post.platform}"
        case GroupMessage():
            return f"g:{post.group}"


def card_lane(ticket: TicketId, audience: Audience) -> str:
    """Return the lane of a ticket's card."""
    return f"c:{ticket}:{audience}"


def person_lane(person: PersonId) -> str:
    """Return the lane of what is told to somebody alone."""
    return f"p:{person}"


def post_row(post: Post, priority: int, created_at: datetime) -> dict[str, Any]:
    """Return a post as the outbox keeps it, with a key of its own, which means nothing to anyone else."""
    return _START | {
        "key": secrets.token_hex(8),
        "lane": lane_of(post),
        "kind": post.kind,
        "audience": post.audience,
        "ticket": getattr(post, "ticket", None),
        "body": encode(post),
        "priority": int(priority),
        "after": None,
        "created_at": created_at,
    }


def add_cards(connection: Connection, rows: list[dict[str, Any]]) -> dict[str, str]:
    """Queue cards, at most one a lane; return each lane's key: that of the card which waited, or of the new one."""
    added = connection.execute(_ADD_CARDS, rows)
    return {row.lane: row.key for row in added}


class Queue(UnitPart):
    """A unit's posts."""

    def __init__(self, connection: Connection, clock: Callable[[], datetime]) -> None:
        super().__init__(connection, clock)
        self._cards: dict[str, dict[str, Any]] = {}
        self._messages: list[dict[str, Any]] = []

    def post(self, post: Post, *, priority: Priority = Priority.NORMAL, after: PostId | None = None) -> PostId:
        """Collect a post; it is written with the others. A card that waits keeps its place and what it waits for."""
        lane = lane_of(post)
        if lane in self._cards:
            row = self._cards[lane]
            row["priority"] = min(row["priority"], int(priority))
            return PostId(row["key"])
        row = post_row(post, priority, self.clock()) | {"after": after and after.key}
        if isinstance(post, PublicCard | InternalCard):
            self._cards[lane] = row
        else:
            self._messages.append(row)
        return PostId(row["key"])

    def write_posts(self) -> None:
        """Write what was collected: cards first, since a message may have to follow one that waited already."""
        real = self._write_cards()
        for row in self._messages:
            row["after"] = real.get(row["after"], row["after"])
        if self._messages:
            self.connection.execute(_ADD, self._messages)
        self._cards, self._messages = {}, []

    def _write_cards(self) -> dict[str, str]:
        """Write the cards, those that follow another last; return their keys here to their keys in the outbox."""
        real: dict[str, str] = {}
        free = [row for _, row in sorted(self._cards.items()) if row["after"] is None]
        bound = [row for row in self._cards.values() if row["after"] is not None]
        for batch in (free, *([row] for row in bound)):
            for row in batch:
                row["after"] = real.get(row["after"], row["after"])
            if batch:
                kept = add_cards(self.connection, batch)
                real |= {row["key"]: kept[row["lane"]] for row in batch}
        return real
