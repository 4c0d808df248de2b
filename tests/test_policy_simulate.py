"""`chatdesk policy simulate`: tickets replayed on a policy. What is expected was counted by hand, on this calendar:

Monday to Friday 8:30-16:30 in Toronto; 15 June 2026 is a Monday, Wednesday 24 June a public holiday. A ticket of high
priority has 2 opening hours until its answer and 1 business day until its solution, any other 8 hours and no solution.
"""

import csv
import re
import sys
from datetime import datetime
from pathlib import Path
from textwrap import dedent
from zoneinfo import ZoneInfo

import pytest

from chatdesk.commands import run
from chatdesk.core.policy_time import Clock
from chatdesk.desks.loader import load_policy
from chatdesk.desks.simulation import Simulation
from chatdesk.desks.ticket_files import TicketFile, TicketFileError

DESK = """
extends: faculty
desk: { language: en }
priorities: { high: { target: { response: 2h, resolution: 1d } } }
"""
TORONTO = ZoneInfo("America/Toronto")
PASSED = "2020-01-06T10:00"
"""A Monday long ago, whenever the tests run."""


@pytest.fixture(autouse=True)
def desk(tmp_path, monkeypatch):
    """Stand in a folder with a policy, `desk.yaml`; return what writes another one over it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    Path("desk.yaml").write_text(DESK, encoding="utf-8")

    def changed(text):
        Path("desk.yaml").write_text(DESK + dedent(text), encoding="utf-8")

    return changed


@pytest.fixture
def simulate(monkeypatch, capsys):
    """Write tickets and run the command in this process: how it ends, what it prints, what it complains of."""

    def run_simulation(tickets, *arguments, policy="desk.yaml"):
        Path("t.csv").write_bytes(tickets if isinstance(tickets, bytes) else tickets.encode())
        monkeypatch.setattr(sys, "argv", ["chatdesk", "policy", "simulate", "t.csv", "--policy", policy, *arguments])
        with pytest.raises(SystemExit) as ended:
            run()
        printed = capsys.readouterr()
        return ended.value.code, printed.out.replace("\N{NO-BREAK SPACE}", " "), printed.err

    return run_simulation


@pytest.fixture
def rows(simulate):
    """Replay tickets and return each one's cells without its reference: opened, due, outcome, due, outcome."""

    def replayed(*tickets, header="opened,priority,answered,resolved,paused,kind"):
        _, printed, told = simulate("\n".join([header, *tickets]), "--csv")
        assert "t.csv:" not in told
        return [row[1:] for row in csv.reader(printed.splitlines())][1:]

    return replayed


def day(number, time):
    return f"2026-06-{number:02} {time}"


# -- what is counted


def test_opening_hours_are_used_up_and_business_days_keep_the_time_of_day(rows):
    # 50 minutes on Monday until 16:30, 70 on Tuesday from 8:30: 9:40. One business day after Monday 15:40 is Tuesday's.
    # Answered at 9:00, 40 minutes before; solved at 16:10, 30 minutes after.
    assert rows("2026-06-15T15:40,high,2026-06-16T09:00,2026-06-16T16:10") == [
        [day(15, "15:40"), day(16, "09:40"), "kept by 40 min", day(16, "15:40"), "missed by 30 min"]
    ]


def test_a_holiday_counts_for_nothing(rows):
    # One hour on Tuesday 23, none on the holiday, seven on Thursday 25: 15:30. Half an hour later is too late.
    assert rows("2026-06-23T15:30,low,2026-06-25T16:00") == [
        [day(23, "15:30"), day(25, "15:30"), "missed by 30 min", "–", "no target"]
    ]


def test_kept_to_the_minute_is_kept_and_late_outside_of_opening_hours_is_missed(rows):
    # 14:30 and two hours are 16:30, closing time. By 18:00 no opening hour more has passed.
    assert [
        row[2] for row in rows("2026-06-15T14:30,high,2026-06-15T16:30", "2026-06-15T14:30,high,2026-06-15T18:00")
    ] == [
        "kept by 0 min",
        "missed, out of opening hours",
    ]


def test_a_pause_moves_both_by_the_opening_time_that_passed(rows):
    # Paused from Monday 16:00 to Tuesday 10:00: 30 minutes and 90, two hours. The answer is due at 9:40 + 2 h = 11:40,
    # the solution at 15:40 + 2 h: 50 minutes on Tuesday, 70 on Wednesday.
    assert rows("2026-06-15T15:40,high,2026-06-16T11:41,,2026-06-15T16:00/2026-06-16T10:00")[0][1:4] == [
        day(16, "11:40"),
        "missed by 1 min",
        day(17, "09:40"),
    ]


def test_several_pauses_count_in_whichever_order_they_stand(rows):
    # 10:00 and two hours are 12:00; half an hour from 10:30 and one hour from 11:30 make it 13:30.
    pauses = "2026-06-15T11:30/2026-06-15T12:30; 2026-06-15 10:30 / 2026-06-15 11:00;"
    assert rows(f"2026-06-15T10:00,high,2026-06-15T13:00,,{pauses}")[0][1:3] == [day(15, "13:30"), "kept by 30 min"]


def test_while_a_pause_lasts_nothing_is_due(rows):
    # Half an hour of two is used up when it begins. One business day from Monday 10:00 is worth 6.5 hours on Monday and
    # 1.5 on Tuesday, eight in all, of which half an hour is used up too.
    assert rows("2026-06-15T10:00,high,,,2026-06-15T10:30/") == [
        [day(15, "10:00"), "–", "paused, 1 h 30 min left", "–", "paused, 7 h 30 min left"]
    ]


def test_an_extension_counts_on_its_longer_hours(rows, desk):
    desk("""
        calendars:
          evening:
            time_zone: America/Toronto
            week: { monday: [8:00-22:00], tuesday: [8:00-22:00], wednesday: [8:00-22:00], thursday: [8:00-22:00],
                    friday: [8:00-22:00] }
            holidays: { country: CA, subdivision: QC }
        extensions: { evening: { calendar: evening, priorities: [high] } }
        """)
    # Open until 22:00, two hours after 15:40 are 17:40. A ticket without priority keeps the desk's own hours: 50
    # minutes on Monday, 7 h 10 min on Tuesday from 8:30.
    assert [row[1] for row in rows("2026-06-15T15:40,high", "2026-06-15T15:40,")] == [
        day(15, "17:40"),
        day(16, "15:40"),
    ]


def test_an_option_of_the_contract_counts_for_the_customers_who_have_it(simulate):
    """S3-7: OPEN UNTIL 22:00 FOR P1 OF A PRODUCT, WHERE THE CONTRACT ADDS IT; BY ID, NUMBER OR NAME.

    16:00 and one hour are 17:00 with the extended service, else half an hour until 16:30 and half an hour from 8:00.
    """
    by = ("northwind", "20417", "Clinique Northwind", "contoso", "")
    rows = "\n".join(f"2026-06-15T16:00,{customer},medical,p1" for customer in by)
    _, printed, told = simulate(f"opened,customer,product,priority\n{rows}", "--csv", policy="medical")
    assert "t.csv:" not in told
    dues = [row[2] for row in csv.reader(printed.splitlines())][1:]
    assert dues == [day(15, "17:00")] * 3 + [day(16, "08:30")] * 2


def test_a_kinds_own_target_wins_and_without_a_kind_the_priority_decides(rows):
    # A problem has three business days for its solution, an improvement has no clock at all.
    opened = "2026-06-15T10:00,high,2026-06-15T10:30,2026-06-15T11:00,"
    assert [row[3] for row in rows(f"{opened},incident", f"{opened},improvement", f"{opened},")] == [
        day(18, "10:00"),
        "–",
        day(16, "10:00"),
    ]


def test_an_answer_that_nobody_recorded_is_missed_only_if_it_was_due_before_the_solution(rows):
    # Due at 12:00. Solved at 11:00 there was nothing to answer any more; solved at 13:00 it was an hour late.
    solved = rows("2026-06-15T10:00,high,,2026-06-15T11:00", "2026-06-15T10:00,high,,2026-06-15T13:00")

    assert [row[2] for row in solved] == ["no answer recorded", "missed by 1 h"]


@pytest.mark.parametrize(
    ("now", "response", "resolution"),
    [("2026-06-15T11:00", "open", "open"), ("2026-06-15T15:00", "late", "open"), ("2026-06-17T10:00", "late", "late")],
)
def test_what_is_not_done_is_open_until_it_is_due_and_late_then(now, response, resolution):
    # Due at 12:00 and on the next day at 10:00. Three opening hours are late at 15:00; on Wednesday at 10:00 it is 4.5
    # hours of Monday, 8 of Tuesday and 1.5 of Wednesday: 14.
    Path("t.csv").write_text("opened,priority\n2026-06-15T10:00,high\n", encoding="utf-8")
    policy = load_policy("desk.yaml")
    simulation = Simulation(policy, datetime.fromisoformat(now).replace(tzinfo=TORONTO))
    with TicketFile("t.csv", policy) as file:
        (replayed,) = map(simulation.replay, file.rows())

    assert (replayed.response.result, replayed.resolution.result) == (response, resolution)
    late = {"2026-06-15T15:00": 3, "2026-06-17T10:00": 14}
    if now in late:
        assert replayed.response.length.total_seconds() == late[now] * 3600
    decided = [simulation.decided[clock, "high"] for clock in Clock]
    assert decided == [response == "late", resolution == "late"]


# -- how times are read

NIGHT = """
calendars:
  faculty:
    holidays:
    week: { saturday: [0:00-24:00], sunday: [0:00-24:00] }
"""


def test_a_naive_time_is_the_desks_wall_clock_by_the_rules_for_a_change_of_clocks(rows, desk):
    desk(NIGHT)

    assert [
        row[:2] for row in rows("2026-03-08T02:30,high", "2026-11-01T01:30,high", "2026-11-01T01:30-05:00,high")
    ] == [
        ["2026-03-08 03:30", "2026-03-08 05:30"],  # does not exist: moved on by what is skipped
        ["2026-11-01 01:30", "2026-11-01 02:30"],  # the first of two: to 2:00, the hour again, to 2:30
        ["2026-11-01 01:30", "2026-11-01 03:30"],  # the second of the two, by its offset
    ]


def test_a_time_is_read_however_iso_8601_writes_it(rows):
    written = ["2026-06-15T14:00Z", "2026-06-15 10:00:00", "20260615T1000", "2026-06-15T16:00+02:00", "2026-W25-1T10"]

    assert [row[0] for row in rows(*(f"{each},high" for each in written))] == [day(15, "10:00")] * len(written)


def test_an_hour_of_one_digit_is_read_as_spreadsheets_write_it(rows):
    assert rows("2026-06-15 9:40,high")[0][:2] == [day(15, "09:40"), day(15, "11:40")]


# -- the file


@pytest.mark.parametrize(
    "tickets",
    [
        "\ufeffOpened;Reference;Priority;Paused\r\n2026-06-15 10:00;F-1;Élevée;\r\n\r\n;;;\r\n",
        "priority\treference\topened\nHIGH\tF-1\t2026-06-15T10:00\n",
        'reference , priority, opened\n"F-1",high,"2026-06-15T10:00"',
    ],
)
def test_columns_stand_in_any_order_behind_any_delimiter(simulate, tickets):
    code, printed, told = simulate(tickets)

    assert (code, told) == (0, "")
    assert printed.splitlines()[2].startswith("F-1 ")
    assert day(15, "12:00") in printed


def test_a_column_that_is_not_used_is_noted(simulate):
    code, _, told = simulate("opened,prioritie,agent\n2026-06-15T10:00,high,x")

    assert (code, told.splitlines()) == (
        0,
        [
            "t.csv: the column 'prioritie' is not used; did you mean 'priority'?",
            "t.csv: the column 'agent' is not used",
        ],
    )


BAD = [
    ("kind=questoin", "kind: 'questoin' is no kind; did you mean 'question'?"),
    ("priority=hihg", "priority: 'hihg' is no priority; did you mean 'high'?"),
    ("product=crn", "product: 'crn' is no product; did you mean 'crm'?"),
    ("opened=", "opened: is missing"),
    ("opened=15/06/2026 10:00", "opened: '15/06/2026 10:00' is not a date and time: write it as 2026-12-24T16:30"),
    ("opened=2026-02-30T10:00", "opened: '2026-02-30T10:00' is not a date and time: write it as 2026-12-24T16:30"),
    ("resolved=2026-06-16", "resolved: '2026-06-16' has no time of day: write it as 2026-12-24T16:30"),
    ("opened=1999-12-31T10:00", "opened: '1999-12-31T10:00' is too far away: holidays are known from 2000 to 2100"),
    ("answered=2026-06-15T09:59", "answered: '2026-06-15T09:59' is before the ticket was opened"),
    (
        "paused=2026-06-15T11:00",
        "paused: '2026-06-15T11:00' is no pause: write FROM/UNTIL, or FROM/ while it lasts",
    ),
    (
        "paused=2026-06-15T12:00/2026-06-15T11:00",
        "paused: '2026-06-15T12:00/2026-06-15T11:00' ends before it begins",
    ),
    ("paused=2026-06-15T09:00/", "paused: a pause begins before the ticket was opened"),
    (
        "paused=2026-06-15T11:00/;2026-06-15T12:00/2026-06-15T13:00",
        "paused: a pause begins before the one before it ends",
    ),
    ("paused=2026-06-15T11:00/noon", "paused: 'noon' is not a date and time: write it as 2026-12-24T16:30"),
]
"""A cell that is wrong, and what is told of it."""


def test_a_bad_row_is_told_with_its_line_and_column_and_the_good_ones_are_shown(simulate):
    header = ["opened", "reference", "product", "kind", "priority", "answered", "resolved", "paused"]
    lines = [",".join(header), "2026-06-15T10:00,GOOD-1"]
    for cell, _ in BAD:
        column, _, value = cell.partition("=")
        row = {"opened": "2026-06-15T10:00", "kind": "question", column: value}
        lines.append(",".join(row.get(each, "") for each in header))
    lines.append(f"{PASSED},GOOD-2")

    code, printed, told = simulate("\n".join(lines))

    assert code == 1
    wrong = [f"t.csv:{line}: {what}" for line, (_, what) in enumerate(BAD, 3)]
    assert told.splitlines() == [*wrong, f"{len(BAD)} rows were left out."]
    assert [line.split()[0] for line in printed.splitlines() if line.startswith(("GOOD", "line"))] == [
        "GOOD-1",
        "GOOD-2",
    ]


def test_every_mistake_of_every_row_is_told(simulate):
    code, _, told = simulate("opened,kind\nnow,x\n2026-06-15T10:00,question,more\n", "--csv")

    assert code == 1
    assert [line[:12] for line in told.splitlines()[-4:-1]] == ["t.csv:2: ope", "t.csv:2: kin", "t.csv:3: 3 c"]
    assert "3 cells for 2 columns: quote what holds a ','" in told


def test_lines_are_counted_as_an_editor_counts_them(simulate):
    tickets = 'opened,kind,notes\n2026-06-15T10:00,question,"two\nlines"\n\n2026-06-15T10:00,x,\n'

    assert simulate(tickets)[2].splitlines()[1].startswith("t.csv:5: kind: 'x' is no kind")


def test_a_quotation_that_never_ends_swallows_no_row_in_silence(simulate):
    code, printed, told = simulate(
        'opened,reference,notes\n2026-06-15T10:00,F-1,\n2026-06-15T10:00,F-2,"x\n2026,F-3,\n'
    )

    assert (code, told.splitlines()[1]) == (1, "t.csv:3: no row of CSV: unexpected end of data")
    assert "F-1" in printed


def test_text_that_is_not_utf_8_is_a_mistake_only_where_it_is_read(simulate):
    tickets = "opened,priority,équipe\n2026-06-15T10:00,high,Élodie\n2026-06-15T10:00,élevée,\n".encode("cp1252")

    code, _, told = simulate(tickets)

    assert code == 1
    assert "t.csv:3: priority: '\\udce9lev\\udce9e' is not UTF-8 text: save the file as CSV UTF-8" in told.splitlines()
    assert not any(line.startswith("t.csv:2") for line in told.splitlines())


@pytest.mark.parametrize(
    ("tickets", "told"),
    [
        ("", "t.csv:1: there is no column 'opened'"),
        ("date;kind\n", "t.csv:1: there is no column 'opened'; columns here: 'date', 'kind'"),
        ("opened,kind,Opened\n", "t.csv:1: the column 'opened' stands there twice"),
    ],
)
def test_a_file_that_is_no_list_of_tickets_is_refused(simulate, tickets, told):
    assert simulate(tickets) == (2, "", f"{told}\n")


def test_a_policy_that_cannot_be_read_is_told_as_a_check_tells_it(simulate, desk):
    desk("kindz: {}\n")

    assert simulate("opened\n") == (2, "", "desk.yaml:5:1: kindz: unknown key; did you mean 'kinds'?\n")


@pytest.mark.parametrize(("name", "reason"), [("none.csv", "No such file or directory"), (".", "Is a directory")])
def test_a_file_that_cannot_be_read_is_told(name, reason):
    with pytest.raises(TicketFileError, match=f"^{re.escape(name)}: cannot be read: {reason}$"):
        TicketFile(name, load_policy("desk.yaml"))


# -- what is printed

TICKETS = f"""reference,opened,priority,answered,resolved
F-1,2026-06-15T10:00,high,2026-06-15T11:00,2026-06-15T12:00
F-2,2026-06-15T10:00,high,2026-06-15T13:00,2026-06-15T14:00
F-3,2026-06-15T10:00,,2026-06-15T11:00,2026-06-15T12:00
,2099-06-15T10:00,high,,
F-5,{PASSED},high,{PASSED},
"""


def test_totals_tell_the_share_that_was_met_by_priority(simulate):
    # Of the high ones, F-1 and F-5 were answered by 12:00 and F-2 was not, that of 2099 is not decided; the solutions
    # of F-1 and F-2 came on the same day, F-5 never had one. The default priority has no target for the solution.
    _, printed, _ = simulate(TICKETS)

    assert [[cell.strip() for cell in line[1:-1].split("│")] for line in printed.splitlines() if line[0] == "│"] == [
        ["High", "4", "2/3 (67 %)", "2/3 (67 %)"],
        ["Normal", "1", "1/1 (100 %)", "–"],
        ["In all", "5", "3/4 (75 %)", "2/3 (67 %)"],
    ]


@pytest.mark.parametrize(
    ("columns", "first"), [("80", "kept by 1 h             kept by 6 h"), ("120", "2026-06-15 12:00")]
)
def test_rows_fit_the_terminal(simulate, monkeypatch, columns, first):
    monkeypatch.setenv("COLUMNS", columns)

    _, printed, _ = simulate(TICKETS)

    assert max(map(len, printed.splitlines())) <= int(columns)
    assert first in printed
    assert "line 5" in printed


def test_a_narrow_row_has_every_word_of_a_wide_one(simulate, monkeypatch):
    wide = simulate(TICKETS)[1]
    monkeypatch.setenv("COLUMNS", "80")

    assert sorted(simulate(TICKETS)[1].replace("─", "").split()) == sorted(wide.replace("─", "").split())


def test_a_reference_never_moves_the_cursor(simulate):
    _, printed, _ = simulate("opened,reference\n2026-06-15T10:00,\x1b[2Jx\n")

    assert "\x1b" not in printed


def test_csv_has_the_rows_alone_with_the_delimiter_they_came_with(simulate):
    code, printed, told = simulate(
        "reference;opened;priority;answered;notes\n=1+1;2026-06-15T10:00;high;2026-06-15T11:00;x\n", "--csv"
    )

    assert (code, printed) == (
        0,
        "Reference;Opened;First answer by;First answer;Solution by;Solution\r\n"
        "'=1+1;2026-06-15 10:00;2026-06-15 12:00;kept by 1 h;2026-06-16 10:00;still open, late by "
        + printed.split("late by ")[1],
    )
    assert printed.count("\n") == 2
    assert "1/1 (100" in told


def test_rows_are_told_in_french(simulate):
    _, printed, _ = simulate(TICKETS, "--language", "fr", "--csv")

    head, first, second, third, *_ = csv.reader(printed.splitlines())
    assert head[:2] == ["Référence", "Ouverture"]
    assert first[3::2] == ["respecté, 1 h d’avance", "respecté, 6 h d’avance"]
    assert second[3] == "dépassé de 1 h"
    assert third[5] == "aucun délai"


def test_a_long_file_shows_how_far_it_is_on_a_terminal_alone(simulate, monkeypatch):
    tickets = "opened,notes\n" + f"2026-06-15T10:00,{'x' * 100_000}\n" * 11

    assert simulate(tickets)[1].count("2026-06-15 10:00") == 11
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    _, printed, _ = simulate(tickets)
    assert "100%" in printed
    assert printed.count("2026-06-15 10:00") == 11
