"""A desk that serves companies, on both platforms: who may not open is told so, and a gate is told at its field."""

from __future__ import annotations

import pytest

from chatdesk.core.model import Handle, RosterEntry
from chatdesk.core.ports import Profile
from chatdesk.demo import GUILD, PEOPLE
from tests.core.test_gates import NOT_HERE, gated
from tests.fakes.both import both_platforms
from tests.fakes.customers import REFUSED
from tests.fakes.discord_people import words_of as discord_words
from tests.fakes.wire_house import words_of

pytestmark = pytest.mark.anyio

AMELIE, NOAH, *_ = PEOPLE
SECTIONS = ("environments", "customer_kinds", "customers", "roster", "facts", "gates", "opening")
URGENT = {"title": "Écran noir", "description": "Plus rien", "impact": "faculty", "urgency": "now"}


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def both(sqlite_url):
    policy = gated(facts=[])
    async with both_platforms(sqlite_url, **{name: getattr(policy, name) for name in SECTIONS}) as both:
        yield both


def enrol(both, platform):
    """Put Amélie, by her account on a platform, on the roster of a customer with three sites."""
    team = both.slack.sandbox.workspace.team["id"]
    workspace, user = (team, AMELIE.slack) if platform == "slack" else (GUILD, AMELIE.discord)
    with both.house.desk.desk.store.begin() as unit:
        person = unit.see(Profile(handle=Handle(platform=platform, workspace=workspace, user=user)), "fr")
        unit.join_roster(RosterEntry(customer="riverside", shift="day", person=person.id, since=both.slack.now()))


async def test_s3_13_who_may_not_open_reads_why_in_place_of_the_form(both):
    """S3-13: ON BOTH PLATFORMS, IN THEIR LANGUAGE, TO THEM ALONE."""
    answer = await both.slack.command(AMELIE.slack, "/ticket")
    assert answer["opened"] is None
    assert REFUSED["fr"] in words_of(answer["reply"])
    answer = await both.discord.command(NOAH.discord, "ticket open")
    assert answer["modal"] is None
    assert REFUSED["en"] in discord_words(answer["message"])
    await both.settled()
    assert both.discord.newest() is None


async def test_s3_22_in_slack_the_gate_is_told_at_the_impact_and_the_exception_is_asked(both):
    """S3-22: WHAT WAS TYPED STAYS; THE GO-LIVE DATE IS ASKED ONCE THE SITE IS KNOWN, AND KEEPS THE GATE OPEN."""
    enrol(both, "slack")
    form = (await both.slack.command(AMELIE.slack, "/ticket open other"))["opened"]
    answer = await both.slack.submit(AMELIE.slack, form, site="lab", kind="question", **URGENT)
    assert not answer["closed"]
    answer = await both.slack.submit(AMELIE.slack, answer["view"], facts__go_live="safe", **URGENT)
    assert answer["errors"] == {"impact": NOT_HERE["fr"]}
    view = both.slack.sandbox.views.on_screen(form["id"], AMELIE.slack)
    assert view["state"]["values"]["title"]
    answer = await both.slack.submit(AMELIE.slack, view, facts__go_live="at_risk", **URGENT)
    assert answer["closed"], answer
    await both.settled()
    ticket = both.slack.ticket(1001)
    assert (ticket.customer, ticket.site, ticket.declared_priority) == ("riverside", "lab", "critical")


async def test_s3_22_in_discord_the_gate_is_told_beside_the_impact_and_the_exception_is_asked(both):
    """S3-22: THE SITE IS CHOSEN FIRST; WHAT WAS TYPED STANDS BEHIND THE BUTTON TO CORRECT IT."""
    enrol(both, "discord")
    people, who = both.discord, AMELIE.discord
    answer = await people.command(who, "ticket open")
    for value in ("lab", "other", "question"):
        answer = await people.choose(who, answer["message"], value)
    answer = await people.fill(who, answer, facts__go_live="safe", **URGENT)
    assert NOT_HERE["fr"] in discord_words(answer["message"])
    answer = await people.press(who, answer["message"], "next")
    assert URGENT["title"] in discord_words(answer["modal"])
    answer = await people.fill(who, answer, facts__go_live="at_risk", **URGENT)
    await both.settled()
    ticket = people.newest()
    assert (ticket.customer, ticket.site, ticket.declared_priority) == ("riverside", "lab", "critical")
