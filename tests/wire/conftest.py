"""A desk in a local Slack for each test, over Socket Mode and over signed HTTP."""

from __future__ import annotations

import pytest

from tests.fakes.wire_house import wire_house


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(params=["socket", "http"])
async def house(request, sqlite_url, tmp_path):
    async with wire_house(tmp_path, transport=request.param, database_url=sqlite_url) as house:
        yield house


@pytest.fixture
async def http_house(sqlite_url, tmp_path):
    async with wire_house(tmp_path, transport="http", database_url=sqlite_url) as house:
        yield house


@pytest.fixture
async def socket_house(sqlite_url, tmp_path):
    async with wire_house(tmp_path, database_url=sqlite_url) as house:
        yield house
