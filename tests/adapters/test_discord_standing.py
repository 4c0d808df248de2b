"""What goes wrong in a local Discord: rooms that the app may not use, agents who are none any more, people who left."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from discord_house import AGENTS, AMELIE, DESK_ROOM, GUILD, HELP, INES, NOAH, SAM, discord_house, faculty, words_of
from discord_kit import FakeDesk, FakeWire

from chatdesk.adapters.discord import DiscordFace, DiscordSettings
from chatdesk.core.model import Audience, Phase
from chatdesk.core.policy_desk import PrivateThreads, Threads
from chatdesk.faces import serve_discord

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.filterwarnings("ignore:.*audioop.*:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:parameter 'timeout' of type 'float' is deprecated:DeprecationWarning"),
]
DESK_ROLE = "700000000000000031"
MANAGED = {"managers": {"discord": (INES,)}}


def private_faculty():
    policy = faculty(threads=Threads.PRIVATE, language="en")
    rooms = {"discord": policy.rooms["discord"].model_copy(update={"private": PrivateThreads.THREAD})}
    return policy.model_copy(update={"rooms": rooms} | MANAGED)


@pytest.fixture
async def house(sqlite_url):
    async with discord_house(sqlite_url, policy=faculty(language="fr").model_copy(update=MANAGED)) as house:
        yield house


@pytest.fixture
async def private(sqlite_url):
    async with discord_house(sqlite_url, policy=private_faculty()) as house:
        yield house


async def warnings_in(house, channel, who=INES):
    return [words_of(message) for message in await house.history(who, channel) if "⚠️" in words_of(message)]


def groups_of(house, user):
    with house.store.read() as unit:
        return {group for person in unit.known_as("discord", user) for group in unit.groups_on(person, "discord")}


# -- rooms
async def test_a_permission_that_is_missing_for_a_thread_is_named_to_the_agents(house):
    await house.act.channel(channel=HELP, do="deny_bot", permissions=["create_public_threads"])
    ticket = await house.open(AMELIE)
    [told] = await warnings_in(house, house.place(ticket, "internal").thread)
    assert "«\u00a0Créer des fils publics\u00a0»" in told
    assert "#help" in told
    assert "dead retry" not in told
    assert await warnings_in(house, HELP, AMELIE) == []


async def test_a_private_thread_that_cannot_be_made_is_told_with_the_command_that_tries_it_again(private):
    house = private
    await house.act.channel(channel=HELP, do="deny_bot", permissions=["create_private_threads"])
    ticket = await house.open(AMELIE)
    [letter] = house.outbox.dead_letters(5)
    [told] = await warnings_in(house, house.place(ticket, "internal").thread)
    assert "“Create Private Threads”" in told
    assert f"chatdesk dead retry {letter.id}" in told
    await house.act.channel(channel=HELP, do="allow_bot", permissions=["create_private_threads"])
    assert house.outbox.revive(letter.id, house.now())
    await house.settled()
    assert house.place(ticket) is not None


async def test_a_group_room_that_the_app_does_not_see_is_told_to_the_managers_directly(house):
    await house.command(INES, "ticket list")
    await house.act.channel(channel=DESK_ROOM, do="deny_bot", permissions=["view_channel"])
    ticket = await house.open(AMELIE)
    told = [words_of(message) for message in await house.direct(INES) if "⚠️" in words_of(message)]
    assert ["«\u00a0Voir le salon\u00a0»" in each for each in told] == [True]
    assert ticket.reference in told[0]


async def test_a_full_server_is_told(house):
    ticket = await house.open(AMELIE)
    house.sandbox.guild.most_active_threads = 2
    other = await house.open(NOAH)
    directly = [words_of(message) for message in await house.direct(INES) if "⚠️" in words_of(message)]
    assert ["fils actifs" in each for each in directly] == [True]
    assert other.reference in directly[0]
    assert ticket.reference not in directly[0]


async def test_rooms_that_cannot_be_used_at_the_start_are_told_to_the_managers_once(house):
    await house.act.channel(channel=HELP, do="deny_bot", permissions=["send_messages"])
    for _ in range(2):
        await house.face.sync_rooms()
        await house.face.tell_troubles()
        await house.settled()
    [told] = [words_of(message) for message in await house.direct(INES)]
    assert "#help" in told
    assert "Send Messages" in told or "Envoyer des messages" in told
    assert await house.direct(SAM) == []


# -- agents
async def test_who_lost_the_role_is_no_agent_at_the_next_look_without_doing_anything(house):
    for user in (INES, SAM):
        await house.command(user, "ticket queue")
    assert groups_of(house, SAM) == {"service_desk", "applications"}
    await house.act.member(user=SAM, do="revoke", role=AGENTS)
    await house.face.sync_rooms()
    assert groups_of(house, SAM) == set()
    assert groups_of(house, INES) == {"service_desk", "applications"}
    await house.act.member(user=SAM, do="grant", role=AGENTS)
    await house.command(SAM, "ticket queue")
    assert groups_of(house, SAM) == {"service_desk", "applications"}


async def test_who_left_the_server_is_no_agent_at_the_next_look(house):
    await house.command(SAM, "ticket queue")
    await house.act.member(user=SAM, do="leave")
    await house.face.sync_rooms()
    assert groups_of(house, SAM) == set()


async def test_where_discord_does_not_say_everybody_stays_an_agent(house):
    await house.command(SAM, "ticket queue")
    await house.act.member(user=SAM, do="leave")
    await house.act.fault(route="GET /guilds/{guild_id}/members/{user_id}", kind="error_before", times=20)
    await house.face.sync_rooms()
    assert groups_of(house, SAM) == {"service_desk", "applications"}


async def test_a_role_makes_an_agent_of_a_group_without_a_room_there(sqlite_url):
    policy = faculty()
    group = policy.groups["applications"].model_copy(update={"rooms": {"slack": "C0"}, "roles": {"discord": DESK_ROLE}})
    policy = policy.model_copy(update={"groups": {**policy.groups, "applications": group}})
    async with discord_house(sqlite_url, policy=policy) as house:
        ticket = await house.open(AMELIE)
        await house.act.member(user=NOAH, do="grant", role=DESK_ROLE)
        refused = await house.command(NOAH, "ticket take", number=str(ticket.id))
        assert "belongs to Service desk" in refused["message"]["content"]
        assert groups_of(house, NOAH) == {"applications"}
        await house.act.member(user=NOAH, do="revoke", role=DESK_ROLE)
        await house.face.sync_rooms()
        assert groups_of(house, NOAH) == set()


# -- watchers
async def test_watchers_come_into_a_private_thread_and_leave_it(private):
    house = private
    ticket = await house.open(AMELIE)
    members = house.sandbox.guild.channels[house.place(ticket).thread].thread.members
    for people, is_in in (([NOAH], True), ([], False), ([NOAH], True)):
        form = await house.command(AMELIE, "ticket watch", number=str(ticket.id))
        await house.fill(AMELIE, form, people=people)
        await house.settled()
        assert (NOAH in members, AMELIE in members) == (is_in, True)
    assert house.outbox.dead_letters(5) == ()


async def test_a_watcher_who_left_the_server_keeps_nobody_from_being_told(private):
    house = private
    ticket = await house.open(AMELIE)
    form = await house.command(AMELIE, "ticket watch", number=str(ticket.id))
    await house.act.fault(route="PUT /channels/{channel_id}/thread-members/{user_id}", kind="10007", times=1)
    await house.fill(AMELIE, form, people=[NOAH])
    await house.settled()
    assert ticket.reference in words_of(await house.history(AMELIE, house.place(ticket).thread))
    assert house.outbox.dead_letters(5) == ()
    assert len(await warnings_in(house, house.place(ticket, "internal").thread)) == 1


# -- people and things that are gone
async def test_a_requester_who_left_stops_neither_the_agents_nor_the_ticket(house):
    ticket = await house.open(AMELIE)
    await house.act.member(user=AMELIE, do="leave")
    form = await house.press(INES, await house.card(INES, ticket, "internal"), "resolve")
    await house.fill(INES, form, solution="Réglé", nature=["advice"])
    await house.settled()
    assert house.ticket(ticket.id).phase is Phase.RESOLVED
    assert "Réglé" in words_of(await house.history(INES, house.place(ticket).thread))


async def test_a_form_for_a_ticket_that_changed_meanwhile_says_so_and_changes_nothing(house):
    ticket = await house.open(AMELIE)
    form = await house.press(INES, await house.card(INES, ticket, "internal"), "resolve")
    cancel = await house.command(AMELIE, "ticket cancel", number=str(ticket.id))
    await house.fill(AMELIE, cancel, reason="Réglé")
    await house.settled()
    answer = await house.fill(INES, form, solution="Trop tard", nature=["advice"])
    assert ticket.reference in words_of(answer["message"])
    assert house.ticket(ticket.id).phase is Phase.CANCELLED
    assert house.ticket(ticket.id).solution == ""


async def test_a_button_on_the_card_of_a_deleted_thread_makes_a_new_thread_and_loses_no_word(house):
    ticket = await house.open(AMELIE)
    card = await house.card(AMELIE, ticket)
    old = house.place(ticket)
    await house.act.channel(channel=old.thread, do="delete")
    form = await house.press(AMELIE, card, "comment")
    await house.fill(AMELIE, form, text="Encore là ?")
    await house.settled()
    place = house.place(ticket)
    assert "Encore là ?" in words_of(await house.history(AMELIE, place.thread))
    with house.store.read() as unit:
        assert unit.find_place(ticket.id, Audience.PUBLIC) == place


async def test_the_card_of_a_deleted_thread_answers_in_a_private_desk_too(private):
    house = private
    ticket = await house.open(AMELIE)
    await house.act.channel(channel=house.place(ticket).thread, do="delete")
    form = await house.command(AMELIE, "ticket comment", number=str(ticket.id))
    await house.fill(AMELIE, form, text="Encore là ?")
    await house.settled()
    assert "Encore là ?" in words_of(await house.history(AMELIE, house.place(ticket).thread))


# -- the start
def face_at(home):
    settings = DiscordSettings(token="t", guild=home)
    face = DiscordFace(settings, FakeDesk())
    face.rest = FakeWire()
    face._gateway = SimpleNamespace(home=home, application_id=798, is_closed=lambda: True)
    return face


async def test_in_no_server_no_commands_are_registered_and_they_are_once_it_is_let_in(monkeypatch):
    face = face_at("")
    monkeypatch.setattr("chatdesk.adapters.discord.commands", lambda _operations: [])
    await face._register()
    assert face.rest.calls == []
    face._gateway.home = GUILD
    await face._register()
    [told] = face.rest.called("PUT /applications/{application_id}/guilds/{guild_id}/commands")
    assert told["guild_id"] == GUILD


async def test_an_intent_that_is_off_is_logged_once(sqlite_url, capsys):
    async with discord_house(sqlite_url, intents=(), start=False) as house:

        async def nothing():
            pass

        served = SimpleNamespace(set=lambda: None)
        house.face.ended = nothing
        await serve_discord(house.face, served)
    assert capsys.readouterr().out.count("Message Content Intent is off") == 1
