"""Starts the process of measured apps, and says where each of them is."""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.fake_slack import FakeSlack, fake_slack

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Apps:
    """The apps: `ours`, `one`, `many` and `orm`."""

    ports: Mapping[str, int]
    listeners: int
    slack: FakeSlack
    folder: Path


@asynccontextmanager
async def running_apps() -> AsyncIterator[Apps]:
    """Run the apps in a process of their own while the block runs."""
    with tempfile.TemporaryDirectory(prefix="chatdesk-bench-") as folder:
        async with fake_slack() as slack:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bench.serving",
                f"http://127.0.0.1:{slack.port}/",
                folder,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                cwd=ROOT,
            )
            try:
                assert process.stdout is not None
                told = json.loads(await asyncio.wait_for(process.stdout.readline(), 60))
                yield Apps(slack=slack, folder=Path(folder), **told)
            finally:
                await end(process)


async def end(process: asyncio.subprocess.Process, patience: float = 15.0) -> None:
    """End a process that we started, by its input, then by a signal, then for good."""
    if process.stdin is not None:
        process.stdin.close()
    elif process.returncode is None:
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), patience)
    except TimeoutError:
        process.kill()
        await process.wait()
    transport = getattr(process, "_transport", None)  # asyncio closes its pipes only when it is collected
    if transport is not None:
        transport.close()
