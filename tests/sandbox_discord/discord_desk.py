"""A small desk in discord.py: a form, a private thread with a card, buttons, autocompletion and context menus."""

from __future__ import annotations

import discord
from discord import app_commands
from discord_sandbox_kit import APP

PRODUCTS = ["crm", "payroll", "library"]


class TicketForm(discord.ui.Modal, title="New ticket"):
    subject = discord.ui.Label(text="Subject", component=discord.ui.TextInput(custom_id="subject", max_length=80))
    urgency = discord.ui.Label(
        text="Urgency",
        component=discord.ui.Select(
            custom_id="urgency", options=[discord.SelectOption(label="Low"), discord.SelectOption(label="High")]
        ),
    )
    files = discord.ui.Label(
        text="Files", component=discord.ui.FileUpload(custom_id="files", required=False, max_values=3)
    )

    async def on_submit(self, interaction):
        await interaction.response.defer(ephemeral=True, thinking=True)
        thread = await interaction.channel.create_thread(
            name="T-1", type=discord.ChannelType.private_thread, invitable=False
        )
        await thread.add_user(interaction.user)
        read = [await file.read() for file in self.files.component.values]
        text = f"{self.subject.component.value} ({self.urgency.component.values[0]}) {b''.join(read).decode()}"
        await thread.send(text.strip(), view=Card(), allowed_mentions=discord.AllowedMentions.none())
        await interaction.edit_original_response(content=f"Opened {thread.mention}")


class Card(discord.ui.View):
    def __init__(self):
        super().__init__(timeout=None)

    @discord.ui.button(label="Take", custom_id="card:take", style=discord.ButtonStyle.primary)
    async def take(self, interaction, _button):
        await interaction.response.edit_message(content=f"taken by {interaction.user.name}", view=None)
        await interaction.followup.send("It is yours", ephemeral=True)


class Confirm(discord.ui.DynamicItem[discord.ui.Button], template=r"confirm:(?P<ticket>\d+)"):
    def __init__(self, ticket):
        super().__init__(discord.ui.Button(label="Confirm", custom_id=f"confirm:{ticket}"))
        self.ticket = ticket

    @classmethod
    async def from_custom_id(cls, _interaction, _item, match):
        return cls(int(match["ticket"]))

    async def callback(self, interaction):
        await interaction.response.send_message(f"confirmed {self.ticket}", ephemeral=True)


class Desk(discord.AutoShardedClient):
    def __init__(self, *, intents=None, **options):
        intents = intents or discord.Intents(guilds=True, messages=True, reactions=True, message_content=True)
        options = {"guild_ready_timeout": 0.0, "max_messages": None} | options
        super().__init__(intents=intents, application_id=int(APP), **options)
        self.tree = app_commands.CommandTree(self)
        self.heard = []
        self.resumes = 0
        self._add_commands()

    async def before_identify_hook(self, shard_id, *, initial=False):
        """Identify again at once."""

    def _add_commands(self):
        ticket = app_commands.Group(name="ticket", description="Tickets")

        @ticket.command(name="open", description="Open a ticket")
        async def open_ticket(interaction: discord.Interaction, product: str = ""):
            interaction.extras["product"] = product
            await interaction.response.send_modal(TicketForm())

        @open_ticket.autocomplete("product")
        async def products(_interaction: discord.Interaction, typed: str):
            return [app_commands.Choice(name=p.upper(), value=p) for p in PRODUCTS if p.startswith(typed)]

        @ticket.command(name="list", description="List tickets")
        async def list_tickets(interaction: discord.Interaction):
            await interaction.response.defer(ephemeral=True)
            await interaction.followup.send("No tickets")

        @self.tree.context_menu(name="Make a ticket")
        async def make(interaction: discord.Interaction, message: discord.Message):
            await interaction.response.send_message(f"From: {message.content}", ephemeral=True)

        @self.tree.context_menu(name="Tickets of")
        async def tickets_of(interaction: discord.Interaction, member: discord.Member):
            await interaction.response.send_message(f"{member.display_name}: 0", ephemeral=True)

        self.tree.add_command(ticket)

    async def setup_hook(self):
        self.add_view(Card())
        self.add_dynamic_items(Confirm)
        await self.tree.sync()

    async def on_message(self, message):
        if message.author.id != self.user.id:
            self.heard.append(message.content)

    async def on_raw_reaction_add(self, payload):
        self.heard.append(payload.emoji.name)

    async def on_raw_member_remove(self, payload):
        self.heard.append(f"{payload.user.name} left")

    async def on_resumed(self):
        self.resumes += 1
