"""Every form, card and page of the real registry, as Discord takes it: in both languages, at the longest texts."""

import pytest
from discord_kit import check_components, check_message, check_modal

from chatdesk.adapters._context import Context
from chatdesk.adapters._discord.forms import answered, choice_rows, plan_of, render_modal
from chatdesk.adapters._discord.platform import delivery_to_payload
from chatdesk.adapters._discord.render import render
from chatdesk.adapters._discord.steps import Does, Step
from chatdesk.core.errors import DeskError
from chatdesk.core.forms import Form
from chatdesk.core.operations import OPERATIONS
from chatdesk.core.posts import InternalCard, PublicCard
from chatdesk.core.views import home
from chatdesk.core.words import words_in
from chatdesk.store.store import SqlStore
from tests.fakes.world import AMELIE, NOAH, SAMUEL, World

LONGEST = "<@&1> @everyone *Ä* 👩‍👩‍👧‍👦 " * 1000


@pytest.fixture
def world(sqlite_url):
    store = SqlStore(sqlite_url)
    yield World(store)
    store.close()


def longest_ticket(world, who):
    return world.open(who, title=LONGEST[:150], description=LONGEST[:3000])


def check_form(form, words):
    plan = plan_of(form)
    step = Step(does=Does.PICK, verb=form.verb, ticket=form.ticket, key="0123456789ab")
    known = answered(form, {})
    check_components(choice_rows(plan, step, known))
    for page in range(len(plan.pages)):
        shown = Step(does=Does.PAGE, verb=form.verb, ticket=form.ticket, page=page, key="0123456789ab")
        check_modal(render_modal(form, plan, shown, known, words))


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.verb)
@pytest.mark.parametrize("who", [AMELIE, NOAH, SAMUEL], ids=["fr", "en", "agent"])
def test_every_operation_shows_something_that_discord_takes(world, operation, who):
    ticket = longest_ticket(world, AMELIE if who is SAMUEL else who)
    try:
        shown = world.press(operation.verb, who, ticket if operation.about_ticket else "", rest=LONGEST)
    except (DeskError, ValueError):
        return
    words = words_in(who.language)
    if isinstance(shown, Form):
        check_form(shown, words)
    elif shown.document is not None:
        check_message(render(shown.document, Context(words)))


@pytest.mark.parametrize("who", [AMELIE, NOAH], ids=["fr", "en"])
def test_the_opening_form_of_every_product_and_kind_fits_without_a_cut(world, who):
    words = words_in(who.language)
    for product in world.policy.products:
        form = world.press("open", who, rest=product)
        kind = next(field for field in form.fields if field.id == "kind")
        for option in kind.options:
            hints = {"product": product, "kind": option.value}
            drawn = world.desk.view(lambda work, hints=hints: OPERATIONS[0].form(work, hints), who, world.now)
            check_form(drawn, words)
            assert all(len(field.label) <= 45 for field in drawn.fields), [field.label for field in drawn.fields]


@pytest.mark.parametrize("who", [AMELIE, NOAH], ids=["fr", "en"])
def test_the_cards_and_the_overview_are_what_discord_takes(world, who):
    ticket = longest_ticket(world, who)
    for post in (PublicCard(ticket=ticket.id), InternalCard(ticket=ticket.id)):
        check_message(delivery_to_payload(world.compose(post)))
    for reader in (who, SAMUEL):
        document = world.desk.view(home, reader, world.now)
        check_message(render(document, Context(words_in(reader.language))))
