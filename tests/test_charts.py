"""Charts as a picture and as CSV: legible, complete, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io
import struct
import subprocess
import sys
from itertools import pairwise

import pytest

from chatdesk.charts import DPI, WIDTH, csv_of, draw
from chatdesk.core.chart import Chart, Series
from chatdesk.core.words import words_in

COUNTS = Chart(title="Ouverts", labels=("À faire", "En cours"), series=(Series(label="Billets", values=(3, 12)),))
SHARES = Chart(
    title="À temps",
    labels=("Critique", "Élevée"),
    series=(
        Series(label="Première réponse", values=(2, 0), totals=(2, 0)),
        Series(label="Solution", values=(0, 4), totals=(1, 5)),
    ),
    unit="à temps / échus",
)


def size_of(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", png[16:24])


def colours_of(png: bytes) -> set[tuple[int, ...]]:
    image = pytest.importorskip("PIL.Image").open(io.BytesIO(png)).convert("RGB")
    return {colour for _, colour in image.getcolors(1 << 20)}


@pytest.mark.parametrize("chart", [COUNTS, SHARES])
def test_a_chart_is_a_picture_as_wide_as_a_telephone_shows_well(chart):
    width, height = size_of(draw(chart))
    assert width == WIDTH / 72 * DPI
    assert 0.3 < height / width < 1.5


def test_a_chart_with_more_rows_is_higher():
    longer = Chart(title="x", labels=("a", "b", "c"), series=(Series(label="x", values=(1, 2, 3)),))
    assert size_of(draw(longer))[1] > size_of(draw(COUNTS))[1]


def test_series_have_colours_that_everybody_can_tell_apart():
    assert {(0x00, 0x72, 0xB2), (0xE6, 0x9F, 0x00)} <= colours_of(draw(SHARES))
    assert (0xE6, 0x9F, 0x00) not in colours_of(draw(COUNTS))


@pytest.mark.parametrize("text", ["$\\frac$", "🔴 Critique", "שלום", "x" * 500, "", "\n", "a\nb"])
def test_any_text_can_be_drawn(text):
    chart = Chart(title=text, labels=(text, "b"), series=(Series(label=text, values=(0, 0)),), unit=text)
    size_of(draw(chart))


@pytest.mark.parametrize("text", ["x" * 500, "Wide words and iiiiii " * 40])
def test_a_title_that_is_too_long_is_cut_where_the_margin_begins(text):
    chart = Chart(title=text, labels=("a",), series=(Series(label="a", values=(0,)),), unit=text)
    image = pytest.importorskip("PIL.Image").open(io.BytesIO(draw(chart))).convert("RGB")
    at = [round(points * DPI / 72) for points in (WIDTH - 60, WIDTH - 20, WIDTH)]
    before, margin = (image.crop((left, 0, right, image.height)) for left, right in pairwise(at))
    assert len(margin.getcolors(1 << 20)) == 1
    assert len(before.getcolors(1 << 20)) > 1


def test_there_is_no_picture_where_nothing_can_draw():
    assert draw(COUNTS, has=lambda _module: None) is None


def test_there_is_no_picture_of_nothing():
    assert draw(Chart(title="Nothing", labels=(), series=())) is None


def test_matplotlib_is_loaded_only_to_draw_and_never_with_pyplot():
    told = (
        "import sys, chatdesk.charts as charts\n"
        "from chatdesk.core.chart import Chart, Series\n"
        "before = 'matplotlib' in sys.modules\n"
        "charts.draw(Chart(title='x', labels=('a',), series=(Series(label='x', values=(1,)),)))\n"
        "print(before, 'matplotlib' in sys.modules, 'matplotlib.pyplot' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["False", "True", "False"]


def test_csv_holds_every_number_on_a_line_of_its_own():
    text = csv_of((SHARES, COUNTS), words_in("en"))
    assert text.endswith("\r\n")
    head, *rows = csv.reader(io.StringIO(text, newline=""))
    assert len(head) == 5
    assert rows == [
        ["À temps", "Critique", "Première réponse", "2", "2"],
        ["À temps", "Élevée", "Première réponse", "0", "0"],
        ["À temps", "Critique", "Solution", "0", "1"],
        ["À temps", "Élevée", "Solution", "4", "5"],
        ["Ouverts", "À faire", "Billets", "3", ""],
        ["Ouverts", "En cours", "Billets", "12", ""],
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_cell_of_the_csv_is_a_formula(start):
    chart = Chart(title=f"{start}1", labels=(f'{start}cmd|"x"',), series=(Series(label=f"{start}2", values=(1,)),))
    (_, row) = csv.reader(io.StringIO(csv_of((chart,), words_in("en")), newline=""))
    assert row == [f"'{start}1", f'\'{start}cmd|"x"', f"'{start}2", "1", ""]
