"""Every database keeps the same promises to a unit of work."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from store_scene import NOON, Scene, internal, notice, public, said

from chatdesk.core.errors import TicketUnknown
from chatdesk.core.model import (
    Attachment,
    Audience,
    Change,
    Comment,
    Handle,
    InternalEntry,
    InternalText,
    Origin,
    Part,
    Participant,
    Pause,
    Person,
    PersonId,
    Phase,
    Place,
    PublicEntry,
    RosterChange,
    RosterEntry,
    Ticket,
    TicketId,
    WorkNote,
)
from chatdesk.core.ports import Conflict, EventKey, Profile, Store
from chatdesk.core.posts import InternalCard, Priority, PublicCard
from chatdesk.store.store import SqlStore
from chatdesk.store.tables import entries, outbox, people, tickets
from chatdesk.store.unit import WriteInReading

NUMBER = TicketId(1001)
ORIGIN = Origin(platform="slack", room="C1", message="17.1", link="https://example.test/17")
AWKWARD = "é 👩‍👩‍👧 שלום \u202e <@U1> " + "x" * 40_000


class Interrupted(Exception):
    pass


def key(event: str, natural: str | None = None, source: str = "slack:T0DESK") -> EventKey:
    return EventKey(source=source, event=event, natural=natural)


def handle(user: str, platform: str = "slack") -> Handle:
    return Handle(platform, "T0DESK", user)


# -- the transaction


def test_store_is_what_the_desk_asks_for(scene: Scene) -> None:
    store: Store = scene.store
    with store.begin() as unit:
        assert unit.next_number(7) == 7


def test_unit_that_raises_keeps_nothing(scene: Scene) -> None:
    ticket = scene.ticket()

    def work_and_fail() -> None:
        with scene.store.begin() as unit:
            assert unit.first_time(key("Ev1"), NOON)
            unit.save_ticket(replace(ticket, title="changed"))
            unit.see(Profile(handle=handle("UBOB")), "en")
            unit.record(PublicEntry(ticket=NUMBER, at=NOON, actor=PersonId(1), verb="open"))
            unit.post(public("hello"))
            raise Interrupted

    with pytest.raises(Interrupted):
        work_and_fail()
    with scene.store.begin() as unit:
        assert unit.first_time(key("Ev1"), NOON)
        assert unit.ticket(NUMBER) == ticket
        assert unit.public_history(NUMBER, 10) == ()
        assert unit.handle(PersonId(2), "slack") is None
    assert scene.outbox.waiting() == 0


def test_unit_whose_commit_fails_keeps_nothing(scene: Scene) -> None:
    def post_about_nothing() -> None:
        with scene.store.begin() as unit:
            unit.first_time(key("Ev1"), NOON)
            unit.post(public("a ticket that is not there", ticket=404))

    with pytest.raises(IntegrityError):
        post_about_nothing()
    with scene.store.begin() as unit:
        assert unit.first_time(key("Ev1"), NOON)


def test_store_works_on_after_a_unit_that_raised(scene: Scene) -> None:
    for _ in range(40):
        with pytest.raises(Interrupted), scene.store.begin():
            raise Interrupted
        with pytest.raises(Interrupted), scene.store.read():
            raise Interrupted
    assert scene.ticket().id == NUMBER


def test_reading_sees_one_moment(scene: Scene) -> None:
    ticket = scene.ticket()
    with scene.store.read() as reading:
        assert reading.ticket(NUMBER).title == ticket.title
        with scene.store.begin() as unit:
            unit.save_ticket(replace(ticket, title="changed meanwhile"))
        assert reading.ticket(NUMBER).title == ticket.title
    with scene.store.read() as reading:
        assert reading.ticket(NUMBER).title == "changed meanwhile"


def test_reading_does_not_wait_for_a_unit_that_has_the_ticket(scene: Scene) -> None:
    scene.ticket()
    with scene.store.begin() as unit:
        unit.ticket(NUMBER)
        with scene.store.read() as reading:
            assert reading.ticket(NUMBER).id == NUMBER


def test_reading_refuses_to_write(scene: Scene) -> None:
    ticket = scene.ticket()
    with scene.store.read() as unit:
        with pytest.raises(WriteInReading):
            unit.post(public("hello"))
        with pytest.raises(WriteInReading):
            unit.record(PublicEntry(ticket=NUMBER, at=NOON, actor=PersonId(1), verb="open"))
        with pytest.raises(WriteInReading):
            unit.arm(NUMBER, ())
        with pytest.raises(WriteInReading):
            unit.take_timers(NOON, 1)
        assert unit.ticket(NUMBER) == ticket
        with pytest.raises(DBAPIError):
            unit.save_ticket(replace(ticket, title="changed"))
    with scene.store.read() as unit:
        assert unit.ticket(NUMBER) == ticket


def test_writing_works_after_reading_on_the_same_connection(scene: Scene) -> None:
    for number in range(1, 20):
        with scene.store.read() as unit:
            unit.groups_of(PersonId(1))
        scene.ticket(number)


# -- events


def test_event_is_new_once(scene: Scene) -> None:
    with scene.store.begin() as unit:
        assert unit.first_time(key("Ev1"), NOON)
        assert not unit.first_time(key("Ev1"), NOON)
    with scene.store.begin() as unit:
        assert not unit.first_time(key("Ev1"), NOON)
        assert unit.first_time(key("Ev1", source="discord:1"), NOON)


def test_event_that_is_forgotten_is_new_again(scene: Scene) -> None:
    key = EventKey(source="slack:T0DESK", event="Ev1", natural="C1/17.1")
    for _ in range(2):
        with scene.store.begin() as unit:
            assert unit.first_time(key, NOON)
            unit.forget_event(key)


def test_place_is_awaited_while_a_first_card_is_on_its_way(scene: Scene) -> None:
    ticket = scene.ticket()

    def awaited() -> list[Audience]:
        with scene.store.read() as unit:
            return [audience for audience in Audience if unit.awaits_place(audience)]

    scene.post(PublicCard(ticket=ticket.id))
    assert awaited() == []
    card = scene.claim_one()
    assert awaited() == [Audience.PUBLIC]
    told = {"platform": "slack", "room": "C1", "thread": "17.1", "card": "17.1", "link": ""}
    scene.outbox.settle_sent(card, NOON, Place(ticket=ticket.id, audience=Audience.PUBLIC, **told))
    assert awaited() == []
    scene.post(PublicCard(ticket=ticket.id))
    scene.claim_one()
    assert awaited() == []


def test_units_that_stand_in_each_others_way_are_told_so(postgres_url: str) -> None:
    store = SqlStore(postgres_url)
    scene = Scene(store)
    tickets = scene.tickets(1, 2)
    both = threading.Barrier(2)

    def lock(*numbers: int) -> bool:
        with store.begin() as unit:
            unit.ticket(tickets[numbers[0]].id)
            both.wait()
            unit.ticket(tickets[numbers[1]].id)
        return True

    with ThreadPoolExecutor(2) as pool:
        ended = [pool.submit(lock, 0, 1), pool.submit(lock, 1, 0)]
        assert {type(one.exception()) for one in ended} == {type(None), Conflict}
    store.close()


def test_two_events_about_the_same_thing_are_one(scene: Scene) -> None:
    with scene.store.begin() as unit:
        assert unit.first_time(key("Ev1", natural="C1:17.1:0"), NOON)
    with scene.store.begin() as unit:
        assert not unit.first_time(key("Ev2", natural="C1:17.1:0"), NOON)
        assert unit.first_time(key("Ev3", natural="C1:17.1:1"), NOON)
        assert unit.first_time(key("Ev4", natural="C1:17.1:0", source="slack:T2"), NOON)


def test_events_about_nothing_in_particular_are_apart(scene: Scene) -> None:
    with scene.store.begin() as unit:
        assert unit.first_time(key("Ev1"), NOON)
        assert unit.first_time(key("Ev2"), NOON)


def test_event_that_arrives_many_times_at_once_is_new_once(scene: Scene) -> None:
    def arrive(_: int) -> bool:
        with scene.store.begin() as unit:
            return unit.first_time(key("Ev1"), NOON)

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(arrive, range(24))) == 1


# -- tickets


def test_numbers_start_where_the_policy_says_and_go_up(scene: Scene) -> None:
    with scene.store.begin() as unit:
        assert [unit.next_number(1001) for _ in range(3)] == [1001, 1002, 1003]
        assert unit.next_number(5000) == 5000
        assert unit.next_number(1001) == 5001


def test_numbers_are_given_once_whoever_asks_at_once(scene: Scene) -> None:
    def ask(_: int) -> int:
        with scene.store.begin() as unit:
            return unit.next_number(1001)

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(ask, range(80))) == list(range(1001, 1081))


def test_ticket_comes_back_as_it_was_saved(scene: Scene) -> None:
    first = scene.ticket(1000)
    ticket = scene.ticket(
        title="Écran noir 👩‍👧",
        description=AWKWARD,
        phase=Phase.WAITING,
        customer="riverside",
        site="lab",
        assignee=first.requester,
        impact="high",
        urgency="low",
        declared_priority="p1",
        priority="p2",
        qualified_at=NOON,
        qualification="because",
        facts={"phone": "555-0100", "été": "ça"},
        quoted=ORIGIN,
        follows=first.id,
        solution="off and on",
        nature="advice",
        record="https://tracker.example.org/4711",
        cancel_reason="no",
        cancel_cause="rules",
        respond_by=NOON + timedelta(hours=1),
        resolve_by=NOON + timedelta(hours=2),
        update_by=NOON + timedelta(days=1),
        update_every="1d",
        answered_at=NOON + timedelta(minutes=5),
        told_at=NOON + timedelta(minutes=6),
        pauses=(
            Pause(since=NOON, status="waiting", until=NOON + timedelta(hours=1)),
            Pause(since=NOON + timedelta(hours=2), status="waiting"),
        ),
        ladder_at=NOON + timedelta(minutes=7),
        ladder_step=2,
        escalation=1,
        escalated_at=NOON + timedelta(minutes=8),
        resolved_at=NOON + timedelta(hours=3),
        ended_at=NOON + timedelta(hours=4),
    )
    assert all(getattr(ticket, field.name) not in ("", None, {}, (), 0) for field in fields(Ticket))
    with scene.store.begin() as unit:
        assert unit.ticket(NUMBER) == ticket
    changed = replace(ticket, title="Other", phase=Phase.CLOSED, facts={}, quoted=None, assignee=None, respond_by=None)
    with scene.store.begin() as unit:
        unit.save_ticket(changed)
        assert unit.ticket(NUMBER) == changed
    with scene.store.read() as unit:
        assert unit.ticket(NUMBER) == changed


def test_ticket_saved_in_a_unit_is_what_the_unit_reads_from_then_on(scene: Scene) -> None:
    me, other = scene.person("UME").id, scene.person("UOTHER").id
    ticket = scene.ticket(requester=me)
    with scene.store.begin() as unit:
        changed = replace(unit.ticket(NUMBER), title="Other", group="second")
        unit.save_ticket(changed)
        assert unit.ticket(NUMBER) == changed
        assert unit.tickets_of(me, 10) == (changed,)
        unit.save_ticket(replace(changed, group="third"))
        assert unit.queue(["third"], 10) == unit.live_tickets(TicketId(0), 10) == (replace(changed, group="third"),)
        unit.save_ticket(changed)
        unit.merge(me, other)
        assert unit.ticket(NUMBER) == replace(changed, requester=other, opened_by=other)
    with scene.store.read() as unit:
        assert unit.ticket(NUMBER) == replace(ticket, title="Other", group="second", requester=other, opened_by=other)


def test_live_tickets_come_in_order_after_a_number(scene: Scene) -> None:
    first, _, third = (
        scene.ticket(n, phase=phase) for n, phase in ((1, Phase.NEW), (2, Phase.CLOSED), (3, Phase.WAITING))
    )
    fifth = scene.ticket(5)
    fourth = scene.ticket(4, phase=Phase.RESOLVED)
    with scene.store.begin() as unit:
        assert unit.live_tickets(TicketId(0), 2) == (first, third)
        assert unit.live_tickets(third.id, 2) == (fourth, fifth)
        assert unit.live_tickets(fifth.id, 2) == ()
    with scene.store.read() as unit:
        assert unit.live_tickets(TicketId(0), 10) == (first, third, fourth, fifth)


def test_number_is_kept_under_its_name(scene: Scene) -> None:
    with scene.store.begin() as unit:
        number = unit.next_number(1001)
        assert unit.find_count("ticket") is None
        unit.keep_count("ticket", 2**63 - 1)
        unit.keep_count("other", -1)
        unit.keep_count("other", 0)
    with scene.store.begin() as unit:
        assert (unit.find_count("ticket"), unit.find_count("other")) == (2**63 - 1, 0)
        assert unit.next_number(1001) == number + 1


def test_ticket_that_is_not_there_is_unknown(scene: Scene) -> None:
    ticket = replace(scene.ticket(), id=TicketId(9))
    with scene.store.begin() as unit:
        with pytest.raises(TicketUnknown):
            unit.ticket(TicketId(404))
        with pytest.raises(TicketUnknown):
            unit.save_ticket(ticket)
    with scene.store.read() as unit, pytest.raises(TicketUnknown):
        unit.ticket(TicketId(404))


def test_ticket_is_changed_by_one_unit_at_a_time(scene: Scene) -> None:
    scene.ticket(title="")

    def write(letter: str) -> None:
        with scene.store.begin() as unit:
            ticket = unit.ticket(NUMBER)
            unit.save_ticket(replace(ticket, title=ticket.title + letter))

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(write, "abcdefghijklmnopqrst"))
    with scene.store.read() as unit:
        assert sorted(unit.ticket(NUMBER).title) == sorted("abcdefghijklmnopqrst")


def test_own_tickets_are_those_requested_or_watched_open_and_new_ones_first(scene: Scene) -> None:
    me, other = scene.person("UME").id, scene.person("UOTHER").id
    hour = timedelta(hours=1)
    scene.ticket(1, requester=me, opened_at=NOON)
    scene.ticket(2, requester=me, opened_at=NOON + hour, phase=Phase.CLOSED)
    scene.ticket(3, requester=other, opened_at=NOON + 2 * hour)
    scene.ticket(4, requester=other, opened_at=NOON + 3 * hour)
    scene.ticket(5, requester=other, opened_at=NOON + 4 * hour)
    scene.ticket(6, requester=me, opened_at=NOON + 5 * hour, phase=Phase.RESOLVED)
    with scene.store.begin() as unit:
        unit.add_participant(Participant(ticket=TicketId(3), person=me, part=Part.WATCHER))
        unit.add_participant(Participant(ticket=TicketId(4), person=me, part=Part.COLLABORATOR))
        unit.add_participant(Participant(ticket=TicketId(1), person=me, part=Part.WATCHER))
    with scene.store.read() as unit:
        assert [ticket.id for ticket in unit.tickets_of(me, 10)] == [3, 1, 6, 2]
        assert [ticket.id for ticket in unit.tickets_of(me, 2)] == [3, 1]


def test_queue_shows_open_tickets_by_their_next_due_instant_then_by_age(scene: Scene) -> None:
    """S3-48: AN ANSWER IS OWED UNTIL IT WAS GIVEN, ALSO ONCE SOMEBODY HAS THE TICKET."""
    hour = timedelta(hours=1)
    scene.ticket(1, opened_at=NOON)
    scene.ticket(2, opened_at=NOON - hour)
    scene.ticket(3, resolve_by=NOON + 3 * hour)
    scene.ticket(4, respond_by=NOON + hour, resolve_by=NOON + 9 * hour)
    scene.ticket(5, respond_by=NOON + 9 * hour, resolve_by=NOON + 2 * hour, group="other")
    scene.ticket(6, respond_by=NOON + 4 * hour)
    scene.ticket(7, respond_by=NOON, phase=Phase.RESOLVED)
    scene.ticket(8, respond_by=NOON, group="unasked")
    me = scene.person().id
    scene.ticket(9, respond_by=NOON + hour / 2, answered_at=NOON, resolve_by=NOON + 5 * hour)
    scene.ticket(10, respond_by=NOON + 6 * hour, assignee=me)
    with scene.store.read() as unit:
        assert [ticket.id for ticket in unit.queue(["desk", "other"], 10)] == [4, 5, 3, 6, 9, 10, 2, 1]
        assert [ticket.id for ticket in unit.queue(["desk"], 2)] == [4, 3]
        assert unit.queue([], 5) == ()


# -- people


def test_person_is_met_once(scene: Scene) -> None:
    met = scene.person("UBOB", name="Bob", time_zone="Europe/Zurich")
    assert met == Person(id=met.id, name="Bob", language="en", time_zone="Europe/Zurich", facts={})
    assert scene.person("UBOB") == met
    assert scene.person("UANN").id != met.id


def test_what_a_platform_does_not_tell_stays_as_it_was(scene: Scene) -> None:
    met = scene.person("UBOB", name="Bob", language="fr", time_zone="Europe/Zurich")
    assert scene.person("UBOB", name="Robert") == replace(met, name="Robert")
    with scene.store.read() as unit:
        assert unit.person(met.id) == replace(met, name="Robert")


def test_person_without_a_name_goes_by_their_id_until_one_is_told(scene: Scene) -> None:
    assert scene.person("UBOB").name == "UBOB"
    assert scene.person("UBOB", name="Bob").name == "Bob"
    assert scene.person("UBOB").name == "Bob"


def test_reading_meets_nobody(scene: Scene) -> None:
    known = scene.person("UBOB", name="Bob")
    with scene.store.read() as unit:
        stranger = unit.see(Profile(handle=handle("UEVE"), name="Eve"), "fr")
        assert stranger == Person(id=PersonId(0), name="Eve", language="fr")
        assert unit.see(Profile(handle=handle("UBOB"), name="Robert"), "fr") == replace(known, name="Robert")
    with scene.store.read() as unit:
        assert unit.person(known.id) == known


def test_person_met_many_times_at_once_is_one_person(scene: Scene) -> None:
    def meet(_: int) -> PersonId:
        return scene.person("UBOB").id

    with ThreadPoolExecutor(8) as pool:
        (met,) = set(pool.map(meet, range(24)))
    with scene.store.writing() as connection:
        assert connection.execute(select(people.c.id)).scalars().all() == [met]


def test_people_are_found_by_id_and_unknown_ones_left_out(scene: Scene) -> None:
    ann, bob = scene.person("UANN"), scene.person("UBOB")
    with scene.store.read() as unit:
        assert unit.people([bob.id, ann.id, ann.id, PersonId(404)]) == {ann.id: ann, bob.id: bob}
        assert unit.people([]) == {}
        with pytest.raises(LookupError):
            unit.person(PersonId(404))


def test_handle_is_that_of_the_platform(scene: Scene) -> None:
    bob = scene.person("UBOB")
    with scene.store.read() as unit:
        assert unit.handle(bob.id, "slack") == handle("UBOB")
        assert unit.handle(bob.id, "discord") is None


def test_what_a_person_told_is_remembered(scene: Scene) -> None:
    bob = scene.person("UBOB")
    with scene.store.begin() as unit:
        unit.remember(bob.id, {"phone": "555-0100", "customer": "12"})
        unit.remember(bob.id, {"phone": "555-0101"})
        with pytest.raises(LookupError):
            unit.remember(PersonId(404), {"phone": ""})
        unit.remember(bob.id, {})
    assert scene.person("UBOB").facts == {"phone": "555-0101", "customer": "12"}


def test_groups_have_the_members_of_their_rooms(scene: Scene) -> None:
    zoe, ann, bob = (scene.person(f"U{name}", name=name) for name in ("Zoe", "Ann", "Bob"))
    with scene.store.begin() as unit:
        unit.set_members("desk", "slack", [zoe.id, ann.id])
        unit.set_members("desk", "discord", [zoe.id])
        unit.add_member("experts", "slack", ann.id)
        unit.add_member("experts", "slack", ann.id)
        assert unit.groups_of(ann.id) == {"desk", "experts"}
        assert unit.members_of("desk") == (ann, zoe)
    with scene.store.begin() as unit:
        unit.set_members("desk", "slack", [ann.id, bob.id])
        assert unit.members_of("desk") == (ann, bob, zoe)
        unit.remove_member("desk", "discord", zoe.id)
        unit.remove_member("experts", "slack", ann.id)
    with scene.store.read() as unit:
        assert unit.members_of("desk") == (ann, bob)
        assert unit.groups_of(zoe.id) == frozenset()
        assert unit.groups_of(PersonId(0)) == frozenset()


# -- rosters


def test_a_roster_names_who_opens_for_a_customer_on_which_shift(scene: Scene) -> None:
    """S3-10, S3-52: BY SHIFT, WITH WHAT WAS ASKED ABOUT THEM, IN THE ORDER IN WHICH THEY JOINED."""
    zoe, ann = scene.person("UZOE"), scene.person("UANN")
    first = RosterEntry(customer="riverside", shift="day", person=zoe.id, since=NOON, facts={"function": "Nurse"})
    second = replace(first, person=ann.id, since=scene.later(hours=1), facts={})
    elsewhere = replace(first, customer="hillside", shift="night", since=scene.later(hours=1))
    with scene.store.begin() as unit:
        for entry in (second, first, elsewhere):
            unit.join_roster(entry)
        assert unit.roster("riverside") == (first, second)
    with scene.store.begin() as unit:
        unit.join_roster(replace(first, since=scene.now, facts={"function": "Head nurse"}))
        unit.leave_roster("riverside", "day", ann.id)
        unit.leave_roster("riverside", "night", zoe.id)
    with scene.store.read() as unit:
        kept = replace(first, facts={"function": "Head nurse"})
        assert unit.roster("riverside") == (kept,)
        assert unit.roster_of(zoe.id) == (kept, elsewhere)
        assert unit.roster_of(ann.id) == ()


def test_a_roster_keeps_a_person_whose_accounts_became_one(scene: Scene) -> None:
    zoe, too = scene.person("UZOE"), scene.person("UZOETOO")
    entry = RosterEntry(customer="riverside", shift="day", person=zoe.id, since=NOON)
    ticket = scene.ticket()
    with scene.store.begin() as unit:
        unit.join_roster(entry)
        unit.join_roster(replace(entry, person=too.id))
        unit.join_roster(replace(entry, person=too.id, shift="night"))
        unit.ask_roster_change(RosterChange(ticket=ticket.id, customer="riverside", shift="day", joins=too.id))
    with scene.store.begin() as unit:
        unit.merge(too.id, zoe.id)
        assert unit.roster("riverside") == (entry, replace(entry, shift="night"))
        assert unit.find_roster_change(ticket.id).joins == zoe.id


def test_a_ticket_says_what_it_asks_to_become_of_a_roster(scene: Scene) -> None:
    zoe, ann = scene.person("UZOE"), scene.person("UANN")
    asked = RosterChange(
        ticket=scene.ticket().id, customer="riverside", shift="day", joins=zoe.id, leaves=ann.id, facts={"phone": "1"}
    )
    by_desk = RosterChange(ticket=scene.ticket(1002).id, customer="riverside", shift="day", leaves=ann.id, by_desk=True)
    with scene.store.begin() as unit:
        unit.ask_roster_change(asked)
        unit.ask_roster_change(by_desk)
    with scene.store.read() as unit:
        assert unit.find_roster_change(asked.ticket) == asked
        assert unit.find_roster_change(by_desk.ticket) == by_desk
        assert unit.find_roster_change(TicketId(404)) is None


# -- participants


def test_participants_come_in_the_order_in_which_they_joined(scene: Scene) -> None:
    scene.ticket()
    joined = [
        Participant(ticket=NUMBER, person=scene.person(user).id, part=part)
        for user, part in (("UZOE", Part.WATCHER), ("UANN", Part.COLLABORATOR), ("UZOE", Part.COLLABORATOR))
    ]
    with scene.store.begin() as unit:
        for one in (*joined, joined[0]):
            unit.add_participant(one)
    with scene.store.begin() as unit:
        assert unit.participants(NUMBER) == tuple(joined)
        unit.remove_participant(joined[0])
        assert unit.participants(NUMBER) == tuple(joined[1:])


def test_mute_is_kept_until_it_is_lifted(scene: Scene) -> None:
    requester = scene.ticket().requester
    with scene.store.begin() as unit:
        unit.mute(NUMBER, requester)
        unit.mute(NUMBER, requester)
        assert unit.muted(NUMBER) == {requester}
        unit.unmute(NUMBER, requester)
        assert unit.muted(NUMBER) == frozenset()


# -- what was said and done


def a_comment(author: PersonId) -> Comment:
    files = (Attachment(name="log 📎.txt", size=3, origin="F1"),)
    return Comment(ticket=NUMBER, author=author, at=NOON, text=AWKWARD, origin=ORIGIN, attachments=files)


def a_note(author: PersonId) -> WorkNote:
    return WorkNote(ticket=NUMBER, author=author, at=NOON, text=InternalText(words=AWKWARD), origin=ORIGIN)


def test_comment_is_found_by_its_message_and_changed(scene: Scene) -> None:
    comment = a_comment(scene.ticket().requester)
    with scene.store.begin() as unit:
        unit.add_comment(comment)
        found = unit.find_comment(replace(ORIGIN, link=""))
        assert found == replace(comment, id=found.id)
        assert found.id > 0
        assert unit.find_note(ORIGIN) is None
        changed = replace(found, text="other", edited_at=NOON, deleted_at=NOON, attachments=())
        unit.save_comment(changed)
    with scene.store.read() as unit:
        assert unit.find_comment(ORIGIN) == changed
        assert unit.find_comment(replace(ORIGIN, room="C2")) is None


def test_note_is_found_by_its_message_and_changed(scene: Scene) -> None:
    note = a_note(scene.ticket().requester)
    with scene.store.begin() as unit:
        unit.add_note(note)
        found = unit.find_note(ORIGIN)
        assert found == replace(note, id=found.id)
        assert unit.find_comment(ORIGIN) is None
        changed = replace(found, text=InternalText(words="other"), edited_at=NOON)
        unit.save_note(changed)
        assert unit.find_note(ORIGIN) == changed


def test_message_is_said_once(scene: Scene) -> None:
    author = scene.ticket().requester
    with scene.store.begin() as unit:
        unit.add_comment(a_comment(author))
        unit.add_note(a_note(author))
        unit.add_comment(replace(a_comment(author), origin=None))
        unit.add_comment(replace(a_comment(author), origin=None))
    with pytest.raises(IntegrityError), scene.store.begin() as unit:
        unit.add_comment(a_comment(author))
    with pytest.raises(IntegrityError), scene.store.begin() as unit:
        unit.add_note(a_note(author))


def test_saving_what_was_never_said_raises(scene: Scene) -> None:
    author = scene.ticket().requester
    with scene.store.begin() as unit:
        with pytest.raises(LookupError):
            unit.save_comment(a_comment(author))
        with pytest.raises(LookupError):
            unit.save_note(a_note(author))


def test_history_is_newest_first_and_the_requester_reads_only_its_public_part(scene: Scene) -> None:
    actor = scene.ticket().requester
    changes = (Change(field="status", before="open", after="taken"), Change(field="x", before="", after="é"))
    shown = PublicEntry(ticket=NUMBER, at=NOON, actor=actor, verb="take", changes=changes, text="taken")
    hidden = InternalEntry(ticket=NUMBER, at=NOON, actor=actor, verb="note", text=InternalText(words="secret"))
    last = replace(shown, verb="resolve")
    scene.ticket(1002)
    with scene.store.begin() as unit:
        unit.record(replace(shown, ticket=TicketId(1002)))
        unit.record(shown)
        unit.record(hidden)
        assert unit.internal_history(NUMBER, 9) == (hidden, shown)
        unit.record(last)
    with scene.store.read() as unit:
        assert unit.public_history(NUMBER, 9) == (last, shown)
        assert unit.internal_history(NUMBER, 9) == (last, hidden, shown)
        assert unit.public_history(NUMBER, 1) == (last,)
        assert unit.internal_history(NUMBER, 2) == (last, hidden)


# -- places


def a_place(audience: Audience, thread: str = "17.1") -> Place:
    return Place(
        ticket=NUMBER, audience=audience, platform="slack", room="C1", thread=thread, card="17.1", link="https://x.test"
    )


def test_place_is_found_by_ticket_and_by_thread_for_its_audience_alone(scene: Scene) -> None:
    scene.ticket()
    place = a_place(Audience.INTERNAL)
    scene.post(InternalCard(ticket=NUMBER))
    assert scene.outbox.settle_sent(scene.claim_one(), NOON, place)
    with scene.store.read() as unit:
        assert unit.find_place(NUMBER, Audience.INTERNAL) == place
        assert unit.find_place(NUMBER, Audience.PUBLIC) is None
        assert unit.find_internal_ticket("slack", "C1", "17.1") == NUMBER
        assert unit.find_public_ticket("slack", "C1", "17.1") is None
        assert unit.find_internal_ticket("discord", "C1", "17.1") is None
        assert unit.find_internal_ticket("slack", "C2", "17.1") is None


def test_retired_place_is_nobodys_any_more_but_its_thread_is_still_heard(scene: Scene) -> None:
    scene.ticket()
    for thread in ("17.1", "18.1", "19.1"):
        scene.post(InternalCard(ticket=NUMBER))
        scene.outbox.settle_sent(scene.claim_one(), NOON, a_place(Audience.INTERNAL, thread))
        with scene.store.begin() as unit:
            unit.retire_place(NUMBER, Audience.INTERNAL)
            unit.retire_place(NUMBER, Audience.INTERNAL)
    with scene.store.read() as unit:
        assert unit.find_place(NUMBER, Audience.INTERNAL) is None
        for thread in ("17.1", "18.1", "19.1"):
            assert unit.find_internal_ticket("slack", "C1", thread) == NUMBER
            assert unit.find_public_ticket("slack", "C1", thread) is None


# -- posts


def test_posts_are_queued_only_when_the_unit_ends_well(scene: Scene) -> None:
    scene.ticket()
    with scene.store.begin() as unit:
        unit.post(public("hello"))
        with scene.store.reading() as connection:
            assert connection.execute(select(outbox.c.id)).all() == []
    assert scene.send() == ["hello"]


def test_post_knows_since_when_it_waits(scene: Scene) -> None:
    scene.ticket()
    scene.post(public("hello"))
    assert scene.claim_one().created_at == NOON


def test_card_is_queued_once_in_a_unit_and_keeps_the_most_urgent_priority(scene: Scene) -> None:
    scene.ticket()
    with scene.store.begin() as unit:
        first = unit.post(PublicCard(ticket=NUMBER), priority=Priority.CARD)
        assert unit.post(PublicCard(ticket=NUMBER), priority=Priority.URGENT) == first
        assert unit.post(PublicCard(ticket=NUMBER), priority=Priority.BULK) == first
        assert unit.post(InternalCard(ticket=NUMBER), priority=Priority.NORMAL) != first
    assert scene.send() == ["public_card", "internal_card"]


def test_words_that_only_agents_may_read_are_kept_as_such(scene: Scene) -> None:
    scene.ticket()
    scene.post(internal("secret"))
    claimed = scene.claim_one()
    assert claimed.post == internal("secret")
    with scene.store.reading() as connection:
        assert connection.execute(select(outbox.c.audience)).scalar_one() is Audience.INTERNAL


@pytest.mark.parametrize("kind", ["internal_card", "internal_message", "agent_notice", "unheard_of"])
def test_database_refuses_an_internal_kind_as_public(scene: Scene, kind: str) -> None:
    scene.ticket()
    scene.post(public("hello"))
    with pytest.raises(IntegrityError), scene.store.writing() as connection:
        connection.execute(outbox.update().values(kind=kind))


@pytest.mark.parametrize("kind", ["public_card", "public_message", "requester_notice", "panel"])
def test_database_refuses_a_public_kind_as_internal(scene: Scene, kind: str) -> None:
    scene.ticket()
    scene.post(internal("secret"))
    with pytest.raises(IntegrityError), scene.store.writing() as connection:
        connection.execute(outbox.update().values(kind=kind))


def test_database_refuses_a_third_audience(scene: Scene) -> None:
    scene.ticket()
    with scene.store.begin() as unit:
        unit.record(PublicEntry(ticket=NUMBER, at=NOON, actor=PersonId(1), verb="open"))
    with pytest.raises(IntegrityError), scene.store.writing() as connection:
        connection.exec_driver_sql("UPDATE entries SET audience = 'everyone'")


# -- values


def test_instants_come_back_in_utc_to_the_microsecond(scene: Scene) -> None:
    summer = datetime(2026, 7, 1, 1, 2, 3, 4, tzinfo=timezone(timedelta(hours=-4)))
    scene.ticket(opened_at=summer)
    with scene.store.read() as unit:
        found = unit.ticket(NUMBER).opened_at
    assert found == summer
    assert found.tzinfo is UTC


def test_naive_time_is_refused(scene: Scene) -> None:
    with pytest.raises(StatementError, match="without a time zone"), scene.store.begin() as unit:
        unit.first_time(key("Ev1"), datetime(2026, 7, 1))  # noqa: DTZ001 - what must not pass


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\x00b", "ab"),
        ("é\x00", "é"),
        ("half \ud83d pair", "half \ufffd pair"),
        ("\ud83d\ude00", "😀"),
        ("שלום \u202e", "שלום \u202e"),
        ("", ""),
    ],
)
def test_text_comes_back_less_what_no_database_keeps(scene: Scene, text: str, kept: str) -> None:
    scene.ticket(title=text, facts={"a" + text: text})
    author = scene.person("U" + text, name="N" + text).id
    with scene.store.begin() as unit:
        unit.record(PublicEntry(ticket=NUMBER, at=NOON, actor=author, verb="x", text=text))
        unit.post(public(text))
    with scene.store.read() as unit:
        ticket = unit.ticket(NUMBER)
        assert (ticket.title, ticket.facts) == (kept, {"a" + kept: kept})
        assert unit.public_history(NUMBER, 1)[0].text == kept
        assert unit.person(author).name == "N" + kept
        assert unit.see(Profile(handle=handle("U" + text)), "en").id == author
    assert said(scene.claim_one().post) == kept


def test_every_field_of_a_ticket_has_its_column() -> None:
    assert [column.name for column in tickets.columns] == [field.name for field in fields(Ticket)]


def test_histories_written_at_once_are_both_kept(scene: Scene) -> None:
    scene.tickets(1, 2)
    together = threading.Barrier(2, timeout=10)

    def work(number: int) -> None:
        together.wait()
        for _ in range(10):
            with scene.store.begin() as unit:
                unit.ticket(TicketId(number))
                unit.record(PublicEntry(ticket=TicketId(number), at=NOON, actor=PersonId(1), verb="x"))
                unit.post(PublicCard(ticket=TicketId(number)))
                unit.post(notice("hi", PersonId(1)))

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, (1, 2)))
    with scene.store.reading() as connection:
        assert len(connection.execute(select(entries.c.id)).all()) == 20
    assert scene.outbox.waiting() == 22
