"""Text made literal and cut: nothing live, nothing torn, nothing too long."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_kit import is_inert

from chatdesk.adapters._cutting import cut, storable, units
from chatdesk.adapters._slack.text import cut_literal, escape, literal, safe_url

HOSTILE = st.text(
    alphabet=st.sampled_from("<>&!@#|*_~`:\n UW0channelhere;amp\u2060é\u0301👩\u200d👧🇫🇷👍🏽\u202e"), max_size=400
)


@pytest.mark.parametrize(
    "typed",
    ["<!channel>", "<!here>", "<@U0NOAH>", "<#C0HELP|x>", "<https://x.y|z>", "&lt;!channel&gt;", "<!date^0^{date}|x>"],
)
def test_literal_text_holds_no_token(typed):
    assert is_inert(literal(typed))


@given(st.one_of(st.text(), HOSTILE))
def test_literal_text_is_never_live_and_reads_as_typed(typed):
    shown = literal(typed)
    assert is_inert(shown)
    assert shown.replace("\u2060", "").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == typed.replace(
        "\u2060", ""
    )


def test_a_mark_that_could_format_stands_between_joiners():
    assert literal("*bold* _it_ ~no~ `x`").replace("\u2060", "·") == "·*·bold·*· ·_·it·_· ·~·no·~· ·`·x·`·"


def test_a_mark_inside_a_word_stays_as_it_is():
    assert literal("snake_case 2*3*4 a~b") == "snake_case 2*3*4 a~b"


def test_a_quotation_mark_at_a_line_start_quotes_nothing():
    assert literal("> a\n>>> b > c") == "\u2060&gt; a\n\u2060&gt;\u2060&gt;\u2060&gt; b &gt; c"


def test_escape_keeps_formatting():
    assert escape("*a* <b> & c") == "*a* &lt;b&gt; &amp; c"


@given(st.one_of(st.text(max_size=300), HOSTILE), st.integers(min_value=1, max_value=120))
def test_a_cut_text_fits_and_begins_like_the_whole(text, limit):
    shown = cut(text, limit)
    assert units(shown) <= limit
    assert shown == text or (shown.endswith("…") and text.startswith(shown[:-1]))


@given(st.one_of(st.text(max_size=300), HOSTILE), st.integers(min_value=1, max_value=120))
def test_a_cut_literal_text_fits_and_is_inert(text, room):
    shown, is_cut = cut_literal(text, room)
    assert units(shown) <= room
    assert is_inert(shown)
    assert is_cut == (units(literal(text)) > room)


def test_a_cut_never_falls_inside_an_entity():
    for room in range(2, 40):
        assert is_inert(cut_literal("&" * 50, room)[0])


@pytest.mark.parametrize(
    "cluster", ["👩‍👩‍👧‍👦", "🇫🇷", "👍🏽", "e\u0301\u0302", "1\ufe0f\u20e3", "🏴\U000e0067\U000e0062\U000e007f"]
)
def test_a_cut_tears_no_cluster_apart(cluster):
    text = cluster * 20
    for limit in range(1, units(text)):
        kept = cut(text, limit).removesuffix("…")
        assert kept == cluster * (len(kept) // len(cluster))


def test_a_long_text_is_cut_quickly():
    assert len(cut_literal("&" * 40_000, 3000)[0]) > 2900
    assert len(cut("👩‍👩‍👧‍👦" * 10_000, 3000)) > 1500


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://x.y/a?b=1&c=2", "https://x.y/a?b=1&c=2"),
        ("https://x.y/a|b>c d", "https://x.y/a%7Cb%3Ec%20d"),
        ("javascript:alert(1)", ""),
        ("!channel", ""),
        ("https://x.y/\n<!channel>", "https://x.y/%0A%3C!channel%3E"),
    ],
)
def test_an_address_cannot_break_out_of_its_link(url, safe):
    assert safe_url(url) == safe


def test_what_no_database_takes_is_replaced():
    assert storable("a\x00b\ud83dc") == "a\ufffdb\ufffdc"
    assert storable("👍") == "👍"
