"""Adapters run on asyncio only; a busy machine is no reason for a property to fail."""

import pytest
from hypothesis import settings

settings.register_profile("adapters", deadline=None)
settings.load_profile("adapters")


@pytest.fixture
def anyio_backend():
    return "asyncio"
