"""What is announced, who follows it, and the messages that show it: its own in each intake room, and the panels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import BindParameter, Row, bindparam, delete, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert

from chatdesk.core.announcement import Announcement, AnnouncementId, Standing, Subject
from chatdesk.core.model import PersonId
from chatdesk.store.columns import Instant
from chatdesk.store.part import UnitPart
from chatdesk.store.tables import IS_RUNNING, announcement_cards, announcements, followers, panels

_COLUMNS: Final = tuple(field.name for field in fields(Announcement) if field.name != "id")
_of_number: Final = announcements.c.id == bindparam("number")
_runs: Final = announcements.c.over_at.is_(None)
_at: Final = bindparam("instant", type_=Instant)

_ADD: Final = (
    insert(announcements)
    .on_conflict_do_nothing(
        index_elements=[announcements.c.subject, announcements.c.product], index_where=text(IS_RUNNING)
    )
    .returning(announcements.c.id)
)
_SAVE: Final = update(announcements).where(_of_number, _runs)
_FIND: Final = select(announcements).where(_of_number)
_RUNNING: Final = select(announcements).where(_runs).order_by(announcements.c.id)
_HOLD_RUNNING: Final = _RUNNING.with_for_update(key_share=True)
_OUTAGE: Final = (
    select(announcements)
    .where(
        announcements.c.subject == Subject.OUTAGE,
        announcements.c.product.in_([bindparam("of_product"), ""]),
        announcements.c.at <= _at,
        or_(_runs, announcements.c.over_at > _at),
    )
    .order_by(announcements.c.product.desc(), announcements.c.id.desc())
    .limit(1)
)
_HOLD: Final = select(announcements.c.id).where(_of_number, _runs).with_for_update(read=True)
"""Whoever ends it meanwhile waits, and then tells this follower too."""

_FOLLOW: Final = insert(followers).on_conflict_do_nothing()
_of_announcement: Final[BindParameter[int]] = bindparam("of_announcement")
_FOLLOWERS: Final = (
    select(followers.c.person, followers.c.platform)
    .where(followers.c.announcement == _of_announcement)
    .order_by(followers.c.person)
)
_UNFOLLOW: Final = delete(followers).where(
    followers.c.announcement == _of_announcement, followers.c.person == bindparam("of_person")
)

_this_card: Final = (
    announcement_cards.c.announcement == _of_announcement,
    announcement_cards.c.platform == bindparam("of_platform"),
)
_FIND_CARD: Final = select(announcement_cards).where(*_this_card)
_KEEP_CARD: Final = insert(announcement_cards).on_conflict_do_nothing()
_FORGET_CARD: Final = delete(announcement_cards).where(*_this_card)

_PANELS: Final = select(panels).order_by(panels.c.platform, panels.c.room, panels.c.message)
_KEEP_PANEL: Final = insert(panels).on_conflict_do_nothing()
_FORGET_PANEL: Final = delete(panels).where(
    panels.c.platform == bindparam("of_platform"),
    panels.c.room == bindparam("of_room"),
    panels.c.message == bindparam("of_message"),
)


class Announcements(UnitPart):
    """A unit's announcements."""

    def announce(self, announcement: Announcement) -> Announcement | None:
        """Keep a new announcement and return it with its number; None where one about the same is running."""
        number = self.connection.execute(_ADD, _row(announcement)).scalar_one_or_none()
        return None if number is None else replace(announcement, id=AnnouncementId(number))

    def save_announcement(self, announcement: Announcement) -> bool:
        """Keep what an announcement became; return False, and keep nothing, where it is over already."""
        told = {"number": announcement.id}
        return bool(self.connection.execute(_SAVE.values(_row(announcement)), told).rowcount)

    def find_announcement(self, number: AnnouncementId) -> Announcement | None:
        """Return the announcement of a number."""
        row = self.connection.execute(_FIND, {"number": number}).one_or_none()
        return None if row is None else _announcement(row)

    def running_announcements(self) -> tuple[Announcement, ...]:
        """Return the announcements that are not over, the oldest first."""
        return tuple(_announcement(row) for row in self.connection.execute(_RUNNING))

    def hold_announcements(self) -> tuple[Announcement, ...]:
        """Return the same; whoever else holds them waits until this unit ends, and then sees what became of them."""
        return tuple(_announcement(row) for row in self.connection.execute(_HOLD_RUNNING))

    def find_outage(self, product: str, at: datetime) -> Announcement | None:
        """Return the outage that a product had at an instant: its own before one of all products."""
        row = self.connection.execute(_OUTAGE, {"of_product": product, "instant": at}).one_or_none()
        return None if row is None else _announcement(row)

    # -- followers
    def follow(self, number: AnnouncementId, person: PersonId, platform: str) -> bool:
        """Have a person told of news and of the end, on a platform; return False where it is over already."""
        if self.connection.execute(_HOLD, {"number": number}).one_or_none() is None:
            return False
        self.connection.execute(_FOLLOW, {"announcement": number, "person": person, "platform": platform})
        return True

    def unfollow(self, number: AnnouncementId, person: PersonId) -> None:
        """Tell a person no more."""
        self.connection.execute(_UNFOLLOW, {"of_announcement": number, "of_person": person})

    def followers(self, number: AnnouncementId) -> Mapping[PersonId, str]:
        """Return who is told, each with the platform on which they asked for it."""
        rows = self.connection.execute(_FOLLOWERS, {"of_announcement": number})
        return {PersonId(row.person): row.platform for row in rows}

    # -- where it stands
    def find_announcement_card(self, number: AnnouncementId, platform: str) -> Standing | None:
        """Return the message in which an announcement stands on a platform, once it was sent."""
        told = {"of_announcement": number, "of_platform": platform}
        row = self.connection.execute(_FIND_CARD, told).one_or_none()
        return None if row is None else Standing(platform=row.platform, room=row.room, message=row.message)

    def keep_announcement_card(self, number: AnnouncementId, card: Standing) -> None:
        """Keep where an announcement stands; the first place stays until it is forgotten."""
        self.connection.execute(_KEEP_CARD, {"announcement": number, **_place(card)})

    def forget_announcement_card(self, number: AnnouncementId, platform: str) -> None:
        """Let an announcement be sent anew on a platform: its message is gone."""
        self.connection.execute(_FORGET_CARD, {"of_announcement": number, "of_platform": platform})

    def panels(self, product: str) -> tuple[tuple[str, Standing], ...]:
        """Return the panels of a product, or for an empty one every panel, each with its product."""
        wanted = _PANELS.where(panels.c.product == product) if product else _PANELS
        return tuple(
            (row.product, Standing(platform=row.platform, room=row.room, message=row.message))
            for row in self.connection.execute(wanted)
        )

    def keep_panel(self, product: str, panel: Standing) -> None:
        """Keep where a panel stands."""
        self.connection.execute(_KEEP_PANEL, {"product": product, **_place(panel)})

    def forget_panel(self, panel: Standing) -> None:
        """Forget a panel that is gone."""
        self.connection.execute(_FORGET_PANEL, {f"of_{name}": value for name, value in _place(panel).items()})


def _row(announcement: Announcement) -> dict[str, Any]:
    return {name: getattr(announcement, name) for name in _COLUMNS}


def _announcement(row: Row[Any]) -> Announcement:
    return Announcement(**row._asdict())


def _place(standing: Standing) -> dict[str, str]:
    return {"platform": standing.platform, "room": standing.room, "message": standing.message}
