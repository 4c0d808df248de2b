"""Documents drawn as Discord's messages: every limit kept, every audience apart, nobody's words alive."""

from datetime import UTC, datetime

import pytest
from discord_kit import check_message, is_inert, texts_of
from hypothesis import given
from hypothesis import strategies as st
from markup_kit import left_live

from chatdesk.adapters._context import Context
from chatdesk.adapters._discord.quotes import quoted
from chatdesk.adapters._discord.render import render_internal, render_public
from chatdesk.adapters._discord.text import link, literal, safe_url
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
LONG = "Ünïcode & <@1> **long** `x` 👩‍👩‍👧‍👦 " * 2000
ENGLISH = Context(words_in("en"))
PEOPLE = {
    1: Addressee(name="Noah_*", handle=Handle("discord", "G", "702")),
    2: Addressee(name="Inès", handle=Handle("slack", "T", "U0INES")),
    3: Addressee(name="Odd", handle=Handle("discord", "G", "702> @everyone")),
}
TOKENS = (
    *("<@1>", "<@!1>", "<@&1>", "<#1>", "@everyone", "@here", "\\", "https://evil.example", "<t:1:R>", "[a](b)"),
    *("<:x:1>", ":smile:", "</ticket:1>", "```", "# ", "- ", "> ", "1. ", "-# ", "||", "discord.gg/x", "\n", " "),
)
HOSTILE = st.one_of(
    st.text(max_size=200),
    st.text(alphabet="<>@!&#:/\\*_~|`[]()-.1 23\nethvryonhttps.gt", max_size=200),
    st.lists(st.sampled_from(TOKENS), max_size=12).map("".join),
)


def public(*blocks):
    return PublicDocument(blocks)


def everything(text):
    """One of each block and span, all holding the same text."""
    return (
        Heading(text),
        Paragraph((text, Strong(text), Code(text), Moment(NOW), Name(1), Mention(1), Link("https://x.y", text))),
        Paragraph((ThreadLink(1, Audience.PUBLIC, text),)),
        Quote(text=text, more="https://x.y/whole"),
        Facts(tuple(Fact(text, (text, Strong(text))) for _ in range(31))),
        Small((text,)),
        Divider(),
        Actions(buttons(text, 30), buttons(text, 30)),
    )


def buttons(text, count):
    return tuple(Button(verb=f"v{n}", label=text, subject="1042", style=Style.DANGER) for n in range(count))


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("text", ["", " ", "short", LONG, "\n" * 5000, "&" * 40_000, "*" * 9000, "👍🏽" * 9000])
def test_every_message_keeps_every_limit(language, text):
    people = {1: Addressee(name=text, handle=None)}
    context = Context(words_in(language), people, {(1, Audience.PUBLIC): "https://x.y/" + "a" * 4000})
    check_message(render_public(public(*everything(text)), context))
    check_message(
        render_internal(InternalDocument((*everything(text), InternalQuote(text=InternalText(words=text)))), context)
    )
    for block in everything(text):
        check_message(render_public(public(block), context))
        check_message(render_public(public(*[block] * 30), context))


@given(HOSTILE)
def test_what_people_type_is_never_live(text):
    people = {1: Addressee(name=text, handle=Handle("slack", "T", text)), 2: Addressee(name=text, handle=None)}
    context = Context(words_in("en"), people)
    lines = (Paragraph((text,)), Paragraph((Name(1),)), Paragraph((Mention(1),)), Paragraph((Mention(2), " ", text)))
    for block in (*lines, Paragraph((ThreadLink(1, Audience.PUBLIC, text),))):
        drawn = render_public(public(block), context)
        assert all(is_inert(shown) for shown in texts_of(drawn))
        assert drawn["allowed_mentions"] == {"parse": [], "users": []}
    for shown in texts_of(render_public(public(Heading(text), Facts((Fact(text, (text,)),))), context)):
        assert is_inert(shown.removeprefix("### "))


@given(HOSTILE)
def test_a_quotation_is_a_mark_before_every_line_and_nothing_live_but_looks(text):
    drawn = render_public(public(Quote(text=text)), ENGLISH)
    for line in drawn["content"].split("\n"):
        assert line == "–" or line.startswith("> ")
    assert drawn["content"] == "–" or left_live(drawn["content"]) == ""
    assert drawn["allowed_mentions"] == {"parse": [], "users": []}


@given(HOSTILE)
def test_bold_and_small_words_hold_nothing_live(text):
    bold = render_public(public(Paragraph((Strong(text),))), ENGLISH)["content"]
    assert bold == "–" or is_inert(bold.removeprefix("**").removesuffix("**"))
    for line in render_public(public(Small((text,))), ENGLISH)["content"].split("\n"):
        assert is_inert(line.removeprefix("-# "))


@given(HOSTILE)
def test_what_stands_as_code_ends_no_code_and_names_nobody(text):
    content = render_public(public(Paragraph((Code(text),))), ENGLISH)["content"]
    assert content == "–" or (content.count("`") == 2 and "\n" not in content)
    assert not any(token in content for token in ("<@", "<#", "@everyone", "@here"))


@given(HOSTILE, HOSTILE)
def test_a_link_cannot_be_broken_out_of(url, text):
    drawn = link(f"https://x.y/{url}", text)
    address = drawn[drawn.rindex("](<") + 3 : -2] if "](<" in drawn else drawn[1:-1]
    assert not set(address) & set("<>() \n")


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "file:///etc/passwd", "", "https://", "@everyone", "discord://x"]
)
def test_an_address_that_discord_should_not_open_is_no_link(url):
    assert safe_url(url) == ""
    assert link(url, "text") == "text"


def test_spans_with_a_type_of_their_own_are_live():
    line = ("To ", Mention(1), " or ", Name(1), ": ", Strong("now"), " ", Code("/ticket"), " ", Moment(NOW), " ")
    links = (Link("https://x.y/?a=(1)", "a|b"), " ", ThreadLink(7, Audience.PUBLIC, "here"))
    context = Context(words_in("en"), PEOPLE, {(7, Audience.PUBLIC): "https://x.y/t"})
    drawn = render_public(public(Paragraph((*line, *links))), context)
    assert drawn["content"] == (
        "To <@702> or Noah\\_\\*: **now** `/ticket` <t:1772463600:f> [a\\|b](<https://x.y/?a=%281%29>) [here](<https://x.y/t>)"
    )
    assert drawn["allowed_mentions"] == {"parse": [], "users": ["702"]}


def test_a_mention_notifies_only_whom_it_names_and_only_by_a_sound_handle():
    drawn = render_public(
        public(Paragraph((Mention(1), Mention(2), Mention(3), Mention(9)))), Context(words_in("en"), PEOPLE)
    )
    assert drawn["content"] == "<@702>InèsOdd–"
    assert drawn["allowed_mentions"] == {"parse": [], "users": ["702"]}


def test_whom_a_card_mentions_stands_above_it_since_an_embed_notifies_nobody():
    drawn = render_public(public(Heading("Title"), Paragraph((Mention(1), " hi"))), Context(words_in("en"), PEOPLE))
    assert drawn["content"] == "<@702>"
    assert drawn["embeds"][0]["description"] == "<@702> hi"
    assert drawn["allowed_mentions"]["users"] == ["702"]


def test_each_renderer_refuses_the_other_audience():
    with pytest.raises(TypeError):
        render_public(InternalDocument((Heading("x"),)), ENGLISH)
    with pytest.raises(TypeError):
        render_internal(public(Heading("x")), ENGLISH)


def test_an_internal_quote_smuggled_into_a_public_document_is_refused():
    with pytest.raises(TypeError):
        render_public(public(InternalQuote(text=InternalText(words="CANARY"))), ENGLISH)


def test_a_public_document_never_shows_the_address_of_an_internal_thread():
    links = {(1, Audience.INTERNAL): "https://discord.com/channels/1/SECRET"}
    span = ThreadLink(1, Audience.INTERNAL, "thread")
    assert "SECRET" not in str(render_public(public(Paragraph((span,))), Context(words_in("en"), {}, links)))
    shown = render_internal(InternalDocument((Paragraph((span,)),)), Context(words_in("en"), {}, links))
    assert "SECRET" in str(shown)


def test_requesters_and_agents_see_cards_of_different_colours():
    seen = render_public(public(Heading("x")), ENGLISH)["embeds"][0]["color"]
    assert seen != render_internal(InternalDocument((Heading("x"),)), ENGLISH)["embeds"][0]["color"]


def test_a_conversation_is_content_and_a_long_one_moves_to_where_more_fits():
    assert render_public(public(Paragraph(("hi",)), Quote(text="short")), ENGLISH)["content"] == "hi\n> short"
    drawn = render_public(public(Paragraph(("hi",)), Quote(text="word " * 600, more="https://x.y/all")), ENGLISH)
    assert (drawn["content"], len(drawn["embeds"])) == ("", 1)
    assert "Read all of it" not in drawn["embeds"][0]["description"]


def test_a_quotation_too_long_for_any_message_is_cut_with_a_link_to_the_whole():
    drawn = render_public(public(Quote(text="word " * 2000, more="https://x.y/whole")), ENGLISH)
    text = drawn["embeds"][0]["description"]
    assert text.endswith("…\n[Read all of it](<https://x.y/whole>)")
    check_message(drawn)


def test_words_after_facts_stay_after_them():
    drawn = render_public(public(Heading("T"), Facts((Fact("a", ("b",)),)), Quote(text="after")), ENGLISH)
    assert [("fields" in embed, embed.get("description")) for embed in drawn["embeds"]] == [
        (True, None),
        (False, "> after"),
    ]


def test_facts_stand_side_by_side_unless_they_are_long():
    drawn = render_public(public(Facts((Fact("a", ("b",)), Fact("c", ("d" * 90,)), Fact("e", ("",))))), ENGLISH)
    fields = drawn["embeds"][0]["fields"]
    assert [field["inline"] for field in fields] == [True, False, True]
    assert fields[2]["value"] == "–"


def test_buttons_stay_where_texts_are_too_long_and_each_is_there_once():
    take = Button(verb="take", label="Take", subject="1042", style=Style.PRIMARY)
    drawn = render_public(public(*(Quote(text=LONG) for _ in range(9)), Actions((take, take))), ENGLISH)
    check_message(drawn)
    [row] = drawn["components"]
    assert row["components"] == [{"type": 2, "style": 1, "label": "Take", "custom_id": "cd:take:1042"}]


@pytest.mark.parametrize(("language", "placeholder"), [("en", "More…"), ("fr", "Plus…")])
def test_a_menu_is_a_row_of_its_own_and_carries_what_the_buttons_would(language, placeholder):
    hand_over = Button(verb="transfer", label="Hand over", subject="1042")
    drawn = render_public(public(Actions(buttons("Take", 2), (hand_over, hand_over))), Context(words_in(language)))
    check_message(drawn)
    first, second = drawn["components"]
    assert [component["type"] for component in first["components"]] == [2, 2]
    assert second["components"] == [
        {
            "type": 3,
            "custom_id": "menu:0",
            "placeholder": placeholder,
            "min_values": 0,
            "max_values": 1,
            "options": [{"label": "Hand over", "value": "cd:transfer:1042"}],
        }
    ]


def test_a_menu_keeps_its_row_where_buttons_take_all():
    drawn = render_public(public(Actions(buttons("x", 30), buttons("x", 30))), ENGLISH)
    check_message(drawn)
    kinds = [row["components"][0]["type"] for row in drawn["components"]]
    assert kinds == [2, 2, 2, 3, 3]
    menus = [row["components"][0]["options"] for row in drawn["components"][3:]]
    assert [len(options) for options in menus] == [25, 5]


TOO_LONG = Button(verb="take", label="x", subject="1" * 101)


@pytest.mark.parametrize("actions", [Actions((TOO_LONG,)), Actions((), (TOO_LONG,))])
def test_a_subject_is_never_cut(actions):
    with pytest.raises(ValueError, match="too long"):
        render_public(public(actions), ENGLISH)


def test_an_empty_document_is_still_a_message():
    check_message(render_public(public(), ENGLISH))
    check_message(render_internal(InternalDocument(()), ENGLISH))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("plain words, 8 h – ok?", "plain words, 8 h – ok?"),
        ("snake_case *x*", "snake\\_case \\*x\\*"),
        ("see https://x.y/z", "see https\\://x.y\\/z"),
        ("# title\n- item\n1. one", "\\# title\n\\- item\n1\\. one"),
        ("@everyone <@1>", "\\@\u2060everyone \\<\\@1\\>"),
        ("C:\\temp", "C:\\\\temp"),
        ("a\r\n- b", "a\n\\- b"),
    ],
)
def test_text_is_shown_as_it_was_typed(typed, shown):
    assert literal(typed) == shown


def test_every_line_of_a_quotation_is_marked():
    assert quoted("a\n\n> b") == "> a\n> \n> \\> b"


def test_a_group_is_notified_by_its_role_and_a_role_that_somebody_typed_is_not():
    body = InternalDocument((Paragraph((RoleMention("7001"), " ", "<@&7002>")), Quote(text="<@&7003>")))
    drawn = render_internal(body, ENGLISH)
    assert drawn["content"].startswith("<@&7001> ")
    assert drawn["allowed_mentions"] == {"parse": [], "users": [], "roles": ["7001"]}
    card = render_internal(InternalDocument((Heading("FAC-1"), *body.blocks)), ENGLISH)
    assert (card["content"], card["allowed_mentions"]["roles"]) == ("<@&7001>", ["7001"])


@pytest.mark.parametrize("role", ["everyone", "70>@everyone", ""])
def test_a_role_that_is_no_number_notifies_nobody(role):
    drawn = render_internal(InternalDocument((Paragraph((RoleMention(role), "Words")),)), ENGLISH)
    assert (drawn["content"], drawn["allowed_mentions"]) == ("Words", {"parse": [], "users": []})
