"""Time, as people see it, for every pair of platforms: what the desk says and does by itself, when, and to whom.

Whoever asks from Slack reads French, whoever asks from Discord reads English; the agents' rooms are in French.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from chatdesk.core.model import Phase
from chatdesk.core.policy_time import (
    Clock,
    ClocksPolicy,
    Do,
    LaddersPolicy,
    SchedulePolicy,
    StepPolicy,
    Target,
    WarningsPolicy,
)
from chatdesk.core.policy_values import LocalText
from chatdesk.core.spans import Share, Span
from chatdesk.demo import DEMO_POLICY, PEOPLE, sandboxes
from tests.fakes.both import a_desk, both_platforms
from tests.fakes.drivers import DiscordSide, SlackSide
from tests.fakes.wire_house import words_of
from tests.fakes.world import shipped

pytestmark = pytest.mark.anyio

AMELIE, NOAH, _, SAM, MAYA = PEOPLE
AGENT_ROOMS = {"slack": "C0APPS", "discord": "700000000000000033"}
INTAKES = {"slack": "C0HELP", "discord": "700000000000000031"}
GROUP = {"slack": {SAM.slack, MAYA.slack}, "discord": {SAM.discord}}
"""Whom a message to the group notifies: on Discord, those of it whom the desk has met."""
MARGIN = timedelta(minutes=1)
"""The sandbox's clock runs while a test does."""

TIMED = {
    "clocks": ClocksPolicy(warn=WarningsPolicy(response=Share(75)), escalate=(Clock.RESOLUTION,)),
    "ladders": LaddersPolicy(
        confirmation=(
            StepPolicy(after=Span.parse("5d"), do=Do.REMIND),
            StepPolicy(after=Span.parse("5d"), do=Do.CLOSE),
        ),
        information=(
            StepPolicy(after=Span.parse("5d"), do=Do.REMIND),
            StepPolicy(after=Span.parse("5d"), do=Do.REMIND),
            StepPolicy(after=Span.parse("5d"), do=Do.CANCEL),
        ),
    ),
    "schedule": SchedulePolicy(),
}
TARGET = Target(response=Span.parse("4h"), resolution=Span.parse("8h"))

SAYS = {
    "slack": {
        "paused": "en pause depuis",
        "still paused": "en pause, il reste",
        "hours": "8\u00a0heures d’ouverture",
        "waited": "En attente du demandeur",
        "reminder": "est-il réglé pour vous",
        "needed": "toujours besoin de votre réponse",
        "closed": "est fermé, faute de réponse",
        "cancelled": "est annulé, faute de réponse",
        "passed on": "Votre message a été transmis",
        "call": "a noté un appel",
        "unknown": "Je ne trouve aucun billet",
    },
    "discord": {
        "paused": "paused since",
        "still paused": "paused, ",
        "hours": "8 opening hours",
        "waited": "Waiting for the requester",
        "reminder": "solved for you",
        "needed": "We still need your answer",
        "closed": "is closed, since we had no answer",
        "cancelled": "is cancelled, since we had no answer",
        "passed on": "Your message was passed on",
        "call": "noted a call",
        "unknown": "I found no ticket",
    },
}
WARNED, BREACHED = "attend sa première réponse", "n’a pas reçu de réponse à temps"
UNSOLVED, LATE, MORNING = "n’a pas été résolu à temps", "Message en retard", "Bonjour, "
INTERNAL = ("CANARY", "Okafor", "Lindqvist", WARNED, BREACHED, UNSOLVED, LATE, MORNING)

CROSSING = pytest.mark.parametrize(("agents_on", "asked_on"), [("slack", "discord"), ("discord", "slack")])
"""Where the pair matters less: each platform once on either side."""


def toronto(day: int, hour: int, minute: int = 0) -> datetime:
    """A time in March 2035, which begins its second week on Monday the 5th; its clocks change on Sunday the 11th."""
    return datetime(2035, 3, day, hour, minute, tzinfo=ZoneInfo("America/Toronto"))


def is_at(moment: datetime, wanted: datetime) -> bool:
    return abs(moment - wanted) < 4 * MARGIN


def before(wanted: datetime) -> datetime:
    return wanted - MARGIN


def after(wanted: datetime) -> datetime:
    return wanted + MARGIN


@pytest.fixture(scope="module")
def policy():
    """The sections of a policy in which everything has four opening hours for an answer and eight for a solution."""
    priorities = shipped(str(DEMO_POLICY)).priorities
    timed = {name: priority.model_copy(update={"target": TARGET}) for name, priority in priorities.items()}
    return {"priorities": timed, **TIMED}


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(params=["slack", "discord"])
def agents_on(request) -> str:
    return request.param


@pytest.fixture(params=["slack", "discord"])
def asked_on(request) -> str:
    return request.param


@pytest.fixture
def rooms(agents_on):
    return {"service_desk": {agents_on: AGENT_ROOMS[agents_on]}, "applications": {}}


@pytest.fixture
async def house(rooms, policy, sqlite_url):
    async with both_platforms(sqlite_url, rooms, at=toronto(5, 10), **policy) as house:
        yield house


def somebody(house, platform, who, room="C0HELP", audience="public"):
    if platform == "slack":
        return SlackSide(house, who.slack, room)
    return DiscordSide(house, who.discord, audience)


def asking(house, platform):
    return somebody(house, platform, {"slack": AMELIE, "discord": NOAH}[platform])


async def answering(house, platform):
    """An agent who has looked at the queue: Discord tells of nobody before they act."""
    agent = somebody(house, platform, SAM, AGENT_ROOMS["slack"], "internal")
    await agent.commands("queue")
    return agent


@pytest.fixture
def requester(house, asked_on):
    return asking(house, asked_on)


@pytest.fixture
async def agent(house, agents_on):
    return await answering(house, agents_on)


@pytest.fixture
def says(asked_on):
    return SAYS[asked_on]


async def telling(reader, ticket, words: str) -> list:
    """The messages of the ticket's thread that say something, below its card."""
    return [seen for seen in (await reader.sees(ticket))[1:] if words in seen.words]


async def nothing_leaked(house, agent, *leaked: str) -> None:
    """Look for internal words on every surface of every requester; the agent does see those that are named."""
    read = " ".join(seen.words for seen in await agent.everything())
    assert all(words in read for words in leaked)
    for platform in ("slack", "discord"):
        for who in (AMELIE, NOAH):
            reader = somebody(house, platform, who)
            seen = " ".join(seen.words for seen in await reader.everything())
            assert [words for words in INTERNAL if words in seen] == []
    home = words_of(await house.slack.act.home(as_=AMELIE.slack))
    assert [words for words in INTERNAL if words in home] == []


# -- warnings, breaches, what stops the clock


async def test_s3_48_a_warning_notifies_who_has_the_ticket_and_only_words_that_arrive_stop_the_clock(
    house, requester, agent, agents_on, says
):
    """S3-48, S1-16: taking a ticket stops nothing; a reply that was delivered and a recorded call do."""
    nobodys, taken, replied, called = [await requester.open(title=f"Imprimante {name}") for name in "ABCD"]
    await agent.presses(taken, "take")
    await agent.says(taken, "CANARY le toner")
    await agent.presses(replied, "reply", text="Nous regardons.")
    await agent.presses(called, "call", outcome="reached", text="Rappel demain.")
    assert "Nous regardons." in (await requester.sees(replied))[-1].words
    (noted,) = await telling(requester, called, says["call"])
    assert "Rappel demain." in noted.words
    quiet = [len(await requester.sees(ticket)) for ticket in (nobodys, taken)]

    await house.go_on(before(toronto(5, 13)))
    assert await telling(agent, nobodys, WARNED) == []
    await house.go_on(after(toronto(5, 13)))
    (to_group,), (to_assignee,) = [await telling(agent, ticket, WARNED) for ticket in (nobodys, taken)]
    assert to_group.mentions == GROUP[agents_on]
    assert to_assignee.mentions == {agent.who}
    assert {"take", "reply"} <= to_group.verbs
    assert is_at(to_assignee.moments[0], toronto(5, 14))

    await house.go_on(after(toronto(5, 14)))
    assert [len(await telling(agent, ticket, BREACHED)) for ticket in (nobodys, taken)] == [1, 1]
    for ticket in (replied, called):
        assert await telling(agent, ticket, WARNED) + await telling(agent, ticket, BREACHED) == []
    assert [len(await requester.sees(ticket)) for ticket in (nobodys, taken)] == quiet
    await nothing_leaked(house, agent, "CANARY", "Okafor", WARNED, BREACHED)


async def test_s2_14_waiting_for_the_requester_pauses_and_s3_36_a_breach_goes_to_the_managers_privately(
    house, requester, agent, asked_on, says
):
    """S2-14: the card says so, and the answer moves the date. S3-36. "Why this date?" is told to who asks, alone."""
    ticket = await requester.open()
    await agent.presses(ticket, "take")
    await agent.presses(ticket, "ask", text="Depuis quand ?")
    for reader, words in ((requester, says["paused"]), (agent, SAYS["slack"]["paused"])):
        card = (await reader.sees(ticket))[0]
        assert words in card.words
        assert [moment for moment in card.moments if not is_at(moment, toronto(5, 10))] == []
    why = await requester.presses(ticket, "why")
    assert says["still paused"] in why
    assert SAYS["discord"]["still paused"] in await agent.presses(ticket, "why")

    await house.go_on(toronto(6, 12) + MARGIN / 2)
    assert await telling(agent, ticket, UNSOLVED) == []
    await requester.says(ticket, "Depuis hier")
    for reader in (requester, agent):
        assert any(is_at(moment, toronto(7, 12)) for moment in (await reader.sees(ticket))[0].moments)
    why = await requester.presses(ticket, "why")
    assert all(words in why for words in (says["hours"], says["waited"], "10\N{NO-BREAK SPACE}h"))
    for who in (NOAH if asked_on == "slack" else AMELIE, MAYA):
        assert not any(says["hours"] in seen.words for seen in await somebody(house, asked_on, who).everything())

    await house.go_on(before(toronto(7, 12)))
    assert await telling(agent, ticket, UNSOLVED) == []
    await house.go_on(after(toronto(7, 12)))
    (breach,) = await telling(agent, ticket, UNSOLVED)
    assert breach.mentions == {agent.who}
    manager = somebody(house, asked_on, MAYA)
    told = [seen for seen in await manager.everything() if ticket.reference in seen.words and is_direct(house, seen)]
    assert len(told) == 1
    assert is_at(told[0].moments[0], toronto(7, 12))
    await nothing_leaked(house, agent, UNSOLVED)


def is_direct(house, seen) -> bool:
    """Whether a message stands where one person reads it alone."""
    if "channel" in seen.raw:
        return house.slack.sandbox.workspace.channels[seen.raw["channel"]].is_im
    return house.discord.sandbox.guild.channels[seen.raw["channel_id"]].is_direct


# -- ladders


async def test_s3_32_a_solution_without_an_answer_is_reminded_of_and_closed_and_any_answer_ends_it(
    house, requester, agent, says
):
    """S3-32, S2-22: prompt, reminder after five business days, closing five after it; a follow-up is a new ticket."""
    confirmed, refused, silent = [await requester.open(title=f"Imprimante {name}") for name in "ABC"]
    for ticket in (confirmed, refused, silent):
        await agent.presses(ticket, "resolve", solution="Redémarrez.", nature="advice")
        assert {"confirm", "refuse"} <= (await requester.sees(ticket))[-1].verbs

    await house.go_on(before(toronto(12, 10)))
    assert len(await telling(requester, silent, says["reminder"])) == 1
    await house.go_on(after(toronto(12, 10)))
    reminders = [(await telling(requester, ticket, says["reminder"]))[1] for ticket in (confirmed, refused, silent)]
    for reminder in reminders:
        assert {"confirm", "refuse"} <= reminder.verbs
        assert requester.who in reminder.mentions
        assert is_at(reminder.moments[0], toronto(19, 10))

    await requester.presses(confirmed, "confirm", on=reminders[0])
    assert house.slack.ticket(confirmed.id).phase is Phase.CLOSED
    await requester.presses(refused, "refuse", on=reminders[1], reason="Toujours rien.")
    assert "Toujours rien." in await agent.reads(refused)
    (prompt,) = [seen for seen in (await requester.sees(refused))[1:] if "confirm" in seen.verbs]
    assert refused.reference in await requester.presses(refused, "confirm", on=prompt)  # too late: it says so
    assert house.slack.ticket(refused.id).phase is Phase.WORKING
    await agent.presses(refused, "resolve", solution="Remplacez.", nature="advice")
    said = len(await requester.sees(confirmed))

    await house.go_on(before(toronto(19, 10)))
    assert house.slack.ticket(silent.id).phase is Phase.RESOLVED
    await house.go_on(toronto(19, 11))
    assert house.slack.ticket(silent.id).phase is Phase.CLOSED
    assert len(await telling(requester, silent, says["closed"])) == 1
    closing = await offered_directly(house, requester, silent)
    assert house.slack.ticket(refused.id).phase is Phase.RESOLVED
    assert is_at((await requester.sees(refused))[-1].moments[0], toronto(27, 10))  # the 23rd is Good Friday

    await house.go_on(toronto(27, 11))
    assert house.slack.ticket(refused.id).phase is Phase.CLOSED
    assert len(await requester.sees(confirmed)) == said
    await thanks_after_the_end(house, requester, silent, closing, says)
    await nothing_leaked(house, agent)


async def offered_directly(house, requester, ticket):
    """What the requester is offered in their direct messages, where no thread is locked: a button for a follow-up."""
    told = [seen for seen in await requester.everything() if ticket.reference in seen.words and is_direct(house, seen)]
    (offer,) = [seen for seen in told if "followup" in seen.verbs]
    return offer


async def thanks_after_the_end(house, requester, ticket, closing, says) -> None:
    """S2-22: neither reopens it nor opens another; a follow-up is offered to them alone, and the button opens one.

    On Discord the thread of an ended ticket is locked: nothing is said or pressed there, and the button is elsewhere.
    """
    can_be_said = await requester.says(ticket, "Merci !")
    if can_be_said:
        offered = (await requester.sees(ticket))[-1]
        assert says["passed on"] in offered.words
        assert (offered.alone, offered.verbs) == (True, {"followup"})
    assert can_be_said == isinstance(requester, SlackSide)
    assert house.slack.ticket(ticket.id).phase is Phase.CLOSED
    assert house.discord.newest() is None
    await requester.presses(ticket, "followup", on=closing, description="Encore")
    follow_up = house.discord.newest()
    assert follow_up.follows == ticket.id
    assert ticket.reference in (await requester.sees(follow_up))[0].words


async def test_s3_33_a_question_without_an_answer_is_asked_twice_more_and_ends_the_ticket(
    house, requester, agent, says
):
    """S3-33: reminders after five and ten business days, and the end five after; an answer ends the ladder."""
    silent, answered = [await requester.open(title=f"Imprimante {name}") for name in "AB"]
    for ticket in (silent, answered):
        await agent.presses(ticket, "ask", text="Quel navigateur ?")
    await house.go_on(after(toronto(12, 10)))
    await requester.says(answered, "Firefox")
    (reminder,) = await telling(requester, silent, says["needed"])
    assert requester.who in reminder.mentions
    await house.go_on(after(toronto(19, 10)))
    _, reminder = await telling(requester, silent, says["needed"])
    assert is_at(reminder.moments[0], toronto(27, 10))  # the 23rd is Good Friday
    await house.go_on(before(toronto(27, 10)))
    assert house.slack.ticket(silent.id).phase is Phase.WAITING
    await house.go_on(after(toronto(27, 10)))
    assert house.slack.ticket(silent.id).phase is Phase.CANCELLED
    assert house.slack.ticket(answered.id).phase is Phase.WORKING
    assert len(await telling(requester, silent, says["cancelled"])) == 1
    await offered_directly(house, requester, silent)
    assert len(await telling(requester, answered, says["needed"])) == 1


# -- late, and across a restart


@CROSSING
async def test_what_was_due_while_the_desk_was_down_happens_once_when_it_is_back_and_says_that_it_is_late(
    rooms, policy, sqlite_url, agents_on, asked_on
):
    """What was fired and not yet sent arrives too; a third start finds nothing left to do."""
    async with sandboxes() as platforms:
        platforms.slack.workspace.clock.jump(toronto(5, 10).timestamp())
        async with a_desk(platforms, sqlite_url, rooms, **policy) as house:
            agent = await answering(house, agents_on)
            warned, solved = [await asking(house, asked_on).open(title=f"Imprimante {name}") for name in "AB"]
            await agent.presses(solved, "resolve", solution="Redémarrez.", nature="advice")
            house.house.deliver.platforms.clear()  # the network is down, and then the machine
            house.jump(after(toronto(5, 13)))
            await house.house.fire.tick()
            assert await telling(agent, warned, WARNED) == []
        platforms.slack.workspace.clock.jump(toronto(19, 10).timestamp())
        for _start in range(2):
            async with a_desk(platforms, sqlite_url, rooms, **policy) as house:
                await house.fire()
                agent, requester = await answering(house, agents_on), asking(house, asked_on)
                assert len(await telling(agent, warned, WARNED)) == 1
                breaches = [await telling(agent, warned, words) for words in (BREACHED, UNSOLVED)]
                assert [len(told) for told in breaches] == [1, 1]
                assert all(LATE in told[0].words for told in breaches)
                reminders = await telling(requester, solved, SAYS[asked_on]["reminder"])
                assert len(reminders) == 2  # the prompt, and one reminder: it is not closed in the same breath
                assert is_at(reminders[1].moments[0], toronto(27, 10))
                assert house.slack.ticket(solved.id).phase is Phase.RESOLVED
                await nothing_leaked(house, agent, LATE)


# -- the desk's own


async def test_s4_14_the_digest_comes_on_business_days_and_a_closing_day_is_announced_to_requesters(
    agents_on, rooms, policy, sqlite_url
):
    """S4-14: announced in every intake room one business day before; the digest is for the agents' room alone."""
    reason = LocalText(en="Inventory", fr="Inventaire")
    calendar = shipped(str(DEMO_POLICY)).calendars["faculty"]
    calendar = calendar.model_copy(update={"closed": {date(2035, 3, day): reason for day in (8, 9)}})
    schedule = SchedulePolicy(digest=time(8, 45), closing_notice=Span.parse("1d"))
    told = {**policy, "calendars": {"faculty": calendar}, "schedule": schedule}
    async with both_platforms(sqlite_url, rooms, at=toronto(5, 10), **told) as house:
        agent = await answering(house, agents_on)
        ticket = await asking(house, agents_on).open()

        async def saying(who, words, platform=agents_on):
            reader = agent if who is SAM else somebody(house, platform, who)
            seen = [each for each in await reader.everything() if words in each.words]
            return [each for each in seen if room_of(each) in (AGENT_ROOMS[platform], INTAKES[platform])]

        await house.go_on(before(toronto(6, 8, 45)))
        assert await saying(SAM, MORNING) == []
        await house.go_on(after(toronto(6, 8, 45)))
        (digest,) = await saying(SAM, MORNING)
        assert ticket.reference in digest.words
        assert room_of(digest) == AGENT_ROOMS[agents_on]

        await house.go_on(before(toronto(7, 8, 30)))
        assert await saying(NOAH, "Inventaire", "slack") == await saying(NOAH, "Inventaire", "discord") == []
        await house.go_on(after(toronto(7, 8, 30)))
        for platform in ("slack", "discord"):
            (announced,) = await saying(NOAH, "Inventaire", platform)
            assert room_of(announced) == INTAKES[platform]
            assert "du jeudi 8 mars au vendredi 9 mars" in announced.words
            assert announced.moments == (toronto(12, 8, 30),)

        await house.go_on(before(toronto(12, 8, 45)))
        assert len(await saying(SAM, MORNING)) == 2  # Tuesday and Wednesday; closed since
        await house.go_on(after(toronto(12, 8, 45)))
        assert len(await saying(SAM, MORNING)) == 3
        assert len(await saying(NOAH, "Inventaire")) == 1
        await nothing_leaked(house, agent, MORNING)


def room_of(seen) -> str:
    return seen.raw.get("channel") or seen.raw["channel_id"]


# -- bad input


@CROSSING
async def test_bad_input_comes_back_at_its_field_with_what_was_typed_or_is_refused_in_their_language(
    house, requester, agent, says
):
    """S3-27: `cadence` with "often", then with a day; `why 9999`; `report`, which is the staff's."""
    ticket = await requester.open()
    told, kept = await agent.fails(ticket, "cadence", every="often")
    assert "Write a whole number and a unit" in told
    assert "often" in kept
    assert house.slack.ticket(ticket.id).update_every == ""
    await agent.presses(ticket, "cadence", every="1d")
    assert house.slack.ticket(ticket.id).update_every == "1d"

    for reader, words in ((requester, says["unknown"]), (agent, SAYS["discord"]["unknown"])):
        answer = await reader.commands("why", number="9999")
        assert words in answer
        assert "9999" in answer
    assert "agents" in await requester.commands("report")

    await house.go_on(after(toronto(6, 10)))
    (asked,) = await telling(agent, ticket, "attend de vos nouvelles")
    assert "reply" in asked.verbs
    assert len(await requester.sees(ticket)) == 1
