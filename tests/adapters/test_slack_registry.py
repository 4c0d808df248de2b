"""Every form, card and page of the real registry, as Slack takes it: in both languages, at the longest texts."""

import pytest
from slack_kit import check_blocks, check_view

from chatdesk.adapters._slack.forms import render_form
from chatdesk.adapters._slack.platform import delivery_to_content
from chatdesk.adapters._slack.render import render, render_home
from chatdesk.adapters._slack.spans import Context
from chatdesk.adapters.slack import slack_manifest
from chatdesk.core.compose import Composer
from chatdesk.core.errors import DeskError
from chatdesk.core.forms import Form
from chatdesk.core.operation import Surface
from chatdesk.core.operations import OPERATIONS
from chatdesk.core.posts import InternalCard, PublicCard
from chatdesk.core.views import home
from chatdesk.core.words import words_in
from chatdesk.sandbox.slack.manifest import Manifest
from chatdesk.store.store import SqlStore
from tests.fakes.world import AMELIE, NOAH, SAMUEL, World

LONGEST = "<!channel> *Ä* 👩‍👩‍👧‍👦 " * 1000


@pytest.fixture
def world(sqlite_url):
    store = SqlStore(sqlite_url)
    yield World(store)
    store.close()


def longest_ticket(world, who):
    return world.open(who, title=LONGEST[:150], description=LONGEST[:3000])


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.verb)
@pytest.mark.parametrize("who", [AMELIE, NOAH, SAMUEL], ids=["fr", "en", "agent"])
def test_every_operation_shows_something_that_slack_takes(world, operation, who):
    ticket = longest_ticket(world, AMELIE if who is SAMUEL else who)
    try:
        shown = world.press(operation.verb, who, ticket if operation.about_ticket else "", rest=LONGEST)
    except (DeskError, ValueError):
        return
    words = words_in(who.language)
    if isinstance(shown, Form):
        check_view(render_form(shown, words))
    elif shown.document is not None:
        check_blocks(render(shown.document, Context(words)))


@pytest.mark.parametrize("who", [AMELIE, NOAH], ids=["fr", "en"])
def test_the_cards_and_the_home_tab_are_what_slack_takes(world, who):
    ticket = longest_ticket(world, who)
    with world.store.read() as unit:
        composer = Composer(unit=unit, policy=world.policy, operations=world.desk.operations)
        for post in (PublicCard(ticket=ticket.id), InternalCard(ticket=ticket.id)):
            check_blocks(delivery_to_content(composer.compose(post, key="k", since=world.now))["blocks"])
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
    assert all(operation.verb in command["usage_hint"] for operation in OPERATIONS if operation.slash)
    assert manifest["settings"]["socket_mode_enabled"] is True
    Manifest(manifest)  # the local Slack refuses an event without its scope


def test_a_manifest_for_http_says_where_to_send():
    manifest = slack_manifest(OPERATIONS, request_url="https://desk.example/slack/events")
    assert manifest["settings"]["socket_mode_enabled"] is False
    assert manifest["settings"]["interactivity"]["request_url"] == "https://desk.example/slack/events"
    assert manifest["features"]["slash_commands"][0]["url"] == "https://desk.example/slack/events"
