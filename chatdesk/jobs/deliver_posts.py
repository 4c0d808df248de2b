"""Delivery: claim what heads its lane, compose it, hand it to its platform, and record what became of it.

Claiming, composing and settling ask the database; sending talks to the platform; no step does both.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

import structlog

from chatdesk.async_desk import AsyncDesk
from chatdesk.core.announcement import Standing
from chatdesk.core.compose import Composer, NoThreadYet
from chatdesk.core.delivery import (
    Ambiguous,
    Cause,
    Delivery,
    DeliveryFailed,
    Destination,
    Fix,
    Gone,
    Permanent,
    Platform,
    Retry,
    Sent,
    ToMessage,
    ToThread,
    Unauthorised,
)
from chatdesk.core.model import Copy, Place
from chatdesk.core.ports import UnitOfWork
from chatdesk.core.posts import AnnouncementCard, InternalCard, InternalMessage, Panel, PublicCard, PublicMessage
from chatdesk.core.publishing import keep_panel
from chatdesk.core.undelivered import Fate, Undelivered
from chatdesk.store.claims import Claimed
from chatdesk.store.outbox import Outbox

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long the delivery waits for what. The lease outlives the read-back wait (facts: exactly once)."""

    lease: timedelta = timedelta(seconds=120)
    read_back: timedelta = timedelta(seconds=60)
    """After an unknown outcome, before looking whether it arrived after all."""
    unauthorised: timedelta = timedelta(seconds=60)
    longest: timedelta = timedelta(minutes=5)
    """The longest pause between two tries."""
    tries: int = 900
    """Failed tries after which a post is a dead letter: about three days at the longest pause."""
    at_once: int = 20
    """Posts under way at the same time."""


class DeliverPosts:
    """The delivery job. `drain` sends everything that is due; `wake` has that done soon."""

    def __init__(
        self,
        desk: AsyncDesk,
        outbox: Outbox,
        platforms: Mapping[str, Platform],
        *,
        patience: Patience | None = None,
    ) -> None:
        self.desk = desk
        self.outbox = outbox
        self.platforms = dict(platforms)
        self.patience = patience or Patience()
        self._draining = asyncio.Lock()
        self._again = False
        self._soon: asyncio.Task[None] | None = None

    def wake(self) -> None:
        """Have what is due sent soon; cheap, and may be called from the event loop as often as one likes."""
        self._again = True
        if self._soon is None or self._soon.done():
            self._soon = asyncio.get_running_loop().create_task(self.drain())

    async def drain(self) -> None:
        """Send until nothing more is due. Only one drain runs at a time; a second call has the first look again."""
        self._again = True
        if self._draining.locked():
            return
        async with self._draining:
            while self._again:
                self._again = False
                await self._send_what_is_due()

    async def finish(self) -> None:
        """Send everything that is due, and return when the last of it is settled."""
        await self.drain()
        async with self._draining:
            pass

    async def _send_what_is_due(self) -> None:
        under_way: set[asyncio.Task[None]] = set()
        try:
            while True:
                free = self.patience.at_once - len(under_way)
                worth_asking = not under_way or free >= self.patience.at_once // 2
                claimed = await self.desk.run(partial(self._claim, free)) if worth_asking else ()
                under_way |= {asyncio.create_task(self._deliver(post)) for post in claimed}
                if not under_way:
                    return
                _, under_way = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await asyncio.gather(*under_way)

    def _claim(self, free: int) -> tuple[Claimed, ...]:
        return self.outbox.claim(self.desk.clock(), free, self.patience.lease)

    async def _deliver(self, claimed: Claimed) -> None:
        """Try one post and write down what became of it; where even that fails, its lease brings it back."""
        try:
            settle = await self._try(claimed)
            await self.desk.run(settle)
        except Exception:
            log.exception("post.unsettled", post=claimed.id, kind=claimed.post.kind)

    async def _try(self, claimed: Claimed) -> Callable[[], object]:
        """Try once; return what to write down about it."""
        try:
            delivery = await self.desk.run(partial(self._compose, claimed))
        except NoThreadYet:
            return partial(self._wait_for_thread, claimed)
        except DeliveryFailed as failure:
            return partial(self._failed, claimed, failure, claimed.tried)
        for earlier in _where_it_may_be(claimed, delivery):
            try:
                found = await self._look(earlier)
            except DeliveryFailed as failure:
                return partial(self._failed, claimed, Ambiguous(failure.reason), earlier.to)
            if found is not None:
                return partial(self._sent, claimed, earlier, found)
        try:
            sent = await self._platform(delivery).send(delivery)
        except DeliveryFailed as failure:
            return partial(self._failed, claimed, failure, delivery.to)
        return partial(self._sent, claimed, delivery, sent)

    def _compose(self, claimed: Claimed) -> Delivery:
        """Compose a post; one that cannot be composed never will be, so it is given up where the operator sees it."""
        with self.desk.desk.store.read() as unit:
            try:
                return self._composer(unit).compose(claimed.post, key=claimed.key, since=claimed.created_at)
            except (NoThreadYet, DeliveryFailed):
                raise
            except Exception as error:
                log.exception("post.uncomposed", post=claimed.id, kind=claimed.post.kind)
                raise Permanent(f"cannot be composed: {type(error).__name__}") from error

    async def _look(self, earlier: Delivery) -> Sent | None:
        """Look whether an earlier try arrived; where its thread is gone, so is what it brought there."""
        try:
            return await self._platform(earlier).find(earlier)
        except Gone:
            return None

    def _platform(self, delivery: Delivery) -> Platform:
        platform = self.platforms.get(delivery.to.platform)
        if platform is None:
            raise Retry(f"{delivery.to.platform} is not connected to this process")
        return platform

    def _composer(self, unit: UnitOfWork) -> Composer:
        desk = self.desk.desk
        return Composer(
            unit=unit,
            policy=desk.policy,
            operations=desk.operations,
            calendars=desk.calendars,
            now=self.desk.clock(),
        )

    # -- what to write down
    def _sent(self, claimed: Claimed, delivery: Delivery, sent: Sent) -> None:
        place, copy = place_made_by(claimed, delivery, sent), copy_made_by(claimed, delivery, sent)
        belongs = partial(self._is_still_for, claimed, delivery.to)
        now = self.desk.clock()
        then = partial(self._arrived, claimed=claimed, to=delivery.to, sent=sent)
        try:
            self.outbox.settle_sent(claimed, now, place, copy, belongs=belongs, then=then)
        except Exception as error:
            if self.outbox.store.is_to_blame(error):
                raise  # its lease brings it back, and it is found where it is
            log.exception("post.unheeded", post=claimed.id, kind=claimed.post.kind)
            self.outbox.settle_sent(claimed, now, place, copy, belongs=belongs)  # it is there, whatever follows from it
        if sent.undone is not None:
            self._tell(claimed, sent.undone, Fate.SENT)

    def _arrived(self, unit: UnitOfWork, claimed: Claimed, to: Destination, sent: Sent) -> None:
        """Keep where a message stands that will be edited, and have the desk do what follows from it."""
        standing = Standing(platform=to.platform, room=sent.room, message=sent.message)
        match claimed.post:
            case AnnouncementCard(announcement=number) if not isinstance(to, ToMessage):
                unit.keep_announcement_card(number, standing)
            case Panel(product=product) as panel if product and not isinstance(to, ToMessage):
                keep_panel(self.desk.desk.own_work(unit, self.desk.clock()), panel, standing)
        self.desk.desk.arrived(unit, claimed.post, self.desk.clock())

    def _is_still_for(self, claimed: Claimed, to: Destination, unit: UnitOfWork) -> bool:
        """Whether a card would be sent to the same place now: its ticket may have moved while it was on its way."""
        try:
            return self._composer(unit).compose(claimed.post, key=claimed.key, since=claimed.created_at).to == to
        except Permanent:
            return True

    def _wait_for_thread(self, claimed: Claimed) -> None:
        self.outbox.wait_for_card(claimed, self.desk.clock())
        if self.outbox.is_dead(claimed.id):
            self._tell(claimed, Fix(cause=Cause.NO_THREAD), Fate.DEAD)

    def _failed(self, claimed: Claimed, failure: DeliveryFailed, to: Destination | None) -> None:
        """Write down a try that did not end well. Waiting for one's turn, or for a token, is no failed try."""
        now = self.desk.clock()
        log.info("post.failed", post=claimed.id, kind=claimed.post.kind, outcome=failure.kind, reason=failure.reason)
        match failure:
            case Gone():
                self._start_anew(claimed, failure)
            case Permanent():
                self._give_up(claimed, failure)
            case _ if claimed.attempts > self.patience.tries:
                self._give_up(claimed, failure)
            case Ambiguous():
                self.outbox.settle_ambiguous(claimed, now + self.patience.read_back, failure.reason, to)
            case Unauthorised():
                self.outbox.settle_later(claimed, now + self.patience.unauthorised, failure.reason)
                if failure.fix is not None:
                    self._tell(claimed, failure.fix, Fate.WAITS)
            case Retry(retry_after=seconds) if seconds:
                self.outbox.settle_later(claimed, now + timedelta(seconds=seconds), failure.reason)
            case _:
                pause = timedelta(seconds=2 ** min(claimed.attempts, 16))
                self.outbox.settle_retry(claimed, now + min(pause, self.patience.longest), failure.reason)

    def _give_up(self, claimed: Claimed, failure: DeliveryFailed) -> None:
        """Make it a dead letter, and have the agents learn of it where they are."""
        log.error("post.dead", post=claimed.id, kind=claimed.post.kind, reason=failure.reason)
        if self.outbox.settle_dead(claimed, self.desk.clock(), failure.reason):
            cause = Cause.OTHER if isinstance(failure, Permanent) else Cause.TIRED
            self._tell(claimed, failure.fix or Fix(cause=cause, reason=failure.reason), Fate.DEAD)

    def _tell(self, claimed: Claimed, fix: Fix, fate: Fate) -> None:
        """Have the agents told; the post is settled by now, whatever comes of it."""
        try:
            what = Undelivered(post=claimed.post, fix=fix, fate=fate, number=claimed.id)
            self.desk.desk.tell_undelivered(what, self.desk.clock())
        except Exception:
            log.exception("post.untold", post=claimed.id, kind=claimed.post.kind)

    def _start_anew(self, claimed: Claimed, failure: DeliveryFailed) -> None:
        """A ticket's thread was deleted: have its card make a new one. Anything else that is gone is a dead letter.

        So is an announcement sent anew while it is running. One that is over, or a panel, is only forgotten.
        """
        match claimed.post:
            case AnnouncementCard() as card if self._stands(card):
                self._announce_anew(claimed, card)
                return
            case Panel(platform=platform, room=room, message=message) if message:
                panel = Standing(platform=platform, room=room, message=message)
                self.outbox.settle_sent(claimed, self.desk.clock(), then=lambda unit: unit.forget_panel(panel))
                return
            case PublicCard() | InternalCard() | PublicMessage() | InternalMessage(beside=None):
                with self.desk.desk.store.read() as unit:
                    place = unit.find_place(claimed.post.ticket, claimed.post.audience)
                if place is not None and not self._is_edit_of_a_copy(claimed):
                    self.outbox.forget_place(claimed, place, self.desk.clock())
                    return
        self._give_up(claimed, failure)

    def _stands(self, card: AnnouncementCard) -> bool:
        """Whether what is gone is a message that was to be edited; else it is the room itself."""
        with self.desk.desk.store.read() as unit:
            return unit.find_announcement_card(card.announcement, card.platform) is not None

    def _announce_anew(self, claimed: Claimed, card: AnnouncementCard) -> None:
        now = self.desk.clock()
        with self.desk.desk.store.begin() as unit:
            unit.forget_announcement_card(card.announcement, card.platform)
            announcement = unit.find_announcement(card.announcement)
        if announcement is None or announcement.over_at is not None:
            self.outbox.settle_sent(claimed, now)
        else:
            self.outbox.settle_retry(claimed, now, "gone")

    def _is_edit_of_a_copy(self, claimed: Claimed) -> bool:
        """Whether what is gone is only the message in the thread that was to be edited, and not the thread."""
        origin = claimed.post.copy_of if isinstance(claimed.post, InternalMessage) else None
        if origin is None:
            return False
        with self.desk.desk.store.read() as unit:
            return unit.find_copy(origin) is not None


def _where_it_may_be(claimed: Claimed, delivery: Delivery) -> tuple[Delivery, ...]:
    """Return the deliveries that an earlier try may have been: where that went, and where it would go now."""
    if not claimed.unknown:
        return ()
    return tuple(replace(delivery, to=to) for to in dict.fromkeys((claimed.tried or delivery.to, delivery.to)))


def place_made_by(claimed: Claimed, delivery: Delivery, sent: Sent) -> Place | None:
    """Return the place that a first card made, or None for anything else."""
    post = claimed.post
    if not isinstance(post, PublicCard | InternalCard) or isinstance(delivery.to, ToMessage):
        return None
    return Place(
        ticket=post.ticket,
        audience=post.audience,
        platform=delivery.to.platform,
        room=sent.room,
        thread=sent.thread or sent.message,
        card=sent.message,
        link=sent.link,
    )


def copy_made_by(claimed: Claimed, delivery: Delivery, sent: Sent) -> Copy | None:
    """Return the copy of a comment that a first message made, or None for anything else."""
    post = claimed.post
    if not isinstance(post, InternalMessage) or post.copy_of is None or not isinstance(delivery.to, ToThread):
        return None
    to = delivery.to
    return Copy(of=post.copy_of, platform=to.platform, room=to.room, thread=to.thread, message=sent.message)
