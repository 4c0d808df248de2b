"""What crosses on its way: words before their thread is known, edits before their words, people from two sides.

Nothing of it is lost, and nothing waits for ever.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from types import SimpleNamespace

import pytest

from chatdesk.core.delivery import Ambiguous
from chatdesk.core.errors import DeskError, NotNow
from chatdesk.core.hearing import Deleted, Edited, NotYetKnown, RoomMembers
from chatdesk.core.model import Origin
from chatdesk.core.ports import Conflict
from chatdesk.core.words import words_in
from chatdesk.faces import _synced
from chatdesk.jobs.ticker import Ticker
from chatdesk.store.store import SqlStore
from tests.fakes.platform import FakePlatform
from tests.fakes.world import AMELIE, APPS_ROOM, DESK_ROOM, INES, INTAKE, World, person


@pytest.fixture
def opened(world):
    ticket = world.open()
    world.deliver()
    return ticket


@pytest.fixture
def crowded(postgres_url):
    store = SqlStore(postgres_url)
    yield World(store)
    store.close()


def at_once(*jobs):
    """Run jobs side by side; return what each answered or raised."""
    start = threading.Barrier(len(jobs))

    def run(job):
        start.wait()
        try:
            return job()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            return error

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


# -- words before their thread is known
def test_words_under_a_card_of_unknown_outcome_are_asked_for_again(world):
    world.slack.accept_before_failing = True
    world.slack.refuse(Ambiguous("connection lost"))
    ticket = world.open()
    world.deliver()
    world.slack.accept_before_failing = False
    key = world.event()
    (card,) = world.slack.in_room(INTAKE)
    with pytest.raises(NotYetKnown):
        world.say(AMELIE, card.id, "Déjà là", message="m77", event=key)
    world.say(AMELIE, "elsewhere", "Autre salle", room="C0OTHER")
    world.say(INES, "elsewhere", "Autre salle", room=DESK_ROOM)
    world.advance(minutes=2)
    world.deliver()
    assert world.thread(ticket, "public") == card.id
    said = world.say(AMELIE, card.id, "Déjà là", message="m77", event=key)
    world.say(AMELIE, "nobodys", "Rien à voir")
    with world.store.read() as unit:
        assert unit.find_comment(said).text == "Déjà là"


def test_notes_under_a_card_whose_sending_has_not_ended_are_asked_for_again(world):
    ticket = world.open()
    send = world.slack.send
    refused = []

    async def answered_meanwhile(delivery):
        sent = await send(delivery)
        if sent.room == DESK_ROOM and not refused:
            with pytest.raises(NotYetKnown) as known_later:
                world.say(INES, sent.message, "Je regarde", room=DESK_ROOM, message="m77")
            refused.append(known_later)
        return sent

    world.slack.send = answered_meanwhile
    world.deliver()
    assert refused
    said = world.say(INES, world.thread(ticket, "internal"), "Je regarde", room=DESK_ROOM, message="m77")
    with world.store.read() as unit:
        assert unit.find_note(said) is not None


def test_words_in_a_thread_of_nobody_wait_for_no_edit_of_a_card(world, opened):
    world.slack.refuse(*[Ambiguous("connection lost")] * 2)
    world.press("take", INES, opened)
    world.deliver()
    world.say(AMELIE, "nobodys", "Rien à voir")
    world.say(INES, "nobodys", "Rien à voir", room=DESK_ROOM)


# -- edits before their words
def edited(world, origin, text, **told):
    return Edited(actor=AMELIE, event=world.event(), origin=origin, text=text, **told)


def test_an_edit_or_deletion_that_overtakes_its_message_is_asked_for_again(world, opened):
    thread = world.thread(opened, "public")
    origins = [Origin(platform="slack", room=INTAKE, message=name) for name in ("m77", "m78")]
    after = edited(world, origins[0], "Après", thread=thread)
    gone = Deleted(actor=AMELIE, event=world.event(), origin=origins[1], thread=thread)
    for happening in (after, gone):
        with pytest.raises(NotYetKnown):
            world.desk.notice(happening, world.now)
    for origin in origins:
        world.say(AMELIE, thread, "Avant", message=origin.message)
    for happening in (after, gone):
        world.desk.notice(happening, world.now)
    with world.store.read() as unit:
        assert unit.find_comment(origins[0]).text == "Après"
        assert unit.find_comment(origins[1]).deleted_at is not None


def test_an_edit_in_a_thread_of_nobody_is_nobodys_business(world):
    origin = Origin(platform="slack", room=INTAKE, message="m77")
    world.desk.notice(edited(world, origin, "Après", thread="nobodys"), world.now)
    world.desk.notice(edited(world, origin, "Après"), world.now)


def test_an_older_edit_or_one_of_a_deleted_message_is_no_news(world, opened):
    origin = world.say(AMELIE, world.thread(opened, "public"), "Un")
    world.advance(minutes=1)
    older, newer = (world.now - timedelta(seconds=seconds) for seconds in (20, 10))
    world.desk.notice(edited(world, origin, "Trois", at=newer), world.now)
    world.desk.notice(edited(world, origin, "Deux", at=older), world.now)
    with world.store.read() as unit:
        assert unit.find_comment(origin).text == "Trois"
    world.desk.notice(edited(world, origin, "Quatre", at=newer + timedelta(seconds=5)), world.now)
    world.delete(AMELIE, origin)
    world.desk.notice(edited(world, origin, "Cinq", at=newer + timedelta(seconds=4)), world.now)
    with world.store.read() as unit:
        assert unit.find_comment(origin).text == "Quatre"


# -- a form's next step
def test_a_preview_asked_for_twice_is_shown_twice(world, opened):
    key = world.event()
    first, second = (world.fill("reply", INES, opened, event=key, text="Long") for _ in range(2))
    assert first.form == second.form
    assert first.form is not None
    sent = [world.fill("reply", INES, opened, event=key, hidden=first.form.hidden, text="Long").form for _ in range(2)]
    assert sent == [None, None]
    world.deliver()
    assert len([m for m in world.slack.in_thread(world.thread(opened, "public")) if "Long" in m.text]) == 1


# -- refusals
def test_what_is_possible_now_is_what_this_person_may_do(world, opened):
    world.fill("resolve", INES, opened, solution="Fait", nature=next(iter(world.policy.natures)))
    with pytest.raises(NotNow) as refused:
        world.press("cancel", AMELIE, opened)
    words = words_in("fr")
    told = refused.value.tell(words)
    labels = {verb: words(operation.label) for verb, operation in world.desk.operations.items()}
    assert labels["comment"] in told
    assert not any(labels[verb] in told for verb in ("note", "collaborate", "transfer"))


# -- people from two sides
def test_people_named_and_speaking_at_once_are_both_met(crowded):
    ticket = crowded.open()
    crowded.deliver()
    thread = crowded.thread(ticket, "public")
    for number in range(40):
        new = person(f"U0NEW{number}", f"New {number}", "en")
        answers = at_once(
            lambda new=new: crowded.say(new, thread, "hello"),
            lambda new=new: crowded.fill("watch", AMELIE, ticket, people=(new.handle,)),
            lambda new=new: crowded.fill("collaborate", INES, ticket, people=(new.handle,)),
        )
        assert not [one for one in answers if isinstance(one, Exception) and not isinstance(one, DeskError)]


def test_rooms_read_at_once_in_whatever_order_are_both_taken_in(crowded):
    for number in range(20):
        people = tuple(person(f"U{number}X{n}", f"P{n}", "en") for n in range(12))
        told = (
            RoomMembers(platform="slack", room=DESK_ROOM, members=people),
            RoomMembers(platform="slack", room=APPS_ROOM, members=people[::-1]),
        )
        answers = at_once(*(lambda one=one: crowded.desk.notice(one, crowded.now) for one in told))
        assert answers == [None, None]


def test_a_unit_that_another_stood_in_the_way_of_is_run_once_more_and_no_oftener(world, opened):
    begin = world.store.begin
    fates = []

    def conflicting():
        if fates:
            raise fates.pop()
        return begin()

    world.store.begin = conflicting
    fates[:] = [Conflict()]
    world.fill("comment", AMELIE, opened, text="Une fois")
    fates[:] = [Conflict(), Conflict()]
    with pytest.raises(Conflict):
        world.fill("comment", AMELIE, opened, text="Deux fois")


# -- the start
def test_a_desk_whose_rooms_cannot_be_read_serves_all_the_same():
    async def fail():
        raise Conflict

    async def start() -> bool:
        served = asyncio.Event()
        await _synced(SimpleNamespace(sync_rooms=fail, platform=FakePlatform("slack")), served)
        return served.is_set()

    assert asyncio.run(start())


def test_a_job_may_run_for_the_first_time_long_before_its_interval_has_passed():
    async def wait():
        ran, late = asyncio.Event(), asyncio.Event()

        async def run():
            ran.set()

        async def run_late():
            late.set()

        ticker = Ticker()
        ticker.every(timedelta(days=1), run, name="soon", first_after=timedelta(seconds=0.05))
        ticker.every(timedelta(days=1), run_late, name="late")
        ticker.start()
        await asyncio.wait_for(ran.wait(), 5)
        await ticker.stop()
        assert not late.is_set()

    asyncio.run(wait())


def test_a_job_under_way_is_finished_when_the_ticker_stops_and_nothing_is_logged_as_an_error(caplog):
    """A CLEAN STOP WAITS FOR WHAT RUNS, STARTS NOTHING MORE, AND LEAVES NO TRACEBACK."""

    async def stop_in_the_middle():
        started, free = asyncio.Event(), asyncio.Event()
        finished = []

        async def run():
            started.set()
            await free.wait()
            finished.append(True)

        ticker = Ticker()
        ticker.every(timedelta(days=1), run, name="long", first_after=timedelta())
        ticker.start()
        await asyncio.wait_for(started.wait(), 5)
        stopping = asyncio.create_task(ticker.stop())
        await asyncio.sleep(0)
        assert not stopping.done()
        free.set()
        await asyncio.wait_for(stopping, 5)
        assert finished == [True]

    asyncio.run(stop_in_the_middle())
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_a_job_that_takes_too_long_is_cancelled_when_the_ticker_stops_and_no_traceback_is_logged(caplog):
    async def stop_in_the_middle():
        started = asyncio.Event()
        told = []

        async def run():
            started.set()
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                told.append("cancelled")
                raise

        ticker = Ticker(patience=timedelta(milliseconds=1))
        ticker.every(timedelta(days=1), run, name="endless", first_after=timedelta())
        ticker.start()
        await asyncio.wait_for(started.wait(), 5)
        await asyncio.wait_for(ticker.stop(), 5)
        assert told == ["cancelled"]

    asyncio.run(stop_in_the_middle())
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


@pytest.mark.parametrize("turns", range(4))
def test_a_stop_at_any_moment_of_a_jobs_start_logs_no_error(caplog, turns):
    async def stop_after_some_turns():
        async def run():
            await asyncio.sleep(0)

        ticker = Ticker()
        ticker.every(timedelta(days=1), run, name="short", first_after=timedelta())
        ticker.start()
        for _ in range(turns):
            await asyncio.sleep(0)
        await ticker.stop()
        for _ in range(4):
            await asyncio.sleep(0)

    asyncio.run(stop_after_some_turns())
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []
