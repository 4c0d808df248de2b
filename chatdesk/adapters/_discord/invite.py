"""The address by which an administrator lets the app in, with what it needs and nothing more. Pure."""

from __future__ import annotations

import discord

from chatdesk.adapters._discord.permissions import NEEDED

SCOPES = ("bot", "applications.commands")


def discord_invite(application_id: str, guild: str = "") -> str:
    """Return the address; with a guild, that one is chosen already."""
    return discord.utils.oauth_url(
        int(application_id),
        permissions=NEEDED,
        guild=discord.Object(int(guild)) if guild else discord.utils.MISSING,
        scopes=SCOPES,
    )
