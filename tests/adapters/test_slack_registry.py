"""Every form, card and page of the real registry, as Slack takes it: in both languages, at the longest texts."""

import itertools
import re
import shutil
from dataclasses import replace
from types import SimpleNamespace

import pytest
from slack_kit import check_blocks, check_view

from chatdesk.adapters._asking import Asking
from chatdesk.adapters._context import Context
from chatdesk.adapters._slack.forms import render_form, render_notice
from chatdesk.adapters._slack.platform import delivery_to_content
from chatdesk.adapters._slack.render import render, render_home
from chatdesk.adapters.slack import slack_manifest
from chatdesk.core.errors import DeskError
from chatdesk.core.forms import Form
from chatdesk.core.model import Attachment, Origin
from chatdesk.core.operation import Invocation, Reply, Surface
from chatdesk.core.operations import OPERATIONS
from chatdesk.core.policy_desk import Threads
from chatdesk.core.posts import InternalCard, PublicCard
from chatdesk.core.views import home
from chatdesk.core.words import words_in
from chatdesk.sandbox.slack.manifest import Manifest
from chatdesk.store.store import SqlStore
from tests.fakes.world import AMELIE, INES, MAYA, NOAH, SAMUEL, World, faculty, person

LONGEST = "<!channel> *Ä* 👩‍👩‍👧‍👦 " * 1000


@pytest.fixture
def world(sqlite_url):
    store = SqlStore(sqlite_url)
    yield World(store)
    store.close()


@pytest.fixture(scope="module")
def with_tickets(sqlite_template, tmp_path_factory):
    """A database with a ticket of each requester: every test has its own copy of it."""
    path = shutil.copy(sqlite_template, tmp_path_factory.mktemp("tickets") / "desk.db")
    store = SqlStore(f"sqlite:///{path}")
    world = World(store)
    tickets = {who: longest_ticket(world, who) for who in (AMELIE, NOAH)}
    store.close()
    return path, tickets


def longest_ticket(world, who):
    return world.open(who, title=LONGEST[:150], description=LONGEST[:3000])


def check_shown(shown, who) -> None:
    """What an operation answered, as Slack gets it: a form, an answer, what a message turns into, or a silent yes."""
    words = words_in(who.language)
    if isinstance(shown, Form):
        check_view(render_form(shown, words))
        return
    assert isinstance(shown, Reply)
    for document in (shown.document, shown.becomes):
        if document is not None:
            check_blocks(render(document, Context(words)))
            check_view(render_notice(LONGEST, document, Context(words)))
    if shown.form is not None:
        check_view(render_form(shown.form, words))


def check_told(error, who) -> None:
    told = Asking(SimpleNamespace(desk=DESK_OF_WORDS), "slack").told(error, who)
    assert len(told.body.blocks[0].line[0]) > 5
    check_blocks(render(told.body, told.context))


DESK_OF_WORDS = SimpleNamespace(
    language_of=lambda actor: actor.language, operations={one.verb: one for one in OPERATIONS}
)


HEARD = ("revise", "retract")
"""What a message means that was edited or deleted: nobody presses or types these."""


@pytest.mark.parametrize(
    "operation", [one for one in OPERATIONS if one.verb not in HEARD], ids=lambda operation: operation.verb
)
@pytest.mark.parametrize("rest", [LONGEST, ""], ids=["longest", "bare"])
@pytest.mark.parametrize("who", [AMELIE, NOAH, SAMUEL, INES], ids=["fr", "en", "agent-en", "agent-fr"])
def test_every_operation_shows_something_that_slack_takes(with_tickets, tmp_path, operation, who, rest):
    """A form, an answer or a refusal: an error of any other kind is a fault of ours."""
    path, tickets = with_tickets
    ticket = tickets[{SAMUEL: NOAH, INES: AMELIE}.get(who, who)]
    store = SqlStore(f"sqlite:///{shutil.copy(path, tmp_path / 'desk.db')}")
    world = World(store, again=True)
    try:
        shown = world.press(operation.verb, who, ticket if operation.about_ticket else "", rest=rest)
    except DeskError as refusal:
        check_told(refusal, who)
    else:
        check_shown(shown, who)
    finally:
        store.close()


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("threads", list(Threads))
@pytest.mark.parametrize("discloses", [False, True])
def test_everything_that_is_posted_in_a_tickets_life_is_what_slack_takes(  # noqa: PLR0915 - a life is long
    sqlite_url, language, threads, discloses
):
    """Cards, receipts, answers, prompts, asides, notices, panels and copies, each at the longest texts."""
    requester, agent, other = (AMELIE, INES, SAMUEL) if language == "fr" else (NOAH, SAMUEL, INES)
    store = SqlStore(sqlite_url)
    world = World(store, faculty(language=language, threads=threads, discloses_agents=discloses))
    long = LONGEST[:3000].strip()
    said = itertools.count()

    def pressed(verb, who, ticket="", **more):
        check_shown(world.press(verb, who, ticket, **more), who)

    def filled(verb, who, ticket, **answers):
        reply = world.fill(verb, who, ticket, **answers)
        check_shown(reply, who)
        world.deliver()
        return reply

    def say(who, audience):
        world.say(who, world.thread(ticket, audience), f"{next(said)} {LONGEST}", attachments=FILES)
        world.deliver()

    def resolve():
        filled("resolve", agent, ticket, solution=long, nature=next(iter(world.policy.natures)))

    pressed("panel", agent, rest="crm")
    quoted = Origin(platform="slack", room="C9", message="17.1", link="https://chat.test/C9/17.1")
    offer = Invocation(verb="offer", actor=requester, event=world.event(), room="C9", thread="17.1", quoted=quoted)
    check_shown(world.desk.invoke(replace(offer, quoted_text=LONGEST), world.now), requester)
    ticket = longest_ticket(world, requester)
    world.deliver()
    filled("watch", requester, ticket, people=(MAYA.handle if discloses else OTHER.handle,))
    filled("collaborate", agent, ticket, people=(other.handle, EXPERT.handle))
    pressed("take", agent, ticket)
    filled("assign", agent, ticket, assignee=option_of(world, "assign", agent, ticket, "assignee"))
    filled("qualify", agent, ticket, impact="faculty", urgency="now", reason=long)
    filled("transfer", agent, ticket, group="applications", reason=long)
    for audience, who in (("public", requester), ("internal", agent), ("public", agent)):
        say(who, audience)
    filled("ask", agent, ticket, text=long)
    filled("comment", requester, ticket, text=long)
    filled("note", agent, ticket, text=long)
    step = filled("reply", agent, ticket, text=long)
    filled("reply", agent, ticket, text=long, hidden=step.form.hidden)
    resolve()
    filled("refuse", requester, ticket, reason=long)
    resolve()
    pressed("show", agent, ticket)
    pressed("show", requester, ticket)
    pressed("confirm", requester, ticket)
    world.deliver()
    say(requester, "public")
    step = world.press("followup", requester, ticket)
    check_shown(step, requester)
    ticket = longest_ticket(world, requester)
    world.deliver()
    filled("cancel", requester, ticket, reason=long)
    world.deliver()

    audiences = {(delivery.to.__class__.__name__, type(delivery.body).__name__) for delivery in deliveries(world)}
    assert {("ToRoom", "PublicDocument"), ("ToRoom", "InternalDocument")} <= audiences
    assert len(audiences) >= 6
    for delivery in deliveries(world):
        content = delivery_to_content(delivery)
        check_blocks(content["blocks"])
        assert 0 < len(content["text"]) <= 4000
    store.close()


FILES = tuple(Attachment(name=LONGEST[:200], size=9, origin=f"F{n}", url="https://x.y/f") for n in range(10))
OTHER, EXPERT = person("U0OTHER", LONGEST[:80], "fr"), person("U0EXPERT", "Eva Expert", "en")


def deliveries(world):
    return [delivery for message in world.slack.messages for delivery in message.deliveries]


def option_of(world, verb, who, ticket, field):
    form = world.press(verb, who, ticket)
    [options] = [one.options for one in form.fields if one.id == field]
    return next(option.value for option in options if option.label != who.name)


@pytest.mark.parametrize("who", [AMELIE, NOAH], ids=["fr", "en"])
def test_the_cards_and_the_home_tab_are_what_slack_takes(world, who):
    ticket = longest_ticket(world, who)
    for post in (PublicCard(ticket=ticket.id), InternalCard(ticket=ticket.id)):
        check_blocks(delivery_to_content(world.compose(post))["blocks"])
    for reader in (who, SAMUEL):
        document = world.desk.view(home, reader, world.now)
        check_view(render_home(document, Context(words_in(reader.language))))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_manifest_names_every_shortcut_within_slacks_limits(language):
    manifest = slack_manifest(OPERATIONS, language=language)
    shortcuts = manifest["features"]["shortcuts"]
    expected = sum(
        (Surface.GLOBAL_SHORTCUT in operation.surfaces) + (Surface.MESSAGE_SHORTCUT in operation.surfaces)
        for operation in OPERATIONS
    )
    assert len(shortcuts) == expected
    assert all(len(shortcut["name"]) <= 24 and len(shortcut["description"]) <= 150 for shortcut in shortcuts)
    [command] = manifest["features"]["slash_commands"]
    named = set(re.findall("[a-z]+", command["usage_hint"]))
    assert named == {"open", "list", "show", "help"} <= {one.verb for one in OPERATIONS if one.slash}
    assert manifest["settings"]["socket_mode_enabled"] is True
    Manifest(manifest)  # the local Slack refuses an event without its scope


def test_a_manifest_for_http_says_where_to_send():
    manifest = slack_manifest(OPERATIONS, request_url="https://desk.example/slack/events")
    assert manifest["settings"]["socket_mode_enabled"] is False
    assert manifest["settings"]["interactivity"]["request_url"] == "https://desk.example/slack/events"
    assert manifest["features"]["slash_commands"][0]["url"] == "https://desk.example/slack/events"
