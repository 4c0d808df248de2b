"""A local Slack over the real wire: Web API, signed HTTP delivery, Socket Mode, and controls for its people."""

from chatdesk.sandbox.faults import Fault
from chatdesk.sandbox.slack.channel import PostingLimit
from chatdesk.sandbox.slack.sandbox import SlackSandbox
from chatdesk.sandbox.slack.workspace import APP_ID, BOT_ID, BOT_USER, Workspace

__all__ = ["APP_ID", "BOT_ID", "BOT_USER", "Fault", "PostingLimit", "SlackSandbox", "Workspace"]
