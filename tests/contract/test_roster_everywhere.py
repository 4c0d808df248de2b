"""Places on a roster on every database: two who approve at once never put more people on a shift than it holds."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait

import pytest

from chatdesk.core.errors import ShiftFull
from chatdesk.core.model import Phase, RosterEntry
from tests.fakes.rostered import ANA, BOB, EVE, IDA, RosteredWorld
from tests.fakes.world import MONDAY, SAMUEL

AT_ONCE = 0.05
"""Seconds that an approval would need if nobody made it wait."""


@pytest.fixture
def world(store):
    return RosteredWorld(store)


def test_s3_50_an_approval_waits_for_another_one_and_finds_its_place_taken(world):
    """S3-50: THE LAST PLACE IS BEING TAKEN; WHO COMES SECOND IS TOLD BY WHOM, AND NOTHING OF THEIRS IS CHANGED."""
    ticket = world.designate(ANA, shift="night", joins=EVE)
    taken = RosterEntry(customer="riverside", shift="night", person=world.id(BOB), since=MONDAY)
    with ThreadPoolExecutor(1) as pool:
        with world.store.begin() as unit:
            unit.lock_roster("riverside")
            unit.join_roster(taken)
            second = pool.submit(world.press, "approve", SAMUEL, ticket)
            wait([second], timeout=AT_ONCE)
        error = second.exception()
    assert isinstance(error, ShiftFull)
    assert error.values["names"] == "Ana Ruiz, Bob Stone"
    assert world.on("riverside", "night") == {"Ana Ruiz", "Bob Stone"}
    assert world.ticket(ticket.id).phase is Phase.NEW


def test_s3_50_of_two_who_approve_at_once_one_wins(world):
    """S3-50: ONE PLACE, TWO TICKETS, TWO AGENTS."""
    tickets = [world.designate(ANA, shift="night", joins=joiner) for joiner in (EVE, IDA)]
    with ThreadPoolExecutor(2) as pool:
        tried = [pool.submit(world.press, "approve", SAMUEL, ticket) for ticket in tickets]
    assert sorted(type(each.exception()).__name__ for each in tried) == ["NoneType", "ShiftFull"]
    assert len(world.on("riverside", "night")) == 2
    assert {world.ticket(ticket.id).phase for ticket in tickets} == {Phase.CLOSED, Phase.NEW}
