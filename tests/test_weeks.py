"""A week of a calendar tells why each day is as it is, and what a change of clocks does to it."""

from datetime import date

import pytest
from rich.console import Console

from chatdesk.core.policy import Policy
from chatdesk.core.words import words_in
from chatdesk.desks.loader import load_policy
from chatdesk.weeks import week_of

ZONE = "America/Toronto"


@pytest.fixture(scope="module")
def faculty():
    return load_policy("faculty").model_dump(mode="json")


@pytest.fixture
def explained(faculty):
    """Explain a week of a calendar: its rows, and the lines below them."""

    def explain(day, language="en", **calendar):
        calendars = {"faculty": faculty["calendars"]["faculty"] | calendar}
        policy = Policy.model_validate(faculty | {"calendars": calendars})
        week = week_of(policy, "faculty", date.fromisoformat(day), words_in(language))
        console = Console(width=300, markup=False, highlight=False)
        with console.capture() as printed:
            console.print(week.told())
        lines = printed.get().replace("\N{NO-BREAK SPACE}", " ").splitlines()
        rows = [[cell.strip() for cell in line[1:-1].split("│")] for line in lines if line.startswith("│")]
        return rows, lines[len(rows) + 5 :]

    return explain


def test_a_closing_day_of_the_desk_goes_before_a_holiday_and_both_before_the_week(explained):
    rows, below = explained(
        "2026-07-01", closed={"2026-07-01": "Moving [in]", "2026-07-04": {"en": "Fair", "fr": "Foire"}}
    )

    assert rows[2][2:] == ["closed", "", "Closing day of the desk: Moving [in]"]
    assert rows[5][2:] == ["closed", "", "Closing day of the desk: Fair"]
    assert rows[6][2:] == ["closed", "", "The week has no opening on this day"]
    assert below == ["Opening hours in all: 32 h"]


def test_an_exceptional_opening_says_what_it_replaces(explained):
    rows, below = explained(
        "2026-06-24",
        openings={
            "2026-06-23": ["8:30-12:00", "13:00-18:15"],
            "2026-06-24": ["9:00-11:00"],
            "2026-06-27": ["9:00-10:00"],
        },
    )

    assert rows[1][2:] == [
        "8:30-12:00, 13:00-18:15",
        "8 h 45 min",
        "Exceptional opening, in place of: 8:30-16:30",
    ]
    assert rows[2][2:] == [
        "9:00-11:00",
        "2 h",
        "Exceptional opening, in place of: Public holiday: Saint Jean Baptiste Day",
    ]
    assert rows[5][4] == "Exceptional opening, in place of: The week has no opening on this day"
    assert below == ["Opening hours in all: 35 h 45 min"]


def test_a_change_of_clocks_outside_of_the_opening_hours_touches_none(explained):
    _, below = explained("2026-03-08")

    assert below == [
        "Opening hours in all: 40 h",
        (
            "Sunday 2026-03-08: the clocks go from 2:00 forward to 3:00. The times between do not exist: what would be"
            " due then is due 1 h later."
        ),
        "No opening hours are touched by it.",
    ]


def test_a_night_in_which_the_clocks_change_is_longer_or_shorter(explained):
    nights = {"saturday": ["22:00-6:00"]}

    rows, below = explained("2026-10-31", week=nights)
    assert rows[5] == ["Saturday", "2026-10-31", "22:00-6:00", "9 h", ""]
    assert below == [
        "Opening hours in all: 9 h",
        "Hours after midnight belong to the day on which the desk opened.",
        "Sunday 2026-11-01: the clocks go from 2:00 back to 1:00. The times between exist twice: the first one counts.",
        "22:00-6:00 of 2026-10-31 lasts 9 h instead of 8 h.",
    ]
    _, below = explained("2026-03-07", week=nights)
    assert below[-1] == "22:00-6:00 of 2026-03-07 lasts 7 h instead of 8 h."


def test_half_an_hour_is_told_as_such(explained):
    _, below = explained("2026-10-04", time_zone="Australia/Lord_Howe", holidays=None)

    assert "the clocks go from 2:00 forward to 2:30." in below[1]
    assert below[1].endswith("is due 30 min later.")


def test_time_that_a_shift_of_the_evening_before_covers_counts_once(explained):
    rows, below = explained(
        "2026-06-16", week={"monday": ["22:00-6:00"]}, openings={"2026-06-16": ["4:00-5:00", "5:00-8:00"]}
    )

    assert [row[3] for row in rows[:2]] == ["8 h", "2 h"]
    assert below[0] == "Opening hours in all: 10 h"


def test_a_week_is_told_in_french(explained):
    rows, below = explained("2026-03-08", "fr", closed={"2026-03-06": {"en": "Fair", "fr": "Foire"}})

    assert rows[4] == ["vendredi", "2026-03-06", "fermé", "", "Jour de fermeture du service : Foire"]
    assert below[0] == "Heures d’ouverture au total : 32 h"
    assert below[1].startswith("dimanche 2026-03-08 : les horloges avancent de 2:00 à 3:00.")
