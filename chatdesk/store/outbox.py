"""The outbox as the delivery job sees it: claim what may leave, say what became of it. Every method is one transaction.

pending -> sending -> sent | dead. A retry goes back to pending; an unknown outcome stays sending until its time comes
and is claimed again with `unknown`, and with where it was tried, until that is cleared up. Whoever settles shows the
token of the claim: a late word of an old one is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, Update, bindparam, delete, exists, select, text, update

from chatdesk.core.delivery import Destination
from chatdesk.core.model import Audience, Copy, Place, TicketId
from chatdesk.core.ports import UnitOfWork
from chatdesk.core.posts import InternalCard, InternalMessage, Post, PublicCard, PublicMessage
from chatdesk.store.claims import NEXT_DUE, WAITING, Claimed, take
from chatdesk.store.codec import encode
from chatdesk.store.places import FIND_PLACE, KEEP_PLACE, place_row, retire
from chatdesk.store.queue import add_cards, lane_of, post_row
from chatdesk.store.said import KEEP_COPY, copy_row
from chatdesk.store.store import SqlStore
from chatdesk.store.tables import IS_DEAD, IS_WAITING, outbox

_is_ours: Final = (
    outbox.c.id == bindparam("claimed"),
    outbox.c.token == bindparam("shown"),
    outbox.c.state == "sending",
)
_HOLD: Final = select(outbox.c.priority).where(*_is_ours).with_for_update()
_settled: Final = update(outbox).where(*_is_ours)

_SENT: Final = _settled.values(state="sent", settled_at=bindparam("at"), lease_until=None, error="")
_DEAD: Final = _settled.values(state="dead", settled_at=bindparam("at"), lease_until=None, error=bindparam("reason"))
_RETRY: Final = _settled.values(
    state="pending",
    lease_until=None,
    not_before=bindparam("at"),
    error=bindparam("reason"),
    priority=bindparam("urgency"),
    tried=None,
)
_UNCOUNT: Final = update(outbox).where(outbox.c.id == bindparam("number")).values(attempts=outbox.c.attempts - 1)
_FOLLOW: Final = _settled.values(
    state="pending", lease_until=None, not_before=None, after=bindparam("awaited"), tried=bindparam("to")
)
_AMBIGUOUS: Final = _settled.values(
    lease_until=bindparam("at"), error=bindparam("reason"), token=outbox.c.token + 1, tried=bindparam("to")
)

_TAKE_OUT: Final = delete(outbox).where(outbox.c.key == bindparam("of_key")).returning(outbox.c.priority)
_REDIRECT: Final = (
    update(outbox)
    .where(outbox.c.after == bindparam("old_key"), outbox.c.settled_at.is_(None))
    .values(after=bindparam("new_key"))
)
_CARD_UNDER_WAY: Final = select(outbox.c.key).where(
    outbox.c.lane == bindparam("of_lane"), outbox.c.state == "sending", outbox.c.settled_at.is_(None)
)

_WAITS_IN_LANE: Final = select(exists().where(outbox.c.lane == bindparam("of_lane"), text(IS_WAITING)))
_DIED_IN_LANE: Final = select(exists().where(outbox.c.lane == bindparam("of_lane"), text(IS_DEAD)))

_IS_DEAD: Final = select(exists().where(outbox.c.id == bindparam("number"), text(IS_DEAD)))
_DEAD_LETTERS: Final = select(outbox).where(text(IS_DEAD)).order_by(outbox.c.id.desc()).limit(bindparam("limit"))
_REVIVE: Final = (
    update(outbox)
    .where(outbox.c.id == bindparam("number"), text(IS_DEAD))
    .values(
        state="sending",
        settled_at=None,
        lease_until=bindparam("at"),
        attempts=0,
        token=outbox.c.token + 1,
        not_before=None,
    )
)

__all__ = ["Claimed", "DeadLetter", "NotInThread", "Outbox"]


class NotInThread(ValueError):
    """A post that belongs to no ticket's thread cannot wait for one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """A post that was given up, for the operator."""

    id: int
    key: str
    lane: str
    kind: str
    audience: Audience
    ticket: TicketId | None
    attempts: int
    created_at: datetime
    died_at: datetime
    reason: str


class Outbox:
    """The posts that wait, on a store. Safe to use from several threads and processes at once."""

    def __init__(self, store: SqlStore) -> None:
        self.store = store

    # -- claiming
    def claim(self, now: datetime, limit: int, lease: timedelta) -> tuple[Claimed, ...]:
        """Return what may leave now, one post a lane; nobody else gets them before the lease ends.

        The most urgent first; among those, lanes take turns. What cannot be read becomes a dead letter.
        """
        with self.store.writing() as connection:
            taken = take(connection, now, limit, now + lease)
            for row in taken:
                if not isinstance(row, Claimed):
                    connection.execute(_DEAD, _shown(row.id, row.token) | {"at": now, "reason": row.reason})
        return tuple(row for row in taken if isinstance(row, Claimed))

    def next_due(self, now: datetime) -> datetime | None:
        """Return when there is next something to claim, `now` at the earliest; None while nothing waits."""
        with self.store.reading() as connection:
            due = connection.execute(NEXT_DUE, {"now": now}).scalar_one()
        return None if due is None else max(due, now)

    def waiting(self) -> int:
        """Return how many posts have not left yet."""
        with self.store.reading() as connection:
            return int(connection.execute(WAITING).scalar_one())

    # -- settling: each returns False, and changes nothing, where the claim is no longer the newest
    def settle_sent(
        self,
        claimed: Claimed,
        now: datetime,
        place: Place | None = None,
        copy: Copy | None = None,
        *,
        belongs: Callable[[UnitOfWork], bool] = lambda _unit: True,
        then: Callable[[UnitOfWork], None] = lambda _unit: None,
    ) -> bool:
        """It is there; where it made a ticket's thread or repeats a comment, that is kept with it.

        `belongs` says whether the ticket is still shown there: where it moved while its card was on its way, the thread
        is a former one at once, and the card is queued again. `then` does what follows from its arrival.
        """
        with self.store.begin() as unit:
            if not _settle(unit.connection, _SENT, claimed, at=now):
                return False
            if place is not None and belongs(unit):
                unit.connection.execute(KEEP_PLACE, place_row(place))
            elif place is not None:
                retire(unit.connection, place)
                unit.post(claimed.post)
            if copy is not None:
                unit.connection.execute(KEEP_COPY, copy_row(copy))
            then(unit)
            return True

    def settle_retry(self, claimed: Claimed, at: datetime, reason: str) -> bool:
        """It was surely not sent, on no try: try again from `at`."""
        with self.store.writing() as connection:
            return _retry(connection, claimed, at, reason)

    def settle_later(self, claimed: Claimed, at: datetime, reason: str) -> bool:
        """It was not tried, or its turn had not come: try from `at`; this counts as no try."""
        with self.store.writing() as connection:
            return _retry(connection, claimed, at, reason) and bool(
                connection.execute(_UNCOUNT, {"number": claimed.id}).rowcount
            )

    def settle_ambiguous(self, claimed: Claimed, at: datetime, reason: str, to: Destination | None = None) -> bool:
        """Nobody knows whether it was sent `to` there: it comes back at `at`, marked `unknown`; its lane waits."""
        with self.store.writing() as connection:
            return _settle(connection, _AMBIGUOUS, claimed, at=at, reason=reason, to=to and encode(to))

    def settle_dead(self, claimed: Claimed, now: datetime, reason: str) -> bool:
        """Give it up: a dead letter. Its lane goes on."""
        with self.store.writing() as connection:
            return _settle(connection, _DEAD, claimed, at=now, reason=reason)

    def is_dead(self, number: int) -> bool:
        """Whether a post was given up."""
        with self.store.reading() as connection:
            return bool(connection.execute(_IS_DEAD, {"number": number}).scalar_one())

    def wait_for_card(self, claimed: Claimed, now: datetime) -> bool:
        """Its thread does not exist yet: back into its lane, after the card that makes it; raise NotInThread.

        Where that card is a dead letter, so is its message: the operator sees both, and retries the card first.
        """
        with self.store.writing() as connection:
            if _card_was_given_up(connection, _card_of(claimed.post)):
                reason = "its thread could not be made: the ticket's card is a dead letter"
                return _settle(connection, _DEAD, claimed, at=now, reason=reason)
            return _follow_card(connection, claimed, now, tried=claimed.tried)

    def forget_place(self, claimed: Claimed, gone: Place, now: datetime) -> bool:
        """Its thread is gone: have the card make a new one first; raise NotInThread.

        What is written in the old one, should it still be there, is still heard. Where the ticket has a newer place
        than `gone` already, that one stays.
        """
        with self.store.writing() as connection:
            is_card = isinstance(claimed.post, PublicCard | InternalCard)
            freed = (
                _retry(connection, claimed, now, "gone")
                if is_card
                else _follow_card(connection, claimed, now, tried=None)
            )
            if freed:
                retire(connection, gone)
            return freed

    # -- dead letters
    def dead_letters(self, limit: int) -> tuple[DeadLetter, ...]:
        """Return what was given up, newest first."""
        with self.store.reading() as connection:
            return tuple(_dead_letter(row) for row in connection.execute(_DEAD_LETTERS, {"limit": limit}))

    def revive(self, number: int, now: datetime) -> bool:
        """Have a dead letter tried anew, first of its lane; False where there is none of this number.

        It comes back `unknown`: one of the tries before may have arrived after all.
        """
        with self.store.writing() as connection:
            return connection.execute(_REVIVE, {"number": number, "at": now}).rowcount == 1


def _shown(number: int, token: int) -> dict[str, Any]:
    return {"claimed": number, "shown": token}


def _settle(connection: Connection, statement: Update, claimed: Claimed, **told: object) -> bool:
    return bool(connection.execute(statement, _shown(claimed.id, claimed.token) | told).rowcount)


def _hold(connection: Connection, claimed: Claimed) -> int | None:
    """Return the priority of a claimed row and keep it from others, or None where the claim is not the newest."""
    priority: int | None = connection.execute(_HOLD, _shown(claimed.id, claimed.token)).scalar_one_or_none()
    return priority


def _retry(connection: Connection, claimed: Claimed, at: datetime, reason: str) -> bool:
    """Put a post back; a newer card of its lane is merged into it, since one may wait and this key may be known."""
    priority = _hold(connection, claimed)
    if priority is None:
        return False
    if isinstance(claimed.post, PublicCard | InternalCard):
        priority = _merge_newer_card(connection, claimed, priority)
    return _settle(connection, _RETRY, claimed, at=at, reason=reason, urgency=priority)


def _merge_newer_card(connection: Connection, claimed: Claimed, priority: int) -> int:
    """Take out the card that waits behind this one; return the more urgent priority of both.

    Queueing one more first finds that card, or stands in for it: until we end, nobody else can queue one.
    """
    key = add_cards(connection, [post_row(claimed.post, priority, claimed.created_at)])[claimed.lane]
    connection.execute(_REDIRECT, {"old_key": key, "new_key": claimed.key})
    return int(connection.execute(_TAKE_OUT, {"of_key": key}).scalar_one())


def _card_was_given_up(connection: Connection, card: PublicCard | InternalCard) -> bool:
    """Whether a ticket has no thread and none is to come; one made since the message was claimed counts."""
    told = {"of_lane": lane_of(card)}
    if (
        connection.execute(_WAITS_IN_LANE, told).scalar_one()
        or not connection.execute(_DIED_IN_LANE, told).scalar_one()
    ):
        return False
    thread = connection.execute(FIND_PLACE, {"of_ticket": card.ticket, "of_audience": card.audience}).one_or_none()
    return thread is None


def _follow_card(connection: Connection, claimed: Claimed, now: datetime, *, tried: Destination | None) -> bool:
    """Put a message back after its card, which is queued as urgently as the message where none is under way."""
    card = _card_of(claimed.post)
    priority = _hold(connection, claimed)
    if priority is None:
        return False
    lane = lane_of(card)
    key = connection.execute(_CARD_UNDER_WAY, {"of_lane": lane}).scalar_one_or_none()
    key = key or add_cards(connection, [post_row(card, priority, now)])[lane]
    return _settle(connection, _FOLLOW, claimed, awaited=key, to=tried and encode(tried))


def _card_of(post: Post) -> PublicCard | InternalCard:
    match post:
        case PublicMessage():
            return PublicCard(ticket=post.ticket)
        case InternalMessage():
            return InternalCard(ticket=post.ticket)
    raise NotInThread(post.kind)


def _dead_letter(row: Row[Any]) -> DeadLetter:
    return DeadLetter(
        id=row.id,
        key=row.key,
        lane=row.lane,
        kind=row.kind,
        audience=row.audience,
        ticket=row.ticket,
        attempts=row.attempts,
        created_at=row.created_at,
        died_at=row.settled_at,
        reason=row.error,
    )
