"""The command's way in. Knows the version without importing anything else, so that `--version` answers at once."""

from __future__ import annotations

import sys

from chatdesk import __version__


def main() -> None:
    """Run the command line."""
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write(f"chatdesk {__version__}\n")
        return
    from chatdesk.commands import run  # noqa: PLC0415 - typer and all that follows take longer than the answer above

    run()
