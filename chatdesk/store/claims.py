"""Which waiting posts may leave now, and taking them. Knows lanes, leases and fairness; sends and settles nothing.

A post may leave when it is the first of its lane that has not settled, is due, and what it must follow has settled. A
claim holds until its lease ends; what was claimed and never settled comes back, its outcome unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, exists, func, or_, select, update

from chatdesk.core.delivery import Destination
from chatdesk.core.posts import Post
from chatdesk.store.codec import Unreadable, decode
from chatdesk.store.columns import Instant
from chatdesk.store.tables import outbox

_now: Final = bindparam("now", type_=Instant)
_waits: Final = outbox.c.settled_at.is_(None)
_earlier: Final = outbox.alias("earlier")
_awaited: Final = outbox.alias("awaited")
_is_head: Final = ~exists().where(
    _earlier.c.lane == outbox.c.lane, _earlier.c.id < outbox.c.id, _earlier.c.settled_at.is_(None)
)
_is_free: Final = ~exists().where(_awaited.c.key == outbox.c.after, _awaited.c.settled_at.is_(None))
_due_at: Final = func.coalesce(outbox.c.lease_until, outbox.c.not_before)
"""When a lease ends, or when a post may be tried; nothing means at once."""
_ready_first: Final = (func.coalesce(_due_at, outbox.c.created_at), _due_at.is_not(None))
"""Who has been ready for longest; of two at the same instant, the one that had no turn yet."""

_CLAIMABLE: Final = (
    select(outbox)
    .where(_waits, or_(_due_at.is_(None), _due_at <= _now), _is_head, _is_free)
    .order_by(outbox.c.priority, *_ready_first, outbox.c.id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True, of=outbox)
)
_LEASE: Final = (
    update(outbox)
    .where(outbox.c.id.in_(bindparam("ids", expanding=True)))
    .values(
        state="sending",
        attempts=outbox.c.attempts + 1,
        token=outbox.c.token + 1,
        lease_until=bindparam("until", type_=Instant),
        not_before=None,
    )
)
_next_in_lane: Final = (
    select(func.min(outbox.c.id))
    .where(
        _waits,
        outbox.c.lane.in_(bindparam("lanes", expanding=True)),
        outbox.c.id.not_in(bindparam("ids", expanding=True)),
    )
    .group_by(outbox.c.lane)
)
_QUEUE_BEHIND: Final = (
    update(outbox)
    .where(
        outbox.c.id.in_(
            select(outbox.c.id)
            .where(outbox.c.id.in_(_next_in_lane), outbox.c.state == "pending", _due_at.is_(None))
            .with_for_update(skip_locked=True)
        )
    )
    .values(not_before=_now)
)
"""The next post of a lane that is being served queues behind whatever other lanes have ready now."""

NEXT_DUE: Final = select(func.min(func.coalesce(_due_at, _now))).where(_waits, _is_head, _is_free)
WAITING: Final = select(func.count()).select_from(outbox).where(_waits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A post that is ours to send until the lease ends; `token` proves it when it is settled."""

    id: int
    key: str
    """The same on every try; means nothing to anyone else."""
    token: int
    post: Post
    lane: str
    attempts: int
    """How often it was claimed, this time included."""
    unknown: bool
    """Whether nobody knows what became of a try before: look before sending."""
    tried: Destination | None = None
    """Where that try went, if it was written down: the thread may be another by now."""
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Garbled:
    """A claimed row that this version cannot read."""

    id: int
    token: int
    reason: str


def take(connection: Connection, now: datetime, limit: int, until: datetime) -> tuple[Claimed | Garbled, ...]:
    """Lease what may leave now, at most one post of each lane, in the order in which they should be sent."""
    rows = connection.execute(_CLAIMABLE, {"now": now, "limit": limit}).all()
    if rows:
        ids, lanes = [row.id for row in rows], [row.lane for row in rows]
        connection.execute(_LEASE, {"ids": ids, "until": until})
        connection.execute(_QUEUE_BEHIND, {"ids": ids, "lanes": lanes, "now": now})
    return tuple(_claimed(row) for row in rows)


def _claimed(row: Row[Any]) -> Claimed | Garbled:
    token = row.token + 1
    try:
        post = _post(row)
        tried: Destination | None = row.tried and decode(row.tried)
    except Unreadable as error:
        return Garbled(id=row.id, token=token, reason=str(error))
    return Claimed(
        id=row.id,
        key=row.key,
        token=token,
        post=post,
        lane=row.lane,
        attempts=row.attempts + 1,
        unknown=row.state == "sending" or tried is not None,
        tried=tried,
        created_at=row.created_at,
    )


def _post(row: Row[Any]) -> Post:
    """Return a row's post; raise Unreadable also where it is not of the row's kind and audience."""
    post: Post = decode(row.body)
    if (getattr(post, "kind", None), getattr(post, "audience", None)) != (row.kind, row.audience):
        raise Unreadable(f"post {row.id} is not the {row.kind} it is kept as")
    return post
