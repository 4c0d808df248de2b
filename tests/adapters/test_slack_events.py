"""What is said in threads is heard once, by people only."""

from datetime import UTC, datetime

import pytest
from slack_kit import ME, event

from chatdesk.adapters._slack.events import message_to_happening, message_to_speaker
from chatdesk.core.hearing import Deleted, Edited, Heard
from chatdesk.core.model import Attachment, Handle
from chatdesk.core.ports import Profile

NOAH = Profile(handle=Handle("slack", "T0", "U0NOAH"), name="Noah")


def said(**more):
    told = {"type": "message", "channel": "C1", "user": "U0NOAH", "text": "hi", "ts": "2.2", "thread_ts": "2.1", **more}
    return {name: value for name, value in told.items() if value is not None}


def edited(before=None, **after):
    message = said(edited={"user": "U0NOAH", "ts": "3.0"}, **after)
    return {
        "type": "message",
        "subtype": "message_changed",
        "channel": "C1",
        "message": message,
        "previous_message": said(**(before or {})),
    }


def deleted(**more):
    return {
        "type": "message",
        "subtype": "message_deleted",
        "channel": "C1",
        "deleted_ts": "2.2",
        "previous_message": said(**more),
    }


def hear(told):
    body = event("Ev1", **told)
    return message_to_happening(body, NOAH, ME, lambda user: {"U0AMELIE": "Amélie"}.get(user, ""))


@pytest.mark.parametrize(
    "told", [said(), said(subtype="file_share"), said(subtype="thread_broadcast"), edited(), deleted()]
)
def test_people_in_threads_are_heard(told):
    assert message_to_speaker(told, ME) == "U0NOAH"


@pytest.mark.parametrize(
    "told",
    [
        said(thread_ts=None),
        said(thread_ts="2.2"),
        said(bot_id="B1"),
        said(app_id="A1"),
        said(user="U0BOT"),
        said(user="USLACKBOT"),
        said(user=None),
        said(subtype="channel_join"),
        said(subtype="bot_message", bot_id="B1"),
        said(subtype="message_replied"),
        edited(subtype="bot_message"),
        edited(subtype="tombstone"),
        edited(before={"edited": {"user": "U0NOAH", "ts": "3.0"}}),
        {**edited(), "message": said()},
        deleted(bot_id="B1"),
        deleted(thread_ts=None),
        {"type": "message", "subtype": "message_deleted", "channel": "C1"},
        {"type": "message", "subtype": "message_changed", "channel": "C1"},
    ],
)
def test_everything_else_is_not(told):
    assert message_to_speaker(told, ME) == ""


def test_words_come_plain_with_their_files_and_place():
    files = [{"id": "F1", "name": "log.txt", "size": 12}]
    heard = hear(said(text="see <@U0AMELIE> &amp; <https://x.y|x.y>", files=files))
    assert isinstance(heard, Heard)
    assert heard.text == "see @Amélie & x.y"
    assert heard.attachments == (Attachment(name="log.txt", size=12, origin="F1"),)
    assert (heard.thread, heard.origin.room, heard.origin.message) == ("2.1", "C1", "2.2")
    assert heard.origin.link == "https://north.slack.com/archives/C1/p22?thread_ts=2.1&cid=C1"
    assert (heard.event.event, heard.event.natural) == ("Ev1", "C1/2.2")


def test_each_edition_has_a_key_of_its_own():
    happening = hear(edited(text="*better*"))
    assert isinstance(happening, Edited)
    assert (happening.text, happening.origin.message, happening.event.natural) == ("**better**", "2.2", "C1/2.2/3.0")


def test_a_deletion_names_the_message_that_is_gone():
    happening = hear(deleted())
    assert isinstance(happening, Deleted)
    assert (happening.origin.message, happening.event.natural) == ("2.2", "C1/2.2/deleted")


def edited_at(ts):
    told = edited()
    told["message"]["edited"] = {"user": "U0NOAH", "ts": ts}
    return hear(told)


def test_an_edit_says_in_which_thread_and_when_and_a_deletion_in_which_thread():
    told = edited_at("1772463600.000000")
    assert (told.thread, told.at) == ("2.1", datetime(2026, 3, 2, 15, 0, tzinfo=UTC))
    assert hear(deleted()).thread == "2.1"


@pytest.mark.parametrize("ts", ["", "soon", "9" * 40, None])
def test_an_edit_whose_moment_is_not_to_be_read_is_an_edit_all_the_same(ts):
    assert edited_at(ts).at is None
