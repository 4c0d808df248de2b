"""No rule is left out in silence: each has its acceptance test, or the reason why it has none, on docs/seeds.md."""

from __future__ import annotations

from dataclasses import replace
from textwrap import dedent

import pytest

from tools.seeds import LIST, PAGE, Case, all_cases, cases_in, named_in, page, problems, read_rules

NUMBERED = {"S0": 30, "S1": 22, "S2": 26, "S3": 53, "S4": 26}
"""Rules by group; S0-28 is two."""


@pytest.fixture(scope="module")
def rules():
    return read_rules(LIST.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def cases():
    return all_cases()


def test_all_157_rules_are_listed_in_their_order(rules):
    found = {group: [number for number in rules.rules if number.startswith(group)] for group in NUMBERED}
    assert sum(NUMBERED.values()) == len(rules.rules) == 157
    for group, count in NUMBERED.items():
        numbers = [f"{group}-{each}" for each in range(1, count + 1)]
        if group == "S0":
            numbers = [*(f"S0-{each}" for each in range(1, 28)), "S0-28a", "S0-28b", "S0-29"]
        assert found[group] == numbers


def test_each_rule_has_an_acceptance_test_or_a_reason_and_each_test_a_rule(rules, cases):
    assert problems(rules, cases) == []


def test_the_page_is_up_to_date(rules, cases):
    assert PAGE.read_text(encoding="utf-8") == page(rules, cases), "docs/seeds.md is out of date: make seeds"


SOME = """
    desks:
      faculty: { title: The faculty’s desk, groups: [S0] }
      erp: { title: The vendor’s desk, groups: [S2] }
    rules:
      S0-1: { says: One., seen: Card }
      S0-2: { says: Two., seen: Card, later: Comes later. }
      S2-1: { says: Three., seen: Card, rest: Mail. }
    todo: [S2-1]
"""
FACULTY = "tests/acceptance/test_faculty_rules.py"


@pytest.mark.parametrize(
    ("found", "wrong"),
    [
        ([], ["S0-1 has neither an acceptance test nor a reason"]),
        ([Case("tests/core/test_x.py", "test_it", ("S0-1",), begins=True)], ["S0-1 has neither"]),
        ([Case(FACULTY, "test_it", ("S0-1",))], ["does not begin with the rules"]),
        ([Case(FACULTY, "test_it", ("S0-1", "S0-9"), begins=True)], ["names S0-9, which is not listed"]),
        ([Case(FACULTY, "test_it", ("S0-1", "S0-2"), begins=True)], ["S0-2 has an acceptance test, and a reason"]),
        (
            [Case(FACULTY, "test_it", ("S0-1", "S2-1"), begins=True)],
            ["another desk’s S2-1", "S2-1 is not to do any more"],
        ),
        ([Case("tests/acceptance/test_shop_rules.py", "test_it", ("S0-1",), begins=True)], ["is of no desk"]),
        ([Case(FACULTY, "test_it", ("S0-1",), begins=True)], []),
    ],
)
def test_what_is_wrong_is_told(found, wrong):
    told = problems(read_rules(dedent(SOME)), found)
    assert len(told) == len(wrong)
    assert all(words in line for words, line in zip(wrong, told, strict=True))


def test_a_docstring_names_rules_and_runs_of_rules():
    assert named_in("S0-28a, S3-38..40: as agreed. S3-38.") == ("S0-28a", "S3-38", "S3-39", "S3-40")
    source = 'async def test_it(desk):\n    """S0-1: it is there."""\ndef test_other():\n    pass\n'
    assert list(cases_in(source, FACULTY)) == [
        Case(FACULTY, "test_it", ("S0-1",), begins=True),
        Case(FACULTY, "test_other"),
    ]


def test_a_line_of_the_page_links_the_acceptance_tests_first():
    cases = [
        Case(FACULTY, "test_one_is_seen", ("S0-1",), begins=True),
        Case("tests/core/test_x.py", "test_one_holds", ("S0-1", "S2-1")),
    ]
    written = page(read_rules(dedent(SOME)), cases).splitlines()
    one, two, three = (line for line in written if line.startswith("| S"))
    assert one == (
        "| S0-1 | One. | Card | [one is seen](../tests/acceptance/test_faculty_rules.py)"
        "<details><summary>1 more test</summary>[one holds](../tests/core/test_x.py)</details> |"
    )
    assert two == "| S0-2 | Two. | Card | *Comes later.* |"
    assert three.startswith("| S2-1 | Three. | Card | *no acceptance test yet*<br>*Mail.*<details><summary>1 more test")


@pytest.mark.parametrize(
    "name",
    ["test_it_is_so", "test_s0_28a_it_is_so", "test_s2_12_and_13_it_is_so", "test_s0_10_to_12_and_s1_16_it_is_so"],
)
def test_a_link_reads_as_the_test_is_called_without_its_rules(name):
    written = page(read_rules(dedent(SOME)), [Case(FACULTY, name, ("S0-1",), begins=True)])
    assert "| [it is so](../tests/acceptance/test_faculty_rules.py) |" in written


def test_the_page_counts_what_waits_as_long_as_something_does():
    cases = [Case(FACULTY, "test_it", ("S0-1",), begins=True)]
    rest = "1 cannot be shown yet, for the reason that is given."
    some = read_rules(dedent(SOME))
    assert f"Of 3 rules, 1 have an acceptance test; 1 wait for theirs; {rest}" in page(some, cases)
    assert f"Of 3 rules, 1 have an acceptance test; {rest}" in page(replace(some, todo=()), cases)
