"""The extension promise: one file plus one registry line. The file is the how-to's example, run over the wire."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from chatdesk.core.operations import OPERATIONS
from tests.fakes.wire_house import AMELIE, DESK, HELP, INES, wire_house, words_of

HOW_TO = Path(__file__).parents[2] / "docs" / "howto" / "add-an-operation.md"

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def wave():
    """The how-to's first block of code, as a module: what a newcomer would write."""
    block = re.search(r"```python\n(.*?)```", HOW_TO.read_text(encoding="utf-8"), re.DOTALL)
    assert block is not None
    module = ModuleType("wave")
    sys.modules["wave"] = module  # dataclasses and pydantic look their module up
    exec(compile(block.group(1), str(HOW_TO), "exec"), module.__dict__)
    yield module.WAVE
    del sys.modules["wave"]


async def test_a_new_operation_is_a_slash_command_a_form_and_a_button_without_an_adapter_knowing(
    wave, sqlite_url, tmp_path
):
    async with wire_house(tmp_path, database_url=sqlite_url, operations=(*OPERATIONS, wave)) as house:
        ticket = await house.open(AMELIE)
        help_page = await house.command(INES, "/ticket help")
        assert "/ticket wave" in words_of(help_page["reply"])
        typed = await house.command(INES, f"/ticket wave {ticket.id}")
        assert words_of(typed["opened"]["title"])
        pressed = await house.press(INES, await house.card(INES, DESK, ticket.reference), "wave")
        assert pressed["opened"]["blocks"] == typed["opened"]["blocks"]
        sent = await house.submit(INES, pressed["opened"], greeting="Bonjour!")
        assert sent["closed"]
        await house.settled()
        public = await house.card(AMELIE, HELP, ticket.reference)
        assert "Bonjour!" in words_of(await house.thread(AMELIE, HELP, public["ts"]))


async def test_without_the_registry_line_there_is_nothing_of_it(sqlite_url, tmp_path):
    async with wire_house(tmp_path, database_url=sqlite_url) as house:
        typed = await house.command(INES, "/ticket wave 1001")
        assert typed["opened"] is None
        assert "wave" in words_of(typed["reply"])
