"""Business time: examples worked out by hand, then a wall clock read once a minute on random calendars."""

import copy
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import compress, islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatdesk.core.calendar import Calendar, CalendarError, DayHours, NeverOpen, Opening
from chatdesk.core.spans import Span, SpanError

TORONTO = ZoneInfo("America/Toronto")
PARIS = ZoneInfo("Europe/Paris")
ST_JEAN = date(2026, 6, 24)  # a Wednesday


def hours(*texts: str) -> tuple[Opening, ...]:
    return tuple(Opening.parse(text) for text in texts)


def weekdays(*texts: str) -> dict[int, tuple[Opening, ...]]:
    return dict.fromkeys(range(5), hours(*texts))


def every_day(*texts: str) -> dict[int, tuple[Opening, ...]]:
    return dict.fromkeys(range(7), hours(*texts))


def at(text: str, zone: ZoneInfo = TORONTO) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def quebec(**more) -> Calendar:
    return Calendar(zone="America/Toronto", week=weekdays("8:30-16:30"), closed={ST_JEAN: "Saint-Jean"}, **more)


def nights(**more) -> Calendar:
    return Calendar(zone="America/Toronto", week=weekdays("22:00-6:00"), closed={ST_JEAN: "Saint-Jean"}, **more)


ALWAYS = Calendar(zone="America/Toronto", week=every_day("0:00-24:00"))


# Spans


@pytest.mark.parametrize(
    ("text", "span", "shortest"),
    [
        ("30s", Span(time=timedelta(seconds=30)), "30s"),
        ("15m", Span(time=timedelta(minutes=15)), "15m"),
        ("8h", Span(time=timedelta(hours=8)), "8h"),
        ("3d", Span(days=3), "3d"),
        ("90m", Span(time=timedelta(minutes=90)), "90m"),
        ("5400s", Span(time=timedelta(minutes=90)), "90m"),
        ("120m", Span(time=timedelta(hours=2)), "2h"),
        ("24h", Span(time=timedelta(hours=24)), "24h"),
        ("0d", Span(), "0h"),
        ("0s", Span(), "0h"),
    ],
)
def test_span_is_read_and_said_in_its_shortest_text(text, span, shortest):
    assert Span.parse(text) == span
    assert str(span) == shortest
    assert Span.parse(shortest) == span


@pytest.mark.parametrize(
    "text", ["", "8", "h", "8 h", "-1h", "1.5h", "8H", "1h30m", "1w", " 8h", "8h\n", "٣d", "1" * 10 + "d"]
)
def test_span_refuses_any_other_text_and_says_how_to_write_one(text):
    with pytest.raises(SpanError, match="30s, 15m, 8h or 3d"):
        Span.parse(text)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"days": -1}, "negative"),
        ({"time": timedelta(seconds=-1)}, "negative"),
        ({"days": 1, "time": timedelta(hours=1)}, "not in both"),
        ({"time": timedelta(milliseconds=1)}, "whole seconds"),
    ],
)
def test_span_refuses_what_is_no_span(values, message):
    with pytest.raises(SpanError, match=message):
        Span(**values)


def test_span_tells_its_unit_and_its_elapsed_time():
    assert (Span.parse("36h").unit, Span.parse("36h").count) == ("h", 36)
    assert (Span.parse("5d").unit, Span.parse("5d").count) == ("d", 5)
    assert Span.parse("72h").elapsed == timedelta(days=3)
    with pytest.raises(SpanError, match="3d is in business days"):
        _ = Span.parse("3d").elapsed


# Openings


@pytest.mark.parametrize(
    ("text", "start", "end", "said"),
    [
        ("8:30-16:30", 510, 990, "8:30-16:30"),
        ("08:05-9:00", 485, 540, "8:05-9:00"),
        ("22:00-6:00", 1320, 1800, "22:00-6:00"),
        ("0:00-24:00", 0, 1440, "0:00-24:00"),
        ("20:00-0:00", 1200, 1440, "20:00-24:00"),
        ("8:00-8:00", 480, 1920, "8:00-8:00"),
    ],
)
def test_opening_is_read_and_said(text, start, end, said):
    opening = Opening.parse(text)
    assert opening == Opening(start=start, end=end)
    assert str(opening) == said
    assert Opening.parse(said) == opening


@pytest.mark.parametrize(
    "text", ["", "8-16", "8:30", "24:00-25:00", "8:60-9:00", "8:00-24:01", "8:00-30:00", "8:00 - 9:00"]
)
def test_opening_refuses_any_other_text(text):
    with pytest.raises(CalendarError, match=r"write two times, as in 8:30-16:30"):
        Opening.parse(text)


@pytest.mark.parametrize(("start", "end"), [(-1, 60), (1440, 1500), (600, 600), (600, 540), (600, 600 + 1441)])
def test_opening_refuses_impossible_minutes(start, end):
    with pytest.raises(CalendarError, match="an opening"):
        Opening(start=start, end=end)


# Hours


@pytest.mark.parametrize(
    ("start", "span", "end"),
    [
        # Friday: 1 h 30 left, then 6 h 30 of Monday.
        ("2026-06-12 15:00", "8h", "2026-06-15 15:00"),
        # Used up exactly at a closing: ends there.
        ("2026-06-15 08:30", "8h", "2026-06-15 16:30"),
        ("2026-06-15 16:00", "30m", "2026-06-15 16:30"),
        ("2026-06-15 16:00", "1801s", "2026-06-16 08:30:01"),
        # Opened while closed: counts from the next opening.
        ("2026-06-15 07:00", "1h", "2026-06-15 09:30"),
        ("2026-06-15 16:30", "1h", "2026-06-16 09:30"),
        ("2026-06-12 20:00", "4h", "2026-06-15 12:30"),
        ("2026-06-13 11:00", "8h", "2026-06-15 16:30"),
        # Tuesday: 4 h 30 left; Saint-Jean; 3 h 30 of Thursday.
        ("2026-06-23 12:00", "8h", "2026-06-25 12:00"),
        ("2026-06-24 12:00", "2h", "2026-06-25 10:30"),
        # 40 h are five days of eight.
        ("2026-06-15 10:00", "40h", "2026-06-22 10:00"),
    ],
)
def test_hours_use_up_opening_time(start, span, end):
    assert quebec().add(at(start), Span.parse(span)) == at(end)


def test_hours_run_through_a_lunch_break():
    calendar = Calendar(zone="Europe/Paris", week=weekdays("13:30-17:00", "9:00-12:00"))
    assert calendar.add(at("2026-06-15 11:00", PARIS), Span.parse("1h")) == at("2026-06-15 12:00", PARIS)
    assert calendar.add(at("2026-06-15 11:00", PARIS), Span.parse("2h")) == at("2026-06-15 14:30", PARIS)


def test_openings_that_touch_have_no_closing_between_them():
    calendar = Calendar(zone="Europe/Paris", week=weekdays("9:00-12:00", "12:00-17:00"))
    noon = at("2026-06-15 12:00", PARIS)
    assert calendar.is_open(noon)
    assert calendar.add(noon, Span()) == noon


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-06-15 10:00", "2026-06-15 10:00"),
        ("2026-06-15 08:30", "2026-06-15 08:30"),
        ("2026-06-15 08:29", "2026-06-15 08:30"),
        ("2026-06-15 16:30", "2026-06-16 08:30"),
        ("2026-06-23 16:30", "2026-06-25 08:30"),
        ("2026-06-12 17:00", "2026-06-15 08:30"),
    ],
)
def test_zero_span_moves_only_a_closed_instant(start, end):
    calendar = quebec()
    assert calendar.add(at(start), Span.parse("0h")) == at(end)
    assert calendar.add(at(start), Span.parse("0d")) == at(end)
    assert calendar.next_opening(at(start)) == at(end)
    assert calendar.is_open(at(start)) == (start == end)


# Days


@pytest.mark.parametrize(
    ("start", "span", "end"),
    [
        # Friday 15:00: Monday, Tuesday, Wednesday.
        ("2026-06-12 15:00", "3d", "2026-06-17 15:00"),
        # Monday 10:00: Tuesday, (Saint-Jean), Thursday, Friday.
        ("2026-06-22 10:00", "3d", "2026-06-26 10:00"),
        # Opened while closed: from Monday 8:30, to Thursday 8:30.
        ("2026-06-13 11:00", "3d", "2026-06-18 08:30"),
        ("2026-06-15 07:00", "1d", "2026-06-16 08:30"),
        ("2026-06-15 16:30", "1d", "2026-06-17 08:30"),
        ("2026-06-24 10:00", "1d", "2026-06-26 08:30"),
        # The confirmation ladder of S3-32: five and ten business days.
        ("2026-06-15 09:00", "5d", "2026-06-22 09:00"),
        ("2026-06-15 09:00", "10d", "2026-06-30 09:00"),
    ],
)
def test_days_lead_to_the_same_time_on_a_later_business_day(start, span, end):
    assert quebec().add(at(start), Span.parse(span)) == at(end)


@pytest.mark.parametrize(
    ("thursday", "start", "end"),
    [
        ("8:30-12:00", "2026-06-15 15:00", "2026-06-19 08:30"),  # closes earlier: the next opening
        ("8:30-15:00", "2026-06-15 15:00", "2026-06-18 15:00"),  # exactly at the closing: ends there
        ("13:00-17:00", "2026-06-15 10:00", "2026-06-18 13:00"),  # opens later: that opening
        ("8:30-16:45", "2026-06-15 16:29", "2026-06-18 16:29"),
    ],
)
def test_days_are_moved_into_opening_hours(thursday, start, end):
    calendar = quebec(openings={date(2026, 6, 18): hours(thursday)})
    assert calendar.add(at(start), Span.parse("3d")) == at(end)


def test_days_count_an_exceptional_saturday():
    calendar = quebec(openings={date(2026, 6, 13): hours("10:00-12:00")})
    assert calendar.add(at("2026-06-12 11:00"), Span.parse("1d")) == at("2026-06-13 11:00")
    assert calendar.add(at("2026-06-12 15:00"), Span.parse("1d")) == at("2026-06-15 08:30")


def test_exceptional_opening_lifts_a_holiday():
    calendar = quebec(openings={ST_JEAN: hours("9:00-11:00")})
    assert calendar.add(at("2026-06-23 16:00"), Span.parse("1h")) == at("2026-06-24 09:30")


# Overnight shifts, 22:00-6:00 from Monday evening to Saturday morning


def test_shift_begun_before_a_holiday_runs_to_its_end_and_the_holidays_own_does_not_start():
    calendar = nights()
    assert calendar.is_open(at("2026-06-24 05:59"))
    assert not calendar.is_open(at("2026-06-24 06:00"))
    assert not calendar.is_open(at("2026-06-24 23:00"))
    assert not calendar.is_open(at("2026-06-25 03:00"))
    assert calendar.next_opening(at("2026-06-24 06:00")) == at("2026-06-25 22:00")
    assert calendar.add(at("2026-06-23 23:00"), Span.parse("8h")) == at("2026-06-25 23:00")
    assert calendar.between(at("2026-06-23 12:00"), at("2026-06-26 12:00")) == timedelta(hours=16)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-06-15 23:00", "2026-06-16 23:00"),
        ("2026-06-16 02:00", "2026-06-17 02:00"),
        ("2026-06-19 02:00", "2026-06-20 02:00"),  # Friday 2:00 in Thursday's shift: 2:00 in Friday's
        ("2026-06-20 02:00", "2026-06-23 02:00"),  # Saturday 2:00 in Friday's shift: 2:00 in Monday's
        ("2026-06-24 02:00", "2026-06-26 02:00"),  # in Tuesday's shift: 2:00 in Thursday's
        ("2026-06-20 07:00", "2026-06-23 22:00"),  # closed: from Monday 22:00
    ],
)
def test_days_of_a_night_shift_are_those_on_which_it_starts(start, end):
    assert nights().add(at(start), Span.parse("1d")) == at(end)


def test_shift_that_runs_into_an_exceptional_morning_counts_once():
    calendar = nights(openings={ST_JEAN: hours("5:00-9:00")})
    assert calendar.between(at("2026-06-23 22:00"), at("2026-06-24 12:00")) == timedelta(hours=11)
    # 5:30 is still in Tuesday's shift, at "29:30"; Wednesday has no 29:30, so it moves to Thursday's opening.
    assert calendar.add(at("2026-06-24 05:30"), Span.parse("1d")) == at("2026-06-25 22:00")
    assert calendar.add(at("2026-06-24 06:30"), Span.parse("1d")) == at("2026-06-25 22:00")


# Changes of clocks: Toronto 8 March and 1 November 2026, Paris 29 March and 25 October 2026, at night


@pytest.mark.parametrize(
    ("zone", "evening", "length"),
    [
        ("America/Toronto", "2026-03-07 12:00", 7),
        ("America/Toronto", "2026-10-31 12:00", 9),
        ("Europe/Paris", "2026-03-28 12:00", 7),
        ("Europe/Paris", "2026-10-24 12:00", 9),
        ("Europe/Paris", "2026-10-23 12:00", 8),
    ],
)
def test_night_of_the_change_is_an_hour_shorter_or_longer(zone, evening, length):
    calendar = Calendar(zone=zone, week=every_day("22:00-6:00"))
    noon = at(evening, ZoneInfo(zone))
    assert calendar.between(noon, noon + timedelta(hours=22)) == timedelta(hours=length)


@pytest.mark.parametrize(
    ("start", "span", "end"),
    [
        ("2026-03-06 20:00", "8h", "2026-03-09 19:00"),  # Friday 15:00 EST to Monday 15:00 EDT
        ("2026-03-05 15:00", "3d", "2026-03-10 14:00"),  # Thursday 10:00 EST to Tuesday 10:00 EDT
        ("2026-10-30 19:00", "8h", "2026-11-02 20:00"),  # Friday 15:00 EDT to Monday 15:00 EST
        ("2026-10-30 19:00", "1d", "2026-11-02 20:00"),
    ],
)
def test_office_hours_keep_to_the_wall_clock_over_a_change(start, span, end):
    assert quebec().add(utc(start), Span.parse(span)) == utc(end)


@pytest.mark.parametrize(
    ("zone", "start", "span", "end"),
    [
        ("America/Toronto", "2026-03-07 07:30", "1d", "2026-03-08 07:30"),  # 2:30 EST to 3:30 EDT: no 2:30
        ("America/Toronto", "2026-10-31 05:30", "1d", "2026-11-01 05:30"),  # 1:30 EDT to the first 1:30, EDT
        ("America/Toronto", "2026-11-01 06:30", "1d", "2026-11-02 06:30"),  # the second 1:30, EST, to 1:30 EST
        ("America/Toronto", "2026-03-07 17:00", "24h", "2026-03-08 17:00"),  # hours are hours
        ("America/Toronto", "2026-03-07 17:00", "1d", "2026-03-08 16:00"),  # noon EST to noon EDT: 23 h
        ("Europe/Paris", "2026-03-28 01:30", "1d", "2026-03-29 01:30"),  # 2:30 CET to 3:30 CEST
        ("Europe/Paris", "2026-10-24 00:30", "1d", "2026-10-25 00:30"),  # 2:30 CEST to the first 2:30, CEST
        ("Europe/Paris", "2026-10-24 10:00", "1d", "2026-10-25 11:00"),  # noon CEST to noon CET: 25 h
    ],
)
def test_round_the_clock_over_a_change(zone, start, span, end):
    calendar = Calendar(zone=zone, week=every_day("0:00-24:00"))
    assert calendar.add(utc(start), Span.parse(span)) == utc(end)


@pytest.mark.parametrize(
    ("text", "day", "opens", "closes"),
    [
        ("2:30-5:00", "2026-03-08", "07:30", "09:00"),  # opens at 3:30 EDT, for want of a 2:30
        ("0:30-2:30", "2026-03-08", "05:30", "07:30"),  # closes at 3:30 EDT
        ("1:30-4:00", "2026-11-01", "05:30", "09:00"),  # opens at the first 1:30, EDT
        ("0:30-1:30", "2026-11-01", "04:30", "05:30"),  # closes at the first 1:30
    ],
)
def test_opening_at_a_time_that_does_not_exist_or_exists_twice(text, day, opens, closes):
    calendar = Calendar(zone="America/Toronto", week={6: hours(text)})
    opening = calendar.next_opening(at(f"{day} 00:00"))
    assert opening == utc(f"{day} {opens}")
    closing = utc(f"{day} {closes}")
    assert calendar.add(opening, Span(time=closing - opening)) == closing
    assert calendar.is_open(closing - timedelta(seconds=1))
    assert not calendar.is_open(closing)


def test_openings_that_the_change_puts_out_of_order_still_count_once():
    # 2:30-2:45 becomes 3:30-3:45, within 3:00-4:00.
    calendar = Calendar(zone="America/Toronto", week={6: hours("2:30-2:45", "3:00-4:00")})
    assert calendar.next_opening(at("2026-03-08 00:00")) == at("2026-03-08 03:00")
    assert calendar.between(at("2026-03-08 00:00"), at("2026-03-08 12:00")) == timedelta(hours=1)


def test_opening_swallowed_by_the_change_is_no_business_day():
    calendar = Calendar(zone="America/Toronto", week={5: hours("2:15-3:10"), 6: hours("2:15-3:10")})
    assert calendar.add(at("2026-03-07 02:30"), Span.parse("1d")) == at("2026-03-14 02:30")


# The other questions


def test_between_measures_opening_time_with_its_sign():
    calendar = quebec()
    friday, monday = at("2026-06-12 15:00:00.250"), at("2026-06-15 09:30")
    assert calendar.between(friday, monday) == timedelta(hours=2, minutes=29, seconds=59, milliseconds=750)
    assert calendar.between(monday, friday) == -calendar.between(friday, monday)
    assert calendar.between(at("2026-06-13 09:00"), at("2026-06-14 09:00")) == timedelta()


def test_answers_are_utc_whatever_zone_asks():
    calendar = quebec()
    asked = [at("2026-06-15 16:00"), at("2026-06-15 22:00", PARIS), utc("2026-06-15 20:00")]
    answers = [calendar.add(instant, Span.parse("1h")) for instant in asked]
    assert answers == [utc("2026-06-16 13:00")] * 3
    assert {answer.tzinfo for answer in answers} == {UTC}
    assert {calendar.next_opening(instant).tzinfo for instant in asked} == {UTC}


@pytest.mark.parametrize(
    "ask",
    [
        lambda calendar, naive: calendar.add(naive, Span()),
        lambda calendar, naive: calendar.between(naive, utc("2026-06-15 09:00")),
        lambda calendar, naive: calendar.between(utc("2026-06-15 09:00"), naive),
        lambda calendar, naive: calendar.is_open(naive),
        lambda calendar, naive: calendar.next_opening(naive),
    ],
)
def test_naive_instant_is_refused(ask):
    with pytest.raises(ValueError, match="is naive"):
        ask(quebec(), utc("2026-06-15 09:00").replace(tzinfo=None))


def test_explain_week_says_each_day_its_openings_and_its_reason():
    saturday = date(2026, 6, 27)
    calendar = quebec(openings={saturday: hours("9:00-12:00")})
    office = hours("8:30-16:30")
    week = (
        DayHours(date(2026, 6, 22), office, ""),
        DayHours(date(2026, 6, 23), office, ""),
        DayHours(ST_JEAN, (), "Saint-Jean"),
        DayHours(date(2026, 6, 25), office, ""),
        DayHours(date(2026, 6, 26), office, ""),
        DayHours(saturday, hours("9:00-12:00"), ""),
        DayHours(date(2026, 6, 28), (), ""),
    )
    assert calendar.explain_week(date(2026, 6, 22)) == week
    assert calendar.explain_week(date(2026, 6, 28)) == week


def test_explain_week_keeps_the_reason_of_a_lifted_holiday():
    calendar = quebec(openings={ST_JEAN: hours("9:00-11:00")})
    assert calendar.explain_week(ST_JEAN)[2] == (ST_JEAN, hours("9:00-11:00"), "Saint-Jean")


def sundays(years: int) -> dict[date, str]:
    return {date(2026, 6, 14) + timedelta(weeks=n): "closed" for n in range(years * 52)}


def test_calendar_that_does_not_open_for_ten_years_answers_never():
    calendar = Calendar(zone="Europe/Paris", week={6: hours("9:00-17:00")}, closed=sundays(11))
    asked = utc("2026-06-10 09:00")
    with pytest.raises(NeverOpen, match="ten years of 2026-06-10 09:00 UTC"):
        calendar.next_opening(asked)
    for span in ("1s", "1d"):
        with pytest.raises(NeverOpen):
            calendar.add(asked, Span.parse(span))
    assert not calendar.is_open(asked)
    assert calendar.between(asked, asked + timedelta(days=9 * 365)) == timedelta()
    assert calendar.between(asked, asked + timedelta(days=20 * 365)) > timedelta()
    with pytest.raises(NeverOpen):  # what was asked before makes no difference
        calendar.next_opening(asked)


def test_calendar_that_opens_after_nine_years_is_waited_for():
    calendar = Calendar(zone="Europe/Paris", week={6: hours("9:00-17:00")}, closed=sundays(9))
    first = date(2026, 6, 14) + timedelta(weeks=9 * 52)
    assert calendar.next_opening(utc("2026-06-10 09:00")) == at(f"{first} 09:00", PARIS)


def test_span_longer_than_ten_years_is_never_used_up():
    with pytest.raises(NeverOpen, match="99999h"):
        ALWAYS.add(utc("2026-06-10 09:00"), Span.parse("99999h"))
    with pytest.raises(NeverOpen, match="9999d"):
        ALWAYS.add(utc("2026-06-10 09:00"), Span.parse("9999d"))


# What a calendar may be

OFFICE = weekdays("8:30-16:30")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"zone": "America/Montreol"}, "'America/Montreol' is not a known time zone"),
        ({"zone": "America"}, "'America' is not a known time zone"),
        ({"zone": ""}, "'' is not a known time zone"),
        ({"zone": "../etc/passwd"}, "is not a known time zone"),
        ({"week": {}}, "the week never opens"),
        ({"week": {0: (), 1: ()}}, "the week never opens"),
        ({"week": {7: hours("9:00-17:00")}}, "7 is not a weekday"),
        ({"week": {1: hours("11:00-16:00", "8:00-12:00")}}, "Tuesday: 8:00-12:00 and 11:00-16:00 overlap"),
        ({"week": {6: hours("22:00-6:00", "23:00-24:00")}}, "Sunday: 22:00-6:00 and 23:00-24:00 overlap"),
        ({"openings": {ST_JEAN: hours("9:00-12:00", "9:00-11:00")}}, "2026-06-24: 9:00-11:00 and 9:00-12:00"),
        ({"openings": {ST_JEAN: ()}}, "2026-06-24: an exceptional opening without hours"),
        ({"closed": {utc("2026-06-24 00:00"): "Saint-Jean"}}, "is for a whole date"),
    ],
)
def test_calendar_refuses_what_makes_no_sense(values, message):
    with pytest.raises(CalendarError, match=message):
        Calendar(**{"zone": "America/Toronto", "week": OFFICE, **values})


def test_calendar_is_a_value_that_its_makers_dicts_do_not_reach():
    closed = {ST_JEAN: "Saint-Jean"}
    calendar = Calendar(zone="America/Toronto", week=OFFICE, closed=closed)
    assert calendar == quebec()
    closed.clear()
    assert not calendar.is_open(at("2026-06-24 10:00"))
    assert calendar == quebec()  # what it has been asked is no part of it
    assert copy.deepcopy(calendar) == calendar
    with pytest.raises(FrozenInstanceError):
        calendar.zone = "Europe/Paris"


def test_between_reaches_as_far_as_both_instants():
    calendar = Calendar(zone="Etc/UTC", week=every_day("0:00-12:00"))
    for start, end in pairwise(utc(f"{year}-01-01 00:00") for year in (2025, 2027, 2030, 2019, 2036)):
        assert calendar.between(start, end) == (end - start) / 2


def test_answers_do_not_depend_on_the_years_asked_before_nor_on_threads():
    asked = [utc(f"{year}-{day}") for year in (2026, 2033, 2021, 2027) for day in ("01-01 00:00", "12-31 23:59")]
    span = Span.parse("12h")
    fresh = [quebec().add(instant, span) for instant in asked]
    shared = quebec()
    assert [shared.add(instant, span) for instant in asked] == fresh
    racing = quebec()
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(lambda instant: racing.add(instant, span), asked * 4)) == fresh * 4


# The oracle: a wall clock read once a minute over three weeks

MINUTE = timedelta(minutes=1)
DAY = 24 * 60
WINDOW = 21 * DAY
FROM, TO = 3 * DAY, 18 * DAY
"""The minutes the oracle knows all about: no zone and no overnight shift reaches further."""

WINDOWS = [
    ("America/Toronto", "2026-02-24"),
    ("America/Toronto", "2026-10-20"),
    ("Europe/Paris", "2026-03-16"),
    ("Europe/Paris", "2026-10-12"),
    ("Africa/Casablanca", "2026-02-05"),  # summer time pauses for Ramadan
    ("America/Santiago", "2026-08-25"),  # midnight does not exist
    ("America/Havana", "2026-10-20"),  # midnight exists twice
    ("Australia/Lord_Howe", "2026-03-24"),  # by half an hour
    ("Antarctica/Troll", "2026-03-16"),  # by two hours
    ("America/St_Johns", "2026-02-24"),
    ("Asia/Kolkata", "2028-02-15"),
    ("Pacific/Chatham", "2026-09-15"),
    ("Pacific/Kiritimati", "2026-12-15"),
]


@cache
def wall_clock(zone: str, first_day: str) -> tuple[list[int], dict[int, int]]:
    """Read a wall clock at each minute: what it shows, and at which minute each time is (first) shown."""
    clock, midnight = ZoneInfo(zone), utc(first_day)
    minutes = range(WINDOW)
    shown = [n + (midnight + n * MINUTE).astimezone(clock).utcoffset() // MINUTE for n in minutes]
    first = dict(zip(reversed(shown), reversed(minutes), strict=True))
    for before, after in pairwise(shown):
        for missing in range(before + 1, after):  # moved on by the gap
            first[missing] = first[missing + after - before - 1]
    return shown, first


class Oracle:
    """Answers by walking from minute to minute, over a list that says whose business day each one is in."""

    def __init__(self, zone, first_day, week, closed, openings):
        self.shown, self.first = wall_clock(zone, first_day)
        first_date = date.fromisoformat(first_day)
        self.business_days = []
        self.owner = bytearray(WINDOW)  # 0 while closed
        for n in reversed(range(1, TO // DAY + 1)):  # a shift that began the day before has the last word
            day = first_date + timedelta(days=n)
            spans = openings[day] if day in openings else [] if day in closed else week.get(day.weekday(), [])
            for start, end in ((self.first[n * DAY + a], self.first[n * DAY + b]) for a, b in spans):
                if start < end:
                    self.owner[start:end] = bytes([n]) * (end - start)
                    self.business_days[:0] = [n] if n not in self.business_days else []
        self.open = self.owner.translate(bytes([0] + [1] * 255))

    def open_from(self, minute):
        found = self.open.find(1, minute, TO)
        return None if found < 0 else found

    def open_minutes(self, a, b):
        return self.open.count(1, a, b)

    def add_minutes(self, minute, count):
        open_minutes = compress(range(minute, TO), self.open[minute:TO])
        last = next(islice(open_minutes, count - 1, None), None)
        return None if last is None else last + 1

    def add_days(self, minute, count):
        opened = self.open_from(minute)
        if opened is None:
            return None
        day = self.owner[opened]
        later = [n for n in self.business_days if n > day]
        if count > len(later):
            return None
        due = self.first.get(later[count - 1] * DAY + self.shown[opened] - day * DAY, TO)
        if due >= TO:
            return None
        return due if self.open[due - 1] else self.open_from(due)

    def edges(self) -> Iterator[int]:
        edge = FROM
        while (edge := self.open.find(1 - self.open[edge - 1], edge, TO)) >= 0:
            yield edge
            edge += 1


@st.composite
def openings_of_a_day(draw) -> list[tuple[int, int]]:
    """One to three stretches; often in the small hours, where clocks change."""
    minute = st.integers(0, DAY - 1) | st.integers(0, 4 * 60)
    cuts = sorted(draw(st.lists(minute, min_size=2, max_size=6, unique=True)))
    shape = draw(st.sampled_from(["apart", "overnight", "touching"]))
    if shape == "touching":
        return list(pairwise(cuts[:4]))
    if shape == "overnight":
        cuts = [*cuts[1:], cuts[0] + DAY]
    return list(zip(cuts[::2], cuts[1::2], strict=False))


@st.composite
def calendars(draw) -> tuple[str, Calendar, Oracle]:
    zone, first_day = draw(st.sampled_from(WINDOWS))
    dates = st.integers(0, 20).map(lambda n: date.fromisoformat(first_day) + timedelta(days=n))
    some = openings_of_a_day()
    week = dict(draw(st.lists(st.tuples(st.integers(0, 6), some), min_size=1, max_size=6)))
    closed = draw(st.lists(dates, max_size=4))
    exceptional = dict(draw(st.lists(st.tuples(dates, some), max_size=3)))

    def as_openings(days):
        return {day: tuple(Opening(start=a, end=b) for a, b in spans) for day, spans in days.items()}

    calendar = Calendar(
        zone=zone,
        week=as_openings(week),
        closed=dict.fromkeys(closed, "closed"),
        openings=as_openings(exceptional),
    )
    return first_day, calendar, Oracle(zone, first_day, week, closed, exceptional)


MINUTES = st.integers(FROM, TO - 1)


@settings(max_examples=int(os.environ.get("CHATDESK_HYPOTHESIS_EXAMPLES", "200")), deadline=None)
@given(
    calendars(),
    st.lists(MINUTES, min_size=2, max_size=3),
    st.integers(1, 2 * DAY),
    st.integers(1, 6),
)
def test_calendar_equals_a_wall_clock_read_once_a_minute(made, moments, minutes, days):
    first_day, calendar, oracle = made
    origin = utc(first_day)

    def add(start, span):
        try:
            due = calendar.add(start, span)
        except NeverOpen:  # 10 h on a minute a week
            return None
        return due if due < origin + TO * MINUTE else None

    def instant(minute):
        return None if minute is None or minute == TO else origin + minute * MINUTE

    around_edges = [minute for edge in oracle.edges() for minute in (edge - 1, edge)]
    for minute in around_edges:
        assert calendar.is_open(origin + minute * MINUTE) == oracle.open[minute]
    assert calendar.between(origin + FROM * MINUTE, origin + TO * MINUTE) == oracle.open_minutes(FROM, TO) * MINUTE
    for a, b in pairwise([*moments, *around_edges[:: len(around_edges) // 6 + 1]]):
        start, end = origin + a * MINUTE, origin + b * MINUTE
        assert calendar.is_open(start) == oracle.open[a]
        assert add(start, Span()) == instant(oracle.open_from(a))
        assert add(start, Span(time=minutes * MINUTE)) == instant(oracle.add_minutes(a, minutes))
        assert add(start, Span(days=1)) == instant(oracle.add_days(a, 1))
        assert add(start, Span(days=days)) == instant(oracle.add_days(a, days))
        expected = oracle.open_minutes(a, b) if a < b else -oracle.open_minutes(b, a)
        assert calendar.between(start, end) == expected * MINUTE


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)), st.integers(1, 10**6))  # noqa: DTZ001
def test_added_seconds_are_measured_again_to_the_microsecond(start, seconds):
    span = Span(time=timedelta(seconds=seconds))
    for calendar in (SHARED, SHARED_NIGHTS):
        assert calendar.between(start, calendar.add(start, span)) == span.time


SHARED, SHARED_NIGHTS = quebec(), nights()
