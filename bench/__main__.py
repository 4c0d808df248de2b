"""`make bench`: measure everything side by side, print the table, write results.json. A missed goal is not fatal."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Column, Table

from bench import ack, both, calendar, desk, dispatch, durable, firing, posts, render, store, timers
from bench.rounds import FULL, QUICK, Effort, Row, Tell

Benchmark = Callable[[Effort, Tell], Awaitable[list[Row]]]
BENCHMARKS: Final[dict[str, Benchmark]] = {
    "ack": ack.run,
    "dispatch": dispatch.run,
    "durable": durable.run,
    "store": store.run,
    "timers": timers.run,
    "firing": firing.run,
    "render": render.run,
    "posts": posts.run,
    "calendar": calendar.run,
    "calls": desk.calls,
    "version": desk.version,
    "process": desk.process,
    "both": both.run,
}
RESULTS: Final = Path(__file__).parent / "results.json"


def main(
    *,
    quick: Annotated[bool, typer.Option("--quick", help="Fewer and smaller rounds: quicker, and more noise.")] = False,
    only: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help=f"Only this one of {', '.join(BENCHMARKS)}. Repeatable.")
    ] = None,
) -> None:
    """Measure the desk beside reference implementations, each number beside its goal."""
    unknown = set(only or ()) - set(BENCHMARKS)
    if unknown:
        raise typer.BadParameter(f"no benchmark {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}")
    console = Console()
    rows, broken = asyncio.run(measured(only or list(BENCHMARKS), QUICK if quick else FULL, console))
    console.print(table_of(rows))
    for number, row in enumerate(rows, 1):
        if row.note:
            console.print(f"[dim]{number:2}  {row.note}", highlight=False)
    console.print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}. How to read this: bench/README.md")
    RESULTS.write_text(json.dumps([row.plain() for row in rows], indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    if broken:
        raise typer.Exit(1)


async def measured(names: list[str], effort: Effort, console: Console) -> tuple[list[Row], bool]:
    """Run the benchmarks one after the other; return their rows, and whether one of them broke."""
    rows: list[Row] = []
    broken = False
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TextColumn("{task.fields[now]}"))
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=len(names), now="")
        for name in names:
            progress.update(task, description=name, now="")
            try:
                rows += await BENCHMARKS[name](effort, lambda said: progress.update(task, now=said))
            except Exception:  # noqa: BLE001 - what the others measured is not lost with it
                broken = True
                console.print_exception(suppress=[asyncio])
            progress.advance(task)
    return rows, broken


def table_of(rows: list[Row]) -> Table:
    """Return the table: what was measured, both sides, their ratio, the goal, and whether it is met."""
    table = Table("", "", *(Column(name, justify="right") for name in ("ours", "reference", "ratio", "goal", "met")))
    for number, row in enumerate(rows, 1):
        verdict = {True: "[green]yes", False: "[bold red]MISSED", None: "[yellow]skipped"}[row.met]
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}x"
        table.add_row(str(number), row.name, _shown(row.ours), _shown(row.reference), ratio, str(row.goal), verdict)
    return table


def _shown(number: float | None) -> str:
    if number is None:
        return ""
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"


if __name__ == "__main__":
    typer.run(main)
