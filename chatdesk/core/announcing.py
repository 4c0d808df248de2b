"""Announcements as people read them: in the intake room, on panels, in forms, in the home tab (S0-16, S4-14)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from chatdesk.core.announcement import Announcement, Subject
from chatdesk.core.dates import time_in_words
from chatdesk.core.document import (
    Actions,
    Button,
    Fact,
    Facts,
    Heading,
    Inline,
    Link,
    Moment,
    Paragraph,
    PublicBlock,
    PublicDocument,
    Quote,
    Strong,
)
from chatdesk.core.errors import NotRunning
from chatdesk.core.operation import AnyOperation
from chatdesk.core.wording import Wording
from chatdesk.core.words import N_, Words
from chatdesk.core.work import Work

AGENTS_VERBS: Final = ("update", "over")
"""What agents do with an announcement that is running."""
ALL: Final = N_("all products and services")
LONGEST_TEXT: Final = 1500
"""Characters of what is announced, and of news of it: both are shown whole in one message, on either platform."""
_LONGEST_NUMBER: Final = 15


# -- how it reads
def label_of(announcement: Announcement, wording: Wording) -> str:
    """Return what it is, in a few words: `⚠️ Outage: CRM`."""
    words, is_over = wording.words, announcement.over_at is not None
    if announcement.subject is Subject.UNAVAILABLE:
        return words(N_("✅ The support is available again") if is_over else N_("⚠️ The support is unavailable"))
    product = wording.product(announcement.product) if announcement.product else words(ALL)
    return words(N_("✅ Outage over: {product}") if is_over else N_("⚠️ Outage: {product}"), product=product)


def announcement_card(
    announcement: Announcement, wording: Wording, operations: Mapping[str, AnyOperation]
) -> PublicDocument:
    """Draw what an intake room reads, as it is now; an outage that is not over can be followed."""
    words = wording.words
    blocks: list[PublicBlock] = [
        Heading(label_of(announcement, wording)),
        Paragraph((Strong(announcement.title),)),
        Quote(text=announcement.text),
    ]
    if announcement.news and announcement.news_at:
        blocks += [
            Paragraph((Strong(words(N_("News"))), " ", Moment(announcement.news_at))),
            Quote(text=announcement.news),
        ]
    if announcement.link:
        blocks.append(Paragraph((Link(announcement.link, words(N_("Read more"))),)))
    blocks.append(Facts(_instants(announcement, wording)))
    if announcement.can_be_followed:
        blocks += actions_on(announcement, operations, words, "follow")
    return PublicDocument(tuple(blocks))


def _instants(announcement: Announcement, wording: Wording) -> tuple[Fact, ...]:
    since = Fact(wording.words(N_("Since")), (Moment(announcement.at),))
    if announcement.over_at is not None:
        return (since, Fact(wording.words(N_("Until")), (Moment(announcement.over_at),)))
    if announcement.until is None:
        return (since,)
    return (since, Fact(wording.words(_end(announcement)), (Moment(announcement.until),)))


def _end(announcement: Announcement) -> str:
    return N_("Expected until") if announcement.subject is Subject.OUTAGE else N_("Until")


def actions_on(
    announcement: Announcement, operations: Mapping[str, AnyOperation], words: Words, *verbs: str
) -> tuple[Actions, ...]:
    """Return the buttons of some verbs about an announcement."""
    buttons = tuple(
        Button(verb=verb, label=words(operations[verb].label), subject=str(announcement.id))
        for verb in verbs
        if verb in operations
    )
    return (Actions(buttons),) if buttons else ()


def notice(announcement: Announcement, wording: Wording) -> Paragraph:
    """Return an announcement in a line."""
    line: list[Inline] = [Strong(label_of(announcement, wording)), f" – {announcement.title}"]
    if announcement.until is not None:
        line += [f" · {wording.words(_end(announcement))} ", Moment(announcement.until)]
    return Paragraph(tuple(line))


def notices_in_text(work: Work, product: str) -> tuple[str, ...]:
    """Return what a form about a product says of what is running, a line each."""
    wording = work.wording
    zone = work.calendars(work.policy.desk.calendar).zone
    return tuple(_in_text(announcement, wording, zone) for announcement in running(work, product))


def _in_text(announcement: Announcement, wording: Wording, zone: str) -> str:
    said = f"{label_of(announcement, wording)} – {announcement.title}"
    if announcement.until is None:
        return said
    until = time_in_words(announcement.until, zone, wording.words)
    return f"{said} · {wording.labelled(wording.words(_end(announcement)), until)}"


def running(work: Work, product: str) -> tuple[Announcement, ...]:
    """Return what is running that concerns a product, or for an empty one all products."""
    return tuple(each for each in work.unit.running_announcements() if each.is_about(product))


def running_blocks(work: Work) -> tuple[PublicBlock, ...]:
    """Return everything that is running, for the home tab, with what the actor may do about it."""
    blocks: list[PublicBlock] = []
    for announcement in work.unit.running_announcements():
        verbs = AGENTS_VERBS if work.is_staff else _own_verbs(work, announcement)
        blocks += (notice(announcement, work.wording), *actions_on(announcement, work.operations, work.words, *verbs))
    return tuple(blocks)


def _own_verbs(work: Work, announcement: Announcement) -> tuple[str, ...]:
    if not announcement.can_be_followed:
        return ()
    return ("unfollow",) if work.actor.id in work.unit.followers(announcement.id) else ("follow",)


# -- which one
def running_one(work: Work, typed: str) -> Announcement:
    """Return the running announcement of a number as typed, or the only one; raise NotRunning with those there are."""
    return _named(work.unit.running_announcements(), typed)


def held_one(work: Work, typed: str) -> Announcement:
    """Return the same for whoever changes it: nobody else does meanwhile, and nothing that was said is lost."""
    return _named(work.unit.hold_announcements(), typed)


def _named(known: tuple[Announcement, ...], typed: str) -> Announcement:
    number = typed.strip().lstrip("#")
    if not number and len(known) == 1:
        return known[0]
    found = next((each for each in known if str(each.id) == number[:_LONGEST_NUMBER]), None)
    if found is None:
        told = " · ".join(f"{each.id} “{each.title}”" for each in known)
        raise NotRunning(number=number[:_LONGEST_NUMBER] or "?", known=told or "–")
    return found
