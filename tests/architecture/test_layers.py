"""Dependencies point one way: cli -> app -> {adapters, jobs, store} -> core. Core knows nothing of the outside."""

from __future__ import annotations

import ast
import re
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "chatdesk"

ALLOWED = {
    "core": {"core"},
    "store": {"core", "store"},
    "adapters": {"core", "adapters", "async_desk", "charts"},
    "charts": {"core"},
    "jobs": {"core", "jobs", "store", "async_desk"},
    "desks": {"core", "desks"},
    "async_desk": {"core"},
    "sandbox": {"sandbox"},
    "settings": {"settings", "core"},
    "logs": {"logs", "settings"},
}
"""Part of the package to the parts that it may import. What is not here (cli, app, demo) may import everything."""

OUTSIDE_CORE = {"pydantic", "pydantic_core"}
"""All that core may import besides the standard library."""
NOT_IN_CORE = {"asyncio", "os", "sqlite3", "socket", "http", "time", "threading", "subprocess", "random", "urllib"}
"""Standard library modules that would give core a clock, an environment, a network or threads."""


@cache
def imports(path: Path, source: str) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(source, filename=str(path))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names |= {f"{node.module}.{alias.name}" for alias in node.names if node.module == "chatdesk"}
    return names


def breaches(path: Path, source: str) -> list[str]:
    part = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    wrong = []
    for name in imports(path, source):
        top, _, rest = name.partition(".")
        if top == "chatdesk" and rest and part in ALLOWED and rest.split(".")[0] not in ALLOWED[part]:
            wrong.append(f"{path.relative_to(ROOT)} imports {name}")
        if part == "core" and top != "chatdesk" and (top in NOT_IN_CORE or not is_known(top)):
            wrong.append(f"{path.relative_to(ROOT)} imports {name}")
    return wrong


def is_known(top: str) -> bool:
    return top in sys.stdlib_module_names or top in OUTSIDE_CORE


SOURCES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)


def test_there_is_something_to_check():
    assert len(SOURCES) > 50


def test_no_module_imports_against_the_direction():
    assert [breach for path in SOURCES for breach in breaches(path, path.read_text())] == []


@pytest.mark.parametrize(
    ("where", "planted"),
    [
        ("core/model.py", "import sqlalchemy"),
        ("core/desk.py", "from chatdesk.store.store import SqlStore"),
        ("core/clocks.py", "import time"),
        ("core/work.py", "import asyncio"),
        ("store/unit.py", "from chatdesk.adapters import slack"),
        ("adapters/slack.py", "from chatdesk.jobs import ticker"),
        ("sandbox/clock.py", "from chatdesk.core import model"),
        ("jobs/ticker.py", "from chatdesk.adapters.slack import SlackFace"),
    ],
)
def test_a_planted_breach_is_found(where, planted):
    assert breaches(PACKAGE / where, planted) != []


def test_the_ticker_alone_imports_apscheduler():
    users = {
        str(path.relative_to(PACKAGE))
        for path in SOURCES
        if any(name.startswith("apscheduler") for name in imports(path, path.read_text()))
    }
    assert users == {"jobs/ticker.py"}


def test_settings_alone_read_the_environment():
    readers = {
        str(path.relative_to(PACKAGE)) for path in SOURCES if re.search(r"\b(environb?|getenvb?)\b", path.read_text())
    }
    assert readers <= {"settings.py"}
