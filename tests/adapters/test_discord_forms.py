"""Forms as Discord holds them: choices in a message, pages in modals, nothing beyond a limit, nothing typed lost."""

import pytest
from discord_kit import check_components, check_modal

from chatdesk.adapters._discord.answers import modal_to_answers
from chatdesk.adapters._discord.forms import (
    TooLargeForDiscordError,
    answered,
    choice_rows,
    first_open_choice,
    is_shortened,
    plan_of,
    render_modal,
)
from chatdesk.adapters._discord.steps import Does, Step
from chatdesk.core.forms import Choice, Files, Form, Option, Paragraph, People, Text
from chatdesk.core.model import Attachment, Handle, TicketId
from chatdesk.core.words import words_in

EN = words_in("en")
STEP = Step(does=Does.FORM, verb="open", key="abc123")


def options(count, text="Option"):
    return tuple(Option(value=f"v{n}", label=f"{text} {n}", hint=text) for n in range(count))


def form(*fields, **told):
    return Form(verb="open", title="New request", submit="Send", fields=fields, **told)


def texts(count):
    return tuple(Text(id=f"t{n}", label=f"Text {n}") for n in range(count))


PRODUCT = Choice(id="product", label="Product", options=options(3), refreshes=True)
KIND = Choice(id="kind", label="Kind", options=options(2), refreshes=True)


def test_what_changes_the_form_is_chosen_first_and_the_rest_follows_in_pages_of_five():
    plan = plan_of(form(PRODUCT, *texts(3), KIND, *texts(4)))
    assert [choice.id for choice in plan.choices] == ["product", "kind"]
    assert [len(page) for page in plan.pages] == [5, 2]


def test_a_choice_of_one_is_not_asked_and_answers_itself():
    only = Choice(id="product", label="Product", options=options(1), refreshes=True)
    whole = form(only, *texts(1))
    assert plan_of(whole).choices == ()
    assert answered(whole, {}) == {"product": "v0", "t0": ""}


def test_an_introduction_takes_a_place_in_the_first_modal():
    plan = plan_of(form(*texts(5), intro="Never a password here"))
    assert [len(page) for page in plan.pages] == [4, 1]
    modal = render_modal(form(*texts(5), intro="Never a `password` here"), plan, STEP, {}, EN)
    check_modal(modal)
    assert modal["components"][0] == {"type": 10, "content": "Never a \\`password\\` here"}
    assert modal["title"] == "New request (1/2)"


def test_an_introduction_that_a_message_shows_needs_no_place_in_a_full_modal():
    assert [len(page) for page in plan_of(form(PRODUCT, *texts(5), intro="x")).pages] == [5]


def test_an_introduction_stands_in_the_modal_where_that_takes_no_further_one():
    plan = plan_of(form(PRODUCT, *texts(6), intro="x"))
    assert (plan.intro_in_modal, [len(page) for page in plan.pages]) == (True, [4, 2])


@pytest.mark.parametrize("text", ["x" * 5000, "👩‍👩‍👧‍👦" * 900, "word " * 900])
def test_every_field_keeps_every_limit(text):
    people = People(id="p", label=text, hint=text, initial=tuple(Handle("discord", "1", str(n)) for n in range(40)))
    fields = (
        Text(id="a", label=text, hint=text, initial=text),
        Paragraph(id="b", label=text, hint=text, initial=text, limit=9000),
        Choice(id="c", label=text, options=options(25, text), initial="v3"),
        people,
        Files(id="f", label=text, hint=text),
    )
    whole = Form(verb="open", title=text, submit=text, fields=fields, intro=text)
    plan = plan_of(whole)
    for page in range(len(plan.pages)):
        step = Step(does=Does.FORM, verb="open", page=page, key="abc")
        check_modal(render_modal(whole, plan, step, answered(whole, {}), EN))
    picky = form(Choice(id="c", label=text, options=options(120, text), refreshes=True))
    check_components(choice_rows(plan_of(picky), STEP, {}))


def test_a_field_shows_what_was_typed_before():
    whole = form(
        Text(id="a", label="A", initial="old"),
        Choice(id="c", label="C", options=options(3), initial="v1"),
        People(id="p", label="P", initial=(Handle("discord", "1", "42"), Handle("slack", "T", "U1"))),
    )
    modal = render_modal(whole, plan_of(whole), STEP, answered(whole, {"a": "new", "c": "v2"}), EN)
    text, choice, people = (component["component"] for component in modal["components"])
    assert text["value"] == "new"
    assert [option["value"] for option in choice["options"] if option.get("default")] == ["v2"]
    assert people["default_values"] == [{"id": "42", "type": "user"}]


def test_what_was_cleared_stays_cleared():
    assert answered(form(Text(id="a", label="A", initial="old")), {"a": ""}) == {"a": ""}


def test_a_choice_that_is_not_offered_any_more_is_to_be_made_again():
    whole = form(PRODUCT, KIND)
    known = answered(whole, {"product": "v1", "kind": "gone"})
    assert known == {"product": "v1", "kind": ""}
    assert first_open_choice(plan_of(whole), known) == KIND


def test_lists_are_shown_up_to_the_first_choice_still_to_be_made():
    plan = plan_of(form(PRODUCT, KIND))
    assert len(choice_rows(plan, STEP, {})) == 1
    rows = choice_rows(plan, STEP, {"product": "v1"})
    assert len(rows) == 2
    assert [option["value"] for option in rows[0]["components"][0]["options"] if option.get("default")] == ["v1"]


def test_more_options_than_a_list_takes_become_several_lists_by_name():
    many = Choice(id="who", label="Agent", options=options(60))
    rows = choice_rows(plan_of(form(many)), STEP, {})
    check_components(rows)
    assert [len(row["components"][0]["options"]) for row in rows] == [25, 25, 10]
    assert rows[1]["components"][0]["placeholder"] == "Agent: Option 25 – Option 49"


def test_more_options_than_a_message_takes_are_told_of():
    many = form(Choice(id="who", label="Agent", options=options(130)))
    check_components(choice_rows(plan_of(many), STEP, {}))
    assert is_shortened(plan_of(many))
    assert not is_shortened(plan_of(form(PRODUCT)))


def test_a_choice_without_options_says_so():
    whole = form(Choice(id="c", label="Agent", options=()))
    modal = render_modal(whole, plan_of(whole), STEP, {}, EN)
    check_modal(modal)
    assert "nothing to choose from" in modal["components"][0]["content"]


def test_what_must_not_be_cut_is_refused():
    too_long = Choice(id="c", label="C", options=(Option(value="v" * 101, label="x"),))
    for whole in (form(too_long), form(Text(id="t" * 101, label="T"))):
        with pytest.raises(TooLargeForDiscordError):
            render_modal(whole, plan_of(whole), STEP, {}, EN)
    with pytest.raises(ValueError, match="too long"):
        _ = Step(does=Does.PICK, verb="open", key="a", field="f" * 90).id


@pytest.mark.parametrize(
    "step",
    [
        STEP,
        Step(does=Does.PICK, verb="open", ticket=TicketId(1042), page=2, key="00ff", field="facts.site"),
        Step(does=Does.SEND, verb="reply", ticket=TicketId(7)),
    ],
)
def test_a_step_is_read_back_from_its_id(step):
    assert Step.read(step.id) == step


@pytest.mark.parametrize("custom_id", ["", "cd:take:1", "form", "form:open:x:0:", "form:open:1:0:KEY", "else:open::0:"])
def test_other_ids_are_no_step(custom_id):
    assert Step.read(custom_id) is None


def test_a_modal_comes_back_as_answers():
    def inner(**told):
        return {"type": 18, "component": told}

    data = {
        "components": [
            {"type": 10, "content": "intro"},
            inner(type=4, custom_id="a", value="typed\x00"),
            inner(type=3, custom_id="c", values=["v1"]),
            inner(type=3, custom_id="none", values=[]),
            inner(type=5, custom_id="p", values=["42"]),
            inner(type=19, custom_id="f", values=["77", "78"]),
            {"type": 1, "components": [{"type": 4, "custom_id": "old", "value": "row"}]},
        ],
        "resolved": {"attachments": {"77": {"id": "77", "filename": "a.png", "size": 12, "url": "https://cdn/a"}}},
    }
    assert modal_to_answers(data, "G") == {
        "a": "typed\ufffd",
        "c": "v1",
        "none": "",
        "p": (Handle("discord", "G", "42"),),
        "f": (
            Attachment(name="a.png", size=12, origin="77", url="https://cdn/a"),
            Attachment(name="file", size=0, origin="78"),
        ),
        "old": "row",
    }
