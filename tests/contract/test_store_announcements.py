"""Every database keeps the same promises about announcements: one of a kind runs, it ends once, nobody is forgotten."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from store_scene import NOON, Scene

from chatdesk.core.announcement import Announcement, AnnouncementId, Standing, Subject
from chatdesk.core.model import Audience
from chatdesk.store.tables import outbox

HOUR = timedelta(hours=1)
CARD = Standing(platform="slack", room="C1", message="17.1")


def draft(scene: Scene, **changes: object) -> Announcement:
    author = scene.person("UINES").id
    given = Announcement(
        subject=Subject.OUTAGE,
        product="crm",
        title="é 👩‍👩‍👧 \u202e <!channel>",
        text="x" * 3000,
        link="https://status.example.org",
        author=author,
        at=NOON,
        until=NOON + HOUR,
    )
    return replace(given, **changes)


def announce(scene: Scene, **changes: object) -> Announcement | None:
    wanted = draft(scene, **changes)
    with scene.store.begin() as unit:
        return unit.announce(wanted)


def announced(scene: Scene, **changes: object) -> Announcement:
    made = announce(scene, **changes)
    assert made is not None
    return made


def save(scene: Scene, announcement: Announcement) -> bool:
    with scene.store.begin() as unit:
        return unit.save_announcement(announcement)


def over(announcement: Announcement, after: timedelta = HOUR) -> Announcement:
    return replace(announcement, over_at=NOON + after)


def test_an_announcement_comes_back_as_it_was_and_as_it_became(scene: Scene) -> None:
    made = announced(scene)
    with scene.store.read() as unit:
        assert unit.find_announcement(made.id) == made
        assert unit.find_announcement(AnnouncementId(made.id + 1)) is None
    became = replace(made, news="hm", news_at=NOON, until=None)
    assert save(scene, became)
    with scene.store.read() as unit:
        assert unit.find_announcement(made.id) == became
        assert unit.running_announcements() == (became,)


def test_one_about_the_same_runs_at_a_time(scene: Scene) -> None:
    first = announced(scene)
    assert announce(scene) is None
    others = [announced(scene, product=""), announced(scene, subject=Subject.UNAVAILABLE, product="")]
    assert announce(scene, product="") is None
    assert save(scene, over(first))
    again = announced(scene)
    with scene.store.read() as unit:
        assert unit.running_announcements() == (*others, again)


def test_of_several_who_announce_the_same_at_once_one_does(scene: Scene) -> None:
    wanted = draft(scene)
    together = threading.Barrier(4)

    def announce_together(_: int) -> Announcement | None:
        together.wait()
        with scene.store.begin() as unit:
            return unit.announce(wanted)

    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(announce_together, range(4)))
    assert sum(each is not None for each in made) == 1


def test_it_ends_once_and_is_not_brought_back_by_late_news(scene: Scene) -> None:
    made = announced(scene)
    together = threading.Barrier(4)

    def end_together(_: int) -> bool:
        together.wait()
        return save(scene, over(made))

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(end_together, range(4))) == 1
    assert not save(scene, replace(made, news="late"))
    with scene.store.read() as unit:
        assert unit.running_announcements() == ()


def test_what_two_say_of_it_at_once_is_both_kept(scene: Scene) -> None:
    """NEWS GIVEN WHILE ITS END IS MOVED IS NOT LOST, NOR IS THE NEW END."""
    number = announced(scene).id
    together, others = threading.Barrier(2), threading.Event()

    def change(**told: object) -> None:
        together.wait()
        with scene.store.begin() as unit:
            (running,) = unit.hold_announcements()
            others.wait(0.02) or others.set()
            assert unit.save_announcement(replace(running, **told))

    with ThreadPoolExecutor(2) as threads:
        for done in [threads.submit(change, news="x"), threads.submit(change, until=NOON + 2 * HOUR)]:
            done.result()
    with scene.store.read() as unit:
        (running,) = unit.running_announcements()
    assert (running.id, running.news, running.until) == (number, "x", NOON + 2 * HOUR)


def test_the_outage_at_an_instant_is_the_products_own_before_one_of_everything(scene: Scene) -> None:
    everything = announced(scene, product="", at=NOON)
    own = announced(scene, at=NOON + HOUR)
    assert save(scene, over(own, 2 * HOUR))
    announced(scene, subject=Subject.UNAVAILABLE, product="")
    with scene.store.read() as unit:

        def found(product: str, after: timedelta) -> AnnouncementId | None:
            outage = unit.find_outage(product, NOON + after)
            return outage and outage.id

        assert found("crm", -timedelta(seconds=1)) is None
        assert found("crm", timedelta()) == everything.id
        assert found("crm", HOUR) == own.id
        assert found("crm", 2 * HOUR) == everything.id
        assert found("erp", HOUR) == everything.id


def test_followers_are_kept_once_with_their_platform_until_it_is_over(scene: Scene) -> None:
    made = announced(scene)
    amelie, noah = scene.person("UAMELIE").id, scene.person("UNOAH").id
    with scene.store.begin() as unit:
        assert unit.follow(made.id, amelie, "slack")
        assert unit.follow(made.id, amelie, "discord")
        assert unit.follow(made.id, noah, "discord")
        assert unit.followers(made.id) == {amelie: "slack", noah: "discord"}
        unit.unfollow(made.id, noah)
    assert save(scene, over(made))
    with scene.store.begin() as unit:
        assert not unit.follow(made.id, noah, "slack")
        assert not unit.follow(AnnouncementId(99), noah, "slack")
        assert unit.followers(made.id) == {amelie: "slack"}


def test_whoever_follows_while_it_ends_is_among_those_who_are_told_or_is_refused(scene: Scene) -> None:
    """NOBODY IS TOLD THAT THEY FOLLOW AND THEN HEARS NOTHING."""
    made = announced(scene)
    people = [scene.person(f"U{number}").id for number in range(6)]
    together = threading.Barrier(len(people) + 1)

    def follow(person) -> bool:
        together.wait()
        with scene.store.begin() as unit:
            return unit.follow(made.id, person, "slack")

    def end() -> set:
        together.wait()
        with scene.store.begin() as unit:
            assert unit.save_announcement(over(made))
            return set(unit.followers(made.id))

    with ThreadPoolExecutor(len(people) + 1) as threads:
        ending = threads.submit(end)
        following = list(threads.map(follow, people))
        assert ending.result() == {person for person, does in zip(people, following, strict=True) if does}


def test_two_people_who_are_one_follow_once(scene: Scene) -> None:
    made = announced(scene)
    first, second = scene.person("UONE").id, scene.person("UTWO").id
    with scene.store.begin() as unit:
        unit.follow(made.id, first, "discord")
        unit.follow(made.id, second, "slack")
        unit.merge(first, into=second)
        assert unit.followers(made.id) == {second: "slack"}


def test_where_it_stands_is_kept_for_each_platform_and_panels_by_product(scene: Scene) -> None:
    made = announced(scene)
    elsewhere = replace(CARD, platform="discord")
    with scene.store.begin() as unit:
        unit.keep_announcement_card(made.id, CARD)
        unit.keep_announcement_card(made.id, elsewhere)
        unit.keep_panel("crm", CARD)
        unit.keep_panel("erp", elsewhere)
    with scene.store.begin() as unit:
        assert unit.find_announcement_card(made.id, "slack") == CARD
        assert unit.panels("crm") == (("crm", CARD),)
        assert unit.panels("") == (("erp", elsewhere), ("crm", CARD))
        unit.forget_announcement_card(made.id, "slack")
        unit.forget_panel(CARD)
        assert unit.find_announcement_card(made.id, "slack") is None
        assert unit.find_announcement_card(made.id, "discord") == elsewhere
        assert unit.panels("") == (("erp", elsewhere),)


def test_no_announcement_is_ever_internal(scene: Scene) -> None:
    """THE DATABASE ITSELF REFUSES A POST WHOSE KIND DOES NOT SUIT ITS AUDIENCE."""
    row = {
        "key": "k",
        "lane": "a:1:slack",
        "kind": "announcement_card",
        "audience": Audience.INTERNAL,
        "body": "{}",
        "priority": 1,
        "state": "pending",
        "attempts": 0,
        "token": 0,
        "created_at": NOON,
        "error": "",
    }
    with pytest.raises(IntegrityError), scene.store.writing() as connection:
        connection.execute(outbox.insert(), row)
