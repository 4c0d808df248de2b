"""One payload in, one answer out, and the person told by the shortest way."""

import asyncio
from types import SimpleNamespace

import pytest
from slack_kit import (
    FakeDesk,
    FakeWire,
    check_blocks,
    check_view,
    choose,
    event,
    known_user,
    press,
    refused,
    router_over,
    slash,
    submission,
)

from chatdesk.adapters._asking import Cast
from chatdesk.core.delivery import Addressee
from chatdesk.core.document import Heading, InternalDocument, Name, Paragraph, PublicDocument
from chatdesk.core.errors import AlreadyDone, AlreadyRunning, FieldMissing, FormRejected, TicketUnknown
from chatdesk.core.forms import Form, Text
from chatdesk.core.hearing import Heard, PeopleMet, RoomJoined, RoomLeft, RoomMembers
from chatdesk.core.operation import Reply

pytestmark = pytest.mark.anyio

FORM = Form(verb="open", title="New", submit="Send", fields=(Text(id="title", label="Title"),))
TOLD = Reply(document=PublicDocument((Paragraph(("Here you are <!channel>",)),)))
INTERNAL = Reply(document=InternalDocument((Heading("The queue"),)))
LEAK = "CANARY-PAYLOAD"


async def answer(body, reply=None, wire=None, desk=None):
    wire, desk = wire or FakeWire(), desk or FakeDesk(reply if reply is not None else Reply())
    return await router_over(wire, desk).answer(body), wire, desk


# -- slash commands
async def test_a_slash_command_opens_its_form_with_one_call():
    told, wire, _ = await answer(slash("open crm"), FORM)
    assert (told.status, told.body) == (200, {})
    [opened] = wire.called("views.open")
    assert opened["trigger_id"] == "1.2.t"
    check_view(opened["view"])


async def test_a_slash_reply_is_in_the_acknowledgement_without_a_call():
    told, wire, _ = await answer(slash("list"), TOLD)
    assert told.body["response_type"] == "ephemeral"
    check_blocks(told.body["blocks"])
    assert "<!channel>" not in str(told.body)
    assert [method for method, _ in wire.calls] == ["users.info"]


async def test_an_agents_reply_is_drawn_by_its_own_renderer():
    told, _, _ = await answer(slash("list"), INTERNAL)
    assert told.body["blocks"][0]["text"]["text"] == "The queue"


async def test_people_in_a_reply_are_looked_up_in_one_more_transaction():
    reply = Reply(document=PublicDocument((Paragraph((Name(7),)),)))
    desk = FakeDesk(reply, views=[Cast({7: Addressee(name="Inès", handle=None)}, {})])
    told, _, _ = await answer(slash("list"), desk=desk)
    assert told.body["blocks"][0]["text"]["text"] == "Inès"


async def test_a_refusal_is_told_privately():
    told, _, _ = await answer(slash("show 9"), TicketUnknown(number="9"))
    assert told.body["blocks"][0]["text"]["text"] == "I found no ticket “9” among yours. `/ticket list` shows them."


async def test_an_unknown_verb_is_told_with_the_nearest_ones():
    told, _, desk = await answer(slash("tak 1042"))
    assert "`/ticket take`" in told.body["blocks"][1]["text"]["text"]
    assert desk.asked == []


async def test_a_silent_yes_says_nothing():
    told, _, _ = await answer(slash("take 1042"), Reply())
    assert told.body == {}


@pytest.mark.parametrize("error", ["expired_trigger_id", "trigger_exchanged"])
async def test_a_form_that_comes_too_late_is_told_in_words(error):
    told, _, _ = await answer(slash("open"), FORM, FakeWire(**{"views.open": refused(error)}))
    assert "three seconds" in told.body["text"]


async def test_a_form_that_slack_does_not_take_in_time_is_told_in_words():
    told, _, _ = await answer(slash("open"), FORM, FakeWire(**{"views.open": TimeoutError()}))
    assert "three seconds" in told.body["text"]


# -- what goes wrong
async def test_an_unexpected_error_is_told_with_an_id_and_logs_no_payload(capsys, caplog):
    told, _, _ = await answer(slash(f"list {LEAK}"), RuntimeError(LEAK))
    assert told.status == 200
    assert "Something went wrong. Nothing was changed. (Error" in told.body["text"]
    logged = capsys.readouterr()
    assert "slack_payload_failed" in logged.out
    assert LEAK not in logged.out + logged.err + caplog.text + str(told.body)


async def test_an_unexpected_error_in_a_form_keeps_what_was_typed():
    told, _, _ = await answer(submission("title", "text"), RuntimeError(LEAK))
    assert told.body["response_action"] == "errors"
    assert list(told.body["errors"]) == ["title"]
    assert LEAK not in str(told.body)


async def test_what_is_done_but_cannot_be_shown_is_not_called_undone():
    broken = Reply(document=PublicDocument((SimpleNamespace(),)))
    told, _, _ = await answer(slash("list"), broken)
    assert "It is done" in told.body["text"]


async def test_a_slack_that_answers_nothing_still_gets_a_slash_answered():
    wire = FakeWire(**{"users.info": refused("internal_error", status=500)})
    told, _, desk = await answer(slash("list"), TOLD, wire)
    assert told.body["response_type"] == "ephemeral"
    assert desk.asked[0].actor.name == "noah"


async def test_an_event_that_fails_is_left_to_slack_to_send_again():
    told, _, _ = await answer(in_thread(), RuntimeError(LEAK))
    assert (told.status, told.body) == (500, {})


async def test_what_we_do_not_know_is_acknowledged():
    for body in ({"type": "block_suggestion"}, {"type": "view_closed"}, event(type="team_join"), {}):
        told, wire, desk = await answer(body)
        assert (told.status, told.body, wire.calls, desk.asked) == (200, {}, [], [])


# -- buttons
async def test_a_button_in_a_message_is_answered_through_its_response_url():
    told, wire, desk = await answer(press("do:take:1", "1042"), TOLD)
    assert told.body == {}
    [sent] = wire.called("response_url")
    assert (sent["response_type"], sent["replace_original"], sent["thread_ts"]) == ("ephemeral", False, "2.1")
    assert desk.asked[0].ticket == "1042"


async def test_a_button_that_asks_opens_its_form():
    _, wire, _ = await answer(press("do:open:1", "crm"), FORM)
    assert len(wire.called("views.open")) == 1


async def test_what_is_chosen_in_a_menu_opens_its_form_at_once():
    _, wire, desk = await answer(choose("do:open:crm"), FORM)
    [opened] = wire.called("views.open")
    assert opened["trigger_id"] == "1.2.p"
    assert (desk.asked[0].verb, desk.asked[0].rest) == ("open", "crm")


async def test_a_menu_in_a_modal_puts_its_form_on_top():
    body = choose("do:open:", view={"type": "modal", "id": "V1", "callback_id": "notice"}, response_url="")
    _, wire, _ = await answer(body, FORM)
    assert [method for method, _ in wire.calls] == ["users.info", "views.push"]


async def test_a_menu_in_which_nothing_is_chosen_does_nothing():
    told, wire, desk = await answer(choose(None))
    assert (told.body, wire.calls, desk.asked) == ({}, [], [])


async def test_a_menu_that_starts_from_a_message_quotes_it():
    message = {"ts": "1700000000.000100", "text": "it burns", "user": "U0AMELIE"}
    wire = FakeWire(**{"conversations.replies": {"messages": [message]}})
    _, _, desk = await answer(choose("do:open:message:C0HELP:1700000000.000100"), FORM, wire)
    assert desk.asked[0].quoted_text == "it burns"


async def test_a_late_form_of_a_button_is_told_through_its_response_url():
    _, wire, _ = await answer(press("do:open:1"), FORM, FakeWire(**{"views.open": refused("expired_trigger_id")}))
    assert "three seconds" in wire.called("response_url")[0]["text"]


async def test_a_response_url_that_fails_changes_nothing_of_what_was_done():
    told, _, _ = await answer(press("do:take:1", "1042"), TOLD, FakeWire(response_url=OSError()))
    assert (told.status, told.body) == (200, {})


async def test_a_button_in_the_home_tab_is_answered_by_a_modal_and_redraws_the_tab():
    desk = FakeDesk(TOLD, views=[PublicDocument(())])
    body = press("do:list:1", view={"type": "home", "id": "V0"}, container={"type": "view"}, response_url="")
    _, wire, _ = await answer(body, desk=desk)
    check_view(wire.called("views.open")[0]["view"])
    check_view(wire.called("views.publish")[0]["view"])


async def test_a_button_in_a_modal_puts_its_form_on_top():
    body = press("do:open:1", view={"type": "modal", "id": "V1"}, response_url="")
    _, wire, _ = await answer(body, FORM)
    assert [method for method, _ in wire.calls] == ["users.info", "views.push"]


async def test_somebody_without_any_other_way_is_told_directly():
    body = {"type": "shortcut", "callback_id": "shortcut:list", "user": {"id": "U0NOAH"}, "trigger_id": "t"}
    _, wire, _ = await answer(body, TOLD, FakeWire(**{"views.open": refused("expired_trigger_id")}))
    assert wire.called("chat.postMessage")[0]["channel"] == "U0NOAH"


async def test_a_button_that_starts_from_a_message_quotes_it():
    message = {"ts": "1700000000.000100", "text": "it &lt;burns&gt;", "user": "U0AMELIE"}
    wire = FakeWire(**{"conversations.replies": {"messages": [message]}})
    _, _, desk = await answer(press("do:open:1", "message:C0HELP:1700000000.000100"), FORM, wire)
    [asked] = desk.asked
    assert (asked.quoted.room, asked.quoted.message, asked.quoted_text) == ("C0HELP", message["ts"], "it <burns>")
    assert asked.quoted_author.name == "Amelie"


async def test_a_message_that_we_may_not_read_is_quoted_by_its_place():
    wire = FakeWire(**{"conversations.replies": refused("not_in_channel")})
    _, _, desk = await answer(press("do:open:1", "message:C0HELP:1700000000.000100"), FORM, wire)
    assert (desk.asked[0].quoted.room, desk.asked[0].quoted_text) == ("C0HELP", "")


async def test_foreign_buttons_are_none_of_ours():
    told, wire, _ = await answer(press("link:1"))
    assert (told.body, wire.calls) == ({}, [])


# -- shortcuts
async def test_a_message_shortcut_quotes_its_message_without_a_call_for_it():
    body = {
        "type": "message_action",
        "callback_id": "shortcut:open",
        "user": {"id": "U0NOAH"},
        "trigger_id": "t",
        "response_url": "https://hooks.slack.com/r",
        "channel": {"id": "C0HELP"},
        "message": {"ts": "2.2", "text": "help", "user": "U0AMELIE"},
    }
    _, wire, desk = await answer(body, FORM)
    assert desk.asked[0].quoted_text == "help"
    assert {method for method, _ in wire.calls} == {"users.info", "views.open"}


# -- forms
def choice_pressed():
    view = submission("kind", "title", verb="open")["view"]
    return press("value", view=view, actions=[{"action_id": "value", "block_id": "kind"}])


async def test_a_choice_that_changes_the_form_redraws_it_in_place():
    _, wire, desk = await answer(choice_pressed(), FORM)
    [updated] = wire.called("views.update")
    assert (updated["view_id"], updated["hash"]) == ("V1", "h1")
    assert desk.asked[0].verb == "open"


async def test_a_redraw_overtaken_by_a_newer_one_is_dropped():
    told, _, _ = await answer(choice_pressed(), FORM, FakeWire(**{"views.update": refused("hash_conflict")}))
    assert told.status == 200


async def test_an_accepted_form_closes():
    told, wire, _ = await answer(submission("title"), Reply())
    assert told.body == {"response_action": "clear"}
    assert [method for method, _ in wire.calls] == ["users.info"]


async def test_a_reply_to_a_form_takes_its_place():
    told, _, _ = await answer(submission("title"), TOLD)
    assert told.body["response_action"] == "update"
    check_view(told.body["view"])


async def test_errors_stand_at_their_fields_in_the_persons_language():
    told, _, _ = await answer(submission("title", "text"), FormRejected({"text": FieldMissing()}))
    assert list(told.body["errors"]) == ["text"]
    assert told.body["response_action"] == "errors"


async def test_an_error_at_a_field_has_no_marks_of_code_since_slack_shows_it_as_typed():
    rejected = FormRejected({"title": AlreadyRunning(title="Panne", number=7)})
    told, _, _ = await answer(submission("title"), rejected)
    assert "/ticket over 7" in told.body["errors"]["title"]
    assert "`" not in told.body["errors"]["title"]


async def test_a_refusal_of_the_whole_form_stands_at_its_first_field():
    told, _, _ = await answer(submission("title", "text"), AlreadyDone(ticket="SPT-1042"))
    assert told.body["errors"] == {"title": told.body["errors"]["title"]}
    assert "SPT-1042" in told.body["errors"]["title"]


async def test_an_error_at_a_field_that_is_not_shown_shows_the_form_anew():
    told, _, desk = await answer(submission("title"), [FormRejected({"facts.phone": FieldMissing()}), FORM])
    assert told.body["response_action"] == "update"
    assert told.body["view"]["callback_id"] == "form:open"
    assert len(desk.asked) == 2


async def test_a_form_shown_anew_says_what_was_wrong_at_which_field():
    form = Form(verb="open", title="New", submit="Send", fields=(Text(id="facts.phone", label="Phone"),))
    told, _, _ = await answer(submission("title"), [FormRejected({"facts.phone": FieldMissing()}), form])
    check_view(told.body["view"])
    assert told.body["view"]["blocks"][0]["text"]["text"] == "⚠️ Phone\u00a0: Veuillez remplir ce champ."


async def test_a_refused_form_without_a_field_is_told_in_its_place():
    told, _, _ = await answer(submission(), [AlreadyDone(ticket="SPT-1042"), AlreadyDone(ticket="SPT-1042")])
    assert told.body["response_action"] == "update"
    assert "SPT-1042" in str(told.body["view"])


def picking(*users):
    values = {"people": {"value": {"type": "multi_users_select", "selected_users": list(users)}}}
    return submission("people", values=values, verb="watch")


def known_or_app(arguments):
    told = known_user(arguments)
    return {"user": {**told["user"], "is_bot": arguments["user"] == "U0APP"}}


async def test_the_desk_is_told_who_the_people_are_that_were_picked_and_no_app_is_among_them():
    wire = FakeWire(**{"users.info": known_or_app})
    _, _, desk = await answer(picking("U0SAM", "U0APP", "U0NOAH"), Reply(), wire)
    met, asked = desk.asked
    assert isinstance(met, PeopleMet)
    assert [profile.name for profile in met.profiles] == ["Noah", "Sam"]
    assert [handle.user for handle in asked.answers["people"]] == ["U0SAM", "U0NOAH"]


async def test_a_form_in_which_nobody_was_picked_introduces_nobody():
    _, _, desk = await answer(picking(), Reply())
    assert len(desk.asked) == 1


async def test_a_slack_that_does_not_say_who_was_picked_holds_nothing_up():
    wire = FakeWire(**{"users.info": TimeoutError()})
    told, _, desk = await answer(picking("U0SAM"), Reply(), wire)
    assert told.body == {"response_action": "clear"}
    assert [handle.user for handle in desk.asked[-1].answers["people"]] == ["U0SAM"]


# -- rooms in which something is posted
async def test_whoever_wants_a_post_where_the_desk_is_not_is_asked_to_invite_it():
    wire = FakeWire(**{"conversations.info": {"channel": {"is_member": False}}})
    told, _, desk = await answer(slash("panel crm"), TOLD, wire)
    assert (told.body["response_type"], desk.asked) == ("ephemeral", [])
    assert "`/invite @chatdesk`" in told.body["blocks"][0]["text"]["text"]


async def test_where_the_desk_is_it_posts_and_other_verbs_ask_nothing():
    _, wire, desk = await answer(slash("panel crm"), TOLD)
    assert (len(desk.asked), len(wire.called("conversations.info"))) == (1, 1)
    _, wire, _ = await answer(slash("list"), TOLD)
    assert wire.called("conversations.info") == []


# -- what is told in a modal
async def test_what_a_modal_that_only_shows_is_asked_for_takes_its_place():
    """Slack puts no more than three modals on one another, and a list may have more pages."""
    body = press("do:list:1", "2", view={"type": "modal", "id": "V1", "callback_id": "notice"}, response_url="")
    _, wire, _ = await answer(body, TOLD)
    [updated] = wire.called("views.update")
    assert updated["view_id"] == "V1"
    check_view(updated["view"])


# -- events
def in_thread(**more):
    return event(
        **{"type": "message", "channel": "C1", "user": "U0NOAH", "text": "hi", "ts": "2.2", "thread_ts": "2.1", **more}
    )


async def test_words_in_a_thread_are_heard():
    _, _, desk = await answer(in_thread())
    assert isinstance(desk.asked[0], Heard)
    assert desk.asked[0].actor.name == "Noah"


async def test_words_outside_threads_cost_nothing():
    told, wire, desk = await answer(in_thread(thread_ts=None))
    assert (told.status, wire.calls, desk.asked) == (200, [], [])


def reaction(name="ticket", user="U0NOAH", author="U0AMELIE"):
    item = {"type": "message", "channel": "C1", "ts": "2.2"}
    return event(type="reaction_added", reaction=name, user=user, item=item, item_user=author)


async def test_the_ticket_emoji_offers_a_ticket_from_the_message():
    wire = FakeWire(**{"conversations.replies": {"messages": [{"ts": "2.2", "text": "broken", "user": "U0AMELIE"}]}})
    _, _, desk = await answer(reaction(), Reply(), wire)
    [asked] = desk.asked
    assert (asked.verb, asked.room, asked.quoted.message, asked.quoted_text) == ("offer", "C1", "2.2", "broken")


@pytest.mark.parametrize("body", [reaction("eyes"), reaction(user="U0BOT"), reaction(author="U0BOT")])
async def test_other_reactions_mean_nothing(body):
    told, wire, desk = await answer(body)
    assert (told.status, wire.calls, desk.asked) == (200, [], [])


async def test_a_refused_offer_is_told_at_the_message():
    _, wire, _ = await answer(reaction(), TicketUnknown(number="9"))
    [whispered] = wire.called("chat.postEphemeral")
    assert (whispered["channel"], whispered["user"], whispered["thread_ts"]) == ("C1", "U0NOAH", "2.2")


async def test_the_home_tab_is_drawn_when_it_is_opened():
    desk = FakeDesk(views=[InternalDocument((Heading("The queue"),))])
    _, wire, _ = await answer(event(type="app_home_opened", user="U0NOAH", tab="home"), desk=desk)
    [published] = wire.called("views.publish")
    assert published["user_id"] == "U0NOAH"
    check_view(published["view"])


async def test_the_messages_tab_draws_nothing():
    _, wire, _ = await answer(event(type="app_home_opened", user="U0NOAH", tab="messages"))
    assert wire.called("views.publish") == []


async def test_members_of_group_rooms_come_and_go():
    for kind, expected in (("member_joined_channel", RoomJoined), ("member_left_channel", RoomLeft)):
        _, _, desk = await answer(event(type=kind, user="U0NOAH", channel="C0DESK"))
        assert isinstance(desk.asked[0], expected)


async def test_members_of_other_rooms_are_none_of_ours():
    for kind in ("member_joined_channel", "member_left_channel"):
        _, wire, desk = await answer(event(type=kind, user="U0NOAH", channel="C9"))
        assert (wire.calls, desk.asked) == ([], [])


async def test_an_app_is_no_agent():
    wire = FakeWire(**{"users.info": {"user": {"is_bot": True}}})
    _, _, desk = await answer(event(type="member_joined_channel", user="U0APP", channel="C0DESK"), wire=wire)
    assert desk.asked == []


async def test_our_own_coming_reads_who_is_there():
    wire = FakeWire(**{"conversations.members": {"members": ["U0BOT", "U0NOAH"]}})
    _, _, desk = await answer(event(type="member_joined_channel", user="U0BOT", channel="C0DESK"), wire=wire)
    [members] = desk.asked
    assert isinstance(members, RoomMembers)
    assert [profile.handle.user for profile in members.members] == ["U0NOAH"]


async def test_payloads_are_answered_side_by_side():
    wire, desk = FakeWire(), FakeDesk(TOLD)
    router = router_over(wire, desk)
    answers = await asyncio.gather(*(router.answer(slash("list")) for _ in range(20)))
    assert all(told.body["text"] for told in answers)
    assert len(wire.called("users.info")) == 1


# -- answers that change what was pressed
BECOMES = Reply(becomes=PublicDocument((Paragraph(("Solved. Thank you!",)),)))


async def test_a_pressed_message_turns_into_its_answer_for_everyone():
    _, wire, _ = await answer(press("do:take:1", "1042"), BECOMES)
    [sent] = wire.called("response_url")
    assert (sent["replace_original"], sent["text"]) == (True, "Solved. Thank you!")


async def test_a_message_whose_button_asked_turns_when_its_form_is_sent():
    _, opened, _ = await answer(press("do:open:1"), FORM)
    view = opened.called("views.open")[0]["view"]
    told, wire, _ = await answer(submission("title", metadata=view["private_metadata"]), BECOMES)
    assert told.body == {"response_action": "clear"}
    assert wire.called("response_url")[0]["url"] == "https://hooks.slack.com/r"


async def test_the_next_step_of_a_form_takes_its_place():
    told, _, _ = await answer(submission("title"), Reply(form=FORM))
    assert told.body["response_action"] == "update"
    check_view(told.body["view"])


@pytest.mark.parametrize(
    "reply", [Reply(becomes=PublicDocument((object(),))), Reply(document=PublicDocument((object(),)))]
)
async def test_a_form_that_was_accepted_closes_though_its_answer_cannot_be_drawn(reply):
    told, _, _ = await answer(submission("title", metadata='{"from":"https://hooks.slack.com/r"}'), reply)
    assert told.body == {"response_action": "clear"}
