"""Rosters as CSV: a file goes in whole or not at all, every mistake has its place, and what is there comes out."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from chatdesk.commands import commands
from chatdesk.core.model import Handle
from chatdesk.desks.roster_files import RosterFileError, read_roster, write_roster
from chatdesk.roster_sheets import all_rows, take_rows
from chatdesk.store.store import SqlStore
from tests.fakes.rostered import RosteredWorld, rostered
from tests.fakes.world import MONDAY

HEADER = "customer,shift,platform,workspace,user,name,function"
ZOE = "riverside,night,slack,T0,U0ZOE,Zoé Lund,Nurse"
MAX = "20017,Nuit,discord,7000,7001,Max Orr,"


@pytest.fixture
def world(sqlite_url):
    store = SqlStore(sqlite_url)
    yield RosteredWorld(store)
    store.close()


@pytest.fixture
def file(tmp_path):
    """Write a file of rosters; return its name."""

    def write(*lines, encoding="utf-8"):
        path = tmp_path / "people.csv"
        path.write_bytes("\n".join(lines).encode(encoding))
        return str(path)

    return write


def mistakes(caught, name) -> list[str]:
    return [line.removeprefix(f"{name}:") for line in str(caught.value).split("\n")]


def take(world, name) -> int:
    return take_rows(world.store, world.policy, name, read_roster(name, world.policy), MONDAY)


def test_s3_10_the_people_of_a_file_join_those_who_are_there(world, file):
    """S3-10, S3-14: CUSTOMER AND SHIFT BY ID, NUMBER OR NAME; A ROW FOR EACH PERSON ON A SHIFT."""
    assert take(world, file(HEADER, ZOE, "", MAX)) == 2
    assert world.on("riverside", "night") == {"Ana Ruiz", "Zoé Lund"}
    assert world.on("hillside", "night") == {"Max Orr"}
    with world.store.read() as unit:
        zoe = next(entry for entry in unit.roster("riverside") if entry.facts)
    assert (zoe.facts, zoe.since) == ({"function": "Nurse"}, MONDAY)


def test_every_mistake_is_told_with_its_line_and_column(world, file):
    """S3-14: NO MISTAKE HIDES ANOTHER ONE."""
    name = file(
        HEADER,
        "riversyde,night,slack,T0,U0ZOE,,",
        "riverside,nite,slak,,U0ZOE,,",
        ZOE,
        ZOE,
        'riverside,"night,slack',
    )
    with pytest.raises(RosterFileError) as caught:
        read_roster(name, world.policy)
    assert mistakes(caught, name) == [
        "2: customer: there is no customer 'riversyde'; did you mean 'riverside'?",
        "3: workspace: is missing",
        "3: shift: there is no shift 'nite'; did you mean 'night'?",
        "3: platform: 'slak' is no platform; did you mean 'slack'?",
        "5: user: stands on line 4 already",
        "6: no row of CSV: unexpected end of data",
    ]


def test_a_header_without_a_needed_column_or_with_another_one_is_told_before_any_row(world, file):
    """S3-14: A FACT THAT THE POLICY DOES NOT ASK IS NOT DROPPED IN SILENCE."""
    name = file("customer,shift,platform,workspace,functoin", "x,y,z,a,b")
    with pytest.raises(RosterFileError) as caught:
        read_roster(name, world.policy)
    assert mistakes(caught, name) == [
        "1: functoin: is no column here; did you mean 'function'?",
        "1: user: is missing from the header",
    ]


def test_s3_50_more_people_than_a_shift_holds_are_a_mistake_of_the_file(world, file):
    """S3-50: COUNTED WITHIN THE FILE."""
    name = file(HEADER, *(ZOE.replace("U0ZOE", f"U{number}") for number in range(3)))
    with pytest.raises(RosterFileError) as caught:
        read_roster(name, world.policy)
    assert mistakes(caught, name) == ["4: shift: 'night' of 'riverside' holds 2 at most"]


def test_s3_50_where_others_have_the_places_nothing_of_the_file_is_taken(world, file):
    """S3-50: RIVERSIDE'S DAY IS FULL, SO NOT EVEN THE NIGHT OF THE SAME FILE IS KEPT."""
    name = file(HEADER, ZOE, ZOE.replace("night", "day"))
    with pytest.raises(RosterFileError) as caught:
        take(world, name)
    assert mistakes(caught, name) == ["3: shift: 'day' of 'riverside' holds 2 at most, and others are on it"]
    assert world.on("riverside", "night") == {"Ana Ruiz"}


def test_text_in_another_encoding_is_a_mistake(world, file):
    with pytest.raises(RosterFileError, match="name: is not UTF-8 text"):
        read_roster(file(HEADER, ZOE, encoding="latin-1"), world.policy)


def test_what_comes_out_goes_in_again(world, file):
    """S3-14: AN EXPORT IS AN IMPORT THAT CHANGES NOTHING."""
    take(world, file(HEADER, ZOE))
    rows = all_rows(world.store, world.policy)
    assert rows[-1].handle == Handle("slack", "T0", "U0IDA")
    name = file(write_roster(rows, world.policy))
    assert [replace(row, line=0) for row in read_roster(name, world.policy)] == list(rows)
    assert take(world, name) == len(rows)
    assert all_rows(world.store, world.policy) == rows


def test_a_desk_without_a_roster_takes_no_file(world, file):
    with pytest.raises(RosterFileError, match="no section 'roster'"):
        read_roster(file(HEADER, ZOE), world.policy.model_copy(update={"roster": None}))


@pytest.mark.usefixtures("logs_as_before")
def test_both_commands(tmp_path, sqlite_url, file):
    """S3-14: `chatdesk roster import` AND `chatdesk roster export`."""
    policy = tmp_path / "desk.yaml"
    policy.write_text(
        json.dumps(rostered(threads="private").model_dump(mode="json", exclude_none=True)), encoding="utf-8"
    )
    settings = {"CHATDESK_POLICY": str(policy), "CHATDESK_DATABASE_URL": sqlite_url}
    done = CliRunner().invoke(commands, ["roster", "import", file(HEADER, ZOE, MAX)], env=settings)
    assert done.exit_code == 0, done.output
    assert done.output.startswith("2 places")
    shown = CliRunner().invoke(commands, ["roster", "export"], env=settings)
    assert shown.output.splitlines() == [
        "customer,shift,platform,workspace,user,name,function,reach",
        "riverside,night,slack,T0,U0ZOE,Zoé Lund,Nurse,",
        "hillside,night,discord,7000,7001,Max Orr,,",
    ]
