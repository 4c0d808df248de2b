"""A product that moved: its banner stands wherever people look for it, and nothing about it is opened here."""

from __future__ import annotations

import pytest

from chatdesk.core.desk import Submission
from chatdesk.core.document import Link, lines_of
from chatdesk.core.errors import ChoiceUnknown, FormRejected, ProductUnknown
from chatdesk.core.policy_articles import RetiredPolicy
from chatdesk.core.policy_checks import problems
from chatdesk.desks.problems import path_text
from tests.fakes.platform import buttons_of, text_of
from tests.fakes.world import AMELIE, INES, NOAH, World, faculty

NEW = "https://crm.example.org"
MOVED = RetiredPolicy(
    text={"en": "The CRM moved: update your bookmarks.", "fr": "Le CRM a déménagé : changez vos signets."}, link=NEW
)


def retired(banner=MOVED, *names):
    policy = faculty()
    gone = {name: policy.products[name].model_copy(update={"retired": banner}) for name in names or ("crm",)}
    return policy.model_copy(update={"products": {**policy.products, **gone}})


@pytest.fixture
def world(store):
    return World(store, retired())


def catalogue(world, who, product=""):
    return world.press("catalogue", who, rest=product).document


def links(document):
    return {span.url for line in lines_of(document) for span in line if isinstance(span, Link)}


def initial(form, name):
    return next(field.initial for field in form.fields if field.id == name)


def test_its_page_shows_the_banner_with_the_new_address_and_opens_nothing(world):
    """S0-1: MOVED, WHERE TO, UPDATE BOOKMARKS; IN THE READER'S LANGUAGE."""
    page = catalogue(world, AMELIE, "crm")
    assert MOVED.text.fr in text_of(page)
    assert NEW in links(page)
    assert "open" not in buttons_of(page)
    assert MOVED.text.en in text_of(catalogue(world, NOAH, "crm"))


def test_the_list_says_it_of_the_product_that_moved_alone(world):
    """S0-1."""
    assert text_of(catalogue(world, NOAH)).count(MOVED.text.en) == 1
    assert MOVED.text.en not in text_of(catalogue(world, NOAH, "learning"))


def test_the_form_does_not_offer_it(world):
    """S0-1: NOTHING IS OPENED ABOUT IT, NOT EVEN BY A FORM THAT WAS DRAWN BEFORE."""
    form = world.press("open", NOAH)
    assert "crm" not in [option.value for option in form.fields[0].options]
    assert MOVED.text.en not in form.intro
    with pytest.raises(FormRejected) as caught:
        world.open(NOAH, product="crm")
    assert isinstance(caught.value.fields["product"], ChoiceUnknown)


@pytest.mark.parametrize(("verb", "who"), [("open", AMELIE), ("openfor", INES)])
def test_whoever_comes_by_an_old_link_or_panel_reads_where_it_went(world, verb, who):
    """S0-1, S0-18: THE WORDS AND THE LINK COME FIRST, THE TITLE IS KEPT, AND ANOTHER PRODUCT CAN BE CHOSEN."""
    form = world.press(verb, who, rest="crm Ma demande")
    assert form.intro.startswith(MOVED.text.fr)
    assert form.links[0].url == NEW
    assert (initial(form, "product"), initial(form, "title")) == ("", "Ma demande")


def test_the_banner_goes_once_another_product_is_chosen(world):
    """S0-1."""
    told = Submission(
        verb="open", actor=NOAH, event=world.event(), ticket=None, answers={"product": "learning"}, hidden={}
    )
    form = world.desk.refresh(told, world.now)
    assert MOVED.text.en not in form.intro
    assert NEW not in {link.url for link in form.links}


def test_a_panel_is_not_posted_for_it(world):
    """S0-1: THE PRODUCTS THAT ARE NAMED INSTEAD ARE THOSE THAT ONE CAN ASK ABOUT."""
    with pytest.raises(ProductUnknown) as caught:
        world.press("panel", INES, rest="crm")
    assert "learning" in caught.value.values["known"]
    assert "crm" not in caught.value.values["known"]


def test_a_ticket_about_it_is_finished_as_usual_and_its_follow_up_says_where_it_went(store):
    """S0-1, S2-23: WHAT WAS OPENED BEFORE IS NOT LOST."""
    before = World(store)
    ticket = before.open(product="crm")
    before.deliver()
    world = World(store, retired())
    world.fill("cancel", INES, ticket, event=before.event(), reason="Voir la nouvelle adresse.")
    form = world.press("followup", AMELIE, ticket)
    assert form.intro.startswith(MOVED.text.fr)
    assert initial(form, "product") == ""


# -- the policy


def found(policy):
    return [f"{path_text(finding.path)}: {finding.message}" for finding in problems(policy)]


def test_a_desk_of_which_everything_moved_is_a_mistake():
    """S0-1: SOMEBODY CAN OPEN SOMETHING."""
    nothing = retired(MOVED, *faculty().products)
    assert any("no product offers it" in told for told in found(nothing))
    assert found(retired()) == []


def test_a_banner_or_an_address_that_is_too_long_is_told():
    """S0-1."""
    long = RetiredPolicy(text="x" * 301, link="https://" + "x" * 193)
    assert found(retired(long)) == [
        "products.crm.retired.text: 301 characters, and there is room for 300",
        "products.crm.retired.link: 201 characters, and there is room for 200",
    ]
