"""help: what the desk can do for this person, from the registry."""

from __future__ import annotations

from typing import ClassVar

from chatdesk.core.access import Role
from chatdesk.core.operation import Operation, Query, Reply
from chatdesk.core.views import help_page
from chatdesk.core.words import N_
from chatdesk.core.work import Work


class Help(Query):
    """Tell me what I can do here."""

    verb: ClassVar[str] = "help"


def show_help(work: Work, _command: Help) -> Reply:
    """Return the verbs that the actor may use somewhere, each with its line."""
    return Reply(document=help_page(work))


HELP = Operation(
    command=Help,
    label=N_("Help"),
    summary=N_("This list."),
    roles=frozenset({Role.ANYONE}),
    handle=show_help,
)
