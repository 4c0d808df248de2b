"""Registering commands: what Discord takes, what it refuses, and who may use them."""

import pytest
from discord_sandbox_kit import AMELIE, APP, GUILD, HELP

pytestmark = pytest.mark.anyio

GLOBAL = f"/applications/{APP}/commands"
LOCAL = f"/applications/{APP}/guilds/{GUILD}/commands"


def command(name="ticket", **fields):
    return {"name": name, "description": "Tickets", **fields}


def option(name="product", kind=3, **fields):
    return {"type": kind, "name": name, "description": "Which", **fields}


@pytest.mark.parametrize(
    ("bad", "path"),
    [
        (command("Ticket"), ["name"]),
        (command("two words"), ["name"]),
        (command("x" * 33), ["name"]),
        (command(description=""), ["description"]),
        (command(description="x" * 101), ["description"]),
        (command(name_localizations={"xx": "billet"}), ["name_localizations", "xx"]),
        (command(name_localizations={"fr": "Billet"}), ["name_localizations", "fr"]),
        (command(description_localizations={"fr": "x" * 101}), ["description_localizations", "fr"]),
        (command(options=[option(str(n)) for n in range(26)]), ["options"]),
        (command(options=[option("A")]), ["options", "0", "name"]),
        (command(options=[option(), option()]), ["options", "1", "name"]),
        (command(options=[option("a"), option("b", required=True)]), ["options", "1"]),
        (command(options=[option(choices=[{"name": "x", "value": "x"}] * 26)]), ["options", "0", "choices"]),
        (
            command(options=[option(choices=[{"name": "x" * 101, "value": "x"}])]),
            ["options", "0", "choices", "0", "name"],
        ),
        (
            command(options=[option(choices=[{"name": "x", "value": "x"}], autocomplete=True)]),
            ["options", "0", "autocomplete"],
        ),
        (command(options=[option(kind=6, autocomplete=True)]), ["options", "0", "autocomplete"]),
        (command(options=[option(kind=1, options=[option("x", 1)])]), ["options", "0", "options", "0", "type"]),
        (command(type=3), ["description"]),
    ],
)
async def test_command_outside_the_limits_is_refused_with_all_others(rest, bad, path):
    await rest("PUT", GLOBAL, [command("before")])
    status, answer = await rest("PUT", GLOBAL, [command("fine"), bad])
    assert (status, answer["code"]) == (400, 50035)
    node = answer["errors"]["1"]
    for step in path:
        node = node[step]
    assert node["_errors"]
    _, registered = await rest("GET", GLOBAL)
    assert [c["name"] for c in registered] == ["before"]


async def test_names_are_unique_and_few(rest):
    assert (await rest("PUT", GLOBAL, [command(), command()]))[1]["code"] == 50035
    assert (await rest("PUT", GLOBAL, [command(f"c{n}") for n in range(101)]))[1]["code"] == 50035
    menus = [{"name": "Make a ticket", "type": 3}, {"name": "Make a ticket", "type": 2}]
    assert (await rest("PUT", GLOBAL, menus))[0] == 200


async def test_registered_commands_keep_their_ids(rest, sandbox):
    localized = command(name_localizations={"fr": "billet"}, description_localizations={"fr": "Les billets"})
    _, [first] = await rest("PUT", GLOBAL, [localized])
    _, [again, _] = await rest("PUT", GLOBAL, [localized, command("other")])
    assert again["id"] == first["id"]
    state = await sandbox.act.state(as_=AMELIE)
    assert [c["name_localizations"] for c in state["commands"][:1]] == [{"fr": "billet"}]
    one = f"{GLOBAL}/{first['id']}"
    assert (await rest("PATCH", one, {"name": "case"}))[1]["id"] == first["id"]
    assert (await rest("GET", one))[1]["name"] == "case"
    assert (await rest("DELETE", one))[0] == 204
    assert (await rest("GET", one))[1]["code"] == 10063
    assert (await rest("POST", GLOBAL, command("third")))[0] == 200


async def test_guild_commands_stay_in_the_guild(rest, sandbox):
    await rest("PUT", LOCAL, [command()])
    direct = sandbox.guild.direct(AMELIE).id
    assert (await sandbox.act.command(as_=AMELIE, channel=direct, name="ticket"))["error"] == "unknown_command"
    assert (await sandbox.act.command(as_=AMELIE, channel=HELP, name="ticket"))["error"] == "app_not_connected"
    assert (await rest("PUT", f"/applications/{APP}/guilds/1/commands", []))[1]["code"] == 50001


async def test_options_are_checked_as_typed(rest, sandbox):
    options = [
        option(
            "level", choices=[{"name": "High", "value": "high", "name_localizations": {"fr": "Haut"}}], required=True
        ),
        option("count", 4, min_value=1, max_value=3),
        option("text", min_length=2, max_length=4),
        option("where", 7),
    ]
    await rest("PUT", GLOBAL, [command(options=options)])

    async def error(**typed):
        return (await sandbox.act.command(as_=AMELIE, channel=HELP, name="ticket", options=typed))["error"]

    assert await error() == "missing_option"
    assert await error(level="low") == "invalid_option"
    assert await error(level="high", count=4) == "invalid_option"
    assert await error(level="high", count="three") == "invalid_option"
    assert await error(level="high", text="x") == "invalid_option"
    assert await error(level="high", where="1") == "invalid_option"
    assert await error(level="Haut", count=3, text="four", where=HELP) == "app_not_connected"


async def test_command_for_moderators_is_refused_to_others(rest, sandbox):
    await rest("PUT", GLOBAL, [command(default_member_permissions=str(1 << 4))])
    asked = await sandbox.act.command(as_=AMELIE, channel=HELP, name="ticket")
    assert asked["error"] == "missing_permissions"
