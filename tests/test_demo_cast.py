"""The demo of each desk: its people and rooms are whole, and a ticket is opened in it from either platform."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from chatdesk.commands import commands
from chatdesk.core.model import Audience
from chatdesk.core.policy_checks import missing_rooms
from chatdesk.core.policy_desk import PrivateThreads, Threads
from chatdesk.demo import DEMO_POLICY, PEOPLE
from chatdesk.demo_cast import cast_of, demo_names, demo_policy, guild_seed, workspace_seed
from chatdesk.demo_roster import enrol
from chatdesk.desks.loader import shipped_names
from chatdesk.sandbox.discord import Guild
from chatdesk.sandbox.slack import BOT_USER, Workspace
from chatdesk.store.store import SqlStore
from tests.fakes.both import both_platforms
from tests.fakes.wire_house import words_of
from tests.fakes.world import shipped

PLATFORMS = ("slack", "discord")

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(params=shipped_names())
def desk(request) -> str:
    return request.param


def demo_of(desk):
    return shipped(str(demo_policy(desk)))


def test_there_is_a_demo_of_every_shipped_desk_and_the_facultys_is_the_usual_one():
    assert demo_names() == shipped_names()
    assert demo_policy("faculty") == DEMO_POLICY
    assert [(somebody.slack, somebody.discord) for somebody in PEOPLE] == [
        ("U0AMELIE", "700000000000000011"),
        ("U0NOAH", "700000000000000012"),
        ("U0INES", "700000000000000013"),
        ("U0SAM", "700000000000000014"),
        ("U0MAYA", "700000000000000015"),
    ]


def test_the_policy_of_a_demo_is_sound_and_has_an_intake_room_on_both_platforms(desk):
    policy = demo_of(desk)
    assert list(missing_rooms(policy, "slack")) == []
    assert set(policy.rooms) == set(PLATFORMS)
    if policy.desk.threads is Threads.PRIVATE:
        assert policy.private_threads("slack") is PrivateThreads.DIRECT
    assert policy.private_threads("discord") is PrivateThreads.THREAD


def test_every_room_of_the_policy_is_in_the_workspace_with_the_bot_and_its_agents(desk):
    workspace, policy, cast = Workspace.from_seed(workspace_seed(desk)), demo_of(desk), cast_of(desk)
    everybody = {somebody.slack for somebody in cast.people}
    assert everybody | {BOT_USER} == set(workspace.channels[policy.rooms["slack"].intake].members)
    for name, group in policy.groups.items():
        room = workspace.channels[group.rooms["slack"]]
        assert room.is_private
        assert {BOT_USER} < set(room.members) < everybody | {BOT_USER}
        assert room.name == cast.groups[name].name


def test_every_room_of_the_policy_is_on_the_server_and_its_agents_alone_see_it(desk):
    guild, policy, cast = Guild.from_seed(guild_seed(desk)), demo_of(desk), cast_of(desk)
    assert all(guild.channels[policy.rooms["discord"].intake].sees(somebody.discord) for somebody in cast.people)
    there = {name: group for name, group in policy.groups.items() if "discord" in group.rooms}
    assert there
    for name, group in there.items():
        seen = {one.discord for one in cast.people if guild.channels[group.rooms["discord"]].sees(one.discord)}
        assert seen == {somebody.discord for somebody in cast.members(name)} != set()
        assert group.roles["discord"] in guild.roles


def test_a_demo_has_requesters_agents_of_every_group_and_a_manager_who_is_one(desk):
    policy, people = demo_of(desk), cast_of(desk).people
    assert sum(not somebody.groups for somebody in people) >= 2
    assert set(policy.groups) == set(cast_of(desk).groups) == {group for one in people for group in one.groups}
    for platform in PLATFORMS:
        ids = [getattr(somebody, platform) for somebody in people]
        assert len(set(ids)) == len(ids)
        assert {getattr(somebody, platform) for somebody in people if somebody.groups} >= set(policy.managers[platform])


def test_both_languages_are_spoken_by_those_who_ask(desk):
    asking = [somebody.locale[:2] for somebody in cast_of(desk).people if not somebody.groups]
    assert set(asking) == {"fr", "en"}


def test_whoever_asks_a_vendor_says_for_which_customer():
    for desk in set(shipped_names()) - {"faculty"}:
        for somebody in cast_of(desk).people:
            assert bool(somebody.customer) is not bool(somebody.groups)
            assert somebody.customer in somebody.told


def test_where_only_some_may_open_somebody_may_and_somebody_may_not(desk):
    """S3-13, S4-6: THE ROSTERS OF A DEMO NAME CUSTOMERS AND SHIFTS OF ITS POLICY, AND NO MORE PEOPLE THAN THEY HOLD."""
    policy, people = demo_of(desk), cast_of(desk).people
    places = [(customer, shift) for one in people for customer, shifts in one.roster.items() for shift in shifts]
    assert bool(places) is (policy.roster is not None)
    for customer, shift in places:
        assert customer in policy.customers
        limit = policy.roster.shifts[shift].limit
        assert limit is None or places.count((customer, shift)) <= limit
    if places:
        served = {one.name for one in people if any(policy.divert_of(each) is None for each in one.roster)}
        assert 0 < len(served) < sum(not one.groups for one in people)


def test_whoever_is_on_a_roster_is_on_it_once_with_both_accounts(sqlite_url, desk):
    """S3-50: WHOSE TWO ACCOUNTS TOOK TWO PLACES WOULD LEAVE NONE."""
    store, cast = SqlStore(sqlite_url), cast_of(desk)
    enrol(store, cast, NOW)
    for somebody in cast.people:
        for customer in somebody.roster:
            with store.begin() as unit:
                entries = unit.roster(customer)
                people = unit.people(entry.person for entry in entries)
            assert [person.name for person in people.values()].count(somebody.real_name) == 1
            assert len({entry.shift for entry in entries}) == len(entries)
    store.close()


def test_an_unknown_desk_is_refused_with_the_list():
    done = CliRunner().invoke(commands, ["demo", "--desk", "medic"])
    told = re.sub(r"[\s│]+", " ", done.output)
    assert done.exit_code == 2
    assert "there is no demo of 'medic'; there are erp, faculty, itil, medical" in told


ASKED = {
    "faculty": {"product": "other", "kind": "question"},
    "erp": {"product": "erp", "kind": "support"},
    "itil": {"product": "other", "kind": "question_general", "impact": "person", "urgency": "later"},
    "medical": {
        "product": "imaging",
        "kind": "incident",
        "impact": "majority",
        "urgency": "critical",
        "facts__phone": "555-0142",
    },
}


@pytest.mark.anyio
async def test_a_ticket_is_opened_from_either_platform_and_its_agents_see_it(sqlite_url, desk):
    """S0-17, S2-1, S3-1, S4-2: EACH DESK WORKS IN ITS DEMO, OVER THE REAL WIRE."""
    asked = {**ASKED[desk], "title": "Panne", "description": "Rien ne va"}
    who, policy = cast_of(desk).people[0], demo_of(desk)
    async with both_platforms(sqlite_url, demo=desk) as both:
        form = await both.slack.command(who.slack, f"/ticket open {asked['product']}")
        answer = await both.slack.submit(who.slack, form["opened"], **asked)
        assert answer["closed"], answer
        from_discord = await both.discord.open(who.discord, **asked)
        with both.house.desk.desk.store.read() as unit:
            tickets = unit.queue(policy.groups, 100)
        [from_slack] = [ticket for ticket in tickets if ticket.id != from_discord.id]
        private = policy.desk.threads is Threads.PRIVATE
        own = f"D{who.slack[1:]}" if private else policy.rooms["slack"].intake
        assert both.discord.place(from_slack, Audience.PUBLIC).room == own
        assert from_discord.reference in str(await both.discord.card(who.discord, from_discord))
        agent, room = cast_of(desk).members(from_slack.group)[0], policy.groups[from_slack.group].rooms["slack"]
        for ticket in tickets:
            assert "Panne" in words_of(await both.slack.card(agent.slack, room, ticket.reference))
