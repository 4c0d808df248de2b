"""Talking: comments and work notes, by the place where they are said; who is told; whose name is kept."""

from __future__ import annotations

import pytest

from chatdesk.core.document import Link, Mention, Small
from chatdesk.core.errors import FollowsTheTicket, FormRejected, WorksForTheDesk
from chatdesk.core.hearing import Heard, RoomMembers
from chatdesk.core.model import Attachment, Handle, Origin, Phase
from chatdesk.core.operation import Reply
from chatdesk.core.operations.reply import fingerprint
from chatdesk.core.policy_desk import Threads
from chatdesk.core.ports import EventKey
from chatdesk.core.views import home
from tests.fakes.platform import buttons_of, text_of
from tests.fakes.world import AMELIE, DESK_ROOM, INES, INTAKE, MAYA, NOAH, SAMUEL, World, faculty


@pytest.fixture
def opened(world):
    ticket = world.open()
    world.deliver()
    return ticket


def public(world, ticket):
    return world.slack.in_thread(world.thread(ticket, "public"))


def internal(world, ticket):
    return world.slack.in_thread(world.thread(ticket, "internal"))


def mentioned(message) -> set[str]:
    people = {
        span.person for block in message.body.blocks for span in getattr(block, "line", ()) if isinstance(span, Mention)
    }
    return {message.deliveries[-1].people[person].name for person in people}


def test_s1_4_a_message_in_the_public_thread_is_a_comment_that_agents_see(world, opened):
    """S1-4."""
    world.say(AMELIE, world.thread(opened, "public"), "Toujours rien.")
    world.deliver()
    (copy,) = internal(world, opened)
    assert "Toujours rien." in copy.text
    assert public(world, opened) == []  # it stands there already


def test_s1_6_a_message_in_the_internal_thread_never_reaches_the_requester(world, opened):
    """S1-6."""
    world.say(INES, world.thread(opened, "internal"), "CANARYNOTE le serveur", room=DESK_ROOM)
    world.deliver()
    assert public(world, opened) == []
    assert "CANARYNOTE" not in text_of(world.press("show", AMELIE, opened).document)
    assert "CANARYNOTE" in text_of(world.press("show", INES, opened).document)


def test_a_message_in_a_thread_of_nobody_is_nobodys_business(world, opened):
    world.say(AMELIE, "elsewhere", "hello")
    world.deliver()
    assert internal(world, opened) == []


def test_the_same_message_told_twice_is_one_comment(world, opened):
    thread = world.thread(opened, "public")
    key = world.event()
    for _ in range(2):
        world.say(AMELIE, thread, "Une fois", message="17.5", event=key)
    world.deliver()
    assert len(internal(world, opened)) == 1


def test_s1_16_a_reply_is_previewed_then_posted_under_the_desks_name(world, opened):
    """S1-16."""
    first = world.fill("reply", INES, opened, text="Voici le lien.")
    assert isinstance(first, Reply)
    assert first.form is not None
    assert "Voici le lien." in first.form.preview
    world.deliver()
    assert public(world, opened) == []
    world.fill("reply", INES, opened, hidden=first.form.hidden, text="Voici le lien.")
    world.deliver()
    (answer,) = public(world, opened)
    assert "Voici le lien." in answer.text
    assert "CANARYINES" not in answer.text
    assert mentioned(answer) == {"Amélie Roy"}


def test_an_agent_who_writes_in_the_open_is_told_privately(world, opened):
    world.say(INES, world.thread(opened, "public"), "Je regarde.")
    world.deliver()
    (warning,) = public(world, opened)
    assert warning.only_for == "U0INES"


def test_a_desk_that_discloses_agents_says_who_answers_and_warns_nobody(store):
    world = World(store, faculty(discloses_agents=True))
    ticket = world.open()
    world.deliver()
    world.say(INES, world.thread(ticket, "public"), "Je regarde.")
    world.fill("reply", INES, ticket, hidden={"previewed": fingerprint("ok")}, text="ok")
    world.deliver()
    (answer,) = public(world, ticket)
    assert "CANARYINES" in answer.text


def test_edits_and_deletions_are_kept(world, opened):
    said = world.say(AMELIE, world.thread(opened, "public"), "Avant")
    world.edit(AMELIE, said, "Après")
    world.delete(AMELIE, said)
    with world.store.read() as unit:
        comment = unit.find_comment(said)
        history = unit.public_history(opened.id, 10)
    assert (comment.text, comment.edited_at is not None, comment.deleted_at is not None) == ("Après", True, True)
    assert [entry.verb for entry in history] == ["retract", "revise", "comment", "open"]
    assert "Avant" not in text_of(world.press("show", AMELIE, opened).document)
    assert "Après" not in text_of(world.press("show", AMELIE, opened).document)
    told = text_of(world.press("show", INES, opened).document)
    assert "Avant" in told
    assert "Après" in told


def test_the_agents_copy_of_a_comment_follows_its_edits_and_its_deletion(world, opened):
    said = world.say(AMELIE, world.thread(opened, "public"), "Avant")
    world.deliver()
    world.edit(AMELIE, said, "Après")
    world.deliver()
    (copy,) = internal(world, opened)
    assert "Après" in copy.text
    assert "Avant" not in copy.text
    world.delete(AMELIE, said)
    world.deliver()
    assert len(internal(world, opened)) == 1
    assert len(copy.deliveries) == 3


def test_an_edit_before_the_copy_left_changes_nothing_of_its_order(world, opened):
    thread = world.thread(opened, "public")
    first = world.say(AMELIE, thread, "Un")
    world.say(AMELIE, thread, "Deux")
    world.edit(AMELIE, first, "Un corrigé")
    world.deliver()
    assert ["Un corrigé" in copy.text for copy in internal(world, opened)] == [True, False]


def test_files_are_shown_to_agents_by_name_and_link(world, opened):
    file = Attachment(name="capture.png", size=2048, origin="F1", url="https://chat.test/F1")
    world.say(AMELIE, world.thread(opened, "public"), "Voici", attachments=(file,))
    world.deliver()
    (copy,) = internal(world, opened)
    assert "capture.png" in copy.text
    assert "https://chat.test/F1" in copy.text


def test_beside_files_stands_the_message_in_which_they_were_sent(world, opened):
    file = Attachment(name="capture.png", size=2048, origin="F1")
    there = Origin(platform="slack", room=INTAKE, message="said-with-file", link="https://chat.test/said")
    event = EventKey(source="slack:T0", event="Ev-file")
    heard = {"actor": AMELIE, "event": event, "thread": world.thread(opened, "public"), "text": "Voici"}
    world.desk.notice(Heard(origin=there, attachments=(file,), **heard), world.now)
    world.deliver()
    (copy,) = internal(world, opened)
    small = copy.body.blocks[-1]
    assert isinstance(small, Small)
    assert [span.url for span in small.line if isinstance(span, Link)] == ["https://chat.test/said"]


def test_s1_5_watchers_are_mentioned_in_comments_and_named_to_each_other(world, opened):
    """S1-5."""
    noah = Handle(platform="slack", workspace="T0", user="U0NOAH")
    world.press("list", NOAH)
    world.say(NOAH, world.thread(opened, "public"), "Moi aussi")
    world.fill("watch", AMELIE, opened, people=(noah,))
    world.fill("reply", INES, opened, hidden={"previewed": fingerprint("ok")}, text="ok")
    world.deliver()
    assert mentioned(public(world, opened)[-1]) == {"Amélie Roy", "Noah Clark"}
    assert "Noah Clark" in text_of(world.press("show", AMELIE, opened).document)
    assert "Amélie Roy" in text_of(world.press("show", NOAH, opened).document)


def test_watchers_of_a_private_thread_get_comments_directly(store):
    world = World(store, faculty(threads=Threads.PRIVATE))
    ticket = world.open()
    world.fill("watch", AMELIE, ticket, people=(NOAH.handle,))
    world.deliver()
    world.fill("reply", INES, ticket, hidden={"previewed": fingerprint("Voici")}, text="Voici")
    world.deliver()
    assert "Voici" in world.slack.in_room("dm:U0NOAH")[-1].text


def test_s1_8_a_collaborator_outside_the_room_gets_notes_directly_and_the_requester_does_not(world, opened):
    """S1-8."""
    outsider = Handle(platform="slack", workspace="T0", user="U0EXPERT")
    world.fill("collaborate", INES, opened, people=(outsider,))
    world.say(INES, world.thread(opened, "internal"), "Note interne", room=DESK_ROOM)
    world.deliver()
    assert "Note interne" in world.slack.in_room("dm:U0EXPERT")[-1].text
    assert "U0EXPERT" not in text_of(world.press("show", AMELIE, opened).document)


def test_s2_16_a_muted_person_is_not_mentioned(world, opened):
    """S2-16."""
    world.press("mute", AMELIE, opened)
    world.fill("reply", INES, opened, hidden={"previewed": fingerprint("ok")}, text="ok")
    world.press("unmute", AMELIE, opened)
    world.fill("reply", INES, opened, hidden={"previewed": fingerprint("encore")}, text="encore")
    world.deliver()
    muted, unmuted = public(world, opened)
    assert (mentioned(muted), mentioned(unmuted)) == (set(), {"Amélie Roy"})


def test_forty_thousand_characters_are_stored_whole(world, opened):
    text = "é" * 40_000
    said = world.say(AMELIE, world.thread(opened, "public"), text)
    with world.store.read() as unit:
        assert unit.find_comment(said).text == text


def test_a_comment_by_form_is_posted_in_the_thread_and_shown_to_agents(world, opened):
    world.fill("comment", AMELIE, opened, text="Par formulaire")
    world.deliver()
    assert "Par formulaire" in public(world, opened)[0].text
    assert "Par formulaire" in internal(world, opened)[0].text


STAFF_ROOMS = {"dm:U0INES", "dm:U0SAMUEL", "dm:U0MAYA", DESK_ROOM, "C0APPS"}
STAFF = {"U0INES", "U0SAMUEL", "U0MAYA"}


def canaries(world, ticket) -> list[str]:
    """Everything that requesters can see and that carries a canary: posts in all their editions, and views."""
    seen = []
    for message in world.slack.messages:
        if message.room not in STAFF_ROOMS and message.only_for not in STAFF:
            for delivery in message.deliveries:
                names = " ".join(addressee.name for addressee in delivery.people.values())
                seen.append(text_of(delivery.body) + delivery.summary + names)
    for who in (AMELIE, NOAH):
        seen += [text_of(world.press(verb, who).document) for verb in ("list", "help")]
        seen.append(text_of(world.desk.view(home, who, world.now)))
        seen.append(text_of(world.press("show", who, ticket).document))
        seen.append(text_of(world.press("watch", AMELIE, ticket)) if not world.ticket(ticket.id).ended_at else "")
    assert len(seen) > 10
    return [text for text in seen if "CANARY" in text]


def test_requesters_surfaces_never_show_a_canary(world, opened):
    """Every note, reason and staff name carries a canary: agents, a manager, a leaver, a slip in the open."""
    world.fill("watch", AMELIE, opened, people=(NOAH.handle,))
    world.press("take", INES, opened)
    world.say(INES, world.thread(opened, "internal"), "CANARYNOTE", room=DESK_ROOM)
    world.fill("note", SAMUEL, opened, text="CANARYNOTE deux")
    world.fill("qualify", MAYA, opened, impact="faculty", urgency="now", reason="Touche tout le monde")
    world.fill("ask", INES, opened, text="Depuis quand ?")
    world.say(AMELIE, world.thread(opened, "public"), "Depuis hier")
    slip = world.say(INES, world.thread(opened, "public"), "CANARYSLIP")
    world.edit(INES, slip, "Pardon")
    world.fill("assign", INES, opened, assignee=str(_id(world, SAMUEL)))
    world.fill("transfer", INES, opened, group="applications", reason="CANARYREASON")
    world.fill("resolve", MAYA, opened, solution="Corrigé", nature=next(iter(world.policy.natures)))
    world.fill("refuse", AMELIE, opened, reason="Pas encore")
    world.fill("reply", MAYA, opened, hidden={"previewed": fingerprint("Voilà")}, text="Voilà")
    world.desk.notice(RoomMembers(platform="slack", room=DESK_ROOM, members=()), world.now)
    world.desk.notice(RoomMembers(platform="slack", room="C0APPS", members=(SAMUEL,)), world.now)
    world.fill("resolve", SAMUEL, opened, solution="Corrigé", nature=next(iter(world.policy.natures)))
    world.press("confirm", AMELIE, opened)
    world.deliver()
    assert canaries(world, opened) == []


def test_s1_16_staff_cannot_be_made_watchers_where_their_names_are_kept(world, opened):
    """S1-16."""
    world.press("queue", INES)
    for who, by in ((INES, AMELIE), (MAYA, AMELIE), (SAMUEL, INES)):
        with pytest.raises(FormRejected) as caught:
            world.fill("watch", by, opened, people=(who.handle,))
        assert isinstance(caught.value.fields["people"], WorksForTheDesk)


def test_requester_and_watchers_cannot_be_made_collaborators(world, opened):
    world.fill("watch", AMELIE, opened, people=(NOAH.handle,))
    for who in (AMELIE, NOAH):
        with pytest.raises(FormRejected) as caught:
            world.fill("collaborate", INES, opened, people=(who.handle,))
        assert isinstance(caught.value.fields["people"], FollowsTheTicket)
    world.fill("note", INES, opened, text="Entre nous")
    world.deliver()
    assert not [m for m in world.slack.messages if m.room in {"dm:U0AMELIE", "dm:U0NOAH"} and "Entre nous" in m.text]


def test_two_watchers_forms_open_at_once_do_not_undo_each_other(world, opened):
    first = world.press("watch", AMELIE, opened)
    second = world.press("watch", INES, opened)
    world.fill("watch", AMELIE, opened, hidden=first.hidden, people=(NOAH.handle,))
    other = Handle(platform="slack", workspace="T0", user="U0OTHER")
    world.fill("watch", INES, opened, hidden=second.hidden, people=(other,))
    with world.store.read() as unit:
        assert len(unit.participants(opened.id)) == 2
    third = world.press("watch", AMELIE, opened)
    world.fill("watch", AMELIE, opened, hidden=third.hidden, people=(other,))
    with world.store.read() as unit:
        assert len(unit.participants(opened.id)) == 1


def test_where_requesters_see_no_priority_the_history_does_not_tell_it(world, opened):
    world.fill("qualify", INES, opened, impact="faculty", urgency="now", reason="Raison")
    critical = world.policy.priorities["critical"].name.fr
    assert critical not in text_of(world.press("show", AMELIE, opened).document)
    assert critical in text_of(world.press("show", INES, opened).document)


def test_an_agent_who_is_the_requester_answers_as_a_requester(world):
    ticket = world.open(INES)
    world.deliver()
    world.press("take", SAMUEL, ticket)
    world.fill("ask", SAMUEL, ticket, text="Quand ?")
    world.deliver()
    world.say(INES, world.thread(ticket, "public"), "Hier")
    world.deliver()
    assert world.ticket(ticket.id).phase is Phase.WORKING
    assert not [m for m in public(world, ticket) if m.only_for]


def test_a_bystanders_word_is_kept_and_moves_nothing(world, opened):
    world.fill("ask", INES, opened, text="Quand ?")
    world.deliver()
    world.say(NOAH, world.thread(opened, "public"), "+1")
    assert world.ticket(opened.id).phase is Phase.WAITING


def _id(world, who):
    with world.store.read() as unit:
        return unit.see(who, "en").id


def test_s2_22_a_message_in_a_closed_thread_offers_a_follow_up_privately(world, opened):
    """S2-22."""
    world.fill("resolve", INES, opened, solution="Fait", nature=next(iter(world.policy.natures)))
    world.press("confirm", AMELIE, opened)
    world.deliver()
    before = world.ticket(opened.id)
    world.say(AMELIE, world.thread(opened, "public"), "Merci !")
    world.deliver()
    offer = public(world, opened)[-1]
    assert offer.only_for == "U0AMELIE"
    assert buttons_of(offer.body) == {"followup": str(opened.id)}
    assert world.ticket(opened.id) == before
    form = world.press("followup", AMELIE, opened)
    reply = world.fill(
        "followup",
        AMELIE,
        opened,
        hidden=form.hidden,
        product="other",
        kind="question",
        title="Suite",
        description="Encore",
    )
    assert world.ticket(reply.ticket.id).follows == opened.id
    world.deliver()
    assert any("FAC-1001" in message.text for message in world.slack.in_room(INTAKE)[1:])


def test_origin_is_found_whatever_its_link(world, opened):
    said = world.say(AMELIE, world.thread(opened, "public"), "x")
    with world.store.read() as unit:
        assert unit.find_comment(Origin(platform="slack", room=INTAKE, message=said.message, link="other"))
