"""Every database keeps the same promises about timers: each fires once, at its time, for the ticket as it is then."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, event, func, select, text
from store_scene import NOON, Scene

from chatdesk.core.model import NO_TICKET, Part, Participant, Phase, Ticket, TicketId, Timer
from chatdesk.store.retention import forget
from chatdesk.store.tables import timers

NUMBER = TicketId(1001)
DUE = datetime(2026, 3, 2, 13, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Interrupted(Exception):
    pass


def timer(kind: str = "warn", due: datetime = DUE, ticket: int = NUMBER) -> Timer:
    return Timer(ticket=TicketId(ticket), kind=kind, due=due)


def arm(scene: Scene, *wanted: Timer, ticket: int = NUMBER) -> None:
    with scene.store.begin() as unit:
        unit.arm(TicketId(ticket), wanted)


def take(scene: Scene, now: datetime = DUE, limit: int = 100) -> list[Timer]:
    with scene.store.begin() as unit:
        return [taken for taken, _ in unit.take_timers(now, limit)]


def next_timer(scene: Scene) -> datetime | None:
    with scene.store.read() as unit:
        return unit.next_timer()


def kept(scene: Scene) -> int:
    with scene.store.reading() as connection:
        return connection.execute(select(func.count()).select_from(timers)).scalar_one()


# -- arming


def test_armed_timer_is_taken_once_when_it_is_due_with_its_ticket(scene: Scene) -> None:
    ticket = scene.ticket()
    arm(scene, timer())
    assert take(scene, DUE - timedelta(microseconds=1)) == []
    with scene.store.begin() as unit:
        assert unit.take_timers(DUE, 100) == ((timer(), ticket),)
        assert unit.take_timers(DUE, 100) == ()
    assert take(scene) == []


def test_timer_armed_as_its_ticket_is_opened_costs_one_statement(scene: Scene) -> None:
    requester = scene.person().id
    seen: list[str] = []

    @event.listens_for(scene.store.writer, "before_cursor_execute")
    def note(_connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    with scene.store.begin() as unit:
        unit.add_ticket(scene.draft(NUMBER, requester=requester))
        unit.arm(NUMBER, [timer("warn"), timer("breach")])
    assert [statement.split()[0] for statement in seen if "timers" in statement] == ["INSERT"]
    assert len(take(scene)) == 2


def test_arming_the_same_again_writes_nothing(scene: Scene) -> None:
    scene.ticket()
    arm(scene, timer("warn"), timer("breach"))
    seen: list[str] = []

    @event.listens_for(scene.store.writer, "before_cursor_execute")
    def note(_connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    arm(scene, timer("breach"), timer("warn"))
    assert [statement.split()[0] for statement in seen if "timers" in statement] == ["SELECT"]


def test_timer_that_is_not_wanted_any_more_is_gone(scene: Scene) -> None:
    scene.tickets(1001, 1002)
    arm(scene, timer("warn"), timer("breach"))
    arm(scene, timer("warn", ticket=1002), ticket=1002)
    arm(scene, timer("breach"))
    assert take(scene) == [timer("breach"), timer("warn", ticket=1002)]
    assert kept(scene) == 2


def test_only_what_was_armed_last_in_a_unit_counts(scene: Scene) -> None:
    scene.ticket()
    with scene.store.begin() as unit:
        unit.arm(NUMBER, [timer("warn")])
        unit.arm(NUMBER, [timer("breach")])
    assert take(scene) == [timer("breach")]


def test_timer_that_was_moved_is_a_new_one(scene: Scene) -> None:
    scene.ticket()
    arm(scene, timer())
    assert take(scene) == [timer()]
    later = timer(due=DUE + HOUR)
    arm(scene, later)
    assert take(scene) == []
    assert take(scene, DUE + HOUR) == [later]


def test_timer_that_fired_does_not_come_back(scene: Scene) -> None:
    scene.ticket()
    arm(scene, timer())
    assert take(scene) == [timer()]
    arm(scene, timer())
    arm(scene)
    arm(scene, timer())
    assert take(scene, DUE + HOUR) == []


def test_timer_moved_away_before_it_fired_may_be_moved_back(scene: Scene) -> None:
    scene.ticket()
    for due in (DUE, DUE + HOUR, DUE):
        arm(scene, timer(due=due))
    assert take(scene, DUE + 2 * HOUR) == [timer()]


def test_part_of_a_second_counts_as_a_whole_one(scene: Scene) -> None:
    scene.ticket()
    arm(scene, timer(due=DUE - timedelta(milliseconds=400)))
    assert next_timer(scene) == DUE
    assert take(scene) == [timer()]


def test_unit_sees_what_it_armed(scene: Scene) -> None:
    scene.ticket()
    arm(scene, timer("old"))
    with scene.store.begin() as unit:
        unit.arm(NUMBER, [timer("new", DUE + HOUR)])
        assert unit.take_timers(DUE, 10) == ()
        unit.arm(NUMBER, [timer("newer", DUE + 2 * HOUR)])
        assert unit.next_timer() == DUE + 2 * HOUR


# -- the desk's own


def test_timer_of_the_desk_comes_without_a_ticket(scene: Scene) -> None:
    morning = timer("morning", ticket=NO_TICKET)
    arm(scene, morning, ticket=NO_TICKET)
    with scene.store.begin() as unit:
        assert unit.take_timers(DUE, 10) == ((morning, None),)
    arm(scene, morning, ticket=NO_TICKET)
    assert take(scene) == []


def test_timers_of_the_desk_are_only_added(scene: Scene) -> None:
    arm(scene, timer("morning", ticket=NO_TICKET), ticket=NO_TICKET)
    with scene.store.begin() as unit:
        unit.arm(NO_TICKET, [timer("evening", ticket=NO_TICKET)])
        unit.arm(NO_TICKET, [timer("week", ticket=NO_TICKET)])
    assert sorted(one.kind for one in take(scene)) == ["evening", "morning", "week"]


# -- taking


def test_timers_come_in_the_order_in_which_they_are_due(scene: Scene) -> None:
    scene.tickets(1, 2, 3)
    for number, hours in ((1, 3), (2, 1), (3, 2)):
        arm(scene, timer(due=DUE + hours * HOUR, ticket=number), ticket=number)
    arm(scene, timer("own", DUE + 1.5 * HOUR, NO_TICKET), ticket=NO_TICKET)
    taken = take(scene, DUE + 3 * HOUR, limit=3)
    assert [one.ticket for one in taken] == [2, NO_TICKET, 3]
    assert [one.ticket for one in take(scene, DUE + 3 * HOUR)] == [1]


def test_own_timers_beyond_the_limit_stay_armed(scene: Scene) -> None:
    scene.ticket()
    arm(scene, timer())
    arm(scene, *(timer("own", DUE + n * HOUR, NO_TICKET) for n in range(-1, 4)), ticket=NO_TICKET)
    assert [one.kind for one in take(scene, DUE + 4 * HOUR, limit=2)] == ["own", "own"]
    assert len(take(scene, DUE + 4 * HOUR)) == 4


def test_several_timers_of_a_ticket_come_with_the_same_ticket(scene: Scene) -> None:
    ticket = scene.ticket(facts={"phone": "555-0100"})
    arm(scene, timer("breach", DUE), timer("warn", DUE - HOUR))
    with scene.store.begin() as unit:
        (first, one), (second, two) = unit.take_timers(DUE, 10)
    assert [first.kind, second.kind] == ["warn", "breach"]
    assert one == two == ticket


def test_next_timer_is_the_earliest_that_has_not_fired(scene: Scene) -> None:
    scene.ticket()
    assert next_timer(scene) is None
    assert not scene.store.has_due_timers(DUE)
    arm(scene, timer("breach", DUE + HOUR), timer("warn"))
    assert next_timer(scene) == DUE
    assert scene.store.has_due_timers(DUE)
    assert not scene.store.has_due_timers(DUE - timedelta(microseconds=1))
    take(scene)
    assert next_timer(scene) == DUE + HOUR
    assert not scene.store.has_due_timers(DUE)


def test_asking_whether_something_is_due_leaves_its_connection_as_it_was(scene: Scene) -> None:
    scene.ticket()
    arm(scene, timer())

    def fire_and_fail() -> None:
        with scene.store.begin() as unit:
            assert unit.take_timers(DUE, 1)
            raise Interrupted

    for _ in range(20):
        assert scene.store.has_due_timers(DUE)
        with pytest.raises(Interrupted):
            fire_and_fail()


def test_asking_in_vain_costs_no_connection(scene: Scene) -> None:
    with scene.store.writing() as connection:
        connection.execute(text("ALTER TABLE timers RENAME TO mislaid"))
    try:
        for _ in range(20):
            with pytest.raises(Exception, match="timers"):
                scene.store.has_due_timers(DUE)
    finally:
        with scene.store.writing() as connection:
            connection.execute(text("ALTER TABLE mislaid RENAME TO timers"))
    assert not scene.store.has_due_timers(DUE)


def test_unit_that_is_undone_brings_its_timers_back(scene: Scene) -> None:
    scene.ticket()
    arm(scene, timer())

    def fire_and_fail() -> None:
        with scene.store.begin() as unit:
            assert unit.take_timers(DUE, 10)
            unit.arm(NUMBER, [timer("next", DUE + HOUR)])
            raise Interrupted

    with pytest.raises(Interrupted):
        fire_and_fail()
    assert next_timer(scene) == DUE
    assert take(scene) == [timer()]
    assert next_timer(scene) is None


def test_ticket_that_a_timer_brought_is_saved_with_what_follows(scene: Scene) -> None:
    scene.tickets(1001, 1002, 1003)
    for number in (1001, 1002, 1003):
        arm(scene, timer(ticket=number), ticket=number)
    seen: list[str] = []
    with scene.store.begin() as unit:
        event.listen(unit.connection, "before_cursor_execute", lambda *told: seen.append(told[2]))
        for one, ticket in unit.take_timers(DUE, 10):
            assert ticket is not None
            unit.save_ticket(replace(ticket, title=f"{ticket.id} {one.kind}", ladder_step=ticket.id))
            unit.arm(ticket.id, [timer("next", DUE + HOUR, ticket.id)])
    assert len([statement for statement in seen if statement.startswith("UPDATE tickets")]) == 1
    with scene.store.read() as unit:
        assert [unit.ticket(TicketId(n)).title for n in (1001, 1002, 1003)] == ["1001 warn", "1002 warn", "1003 warn"]
    assert [one.kind for one in take(scene, DUE + HOUR)] == ["next"] * 3


def test_participants_come_along_and_asking_for_them_costs_nothing(scene: Scene) -> None:
    bob, eve = scene.person("UBOB").id, scene.person("UEVE").id
    tickets = scene.tickets(1001, 1002, 1003, 1004, 1005)
    one, two, three, four = (Participant(ticket=ticket.id, person=bob, part=Part.WATCHER) for ticket in tickets[:4])
    with scene.store.begin() as unit:
        for watcher in (one, two, three, four):
            unit.add_participant(watcher)
            unit.mute(watcher.ticket, bob)
    for number in (1001, 1002, 1003, 1004, 1005):
        arm(scene, timer(ticket=number), ticket=number)
    seen: list[str] = []
    with scene.store.begin() as unit:
        unit.take_timers(DUE, 10)
        event.listen(unit.connection, "before_cursor_execute", lambda *told: seen.append(told[2]))
        assert (unit.participants(NUMBER), unit.muted(NUMBER)) == ((one,), {bob})
        assert (unit.participants(TicketId(1005)), unit.muted(TicketId(1005))) == ((), frozenset())
        assert seen == []
        unit.mute(one.ticket, eve)
        assert unit.muted(one.ticket) == {bob, eve}
        unit.unmute(two.ticket, bob)
        assert unit.muted(two.ticket) == frozenset()
        unit.remove_participant(three)
        assert unit.participants(three.ticket) == ()
        unit.add_participant(replace(four, person=eve))
        assert unit.participants(four.ticket) == (four, replace(four, person=eve))


def test_merged_people_are_read_anew(scene: Scene) -> None:
    bob, eve = scene.person("UBOB").id, scene.person("UEVE").id
    scene.ticket()
    with scene.store.begin() as unit:
        unit.add_participant(Participant(ticket=NUMBER, person=bob, part=Part.WATCHER))
        unit.mute(NUMBER, bob)
    arm(scene, timer())
    with scene.store.begin() as unit:
        unit.take_timers(DUE, 10)
        unit.merge(bob, eve)
        assert [one.person for one in unit.participants(NUMBER)] == [eve]
        assert unit.muted(NUMBER) == {eve}


# -- several at once


def test_each_timer_is_taken_by_one_of_several_units(scene: Scene) -> None:
    scene.tickets(*range(1, 61))
    with scene.store.begin() as unit:
        for number in range(1, 61):
            unit.arm(TicketId(number), [timer("warn", ticket=number), timer("breach", ticket=number)])
    start = threading.Barrier(4)

    def work(_: int) -> list[tuple[TicketId, str]]:
        start.wait()
        mine: list[tuple[TicketId, str]] = []
        for _ in range(40):
            mine += [(one.ticket, one.kind) for one in take(scene, limit=7)]
        return mine

    with ThreadPoolExecutor(4) as pool:
        taken = [key for keys in pool.map(work, range(4)) for key in keys]
    assert len(taken) == len(set(taken)) == 120


def test_two_units_take_disjoint_timers_and_neither_waits(scene: Scene) -> None:
    if scene.store.is_sqlite:
        pytest.skip("SQLite has one writer: the second unit waits for the first")
    scene.tickets(1, 2, 3)
    for number in (1, 2, 3):
        arm(scene, timer("warn", ticket=number), timer("breach", ticket=number), ticket=number)
    arm(scene, timer("own", DUE - HOUR, NO_TICKET), ticket=NO_TICKET)
    with scene.store.begin() as first, scene.store.begin() as second:
        assert [one.ticket for one, _ in first.take_timers(DUE - HOUR, 10)] == [NO_TICKET]
        mine = {one.ticket for one, _ in first.take_timers(DUE, 2)}
        theirs = {one.ticket for one, _ in second.take_timers(DUE, 10)}
    assert mine == {1}
    assert theirs == {2, 3}


def test_timers_of_a_ticket_that_is_being_changed_wait_and_hold_nobody_up(scene: Scene) -> None:
    if scene.store.is_sqlite:
        pytest.skip("SQLite has one writer: taking waits for the change")
    ticket, _ = scene.tickets(1001, 1002)
    arm(scene, timer())
    arm(scene, timer(due=DUE - HOUR, ticket=1002), ticket=1002)
    with scene.store.begin() as other:
        changed = replace(other.ticket(NUMBER), title="changed")
        with scene.store.begin() as unit:
            assert [one.ticket for one, _ in unit.take_timers(DUE, 1)] == [1002]
            assert unit.take_timers(DUE, 10) == ()
            other.save_ticket(changed)
            other.arm(NUMBER, [timer("breach")])
            other.write()
    with scene.store.begin() as unit:
        assert unit.take_timers(DUE, 10) == ((timer("breach"), changed),)
    assert ticket != changed


def test_ticket_of_a_taken_timer_is_locked(scene: Scene) -> None:
    scene.ticket()
    arm(scene, timer())

    def rename() -> None:
        with scene.store.begin() as unit:
            ticket = unit.ticket(NUMBER)
            unit.save_ticket(replace(ticket, title=ticket.title + " and renamed"))

    with ThreadPoolExecutor(1) as pool:
        with scene.store.begin() as unit:
            ((_, ticket),) = unit.take_timers(DUE, 10)
            assert ticket is not None
            other = pool.submit(rename)
            with pytest.raises(TimeoutError):
                other.result(timeout=0.2)
            unit.save_ticket(replace(ticket, title="warned"))
        other.result(timeout=10)
    with scene.store.read() as unit:
        assert unit.ticket(NUMBER).title == "warned and renamed"


def test_timer_fires_once_although_another_unit_saw_it_armed(scene: Scene) -> None:
    """A unit whose look at the timers is older than another's commit must see that the timer has fired."""
    scene.ticket()
    for hour in range(30):
        arm(scene, timer(due=DUE + hour * HOUR))
        with ThreadPoolExecutor(3) as pool:
            taken = [one for mine in pool.map(lambda _: take(scene, DUE + 40 * HOUR), range(3)) for one in mine]
        taken += take(scene, DUE + 40 * HOUR)
        assert taken == [timer(due=DUE + hour * HOUR)]


# -- forgetting


def ended(ticket: Ticket) -> Ticket:
    return replace(ticket, phase=Phase.CLOSED, ended_at=NOON)


def test_timers_that_fired_long_ago_go_once_their_ticket_has_ended(scene: Scene) -> None:
    scene.tickets(1, 2, 3)
    scene.ticket(4, phase=Phase.RESOLVED)
    for number in (1, 2, 3, 4):
        arm(scene, timer(ticket=number), ticket=number)
    arm(scene, timer("own", ticket=NO_TICKET), ticket=NO_TICKET)
    assert len(take(scene)) == 5
    arm(scene, timer("later", DUE + HOUR, 2), ticket=2)
    with scene.store.begin() as unit:
        for number in (1, 2):
            unit.save_ticket(ended(unit.ticket(TicketId(number))))
    assert forget(scene.store, DUE) == 0
    assert forget(scene.store, DUE + timedelta(seconds=1)) == 3
    assert kept(scene) == 3
    for number in (3, 4):
        arm(scene, timer(ticket=number), ticket=number)
    assert take(scene, DUE + HOUR) == [timer("later", DUE + HOUR, 2)]
