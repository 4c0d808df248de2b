"""A document's charts, drawn for whichever platform shows them, with a file for spreadsheets. Knows no platform."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Final

import structlog

from chatdesk.charts import Drawing, csv_of
from chatdesk.core.chart import Chart
from chatdesk.core.document import InternalDocument, PublicDocument
from chatdesk.core.words import N_, Words

PNG: Final = "image/png"
CSV: Final = "text/csv"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file to be sent beside a message."""

    name: str
    kind: str
    """Its media type."""
    data: bytes = field(repr=False)
    words: str = ""
    """What it shows, for those who cannot see it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A document's charts as files; no pictures where not every chart could be drawn, so that none goes missing."""

    pictures: tuple[File, ...]
    sheet: File


def charts_of(body: PublicDocument | InternalDocument) -> tuple[Chart, ...]:
    """Return the charts of a document; one for requesters never has any."""
    return tuple(block for block in body.blocks if isinstance(block, Chart))


async def drawn(charts: tuple[Chart, ...], words: Words, draw: Drawing) -> Drawn:
    """Return charts as files. Drawing takes a while, so it is done in a thread."""
    try:
        pictures = [await asyncio.to_thread(draw, chart) for chart in charts]
    except Exception:  # whatever is wrong with the library, the numbers are told without it
        log.exception("charts.undrawn")
        pictures = []
    # A spreadsheet takes a file without this mark for another alphabet's.
    sheet = File(name=f"{words(N_('figures'))}.csv", kind=CSV, data=csv_of(charts, words).encode("utf-8-sig"))
    return Drawn(pictures=_files(charts, pictures), sheet=sheet)


def _files(charts: tuple[Chart, ...], pictures: list[bytes | None]) -> tuple[File, ...]:
    files = [
        File(name=f"chart-{at}.png", kind=PNG, data=picture, words=chart.words)
        for at, (chart, picture) in enumerate(zip(charts, pictures, strict=False), 1)
        if picture is not None
    ]
    return tuple(files) if len(files) == len(charts) else ()
