"""The catalogue and the statuses: what the policy says of them is what people read, on both platforms."""

from __future__ import annotations

import pytest

from chatdesk.adapters._context import Context
from chatdesk.adapters._discord.render import render as render_in_discord
from chatdesk.adapters._slack.render import render as render_in_slack
from chatdesk.core.catalogue import LISTED
from chatdesk.core.document import Actions, Button, Link, lines_of
from chatdesk.core.errors import ProductUnknown
from chatdesk.core.policy_catalogue import Channel
from chatdesk.core.policy_values import LocalText
from chatdesk.core.views import home
from chatdesk.core.words import words_in
from tests.fakes.platform import buttons_of, text_of
from tests.fakes.world import AMELIE, INES, NOAH, World, faculty


def shown(world, who=NOAH, rest="", verb="catalogue"):
    return world.press(verb, who, rest=rest).document


def buttons(document) -> list[Button]:
    return [button for row in document.blocks if isinstance(row, Actions) for button in row.buttons]


def links(document) -> dict[str, str]:
    return {span.text: span.url for line in lines_of(document) for span in line if isinstance(span, Link)}


def with_product(policy, name="crm", **changes):
    product = policy.products[name].model_copy(update=changes)
    return policy.model_copy(update={"products": {**policy.products, name: product}})


def with_products(policy, count):
    products = {
        f"extra{number}": policy.products["crm"].model_copy(update={"name": both(f"Extra {number}")})
        for number in range(count)
    }
    return policy.model_copy(update={"products": products})


def both(text):
    return LocalText(en=text, fr=text)


def test_s0_3_the_list_names_every_product_with_its_line_and_a_button(world):
    """EVERY PRODUCT OF THE POLICY IS ON THE LIST, IN ITS ORDER, WITH A BUTTON THAT SHOWS IT."""
    document = shown(world)
    assert [button.subject for button in buttons(document)] == list(world.policy.products)
    for product in world.policy.products.values():
        assert product.name.en in text_of(document)
        assert product.meaning.en in text_of(document)


def test_s0_13_s0_14_a_product_is_shown_with_all_that_the_policy_says_of_it(world):
    """DESCRIPTION, AUDIENCE, CONTACTS BY ROLE, KINDS WITH MEANING, AND LINKS."""
    document = shown(world, AMELIE, "crm")
    product, text = world.policy.products["crm"], text_of(document)
    assert product.meaning.fr in text
    assert product.audience.fr in text
    for contact in product.contacts:
        assert f"{contact.role.fr}\u00a0: {contact.name.fr}" in text
    for kind in world.policy.kinds.values():
        assert kind.name.fr in text
        assert kind.meaning.fr in text
    assert links(document) == {link.label.fr: link.address for link in product.links}


def test_s3_3_the_channels_of_a_product_are_told_and_addresses_are_links(store):
    """A NUMBER IS WORDS, AN ADDRESS A LINK; A MAIL ADDRESS IS BOTH, SINCE NOT EVERY PLATFORM FOLLOWS ONE."""
    channels = (
        Channel(label=LocalText(en="Phone", fr="Téléphone"), value=both("555-0142")),
        Channel(label=both("Portal"), value=both("https://portal.example.org")),
        Channel(label=both("E-mail"), value=both("mailto:help@example.org")),
    )
    world = World(store, with_product(faculty(), channels=channels, links=()))
    document = shown(world, rest="crm")
    assert links(document) == {"Portal": "https://portal.example.org", "help@example.org": "mailto:help@example.org"}
    assert "Phone:  555-0142" in text_of(document)


def test_a_products_page_opens_the_form_with_the_product_filled_in(world):
    """THE BUTTON OF A PRODUCT'S PAGE BRINGS THE OPENING FORM WITH THIS PRODUCT CHOSEN."""
    subject = buttons_of(shown(world, rest="learning"))["open"]
    form = world.press("open", NOAH, rest=subject)
    assert next(field for field in form.fields if field.id == "product").initial == "learning"


@pytest.mark.parametrize("typed", ["learning", "Learning platform", "plateforme d’apprentissage", " LEARNING "])
def test_a_product_is_found_by_its_id_and_by_its_names(world, typed):
    assert buttons_of(shown(world, rest=typed))["open"] == "learning"


def test_an_unknown_product_is_told_with_those_that_there_are(world):
    with pytest.raises(ProductUnknown) as caught:
        shown(world, rest="spreadsheets")
    assert "Learning platform" in caught.value.tell(words_in("en"))


def test_a_long_list_goes_on_behind_a_button_until_every_product_was_shown(store):
    """NO PRODUCT IS UNREACHABLE, HOWEVER MANY THERE ARE."""
    world = World(store, with_products(faculty(), 2 * LISTED + 1))
    seen, page = [], ""
    while True:
        found = buttons(shown(world, rest=page))
        seen += [button.subject for button in found if not button.subject.isdecimal()]
        page = next((button.subject for button in found if button.subject.isdecimal()), "")
        if not page:
            break
    assert seen == list(world.policy.products)
    assert "no more" in text_of(shown(world, rest="99"))


@pytest.mark.parametrize("rest", ["", "extra0"])
def test_the_longest_catalogue_fits_both_platforms(store, rest):
    """THE BUTTONS OF THE LONGEST LIST AND PAGE ARE ALL THERE, AND NO LIMIT IS BROKEN."""
    policy = with_products(faculty(), 100)
    long = {name: each.model_copy(update={"meaning": both("x" * 2000)}) for name, each in policy.products.items()}
    document = shown(World(store, policy.model_copy(update={"products": long})), rest=rest)
    context = Context(words_in("fr"))
    slack = render_in_slack(document, context)
    discord = render_in_discord(document, context)
    wanted = len(buttons(document))
    assert sum(len(block["elements"]) for block in slack if block["type"] == "actions") == wanted
    assert sum(len(row["components"]) for row in discord["components"]) == wanted
    assert len(slack) <= 50
    assert sum(len(embed.get("description", "")) for embed in discord["embeds"]) <= 5900
    assert all(len(block.get("text", {}).get("text", "")) <= 3000 for block in slack)


def test_s2_11_to_13_the_statuses_are_told_in_order_with_meaning_and_expected_actor(world):
    """EVERY STATUS OF THE POLICY, IN ITS ORDER, WITH WHAT IT MEANS AND WHO MUST ACT."""
    text = text_of(shown(world, AMELIE, verb="statuses"))
    places = [text.index(f"{status.name.fr}  – {status.meaning.fr}") for status in world.policy.statuses.values()]
    assert places == sorted(places)
    for status in world.policy.statuses.values():
        assert f"\u00a0: {status.actor.fr}" in text


def test_a_long_list_of_statuses_goes_on_behind_a_button(store):
    policy = faculty()
    status = policy.statuses["new"]
    many = {f"s{number}": status.model_copy(update={"name": both(f"S{number}")}) for number in range(LISTED + 1)}
    world = World(store, policy.model_copy(update={"statuses": {**many}}))
    first = shown(world, verb="statuses")
    assert [button.subject for button in buttons(first)] == ["2"]
    assert f"S{LISTED}" in text_of(shown(world, verb="statuses", rest="2"))


@pytest.mark.parametrize("who", [AMELIE, INES])
def test_a_tickets_details_name_the_command_that_explains_the_statuses(world, who):
    ticket = world.open()
    assert "/ticket statuses" in text_of(world.press("show", who, ticket).document)


def test_the_home_tab_offers_the_catalogue(world):
    assert "catalogue" in buttons_of(world.desk.view(home, NOAH, world.now))
