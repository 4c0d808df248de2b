"""A file of tickets replayed on a policy, told row by row while it is read: rows on stdout, mistakes on stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from typing import Final

from rich.console import Console
from rich.progress import Progress

from chatdesk.core.calendar import NeverOpen
from chatdesk.core.policy import Policy
from chatdesk.core.words import Words
from chatdesk.desks.sheets import Mistake
from chatdesk.desks.simulation import Replayed, Simulation
from chatdesk.desks.ticket_files import TicketFile
from chatdesk.desks.ticket_rows import OPENED
from chatdesk.replay_rows import Lines, Sheet, Teller

_BATCH: Final = 200
"""How many rows are written together."""
_LONG: Final = 1_000_000
"""From how many bytes on a file is worth a progress bar."""


class Replay:
    """Replays a file as of an instant."""

    def __init__(self, file: TicketFile, policy: Policy, words: Words, now: datetime) -> None:
        self.file = file
        self.teller = Teller(policy, words)
        self.simulation = Simulation(policy, now)
        self.wrong: list[tuple[Mistake, ...]] = []
        """The mistakes of each row that has some."""
        self._out, self._told = _console(), _console(stderr=True)

    def as_lines(self) -> None:
        """Tell every ticket in columns, then what was met."""
        self._write(Lines(self._out.width))
        self._out.print(self.teller.totals(self.simulation))
        self._tell_wrong()

    def as_csv(self) -> None:
        """Write every ticket as CSV; what was met goes to stderr, for stdout is a table of tickets and no more."""
        self._write(Sheet(self.file.delimiter))
        self._told.print(self.teller.totals(self.simulation))
        self._tell_wrong()

    def _write(self, face: Lines | Sheet) -> None:
        rows = (face.row(self.teller.row(each)) for each in self._replayed())
        with _watched(self.file, self._out, self._told) as write:
            write(face.head(self.teller.head()) + face.ending)
            while batch := list(islice(rows, _BATCH)):
                write("".join(f"{row}{face.ending}" for row in batch))

    def _replayed(self) -> Iterator[Replayed]:
        """Yield the good rows, and keep what is wrong with the others."""
        for ticket in self.file.rows():
            if isinstance(ticket, tuple):
                self.wrong.append(ticket)
                continue
            try:
                yield self.simulation.replay(ticket)
            except NeverOpen as error:
                self.wrong.append((Mistake(self.file.name, ticket.id, OPENED, str(error)),))

    def _tell_wrong(self) -> None:
        for note in self.file.notes():
            self._told.print(note, soft_wrap=True)
        for mistake in (mistake for row in self.wrong for mistake in row):
            self._told.print(str(mistake), soft_wrap=True)
        if self.wrong:
            words = self.teller.words
            self._told.print(words.count("{n} row was left out.", "{n} rows were left out.", len(self.wrong)))


def _console(*, stderr: bool = False) -> Console:
    return Console(stderr=stderr, markup=False, highlight=False)


@contextmanager
def _watched(file: TicketFile, out: Console, told: Console) -> Iterator[Callable[[str], None]]:
    """Give a way to write to stdout; how far a long file is read shows below it, or on stderr where only that is seen.

    Only a terminal gets what moves its cursor, so what is written into a file is what was told and no more.
    """
    seen = out if out.is_terminal else told
    bar = Progress(
        console=seen,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
        disable=not seen.is_terminal or file.size < _LONG,
    )
    task = bar.add_task("", total=file.size)

    def write(text: str) -> None:
        if out.is_terminal:
            out.print(text, end="", soft_wrap=True)
        else:
            sys.stdout.write(text)
        bar.update(task, completed=file.position)

    with bar:
        yield write
