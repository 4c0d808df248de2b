"""A local Discord over the real wire: REST v10 and gateway, and controls for its people."""

from chatdesk.sandbox.discord.guild import Guild
from chatdesk.sandbox.discord.limits import Limit
from chatdesk.sandbox.discord.permissions import Permission
from chatdesk.sandbox.discord.sandbox import DiscordSandbox
from chatdesk.sandbox.faults import Fault

__all__ = ["DiscordSandbox", "Fault", "Guild", "Limit", "Permission"]
