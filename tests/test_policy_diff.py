"""`chatdesk policy diff`: what two policies say differently, for people and for programs."""

import json
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from chatdesk.commands import run
from chatdesk.desks.differing import How, differences
from chatdesk.desks.loader import load_policy
from chatdesk.differences import json_of


@pytest.fixture
def written(tmp_path, monkeypatch):
    """Write a file and return its name: messages then begin with it."""
    monkeypatch.chdir(tmp_path)

    def write(text, name="b.yaml"):
        Path(name).write_text(dedent(text), encoding="utf-8")
        return name

    return write


@pytest.fixture
def diff(monkeypatch, capsys):
    """Run the command in this process: how it ends, what it prints, what it complains of."""

    def run_diff(*arguments, columns=120):
        monkeypatch.setenv("COLUMNS", str(columns))
        monkeypatch.setattr(sys, "argv", ["chatdesk", "policy", "diff", *arguments])
        with pytest.raises(SystemExit) as ended:
            run()
        printed = capsys.readouterr()
        return ended.value.code, printed.out, printed.err

    return run_diff


@pytest.fixture
def found(written):
    """Compare the faculty's policy with one that changes it, by path."""

    def between(text, below="faculty"):
        changed = written(f"extends: {below}\n{dedent(text)}")
        return {each.path: (each.a, each.b) for each in differences(load_policy(below), load_policy(changed))}

    return between


def cells(printed):
    """Return the rows of a table as they are printed, without its head."""
    return [[cell.strip() for cell in line[1:-1].split("│")] for line in printed.splitlines() if line.startswith("│")]


def test_what_is_written_otherwise_and_means_the_same_is_no_difference(diff, written):
    # 120m are written as 2h, a default is said aloud, and one text is given for each language
    first = written("extends: faculty\nclocks: { unqualified: 2h }\nnatures: { advice: Advice }", "a.yaml")
    second = written(
        """
        extends: a.yaml
        desk: { on_yes: close, first_number: 1001 }
        clocks: { unqualified: 120m }
        natures: { advice: { en: Advice, fr: Advice } }
        """
    )

    assert diff(first, second, "--language", "en") == (0, "Nothing differs.\n", "")
    assert diff(first, second) == (0, "Rien ne diffère.\n", "")
    assert diff(first, second, "--json") == (0, "[]\n", "")


def test_values_stand_under_their_paths_in_the_policys_own_words(found):
    assert found(
        """
        desk: { discloses_agents: true, first_number: 7 }
        calendars: { faculty: { week: { friday: [8:30-12:00, 13:00-16:00] } } }
        clocks: { escalate: [], quiet: }
        schedule: { digest: 9:05 }
        priorities: { high: { target: { response: 2h, resolution: 3d } } }
        opening: { impact: required }
        """
    ) == {
        "desk.first_number": (1001, 7),
        "desk.discloses_agents": (False, True),
        "calendars.faculty.week.friday": (["8:30-16:30"], ["8:30-12:00", "13:00-16:00"]),
        "clocks.escalate": (["response", "resolution"], []),
        "clocks.quiet": ("18:00-8:00", None),
        "schedule.digest": ("8:30", "9:05"),
        "priorities.high.target.response": ("8h", "2h"),
        "priorities.high.target.resolution": (None, "3d"),
        "opening.impact": ("optional", "required"),
    }


def test_a_target_that_a_kind_had_none_of_stands_at_its_own_path(found):
    assert found("kinds: { question: { target: { response: 4h } } }") == {
        "kinds.question.target.response": (None, "4h"),
    }


def test_a_text_is_told_in_the_languages_in_which_it_differs(found):
    assert found(
        """
        desk: { name: { en: Faculty desk } }
        kinds: { question: { name: { en: Help, fr: Aide } } }
        natures: { correction: Fix }
        """
    ) == {
        "desk.name.en": ("Faculty service desk", "Faculty desk"),
        "kinds.question.name.en": ("Help with using it", "Help"),
        "kinds.question.name.fr": ("Assistance à l’utilisation", "Aide"),
        "natures.correction": ("Correction", "Fix"),
    }


def test_parts_are_added_and_removed_whole(found):
    assert found(
        """
        natures: { advice: , refund: { en: Refund, fr: Remboursement } }
        calendars: { faculty: { closed: { 2026-12-24: Break } } }
        products: { books: { name: Books, group: service_desk, kinds: [question] } }
        """
    ) == {
        "calendars.faculty.closed.2026-12-24": (None, "Break"),
        "products.books": (None, {"name": "Books", "group": "service_desk", "kinds": ["question"]}),
        "natures.advice": ({"en": "Advice or explanation", "fr": "Conseil ou explication"}, None),
        "natures.refund": (None, {"en": "Refund", "fr": "Remboursement"}),
    }


def test_steps_of_a_ladder_are_compared_one_by_one(found):
    assert found("ladders: { confirmation: [{ after: 5d, do: remind }, { after: 2d, do: close }] }") == {
        "ladders.confirmation[0].do": ("close", "remind"),
        "ladders.confirmation[0].tells": (False, True),
        "ladders.confirmation[1]": (None, {"after": "2d", "do": "close"}),
    }


def test_an_order_that_says_what_goes_first_is_a_difference():
    faculty = load_policy("faculty")
    turned = faculty.model_copy(
        update={
            "priorities": dict(reversed(faculty.priorities.items())),  # from the most to the least pressing: it counts
            "matrix": dict(reversed(faculty.matrix.items())),  # looked up by its keys: it does not
        }
    )

    order = ["critical", "high", "normal", "low"]
    found = [(each.path, each.a, each.b, each.how) for each in differences(faculty, turned)]
    assert found == [("priorities", order, order[::-1], How.MOVED)]


def test_what_a_file_extends_is_part_of_it(diff, written):
    written("extends: faculty\ndesk: { prefix: LIB }", "a.yaml")
    written("extends: a.yaml\ndesk: { prefix: FAC }")

    assert diff("faculty", "b.yaml", "--json")[:2] == (0, "[]\n")
    code, printed, told = diff("faculty", "a.yaml", "--json")
    assert (code, json.loads(printed), told) == (1, [{"path": "desk.prefix", "a": "FAC", "b": "LIB"}], "")


CHANGED = """
extends: faculty
desk: { prefix: LIB }
priorities: { high: { target: { response: 2h, update: 1h } } }
natures: { advice: , refund: { en: "Refund [partial]", fr: Remboursement } }
"""


def test_a_table_tells_section_by_section(diff, written):
    code, printed, told = diff("faculty", written(CHANGED), "--language", "en")

    assert (code, told) == (1, "")
    head, rows = printed.splitlines()[1], cells(printed)
    assert [each.strip() for each in head.strip("┃").split("┃")] == ["Path", "faculty, version 1", "b.yaml, version 1"]
    assert rows == [
        ["desk.prefix", "FAC", "LIB"],
        ["priorities.high.target.response", "8h", "2h"],
        ["priorities.high.target.update", "–", "1h"],
        ["natures.advice", "removed: Advice or explanation", "–"],
        ["natures.refund", "–", "added: Refund [partial]"],
    ]
    assert [line[0] for line in printed.splitlines()] == list("┏┃┡│├││├││└")


def test_s3_53_above_the_values_stands_the_version_of_each_policy(diff, written):
    """S3-53, S2-26, S4-26: and nothing where a policy says none."""
    text = "extends: faculty\ndesk: {{ prefix: LIB, version: {} }}"
    for version, head in (("1.10", "b.yaml, version 1.10"), ("", "b.yaml")):
        printed = diff("erp", written(text.format(version)))[1]
        [heads] = [line for line in printed.splitlines() if "Chemin" in line]
        assert [each.strip() for each in heads.strip("┃").split("┃")][1:] == ["erp, version 7", head]


def test_a_table_speaks_the_language_of_the_first_desk(diff, written):
    printed = diff("faculty", written(CHANGED))[1].replace("\N{NO-BREAK SPACE}", " ")

    assert "Chemin" in printed
    assert cells(printed)[-2:] == [
        ["natures.advice", "retiré : Conseil ou explication", "–"],
        ["natures.refund", "–", "ajouté : Remboursement"],
    ]


@pytest.mark.parametrize("columns", [80, 120])
def test_a_table_fits_and_cuts_paths_between_their_steps(diff, written, columns):
    text = "extends: faculty\nproducts: { placements: }\ncalendars: { faculty: { closed: { 2026-12-24: Break } } }"
    printed = diff("faculty", written(text), columns=columns)[1]

    assert {len(line) for line in printed.splitlines() if line.startswith("│")} == {len(printed.splitlines()[0])}
    assert len(printed.splitlines()[0]) <= columns
    paths = [row[0] for row in cells(printed) if row[0]]
    cut = ["calendars.faculty.closed.", "2026-12-24"]
    assert paths[:-1] == (cut if columns == 80 else ["".join(cut)])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["faculty", "facultee"], ["facultee: no such file, and no shipped desk; shipped: "]),
        (["none.yaml", "b.yaml"], ["b.yaml:1:1: kindz: unknown key; did you mean 'kinds'?", "none.yaml: no such file"]),
    ],
)
def test_the_mistakes_of_both_are_told_as_a_check_tells_them(diff, written, arguments, told):
    written("kindz: {}\nextends: faculty")

    code, printed, complaints = diff(*arguments)

    assert (code, printed) == (2, "")
    assert len(complaints.splitlines()) == len(told)
    assert all(line.startswith(each) for line, each in zip(complaints.splitlines(), told, strict=True))


def test_json_keeps_texts_as_they_are(written):
    found = differences(load_policy("faculty"), load_policy(written("extends: faculty\nnatures: { advice: é }")))

    assert '"b": "é"' in json_of(found)
