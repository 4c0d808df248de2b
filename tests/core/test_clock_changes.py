"""The jumps of wall clocks are found to the minute."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from chatdesk.core.clock_changes import ClockChange, clock_changes


@pytest.mark.parametrize(
    ("zone", "year", "jumps"),
    [
        ("America/Toronto", 2026, [("2026-03-08T02:00", "2026-03-08T03:00"), ("2026-11-01T02:00", "2026-11-01T01:00")]),
        ("Europe/Paris", 2026, [("2026-03-29T02:00", "2026-03-29T03:00"), ("2026-10-25T03:00", "2026-10-25T02:00")]),
        ("Australia/Lord_Howe", 2025, [("2025-04-06T02:00", "2025-04-06T01:30"), ("2025-10-05T02:00", "2025-10-05T02:30")]),  # noqa: E501
        ("Asia/Kathmandu", 1986, [("1986-01-01T00:00", "1986-01-01T00:15")]),
        ("Asia/Tokyo", 2026, []),
    ],
)  # fmt: skip
def test_the_jumps_of_a_year_are_found(zone, year, jumps):
    start = datetime(year - 1, 12, 31, 12, 7, tzinfo=UTC)

    assert list(clock_changes(ZoneInfo(zone), start, start + timedelta(days=366))) == [
        ClockChange(before=datetime.fromisoformat(before), after=datetime.fromisoformat(after))
        for before, after in jumps
    ]


def test_a_jump_skips_times_or_repeats_them():
    spring, autumn = clock_changes(
        ZoneInfo("Europe/Paris"), datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    )

    assert (spring.goes_forward, autumn.goes_forward) == (True, False)
    assert spring.length == autumn.length == timedelta(hours=1)
