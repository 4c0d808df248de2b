"""Payloads of people who act, read as invocations."""

import pytest
from slack_kit import ME, SPECS, choose, event, press, slash, submission

from chatdesk.adapters._slack.answers import view_to_submission
from chatdesk.adapters._slack.ingress import (
    message_to_origin,
    press_to_invocation,
    reaction_to_invocation,
    shortcut_to_invocation,
    slash_to_invocation,
    subject_to_message,
)
from chatdesk.core.errors import VerbUnknown
from chatdesk.core.model import Handle
from chatdesk.core.ports import EventKey, Profile

NOAH = Profile(handle=Handle("slack", "T0", "U0NOAH"), name="Noah")
OPERATIONS = {spec.verb: spec for spec in SPECS}


def read(text):
    return slash_to_invocation(slash(text), NOAH, OPERATIONS, lambda _user: "Amélie")


@pytest.mark.parametrize(
    ("text", "verb", "ticket", "rest"),
    [
        ("", "open", "", ""),
        ("   ", "open", "", ""),
        ("open crm The screen is black", "open", "", "crm The screen is black"),
        ("OPEN crm", "open", "", "crm"),
        ("take 1042", "take", "1042", ""),
        ("take SPT-1042 right now", "take", "SPT-1042", "right now"),
        ("take", "take", "", ""),
        ("take\u00a01042", "take", "1042", ""),
        ("1042", "show", "1042", ""),
        ("#1042", "show", "#1042", ""),
        ("SPT-1042", "show", "SPT-1042", ""),
        ("list mine &amp; yours", "list", "", "mine & yours"),
        ("open for <@U0AMELIE|amelie> &lt;b&gt;", "open", "", "for @amelie <b>"),
    ],
)
def test_a_slash_command_is_a_verb_a_number_and_the_rest(text, verb, ticket, rest):
    invocation = read(text)
    assert (invocation.verb, invocation.ticket, invocation.rest) == (verb, ticket, rest)
    assert invocation.room == "C0HELP"
    assert invocation.event == EventKey(source="slack:T0", event="trigger:1.2.t")


@pytest.mark.parametrize("text", ["frobnicate", "offer", "printer is on fire", "x" * 9000])
def test_what_is_no_slash_verb_is_unknown(text):
    with pytest.raises(VerbUnknown):
        read(text)


def test_a_button_about_a_ticket_carries_its_number():
    body = press("do:take:3", "1042")
    invocation = press_to_invocation(body, body["actions"][0], NOAH, OPERATIONS)
    assert (invocation.verb, invocation.ticket, invocation.rest) == ("take", "1042", "")
    assert (invocation.room, invocation.thread) == ("C0DESK", "2.1")


def test_a_button_about_something_else_carries_it_as_the_rest():
    body = press("do:open:1", "crm")
    invocation = press_to_invocation(body, body["actions"][0], NOAH, OPERATIONS)
    assert (invocation.verb, invocation.ticket, invocation.rest) == ("open", "", "crm")


def test_a_button_that_starts_from_a_message_leaves_the_rest_to_the_quote():
    body = press("do:open:1", "message:C0HELP:1700000000.000100")
    assert press_to_invocation(body, body["actions"][0], NOAH, OPERATIONS).rest == ""


@pytest.mark.parametrize(
    ("verb", "subject"), [("take", "1042"), ("open", "crm"), ("open", ""), ("open", "message:C0HELP:1700000000.000100")]
)
def test_what_is_chosen_in_a_menu_is_read_as_its_button(verb, subject):
    pressed, chosen = press(f"do:{verb}:3", subject), choose(f"do:{verb}:{subject}")
    read = [press_to_invocation(body, body["actions"][0], NOAH, OPERATIONS) for body in (pressed, chosen)]
    assert read[0] == read[1]
    assert read[0].verb == verb


@pytest.mark.parametrize(
    "subject", ["", "crm", "message:C0HELP", "message:c0:1.2", "message:C0HELP:1.2:3", "message:C0\n:1.2"]
)
def test_only_a_whole_message_subject_is_one(subject):
    assert subject_to_message(subject) is None
    assert subject_to_message("message:C0HELP:1.2") == ("C0HELP", "1.2")


def test_a_shortcut_knows_its_verb_and_thread():
    body = {
        "callback_id": "shortcut:open",
        "trigger_id": "9",
        "channel": {"id": "C0HELP"},
        "message": {"ts": "2.2", "thread_ts": "2.1"},
    }
    invocation = shortcut_to_invocation(body, NOAH)
    assert (invocation.verb, invocation.room, invocation.thread) == ("open", "C0HELP", "2.1")
    assert invocation.event.event == "trigger:9"


def test_a_reaction_is_keyed_by_its_event():
    body = event("Ev9", type="reaction_added", item={"type": "message", "channel": "C0HELP", "ts": "2.2"})
    invocation = reaction_to_invocation(body, NOAH)
    assert (invocation.verb, invocation.room, invocation.thread, invocation.event.event) == (
        "offer",
        "C0HELP",
        "2.2",
        "Ev9",
    )


def test_links_to_messages_are_made_here():
    assert message_to_origin("C1", {"ts": "12.000034"}, ME).link == "https://north.slack.com/archives/C1/p12000034"
    reply = message_to_origin("C1", {"ts": "12.000034", "thread_ts": "11.000000"}, ME)
    assert reply.link == "https://north.slack.com/archives/C1/p12000034?thread_ts=11.000000&cid=C1"


def test_a_submission_is_keyed_by_the_state_of_its_view_and_brings_back_what_was_hidden():
    values = {"text": {"value": {"type": "plain_text_input", "value": "done"}}}
    told = view_to_submission(submission("text", values=values), NOAH)
    assert (told.verb, told.ticket, told.hidden) == ("resolve", 1042, {"quoted": "x"})
    assert told.answers == {"text": "done"}
    assert told.event == EventKey(source="slack:T0", event="view:V1:h1")
