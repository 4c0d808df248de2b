"""The commands, each a few thin lines: read the settings, call the part that does it, tell what came of it.

What a command needs is imported when it runs; what cannot start says why on stderr and ends with 2.
"""

from __future__ import annotations

import asyncio
import errno
import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from chatdesk import __version__

if TYPE_CHECKING:
    from chatdesk.settings import Settings
    from chatdesk.store.store import SqlStore

CANNOT_START: Final = 2
_INTERRUPTED: Final = 130

commands = typer.Typer(
    name="chatdesk",
    help="A support desk that lives where people already talk.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
slack = typer.Typer(help="Serve Slack: Socket Mode with an app token, else HTTP with a signing secret.")
discord = typer.Typer(help="Serve Discord over its gateway.")
policy = typer.Typer(help="Look at policy files.", no_args_is_help=True)
calendar = typer.Typer(help="Look at a desk's calendars.", no_args_is_help=True)
dead = typer.Typer(help="Look at posts that were given up, and try them again.", no_args_is_help=True)
roster = typer.Typer(help="Carry rosters in and out, as CSV.", no_args_is_help=True)
commands.add_typer(slack, name="slack")
commands.add_typer(discord, name="discord")
commands.add_typer(policy, name="policy")
commands.add_typer(calendar, name="calendar")
commands.add_typer(dead, name="dead")
commands.add_typer(roster, name="roster")


class Platform(StrEnum):
    """A platform on which a desk can work."""

    SLACK = "slack"
    DISCORD = "discord"


class Language(StrEnum):
    """A language that a command can speak."""

    EN = "en"
    FR = "fr"


def run() -> None:
    """Run the command line; what cannot start is told in a line, without a traceback."""
    try:
        commands()
    except KeyboardInterrupt:
        raise SystemExit(_INTERRUPTED) from None
    except Exception as error:
        told = _told(error)
        if told is None:
            raise
        typer.echo(told, err=True)
        raise SystemExit(CANNOT_START) from None


def _told(error: Exception) -> str | None:
    """Return what there is to say of an error that needs no traceback; the types are looked up only when one came."""
    from sqlalchemy.exc import DatabaseError  # noqa: PLC0415

    from chatdesk.desks.loader import PolicyError  # noqa: PLC0415
    from chatdesk.desks.roster_files import RosterFileError  # noqa: PLC0415
    from chatdesk.desks.ticket_files import TicketFileError  # noqa: PLC0415
    from chatdesk.settings import SettingsError  # noqa: PLC0415
    from chatdesk.store.migrate import BrokenReferences, SchemaOutOfDate  # noqa: PLC0415

    match error:
        case PolicyError() | SettingsError() | TicketFileError() | RosterFileError():
            return str(error)
        case SchemaOutOfDate():
            return f"{error}: run `chatdesk migrate`"
        case BrokenReferences():
            return str(error)
        case DatabaseError():
            return f"The database says: {' '.join(str(error.orig).split())}"
        case OSError(errno=errno.EADDRINUSE | errno.EACCES | errno.EADDRNOTAVAIL):
            return error.strerror or str(error)
    return None


def _version(wanted: bool) -> None:  # noqa: FBT001 - typer's way
    if wanted:
        typer.echo(f"chatdesk {__version__}")
        raise typer.Exit


@commands.callback()
def chatdesk(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """A support desk that lives where people already talk."""


# -- processes


@commands.command()
def demo(
    *,
    desk: Annotated[str, typer.Option(help="A shipped desk, with its people and rooms.")] = "faculty",
    host: Annotated[str, typer.Option(help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The page's port.")] = 8008,
    database: Annotated[str | None, typer.Option(help="Keep everything here; else it is gone at the end.")] = None,
) -> None:
    """Run a local Slack and a local Discord in the browser, with one desk in both. No account, no token."""
    from chatdesk.demo import serve  # noqa: PLC0415
    from chatdesk.demo_cast import demo_names  # noqa: PLC0415

    names = demo_names()
    if desk not in names:
        raise typer.BadParameter(f"there is no demo of {desk!r}; there are {', '.join(names)}")
    _started()
    typer.echo(f"Open http://{host}:{port} (Ctrl-C ends it)")
    asyncio.run(serve(host=host, port=port, desk=desk, database_url=database))


@commands.command("run")
def run_all() -> None:
    """Run everything that the settings open in one process: what a small desk uses."""
    from chatdesk.app import everything, run_until  # noqa: PLC0415

    settings = _started()
    asyncio.run(run_until(settings, everything(settings)))


@slack.callback(invoke_without_command=True)
def run_slack(context: typer.Context) -> None:
    """Serve Slack: Socket Mode with an app token, else HTTP with a signing secret."""
    if context.invoked_subcommand is None:
        _run("slack")


@discord.callback(invoke_without_command=True)
def run_discord(context: typer.Context) -> None:
    """Serve Discord over its gateway."""
    if context.invoked_subcommand is None:
        _run("discord")


@commands.command()
def jobs() -> None:
    """Deliver what the desk has to say."""
    _run("jobs")


def _run(*roles: str) -> None:
    from chatdesk.app import Role, run_until  # noqa: PLC0415

    asyncio.run(run_until(_started(), frozenset(map(Role, roles))))


def _started() -> Settings:
    """Return the settings of a process, its logs set up."""
    import structlog  # noqa: PLC0415

    from chatdesk.logs import configure_logs  # noqa: PLC0415
    from chatdesk.settings import load_settings, unknown_variables  # noqa: PLC0415

    settings = load_settings()
    configure_logs(settings)
    for told in unknown_variables():
        structlog.get_logger(__name__).warning("settings.unknown", told=told)
    return settings


# -- the database


@commands.command()
def migrate() -> None:
    """Bring the database's tables to this version."""
    from chatdesk.store.migrate import current  # noqa: PLC0415
    from chatdesk.store.migrate import migrate as bring_up_to_date  # noqa: PLC0415

    url = _started().database_url
    bring_up_to_date(url)
    typer.echo(f"The database is at revision {current(url)}.")


@dead.command("list")
def dead_list(limit: Annotated[int, typer.Option(min=1, help="How many, the newest first.")] = 50) -> None:
    """List the posts that were given up, the newest first."""
    from chatdesk.logs import without_tokens  # noqa: PLC0415
    from chatdesk.store.migrate import current  # noqa: PLC0415
    from chatdesk.store.outbox import Outbox  # noqa: PLC0415

    if current(_started().database_url) is None:
        typer.echo("Nothing is undelivered: the database is empty. Run `chatdesk migrate` to prepare it.")
        return
    letters = Outbox(_store()).dead_letters(limit)
    for letter in letters:
        typer.echo(
            f"{letter.id}  {letter.died_at:%Y-%m-%d %H:%M} UTC  {letter.kind}  ticket {letter.ticket or '-'}"
            f"  after {letter.attempts} tries: {without_tokens(letter.reason)}"
        )
    if not letters:
        typer.echo("Nothing is undelivered.")


@dead.command("retry")
def dead_retry(number: Annotated[int, typer.Argument(metavar="ID", help="The number that `dead list` shows.")]) -> None:
    """Try a post again that was given up."""
    from chatdesk.store.outbox import Outbox  # noqa: PLC0415

    if not Outbox(_store()).revive(number, datetime.now(UTC)):
        typer.echo(f"There is no dead letter {number}.", err=True)
        raise typer.Exit(1)
    typer.echo(f"Dead letter {number} will be tried again.")


def _store() -> SqlStore:
    from chatdesk.store.migrate import check  # noqa: PLC0415
    from chatdesk.store.store import SqlStore  # noqa: PLC0415

    url = _started().database_url
    check(url)
    return SqlStore(url)


@roster.command("import")
def roster_import(file: Annotated[str, typer.Argument(help="A CSV file as `roster export` writes it.")]) -> None:
    """Put everybody of a file on the rosters, beside those who are there: all of them, or nobody."""
    from chatdesk.desks.loader import load_policy  # noqa: PLC0415
    from chatdesk.desks.roster_files import read_roster  # noqa: PLC0415
    from chatdesk.roster_sheets import take_rows  # noqa: PLC0415

    store, desk = _store(), load_policy(_started().policy)
    taken = take_rows(store, desk, file, read_roster(file, desk), datetime.now(UTC))
    places = "1 place" if taken == 1 else f"{taken} places"
    typer.echo(f"{places} on the rosters taken as {file} says.")


@roster.command("export")
def roster_export() -> None:
    """Write everybody who is on a roster as CSV."""
    from chatdesk.desks.loader import load_policy  # noqa: PLC0415
    from chatdesk.desks.roster_files import write_roster  # noqa: PLC0415
    from chatdesk.roster_sheets import all_rows  # noqa: PLC0415

    store, desk = _store(), load_policy(_started().policy)
    typer.echo(write_roster(all_rows(store, desk), desk), nl=False)


# -- files


@policy.command("check")
def policy_check(
    file: Annotated[str, typer.Argument(help="A policy file, or a shipped desk's name.")],
    platform: Annotated[
        list[Platform] | None,
        typer.Option(help="Also require the rooms to work on this platform. Repeatable."),
    ] = None,
) -> None:
    """Check a policy: every mistake with its file, line and column."""
    from chatdesk.desks.loader import load_policy  # noqa: PLC0415

    desk = load_policy(file, platforms=platform or ())
    parts = (desk.products, desk.kinds, desk.groups, desk.statuses)
    counted = zip(map(len, parts), ("products", "kinds", "groups", "statuses"), strict=True)
    version = (f"version {desk.desk.version}",) if desk.desk.version else ()
    typer.echo(f"{file}: sound ({', '.join((*version, *(f'{count} {name}' for count, name in counted)))})")


@policy.command("diff")
def policy_diff(
    a: Annotated[str, typer.Argument(metavar="A", help="A policy file, or a shipped desk's name.")],
    b: Annotated[str, typer.Argument(metavar="B", help="What to compare it with.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="For programs: a list of path, a and b.")] = False,
    language: Annotated[Language | None, typer.Option(help="The first desk's own unless said.")] = None,
) -> None:
    """Show where two policies differ, with all that they extend. Ends with 0 where they say the same, else with 1."""
    from chatdesk.core.words import words_in  # noqa: PLC0415
    from chatdesk.desks.differing import differences  # noqa: PLC0415
    from chatdesk.differences import headed, json_of, load_both, print_differences  # noqa: PLC0415

    first, second = load_both(a, b)
    found = differences(first, second)
    if as_json:
        typer.echo(json_of(found))
    else:
        words = words_in(language or first.desk.language)
        print_differences(found, (headed(a, first, words), headed(b, second, words)), words)
    raise typer.Exit(1 if found else 0)


@policy.command("simulate")
def policy_simulate(
    file: Annotated[str, typer.Argument(help="A CSV file of tickets; the column `opened` is needed.")],
    *,
    policy_file: Annotated[
        str,
        typer.Option("--policy", metavar="FILE", help="A policy file, or a shipped desk's name; else CHATDESK_POLICY."),
    ] = "",
    as_csv: Annotated[bool, typer.Option("--csv", help="For spreadsheets.")] = False,
    language: Annotated[Language | None, typer.Option(help="The desk's own unless said.")] = None,
) -> None:
    """Replay tickets on a policy: when each clock would have been due, and what would have been met in time."""
    from chatdesk.core.words import words_in  # noqa: PLC0415
    from chatdesk.desks.loader import load_policy  # noqa: PLC0415
    from chatdesk.desks.ticket_files import TicketFile  # noqa: PLC0415
    from chatdesk.replays import Replay  # noqa: PLC0415
    from chatdesk.settings import load_settings  # noqa: PLC0415

    desk = load_policy(policy_file or load_settings().policy)
    with TicketFile(file, desk) as tickets:
        replay = Replay(tickets, desk, words_in(language or desk.desk.language), datetime.now(UTC))
        (replay.as_csv if as_csv else replay.as_lines)()
    raise typer.Exit(1 if replay.wrong else 0)


@policy.command("schema")
def policy_schema() -> None:
    """Write the JSON Schema of policy files, for editors."""
    import json  # noqa: PLC0415

    from chatdesk.desks.schema import policy_schema as schema  # noqa: PLC0415

    typer.echo(json.dumps(schema(), indent=2, ensure_ascii=False))


@calendar.command("explain")
def calendar_explain(
    day: Annotated[str, typer.Argument(metavar="DATE", help="A day of the week to explain; today unless said.")] = "",
    *,
    policy_file: Annotated[
        str,
        typer.Option("--policy", metavar="FILE", help="A policy file, or a shipped desk's name; else CHATDESK_POLICY."),
    ] = "",
    name: Annotated[str, typer.Option("--calendar", metavar="NAME", help="The desk's own unless said.")] = "",
    language: Annotated[Language | None, typer.Option(help="The desk's own unless said.")] = None,
) -> None:
    """Show a week: when the desk is open, why it is closed on the other days, and what a change of clocks does."""
    from rich.console import Console  # noqa: PLC0415

    from chatdesk.core.findings import suggestion  # noqa: PLC0415
    from chatdesk.core.words import words_in  # noqa: PLC0415
    from chatdesk.desks.loader import load_policy  # noqa: PLC0415
    from chatdesk.settings import load_settings  # noqa: PLC0415
    from chatdesk.weeks import week_of  # noqa: PLC0415

    asked = _date(day) if day else None
    desk = load_policy(policy_file or load_settings().policy)
    name = name or desk.desk.calendar
    if name not in desk.calendars:
        raise typer.BadParameter(f"there is no calendar {name!r}{suggestion(name, desk.calendars)}")
    week = week_of(desk, name, asked, words_in(language or desk.desk.language))
    Console(markup=False, highlight=False).print(week.told())


def _date(text: str) -> date:
    from chatdesk.desks.calendars import YEARS  # noqa: PLC0415

    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a date: write it as 2026-12-24") from None
    if day.year not in YEARS:
        raise typer.BadParameter(f"{text} is too far away: holidays are known from {YEARS[0]} to {YEARS[-1]}")
    return day


@slack.command("manifest")
def manifest(
    request_url: Annotated[str, typer.Option(help="For HTTP: the address that Slack calls, …/slack/events.")] = "",
) -> None:
    """Write the manifest from which Slack makes the app: for Socket Mode, or for HTTP with --request-url."""
    from chatdesk.adapters.slack import slack_manifest  # noqa: PLC0415
    from chatdesk.core.operations import OPERATIONS  # noqa: PLC0415

    _write_yaml(slack_manifest(OPERATIONS, request_url=request_url))


@discord.command("invite")
def invite(
    application: Annotated[str, typer.Argument(help="The application's id, from Discord's developer portal.")],
    guild: Annotated[str, typer.Option(help="The server's id, to have it chosen already.")] = "",
) -> None:
    """Write the address at which an administrator lets the app in, with the least permissions that it needs."""
    from chatdesk.adapters.discord import discord_invite  # noqa: PLC0415

    if not application.isdecimal() or not (guild or "0").isdecimal():
        raise typer.BadParameter("an id is a number, such as 1234567890123456789")
    typer.echo(discord_invite(application, guild))


def _write_yaml(data: Mapping[str, Any]) -> None:
    from ruamel.yaml import YAML  # noqa: PLC0415

    yaml = YAML()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.dump(data, sys.stdout)


__all__ = ["commands", "run"]
