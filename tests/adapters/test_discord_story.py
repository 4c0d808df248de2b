"""The life of a ticket in a local Discord, through unmodified discord.py, over gateway and REST."""

from __future__ import annotations

import pytest
from discord_house import (
    AMELIE,
    DESK_ROOM,
    HELP,
    INES,
    NOAH,
    SAM,
    discord_house,
    faculty,
    words_of,
)
from discord_quiet import discord

from chatdesk.core.delivery import Delivery, ToRoom
from chatdesk.core.document import Heading, PublicDocument
from chatdesk.core.model import Phase
from chatdesk.core.policy_desk import PrivateThreads, Threads

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.filterwarnings("ignore:.*audioop.*:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:parameter 'timeout' of type 'float' is deprecated:DeprecationWarning"),
]


def private_faculty():
    policy = faculty(threads=Threads.PRIVATE)
    rooms = {"discord": policy.rooms["discord"].model_copy(update={"private": PrivateThreads.THREAD})}
    return policy.model_copy(update={"rooms": rooms})


@pytest.fixture
async def house(sqlite_url):
    async with discord_house(sqlite_url) as house:
        yield house


async def test_open_take_note_reply_resolve_confirm_closed(house):
    ticket = await house.open(AMELIE, title="Imprimante", description="Elle *clignote* <@1>")
    place = house.place(ticket)
    card = await house.card(AMELIE, ticket)
    assert ticket.reference in card["embeds"][0]["title"]
    assert place.thread == card["id"]
    [receipt] = await house.direct(AMELIE)
    assert place.link in words_of(receipt)

    internal = await house.card(INES, ticket, "internal")
    await house.press(INES, internal, "take")
    await house.settled()
    assert house.ticket(ticket.id).phase is Phase.WORKING
    assert "CANARYINES" in words_of(await house.card(INES, ticket, "internal"))

    await house.act.say(as_=INES, channel=internal["id"], content="CANARYNOTE toner")
    await house.act.say(as_=AMELIE, channel=place.thread, content="Toujours en panne")
    await house.settled()
    assert "Toujours en panne" in words_of(await house.history(INES, internal["id"]))
    assert "CANARY" not in words_of(await house.history(AMELIE, place.thread))

    form = await house.press(INES, await house.card(INES, ticket, "internal"), "reply")
    shown = await house.fill(INES, form, text="Changez le toner.")
    assert "> Changez le toner" in shown["message"]["content"]
    await house.press(INES, shown["message"], "send")
    await house.settled()
    answer = (await house.history(AMELIE, place.thread))[-1]
    assert "Changez le toner" in answer["content"]
    assert "CANARY" not in words_of(answer)
    assert [user["id"] for user in answer["mentions"]] == [AMELIE]

    form = await house.press(INES, await house.card(INES, ticket, "internal"), "resolve")
    await house.fill(INES, form, solution="Toner remplacé", nature=["advice"])
    await house.settled()
    prompt = (await house.history(AMELIE, place.thread))[-1]
    await house.press(AMELIE, prompt, "confirm")
    await house.settled()
    assert house.ticket(ticket.id).phase is Phase.CLOSED
    assert not (await house.history(AMELIE, place.thread))[-1]["components"]
    thread = house.sandbox.guild.channels[place.thread].thread
    assert (thread.archived, thread.locked) == (True, True)

    form = await house.press(AMELIE, await house.card(AMELIE, ticket), "followup")
    assert ticket.reference in words_of(form["message"])


async def test_a_form_speaks_french_and_offers_only_what_the_product_has(house):
    asked = await house.command(AMELIE, "ticket open", product="crm", title="Accès")
    words = words_of(asked["message"])
    assert "Nouvelle demande" in words
    assert "Produit ou service" in words
    assert asked["message"]["flags"] & 64
    modal = (await house.choose(AMELIE, asked["message"], "access"))["modal"]
    assert "Accès" in words_of(modal)


async def test_what_is_wrong_comes_back_with_everything_typed(house):
    answer = await house.command(NOAH, "ticket open", product="other")
    answer = await house.choose(NOAH, answer["message"], "question")
    modal = answer["modal"]
    told = {"title": "   ", "description": "It is broken"}
    answer = await house.act.submit(as_=NOAH, modal=modal["id"], values=told)
    assert "Please fill in this field" in answer["message"]["content"]
    again = await house.press(NOAH, answer["message"], "next")
    assert "It is broken" in words_of(again["modal"])
    await house.fill(NOAH, again, title="Now with a title", description="It is broken")
    await house.settled()
    assert house.newest().title == "Now with a title"


async def test_numbers_and_products_are_offered_while_one_types(house):
    ticket = await house.open(NOAH, title="My printer")
    told = {"as_": NOAH, "channel": HELP, "focused": "number", "options": {"number": "print"}}
    offered = await house.act.autocomplete(name="ticket show", **told)
    assert [choice["value"] for choice in offered["choices"]] == [str(ticket.id)]
    others = await house.act.autocomplete(name="ticket show", **{**told, "as_": AMELIE})
    assert others["choices"] == []
    agents = await house.act.autocomplete(name="ticket take", **{**told, "as_": INES})
    assert [choice["value"] for choice in agents["choices"]] == [str(ticket.id)]
    told = {"as_": AMELIE, "channel": HELP, "focused": "product", "options": {"product": "gestion"}}
    offered = await house.act.autocomplete(name="ticket open", **told)
    assert "crm" in [choice["value"] for choice in offered["choices"]]


async def test_only_who_sees_the_groups_room_is_an_agent(house):
    ticket = await house.open(AMELIE)
    refused = await house.command(NOAH, "ticket take", number=str(ticket.id))
    assert "no ticket" in refused["message"]["content"]
    await house.command(SAM, "ticket take", number=str(ticket.id))
    await house.settled()
    assert house.ticket(ticket.id).assignee is not None
    await house.act.member(user=SAM, do="revoke", role="700000000000000030")
    listed = await house.command(SAM, "ticket queue")
    assert ticket.reference not in words_of(listed["message"])


async def test_whoever_holds_a_groups_role_is_its_agent_without_seeing_its_room(sqlite_url):
    policy = faculty()
    group = policy.groups["service_desk"].model_copy(update={"roles": {"discord": "700000000000000031"}})
    policy = policy.model_copy(update={"groups": {**policy.groups, "service_desk": group}})
    async with discord_house(sqlite_url, policy=policy) as house:
        ticket = await house.open(AMELIE)
        await house.act.member(user=NOAH, do="grant", role="700000000000000031")
        await house.command(NOAH, "ticket take", number=str(ticket.id))
        assert house.ticket(ticket.id).assignee is not None


async def test_edits_and_deletions_are_followed(house):
    ticket = await house.open(AMELIE)
    thread = house.place(ticket).thread
    said = (await house.act.say(as_=AMELIE, channel=thread, content="Avant"))["message"]
    await house.settled()
    await house.act.edit(as_=AMELIE, channel=thread, message=said["id"], content="Après")
    await house.settled()
    await house.act.delete(as_=AMELIE, channel=thread, message=said["id"])
    await house.settled()
    told = words_of(await house.history(INES, house.place(ticket, "internal").thread))
    assert "Après" in told
    with house.store.read() as unit:
        verbs = [entry.verb for entry in unit.public_history(ticket.id, 20)]
    assert {"comment", "revise", "retract"} <= set(verbs)


async def test_the_ticket_emoji_offers_a_ticket_with_the_message_quoted(house):
    said = (await house.act.say(as_=NOAH, channel=HELP, content="The *printer* burns"))["message"]
    await house.act.react(as_=AMELIE, channel=HELP, message=said["id"], emoji="🎫")
    await house.settled()
    [offer] = await house.direct(AMELIE)
    assert "burns" in words_of(offer)
    answer = await house.press(AMELIE, offer, "open")
    answer = await house.choose(AMELIE, answer["message"], "other")
    answer = await house.choose(AMELIE, answer["message"], "question")
    assert "The *printer* burns" in words_of(answer["modal"])
    await house.fill(AMELIE, answer, title="Feu", description="The *printer* burns")
    await house.settled()
    assert house.newest().quoted.message == said["id"]


async def test_a_command_on_a_message_opens_the_same_form(house):
    said = (await house.act.say(as_=NOAH, channel=HELP, content="Broken again"))["message"]
    answer = await house.act.message_command(as_=NOAH, channel=HELP, name="Open a ticket", target=said["id"])
    assert answer["ok"], answer
    answer = await house.choose(NOAH, answer["message"], "other")
    answer = await house.choose(NOAH, answer["message"], "question")
    assert "Broken again" in words_of(answer["modal"])


async def test_buttons_and_forms_outlive_the_process(house):
    ticket = await house.open(AMELIE)
    internal = await house.card(INES, ticket, "internal")
    form = await house.press(INES, internal, "resolve")
    await house.face.close()
    house.face = type(house.face)(house.face.settings, house.deliver.desk)
    house.deliver.platforms["discord"] = house.face.platform
    await house.face.start()
    await house.sandbox.connected()
    await house.fill(INES, form, solution="Typed before the restart", nature=["advice"])
    await house.settled()
    assert house.ticket(ticket.id).solution == "Typed before the restart"


async def test_a_fault_after_the_fact_doubles_neither_card_nor_thread(house):
    sends = "POST /channels/{channel_id}/messages"
    await house.act.fault(route=sends, kind="error_after", times=2)
    await house.act.fault(
        route="POST /channels/{channel_id}/messages/{message_id}/threads", kind="error_after", times=1
    )
    ticket = await house.open(AMELIE)
    await house.settled()
    for channel, who in ((HELP, AMELIE), (DESK_ROOM, INES)):
        cards = [m for m in await house.history(who, channel) if ticket.reference in words_of(m) and m["type"] == 0]
        assert len(cards) == 1
    assert house.place(ticket).thread in house.sandbox.guild.channels


async def test_rate_limits_delay_and_lose_nothing(house):
    await house.act.fault(route="POST /channels/{channel_id}/messages", kind="rate_limited", times=3, retry_after=1)
    ticket = await house.open(AMELIE)
    assert ticket.reference in words_of(await house.card(AMELIE, ticket))


async def test_somebody_without_direct_messages_still_has_their_ticket(house):
    await house.act.member(user=AMELIE, do="close_direct")
    ticket = await house.open(AMELIE)
    assert ticket.reference in words_of(await house.card(AMELIE, ticket))


async def test_a_dropped_connection_comes_back_and_misses_nothing(house):
    ticket = await house.open(AMELIE)
    await house.act.gateway(do="reconnect")
    await house.sandbox.identified(2)
    await house.act.say(as_=AMELIE, channel=house.place(ticket).thread, content="Après la coupure")
    await house.settled()
    assert "Après la coupure" in words_of(await house.history(INES, house.place(ticket, "internal").thread))


async def test_rooms_are_looked_at(house):
    assert await house.face.sync_rooms() == ()
    await house.act.channel(channel=HELP, do="deny_bot", permissions=["create_public_threads"])
    [trouble] = await house.face.sync_rooms()
    assert (trouble.room, "Create Public Threads" in trouble.reason) == (HELP, True)


async def test_the_library_is_changed_for_nobody_else(house):
    assert house.face.settings.api_url != discord.http.Route.BASE
    assert discord.http.Route.BASE == "https://discord.com/api/v10"
    assert str(discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY) == "wss://gateway.discord.gg/"


async def test_without_the_content_intent_buttons_and_mentions_still_work(sqlite_url):
    async with discord_house(sqlite_url, intents=()) as house:
        [reduced] = house.reduced
        assert "Message Content" in reduced.reason
        ticket = await house.open(AMELIE)
        thread = house.place(ticket).thread
        await house.act.say(as_=AMELIE, channel=thread, content="Nobody hears this")
        await house.act.say(as_=AMELIE, channel=thread, content="<@700000000000000002> but this")
        form = await house.press(AMELIE, await house.card(AMELIE, ticket), "comment")
        await house.fill(AMELIE, form, text="And this")
        await house.settled()
        told = words_of(await house.history(INES, house.place(ticket, "internal").thread))
        assert "but this" in told
        assert "And this" in told
        assert "Nobody hears" not in told


async def test_a_private_desk_lets_only_its_people_into_the_thread(sqlite_url):
    async with discord_house(sqlite_url, policy=private_faculty()) as house:
        ticket = await house.open(AMELIE)
        place = house.place(ticket)
        thread = house.sandbox.guild.channels[place.thread]
        assert (thread.type, AMELIE in thread.thread.members, NOAH in thread.thread.members) == (12, True, False)
        await house.act.say(as_=AMELIE, channel=place.thread, content="En privé")
        await house.settled()
        assert "En privé" in words_of(await house.history(INES, house.place(ticket, "internal").thread))
        form = await house.command(AMELIE, "ticket cancel", number=str(ticket.id))
        await house.fill(AMELIE, form, reason="Réglé")
        await house.settled()
        assert house.ticket(ticket.id).phase is Phase.CANCELLED
        assert (thread.thread.locked, thread.thread.archived) == (True, False)
        form = await house.press(AMELIE, await house.card(AMELIE, ticket), "followup")
        assert ticket.reference in words_of(form["message"])


async def test_posts_leave_from_a_process_without_a_gateway(sqlite_url):
    async with discord_house(sqlite_url, start=False) as house:
        body = PublicDocument((Heading("Panel"),))
        told = {"body": body, "summary": "Panel", "people": {}, "links": {}, "language": "en"}
        to = ToRoom(platform="discord", room=HELP)
        first = await house.face.platform.send(Delivery(key="o1", to=to, **told))
        second = await house.face.platform.send(Delivery(key="o1", to=to, **told))
        assert first.message == second.message
        assert len(await house.history(AMELIE, HELP)) == 1
