"""The desk's articles: links to what stands elsewhere, each where the policy wants it, on both platforms."""

from __future__ import annotations

import pytest

from chatdesk.adapters._discord.forms import LONGEST_INTRO, answered, introduction, plan_of, render_modal
from chatdesk.adapters._discord.steps import Does, Step
from chatdesk.adapters._slack.forms import render_form
from chatdesk.core.document import Link, lines_of
from chatdesk.core.forms import Form, Text
from chatdesk.core.policy_articles import ArticlePolicy, Shown
from chatdesk.core.policy_checks import problems
from chatdesk.core.views import home
from chatdesk.core.words import words_in
from chatdesk.desks.problems import path_text
from tests.fakes.world import AMELIE, NOAH, World, faculty

RULES = "https://help.example.org/rules"
EN = words_in("en")


def article(*shown, label=None, address=RULES):
    return ArticlePolicy(label=label or {"en": "The rules", "fr": "Les règles"}, address=address, shown=shown)


def policy(**articles):
    return faculty().model_copy(update={"articles": articles})


def links(document):
    return {span.text: span.url for line in lines_of(document) for span in line if isinstance(span, Link)}


def seen(world, who):
    """The links of each place, as somebody gets them."""
    return {
        "form": {link.text: link.url for link in world.press("open", who, rest="crm").links},
        "help": links(world.press("help", who).document),
        "home": links(world.desk.view(home, who, world.now)),
        "catalogue": links(world.press("catalogue", who, rest="crm").document),
    }


@pytest.mark.parametrize("place", Shown)
def test_an_article_is_shown_where_the_policy_says_and_nowhere_else(store, place):
    """S4-15, S4-16, S4-17, S4-20: THE LINK STANDS WHERE IT IS OF USE, IN THE READER'S LANGUAGE."""
    world = World(store, policy(rules=article(place)))
    for who, label in ((AMELIE, "Les règles"), (NOAH, "The rules")):
        found = {name for name, there in seen(world, who).items() if there.get(label) == RULES}
        assert found == {place.value}


def test_several_articles_keep_the_policys_order(store):
    """S4-15."""
    first, second = article(Shown.HELP, label="B"), article(Shown.HELP, label="A")
    world = World(store, policy(b=first, a=second))
    assert list(links(world.press("help", NOAH).document)) == ["B", "A"]


# -- on the platforms


def form(intro="Never a `password`.", count=1, label="The *rules*"):
    many = tuple(Link(RULES, label) for _ in range(count))
    return Form(verb="open", title="T", submit="S", fields=(Text(id="t", label="T"),), intro=intro, links=many)


def test_slack_draws_a_forms_links_below_its_words():
    """S4-16: A LINK THAT CAN BE FOLLOWED, WHOSE LABEL FORMATS NOTHING."""
    words, linked, _field = render_form(form(), EN)["blocks"]
    assert "password" in words["text"]["text"]
    assert linked["text"]["text"].startswith(f"<{RULES}|The ")
    assert "\u2060*\u2060rules" in linked["text"]["text"]


@pytest.mark.parametrize("intro", ["Never a `password`.", ""])
def test_discord_draws_a_forms_links_below_its_words(intro):
    """S4-16: ALSO WHERE THE FORM SAYS NOTHING ELSE."""
    whole = form(intro)
    modal = render_modal(whole, plan_of(whole), Step(does=Does.FORM, verb="open"), answered(whole, {}), EN)
    content = modal["components"][0]["content"]
    assert content.splitlines()[-1] == rf"[The \*rules\*](<{RULES}>)"


def test_on_discord_long_words_never_push_a_link_out():
    """S4-16: THE WORDS ARE CUT, THE LINKS STAND."""
    drawn = introduction(form("x" * 5000, count=3))
    assert drawn.count(f"(<{RULES}>)") == 3
    assert len(drawn) <= LONGEST_INTRO + 1


# -- the policy


def found(**articles):
    return [f"{path_text(finding.path)}: {finding.message}" for finding in problems(policy(**articles))]


def test_a_form_has_room_for_three_articles():
    """S4-16."""
    four = {name: article(Shown.FORM, label=name) for name in "abcd"}
    assert found(**four) == ["articles.d.shown: 'form' has room for 3 articles only"]


def test_a_label_and_an_address_that_are_too_long_are_told_where_they_stand():
    """S4-16."""
    assert found(a=article(label="x" * 76), b=article(address="https://" + "x" * 193)) == [
        "articles.a.label: 76 characters, and there is room for 75",
        "articles.b.address: 201 characters, and there is room for 200",
    ]
