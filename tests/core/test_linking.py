"""Linking: one person with accounts on two platforms, by a code that is good once and for ten minutes."""

from __future__ import annotations

import pytest

from chatdesk.core.document import Paragraph, PublicDocument
from chatdesk.core.errors import CodeUnknown, FormRejected
from chatdesk.core.model import Handle
from chatdesk.core.ports import Profile
from chatdesk.core.posts import RequesterNotice
from tests.fakes.platform import text_of
from tests.fakes.world import AMELIE, INES, NOAH

ELSEWHERE = Profile(handle=Handle("discord", "G1", "7001"), name="amelie", language="fr")


def code_of(reply) -> str:
    return next(word for word in text_of(reply.document).split() if word.isupper() and len(word) == 8)


def test_a_code_from_one_platform_makes_both_accounts_one_person_with_all_their_tickets(world):
    here = world.open(AMELIE)
    there = world.open(ELSEWHERE)
    code = code_of(world.press("link", AMELIE))
    world.fill("join", ELSEWHERE, code=code.lower())
    shown = text_of(world.press("list", AMELIE).document)
    assert here.reference in shown
    assert there.reference in shown
    assert world.press("list", ELSEWHERE).document == world.press("list", AMELIE).document
    assert world.ticket(there.id).requester == world.ticket(here.id).requester


def test_a_code_is_good_once_and_for_ten_minutes(world):
    code = code_of(world.press("link", AMELIE))
    world.fill("join", ELSEWHERE, code=code)
    with pytest.raises(FormRejected) as caught:
        world.fill("join", NOAH, code=code)
    late = code_of(world.press("link", AMELIE))
    world.advance(minutes=11)
    with pytest.raises(FormRejected) as caught:
        world.fill("join", NOAH, code=late)
    with pytest.raises(FormRejected) as caught:
        world.fill("join", NOAH, code="NONSENSE")
    assert isinstance(caught.value.fields["code"], CodeUnknown)


def test_what_both_had_is_kept_once_and_membership_travels(world):
    ticket = world.open(NOAH)
    for who in (AMELIE, ELSEWHERE):
        world.press("list", who)
        world.fill("watch", NOAH, ticket, people=(AMELIE.handle, ELSEWHERE.handle))
    code = code_of(world.press("link", AMELIE))
    world.fill("join", ELSEWHERE, code=code)
    with world.store.read() as unit:
        assert len(unit.participants(ticket.id)) == 1
    agents = code_of(world.press("link", INES))
    world.fill("join", ELSEWHERE, code=agents)
    assert world.press("queue", ELSEWHERE).document is not None


def test_whose_account_it_is_is_said_before_anything_is_shared(world):
    code = code_of(world.press("link", AMELIE))
    form = world.press("join", ELSEWHERE, rest=code)
    assert "Amélie Roy" in form.intro
    assert form.fields[0].initial == code


def test_what_either_was_asked_before_is_not_asked_again(world):
    for who, facts in ((AMELIE, {"phone": "1234"}), (ELSEWHERE, {"phone": "9999", "unit": "Law"})):
        world.press("list", who)
        world.open(who)
        with world.store.begin() as unit:
            unit.remember(unit.see(who, "fr").id, facts)
    world.fill("join", ELSEWHERE, code=code_of(world.press("link", AMELIE)))
    with world.store.read() as unit:
        person = unit.see(ELSEWHERE, "fr")
    assert person.name
    assert dict(person.facts) == {"phone": "1234", "unit": "Law"}


def test_notices_that_wait_for_one_account_are_sent_to_the_other(world):
    body = PublicDocument((Paragraph(("Bonjour",)),))
    with world.store.begin() as unit:
        unit.post(RequesterNotice(person=unit.see(ELSEWHERE, "fr").id, body=body))
    world.press("list", AMELIE)
    world.open(AMELIE)
    world.fill("join", ELSEWHERE, code=code_of(world.press("link", AMELIE)))
    world.deliver()
    assert next(m.text.strip() for m in world.slack.in_room("dm:U0AMELIE")) == "Bonjour"
    assert world.outbox.dead_letters(5) == ()
