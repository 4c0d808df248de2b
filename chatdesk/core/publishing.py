"""What follows when an announcement changes: rooms and panels show it, followers are told, its end is awaited."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from chatdesk.core.announcement import Announcement, Standing, Subject
from chatdesk.core.announcing import actions_on, label_of
from chatdesk.core.buttons import start_buttons
from chatdesk.core.document import Paragraph, PublicBlock, PublicDocument, Quote, Strong
from chatdesk.core.errors import NotRunning
from chatdesk.core.model import NO_TICKET, Timer
from chatdesk.core.panels import panel_of
from chatdesk.core.posts import AnnouncementCard, Panel, Priority, RequesterNotice
from chatdesk.core.wording import Wording
from chatdesk.core.words import N_, words_in
from chatdesk.core.work import Work, whole

END: Final = "announcement_end"
"""The kind of the timer at which an unavailability ends."""


def publish(work: Work, announcement: Announcement) -> None:
    """Have it shown as it is now in every intake room and on the panels of its product, and its end awaited."""
    for platform in work.policy.rooms:
        work.unit.post(AnnouncementCard(announcement=announcement.id, platform=platform))
    for product, panel in work.unit.panels(announcement.product):
        if product in work.policy.products:
            _redraw(work, product, panel, panel_of(work, product))
    ends_by_itself = announcement.subject is Subject.UNAVAILABLE and announcement.over_at is None
    if ends_by_itself and announcement.until is not None:
        work.unit.arm(NO_TICKET, (Timer(ticket=NO_TICKET, kind=END, due=whole(announcement.until)),))


def keep_panel(work: Work, sent: Panel, panel: Standing) -> None:
    """Keep where a panel stands that was just sent; what was announced or ended while it was on its way, it shows."""
    work.unit.keep_panel(sent.product, panel)
    if sent.product in work.policy.products and (body := panel_of(work, sent.product)) != sent.body:
        _redraw(work, sent.product, panel, body)


def _redraw(work: Work, product: str, panel: Standing, body: PublicDocument) -> None:
    edit = Panel(platform=panel.platform, room=panel.room, body=body, product=product, message=panel.message)
    work.unit.post(edit)


def renew(work: Work, announcement: Announcement, said: str) -> None:
    """Keep what an announcement became, show it, and tell its followers; raise NotRunning where it is over already."""
    if not work.unit.save_announcement(announcement):
        raise NotRunning(number=announcement.id, known="–")
    publish(work, announcement)
    _tell_followers(work, announcement, said)


def end(work: Work, announcement: Announcement, said: str = "") -> None:
    """End an announcement with some last words or none; raise NotRunning where it is over already."""
    over = replace(announcement, over_at=work.now)
    renew(work, replace(over, news=said, news_at=work.now) if said else over, said)


def _tell_followers(work: Work, announcement: Announcement, said: str) -> None:
    """Tell everybody who follows it but the actor, each once, privately and in their language."""
    asked = work.unit.followers(announcement.id)
    for person in work.unit.people(asked.keys() - {work.actor.id}).values():
        body = _news(work, announcement, Wording(work.policy, words_in(person.language)), said)
        told = RequesterNotice(person=person.id, body=body, platform=asked[person.id])
        work.unit.post(told, priority=Priority.BULK)


def _news(work: Work, announcement: Announcement, wording: Wording, said: str) -> PublicDocument:
    blocks: list[PublicBlock] = [Paragraph((Strong(label_of(announcement, wording)), f" – {announcement.title}"))]
    if said:
        blocks.append(Quote(text=said))
    if announcement.over_at is None:
        blocks += actions_on(announcement, work.operations, wording.words, "unfollow")
    else:
        blocks.append(Paragraph((wording.words(N_("If it still does not work for you, open a ticket.")),)))
        blocks += start_buttons(work.operations, wording.words, announcement.product)
    return PublicDocument(tuple(blocks))
