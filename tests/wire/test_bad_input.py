"""What bad input gets, over the wire: a clear message in the person's language, and nothing changed."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from chatdesk.core.model import Phase
from tests.fakes.wire_house import AMELIE, DESK, HELP, INES, NOAH, SAM, words_of

pytestmark = pytest.mark.anyio

HOSTILE = "<!channel> @here <@U0INES> &<>\u202eabc 🎫 *bold* `code` " + "x" * 2000


async def test_a_form_with_errors_comes_back_with_the_message_at_the_field_and_everything_typed(socket_house):
    house = socket_house
    opened = (await house.command(AMELIE, "/ticket"))["opened"]
    answer = await house.submit(AMELIE, opened, product="other", kind="question", title="   ", description="ici")
    assert answer["errors"] == {"title": "Veuillez remplir ce champ."}
    assert not answer["closed"]
    again = await house.submit(AMELIE, opened, product="other", kind="question", title="Là", description="ici")
    assert again["closed"]


async def test_hostile_text_is_stored_whole_and_never_live(socket_house):
    house = socket_house
    ticket = await house.open(AMELIE, title="<!here> & co", description=HOSTILE)
    assert house.ticket(ticket.id).description == HOSTILE
    await house.press(INES, await house.card(INES, DESK), "take")
    form = await house.press(INES, await house.card(INES, DESK), "ask")
    await house.submit(INES, form["opened"], text=HOSTILE)
    await house.settled()
    posted = [m for c in house.sandbox.workspace.channels.values() for m in c.messages.values() if m.get("bot_id")]
    assert len(posted) >= 4
    live = {mention for message in posted for mention in message.get("_live_mentions", ())}
    assert live <= {f"@{AMELIE}"}


async def test_forty_thousand_characters_in_a_thread_are_kept_and_shown_cut_with_a_link(socket_house):
    house = socket_house
    ticket = await house.open(AMELIE)
    card = await house.card(AMELIE, HELP, ticket.reference)
    text = "a" * 40_000
    said = await house.act.say(as_=AMELIE, channel=HELP, text=text, thread_ts=card["ts"])
    assert said["ok"], said
    await house.settled()
    internal = await house.card(INES, DESK, ticket.reference)
    shown = (await house.thread(INES, DESK, internal["ts"]))[-1]
    assert len(words_of(shown)) < 12_000
    assert f"p{said['ts'].replace('.', '')}" in str(shown["blocks"])


async def test_an_unknown_ticket_verb_or_number_is_told_privately_in_both_languages(socket_house):
    house = socket_house
    for who, word in ((AMELIE, "Je"), (NOAH, "I ")):
        for text in ("/ticket show 9999", "/ticket frobnicate", "/ticket show", "/ticket take 9999"):
            answer = await house.command(who, text)
            assert answer["opened"] is None
            assert answer["reply"] is not None, text
        assert word in words_of((await house.command(who, "/ticket frobnicate"))["reply"])


async def test_a_verb_that_is_not_for_this_person_changes_nothing(socket_house):
    house = socket_house
    ticket = await house.open(AMELIE)
    answer = await house.command(AMELIE, f"/ticket take {ticket.id}")
    assert "agents" in words_of(answer["reply"])
    assert house.ticket(ticket.id) == ticket


async def test_two_people_press_at_once_and_the_second_is_told_who_was_first(socket_house):
    house = socket_house
    ticket = await house.open(AMELIE)
    card = await house.card(INES, DESK, ticket.reference)
    await asyncio.gather(*(house.press(who, card, "take") for who in (INES, SAM)))
    await house.settled()
    with house.house.desk.desk.store.read() as unit:
        name = unit.person(house.ticket(ticket.id).assignee).name
    first, late = (INES, SAM) if name == "Inès Martel" else (SAM, INES)
    told = {who: words_of([m for m in await seen(house, who) if m.get("is_ephemeral")]) for who in (first, late)}
    assert "is already with" not in told[first]
    assert "déjà" not in told[first]
    assert f"{ticket.reference} " in told[late]
    assert name in told[late]


async def seen(house, who):
    """Everything that somebody sees in the agents' room, threads included."""
    roots = await house.history(who, DESK)
    threads = [await house.thread(who, DESK, root["ts"]) for root in roots if not root.get("is_ephemeral")]
    return [*roots, *(message for thread in threads for message in thread)]


async def test_a_form_submitted_for_a_ticket_that_changed_meanwhile_is_refused_with_the_reason(socket_house):
    house = socket_house
    ticket = await house.open(AMELIE)
    form = await house.press(INES, await house.card(INES, DESK), "resolve")
    cancelled = await house.press(SAM, await house.card(SAM, DESK), "cancel")
    await house.submit(SAM, cancelled["opened"], reason="Doublon")
    nature = next(iter(house.house.desk.desk.policy.natures))
    answer = await house.submit(INES, form["opened"], solution="Trop tard", nature=nature)
    assert "Annulé" in str(answer["errors"])
    assert house.ticket(ticket.id).phase is Phase.CANCELLED


async def test_a_refusing_platform_loses_nothing(socket_house):
    house = socket_house
    await house.act.channel(channel=HELP, do="archive")
    opened = (await house.command(AMELIE, "/ticket", channel="C0TALK"))["opened"]
    answer = await house.submit(AMELIE, opened, product="other", kind="question", title="Perdu ?", description="Non")
    assert answer["closed"]
    await house.settled()
    (letter,) = house.house.outbox.dead_letters(10)
    assert (letter.kind, letter.reason) == ("public_card", "is_archived")
    assert "Perdu ?" in words_of((await house.command(AMELIE, "/ticket list", channel="C0TALK"))["reply"])
    await house.act.channel(channel=HELP, do="unarchive")
    assert house.house.outbox.revive(letter.id, house.now())
    await house.settled()
    assert "Perdu ?" in words_of(await house.card(AMELIE, HELP))


async def test_a_revoked_token_makes_posts_wait(socket_house):
    house = socket_house
    ticket = await house.open(AMELIE)
    card = await house.card(AMELIE, HELP, ticket.reference)
    await house.act.revoke()
    await house.act.say(as_=AMELIE, channel=HELP, text="Pendant la panne", thread_ts=card["ts"])
    await house.house.deliver.finish()
    assert house.house.outbox.waiting() > 0
    await house.act.restore()
    await house.settled()
    internal = await house.card(INES, DESK, ticket.reference)
    assert "Pendant la panne" in words_of(await house.thread(INES, DESK, internal["ts"]))
    assert house.house.outbox.dead_letters(10) == ()


@pytest.mark.parametrize("kind", ["rate_limited", "error_before", "error_after", "drop_before", "drop_after"])
async def test_every_post_arrives_exactly_once_whatever_the_network_does(socket_house, kind):
    house = socket_house
    ticket = await house.open(AMELIE)
    public = await house.card(AMELIE, HELP, ticket.reference)
    internal = await house.card(INES, DESK, ticket.reference)
    await house.act.fault(method="chat.postMessage", kind=kind, times=2, retry_after=1)
    for number in range(3):
        await house.act.say(as_=AMELIE, channel=HELP, text=f"Message {number}", thread_ts=public["ts"])
    await house.settled()
    thread = await house.thread(INES, DESK, internal["ts"])
    told = [words_of(message) for message in thread[1:]]
    assert [next(n for n in range(3) if f"Message {n}" in text) for text in told] == [0, 1, 2]


async def test_a_slack_event_told_again_is_one_comment(socket_house):
    house = socket_house
    ticket = await house.open(AMELIE)
    card = await house.card(AMELIE, HELP, ticket.reference)
    said = await house.act.say(as_=AMELIE, channel=HELP, text="Une fois", thread_ts=card["ts"])
    for delivery in said["deliveries"]:
        await house.act.redeliver(delivery_id=delivery["id"], retry_num=1, reason="http_timeout")
    await house.settled()
    internal = await house.card(INES, DESK, ticket.reference)
    assert len(await house.thread(INES, DESK, internal["ts"])) == 2


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Slack-Request-Timestamp": "abc", "X-Slack-Signature": "v0=" + "0" * 64},
        {"X-Slack-Request-Timestamp": "1e3", "X-Slack-Signature": "v0=" + "0" * 64},
        {"X-Slack-Request-Timestamp": "", "X-Slack-Signature": ""},
        {"X-Slack-Request-Timestamp": "1700000000", "X-Slack-Signature": "v0=" + "0" * 64},
    ],
)
async def test_a_bad_signature_is_401_without_a_word_of_the_body(http_house, headers, caplog, capsys):
    async with httpx.AsyncClient() as client:
        answer = await client.post(http_house.sandbox.request_url, content=b"payload=CANARYBODY", headers=headers)
    assert answer.status_code == 401
    assert "Traceback" not in answer.text
    logged = caplog.text + "".join(capsys.readouterr())
    assert "CANARYBODY" not in logged
