"""discord.py as its documentation shows it: a command tree, a dynamic item, a persistent view; each answers at once."""

from __future__ import annotations

import re
from typing import Any, Self

import discord
from discord import app_commands, ui

from chatdesk.adapters._discord.gateway import intents

BUTTON = r"cd:confirm:(?P<ticket>[0-9]+)"
IN_VIEW = "view:confirm"
Interaction = discord.Interaction[Any]


class BareClient(discord.AutoShardedClient):
    """A client set up as thriftily as ours, with the least behind each command and button."""

    def __init__(self, words: str) -> None:
        super().__init__(
            intents=intents(message_content=True),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            allowed_mentions=discord.AllowedMentions.none(),
            enable_debug_events=False,
        )
        tree = app_commands.CommandTree(self)
        tree.add_command(_commands(words))
        self.add_dynamic_items(Confirm)
        self.add_view(Card())


def _commands(words: str) -> app_commands.Group:
    group = app_commands.Group(name="ticket", description="Tickets")

    @group.command(name="confirm", description="It is solved")
    async def confirm(interaction: Interaction, number: str) -> None:  # noqa: ARG001 - it answers, and does nothing
        await interaction.response.send_message(words, ephemeral=True)

    return group


class Confirm(ui.DynamicItem[ui.Button[ui.View]], template=BUTTON):
    """A button that says which ticket: what a desk needs."""

    def __init__(self, ticket: str) -> None:
        super().__init__(ui.Button(label="Confirm", custom_id=f"cd:confirm:{ticket}"))

    @classmethod
    async def from_custom_id(cls, _interaction: Interaction, _item: ui.Item[Any], match: re.Match[str], /) -> Self:
        return cls(match["ticket"])

    async def callback(self, interaction: Interaction) -> None:
        await interaction.response.defer()


class Card(ui.View):
    """A button that says nothing: one look in a dict, the floor."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    @ui.button(label="Confirm", custom_id=IN_VIEW)
    async def confirm(self, interaction: Interaction, _button: ui.Button[Self]) -> None:
        await interaction.response.defer()
