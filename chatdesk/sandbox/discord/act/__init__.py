"""What people can do in the local Discord: the Python twin of the control API.

Every act answers as docs/sandbox-discord.md says: `{"ok": True, ...}`, or
`{"ok": False, "error": ..., "message": ...}`.
"""

from chatdesk.sandbox.discord.act.administering import Administering
from chatdesk.sandbox.discord.act.looking import Looking
from chatdesk.sandbox.discord.act.modals import SubmittingModals
from chatdesk.sandbox.discord.act.using import Using
from chatdesk.sandbox.discord.act.writing import Writing


class Act(Looking, Writing, Using, SubmittingModals, Administering):
    """All acts."""


__all__ = ["Act"]
