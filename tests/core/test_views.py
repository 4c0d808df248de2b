"""What people read: every ticket on some page, and a ticket in full."""

from dataclasses import replace

import pytest

from chatdesk.core.access import Role
from chatdesk.core.document import Actions, Divider, Link, Moment, Paragraph, Quote, Small, ThreadLink, lines_of
from chatdesk.core.hearing import PeopleMet
from chatdesk.core.model import Audience, Handle, Origin
from chatdesk.core.operations import OPERATIONS
from tests.fakes.platform import text_of
from tests.fakes.world import AMELIE, INES, NOAH, SAMUEL, World, faculty


@pytest.fixture
def opened(world):
    ticket = world.open()
    world.deliver()
    return ticket


def show(world, who, ticket):
    return world.press("show", who, ticket).document


def resolve(world, ticket):
    nature = next(iter(world.policy.natures))
    world.fill("resolve", INES, ticket, solution="Câble changé", nature=nature)
    return world.policy.natures[nature].in_("fr")


def links_of(document):
    return [span for line in lines_of(document) for span in line if isinstance(span, Link | ThreadLink)]


def next_page(document):
    return [
        (button.verb, button.subject)
        for block in document.blocks
        if isinstance(block, Actions)
        for button in block.buttons
        if button.verb in ("list", "queue")
    ]


# -- lists
@pytest.mark.parametrize(("verb", "who"), [("list", AMELIE), ("queue", INES)])
def test_every_ticket_is_on_some_page(world, verb, who):
    tickets = [world.open(title=f"T{number:02}") for number in range(45)]
    seen, page, pages = "", "", 0
    while True:
        document = world.press(verb, who, rest=page).document
        seen += text_of(document)
        pages += 1
        more = next_page(document)
        if not more:
            break
        [(_, page)] = more
    assert pages == 3
    assert all(seen.count(ticket.title) == 1 for ticket in tickets)
    assert document.blocks[0].text.endswith("· 41–45")


@pytest.mark.parametrize("page", ["0", "-1", "²", "9" * 50, "deux", "1", ""])
def test_a_page_that_is_none_is_the_first(world, page):
    ticket = world.open()
    document = world.press("list", AMELIE, rest=page).document
    assert ticket.title in text_of(document)


def test_a_page_beyond_the_last_says_so(world):
    world.open()
    assert "Il n’y en a pas d’autres." in text_of(world.press("list", AMELIE, rest="7").document)


def test_twenty_tickets_need_no_second_page(world):
    for _ in range(20):
        world.open()
    assert next_page(world.press("list", AMELIE).document) == []


def test_a_queue_reads_its_assignees_at_once(world, monkeypatch):
    for _ in range(5):
        world.press("take", INES, world.open())
    asked = []
    with world.store.read() as unit:
        kind = type(unit)
    people = kind.people
    monkeypatch.setattr(kind, "people", lambda unit, persons: (asked.append(1), people(unit, persons))[1])
    assert text_of(world.press("queue", INES).document).count("CANARYINES") == 5
    assert len(asked) == 1


# -- one ticket
def test_the_solution_and_its_nature_stay_readable_however_much_follows(world, opened):
    nature = resolve(world, opened)
    for number in range(20):
        world.fill("note", INES, opened, text=f"n{number}")
    for who in (AMELIE, INES):
        text = text_of(show(world, who, opened))
        assert "Câble changé" in text
        assert nature in text


def test_the_reason_of_a_cancellation_is_told(world, opened):
    world.fill("cancel", AMELIE, opened, reason="Trouvé tout seul")
    blocks = show(world, AMELIE, opened).blocks
    before_history = blocks[: next(at for at, block in enumerate(blocks) if type(block).__name__ == "Divider")]
    assert Quote(text="Trouvé tout seul") in before_history


@pytest.mark.parametrize("discloses", [False, True])
def test_agents_read_who_has_it_and_requesters_by_the_desks_rule(store, discloses):
    world = World(store, faculty(discloses_agents=discloses))
    ticket = world.open()
    world.press("take", INES, ticket)
    facts = dict(facts_of(show(world, SAMUEL, ticket)))
    assert facts["Assigned to"] == "Inès CANARYINES"
    assert facts["Group"] == world.policy.groups[ticket.group].name.in_("en")
    facts = dict(facts_of(show(world, AMELIE, ticket)))
    assert ("CANARY" in facts["Pris en charge par"]) is discloses
    assert "Groupe" not in facts


def test_due_dates_are_shown_while_the_ticket_is_open(world, opened):
    assert "First answer by" in dict(facts_of(show(world, SAMUEL, opened)))
    resolve(world, opened)
    assert "First answer by" not in dict(facts_of(show(world, SAMUEL, opened)))


def facts_of(document):
    for block in document.blocks:
        for row in getattr(block, "rows", ()):
            words = (span if isinstance(span, str) else getattr(span, "text", "") for span in row.value)
            yield row.label, "" if any(isinstance(span, Moment) for span in row.value) else "".join(words)


def test_a_long_comment_is_cut_with_a_link_to_its_thread(world, opened):
    world.say(AMELIE, world.thread(opened, "public"), "b" * 301 + "END")
    world.fill("note", INES, opened, text="c" * 301 + "END")
    public = ThreadLink(opened.id, Audience.PUBLIC, "Lire le texte complet")
    internal = ThreadLink(opened.id, Audience.INTERNAL, "Lire le texte complet")
    assert links_of(show(world, AMELIE, opened)) == [public]
    assert links_of(show(world, INES, opened)) == [internal, public]
    assert "END" not in text_of(show(world, INES, opened))


def test_a_comment_of_three_hundred_characters_is_shown_whole(world, opened):
    world.say(AMELIE, world.thread(opened, "public"), "b" * 297 + "END")
    document = show(world, AMELIE, opened)
    assert "END" in text_of(document)
    assert links_of(document) == []


@pytest.mark.parametrize(
    ("more", "told"), [(0, ""), (1, "… 1\u00a0ligne plus ancienne"), (3, "… 3\u00a0lignes plus anciennes")]
)
def test_history_says_how_many_lines_are_left_out(world, opened, more, told):
    for number in range(14 + more):
        world.say(AMELIE, world.thread(opened, "public"), f"mot {number}")
    blocks = show(world, AMELIE, opened).blocks
    smalls = [block for block in blocks[blocks.index(Divider()) :] if isinstance(block, Small)]
    smalls = [block for block in smalls if not text_of(block).startswith("•")]
    assert len(smalls) == 15 + bool(more)
    assert not more or smalls[-1].line == (told,)


def test_the_history_of_an_operation_that_is_gone_is_still_told(store):
    world = World(store)
    ticket = world.open()
    world.fill("qualify", INES, ticket, impact="faculty", urgency="now", reason="R")
    without = World(store, operations=tuple(one for one in OPERATIONS if one.verb != "qualify"))
    assert "qualify" in text_of(show(without, INES, ticket))


def test_a_ticket_opened_from_a_message_links_it_wherever_it_is_shown(world):
    ticket = world.open()
    link = "https://chat.test/C9/17.1"
    with world.store.begin() as unit:
        origin = Origin(platform="slack", room="C9", message="17.1", link=link)
        unit.save_ticket(replace(unit.ticket(ticket.id), quoted=origin))
    world.deliver()
    for audience in ("public", "internal"):
        card = next(message for message in world.slack.messages if message.id == world.thread(ticket, audience))
        assert link in [span.url for span in links_of(card.body) if isinstance(span, Link)]
    for who in (AMELIE, INES):
        assert link in [span.url for span in links_of(show(world, who, ticket)) if isinstance(span, Link)]


# -- people
def test_people_met_before_they_are_named_go_by_their_names(world, opened):
    handle = Handle(platform="slack", workspace="T0", user="U0NEW")
    world.desk.notice(PeopleMet(profiles=(replace(NOAH, handle=handle, name="Nadia New"),)), world.now)
    world.fill("watch", AMELIE, opened, people=(handle,))
    text = text_of(show(world, AMELIE, opened))
    assert "Nadia New" in text
    assert "U0NEW" not in text


# -- help
def paragraphs_of(document):
    return [text_of(block) for block in document.blocks if isinstance(block, Paragraph)]


def test_the_help_tells_agents_first_what_everyone_can_do_and_then_what_only_they_can(world):
    told = paragraphs_of(world.press("help", INES).document)
    start = next(at for at, text in enumerate(told) if "Pour les agents" in text)
    assert "Pour tout le monde" in told[0]
    before, after = " ".join(told[:start]), " ".join(told[start:])
    assert all(f"/ticket {verb} " in before for verb in ("open", "list", "show", "comment", "cancel", "help"))
    assert all(f"/ticket {verb} " in after for verb in ("take", "note", "resolve", "queue"))
    known = [operation for operation in OPERATIONS if operation.wanted(faculty())]
    verbs = sum(operation.slash for operation in known if operation.roles & EVERYONE_AND_AGENTS)
    assert " ".join(told).count("/ticket ") == verbs


EVERYONE_AND_AGENTS = {Role.ANYONE, Role.REQUESTER, Role.WATCHER, Role.AGENT}


@pytest.mark.parametrize("who", [AMELIE, INES])
def test_s3_53_the_help_ends_with_the_version_of_the_policy(store, who):
    """S3-53, S2-26, S4-26: TOLD TO EVERYBODY, WHERE THE POLICY SAYS ONE."""
    *_, foot = World(store, faculty(version="7b")).press("help", who).document.blocks
    assert text_of(foot) == "Version 7b de notre politique"
    assert "olitique" not in text_of(World(store, faculty(version="")).press("help", who).document)


def test_the_help_of_a_requester_is_one_list_of_what_they_can_do(world):
    told = " ".join(paragraphs_of(world.press("help", AMELIE).document))
    assert "/ticket open" in told
    assert "/ticket take" not in told
    assert "Pour " not in told.split("/ticket", 1)[0]
