"""The command line: what it prints, and how it ends."""

import json
import os
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from ruamel.yaml import YAML

from chatdesk import __version__
from chatdesk.cli import main


class Done(NamedTuple):
    """What subprocess tells too."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def chatdesk(tmp_path, monkeypatch, capsys):
    """Run the command in an empty folder with no setting but those given, within this process: that takes no second."""

    def run(*arguments, **environment):
        capsys.readouterr()
        with monkeypatch.context() as here:
            here.chdir(tmp_path)
            here.setattr(sys, "argv", ["chatdesk", *arguments])
            here.setattr("chatdesk.logs.configure_logs", lambda _settings: None)  # these logs are those of the tests
            for name in [name for name in os.environ if name.startswith("CHATDESK_")]:
                here.delenv(name)
            for name, value in {"NO_COLOR": "1", "COLUMNS": "200", **environment}.items():
                here.setenv(name, value)
            with pytest.raises(SystemExit) as ended:
                main()
        return Done(ended.value.code, *capsys.readouterr())

    return run


@pytest.fixture
def process(tmp_path):
    """Run the command as a process, in an empty folder with no setting but those given."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("CHATDESK_")}

    def run(*arguments, **environment):
        return subprocess.run(
            [sys.executable, "-m", "chatdesk", *arguments],
            cwd=tmp_path,
            env={**clean, "NO_COLOR": "1", "COLUMNS": "200", **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    return run


def test_the_version_is_told_at_once(process):
    process("--version")  # compiled from here on
    started = time.perf_counter()
    done = process("--version")
    took = time.perf_counter() - started

    assert (done.returncode, done.stdout) == (0, f"chatdesk {__version__}\n")
    assert took < 1, "the goal is 0.15 s; a busy machine gets some more"


def test_the_version_needs_no_library():
    code = "import sys; sys.argv=['chatdesk','--version']; from chatdesk.cli import main; main(); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert not {"typer", "pydantic", "rich", "sqlalchemy"} & set(done.stdout.split())


def test_help_names_every_command(chatdesk):
    done = chatdesk("--help")

    assert done.returncode == 0
    for command in ("demo", "run", "slack", "jobs", "migrate", "policy", "calendar", "dead"):
        assert command in done.stdout


def test_a_sound_policy_is_told_so(chatdesk):
    done = chatdesk("policy", "check", "faculty")

    assert (done.returncode, done.stdout) == (
        0,
        "faculty: sound (version 1, 6 products, 7 kinds, 2 groups, 7 statuses)\n",
    )


def test_a_wrong_policy_is_told_line_by_line(chatdesk, tmp_path):
    (tmp_path / "desk.yaml").write_text("extends: faculty\ndesk: { prefix: x }\nkindz: {}\n", encoding="utf-8")

    done = chatdesk("policy", "check", "desk.yaml")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "desk.yaml:2:17: desk.prefix: 'x' is not a prefix: 2 to 10 capital letters and digits, a letter first",
        "desk.yaml:3:1: kindz: unknown key; did you mean 'kinds'?",
    ]


def test_a_platform_asks_for_its_rooms(chatdesk):
    done = chatdesk("policy", "check", "faculty", "--platform", "slack")

    assert done.returncode == 2
    assert "rooms.slack: is missing" in done.stderr


def test_the_schema_is_json(chatdesk):
    done = chatdesk("policy", "schema")

    assert json.loads(done.stdout)["$schema"].endswith("2020-12/schema")


def test_a_week_is_explained_day_by_day(chatdesk):
    done = chatdesk("calendar", "explain", "2026-06-24", "--language", "en")

    assert (done.returncode, done.stderr) == (0, "")
    printed = done.stdout.replace("\N{NO-BREAK SPACE}", " ")
    heading, *_, in_all = printed.splitlines()
    assert heading == "Faculty service desk, calendar faculty: week of 2026-06-22, time zone America/Toronto"
    assert cells(printed)[1:4] == [
        ["Tuesday", "2026-06-23", "8:30-16:30", "8 h", ""],
        ["Wednesday", "2026-06-24", "closed", "", "Public holiday: Saint Jean Baptiste Day"],
        ["Thursday", "2026-06-25", "8:30-16:30", "8 h", ""],
    ]
    assert in_all == "Opening hours in all: 32 h"


def cells(printed):
    """Return the rows of a table as they are printed, without its head."""
    lines = printed.replace("\N{NO-BREAK SPACE}", " ").splitlines()
    return [[cell.strip() for cell in line[1:-1].split("│")] for line in lines if line.startswith("│")]


def test_a_week_is_explained_in_the_language_of_the_desk(chatdesk):
    done = chatdesk("calendar", "explain", "2026-06-24", "--policy", "faculty")

    assert cells(done.stdout)[2:6:3] == [
        ["mercredi", "2026-06-24", "fermé", "", "Jour férié : Fête nationale du Québec"],
        ["samedi", "2026-06-27", "fermé", "", "La semaine n’a aucune ouverture ce jour-là"],
    ]


def test_todays_week_is_explained_unless_another_one_is_asked_for(chatdesk):
    days = [row[1] for row in cells(chatdesk("calendar", "explain").stdout)]

    assert len(days) == 7
    assert days[0] <= datetime.now(ZoneInfo("America/Toronto")).date().isoformat() <= days[-1]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--calendar", "faculti"], "there is no calendar 'faculti'; did you mean 'faculty'?"),
        (["24.12.2026"], "'24.12.2026' is not a date: write it as 2026-12-24"),
        (["1999-12-31"], "1999-12-31 is too far away: holidays are known from 2000 to 2100"),
        (["--policy", "facultee"], "facultee: no such file, and no shipped desk; shipped: erp, faculty, itil, medical"),
        (["--language", "de"], "'de' is not one of 'en', 'fr'"),
    ],
)
def test_a_week_that_cannot_be_explained_is_told(chatdesk, arguments, told):
    done = chatdesk("calendar", "explain", *arguments)

    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr


@pytest.mark.parametrize(("start", "command"), [("process", "run"), ("chatdesk", "migrate")])
def test_wrong_settings_stop_a_process_with_a_line(request, start, command):
    done = request.getfixturevalue(start)(command, CHATDESK_HTTP_PORT="many")

    assert done.returncode == 2
    assert done.stderr == "CHATDESK_HTTP_PORT: expected a whole number\n"


def test_a_wrong_policy_stops_a_process_and_makes_no_database(process, tmp_path):
    done = process("run", CHATDESK_POLICY="nowhere.yaml", CHATDESK_SLACK_BOT_TOKEN="xoxb-1")

    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("nowhere.yaml: no such file")
    assert list(tmp_path.iterdir()) == []


def test_migrating_makes_the_tables_and_can_be_repeated(chatdesk, tmp_path):
    first, second = chatdesk("migrate"), chatdesk("migrate")

    assert first.stdout == second.stdout
    assert first.stdout.startswith("The database is at revision ")
    assert (tmp_path / "chatdesk.db").is_file()


def test_a_database_that_cannot_be_opened_is_told_without_a_traceback(chatdesk):
    done = chatdesk("migrate", CHATDESK_DATABASE_URL="sqlite:////nowhere/at/all.db")

    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == "The database says: unable to open database file"
    assert "Traceback" not in done.stderr


def test_an_unknown_variable_is_warned_of(process):
    assert "did you mean CHATDESK_POLICY?" in process("migrate", CHATDESK_POLCY="x").stderr


def test_dead_letters_are_listed_and_need_a_number_that_exists(chatdesk, process):
    assert chatdesk("dead", "retry", "7").stderr == "the database is empty: run `chatdesk migrate`\n"
    chatdesk("migrate")

    listed, retried = chatdesk("dead", "list"), process("dead", "retry", "7")

    assert (listed.returncode, listed.stdout) == (0, "Nothing is undelivered.\n")
    assert (retried.returncode, retried.stderr) == (1, "There is no dead letter 7.\n")


def test_nothing_is_undelivered_in_a_database_that_is_still_empty(chatdesk):
    listed = chatdesk("dead", "list")

    assert (listed.returncode, listed.stderr) == (0, "")
    assert listed.stdout.startswith("Nothing is undelivered: the database is empty.")
    assert "None" not in listed.stdout


def test_the_manifest_is_yaml(chatdesk):
    done = chatdesk("slack", "manifest")

    manifest = YAML(typ="safe", pure=True).load(done.stdout)
    assert manifest["display_information"]["name"]
    assert "commands" in manifest["oauth_config"]["scopes"]["bot"]


def test_every_process_of_the_procfile_is_a_command(chatdesk):
    lines = (Path(__file__).parent.parent / "Procfile").read_text(encoding="utf-8").splitlines()

    assert {line.split(": ")[0]: line.split(": ")[1] for line in lines} == {
        name: f"chatdesk {name}" for name in ("run", "slack", "discord", "jobs", "migrate")
    }
    for line in lines:
        assert chatdesk(*line.split()[2:], "--help").returncode == 0
