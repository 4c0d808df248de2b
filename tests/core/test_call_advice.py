"""Advice to telephone: once the ticket exists, for the priorities that the policy says, with the hours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from chatdesk.core.calendar import Calendar, Opening
from chatdesk.core.call_advice import call_advice, closing_after
from chatdesk.core.document import Moment, lines_of
from chatdesk.core.policy_values import LocalText
from chatdesk.core.wording import Wording
from chatdesk.core.words import words_in
from tests.fakes.platform import text_of
from tests.fakes.world import AMELIE, INES, INTAKE, MONDAY, NOAH, World, faculty

CALL = LocalText(en="Call us at 555-0100, quoting {ticket}.", fr="Appelez-nous au 555-0100 en mentionnant {ticket}.")
CRITICAL = {"impact": "faculty", "urgency": "now"}


@pytest.fixture
def world(store):
    policy = faculty()
    critical = policy.priorities["critical"].model_copy(update={"call": CALL})
    return World(store, policy.model_copy(update={"priorities": {**policy.priorities, "critical": critical}}))


def card(world):
    (message,) = [one for one in world.slack.messages if one.room == INTAKE and not one.thread]
    return message


def receipt(world, who=AMELIE):
    return next(message for message in world.slack.messages if message.room == f"dm:{who.handle.user}")


def moments(message):
    return [span.at for line in lines_of(message.body) for span in line if isinstance(span, Moment)]


def opened(world, **answers):
    ticket = world.open(**answers)
    world.deliver()
    return ticket


def test_receipt_and_card_of_a_critical_ticket_advise_to_call_quoting_it(world):
    """S3-17, S4-9: FOR CRITICAL TICKETS A CALL IS RECOMMENDED, WITH THE NUMBER OF THE TICKET."""
    ticket = opened(world, **CRITICAL)
    for message in (card(world), receipt(world)):
        assert f"Appelez-nous au 555-0100 en mentionnant {ticket.reference}." in message.text


def test_other_tickets_get_no_advice(world):
    """S4-9: THE TELEPHONE IS FOR CRITICAL TICKETS ONLY."""
    opened(world)
    assert not any("555-0100" in message.text for message in world.slack.messages)


def test_a_ticket_that_is_qualified_as_critical_gets_the_advice_and_loses_it_again(world):
    """S4-9, S4-23: THE PRIORITY THAT COUNTS IS THE CONFIRMED ONE, ONCE THERE IS ONE."""
    ticket = opened(world)
    world.fill("qualify", INES, ticket, reason="Toute la faculté.", **CRITICAL)
    world.deliver()
    assert "555-0100" in card(world).text
    world.fill("qualify", INES, ticket, reason="Une personne.", impact="person", urgency="later")
    world.deliver()
    assert "555-0100" not in card(world).text


def test_no_form_gives_the_number_before_the_ticket_exists(world):
    """S4-11: CREATING A TICKET IS MANDATORY BEFORE CALLING."""
    form = world.press("open", AMELIE, rest="crm")
    assert "555-0100" not in repr(form)
    drawn = world.desk.view(
        lambda work: world.desk.operations["open"].form(work, {"product": "crm", "kind": "outage", **CRITICAL}),
        AMELIE,
        world.now,
    )
    assert "555-0100" not in repr(drawn)


def test_while_the_desk_is_open_it_says_until_when(world):
    """S4-12: CALLS IN OPENING HOURS; THE CARD STAYS TRUE WHEN THEY ARE OVER."""
    opened(world, **CRITICAL)
    assert "jusqu’à" in card(world).text
    assert MONDAY.replace(hour=21, minute=30) in moments(card(world))  # 16:30 in Toronto


def test_while_the_desk_is_closed_it_says_from_when(world):
    """S4-12, S4-13: OUTSIDE OF THE HOURS THE NEXT OPENING IS TOLD, AFTER THE WEEK-END TOO."""
    world.now = datetime(2026, 3, 6, 23, 0, tzinfo=UTC)  # a Friday evening; clocks change on Sunday
    opened(world, **CRITICAL)
    for message in (card(world), receipt(world)):
        assert "à partir de" in message.text
        assert datetime(2026, 3, 9, 12, 30, tzinfo=UTC) in moments(message)


def test_a_solved_ticket_advises_nothing(world):
    """S4-9: WHAT IS SOLVED NEEDS NO CALL."""
    ticket = opened(world, **CRITICAL)
    world.fill("resolve", INES, ticket, solution="Redémarrez.", nature="advice")
    world.deliver()
    assert "555-0100" not in card(world).text


def test_agents_are_not_told_to_call_themselves(world):
    """S3-17: THE ADVICE IS THE REQUESTER'S, AND SHOWS NO AGENT."""
    opened(world, **CRITICAL)
    assert not any("555-0100" in message.text for message in world.slack.messages if message.room == "C0DESK")
    assert "CANARY" not in card(world).text + receipt(world).text


@pytest.mark.parametrize(("who", "told"), [(AMELIE, "Appelez-nous"), (NOAH, "Call us")])
def test_the_advice_speaks_the_requesters_language(world, who, told):
    """S3-17: THE ADVICE IS READ IN THE REQUESTER'S OWN LANGUAGE."""
    world.fill("open", who, product="other", kind="question", title="T", description="D", **CRITICAL)
    world.deliver()
    assert told in card(world).text
    assert told in receipt(world, who).text


DAY = (Opening.parse("8:00-12:00"), Opening.parse("12:00-18:00"))


def test_openings_that_follow_one_another_close_once():
    """S4-12: A DAY IN TWO PARTS WITHOUT A BREAK CLOSES AT ITS END."""
    calendar = Calendar(zone="UTC", week={0: DAY})
    assert closing_after(calendar, MONDAY.replace(hour=9)) == MONDAY.replace(hour=18)


def test_a_shift_of_the_night_closes_in_the_morning():
    """S3-7: AN EXTENDED SERVICE MAY RUN PAST MIDNIGHT."""
    calendar = Calendar(zone="UTC", week={0: (Opening.parse("22:00-6:00"),)})
    tuesday = MONDAY + timedelta(days=1)
    assert closing_after(calendar, tuesday.replace(hour=2)) == tuesday.replace(hour=6)


def test_a_desk_that_never_closes_gives_no_hours(world):
    """S3-17: WHERE THE TELEPHONE IS ALWAYS ANSWERED NO HOURS ARE TOLD."""
    ticket = opened(world, **CRITICAL)
    always = Calendar(zone="UTC", week=dict.fromkeys(range(7), (Opening.parse("0:00-24:00"),)))
    advice = call_advice(ticket, Wording(world.policy, words_in("en")), always, world.now)
    assert len(advice) == 1


def test_the_words_of_the_card_are_whole(world):
    """S3-17: THE ADVICE IS ON THE CARD ONCE."""
    opened(world, **CRITICAL)
    assert text_of(card(world).body).count("555-0100") == 1
