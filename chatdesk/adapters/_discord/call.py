"""An interaction as the desk needs it: who acts, where, by what. Made from discord.py's, or by hand in tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

import discord

from chatdesk.adapters._cutting import storable
from chatdesk.adapters._discord.spans import PLATFORM, Payload
from chatdesk.core.model import Handle
from chatdesk.core.ports import EventKey, Profile
from chatdesk.core.words import language_of


class Kind(IntEnum):
    """What sort of interaction it is, by Discord's numbers."""

    PING = 1
    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One interaction. `room` is the channel, or that of the thread in which somebody acts."""

    id: str
    token: str = field(repr=False)
    application: str
    kind: Kind
    actor: Profile
    room: str = ""
    thread: str = ""
    data: Payload = field(default_factory=dict, repr=False)
    message: str = ""
    """The id of the message whose component was used, or that opened the modal."""
    sees: frozenset[str] | None = None
    """The groups to which the person belongs by a room or a role; None where it is not known."""

    @property
    def channel(self) -> str:
        """Return the channel or thread in which it happened."""
        return self.thread or self.room

    @property
    def event(self) -> EventKey:
        """Return what makes it recognisable."""
        return EventKey(source=source_of(self.actor), event=f"interaction:{self.id}")


Sees = Callable[["discord.abc.User"], "frozenset[str] | None"]
"""To which of the groups a user belongs: sees its room, or holds its role."""


def interaction_to_call(interaction: discord.Interaction[Any], guild: str, sees: Sees) -> Call:
    """Return an interaction as a call; in direct messages the desk's own guild is meant."""
    channel = interaction.channel
    here = str(interaction.channel_id or "")
    return Call(
        id=str(interaction.id),
        token=interaction.token,
        application=str(interaction.application_id),
        kind=Kind(interaction.type.value),
        actor=user_to_profile(interaction.user, guild, interaction.locale.value),
        room=str(channel.parent_id) if isinstance(channel, discord.Thread) else here,
        thread=here if isinstance(channel, discord.Thread) else "",
        data=dict(interaction.data or {}),
        message=str(interaction.message.id) if interaction.message is not None else "",
        sees=sees(interaction.user),
    )


def user_to_profile(user: discord.abc.User, guild: str, locale: str = "") -> Profile:
    """Return who somebody is: by the name that others see; Discord knows no time zones."""
    return Profile(
        handle=Handle(PLATFORM, guild, str(user.id)),
        name=storable(user.display_name),
        language=language_of(locale, ""),
    )


def source_of(actor: Profile) -> str:
    """Return where an event comes from: the platform and its guild."""
    return f"{PLATFORM}:{actor.handle.workspace}"
