"""What we send to Discord fits its own published OpenAPI: what really leaves on the wire, and the longest we can draw.

`discord_openapi.json` holds the schemas that our bodies reach; it names the npm package and version it was made from.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from discord_house import AMELIE, HELP, INES, NOAH, discord_house
from test_discord_registry import LONGEST, longest_ticket
from test_discord_story import private_faculty

from chatdesk.adapters._context import Context
from chatdesk.adapters._discord.commands import commands
from chatdesk.adapters._discord.forms import answered, choice_rows, plan_of, render_modal
from chatdesk.adapters._discord.platform import delivery_to_payload
from chatdesk.adapters._discord.render import render
from chatdesk.adapters._discord.responses import Response, Way, whispered, words_only
from chatdesk.adapters._discord.steps import Does, Step
from chatdesk.adapters._discord.telling import Telling
from chatdesk.core.errors import DeskError
from chatdesk.core.forms import Form
from chatdesk.core.operations import OPERATIONS
from chatdesk.core.posts import InternalCard, PublicCard
from chatdesk.core.words import words_in
from chatdesk.store.store import SqlStore
from tests.fakes import world as someone
from tests.fakes.world import World

jsonschema = pytest.importorskip("jsonschema", reason="no validator: pip install jsonschema")

DATA = Path(__file__).with_name("discord_openapi.json")
pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(not DATA.exists(), reason=f"Discord's schemas are not here: {DATA.name}"),
]

COMMANDS = "PUT /applications/{application_id}/guilds/{guild_id}/commands"
CALLBACK = "POST /interactions/{interaction_id}/{interaction_token}/callback"
FOLLOW_UP = "POST /webhooks/{webhook_id}/{webhook_token}"
ORIGINAL = "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original"
SEND = "POST /channels/{channel_id}/messages"
EDIT = "PATCH /channels/{channel_id}/messages/{message_id}"
THREAD = "POST /channels/{channel_id}/messages/{message_id}/threads"
CHANGE = "PATCH /channels/{channel_id}"
MENU = 3


class Spec:
    """The schema of each route."""

    def __init__(self) -> None:
        told = json.loads(DATA.read_text(encoding="utf-8"))
        self.routes = {
            route: jsonschema.Draft202012Validator({**schema, "$defs": told["$defs"]})
            for route, schema in told["routes"].items()
        }
        self.patterns = {route: re.compile(re.sub(r"\{\w+\}", "[^/]+", route)) for route in self.routes}
        self.seen: set[str] = set()

    def check(self, route, body) -> None:
        self.seen.add(route)
        if not self.routes[route].is_valid(body):
            best = jsonschema.exceptions.best_match(self.routes[route].iter_errors(body))
            pytest.fail(f"{route}: {best.json_path}: {best.message}"[:2000])

    def check_call(self, call) -> None:
        """Check a call that the sandbox logged; what it carries besides its path is its body."""
        body = {name: value for name, value in call.args.items() if f"{{{name}}}" not in call.route}
        if call.method == "GET" or not body:
            return
        told = f"{call.method} {call.path}"
        route = next((name for name, pattern in self.patterns.items() if pattern.fullmatch(told)), None)
        assert route is not None, f"nothing tells what {told} takes"
        self.check(route, body["items"] if route == COMMANDS else body)


@pytest.fixture
def spec():
    return Spec()


@pytest.fixture
def world(sqlite_url):
    store = SqlStore(sqlite_url)
    yield World(store)
    store.close()


# -- what really leaves
async def test_everything_that_leaves_in_the_life_of_a_ticket_fits(spec, sqlite_url):
    async with discord_house(sqlite_url) as house:
        ticket = await house.open(AMELIE)
        thread = house.place(ticket).thread
        await house.press(INES, await house.card(INES, ticket, "internal"), "take")
        form = await house.press(INES, await house.card(INES, ticket, "internal"), "status")
        assert form["modal"] is not None
        await house.act.say(as_=AMELIE, channel=thread, content="Toujours en panne")
        form = await house.press(INES, await house.card(INES, ticket, "internal"), "reply")
        shown = await house.fill(INES, form, text="Changez le toner.")
        await house.press(INES, shown["message"], "send")
        typed = {"as_": INES, "channel": HELP, "focused": "number", "options": {"number": ""}}
        await house.act.autocomplete(name="ticket show", **typed)
        said = (await house.act.say(as_=NOAH, channel=HELP, content="Broken again"))["message"]
        await house.act.react(as_=AMELIE, channel=HELP, message=said["id"], emoji="🎫")
        await house.act.message_command(as_=NOAH, channel=HELP, name="Open a ticket", target=said["id"])
        form = await house.press(INES, await house.card(INES, ticket, "internal"), "resolve")
        await house.fill(INES, form, solution="Toner remplacé", nature=["advice"])
        await house.settled()
        await house.press(AMELIE, (await house.history(AMELIE, thread))[-1], "confirm")
        await house.settled()
        for call in house.sandbox.calls:
            spec.check_call(call)
    assert {COMMANDS, CALLBACK, SEND, EDIT, THREAD, CHANGE, "POST /users/@me/channels"} == spec.seen


async def test_a_private_thread_fits(spec, sqlite_url):
    async with discord_house(sqlite_url, policy=private_faculty()) as house:
        await house.open(AMELIE)
        for call in house.sandbox.calls:
            spec.check_call(call)
    assert "POST /channels/{channel_id}/threads" in spec.seen


async def test_answers_that_come_late_fit(spec, sqlite_url):
    async with discord_house(sqlite_url) as house:
        ticket = await house.open(AMELIE)
        house.face.router._telling = Telling(house.face.rest, in_time=0)
        await house.command(AMELIE, "ticket list")
        await house.press(INES, await house.card(INES, ticket, "internal"), "resolve")
        await house.settled()
        for call in house.sandbox.calls:
            spec.check_call(call)
    assert {ORIGINAL, FOLLOW_UP} <= spec.seen


# -- the longest that can be drawn
def test_every_command_fits(spec):
    spec.check(COMMANDS, commands(OPERATIONS))


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.verb)
@pytest.mark.parametrize("who", [someone.AMELIE, someone.NOAH, someone.SAMUEL], ids=["fr", "en", "agent"])
def test_what_every_operation_shows_fits(spec, world, operation, who):
    ticket = longest_ticket(world, someone.AMELIE if who is someone.SAMUEL else who)
    try:
        shown = world.press(operation.verb, who, ticket if operation.about_ticket else "", rest=LONGEST)
    except (DeskError, ValueError):
        return
    if isinstance(shown, Form):
        for way, payload in answers_with(shown, words_in(who.language)):
            spec.check(CALLBACK, Response(way, payload).to_json())
    elif shown.document is not None:
        payload = whispered(render(shown.document, Context(words_in(who.language))))
        spec.check(CALLBACK, Response(Way.MESSAGE, payload).to_json())
        spec.check(FOLLOW_UP, payload)


def answers_with(form, words):
    """Give each answer that shows a form: its lists, and its modals."""
    plan, known = plan_of(form), answered(form, {})
    pick = Step(does=Does.PICK, verb=form.verb, ticket=form.ticket, key="0123456789ab")
    lists = whispered(words_only("…", choice_rows(plan, pick, known)))
    yield from ((Way.MESSAGE, lists), (Way.UPDATE, lists))
    for page in range(len(plan.pages)):
        step = Step(does=Does.PAGE, verb=form.verb, ticket=form.ticket, page=page, key="0123456789ab")
        yield Way.MODAL, render_modal(form, plan, step, known, words)


@pytest.mark.parametrize("who", [someone.AMELIE, someone.NOAH], ids=["fr", "en"])
def test_the_longest_cards_fit(spec, world, who):
    ticket = longest_ticket(world, who)
    for post in (PublicCard(ticket=ticket.id), InternalCard(ticket=ticket.id)):
        payload = delivery_to_payload(world.compose(post))
        assert MENU in {row["components"][0]["type"] for row in payload["components"]}
        spec.check(SEND, {**payload, "nonce": "k", "enforce_nonce": True})
        spec.check(EDIT, payload)


# -- the schemas themselves
@pytest.mark.parametrize(
    ("route", "body"),
    [
        (SEND, {"content": "x" * 4001}),
        (SEND, {"content": "x", "colour": 1}),
        (SEND, {"components": [{"type": 1, "components": [{"type": 2, "style": 1, "label": "x" * 81}]}]}),
        (SEND, {"components": [{"type": 1, "components": [{"type": 3, "custom_id": "menu:0", "options": []}]}]}),
        (SEND, {"embeds": [{"title": "x" * 257}]}),
        (CALLBACK, {"type": 4, "data": {"content": "x" * 2001}}),
        (CALLBACK, {"type": 9, "data": {"custom_id": "x", "title": "x" * 46, "components": []}}),
        (COMMANDS, [{"name": "x" * 33, "description": "x"}]),
        (THREAD, {"name": ""}),
        (THREAD, {"name": "x", "auto_archive_duration": 7}),
        (CHANGE, {"archived": "yes"}),
    ],
)
def test_what_discord_does_not_take_does_not_fit(spec, route, body):
    assert not spec.routes[route].is_valid(body)
