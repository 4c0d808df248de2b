"""Every text that people read is there in every language, with the same placeholders."""

import gettext
from textwrap import dedent

import pytest
from babel.messages.catalog import Catalog

from tools.catalogues import (
    LANGUAGES,
    NotLiteral,
    compiled,
    found_in,
    po_path,
    problems,
    read_catalogue,
    template,
)


@pytest.fixture(scope="module")
def texts():
    return template()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(texts, language):
    assert problems(texts, read_catalogue(language)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_that_of_the_texts(language):
    assert po_path(language).with_suffix(".mo").read_bytes() == compiled(read_catalogue(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reader_gets_the_translation(texts, language):
    catalogue = gettext.translation("chatdesk", po_path(language).parents[2], languages=[language])
    message = next(message for message in texts if isinstance(message.id, str) and message.id)

    assert catalogue.gettext(message.id) == read_catalogue(language)[message.id].string


def planted(one="Ticket {ticket} is closed.", string="Le billet {ticket} est fermé."):
    texts, catalogue = Catalog(), Catalog(locale="fr")
    texts.add(one)
    catalogue.add(one, string)
    return texts, catalogue


def test_a_sound_catalogue_has_no_problems():
    assert problems(*planted()) == []


def test_a_missing_text_is_found():
    texts, catalogue = planted()
    texts.add("Planted")

    assert problems(texts, catalogue) == ["not translated: 'Planted'"]


def test_an_empty_an_uncertain_and_an_obsolete_text_are_found():
    texts, catalogue = planted(string="")
    catalogue.add("Old", "Vieux")
    texts.add("Sure")
    catalogue.add("Sure", "Certain", flags=["fuzzy"])

    assert problems(texts, catalogue) == [
        "not translated: 'Ticket {ticket} is closed.'",
        "nobody says it any more: 'Old'",
        "marked as uncertain: 'Sure'",
    ]


@pytest.mark.parametrize("string", ["Le billet {billet} est fermé.", "Fermé.", "{ticket} {ticket} {autre}"])
def test_other_placeholders_are_found(string):
    assert problems(*planted(string=string)) == ["other placeholders: 'Ticket {ticket} is closed.'"]


@pytest.mark.parametrize(
    "string", ["Fermé : {ticket}", "« {ticket}\u00a0»", "{ticket} ?", "{ticket}, Bien!", "{ticket} dans 3 jours"]
)
def test_a_line_that_would_break_where_french_keeps_words_together_is_found(string):
    """A NO-BREAK SPACE STANDS BEFORE : ; ? ! AND A UNIT, AND INSIDE OF « »."""
    assert problems(*planted(string=string)) == ["a space that breaks: 'Ticket {ticket} is closed.'"]


def test_a_plural_needs_both_of_its_forms():
    texts, catalogue = Catalog(), Catalog(locale="fr")
    texts.add(("{n} ticket", "{n} tickets"))
    catalogue.add(("{n} ticket", "{n} tickets"), ("{n}\u00a0billet", ""))

    assert problems(texts, catalogue) == ["not translated: '{n} ticket'"]


def test_marks_are_found_whoever_speaks():
    source = """
        title = N_("One")
        words("Two " "parts", value=1)
        work.desk_words("Three")
        work.words.count("{n} thing", "{n} things", 4)
        _words("a column")
        "text".count("x")
        words(value)
    """

    assert [(each.one, each.many) for each in found_in(dedent(source), "x.py")] == [
        ("One", None),
        ("Two parts", None),
        ("Three", None),
        ("{n} thing", "{n} things"),
    ]


@pytest.mark.parametrize("source", ["N_(text)", "N_(f'{x}')", "words.count(one, 'many', 2)"])
def test_a_mark_around_something_else_is_refused(source):
    with pytest.raises(NotLiteral):
        list(found_in(source, "x.py"))
