"""A policy file is a policy, or every mistake in it with its place."""

from pathlib import Path
from textwrap import dedent

import pytest

from chatdesk.core.model import Phase
from chatdesk.core.policy_form import Ask
from chatdesk.core.spans import Span
from chatdesk.desks.loader import PolicyError, Problem, load_policy

SMALL = """\
desk:
  name: Small desk
  prefix: SML
  calendar: office
calendars:
  office:
    time_zone: Europe/Paris
    week: { monday: [9:00-12:00, 14:00-18:00] }
groups:
  desk: { name: Desk }
products:
  thing: { name: Thing, group: desk }
kinds:
  question: { name: Question }
priorities:
  normal: { name: Normal, target: { response: 8h } }
default_priority: normal
statuses:
  new: { name: New, phase: new, actor: Desk, next: [asked, solved, cancelled] }
  asked: { name: Asked, phase: waiting, actor: You, next: [new, solved, cancelled] }
  solved: { name: Solved, phase: resolved, actor: You, next: [new, closed] }
  closed: { name: Closed, phase: closed, actor: Nobody }
  cancelled: { name: Cancelled, phase: cancelled, actor: Nobody }
moves:
  { open: new, ask: asked, answer: new, resolve: solved, refuse: new, close: closed, cancel: cancelled }
natures:
  advice: Advice
"""


@pytest.fixture
def written(tmp_path, monkeypatch):
    """Write a file and return its name: messages then begin with it."""
    monkeypatch.chdir(tmp_path)

    def write(text, name="desk.yaml"):
        Path(name).write_text(dedent(text), encoding="utf-8")
        return name

    return write


def mistakes(source, **how):
    with pytest.raises(PolicyError) as caught:
        load_policy(source, **how)
    return str(caught.value).splitlines()


def test_a_small_file_is_a_policy(written):
    policy = load_policy(written(SMALL))

    assert policy.products["thing"].name.in_("fr") == "Thing"
    assert policy.priorities["normal"].target.response == Span.parse("8h")
    assert policy.statuses["asked"].phase is Phase.WAITING
    assert [str(hours) for hours in policy.calendars["office"].week["monday"]] == ["9:00-12:00", "14:00-18:00"]


def test_hours_are_hours_and_texts_are_texts_whatever_yaml_makes_of_them(written):
    text = SMALL.replace("[9:00-12:00, 14:00-18:00]", "[16:30-17:30]").replace("name: Thing", "name: 0123")
    text = text.replace("advice: Advice", "advice: no").replace("group: desk }", 'group: "desk" }')

    policy = load_policy(written(text + "rooms:\n  discord: { intake: 1234567890123456789 }\n"))

    assert str(policy.calendars["office"].week["monday"][0]) == "16:30-17:30"
    assert policy.products["thing"].name.en == "0123"
    assert policy.natures["advice"].en == "no"
    assert policy.rooms["discord"].intake == "1234567890123456789"


def test_every_mistake_is_told_at_once_with_its_place(written):
    text = SMALL
    for right, wrong in (
        ("  prefix: SML\n", ""),
        ("  calendar: office", "  calender: office\n  calendar: offices\n  first_number: many"),
        ("Europe/Paris", "Europe/Pari"),
        ("14:00-18:00", "14:00-25:00"),
        ("response: 8h", "response: 8 hours"),
        ("group: desk }", "group: dsek, kinds: [question, questoin] }"),
        ("open: new, ask", "open: nwe, ask"),
        ("phase: resolved", "phase: solved"),
        ("  advice: Advice\n", "  Advice: []\n"),
    ):
        assert right in text
        text = text.replace(right, wrong)

    assert mistakes(written(text)) == [
        "desk.yaml:1:1: desk.prefix: is missing",
        "desk.yaml:3:3: desk.calender: unknown key; did you mean 'calendar'?",
        "desk.yaml:4:13: desk.calendar: there is no calendar 'offices'; did you mean 'office'?",
        "desk.yaml:5:17: desk.first_number: expected a whole number",
        (
            "desk.yaml:8:16: calendars.office.time_zone: 'Europe/Pari' is not a known time zone: write one such as"
            " America/Toronto"
        ),
        (
            "desk.yaml:9:34: calendars.office.week.monday[1]: '14:00-25:00' is not an opening: write two times, as in"
            " 8:30-16:30 or 22:00-6:00"
        ),
        "desk.yaml:13:32: products.thing.group: there is no group 'dsek'; did you mean 'desk'?",
        "desk.yaml:13:56: products.thing.kinds[1]: there is no kind 'questoin'; did you mean 'question'?",
        (
            "desk.yaml:17:47: priorities.normal.target.response: '8 hours' is not a span: write a whole number and one"
            " unit, s, m, h or d (business days), as in 30s, 15m, 8h or 3d"
        ),
        "desk.yaml:22:34: statuses.solved.phase: 'solved' is not a choice; did you mean 'resolved'?",
        "desk.yaml:26:11: moves.open: there is no status 'nwe'; did you mean 'new'?",
        "desk.yaml:28:3: natures.Advice: 'Advice' is not an id: up to 40 small letters, digits and _, a letter first",
        "desk.yaml:28:3: natures.Advice: expected a text, or one for each language ('en:' and 'fr:')",
    ]


def test_problems_are_values_in_the_order_of_the_file(written):
    with pytest.raises(PolicyError) as caught:
        load_policy(written(SMALL.replace("prefix: SML", "prefix: sml").replace("group: desk", "group: dusk")))

    assert [(each.line, each.column, each.path) for each in caught.value.problems] == [
        (3, 11, "desk.prefix"),
        (12, 32, "products.thing.group"),
    ]
    assert caught.value.problems[1] == Problem(
        "desk.yaml", 12, 32, "products.thing.group", "there is no group 'dusk'; did you mean 'desk'?"
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("desk: [1\nname: 2\n", "desk.yaml:2:5: while parsing a flow sequence: expected ',' or ']', but got ':'"),
        ("desk: a: b\n", "desk.yaml:1:8: mapping values are not allowed here"),
        ("desk:\n\tname: x\n", "desk.yaml:2:1: a tab; YAML indents with spaces"),
        ("desk: *other\n", "desk.yaml:1:7: found undefined alias 'other'"),
        ("a: 1\n---\nb: 2\n", "desk.yaml:2:1: expected a single document in the stream: but found another document"),
        ("", "desk.yaml:1:1: expected keys and values, as in 'desk:'"),
        ("- a\n- b\n", "desk.yaml:1:1: expected keys and values, as in 'desk:'"),
        ("just a text\n", "desk.yaml:1:1: expected keys and values, as in 'desk:'"),
        ("a: \x01\n", "desk.yaml: unacceptable character #x0001"),
    ],
)
def test_a_file_that_is_no_yaml_says_where(written, text, told):
    [line] = mistakes(written(text))

    assert line.startswith(told)


def test_a_file_that_is_no_text_is_a_mistake(tmp_path):
    (tmp_path / "desk.yaml").write_bytes(b"desk: \xff\xfe")

    assert mistakes(tmp_path / "desk.yaml") == [f"{tmp_path}/desk.yaml: not UTF-8 text (byte 7)"]


def test_deep_nesting_is_a_mistake(written):
    [line] = mistakes(written("a: " + "[" * 500))

    assert line == "desk.yaml: nested too deep"


def test_an_alias_within_itself_is_a_mistake(written):
    assert "desk.yaml:1:7: desk.0: an alias that stands for what it is part of" in mistakes(written("desk: &a [*a]\n"))


def test_keys_written_twice_are_each_told(written):
    text = SMALL.replace("  prefix: SML\n", "  prefix: SML\n  prefix: BIG\n") + "natures:\n  fix: Fix\n"

    assert mistakes(written(text)) == [
        "desk.yaml:4:3: desk.prefix: the same key twice; it stands in line 3 already",
        "desk.yaml:29:1: natures: the same key twice; it stands in line 27 already",
    ]


def test_a_key_that_is_no_word_and_a_tag_are_mistakes(written):
    assert mistakes(written(SMALL + "rooms: !python { }\n? [a, b]\n: c\n")) == [
        "desk.yaml:28:8: rooms: the tag '!python' means nothing here",
        "desk.yaml:29:3: a key is one word, not a list or a mapping",
    ]


def test_a_key_with_nothing_after_it_is_missing_there(written):
    assert mistakes(written(SMALL.replace("prefix: SML", "prefix:"))) == ["desk.yaml:3:3: desk.prefix: is missing"]


def test_keys_with_nothing_after_them_that_mean_nothing_are_told(written):
    text = SMALL.replace("name: Thing,", "name: Thing, meaning: , { en: One, two, fr: Un },").replace(", {", " {")

    assert mistakes(written(text.replace("question: {", "incident:\n  question: {"))) == [
        "desk.yaml:12:46: products.thing.meaning.two: unknown key; known here: en, fr",
        "desk.yaml:14:3: kinds.incident: has nothing after it; known here: question",
    ]


def test_taking_away_what_is_not_there_is_a_mistake(written):
    assert mistakes(written("extends: faculty\nproducts: { crn: }\n")) == [
        "desk.yaml:2:13: products.crn: has nothing after it; did you mean 'crm'?"
    ]


def test_an_unknown_key_far_from_any_other_is_told_what_there_is(written):
    assert mistakes(written(SMALL.replace("{ name: Desk }", "{ name: Desk, zzzz: 1 }"))) == [
        "desk.yaml:10:23: groups.desk.zzzz: unknown key; known here: name, meaning, rooms, roles, escalates_to, status"
    ]


def test_a_source_that_does_not_exist_names_the_shipped_desks():
    assert mistakes("facultyy") == ["facultyy: no such file, and no shipped desk; shipped: erp, faculty, itil, medical"]


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("name: Thing", "name: ''", "products.thing.name.en: too short: at least 1 character(s)"),
        ("{ name: Thing, group: desk }", "[]", "products.thing: expected keys and values"),
        ("[new, closed]", "new", "statuses.solved.next: expected a list, as in [a, b]"),
        ("prefix: SML", "prefix: small", "'small' is not a prefix: 2 to 10 capital letters and digits"),
        ("prefix: SML", "prefix: SML\n  discloses_agents: maybe", "desk.discloses_agents: expected true or false"),
        ("prefix: SML", "prefix: SML\n  first_number: 0", "desk.first_number: too small: at least 1"),
        ("prefix: SML", "prefix: SML\n  threads: hidden", "'hidden' is not a choice; known here: public, private"),
        ("monday", "mondey", "'mondey' is not a choice; did you mean 'monday'?"),
        ("Europe/Paris", "Europe/Paris\n    closed: { 24.12.2026: Feast }", "not a date: write it as 2026-12-24"),
        ("Europe/Paris", "Europe/Paris\n    holidays: { country: XX }", "no holidays are known for the country 'XX'"),
        ("Europe/Paris", "Europe/Paris\n    holidays: { country: ca }", "'ca'; did you mean 'CA'?"),
        ("Europe/Paris", "Europe/Paris\n    holidays: { country: CA, subdivision: QU }", "'QU'; known here: AB, BC,"),
        (
            "group: desk }",
            "group: desk, links: [{ label: Guide, address: 'javascript:1' }] }",
            "is not a link: write https://",
        ),
        ("group: desk }", "group: desk, name: { en: A, fr: B, de: C } }", "the same key twice"),
        ("name: Thing", "name: { en: A, fr: B, de: C }", "products.thing.name.de: unknown key"),
        ("name: Thing", "name: { en: A }", "products.thing.name.fr: is missing"),
        ("products:\n  thing: { name: Thing, group: desk }", "products: {}", "products: needs at least 1 of them"),
    ],
)
def test_what_is_wrong_is_told_in_plain_words(written, right, wrong, told):
    assert right in SMALL

    assert told in "\n".join(mistakes(written(SMALL.replace(right, wrong))))


# -- extends


def test_a_file_that_extends_lays_its_own_over_the_other(written):
    policy = load_policy(
        written("""\
        extends: faculty
        desk: { prefix: MED, discloses_agents: true }
        calendars:
          faculty: { week: { friday: [8:30-12:00] } }
        opening: { impact: required }
        products:
          evaluations:
        kinds:
          access: { facts: [account] }
        groups:
          service_desk: { rooms: { slack: C0DESK } }
        rooms:
          slack: { intake: C0INTAKE }
        """)
    )

    assert (policy.desk.prefix, policy.desk.language) == ("MED", "fr")
    assert str(policy.calendars["faculty"].week["friday"][0]) == "8:30-12:00"
    assert len(policy.calendars["faculty"].week) == 5
    assert policy.opening.impact is Ask.REQUIRED
    assert "evaluations" not in policy.products
    assert policy.kinds["access"].facts == ("account",)
    assert policy.agent_rooms == {("slack", "C0DESK"): "service_desk"}


def test_mistakes_point_into_the_file_they_stand_in(written):
    written(SMALL.replace("Europe/Paris", "Nowhere"), "base.yaml")

    assert mistakes(written("extends: base.yaml\ndesk: { calendar: shop }\nproducts: { thing: { group: } }\n")) == [
        (
            "base.yaml:7:16: calendars.office.time_zone: 'Nowhere' is not a known time zone: write one such as"
            " America/Toronto"
        ),
        "desk.yaml:2:19: desk.calendar: there is no calendar 'shop'; known here: office",
        "desk.yaml:3:22: products.thing.group: is missing",
    ]


def test_a_mistake_in_a_shipped_file_says_where_it_is_mended(written):
    own = "extends: medical\ncustomers: { northwind: , fabrikam: }\n"
    (problem,) = mistakes(written(own))
    assert problem.partition(": extensions.evening.option: ")[2] == (
        "no customer has the option 'extended_service', so this never counts; "
        "say it otherwise in desk.yaml, or take it away there"
    )
    assert not load_policy(written(own + "extensions: { evening: }\n")).extensions


def test_a_file_is_found_beside_the_one_that_extends_it(written, tmp_path):
    (tmp_path / "inner").mkdir()
    written(SMALL, "inner/base.yaml")
    written("extends: base.yaml\ndesk: { prefix: INN }\n", "inner/middle.yaml")

    assert load_policy(written("extends: inner/middle.yaml\n")).desk.prefix == "INN"


def test_files_that_extend_each_other_are_refused(written):
    written("extends: desk.yaml\n", "other.yaml")

    assert mistakes(written("extends: other.yaml\n")) == [
        "other.yaml:1:10: extends: desk.yaml extends this file in turn"
    ]


@pytest.mark.parametrize("wrong", ["facultee", "no/such.yaml", "[faculty]", "."])
def test_what_cannot_be_extended_is_told_at_its_place(written, wrong):
    [line] = mistakes(written(f"extends: {wrong}\n"))

    assert line.startswith("desk.yaml:1:")
    assert ": extends: " in line


# -- rooms


def test_a_desk_is_a_policy_without_rooms_but_does_not_work_on_a_platform(written):
    load_policy("faculty")

    assert mistakes(
        written("extends: faculty\ngroups:\n  applications: { rooms: { discord: D1 } }\n"), platforms=["slack"]
    ) == [
        "desk.yaml:1:1: rooms.slack: is missing: name the room where requests are shown, as 'intake: ROOM_ID'",
        "desk.yaml:2:1: groups.service_desk.rooms.slack: is missing: a group needs a private room of its own",
    ]


def test_threads_that_a_platform_cannot_keep_private_are_told_at_their_line(written):
    text = SMALL.replace("prefix: SML", "prefix: SML\n  threads: private")
    told = "with 'desk.threads: private', write 'private: thread' here"
    where = "rooms.discord.private: on discord direct messages hold no threads"
    lines = len(text.splitlines())
    named = written(text + "rooms:\n  discord:\n    intake: '1'\n    private: direct\n")
    assert mistakes(named) == [f"desk.yaml:{lines + 4}:14: {where}: {told}"]
    unsaid = written(text + "rooms:\n  discord: { intake: '1' }\n")
    assert mistakes(unsaid) == [f"desk.yaml:{lines + 2}:3: {where}: {told}"]
    load_policy(written(text + "rooms:\n  discord: { intake: '1', private: thread }\n"))


EXAMPLES = "northwind: , contoso: , fabrikam: "


def test_a_file_that_extends_replaces_the_example_customers(written):
    """EACH EXAMPLE IS TAKEN AWAY, WITH WHAT IS SAID OF IT; THE RULES STAY."""
    policy = load_policy(
        written(f"""\
        extends: medical
        customers:
          {{ {EXAMPLES}, tailspin: {{ name: Tailspin, number: "1", options: [extended_service],
             sites: {{ pilot: {{ name: Pilot, environment: test }} }} }} }}
        """)
    )
    assert list(policy.customers) == ["tailspin"]
    assert list(policy.gates) == ["no_test_or_training"]


def test_what_is_left_without_a_customer_is_told_and_is_taken_away_too(written):
    """AN EXTENSION FOR AN OPTION THAT NOBODY HAS, A GATE WITHOUT A SITE: AT THEIR LINE IN THE SHIPPED FILE."""
    mine = f"""\
        extends: medical
        customers: {{ {EXAMPLES}, tailspin: {{ name: Tailspin, number: "1" }} }}
        """
    told = mistakes(written(mine))
    assert [line.partition(": ")[2].split(" ")[0] for line in told] == [
        "extensions.evening.option:",
        "gates.no_test_or_training.environments:",
    ]
    assert load_policy(written(dedent(mine) + "extensions:\ngates:\n")).gates == {}


def test_a_desk_that_serves_everybody_takes_customers_and_roster_away(written):
    policy = load_policy(written("extends: itil\ncustomers:\nroster:\n"))
    assert (policy.customers, policy.roster) == ({}, None)
