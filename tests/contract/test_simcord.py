"""The same bot in simcord, a Discord written by somebody else: it must agree with the one in our sandbox."""

from __future__ import annotations

import pytest

pytest.importorskip("simcord", reason="no second Discord: pip install simcord")

from simcord_house import simcord_house, words_of

from chatdesk.adapters._discord.commands import commands
from chatdesk.core.model import Phase

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.fixture
async def house(sqlite_url):
    async with simcord_house(sqlite_url) as house:
        yield house


async def test_open_take_note_reply_resolve_confirm_closed(house):
    ticket = await house.open(house.amelie, title="Imprimante", description="Elle *clignote* <@1>")
    place = house.place(ticket)
    card = house.card(house.amelie, ticket)
    assert ticket.reference in card.embeds[0].title
    assert place.thread == place.card
    [receipt] = house.direct(house.amelie)
    assert place.link in words_of(receipt)

    internal = house.card(house.ines, ticket, "internal")
    await house.press(house.ines, internal, "take")
    await house.settled()
    assert house.ticket(ticket.id).phase is Phase.WORKING
    assert "CANARYINES" in words_of(house.card(house.ines, ticket, "internal"))

    thread = house.channel(place.thread)
    await house.ines.send(house.channel(internal.id), "CANARYNOTE toner")
    await house.amelie.send(thread, "Toujours en panne")
    await house.settled()
    assert "Toujours en panne" in words_of(*house.history(house.ines, internal.id))
    assert "CANARY" not in words_of(*house.history(house.amelie, thread.id))

    form = await house.press(house.ines, house.card(house.ines, ticket, "internal"), "reply")
    shown = await house.fill(house.ines, form, text="Changez le toner.")
    assert "> Changez le toner" in shown.response.content
    await house.press(house.ines, shown.response, "send")
    await house.settled()
    answer = house.history(house.amelie, thread.id)[-1]
    assert "Changez le toner" in answer.content
    assert "CANARY" not in words_of(answer)
    assert [user.id for user in answer.mentions] == [house.amelie.id]

    form = await house.press(house.ines, house.card(house.ines, ticket, "internal"), "resolve")
    await house.fill(house.ines, form, solution="Toner remplacé", nature=["advice"])
    await house.settled()
    prompt = house.history(house.amelie, thread.id)[-1]
    await house.press(house.amelie, prompt, "confirm")
    await house.settled()
    assert house.ticket(ticket.id).phase is Phase.CLOSED
    assert not house.history(house.amelie, thread.id)[-1].components
    closed = house.thread(thread.id)["thread_metadata"]
    assert (closed["archived"], closed["locked"]) == (True, True)

    form = await house.press(house.amelie, house.card(house.amelie, ticket), "followup")
    assert ticket.reference in words_of(form.response)
    assert house.door.refused == []
    assert house.outbox.dead_letters(10) == ()


async def test_every_command_is_taken_as_it_was_sent(house):
    sent = commands(house.face.asking.operations.values())
    taken = house.commands()
    assert [(c["name"], c["type"]) for c in taken] == [(c["name"], c.get("type", 1)) for c in sent]
    for ours, theirs in zip(sent, taken, strict=True):
        assert ours.items() <= theirs.items()
    offered = {name.removeprefix("ticket ") for name in house.ines.available_commands(house.help)}
    assert {"open", "list", "show", "take"} <= offered


async def test_numbers_and_products_are_offered_while_one_types(house):
    ticket = await house.open(house.noah, title="My printer")
    look = (house.help, "ticket show", "number", "print")
    assert [choice["value"] for choice in await house.noah.autocomplete(*look)] == [str(ticket.id)]
    assert await house.amelie.autocomplete(*look) == []
    agents = await house.ines.autocomplete(house.help, "ticket take", "number", "print")
    assert [choice["value"] for choice in agents] == [str(ticket.id)]


async def test_only_who_sees_the_groups_room_is_an_agent(house):
    ticket = await house.open(house.amelie)
    refused = await house.noah.slash(house.help, "ticket take", number=str(ticket.id))
    assert "no ticket" in refused.response.content
    assert refused.ephemeral
    await house.ines.slash(house.help, "ticket take", number=str(ticket.id))
    await house.settled()
    assert house.ticket(ticket.id).assignee is not None


async def test_what_is_wrong_comes_back_with_everything_typed(house):
    shown = await house.choose(house.noah, await house.noah.slash(house.help, "ticket open"), "other")
    shown = await house.choose(house.noah, shown, "question")
    shown = await house.noah.submit_modal(shown, {"title": "   ", "description": "It is broken"})
    assert "Please fill in this field" in shown.response.content
    again = await house.press(house.noah, shown.response, "next")
    assert "It is broken" in str(again.modal)
    await house.fill(house.noah, again, title="Now with a title", description="It is broken")
    await house.settled()
    assert house.newest().title == "Now with a title"


async def test_edits_and_deletions_are_followed(house):
    ticket = await house.open(house.amelie)
    thread = house.channel(house.place(ticket).thread)
    said = await house.amelie.send(thread, "Avant")
    await house.settled()
    await house.amelie.edit(said, "Après")
    await house.settled()
    await house.amelie.delete(said)
    await house.settled()
    with house.store.read() as unit:
        verbs = [entry.verb for entry in unit.public_history(ticket.id, 20)]
    assert {"comment", "revise", "retract"} <= set(verbs)


async def test_the_ticket_emoji_and_the_message_command_quote_a_message(house):
    said = await house.noah.send(house.help, "The *printer* burns")
    await house.amelie.react(said, "🎫")
    await house.settled()
    [offer] = house.direct(house.amelie)
    assert "burns" in words_of(offer)
    shown = await house.amelie.context_menu(house.help, "Open a ticket", said)
    shown = await house.choose(house.amelie, shown, "other")
    shown = await house.choose(house.amelie, shown, "question")
    assert "The *printer* burns" in str(shown.modal)
    await house.fill(house.amelie, shown, title="Feu", description="The *printer* burns")
    await house.settled()
    assert house.newest().quoted.message == str(said.id)


async def test_buttons_and_forms_outlive_the_process(house):
    ticket = await house.open(house.amelie)
    form = await house.press(house.ines, house.card(house.ines, ticket, "internal"), "resolve")
    await house.restart()
    await house.fill(house.ines, form, solution="Typed before the restart", nature=["advice"])
    await house.settled()
    assert house.ticket(ticket.id).solution == "Typed before the restart"


async def test_a_private_desk_lets_only_its_people_into_the_thread(sqlite_url):
    async with simcord_house(sqlite_url, private=True) as house:
        ticket = await house.open(house.amelie)
        place = house.place(ticket)
        assert house.thread(place.thread)["type"] == 12
        assert house.amelie.id in house.members(place.thread)
        assert house.noah.id not in house.members(place.thread)
        await house.amelie.send(house.channel(place.thread), "En privé")
        await house.settled()
        internal = house.place(ticket, "internal").thread
        assert "En privé" in words_of(*house.history(house.ines, internal))
        form = await house.press(house.amelie, house.card(house.amelie, ticket), "cancel")
        await house.fill(house.amelie, form, reason="Réglé")
        await house.settled()
        assert house.ticket(ticket.id).phase is Phase.CANCELLED
        state = house.thread(place.thread)["thread_metadata"]
        assert (state["locked"], state["archived"]) == (True, False)


async def test_a_refused_post_is_sent_again_and_stands_once(house):
    house.env.inject_error("POST", "/channels/*/messages", times=2)
    ticket = await house.open(house.amelie)
    await house.settled()
    for room, who in ((house.help, house.amelie), (house.desk_room, house.ines)):
        cards = [m for m in house.history(who, room.id) if ticket.reference in words_of(m) and m.type.value == 0]
        assert len(cards) == 1
    assert house.outbox.dead_letters(10) == ()


async def test_rooms_are_looked_at(house):
    assert await house.face.sync_rooms() == ()
    house.forbid("create_public_threads")
    troubles = await house.face.sync_rooms()
    assert all("Create Public Threads" in trouble.reason for trouble in troubles)
    assert len(troubles) == 3
