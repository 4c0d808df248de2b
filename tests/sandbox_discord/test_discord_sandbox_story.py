"""The real discord.py against the local Discord: a ticket from the command to the button."""

import discord
import pytest
from discord_desk import Confirm, Desk
from discord_sandbox_kit import AGENTS, AMELIE, BOT, DESK, HELP, SAM

pytestmark = pytest.mark.anyio


async def test_ticket_is_opened_by_form_and_taken_by_button(sandbox, connect):
    desk = await connect(Desk())
    asked = await sandbox.act.command(as_=AMELIE, channel=HELP, name="ticket open", options={"product": "crm"})
    assert asked["response"]["type"] == 9
    assert asked["modal"]["title"] == "New ticket"

    values = {"subject": "", "urgency": ["High"]}
    refused = await sandbox.act.submit(as_=AMELIE, modal=asked["modal"]["id"], values=values)
    assert refused["errors"] == {"subject": "This field is required"}

    file = (await sandbox.act.upload(as_=AMELIE, name="log.txt", content="smoke"))["file"]
    values = {"subject": "Printer on fire", "urgency": ["High"], "files": [file["id"]]}
    opened = await sandbox.act.submit(as_=AMELIE, modal=asked["modal"]["id"], values=values)
    [thread] = sandbox.guild.threads()
    assert opened["response"]["type"] == 5
    assert opened["message"]["content"] == f"Opened <#{thread.id}>"
    assert opened["message"]["flags"] == 64
    assert thread.sees(AMELIE)
    assert not thread.sees(SAM)

    [card] = [m for m in (await sandbox.act.history(as_=AMELIE, channel=thread.id))["messages"] if m["components"]]
    assert card["content"] == "Printer on fire (High) smoke"
    pressed = await sandbox.act.press(as_=AMELIE, channel=thread.id, message=card["id"], custom_id="card:take")
    assert pressed["message"]["content"] == "taken by amelie"
    await sandbox.settled()
    *_, note = (await sandbox.act.history(as_=AMELIE, channel=thread.id))["messages"]
    assert note["content"] == "It is yours"
    assert desk.get_guild(int(sandbox.guild.id)).get_thread(int(thread.id)).name == "T-1"


async def test_option_is_completed_and_checked_as_typed(sandbox, connect):
    await connect(Desk())
    use = {"as_": AMELIE, "channel": HELP, "name": "ticket open"}
    offered = await sandbox.act.autocomplete(**use, options={"product": "p"}, focused="product")
    assert offered["choices"] == [{"name": "PAYROLL", "value": "payroll"}]
    assert (await sandbox.act.command(**use, options={"colour": "red"}))["error"] == "unknown_option"
    unknown = await sandbox.act.command(as_=AMELIE, channel=HELP, name="ticket fly")
    assert unknown["error"] == "unknown_command"


async def test_deferral_is_reported_with_what_followed(sandbox, connect):
    await connect(Desk())
    listed = await sandbox.act.command(as_=AMELIE, channel=HELP, name="ticket list")
    assert listed["response"]["type"] == 5
    assert listed["message"]["content"] == "No tickets"
    assert listed["message"]["flags"] == 64, "the deferral was ephemeral, so is what fills it in"
    assert (await sandbox.act.history(as_=SAM, channel=HELP))["messages"] == []


async def test_context_menus_carry_their_target(sandbox, connect):
    await connect(Desk(intents=discord.Intents(guilds=True, messages=True)))
    said = await sandbox.act.say(as_=AMELIE, channel=HELP, content="The printer is on fire")
    made = await sandbox.act.message_command(as_=SAM, channel=HELP, name="Make a ticket", target=said["message"]["id"])
    assert made["message"]["content"] == "From: The printer is on fire", "a command's target is never stripped"
    counted = await sandbox.act.user_command(as_=SAM, channel=HELP, name="Tickets of", target=AMELIE)
    assert counted["message"]["content"] == "Amélie Roy: 0"


async def test_commands_work_in_direct_messages(sandbox, connect):
    await connect(Desk())
    direct = sandbox.guild.direct(AMELIE)
    listed = await sandbox.act.command(as_=AMELIE, channel=direct.id, name="ticket list")
    assert listed["message"]["content"] == "No tickets"


async def test_bot_writes_first_in_a_direct_message_and_hears_the_answer(sandbox, connect):
    desk = await connect(Desk(intents=discord.Intents(guilds=True, dm_messages=True)))
    user = await desk.fetch_user(int(AMELIE))
    await user.send("Your ticket was answered")
    direct = sandbox.guild.direct(AMELIE)
    assert [m.content async for m in user.dm_channel.history()] == ["Your ticket was answered"]
    await sandbox.act.say(as_=AMELIE, channel=direct.id, content="Thanks")
    assert desk.heard == ["Thanks"]
    assert (await sandbox.act.state(as_=SAM))["channels"][-1]["id"] != direct.id

    await sandbox.act.member(user=AMELIE, do="close_direct")
    with pytest.raises(discord.Forbidden) as refused:
        await user.send("Again")
    assert refused.value.code == 50007


async def test_dynamic_buttons_outlive_the_client_that_posted_them(sandbox, connect):
    poster = discord.Client(intents=discord.Intents.none())
    async with poster:
        await poster.login(sandbox.guild.token)
        view = discord.ui.View(timeout=None)
        view.add_item(Confirm(7))
        await poster.get_partial_messageable(int(HELP)).send("Solved?", view=view)
    await connect(Desk())
    [message] = sandbox.guild.channels[HELP].messages.values()
    pressed = await sandbox.act.press(as_=AMELIE, channel=HELP, message=message["id"], custom_id="confirm:7")
    assert pressed["message"]["content"] == "confirmed 7"


async def test_login_alone_is_enough_to_post(sandbox):
    client = discord.Client(intents=discord.Intents.none())
    async with client:
        await client.login(sandbox.guild.token)
        channel = client.get_partial_messageable(int(HELP))
        first = await channel.send("Hello", nonce="o42")
        again = await channel.send("Hello", nonce="o42")
        assert first.id == again.id
        assert [m.content async for m in channel.history()] == ["Hello"]
    assert not sandbox.gateway


@pytest.mark.usefixtures("sandbox")
async def test_wrong_token_is_refused():
    client = discord.Client(intents=discord.Intents.none())
    async with client:
        with pytest.raises(discord.LoginFailure):
            await client.login("not-the-token")


async def test_agents_channel_is_seen_by_agents_and_the_bot(sandbox, connect):
    desk = await connect(Desk())
    guild = desk.get_guild(int(sandbox.guild.id))
    agents, room = guild.get_role(int(AGENTS)), guild.get_channel(int(DESK))
    assert room.permissions_for(guild.me).view_channel
    assert room.permissions_for(agents).view_channel
    assert not room.permissions_for(guild.default_role).view_channel
    assert guild.me.guild_permissions.value == sandbox.guild.bot_permissions
    assert [c["name"] for c in (await sandbox.act.state(as_=AMELIE))["channels"]] == ["help", "lobby", ""]
    assert guild.me.id == int(BOT)
