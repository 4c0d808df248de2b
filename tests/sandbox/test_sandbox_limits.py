"""Slack's limits on blocks and views: what is exactly full passes, one more is refused with its place."""

import contextlib
import copy

import pytest
from sandbox_kit import button, modal, mrkdwn, plain, text_input

from chatdesk.sandbox.slack.blocks import checked_blocks, checked_view
from chatdesk.sandbox.slack.errors import SlackError


def options(count, text="o", value="v"):
    return [{"text": plain(text), "value": f"{value}{n}"} for n in range(count)]


def select(**fields):
    return {"type": "static_select", "action_id": "pick", "options": options(2), **fields}


def section(**fields):
    return {"type": "section", **fields}


def actions(*elements):
    return {"type": "actions", "elements": list(elements)}


def buttons(count):
    return [button(f"b{n}") for n in range(count)]


FITS = [
    [section(text=mrkdwn("x" * 3000))],
    [section(fields=[mrkdwn("x" * 2000)] * 10)],
    [{"type": "header", "text": plain("x" * 150)}],
    [actions(button(text=plain("x" * 75), value="v" * 2000))],
    [actions(*buttons(25))],
    [actions(select(options=options(100)))],
    [actions(select(options=[{"text": plain("x" * 75), "value": "v" * 150}]))],
    [actions(select(initial_option=options(2)[1]))],
    [{"type": "context", "elements": [mrkdwn("x")] * 10}],
    [section(text=mrkdwn("x"), block_id="b" * 255)],
    [actions(button("a" * 255)), actions(button("a" * 255))],
    [{"type": "divider"}] * 50,
    [{"type": "image", "image_url": "https://x.test/i.png", "alt_text": "i"}],
]

BREACHES = [
    ([{"type": "divider"}] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
    ([section(text=mrkdwn("x" * 3001))], "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    ([section(text=mrkdwn(""))], "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    ([section()], "must define either `text` or `fields` [json-pointer:/blocks/0]"),
    ([section(fields=[mrkdwn("x")] * 11)], "no more than 10 items allowed [json-pointer:/blocks/0/fields]"),
    (
        [section(fields=[mrkdwn("x" * 2001)])],
        "must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]",
    ),
    (
        [{"type": "header", "text": plain("x" * 151)}],
        "must be less than 151 characters [json-pointer:/blocks/0/text/text]",
    ),
    ([{"type": "header", "text": mrkdwn("x")}], "must be one of: plain_text [json-pointer:/blocks/0/text/type]"),
    ([actions(*buttons(26))], "no more than 25 items allowed [json-pointer:/blocks/0/elements]"),
    ([actions()], "no less than 1 items allowed [json-pointer:/blocks/0/elements]"),
    (
        [actions(button(text=plain("x" * 76)))],
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]",
    ),
    (
        [actions(button(value="v" * 2001))],
        "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]",
    ),
    (
        [actions(button(style="loud"))],
        "must be one of: primary, danger [json-pointer:/blocks/0/elements/0/style]",
    ),
    (
        [actions(button("a" * 256))],
        "must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]",
    ),
    (
        [actions(button("a"), button("a"))],
        '`action_id` "a" already exists [json-pointer:/blocks/0/elements/1/action_id]',
    ),
    (
        [{"type": "divider", "block_id": "b"}] * 2,
        '`block_id` "b" already exists [json-pointer:/blocks/1/block_id]',
    ),
    (
        [{"type": "divider", "block_id": "b" * 256}],
        "must be less than 256 characters [json-pointer:/blocks/0/block_id]",
    ),
    (
        [{"type": "context", "elements": [mrkdwn("x")] * 11}],
        "no more than 10 items allowed [json-pointer:/blocks/0/elements]",
    ),
    (
        [actions(select(options=options(101)))],
        "no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]",
    ),
    (
        [actions(select(options=options(1, text="x" * 76)))],
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]",
    ),
    (
        [actions(select(options=options(1, value="v" * 150)))],
        "must be less than 151 characters [json-pointer:/blocks/0/elements/0/options/0/value]",
    ),
    (
        [actions(select(placeholder=plain("x" * 151)))],
        "must be less than 151 characters [json-pointer:/blocks/0/elements/0/placeholder/text]",
    ),
    (
        [actions(select(initial_option={"text": plain("other"), "value": "v0"}))],
        "initial_option must be one of the provided options [json-pointer:/blocks/0/elements/0/initial_option]",
    ),
    (
        [actions({"type": "overflow", "options": options(6)})],
        "no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]",
    ),
    (
        [actions({"type": "radio_buttons", "options": options(11)})],
        "no more than 10 items allowed [json-pointer:/blocks/0/elements/0/options]",
    ),
    (
        [actions({"type": "plain_text_input"})],
        "unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]",
    ),
    ([{"type": "banner"}], "unsupported type: banner [json-pointer:/blocks/0/type]"),
    (
        [section(text=mrkdwn("x"), colour="red")],
        "invalid additional property: colour [json-pointer:/blocks/0]",
    ),
    ([{"type": "image", "image_url": "x"}], "missing required field: alt_text [json-pointer:/blocks/0]"),
    (
        [{**text_input(), "element": {"type": "file_input"}}],
        "unsupported type: file_input [json-pointer:/blocks/0/element/type]",
    ),
]


@pytest.mark.parametrize("blocks", FITS)
def test_blocks_that_just_fit_pass_and_get_their_ids(blocks):
    assert all(block["block_id"] for block in checked_blocks(blocks))


@pytest.mark.parametrize(("blocks", "message"), BREACHES)
def test_blocks_over_a_limit_are_refused_with_the_place(blocks, message):
    with pytest.raises(SlackError) as caught:
        checked_blocks(blocks)
    assert caught.value.code == "invalid_blocks"
    assert message in caught.value.messages


VIEWS_THAT_FIT = [
    modal(title=plain("x" * 24), submit=plain("x" * 24), close=plain("x" * 24)),
    modal(private_metadata="x" * 3000, callback_id="c" * 255),
    modal(*[{"type": "divider"}] * 100),
    modal(text_input(max_length=3, initial_value="abc")),
    {"type": "home", "blocks": [{"type": "divider"}]},
]

VIEW_BREACHES = [
    (modal(title=plain("x" * 25)), "must be less than 25 characters [json-pointer:/view/title/text]"),
    (modal(submit=plain("x" * 25)), "must be less than 25 characters [json-pointer:/view/submit/text]"),
    (modal(close=plain("x" * 25)), "must be less than 25 characters [json-pointer:/view/close/text]"),
    (modal(title=None), "missing required field: title [json-pointer:/view]"),
    (modal(private_metadata="x" * 3001), "must be less than 3001 characters [json-pointer:/view/private_metadata]"),
    (modal(callback_id="x" * 256), "must be less than 256 characters [json-pointer:/view/callback_id]"),
    (modal(*[{"type": "divider"}] * 101), "no more than 100 items allowed [json-pointer:/view/blocks]"),
    (modal(submit=None), "must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/0/input]"),
    (modal(colour="red"), "invalid additional property: colour [json-pointer:/view]"),
    (
        modal(text_input(max_length=3, initial_value="abcd")),
        "must be less than 4 characters [json-pointer:/view/blocks/0/element/initial_value]",
    ),
    (
        modal(text_input(max_length=3001)),
        "must be less than 3001 [json-pointer:/view/blocks/0/element/max_length]",
    ),
    (
        modal(text_input("a", focus_on_load=True), text_input("b", focus_on_load=True)),
        "only one element can have `focus_on_load` [json-pointer:/view]",
    ),
    (modal(text_input(), text_input()), '`block_id` "subject" already exists [json-pointer:/view/blocks/1/block_id]'),
    (
        {"type": "home", "title": plain("x"), "blocks": []},
        "invalid additional property: title [json-pointer:/view]",
    ),
    ({"type": "sheet"}, "unsupported type: sheet [json-pointer:/view/type]"),
]


@pytest.mark.parametrize("view", VIEWS_THAT_FIT)
def test_views_that_just_fit_pass(view):
    assert checked_view(view, "modal", "home")["blocks"]


@pytest.mark.parametrize(("view", "message"), VIEW_BREACHES)
def test_views_over_a_limit_are_refused_with_the_place(view, message):
    with pytest.raises(SlackError) as caught:
        checked_view(view, "modal", "home")
    assert caught.value.code == "invalid_arguments"
    assert message in caught.value.messages


def test_refusal_reads_as_slacks():
    answer = SlackError("invalid_blocks", ["must be more than 0 characters [json-pointer:/blocks/0]"]).answer()
    assert answer["ok"] is False
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] must be more than 0 characters [json-pointer:/blocks/0]"
    ]


def test_view_of_250_kilobytes_is_refused():
    blocks = [{"type": "section", "text": mrkdwn("x" * 3000)} for _ in range(90)]
    with pytest.raises(SlackError, match="view_too_large"):
        checked_view(modal(*blocks), "modal")


ODD = (None, "", "x", 0, 3.5, True, [], {}, [None], ["x"], {"type": []}, {"type": None}, [{}])


def places(node, path=()):
    """The path of everything inside a piece of JSON."""
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in children:
        yield (*path, key)
        yield from places(child, (*path, key))


def with_odd(view, path, odd):
    copied = copy.deepcopy(view)
    node = copied
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = odd
    return copied


def test_malformed_view_is_refused_and_never_crashes_the_sandbox():
    confirm = {"title": plain("a"), "text": plain("b"), "confirm": plain("c"), "deny": plain("d")}
    blocks = [
        text_input(placeholder=plain("p")),
        section(text=mrkdwn("x"), accessory=button(confirm=confirm)),
        actions(
            select(initial_option=options(2)[0]),
            {"type": "static_select", "option_groups": [{"label": plain("g"), "options": options(1)}]},
        ),
        {"type": "context", "elements": [mrkdwn("x")]},
    ]
    view = modal(*blocks)
    for path in places(view):
        for odd in ODD:
            with contextlib.suppress(SlackError):
                checked_view(with_odd(view, path, odd), "modal")
