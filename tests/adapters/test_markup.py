"""Looks survive the way from one platform to the other; nothing else that somebody typed is ever live.

What a source shows is what the platforms' documents say: docs.slack.dev/messaging/formatting-message-text and
support.discord.com "Markdown Text 101".
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markup_kit import discord_shows, left_live, slack_shows
from slack_kit import check_block

from chatdesk.adapters._context import Context
from chatdesk.adapters._cutting import units
from chatdesk.adapters._discord.markdown import typed_to_markdown
from chatdesk.adapters._discord.quotes import cut_quoted, quoted
from chatdesk.adapters._markdown.reading import read
from chatdesk.adapters._markdown.runs import CodeBlock, Run, Style, Words, plain_text
from chatdesk.adapters._markdown.writing import written
from chatdesk.adapters._slack.mrkdwn import mrkdwn_to_markdown
from chatdesk.adapters._slack.quotes import quote_elements
from chatdesk.adapters._slack.render import render_public
from chatdesk.core.document import PublicDocument, Quote
from chatdesk.core.words import words_in

NAMES = {"U0NOAH": "Noah_*", "702": "Noah_*"}
S, E, X, C, L = (frozenset({style}) for style in (Style.STRONG, Style.EMPHASIS, Style.STRUCK, Style.CODE, Style.LINK))


def from_slack(text):
    return mrkdwn_to_markdown(text, lambda user: NAMES.get(user, ""))


def from_discord(text):
    return typed_to_markdown(text, NAMES)


def in_slack(stored, room=3000):
    return {"type": "rich_text", "elements": quote_elements(stored, room)[0]}


# -- what is stored
@pytest.mark.parametrize(
    ("said", "stored"),
    [
        ("*bold* _it_ ~no~ `x*y`", "**bold** *it* ~~no~~ `x*y`"),
        ("*_both_*", "***both***"),
        ("snake_case __init__ 2*3*4 a~b", r"snake_case __init__ 2\*3\*4 a\~b"),
        ("*open _open ~open", "*open _open ~open"),
        ("* not bold *", r"\* not bold *"),
        ("**also not**", r"\*\*also not\*\*"),
        ("*a\nb*", "*a\nb*"),
        ("&gt; q *x*\nafter", "> q **x**\nafter"),
        ("&gt;&gt;&gt; a\nb", "> a\n> b"),
        ("• one\n    ◦ two\n1. three", "- one\n    - two\n1. three"),
        (
            "see <https://x.y/z> <https://x.y/?a=1&amp;b=2|the *page*>",
            "see https://x.y/z the \\*page\\* (https://x.y/?a=1&b=2)",
        ),
        ("hi <@U0NOAH> <#C0HELP|help> <!here> &amp;lt;", r"hi @Noah_* #help @here &lt;"),
        ("so ```\n*a* &lt;b&gt;\n  `c`\n``` end", "so \n```\n*a* <b>\n  `c`\n```\n end"),
        ("```open", r"\```open"),
        ("# h | t | ![i](u) &lt;b&gt;", "# h | t | ![i](u) <b>"),
        (r"C:\temp \*x", r"C:\temp \\\*x"),
        ("(*x*), *y*!", "(**x**), **y**!"),
    ],
)
def test_what_is_said_in_slack_is_stored_as_the_desks_markdown(said, stored):
    assert from_slack(said) == stored


@pytest.mark.parametrize(
    ("said", "stored"),
    [
        ("**b** *i* _j_ ~~s~~ `c*d`", "**b** *i* *j* ~~s~~ `c*d`"),
        ("__under__ ***both*** ||told|| a||b", "**under *both*** told a||b"),
        ("snake_case a_b_c 2 * 3", "snake_case a_b_c 2 * 3"),
        (r"\*as typed\* \_x\_", r"\*as typed\* _x_"),
        ("**a\nb** c", "**a**\n**b** c"),
        ("[page](https://x.y/a) [p](<https://x.y>)", "page (https://x.y/a) p (https://x.y)"),
        ("[https://good.y](https://evil.y)", "https://good.y (https://evil.y)"),
        ("[a](javascript:x) [b](c)", "[a](javascript:x) [b](c)"),
        ("<@702> <@!702> <@9> <#5> <@&6> <:party_x_:12> @everyone", r"@Noah_* @Noah_* @9 #5 @6 :party_x_: @everyone"),
        ("`<@702>`", "`<@702>`"),
        ("<https://x.y/z> **kept**", "https://x.y/z **kept**"),
        ("say ```py\nx = `1`\n``` so", "say \n```\nx = `1`\n```\n so"),
        ("> a\n>>> b\nc", "> a\n> b\n> c"),
        ("- a\n  - b\n2. c", "- a\n    - b\n2. c"),
        ("# big\n-# small", "# big\n-# small"),
        ("**open", "**open"),
        ("```\nopen", "\\```\nopen"),
    ],
)
def test_what_is_said_in_discord_is_stored_as_the_desks_markdown(said, stored):
    assert from_discord(said) == stored


# -- what is read, and how it is drawn
@pytest.mark.parametrize(
    ("stored", "runs"),
    [
        ("**a** *b* ~~c~~ `d`", (Run("a", S), Run(" "), Run("b", E), Run(" "), Run("c", X), Run(" "), Run("d", C))),
        ("__init__ _x_", (Run("__init__ _x_"),)),
        ("**open ~one~ `t", (Run("**open ~one~ `t"),)),
        (r"\*x\* C:\temp", (Run(r"*x* C:\temp"),)),
        ("<b>x</b> ![i](u) [t](u) # h", (Run("<b>x</b> ![i](u) [t](u) # h"),)),
        ("https://x.y/a_*b*_c. ok", (Run("https://x.y/a_*b*_c", L), Run(". ok"))),
        ("**https://x.y**", (Run("https://x.y", S | L),)),
        ("    far", (Run("    far"),)),
    ],
)
def test_a_line_is_read(stored, runs):
    assert read(stored) == (Words(runs=runs),)


@pytest.mark.parametrize(
    ("stored", "slack", "discord"),
    [
        ("**a** b", [("a", {"bold": True}), (" b", None)], "> **a** b"),
        ("*a* ~~b~~", [("a", {"italic": True}), (" ", None), ("b", {"strike": True})], "> *a* ~~b~~"),
        ("***a***", [("a", {"bold": True, "italic": True})], "> ***a***"),
        ("`a_b`", [("a_b", {"code": True})], "> `a_b`"),
        ("a_b *c", [("a_b *c", None)], "> a\\_b \\*c"),
        ("> a\n\n- b\n1. c", [("> a\n\n• b\n1. c", None)], "> \\> a\n> \n> - b\n> 1. c"),
        ("**a***b*", [("a", {"bold": True}), ("b", {"italic": True})], "> **a**\u2060*b*"),
        ("<@1> @here", [("<@1> @here", None)], "> \\<\\@1\\> \\@\u2060here"),
    ],
)
def test_a_line_is_drawn(stored, slack, discord):
    [element] = in_slack(stored)["elements"]
    assert element["type"] == "rich_text_quote"
    assert [(part["text"], part.get("style")) for part in element["elements"]] == slack
    assert quoted(stored) == discord


def test_an_address_is_a_link_that_shows_itself():
    assert in_slack("at https://x.y/z.")["elements"][0]["elements"][1] == {"type": "link", "url": "https://x.y/z"}
    assert quoted("at https://x.y/z.") == "> at <https://x.y/z>."
    assert quoted("[good](https://evil.y)") == "> \\[good\\](<https://evil.y>)"


@pytest.mark.parametrize(
    ("said", "stored"),
    [
        ("*b* <https://user@evil.y/x>", "**b** https://user@evil.y/x"),
        ("*b* <https://x.y/a.>", "**b** https://x.y/a."),
        ("*b* <https://[::1]/>", "**b** https://[::1]/"),
        ("*b* <mailto:a@x.y|a@x.y> <slack://open>", "**b** a@x.y slack://open"),
    ],
)
def test_an_odd_address_costs_no_looks(said, stored):
    assert from_slack(said) == stored


@pytest.mark.parametrize("odd", ["https://", "https://.", "http:///x", "https://@x", "xhttps://x.y", "https://:1"])
def test_what_is_no_address_is_no_link(odd):
    assert "'link'" not in str(in_slack(odd))
    assert "<http" not in quoted(odd)


def test_code_stays_verbatim_and_does_not_end_early():
    stored = from_slack("```a ``x`` **b** &lt;div&gt;\n&lt;@U1&gt;```")
    assert stored == "```\na ``x`` **b** <div>\n<@U1>\n```"
    [block] = in_slack(stored)["elements"]
    assert (block["type"], block["elements"]) == (
        "rich_text_preformatted",
        [{"type": "text", "text": "a ``x`` **b** <div>\n<@U1>"}],
    )
    assert quoted(stored) == "> ```\n> a ``x`` **b** <div>\n> <\u2060@U1>\n> ```"
    assert quoted("````\na ``` **b**\n````") == "> ```\n> a ˋˋˋ **b**\n> ```"
    assert quoted("``a`b`` `` ` ``") == "> ``a`b`` `ˋ`"


# -- there and back
PLAIN_WORDS = [
    "mot",
    "snake_case",
    "__init__",
    "2*3",
    "a~b",
    "C:\\temp",
    "x<y>",
    "&",
    "1.5",
    "@here",
    "é🙂",
    "[a](b)",
    "…",
]
STYLED_WORDS = ["gras", "deux mots", "snake_case", "é🙂", "a.b", "C:\\x"]
CODE_WORDS = ["x*y", "__init__", "<b> &", "**k**", "@here"]
LOOKS = ["s", "e", "x", "es"]
WORD = st.one_of(
    st.tuples(st.sampled_from(PLAIN_WORDS), st.just("")),
    st.tuples(st.sampled_from(STYLED_WORDS), st.sampled_from(LOOKS)),
    st.tuples(st.sampled_from(CODE_WORDS), st.just("c")),
)
LINE = st.tuples(st.sampled_from(["", "", "> ", "• "]), st.lists(WORD, min_size=1, max_size=5))
CODE_LINES = st.lists(st.sampled_from(["x = `1`", "**no**", "", "  <b>", "> y", "- z"]), max_size=3)
TEXT = st.lists(st.one_of(LINE, st.tuples(st.just("```"), CODE_LINES)), min_size=1, max_size=5)


def slack_source(text):
    marks = {"": "", "s": "*", "e": "_", "x": "~", "es": "*_", "c": "`"}

    def escape(words):
        return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    def said(begin, words):
        if begin == "```":
            return "```\n" + escape("\n".join(["code", *words])) + "\n```"
        return escape(begin) + " ".join(marks[of] + escape(word) + marks[of][::-1] for word, of in words)

    return "\n".join(said(begin, words) for begin, words in text)


def discord_source(text):
    marks = {"": "", "s": "**", "e": "*", "x": "~~", "es": "***", "c": "`"}

    def escape(word):
        return "".join(f"\\{char}" if char in "\\*_~`<>[]()@|" else char for char in word)

    def said(begin, words):
        if begin == "```":
            return "```\n" + "\n".join(["code", *words]) + "\n```"
        shown = (marks[of] + (word if of == "c" else escape(word)) + marks[of] for word, of in words)
        return begin.replace("•", "-") + " ".join(shown)

    return "\n".join(said(begin, words) for begin, words in text)


def expected(text):
    lines = []
    for begin, words in text:
        if begin == "```":
            lines += [[(char, "c") for char in line] for line in "\n".join(["code", *words]).rstrip("\n").split("\n")]
        else:
            line = [(char, "") for char in begin]
            for at, (word, of) in enumerate(words):
                line += [(" ", "")] if at else []
                line += [(char, "" if char == " " and of != "c" else of) for char in word]
            lines.append(line)
    return lines


def without_ends(lines):
    """Lines without the empty ones at the end of code, which no client shows."""
    return [line for line in lines if line]


@given(TEXT)
def test_what_is_said_in_slack_looks_the_same_in_slack_and_in_discord(text):
    stored = from_slack(slack_source(text))
    assert without_ends(slack_shows(in_slack(stored))) == without_ends(expected(text))
    assert without_ends(discord_shows(quoted(stored))) == without_ends(expected(text))


@given(TEXT)
def test_what_is_said_in_discord_looks_the_same_in_discord_and_in_slack(text):
    stored = from_discord(discord_source(text))
    assert without_ends(discord_shows(quoted(stored))) == without_ends(expected(text))
    assert without_ends(slack_shows(in_slack(stored))) == without_ends(expected(text))


RUN = st.builds(
    Run,
    st.text(alphabet="ab*_~`\\>-1.) #[](<é", min_size=1, max_size=6).filter(lambda text: bool(text.strip())),
    st.sampled_from([frozenset(), S, E, X, S | E, C]),
)


@given(st.lists(RUN, max_size=5).map(tuple))
def test_what_is_written_reads_the_same_words(runs):
    found = read(written([Words(runs=runs)]))
    assert all(isinstance(piece, Words) and not piece.marker and not piece.is_quoted for piece in found)
    told = "".join(run.text for run in runs)
    assert "".join(map(plain_text, found)).strip() == told.strip()


@given(st.text(alphabet="a`~ \n", min_size=1).filter(lambda text: bool(text.strip())))
def test_code_that_is_written_reads_the_same(code):
    assert read(written([CodeBlock(text=code)])) == (CodeBlock(text=code),)


# -- nothing live
TOKENS = (
    *("<@1>", "<@!1>", "<@&1>", "<#1>", "<@U0NOAH>", "<!channel>", "<!here|x>", "@everyone", "@Here", "\\", "<t:1:R>"),
    *(
        "https://evil.y",
        "[a](https://e.y)",
        "[a](<https://e.y>)",
        "<https://e.y|good>",
        "```",
        "``",
        "`",
        "**",
        "*",
        "_",
    ),
    *(
        "~~",
        "~",
        "||",
        "> ",
        ">>> ",
        "- ",
        "1. ",
        "# ",
        "-# ",
        "\n",
        "\n\n",
        " ",
        "a",
        "é",
        "👩‍👧",
        ":x:",
        "<:x:1>",
        "&lt;",
    ),
    *("discord.gg/x", "</ticket:1>", "\u2028", "\r", "\t", "    ", "__", "~~~", "````", "+ ", "!", "&gt;", "•"),
)
ANYTHING = st.one_of(
    st.text(max_size=100),
    st.text(alphabet="<>@!&#:/\\*_~|`[]()-.1 2\nethvryonhps.g", max_size=100),
    st.lists(st.sampled_from(TOKENS), max_size=14).map("".join),
)


@given(ANYTHING)
def test_whatever_is_typed_or_said_nothing_of_it_is_live(text):
    for stored in (text, from_slack(text), from_discord(text)):
        drawn = quoted(stored)
        assert left_live(drawn) == ""
        if drawn:
            discord_shows(drawn)
        for block in render_public(PublicDocument((Quote(text=stored),)), Context(words_in("en"))):
            check_block(block)
            assert {element["type"] for element in block["elements"]} <= {"rich_text_quote", "rich_text_preformatted"}
            for part in (part for element in block["elements"] for part in element["elements"]):
                assert (part["type"] == "text" and part["text"]) or part["url"].lower().startswith("http")
            slack_shows(block)


@pytest.mark.parametrize(
    "part",
    ["*", "```a\n", "> ", "- ", "`", "`a``", "*a ", "*a* ", "https:", "~~a", "[a](https://", "<", "||", "_a", " "],
)
def test_hostile_repetitions_are_read_and_drawn_before_the_clock_runs_out(part):
    for stored in (part * 5000, from_slack(part * 5000), from_discord(part * (4000 // len(part)))):
        assert units(cut_quoted(stored, 1900)[0]) <= 1900
        assert quote_elements(stored, 3000)[1] <= 3000


@given(ANYTHING)
def test_no_word_is_lost_on_either_platform(text):
    in_one = "".join(char for line in slack_shows(in_slack(text)) for char, _ in line if not char.isspace())
    drawn = quoted(text)
    in_other = "".join(char for line in discord_shows(drawn) for char, _ in line if not char.isspace()) if drawn else ""
    if "://" not in text:  # addresses are encoded more on Discord
        assert in_other.replace("ˋ", "`") == in_one.replace("\u2060", "").replace("ˋ", "`")


# -- cut
LONG = (
    "**bold words** and *more* ~~gone~~ `code` \\*typed\\* https://x.y/a?b=c\n```\ncode *x*\nmore\n```\n- a 👩‍👩‍👧‍👦\n"
    * 8
)


@pytest.mark.parametrize("room", [*range(1, 90), 200, 400, 700])
def test_a_cut_quotation_fits_closes_its_marks_and_begins_like_the_whole(room):
    shown, is_cut = cut_quoted(LONG, room)
    assert is_cut
    assert units(shown) <= room
    if room > 10:
        kept = [pair for line in discord_shows(shown) for pair in line]
        whole = [pair for line in discord_shows(quoted(LONG)) for pair in line]
        assert kept[-1] == ("…", "")
        same = [char for char, _ in whole][: len(kept) - 1]
        assert [char for char, _ in kept[:-1]] == same
    elements, size, is_cut = quote_elements(LONG, room)
    assert is_cut
    if room > 5:
        kept = "".join(char for line in slack_shows({"elements": elements}) for char, _ in line)
        assert kept.rstrip().endswith("…")
        assert sum(units(part.get("text") or part["url"]) for e in elements for part in e["elements"]) <= size <= room


@given(ANYTHING, st.integers(min_value=1, max_value=60))
def test_whatever_is_cut_fits_and_nothing_of_it_is_live(text, room):
    shown, is_cut = cut_quoted(text, room)
    assert units(shown) <= room
    assert left_live(shown) == ""
    if is_cut and room > 10:
        discord_shows(shown)
    assert quote_elements(text, max(room, 5))[1] <= max(room, 5)
