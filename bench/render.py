"""Drawing a ticket's card: from its document to Block Kit, beside the same blocks through slack_sdk's models."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final

from bench import reference_blocks
from bench.payloads import TEAM, USER
from bench.rounds import Effort, Goal, Row, Tell, compared, interleaved
from chatdesk.adapters._slack.render import render
from chatdesk.adapters._slack.spans import Context
from chatdesk.core.cards import Card, internal_card
from chatdesk.core.delivery import Addressee
from chatdesk.core.document import InternalDocument
from chatdesk.core.model import Audience, Handle, Person, PersonId, Phase, Ticket, TicketId
from chatdesk.core.operations import OPERATIONS
from chatdesk.core.wording import Wording
from chatdesk.core.words import words_in
from chatdesk.demo import DEMO_POLICY
from chatdesk.desks.loader import load_policy

GOAL: Final = Goal(40.0, ">=")
NOW: Final = datetime(2026, 1, 5, 15, 40, tzinfo=UTC)
CARDS: Final = 1200
REFERENCE_CARDS: Final = 30


class NotTheSame(Exception):
    """The two sides do not draw the same blocks."""


def a_card() -> tuple[InternalDocument, Context]:
    """Return the agents' card of a new ticket, all its buttons on it, and what is needed to draw it."""
    policy, words = load_policy(str(DEMO_POLICY)), words_in("en")
    requester = Person(id=PersonId(1), name="Noah Clark", language="en")
    ticket = Ticket(
        id=TicketId(1001),
        reference="FAC-1001",
        product="other",
        kind="question",
        title="The projector of room B-204 stays dark",
        description="\n".join(["Since this morning. I changed the cable & the lamp is on."] * 4),
        status="new",
        phase=Phase.NEW,
        group="service_desk",
        requester=requester.id,
        opened_by=requester.id,
        opened_at=NOW,
        changed_at=NOW,
        platform="slack",
        workspace=TEAM,
        declared_priority="normal",
        respond_by=NOW + timedelta(hours=4),
        resolve_by=NOW + timedelta(days=3),
    )
    card = Card(
        ticket=ticket,
        requester=requester,
        assignee=None,
        wording=Wording(policy, words),
        operations={operation.verb: operation for operation in OPERATIONS},
    )
    people = {requester.id: Addressee(name=requester.name, handle=Handle("slack", TEAM, USER))}
    links = {(ticket.id, Audience.PUBLIC): "https://northwind.slack.test/archives/C0HELP/p1700000000000100"}
    return internal_card(card), Context(words, people, links)


async def run(effort: Effort, tell: Tell) -> list[Row]:
    """Draw the same card on both sides, once they are shown to draw the same."""
    document, context = a_card()
    _check(document, context)
    within = replace(context, audience=Audience.INTERNAL)
    sides = {
        "ours": partial(_rate, partial(render, document, context), effort.of(CARDS, 20)),
        "models": partial(_rate, partial(reference_blocks.card, document, within), effort.of(REFERENCE_CARDS, 2)),
    }
    rates = await interleaved(effort, sides, tell)
    return [compared("draw a card (per s), against slack_sdk.models", rates["ours"], rates["models"], GOAL)]


def _check(document: InternalDocument, context: Context) -> None:
    ours = render(document, context)
    theirs = reference_blocks.card(document, replace(context, audience=Audience.INTERNAL))
    if ours != theirs:
        raise NotTheSame(f"{ours}\n{theirs}")


async def _rate(draw: Callable[[], Any], times: int) -> float:
    started = time.perf_counter()
    for _ in range(times):
        draw()
    return times / (time.perf_counter() - started)
