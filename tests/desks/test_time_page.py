"""What the page for managers says of due dates is what the calendar counts."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from chatdesk.core.spans import Span
from chatdesk.desks.calendars import Calendars
from chatdesk.desks.loader import load_policy

PAGE = (Path(__file__).parents[2] / "docs" / "time.md").read_text(encoding="utf-8")
MOMENT = r"(\w{3} \d{4}-\d\d-\d\d \d{1,2}:\d\d)"
EXAMPLES = re.findall(rf"^\| {MOMENT} \| `(\w+)` \| {MOMENT} \|", PAGE, flags=re.MULTILINE)
ZONE = ZoneInfo("America/Toronto")


@pytest.fixture(scope="module")
def calendar():
    return Calendars(load_policy("faculty"))("faculty")


def moment(text):
    weekday, _, rest = text.partition(" ")
    read = datetime.strptime(rest, "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)
    assert f"{read:%a}" == weekday
    return read


def test_there_are_examples():
    assert len(EXAMPLES) == 8


@pytest.mark.parametrize(("opened", "span", "due"), EXAMPLES)
def test_an_example_is_due_when_the_page_says(calendar, opened, span, due):
    assert calendar.add(moment(opened), Span.parse(span)) == moment(due)


def test_the_pause_on_the_page_moves_the_date_as_it_says(calendar):
    opened = moment("Mon 2026-06-15 15:40")
    paused = calendar.between(moment("Mon 2026-06-15 16:00"), moment("Tue 2026-06-16 10:00"))

    assert paused == timedelta(hours=2)
    due = calendar.add(opened, Span.parse("2h"))
    assert (due, calendar.add(due, Span(time=paused))) == (
        moment("Tue 2026-06-16 9:40"),
        moment("Tue 2026-06-16 11:40"),
    )
