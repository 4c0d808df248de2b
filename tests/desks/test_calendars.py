"""A desk's calendars are its hours and the public holidays of its region."""

from datetime import UTC, date, datetime

import pytest

from chatdesk.core.policy import Policy
from chatdesk.core.policy_time import Holidays
from chatdesk.core.spans import Span
from chatdesk.desks.calendars import Calendars, holidays_of
from chatdesk.desks.loader import load_policy


@pytest.fixture(scope="module")
def data():
    return load_policy("faculty").model_dump(mode="json")


def test_the_faculty_closes_on_the_holidays_of_quebec_and_says_why_in_its_language(data):
    calendar = Calendars(Policy.model_validate(data))("faculty")

    assert calendar.hours(date(2026, 6, 24)) == ()
    assert calendar.closed[date(2026, 6, 24)] == "Fête nationale du Québec"
    assert [str(opening) for opening in calendar.hours(date(2026, 6, 25))] == ["8:30-16:30"]


def test_eight_hours_from_the_eve_of_a_holiday_end_the_day_after_it(data):
    calendar = Calendars(Policy.model_validate(data))("faculty")
    eve = datetime(2026, 6, 23, 19, 30, tzinfo=UTC)  # 15:30 in Québec

    assert calendar.add(eve, Span.parse("8h")) == datetime(2026, 6, 25, 19, 30, tzinfo=UTC)


def test_the_desks_own_closings_and_openings_go_before_the_holidays(data):
    mine = data["calendars"]["faculty"] | {
        "closed": {"2026-06-24": {"en": "Our day", "fr": "Notre jour"}, "2026-12-28": {"en": "Break", "fr": "Congé"}},
        "openings": {"2026-07-01": ["10:00-12:00"]},
    }

    calendar = Calendars(Policy.model_validate(data | {"calendars": {"faculty": mine}}))("faculty")

    assert calendar.closed[date(2026, 6, 24)] == "Notre jour"
    assert calendar.hours(date(2026, 12, 28)) == ()
    assert [str(opening) for opening in calendar.hours(date(2026, 7, 1))] == ["10:00-12:00"]


def test_a_calendar_is_built_once(data):
    calendars = Calendars(Policy.model_validate(data))

    assert calendars("faculty") is calendars("faculty")


@pytest.mark.parametrize(
    ("country", "subdivision", "language", "day", "name"),
    [
        ("CA", "QC", "en", date(2026, 7, 1), "Canada Day"),
        ("FR", "BL", "fr", date(2026, 7, 14), "Fête nationale"),
        ("CH", "JU", "fr", date(2026, 6, 23), "Commémoration du plébiscite"),
        ("CH", "JU", "en", date(2026, 8, 1), "National Day"),
        ("CA", "QC", "fr", date(2071, 12, 25), "Jour de Noël"),
    ],
)
def test_holidays_are_named_in_the_language_of_the_desk(country, subdivision, language, day, name):
    assert holidays_of(Holidays(country=country, subdivision=subdivision), language)[day] == name
