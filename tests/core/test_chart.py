"""A chart's numbers are there for those who cannot see it: in words, and in columns."""

from __future__ import annotations

import pytest

from chatdesk.core.chart import Chart, Series

MET = Chart(
    title="In time",
    labels=("Critical", "Low"),
    series=(
        Series(label="First answer", values=(2, 0), totals=(2, 0)),
        Series(label="Solution", values=(5, 1), totals=(7, 3)),
    ),
    unit="in time / due",
)
AGES = Chart(title="By age", labels=("new", "older than that"), series=(Series(label="Tickets", values=(3, 12)),))


def test_a_charts_words_hold_every_number():
    assert AGES.words == "By age – new 3; older than that 12."
    assert MET.words == (
        "In time (in time / due) – Critical, First answer 2/2 (100\N{NO-BREAK SPACE}%), "
        "Solution 5/7 (71\N{NO-BREAK SPACE}%); Low, First answer –, Solution 1/3 (33\N{NO-BREAK SPACE}%)."
    )


def test_a_charts_table_stands_in_columns():
    assert AGES.table.splitlines() == ["new               3", "older than that  12"]
    head, critical, low = MET.table.replace("\N{NO-BREAK SPACE}", " ").splitlines()
    assert head == "          First answer    Solution"
    assert critical == "Critical   2/2 (100 %)  5/7 (71 %)"
    assert low == "Low                  –  1/3 (33 %)"


def test_a_chart_of_nothing_is_its_title():
    assert Chart(title="Nothing", labels=(), series=(Series(label="x", values=()),)).words == "Nothing"
    assert Chart(title="Nothing", labels=(), series=()).table == ""


@pytest.mark.parametrize(
    ("value", "total", "share"), [(0, 0, None), (0, 3, 0), (199, 200, 99), (1, 200, 1), (3, 3, 100)]
)
def test_a_share_says_all_only_where_it_is_all_and_nothing_only_where_it_is_nothing(value, total, share):
    assert Series(label="x", values=(value,), totals=(total,)).share(0) == share


def test_rows_hold_what_a_table_for_machines_needs():
    assert list(MET.rows)[1] == ("In time", "Low", "First answer", 0, 0)
    assert list(AGES.rows) == [
        ("By age", "new", "Tickets", 3, None),
        ("By age", "older than that", "Tickets", 12, None),
    ]
