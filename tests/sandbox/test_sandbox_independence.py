"""The sandbox is an opponent: it shares no code with what it tests, and no Slack library."""

import ast
from pathlib import Path

import chatdesk.sandbox

ROOT = Path(chatdesk.sandbox.__file__).parent
ALLOWED = ("chatdesk.sandbox", "aiohttp")


def imports_of(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_sandbox_imports_nothing_of_chatdesk_and_no_slack_library():
    foreign = {
        (path.name, name)
        for path in (*ROOT.glob("*.py"), *(ROOT / "slack").rglob("*.py"))
        for name in imports_of(path)
        if name.startswith(("chatdesk", "slack")) and not name.startswith(ALLOWED)
    }
    assert foreign == set()
