"""A nature that names the record of a higher level: asked for, checked, kept, and read by everybody."""

from __future__ import annotations

import pytest

from chatdesk.core.document import Link, lines_of
from chatdesk.core.errors import FieldMissing, FieldTooLong, FormRejected, RecordNotTaken, RecordUnknown
from chatdesk.core.model import Phase
from chatdesk.core.policy import Policy
from chatdesk.core.policy_checks import problems
from chatdesk.core.policy_statuses import NaturePolicy
from chatdesk.desks.differing import differences
from chatdesk.desks.problems import path_text
from tests.fakes.platform import text_of
from tests.fakes.world import AMELIE, INES, World, faculty


def passing_on(**marks) -> Policy:
    """The faculty's policy with a nature that passes a request on."""
    policy = faculty()
    passed = NaturePolicy(en="Passed on", fr="Transmise", **marks)
    return policy.model_copy(update={"natures": {**policy.natures, "passed": passed}})


@pytest.fixture
def world(store) -> World:
    return World(store, passing_on(record=True))


@pytest.fixture
def opened(world):
    ticket = world.open(AMELIE)
    world.deliver()
    return ticket


def pass_on(world, ticket, record):
    world.fill("resolve", INES, ticket, solution="Voyez là.", nature="passed", record=record)
    world.deliver()


def fields(world, ticket):
    return {field.id: field for field in world.press("resolve", INES, ticket).fields}


def test_s2_25_the_form_asks_for_a_record_where_some_nature_takes_one(world, opened):
    """S2-25."""
    assert list(fields(world, opened)) == ["solution", "nature", "record"]


def test_s2_25_a_desk_without_such_natures_asks_for_no_record(store):
    """NOBODY READS A FIELD THAT IS OF NO USE."""
    world = World(store)
    assert list(fields(world, world.open(AMELIE))) == ["solution", "nature"]


@pytest.mark.parametrize(
    ("nature", "record", "error"),
    [("passed", "", FieldMissing), ("passed", " ", FieldMissing), ("advice", "R-1", RecordNotTaken)],
)
def test_s2_25_the_nature_says_whether_there_is_a_record(world, opened, nature, record, error):
    """TOLD AT THE FIELD."""
    with pytest.raises(FormRejected) as caught:
        world.fill("resolve", INES, opened, solution="Voyez là.", nature=nature, record=record)
    assert {name: type(each) for name, each in caught.value.fields.items()} == {"record": error}
    assert world.ticket(opened.id).solution == ""


def test_s2_25_where_the_nature_does_not_end_it_the_requester_is_asked_and_reads_the_record(world, opened):
    """IN THE MESSAGE, ON BOTH CARDS AND IN THE DETAILS."""
    pass_on(world, opened, "R-4711")
    assert world.ticket(opened.id).phase is Phase.RESOLVED
    told = world.slack.in_thread(world.thread(opened, "public"))[-1]
    cards = [world.thread(opened, audience) for audience in ("public", "internal")]
    shown = [message.text for message in world.slack.messages if message.id in cards]
    details = [text_of(world.press("show", who, opened).document) for who in (AMELIE, INES)]
    assert len(shown) == len(cards)
    assert all("R-4711" in text for text in (told.text, *shown, *details))


@pytest.mark.parametrize(
    "record",
    ["R-4711", "№ 12/2026", "https://tracker.example.org/4711?a=b#c", "HTTPS://tracker.example.org:8443", "mailto:x"],
)
def test_s2_25_a_reference_or_an_https_link_is_taken(world, opened, record):
    """A LINK IS LIVE, A REFERENCE IS PLAIN TEXT."""
    pass_on(world, opened, record)
    assert world.ticket(opened.id).record == record
    document = world.press("show", AMELIE, opened).document
    links = [span.url for line in lines_of(document) for span in line if isinstance(span, Link)]
    assert (record in links) is record.lower().startswith("https")


@pytest.mark.parametrize(
    "record",
    [
        "-",
        "http://tracker.example.org/4711",
        "javascript://tracker.example.org",
        "https://",
        "https:///4711",
        "https://tracker.example.org/4711 and more",
        "https://tracker.example.org/<!channel>",
        "https://somebody@tracker.example.org",
        "see https://tracker.example.org",
    ],
)
def test_s2_25_anything_else_is_told_at_the_field(world, opened, record):
    """NOTHING IS CHANGED."""
    with pytest.raises(FormRejected) as caught:
        pass_on(world, opened, record)
    assert isinstance(caught.value.fields["record"], RecordUnknown)
    assert world.ticket(opened.id).solution == ""


def test_s2_25_a_record_has_an_end(world, opened):
    """S2-25."""
    with pytest.raises(FormRejected) as caught:
        pass_on(world, opened, "https://tracker.example.org/" + "x" * 300)
    assert isinstance(caught.value.fields["record"], FieldTooLong)


def test_s2_25_a_solution_after_a_refusal_forgets_the_record_before(world, opened):
    """WHAT GOES ON HERE AFTER ALL NAMES NO RECORD."""
    pass_on(world, opened, "R-4711")
    world.fill("refuse", AMELIE, opened, reason="Personne n’y répond.")
    world.deliver()
    assert "R-4711" not in next(each for each in world.slack.messages if each.id == world.thread(opened, "public")).text
    world.fill("resolve", INES, opened, solution="Réglé ici.", nature="advice")
    assert world.ticket(opened.id).record == ""


def test_s2_25_a_nature_that_ends_a_ticket_needs_a_way_to_its_end():
    """A STATUS THAT LEADS TO A SOLUTION AND NOT TO THE END IS TOLD."""
    policy = passing_on(ends=True)
    moves = policy.moves
    leading = [name for name, status in policy.statuses.items() if moves.resolve in status.next]
    found = {path_text(each.path): [] for each in problems(policy)}
    for each in problems(policy):
        found[path_text(each.path)].append(each.message)
    lacking = [name for name in leading if moves.close not in policy.statuses[name].next]
    assert lacking
    assert found == {
        "natures.passed.ends": [
            f"{name!r} leads to a solution, and not to 'closed', where 'moves.close' goes" for name in lacking
        ]
    }


def test_s2_25_what_a_nature_asks_for_is_compared():
    """S2-25."""
    [changed] = differences(passing_on(), passing_on(record=True))
    assert (changed.path, changed.a, changed.b) == ("natures.passed.record", False, True)
    [added] = differences(faculty(), passing_on(record=True))
    assert (added.path, added.b) == ("natures.passed", {"en": "Passed on", "fr": "Transmise", "record": True})
