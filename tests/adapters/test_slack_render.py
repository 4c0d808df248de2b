"""Documents drawn as Block Kit: every limit kept, every audience apart, nobody's words alive."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_kit import check_block, check_blocks, check_view, is_inert, texts_of

from chatdesk.adapters._context import Context
from chatdesk.adapters._slack.render import fallback_text, render_home, render_internal, render_public, summary_of
from chatdesk.core.delivery import Addressee
from chatdesk.core.document import (
    Actions,
    Button,
    Code,
    Divider,
    Fact,
    Facts,
    Heading,
    InternalDocument,
    InternalQuote,
    Link,
    Mention,
    Moment,
    Name,
    Paragraph,
    PublicDocument,
    Quote,
    RoleMention,
    Small,
    Strong,
    Style,
    ThreadLink,
)
from chatdesk.core.model import Audience, Handle, InternalText
from chatdesk.core.words import words_in

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
LONG = "Ünïcode & <b>*long*</b> 👩‍👩‍👧‍👦 " * 2000
ENGLISH = Context(words_in("en"))
LONG_SUBJECT = Button(verb="take", label="x", subject="1" * 2001)
TOO_LONG_TO_CHOOSE = Button(verb="take", label="x", subject="1" * 143)
HOSTILE = st.one_of(st.text(max_size=200), st.text(alphabet="<>&!@#|*_~`\n UWchanelhr^0", max_size=200))


def public(*blocks):
    return PublicDocument(blocks)


def everything(text):
    """One of each block and span, all holding the same text."""
    return (
        Heading(text),
        Paragraph((text, Strong(text), Code(text), Moment(NOW), Name(1), Mention(1), Link("https://x.y", text))),
        Paragraph((ThreadLink(1, Audience.PUBLIC, text),)),
        Quote(text=text, more="https://x.y/whole"),
        Facts(tuple(Fact(text, (text, Strong(text))) for _ in range(13))),
        Small((text,)),
        Divider(),
        Actions(buttons(text, 30), buttons(text, 130)),
        Actions((), buttons(text, 1)),
    )


def buttons(text, count):
    return tuple(Button(verb=f"v{n}", label=text, subject="1042", style=Style.DANGER) for n in range(count))


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("text", ["", " ", "short", LONG, "\n" * 5000, "&" * 40_000, "👍🏽" * 9000])
def test_every_block_keeps_every_limit(language, text):
    people = {1: Addressee(name=text, handle=None)}
    context = Context(words_in(language), people, {(1, Audience.PUBLIC): "https://x.y/" + "a" * 4000})
    check_blocks(render_public(public(*everything(text)), context))
    internal = InternalDocument((*everything(text), InternalQuote(text=InternalText(words=text))))
    check_blocks(render_internal(internal, context))
    check_view(render_home(internal, context))


def test_a_message_of_too_many_blocks_says_that_something_is_left_out():
    blocks = render_public(public(*(Paragraph((f"line {n}",)) for n in range(80))), ENGLISH)
    check_blocks(blocks)
    assert blocks[-1]["elements"][0]["text"] == "…"


def test_buttons_stay_where_texts_are_too_long():
    blocks = render_public(
        public(*(Quote(text=LONG) for _ in range(9)), Actions((Button(verb="take", label="Take"),))), ENGLISH
    )
    check_blocks(blocks)
    assert any(block["type"] == "actions" for block in blocks)


def test_an_empty_home_is_still_a_view():
    check_view(render_home(public(), ENGLISH))


def test_each_renderer_refuses_the_other_audience():
    with pytest.raises(TypeError):
        render_public(InternalDocument((Heading("x"),)), ENGLISH)
    with pytest.raises(TypeError):
        render_internal(public(Heading("x")), ENGLISH)


def test_an_internal_quote_smuggled_into_a_public_document_is_refused():
    with pytest.raises(TypeError):
        render_public(public(InternalQuote(text=InternalText(words="CANARY"))), ENGLISH)


def test_a_public_document_never_shows_the_address_of_an_internal_thread():
    links = {(1, Audience.INTERNAL): "https://north.slack.com/archives/C0SECRET"}
    span = ThreadLink(1, Audience.INTERNAL, "thread")
    assert "C0SECRET" not in str(render_public(public(Paragraph((span,))), Context(words_in("en"), {}, links)))
    shown = render_internal(InternalDocument((Paragraph((span,)),)), Context(words_in("en"), {}, links))
    assert "C0SECRET" in str(shown)


@given(HOSTILE)
def test_what_people_type_is_never_live(text):
    people = {
        1: Addressee(name=text, handle=Handle("discord", "G", text)),
        2: Addressee(name=text, handle=Handle("slack", "T", text)),
    }
    context = Context(words_in("en"), people)
    body = public(
        Paragraph((text, Strong(text), Code(text), Name(1), Mention(1), Name(2))),
        Small((text,)),
        Facts((Fact("Label", (text,)), Fact(text, (Strong(text),)))),
        Paragraph((ThreadLink(1, Audience.PUBLIC, text),)),
    )
    for shown in texts_of(render_public(body, context)):
        assert is_inert(shown)
    assert is_inert(fallback_text(text))


@given(HOSTILE)
def test_a_quote_is_rich_text_without_a_mention(text):
    for block in render_public(public(Quote(text=text)), ENGLISH):
        assert block["type"] == "rich_text"
        assert {element["type"] for element in block["elements"]} <= {"rich_text_quote", "rich_text_preformatted"}
        assert {part["type"] for element in block["elements"] for part in element["elements"]} <= {"text", "link"}


def test_a_long_quote_is_cut_with_a_link_to_the_whole():
    [block] = render_public(public(Quote(text=LONG, more="https://x.y/whole")), Context(words_in("en")))
    quote, rest = block["elements"]
    assert quote["elements"][-1]["text"].endswith("… ")
    assert sum(len(part["text"]) for part in quote["elements"]) <= 3000
    assert rest["elements"] == [{"type": "link", "url": "https://x.y/whole", "text": "Read all of it"}]


@pytest.mark.parametrize(("language", "told"), [("en", "keeps the whole text"), ("fr", "conserve le texte entier")])
@pytest.mark.parametrize("more", ["", "javascript:alert(1)"])
def test_a_quote_that_is_cut_says_so_where_nothing_can_be_linked(language, told, more):
    context = Context(words_in(language))
    quotes = (Quote(text="😀" * 3000, more=more), InternalQuote(text=InternalText(words="😀" * 3000), more=more))
    blocks = render_internal(InternalDocument(quotes), context)
    check_blocks(blocks)
    for block in blocks:
        assert told in block["elements"][1]["elements"][0]["text"]
    [block] = render_public(public(Quote(text="😀" * 1000)), context)
    assert len(block["elements"]) == 1


# -- words from right to left
HEBREW = "\u202eשלום gnp.exe"
FSI, PDI = "\u2068", "\u2069"


def test_words_from_right_to_left_turn_nothing_beside_them_round():
    people = {1: Addressee(name=HEBREW, handle=None)}
    body = public(
        Heading(f"FAC-1 · {HEBREW}"),
        Paragraph(("by ", Name(1), ": ", Strong(HEBREW), Link("https://x.y", HEBREW), HEBREW)),
        Facts((Fact("Title", (HEBREW,)),)),
    )
    context = Context(words_in("en"), people)
    shown = json.dumps([*render_public(body, context), summary_of(body, context)], ensure_ascii=False)
    assert shown.count(FSI) == shown.count(PDI) == 7
    assert "\u202e" not in shown


@pytest.mark.parametrize("text", [HEBREW * 500, "\u202e" * 5000, "\u2066" * 50, f"{FSI}שלום"])
def test_isolated_words_keep_every_limit_and_are_closed(text):
    body = public(Heading(text), Paragraph((text, Strong(text), text)), Small((text,)))
    blocks = render_public(body, ENGLISH)
    check_blocks(blocks)
    for block in blocks:
        shown = json.dumps(block, ensure_ascii=False)
        assert shown.count(FSI) == shown.count(PDI)
        assert "\u202e" not in shown


def test_accents_and_emoji_are_left_as_they_are():
    text = "Élève 👩‍👩‍👧‍👦 ñ 漢字"
    [heading, paragraph] = render_public(public(Heading(text), Paragraph((text,))), ENGLISH)
    assert heading["text"]["text"] == paragraph["text"]["text"] == text


def test_spans_with_a_type_of_their_own_are_live():
    people = {1: Addressee(name="Noah", handle=Handle("slack", "T0", "U0NOAH"))}
    context = Context(words_in("en"), people, {(7, Audience.PUBLIC): "https://x.y/t"})
    line = (
        "To ",
        Mention(1),
        " or ",
        Name(1),
        ": ",
        Strong("now"),
        " ",
        Code("/ticket"),
        " ",
        Link("https://x.y/?a=1&b=|", "a|b"),
        " ",
        ThreadLink(7, Audience.PUBLIC, "here"),
        " ",
        Moment(NOW),
    )
    [block] = render_public(public(Paragraph(line)), context)
    assert block["text"]["text"] == (
        "To <@U0NOAH> or Noah: *now* `/ticket` <https://x.y/?a=1&amp;b=%7C|a∣b> <https://x.y/t|here> "
        "<!date^1772463600^{date_short_pretty} {time}|2026-03-02 15:00 UTC>"
    )
    assert block["text"]["verbatim"] is True


def test_a_mention_without_a_handle_here_is_a_name():
    people = {1: Addressee(name="Noah <3", handle=Handle("discord", "G", "U0NOAH"))}
    [block] = render_public(public(Paragraph((Mention(1), Mention(2)))), Context(words_in("en"), people))
    assert block["text"]["text"] == "Noah &lt;3–"


def test_a_button_carries_its_verb_and_subject_under_an_id_of_its_own():
    row = (Button(verb="take", label="Take", subject="1042", style=Style.PRIMARY), Button(verb="take", label="Take"))
    [block] = render_public(public(Actions(row)), ENGLISH)
    first, second = block["elements"]
    assert (first["action_id"], first["value"], first["style"]) == ("do:take:1", "1042", "primary")
    assert (second["action_id"], "value" in second, "style" in second) == ("do:take:2", False, False)


@pytest.mark.parametrize(("language", "placeholder"), [("en", "More…"), ("fr", "Plus…")])
def test_a_menu_stands_at_the_end_of_its_row_and_carries_what_the_buttons_would(language, placeholder):
    row = Actions(buttons("Take", 1), (Button(verb="transfer", label="Hand over", subject="1042"),))
    [block] = render_public(public(row), Context(words_in(language)))
    check_block(block)
    assert [element["action_id"] for element in block["elements"]] == ["do:v0:1", "menu:2"]
    menu = block["elements"][1]
    assert menu["placeholder"]["text"] == placeholder
    [option] = menu["options"]
    assert (option["text"]["text"], option["value"]) == ("Hand over", "do:transfer:1042")


@pytest.mark.parametrize("actions", [Actions((LONG_SUBJECT,)), Actions((), (TOO_LONG_TO_CHOOSE,))])
def test_a_subject_is_never_cut(actions):
    with pytest.raises(ValueError, match="too long"):
        render_public(public(actions), ENGLISH)


def test_facts_beyond_ten_go_on_in_another_section():
    blocks = render_public(public(Facts(tuple(Fact("a", ("b",)) for _ in range(12)))), ENGLISH)
    assert [len(block["fields"]) for block in blocks] == [10, 2]
    for block in blocks:
        check_block(block)


def test_a_fact_without_a_value_shows_a_dash():
    [block] = render_public(public(Facts((Fact("Due", ("",)),))), ENGLISH)
    assert block["fields"][0]["text"] == "*Due*\n–"


def test_the_summary_is_the_first_words_and_inert():
    assert summary_of(public(Divider(), Heading("<!channel> hi")), ENGLISH) == "&lt;!channel&gt; hi"
    assert summary_of(public(), ENGLISH) == "…"
    assert fallback_text("") == "…"


@pytest.mark.parametrize(
    ("role", "shown"), [("S0DESK", "<!subteam^S0DESK>Words"), ("channel", "Words"), ("S1|x", "Words")]
)
def test_a_group_is_notified_by_its_user_group_and_by_nothing_else(role, shown):
    (block,) = render_internal(InternalDocument((Paragraph((RoleMention(role), "Words")),)), ENGLISH)
    assert block["text"]["text"] == shown
