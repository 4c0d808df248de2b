"""What people can do in the local Slack: the Python twin of the control API.

Every act answers as docs/sandbox.md says: `{"ok": True, ...}`, or `{"ok": False, "error": ..., "message": ...}`.
"""

from chatdesk.sandbox.slack.act.administering import Administering
from chatdesk.sandbox.slack.act.looking import Looking
from chatdesk.sandbox.slack.act.modals import Modals
from chatdesk.sandbox.slack.act.using import Using
from chatdesk.sandbox.slack.act.writing import Writing


class Act(Looking, Writing, Using, Modals, Administering):
    """All acts."""


__all__ = ["Act"]
