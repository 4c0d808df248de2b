"""The longest announcement, its news, its notices and the form beside it, as both platforms take them, none cut off."""

from __future__ import annotations

import pytest
from discord_kit import check_components, check_message, check_modal, texts_of
from slack_kit import check_blocks, check_view

from chatdesk.adapters._asking import Context
from chatdesk.adapters._discord.forms import answered, choice_rows, plan_of, render_modal
from chatdesk.adapters._discord.platform import delivery_to_payload
from chatdesk.adapters._discord.steps import Does, Step
from chatdesk.adapters._slack.forms import render_form
from chatdesk.adapters._slack.platform import delivery_to_content
from chatdesk.adapters._slack.render import render_in_view
from chatdesk.core.announcement import AnnouncementId
from chatdesk.core.desk import Submission
from chatdesk.core.posts import AnnouncementCard
from chatdesk.core.views import home
from chatdesk.core.words import words_in
from chatdesk.store.store import SqlStore
from tests.fakes.world import AMELIE, INES, NOAH, World

LONGEST = "*Ä* <!channel> @everyone "


def long(length: int, end: str) -> str:
    return (LONGEST * length)[: length - len(end)] + end


@pytest.fixture
def store(sqlite_url):
    store = SqlStore(sqlite_url)
    yield store
    store.close()


@pytest.fixture
def world(store):
    world = World(store)
    link = "https://status.example.org/" + "e" * 470
    for product in ("*", "crm"):
        world.fill(
            "announce",
            INES,
            subject="outage",
            product=product,
            title=long(150, "TITLE"),
            text=long(1500, "TEXT"),
            link=link,
            until="2d",
        )
    world.fill("update", INES, hidden={"announcement": "2"}, text=long(1500, "NEWS"))
    return world


def test_an_announcement_with_its_news_is_shown_whole(world):
    """NEITHER THE TEXT NOR THE NEWS IS CUT OFF, AND NOTHING IN THEM IS LIVE."""
    delivery = world.compose(AnnouncementCard(announcement=AnnouncementId(2), platform="slack"))
    payload, content = delivery_to_payload(delivery), delivery_to_content(delivery)
    check_message(payload)
    check_blocks(content["blocks"])
    assert payload["allowed_mentions"] == {"parse": [], "users": []}
    for texts in (" ".join(texts_of(payload)), str(content["blocks"])):
        assert [end for end in ("TITLE", "TEXT", "NEWS") if end not in texts] == []


@pytest.mark.parametrize("who", [AMELIE, NOAH], ids=["fr", "en"])
@pytest.mark.parametrize("outage", ["", "follow:2", "another:2"])
def test_the_opening_form_fits_with_everything_typed(world, who, outage):
    """ALSO WHERE WHAT WAS TYPED IS CARRIED ALONG UNSEEN."""
    typed = {"product": "crm", "kind": "incident", "title": long(150, "T"), "description": long(3000, "D")}
    submission = Submission(
        verb="open", actor=who, event=world.event(), ticket=None, answers={**typed, "outage": outage}, hidden={}
    )
    form, words = world.desk.refresh(submission, world.now), words_in(who.language)
    check_view(render_form(form, words))
    plan, known = plan_of(form), answered(form, {**typed, "outage": outage})
    check_components(choice_rows(plan, Step(does=Does.PICK, verb="open", key="0" * 12), known))
    for page in range(len(plan.pages)):
        step = Step(does=Does.PAGE, verb="open", page=page, key="0" * 12)
        check_modal(render_modal(form, plan, step, known, words))


@pytest.mark.parametrize("verb", ["announce", "update", "over"])
def test_the_agents_forms_fit(world, verb):
    form, words = world.press(verb, INES, rest="" if verb == "announce" else "2"), words_in("fr")
    check_view(render_form(form, words))
    plan, known = plan_of(form), answered(form, {})
    step = Step(does=Does.PAGE, verb=verb, key="0" * 12)
    check_components(choice_rows(plan, step, known))
    check_modal(render_modal(form, plan, step, known, words))
    assert all(len(field.label) <= 45 for field in form.fields)


def test_the_home_tab_fits(world):
    check_blocks(render_in_view(world.desk.view(home, AMELIE, world.now), Context(words_in("fr"))))
