"""The whole life of a ticket, through unmodified slack-bolt, over signed HTTP and over Socket Mode."""

from __future__ import annotations

import pytest

from chatdesk.core.model import Phase
from chatdesk.core.policy_desk import Threads
from tests.fakes.wire_house import AMELIE, DESK, HELP, INES, NOAH, wire_house, words_of

pytestmark = pytest.mark.anyio


async def test_open_take_note_reply_resolve_confirm_closed(house):
    ticket = await house.open(AMELIE, title="Imprimante", description="Elle clignote")
    public = await house.card(AMELIE, HELP, ticket.reference)
    internal = await house.card(INES, DESK, ticket.reference)
    receipts = await house.history(AMELIE, "D0AMELIE")
    assert ticket.reference in words_of(receipts[-1])
    assert f"/archives/{HELP}/p{public['ts'].replace('.', '')}" in str(receipts[-1]["blocks"])

    await house.press(INES, internal, "take")
    await house.settled()
    assert house.ticket(ticket.id).phase is Phase.WORKING
    assert "Inès Martel" in words_of(await house.card(INES, DESK, ticket.reference))

    await house.act.say(as_=INES, channel=DESK, text="CANARY toner", thread_ts=internal["ts"])
    await house.act.say(as_=AMELIE, channel=HELP, text="Toujours en panne", thread_ts=public["ts"])
    await house.settled()
    assert "Toujours en panne" in words_of(await house.thread(INES, DESK, internal["ts"]))
    assert "CANARY" not in words_of(await house.thread(AMELIE, HELP, public["ts"]))

    form = await house.press(INES, internal, "reply")
    previewed = await house.submit(INES, form["opened"], text="Changez le toner.")
    assert not previewed["closed"]
    assert "Changez le toner." in words_of(previewed["view"])
    sent = await house.submit(INES, previewed["view"], text="Changez le toner.")
    assert sent["errors"] is None
    await house.settled()
    answer = (await house.thread(AMELIE, HELP, public["ts"]))[-1]
    assert "Changez le toner." in words_of(answer)
    assert "Inès" not in words_of(answer)

    form = await house.press(INES, internal, "resolve")
    await house.submit(INES, form["opened"], solution="Toner remplacé", nature=form_choice(form["opened"], "nature"))
    await house.settled()
    prompt = (await house.thread(AMELIE, HELP, public["ts"]))[-1]
    assert "Toner remplacé" in words_of(prompt)

    await house.press(AMELIE, prompt, "confirm")
    await house.settled()
    assert house.ticket(ticket.id).phase is Phase.CLOSED
    thread = await house.thread(AMELIE, HELP, public["ts"])
    assert not any("do:confirm" in str(message) for message in thread)

    await house.act.say(as_=AMELIE, channel=HELP, text="Merci !", thread_ts=public["ts"])
    await house.settled()
    offer = (await house.thread(AMELIE, HELP, public["ts"]))[-1]
    assert offer["is_ephemeral"]
    form = await house.press(AMELIE, offer, "followup")
    assert ticket.reference in words_of(form["opened"])


def form_choice(view: dict, field: str) -> str:
    block = next(block for block in view["blocks"] if block.get("block_id") == field)
    return block["element"]["options"][0]["value"]


async def test_a_private_desk_keeps_the_whole_thread_in_direct_messages(sqlite_url, tmp_path):
    async with wire_house(tmp_path, database_url=sqlite_url, threads=Threads.PRIVATE) as house:
        ticket = await house.open(AMELIE, title="Confidentiel")
        assert house.house.outbox.dead_letters(10) == ()
        assert "Confidentiel" not in words_of(await house.history(NOAH, HELP))
        card = await house.card(AMELIE, "D0AMELIE", f"{ticket.reference} · ")
        await house.act.say(as_=AMELIE, channel="D0AMELIE", text="Entre nous", thread_ts=card["ts"])
        await house.settled()
        internal = await house.card(INES, DESK, ticket.reference)
        assert "Entre nous" in words_of(await house.thread(INES, DESK, internal["ts"]))
