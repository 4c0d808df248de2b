"""One interaction in, one answer out; forms in steps; the person told in time, by the shortest way."""

import asyncio
from dataclasses import replace

import pytest
from discord_kit import (
    AMELIE,
    BOT,
    GUILD,
    NOAH,
    ROOM,
    FakeDesk,
    FakeWire,
    call,
    check_components,
    check_message,
    check_modal,
    press,
    refused,
    router_over,
    slash,
    submitted,
)

from chatdesk.adapters._asking import Cast
from chatdesk.adapters._discord.call import Kind
from chatdesk.adapters._discord.drafts import Draft, MemoryDrafts
from chatdesk.adapters._discord.responses import Way
from chatdesk.adapters._discord.steps import Step
from chatdesk.core.delivery import Addressee
from chatdesk.core.document import Heading, InternalDocument, Name, Paragraph, PublicDocument
from chatdesk.core.errors import AlreadyDone, FieldMissing, FormRejected, TicketUnknown
from chatdesk.core.forms import Choice, Form, Option, Text
from chatdesk.core.hearing import GroupJoined, GroupLeft
from chatdesk.core.operation import Reply

pytestmark = pytest.mark.anyio

FORM = Form(verb="open", title="New", submit="Send", fields=(Text(id="title", label="Title"),))
TOLD = Reply(document=PublicDocument((Paragraph(("Here you are @everyone",)),)))
LEAK = "CANARY-PAYLOAD"


def options(*values):
    return tuple(Option(value=value, label=value) for value in values)


def opening(submission=None):
    """A form whose kinds depend on the product, and whose fields depend on the kind."""
    answers = {**submission[1].answers, **submission[1].hidden} if isinstance(submission, tuple) else {}
    if submission is not None and not isinstance(submission, tuple):
        answers = dict(submission.answers)
    kinds = options("fault", "wish") if answers.get("product") == "crm" else options("fault", "question")
    extra = (Text(id="facts.where", label="Where?"),) if answers.get("kind") == "fault" else ()
    return Form(
        verb="open",
        title="New",
        submit="Send",
        fields=(
            Choice(id="product", label="Product", options=options("crm", "other"), refreshes=True),
            Choice(id="kind", label="Kind", options=kinds, refreshes=True),
            *(Text(id=f"t{n}", label=f"Text {n}") for n in range(5)),
            *extra,
        ),
        hidden={"quoted_link": "https://x.y"},
    )


async def answer(asked, reply=None, desk=None, wire=None, drafts=None):
    desk = desk or FakeDesk(reply if reply is not None else Reply())
    return await router_over(wire or FakeWire(), desk, drafts).answer(asked), desk


def id_of(payload, does):
    return next(
        c["custom_id"] for row in payload["components"] for c in row["components"] if c["custom_id"].startswith(does)
    )


# -- commands and buttons
async def test_a_slash_command_opens_its_form_as_the_first_answer():
    response, desk = await answer(slash("open", product="crm", title="No access"), FORM)
    assert response.way is Way.MODAL
    check_modal(response.data)
    [invocation] = desk.asked
    assert (invocation.verb, invocation.rest) == ("open", "crm No access")
    assert (invocation.event.source, invocation.event.event) == (f"discord:{GUILD}", "interaction:5001")


async def test_a_reply_is_for_the_person_alone_and_notifies_nobody():
    response, _ = await answer(slash("list"), TOLD)
    assert response.way is Way.MESSAGE
    assert response.data["flags"] == 64
    check_message(response.data)
    assert "@everyone" not in response.data["content"]


async def test_people_in_a_reply_are_looked_up_in_one_more_transaction():
    reply = Reply(document=PublicDocument((Paragraph((Name(7),)),)))
    desk = FakeDesk(reply, views=[Cast({7: Addressee(name="Inès", handle=None)}, {})])
    response, _ = await answer(slash("list"), desk=desk)
    assert response.data["content"] == "Inès"


async def test_a_refusal_is_told_in_the_persons_language():
    response, _ = await answer(slash("take", number="9", actor=AMELIE), TicketUnknown(number="9"))
    assert response.data["flags"] == 64
    assert "Je ne connais aucun" in response.data["content"] or "billet" in response.data["content"]


async def test_a_command_of_another_version_is_told_with_the_nearest_ones():
    response, desk = await answer(slash("tak", number="9"))
    assert "`/ticket take`" in response.data["content"]
    assert desk.asked == []


async def test_a_silent_yes_still_answers_a_command_and_changes_no_message():
    response, _ = await answer(slash("take", number="1042"), Reply())
    assert (response.way, response.data["content"]) == (Way.MESSAGE, "✅")
    response, desk = await answer(press("cd:take:1042"), Reply())
    assert (response.way, response.data) == (Way.SILENT, {})
    assert (desk.asked[0].verb, desk.asked[0].ticket, desk.asked[0].thread) == ("take", "1042", "9001")


async def test_what_is_chosen_in_a_menu_opens_its_form_at_once():
    response, desk = await answer(press("menu:0", values=["cd:open:crm"]), FORM)
    assert response.way is Way.MODAL
    assert (desk.asked[0].verb, desk.asked[0].rest) == ("open", "crm")


@pytest.mark.parametrize("values", [[], None])
async def test_a_menu_in_which_nothing_is_chosen_does_nothing(values):
    call = press("menu:0")
    call.data["values"] = values
    response, desk = await answer(call)
    assert (response.way, desk.asked) == (Way.SILENT, [])


async def test_a_menu_about_a_message_quotes_it():
    message = {"id": "77", "content": "it fails", "author": {"id": "703", "global_name": "Sam"}}
    wire = FakeWire({"GET /channels/{channel_id}/messages/{message_id}": message})
    _, desk = await answer(press("menu:0", values=["cd:open:message:711:77"]), FORM, wire=wire)
    assert desk.asked[0].quoted_text == "it fails"


async def test_a_pressed_message_turns_into_what_the_desk_says():
    reply = Reply(becomes=PublicDocument((Paragraph(("Thanks!",)),)))
    response, _ = await answer(press("cd:take:1042"), reply)
    assert (response.way, response.data["content"], response.data["components"]) == (Way.UPDATE, "Thanks!", [])
    assert "flags" not in response.data


async def test_a_button_about_a_message_quotes_it():
    message = {"id": "77", "content": f"<@{BOT}> it fails", "author": {"id": "703", "global_name": "Sam"}}
    wire = FakeWire({"GET /channels/{channel_id}/messages/{message_id}": message})
    _, desk = await answer(press("cd:open:message:711:77"), FORM, wire=wire)
    [invocation] = desk.asked
    assert (invocation.quoted.room, invocation.quoted.message, invocation.quoted_text) == ("711", "77", "it fails")
    assert invocation.quoted.link == f"https://discord.com/channels/{GUILD}/711/77"
    assert (invocation.quoted_author.name, invocation.rest) == ("Sam", "")


async def test_a_command_that_nobody_registered_is_told():
    response, desk = await answer(call(Kind.COMMAND, {"name": "else", "type": 3}))
    assert "else" in response.data["content"]
    assert desk.asked == []


@pytest.mark.parametrize("custom_id", ["", "else:1", "form:open:x"])
async def test_what_is_not_ours_is_left_alone(custom_id):
    response, desk = await answer(press(custom_id))
    assert (response.way, desk.asked) == (Way.SILENT, [])


async def test_whatever_fails_the_person_gets_a_number_and_the_log_no_payload(capsys):
    response, _ = await answer(slash("open", title=LEAK), RuntimeError(LEAK))
    assert "Nothing was changed" in response.data["content"]
    assert LEAK not in response.data["content"] + capsys.readouterr().out


async def test_autocompletion_that_fails_offers_nothing():
    data = {
        "name": "ticket",
        "options": [{"type": 1, "name": "take", "options": [{"name": "number", "focused": True}]}],
    }
    response, _ = await answer(call(Kind.AUTOCOMPLETE, data))
    assert (response.way, response.data) == (Way.CHOICES, {"choices": []})


async def test_autocompletion_offers_what_the_desk_finds():
    data = {
        "name": "ticket",
        "options": [{"type": 1, "name": "take", "options": [{"name": "number", "focused": True}]}],
    }
    found = (("1042", "SPT-1042 · " + "x" * 200),)
    response, _ = await answer(call(Kind.AUTOCOMPLETE, data), desk=FakeDesk(views=[found]))
    [choice] = response.data["choices"]
    assert choice["value"] == "1042"
    assert len(choice["name"]) <= 100


# -- forms of one step
async def test_a_form_of_one_step_comes_back_without_a_draft():
    desk = FakeDesk([FORM, Reply()])
    router = router_over(FakeWire(), desk)
    shown = await router.answer(press("cd:open:"))
    response = await router.answer(submitted(shown.data["custom_id"], title="Typed", message="9001"))
    assert response.way is Way.SILENT
    submission = desk.asked[-1]
    assert (submission.verb, submission.answers, submission.event.event) == (
        "open",
        {"title": "Typed"},
        "interaction:5003",
    )


async def test_what_is_wrong_is_told_as_the_language_writes_a_colon():
    router = router_over(FakeWire(), FakeDesk([FORM, FormRejected({"title": FieldMissing()})], forms=[FORM]))
    shown = await router.answer(slash("open", AMELIE))
    response = await router.answer(submitted(shown.data["custom_id"], actor=AMELIE, title="Typed"))
    assert "**Title**\N{NO-BREAK SPACE}: Veuillez remplir ce champ." in response.data["content"]


async def test_what_is_wrong_is_told_with_a_button_that_brings_everything_typed_back():
    rejected = FormRejected({"title": FieldMissing()})
    desk = FakeDesk([FORM, rejected], forms=[FORM])
    router = router_over(FakeWire(), desk)
    shown = await router.answer(slash("open"))
    response = await router.answer(submitted(shown.data["custom_id"], title="Typed"))
    assert response.way is Way.MESSAGE
    assert "**Title**: Please fill in this field." in response.data["content"]
    again = await router.answer(press(id_of(response.data, "next:")))
    assert again.way is Way.MODAL
    assert again.data["components"][0]["component"]["value"] == "Typed"


async def test_a_refusal_of_the_whole_form_is_told_and_nothing_typed_is_lost():
    desk = FakeDesk([FORM, AlreadyDone(ticket="SPT-1")], forms=[FORM])
    router = router_over(FakeWire(), desk)
    shown = await router.answer(slash("open"))
    response = await router.answer(submitted(shown.data["custom_id"], title="Typed"))
    assert "already done" in response.data["content"]
    assert id_of(response.data, "next:")


# -- forms in steps
async def walk(router):
    """Choose product and kind, and return the first modal."""
    first = await router.answer(slash("open"))
    assert first.way is Way.MESSAGE
    assert first.data["flags"] == 64
    picked = await router.answer(press(id_of(first.data, "pick:"), values=["crm"]))
    assert picked.way is Way.UPDATE
    rows = [row["components"][0] for row in picked.data["components"] if row["components"][0]["type"] == 3]
    return await router.answer(press(rows[-1]["custom_id"], values=["fault"])), picked


async def test_choices_come_first_then_pages_and_nothing_typed_is_lost():
    desk = FakeDesk([opening(), Reply()], forms=[opening])
    router = router_over(FakeWire(), desk)
    modal, _ = await walk(router)
    check_modal(modal.data)
    assert [c["component"]["custom_id"] for c in modal.data["components"]] == [f"t{n}" for n in range(5)]
    between = await router.answer(
        submitted(modal.data["custom_id"], message="9001", **{f"t{n}": f"typed {n}" for n in range(5)})
    )
    assert between.way is Way.UPDATE
    assert "typed 0" in between.data["content"]
    check_components(between.data["components"])
    last = await router.answer(press(id_of(between.data, "next:")))
    assert [c["component"]["custom_id"] for c in last.data["components"]] == ["facts.where"]
    done = await router.answer(submitted(last.data["custom_id"], message="9001", **{"facts.where": "here"}))
    assert done.way is Way.UPDATE
    submission = desk.asked[-1]
    assert submission.answers == {
        "product": "crm",
        "kind": "fault",
        **{f"t{n}": f"typed {n}" for n in range(5)},
        "facts.where": "here",
    }
    assert submission.hidden == {"quoted_link": "https://x.y"}
    assert submission.event.event.startswith("draft:")


async def test_a_modal_that_was_closed_is_had_again_from_the_message():
    desk = FakeDesk([opening()], forms=[opening])
    router = router_over(FakeWire(), desk)
    _, picked = await walk(router)
    again = await router.answer(press(id_of(picked.data, "next:")))
    assert again.way is Way.MODAL


ELSEWHERE = "Ideas go to your usual contact."


def diverting(submission=None):
    """A form one of whose kinds is not taken: what it begins with says so as soon as it is chosen."""
    form = opening(submission)
    answers = submission.answers if submission is not None else {}
    product, kind, *rest = form.fields
    wish = Option(value="wish", label="wish", diverts=ELSEWHERE)
    kind = replace(kind, options=(*options("fault"), wish))
    return replace(form, fields=(product, kind, *rest), intro=ELSEWHERE if answers.get("kind") == "wish" else "")


@pytest.mark.parametrize("warning", ["", "Never a password. " * 70])
async def test_s4_4_what_is_not_taken_is_told_at_once_and_leads_no_further(warning):
    """S4-4: NO FORM OPENS OVER THE WORDS, NOTHING LEADS TO IT, AND ANOTHER KIND CAN BE CHOSEN."""

    def drawn(submission=None):
        form = diverting(submission)
        return replace(form, intro=f"{warning}{form.intro}")

    router = router_over(FakeWire(), FakeDesk([drawn()], forms=[drawn]))
    first = await router.answer(slash("open"))
    picked = await router.answer(press(id_of(first.data, "pick:"), values=["crm"]))
    kinds = [row["components"][0] for row in picked.data["components"] if row["components"][0]["type"] == 3][-1]
    told = await router.answer(press(kinds["custom_id"], values=["wish"]))
    assert told.way is Way.UPDATE
    assert ELSEWHERE in told.data["content"]
    assert [c["type"] for row in told.data["components"] for c in row["components"]] == [3, 3]
    other = await router.answer(press(kinds["custom_id"], values=["fault"]))
    assert other.way is Way.MODAL


NOTICE = "A wish becomes a proposal."


def telling(submission=None, warning="Never a password."):
    """A form of five texts that begins with a warning, and with a notice for whoever chose a wish."""
    answers = submission.answers if submission is not None else {}
    notice = NOTICE if answers.get("kind") == "wish" else ""
    form = opening(submission)
    product, kind, *rest = form.fields
    kind = replace(kind, options=options("question", "wish"))
    return replace(form, fields=(product, kind, *rest), intro="\n".join(filter(None, (warning, notice))))


async def choose_wish(router, kind="wish"):
    first = await router.answer(slash("open"))
    picked = await router.answer(press(id_of(first.data, "pick:"), values=["crm"]))
    kinds = [row["components"][0] for row in picked.data["components"] if row["components"][0]["type"] == 3][-1]
    return await router.answer(press(kinds["custom_id"], values=[kind]))


@pytest.mark.parametrize("warning", ["", "Never a password.", "Never a password. " * 70])
async def test_s0_29_what_a_kind_has_the_form_say_is_read_before_a_full_modal_and_beside_what_is_wrong(warning):
    """S0-29: THE LAST CHOICE OPENS NO MODAL OVER WORDS THAT IT HAS NO ROOM FOR; THEY COME BACK WITH THE ERRORS."""

    def drawn(submission=None):
        return telling(submission, warning)

    router = router_over(FakeWire(), FakeDesk([drawn(), FormRejected({"t1": FieldMissing()})], forms=[drawn]))
    told = await choose_wish(router)
    assert told.way is Way.UPDATE
    assert NOTICE in told.data["content"]
    check_message(told.data)
    modal = await router.answer(press(id_of(told.data, "next:")))
    assert modal.way is Way.MODAL
    typed = {f"t{n}": "typed" for n in range(5)}
    wrong = await router.answer(submitted(modal.data["custom_id"], message="9001", **typed))
    assert "**Text 1**: Please fill in this field." in wrong.data["content"]
    assert len(warning) > 1000 or NOTICE in wrong.data["content"]
    check_message(wrong.data)


async def test_a_modal_opens_at_once_where_the_message_has_said_everything():
    router = router_over(FakeWire(), FakeDesk([telling()], forms=[telling]))
    assert (await choose_wish(router, kind="question")).way is Way.MODAL


async def test_going_on_without_a_choice_shows_the_choice_again():
    desk = FakeDesk([opening()], forms=[opening])
    router = router_over(FakeWire(), desk)
    first = await router.answer(slash("open"))
    picked = await router.answer(press(id_of(first.data, "pick:"), values=["crm"]))
    still = await router.answer(press(id_of(picked.data, "next:")))
    assert still.way is Way.UPDATE
    assert still.data["components"] == picked.data["components"]


async def test_another_product_asks_for_the_kind_again_where_it_has_no_such_kind():
    desk = FakeDesk([opening()], forms=[opening])
    drafts = MemoryDrafts()
    router = router_over(FakeWire(), desk, drafts)
    first = await router.answer(slash("open"))
    step = Step.read(id_of(first.data, "pick:"))
    await drafts.keep(step.key, Draft(verb="open", owner=NOAH.handle.user, answers={"product": "crm", "kind": "wish"}))
    changed = await router.answer(press(id_of(first.data, "pick:"), values=["other"]))
    assert changed.way is Way.UPDATE


async def test_a_lost_draft_goes_on_with_what_this_step_brought():
    desk = FakeDesk([opening()], forms=[opening])
    router = router_over(FakeWire(), desk)
    modal, _ = await walk(router)
    desk.asked.clear()
    later = router_over(FakeWire(), desk)
    response = await later.answer(submitted(modal.data["custom_id"], message="9001", t0="kept"))
    assert response.way is Way.UPDATE
    assert response.data["components"]
    assert desk.asked[0][1].answers["t0"] == "kept"


async def test_nobody_goes_on_with_somebody_elses_draft():
    drafts = MemoryDrafts()
    await drafts.keep("abc", Draft(verb="open", owner="somebody else", answers={"title": "CANARY"}))
    desk = FakeDesk(Reply(), forms=[FORM])
    await answer(press("next:open::0:abc"), desk=desk, drafts=drafts)
    assert "CANARY" not in str(desk.asked)


async def test_a_form_that_answers_a_form_is_previewed_and_sent_as_shown_once():
    preview = Form(
        verb="open",
        title="Reply",
        submit="Send",
        fields=(Text(id="title", label="Title", initial="Hello @here"),),
        preview="Desk wrote:\nHello @here",
        hidden={"previewed": "f00d"},
    )
    desk = FakeDesk([FORM, Reply(form=preview), Reply()], forms=[preview])
    router = router_over(FakeWire(), desk)
    shown = await router.answer(press("cd:open:"))
    seen = await router.answer(submitted(shown.data["custom_id"], title="Hello @here", message="9001"))
    assert seen.way is Way.MESSAGE
    assert "> Hello \\@\u2060here" in seen.data["content"]
    edit = await router.answer(press(id_of(seen.data, "next:")))
    assert edit.data["components"][0]["component"]["value"] == "Hello @here"
    sent = await router.answer(press(id_of(seen.data, "send:")))
    assert sent.way is Way.UPDATE
    submission = desk.asked[-1]
    assert (submission.answers, submission.hidden) == ({"title": "Hello @here"}, {"previewed": "f00d"})
    twice = desk.asked[-1].event
    assert twice.event.startswith("draft:")


# -- in time
async def test_an_answer_goes_out_at_once():
    wire = FakeWire()
    await router_over(wire, FakeDesk(TOLD)).serve(slash("list"))
    [told] = wire.called("POST respond")
    assert told["path"] == "/interactions/5001/tok/callback"
    assert told["body"]["type"] == 4


@pytest.mark.parametrize(
    ("asked", "deferred", "followed"),
    [
        (slash("list"), {"type": 5, "data": {"flags": 64}}, ("PATCH respond", "/webhooks/798/tok/messages/@original")),
        (press("cd:take:1"), {"type": 6}, ("POST respond", "/webhooks/798/tok")),
    ],
)
async def test_a_slow_answer_is_deferred_and_follows(asked, deferred, followed):
    wire = FakeWire()
    router = router_over(wire, Slow(TOLD), in_time=0.0)
    await router.serve(asked)
    first, *rest = [(route, told) for route, told in wire.calls if route.endswith("respond")]
    assert first[1]["body"] == deferred
    [(route, told)] = rest
    assert (route, told["path"]) == followed
    assert "Here you are" in told["body"]["content"]


async def test_a_form_that_comes_too_late_is_told_in_words():
    wire = FakeWire()
    await router_over(wire, Slow(FORM), in_time=0.0).serve(slash("open"))
    assert "three seconds" in wire.called("PATCH respond")[0]["body"]["content"]


async def test_an_interaction_that_ran_out_is_answered_directly():
    wire = FakeWire({"POST respond": refused(404, 10062)})
    await router_over(wire, FakeDesk(TOLD)).serve(slash("list"))
    assert wire.called("POST /users/@me/channels")[0]["body"] == {"recipient_id": NOAH.handle.user}
    [told] = wire.called("POST /channels/{channel_id}/messages")
    assert "Here you are" in told["body"]["content"]
    assert "flags" not in told["body"]


async def test_an_answer_that_was_given_already_is_not_repeated():
    wire = FakeWire({"POST respond": refused(400, 40060)})
    await router_over(wire, FakeDesk(TOLD)).serve(slash("list"))
    assert wire.called("POST /users/@me/channels") == []


async def test_a_message_pressed_before_the_form_turns_by_another_way():
    becomes = Reply(becomes=PublicDocument((Paragraph(("Solved",)),)))
    desk = FakeDesk([opening(), becomes], forms=[lambda _: Form(verb="open", title="N", submit="S", fields=())])
    router = router_over(FakeWire(), desk)
    first = await router.answer(press("cd:open:", message="9100"))
    response = await router.answer(press(id_of(first.data, "pick:"), values=["crm"]))
    assert response.way is Way.UPDATE
    assert (response.edit.message, response.edit.payload["content"]) == ("9100", "Solved")


# -- agents
async def test_whoever_sees_a_groups_room_is_made_its_agent_before_the_desk_is_asked():
    group = frozenset({"desk"})
    desk = FakeDesk(Reply(), views=[frozenset(), group, group], rooms=(ROOM,))
    router = router_over(FakeWire(), desk)
    await router.answer(press("cd:take:1", sees=group))
    assert desk.asked[0] == GroupJoined(group="desk", who=NOAH)
    await router.answer(press("cd:take:1", sees=group))
    assert sum(isinstance(asked, GroupJoined) for asked in desk.asked) == 1
    await router.answer(press("cd:take:1", sees=frozenset()))
    assert desk.asked[-2] == GroupLeft(group="desk", who=NOAH)


async def test_who_was_seen_to_be_no_agent_is_not_looked_up_again():
    desk = FakeDesk(Reply(), views=[frozenset()], rooms=(ROOM,))
    router = router_over(FakeWire(), desk)
    for _ in range(3):
        await router.answer(press("cd:list:", sees=frozenset()))
    assert desk.views == []


async def test_where_nobody_knows_what_somebody_sees_nothing_changes():
    desk = FakeDesk(Reply(), rooms=(ROOM,))
    await router_over(FakeWire(), desk).answer(press("cd:take:1", sees=None))
    assert len(desk.asked) == 1


# -- reactions
async def test_the_ticket_emoji_offers_a_ticket_from_the_message():
    message = {"id": "77", "content": "it fails", "author": {"id": "703", "username": "sam"}}
    wire, desk = FakeWire({"GET /channels/{channel_id}/messages/{message_id}": message}), FakeDesk(Reply())
    await router_over(wire, desk).reaction(NOAH, ROOM, "77", None)
    [invocation] = desk.asked
    assert (invocation.verb, invocation.room, invocation.quoted_text) == ("offer", ROOM, "it fails")


async def test_the_ticket_emoji_on_our_own_message_means_nothing():
    wire = FakeWire({"GET /channels/{channel_id}/messages/{message_id}": {"id": "77", "author": {"id": BOT}}})
    desk = FakeDesk(Reply())
    await router_over(wire, desk).reaction(NOAH, ROOM, "77", None)
    assert desk.asked == []


async def test_an_internal_answer_is_drawn_by_its_own_renderer():
    response, _ = await answer(slash("list"), Reply(document=InternalDocument((Heading("The queue"),))))
    assert response.data["embeds"][0]["color"] == 0xE0A030


class Slow(FakeDesk):
    async def invoke(self, invocation):
        await asyncio.sleep(0.01)
        return await super().invoke(invocation)
