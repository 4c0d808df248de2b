"""Forms drawn as modals: every limit, nothing typed lost, nothing hidden cut."""

import json

import pytest
from slack_kit import check_view

from chatdesk.adapters._context import Context
from chatdesk.adapters._slack.answers import state_to_answers
from chatdesk.adapters._slack.forms import TooLargeForSlackError, render_form, render_notice
from chatdesk.core.document import Paragraph as Words
from chatdesk.core.document import PublicDocument
from chatdesk.core.forms import Choice, Files, Form, Option, Paragraph, People, Text
from chatdesk.core.model import Attachment, Handle
from chatdesk.core.words import words_in

LONG = "Ein außerordentlich langer Text & <mehr> 👩‍👩‍👧‍👦 " * 200


def form(*fields, **more):
    return Form(**{"verb": "open", "title": "New request", "submit": "Send", "fields": fields, **more})


def choice(count=2, **more):
    options = tuple(Option(value=f"v{n}", label=f"Label {n}", hint="why") for n in range(count))
    return Choice(**{"id": "kind", "label": "Kind", "options": options, **more})


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("text", ["x", LONG])
@pytest.mark.parametrize("count", [1, 100, 101, 350])
def test_a_form_of_every_field_keeps_every_limit(language, text, count):
    options = tuple(Option(value=f"v{n}", label=f"{n} {text}", hint=text) for n in range(count))
    handles = tuple(Handle("slack", "T0", f"U{n}") for n in range(30))
    view = render_form(
        form(
            Text(id="title", label=text, hint=text, initial=text),
            Paragraph(id="facts.why", label=text, hint=text, initial=text * 3, limit=9000),
            Choice(id="kind", label=text, options=options, initial="v0", refreshes=True),
            People(id="watchers", label=text, initial=handles),
            Files(id="files", label=text, required=False, limit=50),
            title=text,
            submit=text,
            intro=text,
            ticket=1042,
            hidden={"quoted": "<!channel>"},
        ),
        words_in(language),
    )
    check_view(view)
    element = {block.get("block_id"): block.get("element") for block in view["blocks"]}
    assert len(element["facts.why"]["initial_value"]) <= element["facts.why"]["max_length"] <= 3000
    assert len(element["watchers"]["initial_users"]) <= element["watchers"]["max_selected_items"]


def test_a_form_whose_required_choice_offers_nothing_cannot_be_sent():
    view = render_form(form(choice(0), Text(id="why", label="Why")), words_in("en"))
    check_view(view)
    assert "submit" not in view
    assert [block["type"] for block in view["blocks"]] == ["section"]
    assert "there is nothing to choose from" in view["blocks"][0]["text"]["text"]


@pytest.mark.parametrize("other", [choice(0, required=False), choice(2, id="product", refreshes=True)])
def test_a_form_can_be_sent_where_the_empty_choice_is_not_needed_or_may_fill(other):
    first = choice(0) if other.refreshes else Text(id="why", label="Why")
    view = render_form(form(first, other), words_in("en"))
    check_view(view)
    assert "submit" in view


@pytest.mark.parametrize("notice", ["Too late", LONG])
def test_what_was_wrong_stands_above_everything(notice):
    view = render_form(form(Text(id="t", label="T"), intro="Intro"), words_in("en"), notice=notice)
    check_view(view)
    assert view["blocks"][0]["text"]["text"].startswith(f"⚠️ {notice[:8]}")


def test_ids_are_stable_so_that_typed_values_survive_an_update():
    view = render_form(form(Text(id="title", label="Title"), choice(refreshes=True)), words_in("en"))
    assert view["callback_id"] == "form:open"
    assert [(block["block_id"], block["element"]["action_id"]) for block in view["blocks"]] == [
        ("title", "value"),
        ("kind", "value"),
    ]
    assert [block.get("dispatch_action", False) for block in view["blocks"]] == [False, True]


def test_what_is_hidden_comes_back_whole_or_the_form_is_refused():
    kept = {"quoted": "é" * 2800}
    view = render_form(form(Text(id="t", label="T"), hidden=kept), words_in("en"))
    assert json.loads(view["private_metadata"]) == {"ticket": None, "hidden": kept, "from": ""}
    with pytest.raises(TooLargeForSlackError):
        render_form(form(Text(id="t", label="T"), hidden={"quoted": "é" * 3000}), words_in("en"))


def test_an_option_value_is_never_cut():
    with pytest.raises(TooLargeForSlackError):
        render_form(form(Choice(id="c", label="C", options=(Option(value="v" * 151, label="x"),))), words_in("en"))


def test_an_initial_choice_that_is_not_offered_is_left_open():
    [block] = render_form(form(choice(initial="gone")), words_in("en"))["blocks"]
    assert "initial_option" not in block["element"]
    [block] = render_form(form(choice(initial="v1")), words_in("en"))["blocks"]
    assert block["element"]["initial_option"] in block["element"]["options"]


def test_a_choice_of_nothing_says_so_instead_of_breaking_the_form():
    view = render_form(form(choice(0)), words_in("en"))
    check_view(view)
    assert "nothing to choose" in view["blocks"][0]["text"]["text"]


def test_only_people_of_this_platform_are_preselected():
    people = People(id="p", label="P", initial=(Handle("discord", "G", "1"), Handle("slack", "T0", "U1")))
    [block] = render_form(form(people), words_in("en"))["blocks"]
    assert block["element"]["initial_users"] == ["U1"]


def test_an_intro_of_hostile_words_is_inert():
    view = render_form(form(Text(id="t", label="T"), intro="<!channel> *x*"), words_in("en"))
    assert view["blocks"][0]["text"]["text"].startswith("&lt;!channel&gt;")


def test_a_notice_only_shows():
    view = render_notice(LONG, PublicDocument((Words((LONG,)),)), Context(words_in("fr")))
    check_view(view)
    assert "submit" not in view


def test_answers_come_back_by_field():
    state = {
        "title": {"value": {"type": "plain_text_input", "value": "a <b> & \x00 c"}},
        "empty": {"value": {"type": "plain_text_input", "value": None}},
        "kind": {"value": {"type": "static_select", "selected_option": {"value": "v1"}}},
        "none": {"value": {"type": "static_select", "selected_option": None}},
        "who": {"value": {"type": "multi_users_select", "selected_users": ["U1"]}},
        "files": {"value": {"type": "file_input", "files": [{"id": "F1", "name": "a.txt", "size": 3}]}},
    }
    assert state_to_answers({"state": {"values": state}}, "T0") == {
        "title": "a <b> & \ufffd c",
        "empty": "",
        "kind": "v1",
        "none": "",
        "who": (Handle("slack", "T0", "U1"),),
        "files": (Attachment(name="a.txt", size=3, origin="F1"),),
    }
