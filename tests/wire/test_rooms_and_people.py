"""Whom the desk takes for an agent, where it posts and what it calls people, over the wire."""

from __future__ import annotations

import pytest

from chatdesk.sandbox.slack import BOT_USER
from tests.fakes.wire_house import AMELIE, DESK, HELP, INES, MAYA, NOAH, words_of

pytestmark = pytest.mark.anyio

TALK = "C0TALK"


async def test_somebody_picked_whom_the_desk_never_met_goes_by_their_name(socket_house):
    house = socket_house
    ticket = await house.open(AMELIE)
    form = await house.command(AMELIE, f"/ticket watch {ticket.id}")
    answer = await house.submit(AMELIE, form["opened"], people=[NOAH, BOT_USER])
    await house.settled()
    told = words_of(answer) + words_of((await house.command(AMELIE, f"/ticket show {ticket.id}"))["reply"])
    assert "Noah Clark" in told
    assert NOAH not in told
    assert BOT_USER not in told


async def test_a_panel_where_the_desk_is_not_asks_for_an_invitation_and_posts_nothing(socket_house):
    house = socket_house
    house.sandbox.workspace.channels[TALK].members.remove(BOT_USER)
    told = words_of((await house.command(INES, "/ticket panel crm", channel=TALK))["reply"])
    await house.settled()
    assert "/invite @" in told
    assert house.house.outbox.dead_letters(5) == ()
    assert all(message["is_ephemeral"] for message in await house.history(INES, TALK))
    told = words_of((await house.command(INES, "/ticket panel crm"))["reply"])
    assert "/invite @" not in told


async def test_a_group_room_that_becomes_public_makes_nobody_an_agent(socket_house):
    house = socket_house
    ticket = await house.open(AMELIE)
    channel = house.sandbox.workspace.channels[DESK]
    channel.is_private = False
    channel.members.append(NOAH)
    [trouble] = [one for one in await house.house.slack.sync_rooms() if one.room == DESK]
    assert trouble.reason == "not_private"
    await house.house.slack.rooms.joined(DESK, NOAH)
    refused = await house.command(NOAH, f"/ticket take {ticket.id}")
    assert refused["reply"] is not None
    assert house.ticket(ticket.id).assignee is None


async def test_all_tickets_can_be_reached_from_a_list(socket_house):
    house = socket_house
    tickets = [await house.open(AMELIE, title=f"T{number:02}") for number in range(22)]
    shown = (await house.command(AMELIE, "/ticket list"))["reply"]
    more = next(e for b in shown["blocks"] for e in b.get("elements", ()) if "do:list" in str(e.get("action_id")))
    rest = await house.command(AMELIE, f"/ticket list {more['value']}")
    told = words_of(shown) + words_of(rest["reply"])
    assert all(ticket.reference in told for ticket in tickets)


async def test_words_from_right_to_left_do_not_turn_a_card_round(socket_house):
    house = socket_house
    ticket = await house.open(AMELIE, title="\u202egnp.exe")
    for who, room in ((AMELIE, HELP), (MAYA, DESK)):
        blocks = str((await house.card(who, room, ticket.reference))["blocks"])
        assert "gnp.exe" in blocks
        assert "u202e" not in blocks
