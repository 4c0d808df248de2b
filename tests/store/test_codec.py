"""Whatever the desk can say is written as JSON and read back the same."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatdesk.core import chart, document, model, posts
from chatdesk.store.codec import CODED, KNOWN, Unreadable, clean, decode, encode
from chatdesk.store.queue import lane_of

WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)
NUMBERS = st.integers(min_value=0, max_value=2**63 - 1)
INSTANTS = st.datetimes(timezones=st.just(UTC))


def made(kind: type, **told: st.SearchStrategy) -> st.SearchStrategy:
    return st.builds(kind, **told)


def several(one: st.SearchStrategy, most: int = 4) -> st.SearchStrategy:
    return st.lists(one, max_size=most).map(tuple)


SPANS = st.one_of(
    WORDS,
    WORDS.map(document.Strong),
    WORDS.map(document.Code),
    INSTANTS.map(document.Moment),
    NUMBERS.map(document.Name),
    NUMBERS.map(document.Mention),
    made(document.Link, url=WORDS, text=WORDS),
    made(document.ThreadLink, ticket=NUMBERS, audience=st.sampled_from(model.Audience), text=WORDS),
)
LINES = several(SPANS)
BUTTONS = made(document.Button, verb=WORDS, label=WORDS, subject=WORDS, style=st.sampled_from(document.Style))
PUBLIC_BLOCKS = st.one_of(
    WORDS.map(document.Heading),
    LINES.map(document.Paragraph),
    made(document.Quote, text=WORDS, more=WORDS),
    several(made(document.Fact, label=WORDS, value=LINES)).map(document.Facts),
    LINES.map(document.Small),
    several(BUTTONS).map(document.Actions),
    st.just(document.Divider()),
)
INTERNAL_WORDS = made(model.InternalText, words=WORDS)
SERIES = made(chart.Series, label=WORDS, values=several(NUMBERS), totals=several(NUMBERS))
CHARTS = made(chart.Chart, title=WORDS, labels=several(WORDS), series=several(SERIES), unit=WORDS)
INTERNAL_BLOCKS = st.one_of(PUBLIC_BLOCKS, made(document.InternalQuote, text=INTERNAL_WORDS, more=WORDS), CHARTS)
PUBLIC = several(PUBLIC_BLOCKS).map(document.PublicDocument)
INTERNAL = several(INTERNAL_BLOCKS).map(document.InternalDocument)
ORIGINS = st.none() | made(model.Origin, platform=WORDS, room=WORDS, message=WORDS, link=WORDS)
EMPTY = document.PublicDocument(())
SPOTS = st.none() | made(posts.Spot, platform=WORDS, room=WORDS, thread=WORDS)


def filled(kind: type) -> st.SearchStrategy:
    """Return posts of a kind, whatever fields it has."""
    body = INTERNAL if kind.audience is model.Audience.INTERNAL else PUBLIC
    known = {"body": body, "beside": SPOTS, "ticket": NUMBERS, "person": NUMBERS, "platform": WORDS, "room": WORDS}
    known |= {
        "copy_of": ORIGINS,
        "instead_of": SPOTS,
        "warns": WORDS,
        "group": WORDS,
        "by_human": st.booleans(),
        "asks": st.booleans(),
    }
    known |= {"welcome": several(NUMBERS), "goodbye": several(NUMBERS)}
    known |= {"product": WORDS, "message": WORDS, "announcement": NUMBERS}
    return made(kind, **{field.name: known[field.name] for field in fields(kind)})


ALL_POSTS = st.one_of([filled(kind) for kind in posts.POSTS])


@given(ALL_POSTS)
def test_every_post_comes_back_as_it_was(post: posts.Post) -> None:
    back = decode(encode(post))
    assert back == post
    assert type(back) is type(post)


@given(ALL_POSTS)
def test_every_post_has_a_lane_that_says_nothing_of_its_words(post: posts.Post) -> None:
    assert lane_of(post)[:2] in {"t:", "c:", "p:", "r:", "a:", "g:"}


@given(
    st.one_of(
        several(made(model.Attachment, name=WORDS, size=NUMBERS, origin=WORDS)),
        several(made(model.Change, field=WORDS, before=WORDS, after=WORDS)),
        made(model.Origin, platform=WORDS, room=WORDS, message=WORDS, link=WORDS),
        several(made(model.Pause, since=INSTANTS, status=WORDS, until=st.none() | INSTANTS)),
    )
)
def test_what_stands_in_columns_comes_back_as_it_was(value: object) -> None:
    assert decode(encode(value)) == value


def test_spans_that_hold_the_same_words_are_not_mixed_up() -> None:
    line = (
        document.Strong("x"),
        document.Code("x"),
        "x",
        document.Name(model.PersonId(1)),
        document.Mention(model.PersonId(1)),
    )
    assert decode(encode(document.Paragraph(line))).line == line


def test_everything_a_document_can_hold_can_be_stored() -> None:
    in_documents = {kind for kind in vars(document).values() if isinstance(kind, type) and hasattr(kind, "__slots__")}
    own = {kind for kind in in_documents if kind.__module__ == document.__name__ and fields_of(kind) is not None}
    assert own <= set(CODED)


def fields_of(kind: type) -> object:
    return getattr(kind, "__dataclass_fields__", None)


def test_names_of_classes_are_told_apart() -> None:
    assert len(KNOWN) == len(CODED)


def test_a_field_that_came_later_takes_its_default() -> None:
    stored = json.loads(encode(document.Button(verb="take", label="Take", style=document.Style.DANGER)))
    del stored["subject"]
    assert decode(json.dumps(stored)) == document.Button(verb="take", label="Take", style=document.Style.DANGER)


def test_message_that_was_queued_before_humans_were_told_apart_is_nobodys() -> None:
    stored = json.loads(encode(posts.PublicMessage(ticket=model.TicketId(1), body=EMPTY, by_human=True)))
    assert decode(json.dumps(stored)).by_human is True
    del stored["by_human"]
    assert decode(json.dumps(stored)).by_human is False


@pytest.mark.parametrize(
    "stored", ["", "{", '{"text":"x"}', '{"is":"Nothing"}', '{"is":"Strong"}', '{"is":"Strong","text":"x","size":1}']
)
def test_what_is_not_known_is_unreadable(stored: str) -> None:
    with pytest.raises(Unreadable):
        decode(stored)


def test_style_that_is_not_known_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        decode('{"is":"Button","verb":"x","label":"x","style":"blinking"}')


@pytest.mark.parametrize("value", [1.5, b"x", {"a": "b"}, [1], (document.Heading("x"), object()), model.Phase])
def test_what_could_not_be_read_back_is_not_stored(value: object) -> None:
    with pytest.raises(TypeError):
        encode(value)


@given(st.text(st.characters(), max_size=50))
def test_clean_text_can_be_stored_anywhere(text: str) -> None:
    cleaned = clean(text)
    assert "\x00" not in cleaned
    cleaned.encode()
    assert clean(cleaned) == cleaned


@given(WORDS)
def test_good_text_is_left_as_it_is(text: str) -> None:
    assert clean(text) == text
