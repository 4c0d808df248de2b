"""The one crossing from the asynchronous edge to the synchronous desk: every call runs in the desk's own threads."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from datetime import datetime
from typing import TypeVar

from chatdesk.core.desk import Desk, Submission
from chatdesk.core.forms import Form
from chatdesk.core.hearing import Happening
from chatdesk.core.operation import Command, Invocation, Reply
from chatdesk.core.ports import Profile
from chatdesk.core.work import Work

Result = TypeVar("Result")


class AsyncDesk:
    """`Desk` for coroutines: the same names and answers. It brings the time, so that callers need no clock.

    SQLite gets an executor of one thread (one writer), PostgreSQL one of several.
    """

    def __init__(self, desk: Desk, *, executor: Executor, clock: Callable[[], datetime]) -> None:
        self.desk = desk
        self.executor = executor
        self.clock = clock
        self.when_written: Callable[[], None] = _nothing
        """Called in the event loop after something may have been written, so that its posts leave at once."""

    async def run(self, work: Callable[[], Result]) -> Result:
        """Run something synchronous in the desk's threads; the other jobs cross here too."""
        return await asyncio.get_running_loop().run_in_executor(self.executor, work)

    async def _write(self, work: Callable[[], Result]) -> Result:
        result = await self.run(work)
        self.when_written()
        return result

    async def invoke(self, invocation: Invocation) -> Form | Reply:
        return await self._write(lambda: self.desk.invoke(invocation, self.clock()))

    async def refresh(self, submission: Submission) -> Form:
        return await self.run(lambda: self.desk.refresh(submission, self.clock()))

    async def submit(self, submission: Submission) -> Reply:
        return await self._write(lambda: self.desk.submit(submission, self.clock()))

    async def handle(self, command: Command) -> Reply:
        return await self._write(lambda: self.desk.handle(command, self.clock()))

    async def notice(self, happening: Happening) -> None:
        await self._write(lambda: self.desk.notice(happening, self.clock()))

    async def view(self, draw: Callable[[Work], Result], actor: Profile) -> Result:
        return await self.run(lambda: self.desk.view(draw, actor, self.clock()))


def _nothing() -> None:
    """Nobody waits for posts in this process."""
